"""One run: paths and options in, a report out. The one place that wires the layers together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from awslint.engine.evaluate import BoundRule, Judgement, bound, judge
from awslint.environments import merged
from awslint.facts import BadFacts
from awslint.findings import findings_of, numbered
from awslint.gather import Gathered, gather
from awslint.knowledge.facts import Knowledge
from awslint.model.finding import Evidence, Finding, Verdict
from awslint.model.report import Diagnostic, InputFile, Report
from awslint.model.resource import Resource
from awslint.model.rule import Rule
from awslint.options import Options
from awslint.packs import Pack, read_pack, selected_by
from awslint.parameters import BadParameters, environments
from awslint.query.relations import Links
from awslint.query.view import View
from awslint.ruleset.index import Index, load
from awslint.selection import UnknownSelector, selected
from awslint.source.discover import Input, discover
from awslint.source.document import Document
from awslint.source.reading import read

__all__ = ["Options", "UsageError", "check", "packs_of", "view_of"]


class UsageError(Exception):
    """An option that cannot be honoured; nothing was judged."""


def check(paths: Sequence[str], options: Options, stdin: bytes | None = None) -> Report:
    """Judge everything under the paths.

    Raises UsageError for an option that names nothing or has the wrong form. Problems of the input are diagnostics.
    """
    index = load()
    by_packs = selected_by(packs_of([Path(name) for name in options.pack]), index)
    rules = _rules(index, options, tuple(by_packs))
    given = _rule_parameters(index, options.rule_parameters)
    for rule, parameters in by_packs.items():
        given[rule] = {**parameters, **given.get(rule, {})}
    bound_rules = [bound(rule, given.get(rule.id, {})) for rule in rules]
    inputs = list(discover([*paths, *options.evidence], stdin=lambda: stdin or b""))
    facts = _facts(options)
    runs: list[tuple[str | None, list[Finding]]] = []
    diagnostics: list[Diagnostic] = []
    for environment, values in _environments(options):
        gathered = _gathered(inputs, index.knowledge, values, facts, options)
        diagnostics += [one for one in gathered.diagnostics if one not in diagnostics]
        runs.append((environment, _findings(gathered, index.knowledge, bound_rules, options)))
    # A faulty rule file matters to whoever did not ask for other rules by name.
    problems = () if options.select or options.pack else index.problems
    return Report(
        findings=tuple(numbered(merged(runs))),
        diagnostics=(*problems, *diagnostics, *_nothing_to_judge(paths, inputs)),
        inputs=_described(inputs, gathered),
        rules=rules,
        places=gathered.documents,
        resources=sum(gathered.resources.values()),
        environments=tuple(name for name, _ in runs if name is not None),
    )


def view_of(paths: Sequence[str], options: Options, stdin: bytes | None = None) -> tuple[View, Gathered]:
    """Everything under the paths as one graph, for questions that are no rules.

    Raises UsageError, also for several environments: a question is asked of one deployment.
    """
    index = load()
    inputs = list(discover([*paths, *options.evidence], stdin=lambda: stdin or b""))
    values = _environments(options)
    if len(values) > 1:
        raise UsageError("--parameters: one set of values only")
    gathered = _gathered(inputs, index.knowledge, values[0][1], _facts(options), options)
    return _view(gathered, index.knowledge, options), gathered


def _gathered(
    inputs: Sequence[Input],
    knowledge: Knowledge,
    values: dict[str, str],
    facts: Sequence[Document],
    options: Options,
) -> Gathered:
    try:
        return gather(inputs, knowledge, values, facts, options)
    except BadFacts as error:
        raise UsageError(f"--facts: {error}") from error


def _view(gathered: Gathered, knowledge: Knowledge, options: Options) -> View:
    links = Links(gathered.graph, knowledge)
    return View(gathered.graph, knowledge, links, today=options.as_of or date.today())


def _described(inputs: Sequence[Input], gathered: Gathered) -> tuple[InputFile, ...]:
    """The files of the run: those given, then those that they name."""
    given = [InputFile(one.uri, one.kind, one.reason, gathered.resources.get(one.uri, 0)) for one in inputs]
    known = {one.uri for one in inputs}
    named = [
        InputFile(uri, "cloudformation", "named by another file", count)
        for uri, count in gathered.resources.items()
        if uri not in known
    ]
    return (*given, *named)


def packs_of(files: Sequence[Path]) -> list[Pack]:
    """The conformance packs in these files.

    Raises UsageError for a file that cannot be read or declares no AWS Config rules.
    """
    packs = []
    for file in files:
        try:
            document = _document(file)
        except (BadParameters, OSError) as error:
            raise UsageError(f"{file} is no conformance pack: {error}") from error
        pack = read_pack(document, file.as_posix(), load())
        if not pack.declared:
            raise UsageError(f"{file} is no conformance pack: it has no AWS::Config::ConfigRule")
        packs.append(pack)
    return packs


def _rules(index: Index, options: Options, by_packs: tuple[str, ...]) -> tuple[Rule, ...]:
    try:
        if options.pack and not by_packs:
            return ()
        return selected(index.rules(), (*options.select, *by_packs), options.ignore, options.profile)
    except UnknownSelector as error:
        raise UsageError(str(error)) from error


def _environments(options: Options) -> list[tuple[str | None, dict[str, str]]]:
    try:
        return environments(options.parameters, lambda path: _document(path).data)
    except (BadParameters, OSError) as error:
        raise UsageError(f"--parameters: {error}") from error


def _facts(options: Options) -> list[Document]:
    try:
        return [_document(Path(name)) for name in options.facts]
    except (BadParameters, OSError) as error:
        raise UsageError(f"--facts: {error}") from error


def _document(path: Path) -> Document:
    """The single document of a file that an option names."""
    reading = read(path.as_posix(), path.read_bytes())
    for problem in reading.diagnostics:
        if problem.severity == "error":
            where = f":{problem.span.start_line}:{problem.span.start_column}" if problem.span else ""
            raise BadParameters(f"{path}{where}: {problem.message}")
    if not reading.documents:
        raise BadParameters(f"{path} is empty")
    return reading.documents[0]


def _rule_parameters(index: Index, arguments: Sequence[str]) -> dict[str, dict[str, object]]:
    given: dict[str, dict[str, object]] = {}
    for argument in arguments:
        name, colon, setting = argument.partition(":")
        parameter, equals, value = setting.partition("=")
        if not colon or not equals:
            raise UsageError(f"--rule-parameter {argument!r} is not RULE:NAME=VALUE")
        try:
            rule = index.rule(name)
        except KeyError as error:
            raise UsageError(f"--rule-parameter: {error}") from error
        known = [one.name for one in rule.parameters]
        if parameter not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise UsageError(f"--rule-parameter: {rule.id} has no parameter {parameter!r}; {has}")
        given.setdefault(rule.id, {})[parameter] = value
    return given


def _findings(gathered: Gathered, knowledge: Knowledge, rules: Sequence[BoundRule], options: Options) -> list[Finding]:
    by_type: dict[str, list[BoundRule]] = {}
    for rule in rules:
        for type_ in rule.rule.resource_types:
            by_type.setdefault(type_, []).append(rule)
    graph = gathered.graph
    view = _view(gathered, knowledge, options)
    found: list[Finding] = []
    for resource in graph.resources.values():
        if resource.judged:
            for rule in by_type.get(resource.type, ()):
                judgements = _judged(rule, resource, view)
                if options.require_explicit:
                    judgements = [_explicit(judgement) for judgement in judgements]
                found.extend(findings_of(rule.rule, resource, judgements, graph))
    return found


def _judged(rule: BoundRule, resource: Resource, view: View) -> list[Judgement]:
    """A rule that crashes is an ERROR of that rule on that resource; everything else is still judged."""
    try:
        return judge(rule, resource, view)
    except Exception as error:
        reason = f"the rule failed with {type(error).__name__}: {error}"
        whole = (Evidence(resource.key, resource.place, ""),)
        return [Judgement(Verdict.ERROR, whole, reason=reason)]


def _explicit(judgement: Judgement) -> Judgement:
    """Compliance that rests on a service default alone, reported as a violation (--require-explicit)."""
    resting = [one for one in judgement.evidence if one.default]
    if judgement.verdict is not Verdict.COMPLIANT or not resting:
        return judgement
    detail = f"nothing is written; it rests on a default: {resting[0].default}"
    return replace(judgement, verdict=Verdict.NON_COMPLIANT, evidence=(replace(resting[0], detail=detail),))


def _nothing_to_judge(paths: Sequence[str], inputs: Sequence[Input]) -> list[Diagnostic]:
    """A folder without any template cannot be trusted to have been checked."""
    judged = {"cloudformation", "terraform-plan", "terraform-state", "terraform-json", "cdk-manifest"}
    if any(one.kind in judged for one in inputs):
        return []
    return [
        Diagnostic("error", "no-templates", "no template, plan or state was found here", path)
        for path in paths
        if Path(path).is_dir()
    ]
