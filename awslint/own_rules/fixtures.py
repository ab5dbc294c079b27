"""The tests of a team's own rules: fixtures beside them, `fixtures/<id>/<case>`, judged by the rule alone.

The first word of a case says what must be in it: `pass`, `fail`, `unknown`, `exempt`, `absent`. Beside a case may stand
`<case>.options.json` with options of the run, `<case>.evidence*`, and `<file>.out` with the expected findings.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from awslint.model.finding import Verdict
from awslint.model.record import record
from awslint.model.report import Diagnostic
from awslint.own_rules.golden import line_of
from awslint.own_rules.mutation import Fixture, explained, survivors
from awslint.planning.options import Options
from awslint.planning.usage import UsageError
from awslint.ruleset.index import Index, load
from awslint.ruleset.own import FIXTURES, with_own
from awslint.run import check, view_of

KINDS = ("pass", "fail", "unknown", "exempt", "absent")
NEEDED = ("pass", "fail")
MUTANTS = "mutants.yaml"
_DONE = {"change": "changed", "remove": "removed", "unknown": "unknown"}
BESIDE = (".out", ".options.json", ".tf")
OPTIONS = (
    "parameters", "rule_parameters", "worlds", "as_of", "region", "account", "partition", "facts", "require_explicit",
)  # fmt: skip


@record()
class Outcome:
    """What the fixtures of a rule showed: how many there are, and what is wrong, each with the file it is about."""

    rule: str
    file: str
    fixtures: int
    faults: tuple[tuple[str, str], ...] = ()


def tested(
    folder: str, only: Iterable[str] = (), *, update: bool = False, mutate: bool = False
) -> tuple[list[Outcome], list[Diagnostic]]:
    """Judge the fixtures of the rules in a folder; gives an outcome a rule, and what is wrong with the rule files.

    With `update`, expected findings are written down instead of compared. With `mutate`, what a rule reads in its
    passing fixtures must make a difference, or `fixtures/mutants.yaml` says why not.
    """
    own = with_own(load(), [folder])
    wanted = set(only)
    outcomes = []
    for rule, file in sorted(own.files.items()):
        if wanted and rule not in wanted:
            continue
        cases = list(_cases(Path(folder) / FIXTURES / rule))
        faults = [fault for case in cases for fault in _faults(case, rule, file, update)]
        kinds = {_kind(case) for case in cases}
        faults += [(f"{FIXTURES}/{rule}", f"no {kind}*.yaml beside it") for kind in NEEDED if kind not in kinds]
        if mutate and not faults:
            faults = list(_survivors(own.index, rule, cases, file, Path(folder) / FIXTURES / MUTANTS))
        outcomes.append(Outcome(rule, file, len(cases), tuple(faults)))
    missing = wanted - own.files.keys()
    if missing and not own.problems:
        raise UsageError(f"{folder} has no rule {', '.join(sorted(missing))}")
    outcomes += _orphans(folder, own.files.keys() | {Path(one.file).stem for one in own.problems}, wanted)
    return outcomes, list(own.problems)


def _survivors(index: Index, rule: str, cases: list[Path], file: str, explanations: Path) -> Iterator[tuple[str, str]]:
    """The mutations of a rule's passing fixtures that nobody notices and nobody explains, and the reverse.

    Raises UsageError for explanations that are none.
    """
    try:
        known = explained(explanations).get(rule, {}) if explanations.is_file() else {}
    except ValueError as error:
        raise UsageError(str(error)) from error
    fixtures = [(_kind(case), _fixture(case, rule, file)) for case in cases]
    passing = [fixture for kind, fixture in fixtures if kind == "pass"]
    others = [fixture for kind, fixture in fixtures if kind != "pass"]
    found = survivors(index.rule(rule), index.knowledge, passing, others)
    shown = f"{FIXTURES}/{rule}"
    for type_, path, kind in found:
        if (type_, path, kind) not in known:
            yield shown, f"{type_} {path}: nothing notices when it is {_DONE[kind]}"
    for type_, path, kind in known.keys() - set(found):
        yield f"{FIXTURES}/{MUTANTS}", f"{type_} {path}: it is noticed when it is {_DONE[kind]}; nothing to explain"


def _fixture(case: Path, rule: str, file: str) -> Fixture:
    options = _options(case, rule, file)
    view, _ = view_of([str(case)], options)
    settings = (one.partition(":")[2].partition("=") for one in options.rule_parameters)
    return Fixture(view.graph, {name: value for name, _, value in settings}, options.as_of or date.max)


def _orphans(folder: str, known: Iterable[str], wanted: set[str]) -> list[Outcome]:
    """Fixtures of rules that are not there: a rule that was renamed would no longer be tested."""
    place = Path(folder) / FIXTURES
    names = sorted(one.name for one in place.iterdir() if one.is_dir()) if place.is_dir() and not wanted else []
    return [
        Outcome(name, f"{folder}/{FIXTURES}/{name}", 0, ((f"{FIXTURES}/{name}", "there is no such rule"),))
        for name in names
        if name not in set(known)
    ]


def _cases(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.glob("*")):
        beside = file.name.endswith(BESIDE) or ".evidence" in file.name
        if file.suffix in (".yaml", ".yml", ".json") and not beside:
            yield file


def _name(case: Path) -> str:
    return case.name.split(".")[0]


def _kind(case: Path) -> str:
    return next((kind for kind in KINDS if f"{_name(case)}-".startswith(f"{kind}-")), "")


def _faults(case: Path, rule: str, file: str, update: bool) -> Iterator[tuple[str, str]]:
    shown = f"{FIXTURES}/{rule}/{case.name}"
    if not _kind(case):
        yield shown, f"its name begins with none of {', '.join(KINDS)}"
        return
    try:
        report = check([str(case)], _options(case, rule, file))
    except UsageError as error:
        yield shown, str(error)
        return
    for entry in report.diagnostics:
        if entry.severity == "error" and entry.code != "rule-file":
            yield shown, entry.message
    findings = [one for one in report.findings if one.rule == rule]
    yield from ((shown, says) for says in _unexpected(_kind(case), Counter(one.verdict for one in findings)))
    for one in findings:
        if one.verdict is Verdict.ERROR:
            yield shown, f"{one.address}: {one.reason}"
    golden = case.with_name(f"{case.name}.out")
    lines = [line_of(report, one) for one in findings]
    if update:
        golden.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    elif golden.is_file():
        expected = golden.read_text(encoding="utf-8").splitlines()
        yield from ((shown, f"not found: {line}") for line in expected if line not in lines)
        yield from ((shown, f"not expected: {line}") for line in lines if line not in expected)


def _unexpected(kind: str, verdicts: "Counter[Verdict]") -> Iterator[str]:
    needed = {
        "pass": Verdict.COMPLIANT,
        "fail": Verdict.NON_COMPLIANT,
        "unknown": Verdict.INSUFFICIENT_DATA,
        "exempt": Verdict.NOT_APPLICABLE,
    }.get(kind)
    found = ", ".join(sorted(verdict.value for verdict in verdicts)) or "no finding at all"
    if needed is not None and not verdicts[needed]:
        yield f"nothing is {needed.value} in it; there is {found}"
    if kind in ("pass", "exempt") and verdicts[Verdict.NON_COMPLIANT]:
        yield "something is NON_COMPLIANT in it"


def _options(case: Path, rule: str, file: str) -> Options:
    """Raises UsageError for a file of options that is none."""
    beside = case.with_name(f"{_name(case)}.options.json")
    given: dict[str, object] = {}
    if beside.is_file():
        try:
            read = json.loads(beside.read_bytes())
            given = {str(key): tuple(value) if isinstance(value, list) else value for key, value in read.items()}
            if "as_of" in given:
                given["as_of"] = date.fromisoformat(str(given["as_of"]))
        except (ValueError, AttributeError) as error:
            raise UsageError(f"{beside.name}: {error}") from error
    for key in given:
        if key not in OPTIONS:
            raise UsageError(f"{beside.name}: there is no option '{key}'; there are {', '.join(OPTIONS)}")
    evidence = tuple(sorted(os.fspath(one) for one in case.parent.glob(f"{_name(case)}.evidence*")))
    return Options(select=(rule,), rules=(file,), isolated=True, evidence=evidence, **given)  # type: ignore[arg-type]
