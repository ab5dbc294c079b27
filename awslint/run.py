"""One run: paths and options in, a report out. The one place that wires the layers together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from awslint.controls import FrameworkControls, asked_for
from awslint.engine.evaluate import BoundRule, Judgement, judge
from awslint.exposed import reach_of
from awslint.findings import SILENT, findings_of, numbered
from awslint.inputs.digests import files_of, sha256
from awslint.inputs.documents import Documents
from awslint.inputs.facts import BadFacts
from awslint.inputs.gather import Gathered, gather
from awslint.knowledge.facts import Knowledge
from awslint.model.finding import Evidence, Finding, Gate, Verdict
from awslint.model.report import Diagnostic, InputFile, PackShare, Report
from awslint.model.resource import Resource
from awslint.model.rule import Rule
from awslint.model.suppression import Standing
from awslint.model.world import Split
from awslint.planning.choice import document_of
from awslint.planning.environments import merged
from awslint.planning.options import Options
from awslint.planning.parameters import BadParameters, environments
from awslint.planning.plan import Applied, Judging, Pass, Plan, planned
from awslint.planning.usage import ConfigurationError, UsageError
from awslint.query.relations import Links
from awslint.query.view import View
from awslint.ruleset.release import CURRENT
from awslint.source.collector import uncollected
from awslint.source.discover import Input, to_json
from awslint.source.document import Document
from awslint.suppressing import BadSuppressing, Suppressed, suppressed

__all__ = ["ConfigurationError", "Options", "UsageError", "check", "view_of"]


def check(paths: Sequence[str], options: Options, stdin: bytes | None = None, *, brief: bool = False) -> Report:
    """Judge everything under the paths.

    With `brief`, what complies or is out of scope is only counted where it is not to be shown: such a finding has
    no message, place or fingerprint. A large plan has hundreds of thousands of them.
    Raises UsageError for an option that names nothing or has the wrong form. Problems of the input are diagnostics.
    """
    with uncollected():
        return _checked(paths, options, stdin, brief)


def _checked(paths: Sequence[str], options: Options, stdin: bytes | None, brief: bool) -> Report:
    plan = planned(paths, options, stdin)
    counted = tuple(one for one in SILENT if brief and one.value not in plan.shown())
    facts_of = lru_cache(maxsize=2)(_facts)
    kept: list[Finding] = []
    diagnostics: list[Diagnostic] = []
    rules: list[Rule] = []
    standings: list[Standing] = []
    documents = Documents()
    resources: dict[str, int] = {}
    for number, each in enumerate(plan.passes):
        runs: list[tuple[str | None, list[Finding]]] = []
        deployments = _environments(each.options)
        for environment, values in deployments:
            gathered = _gathered(each.inputs, plan.index.knowledge, values, facts_of(each.options.facts), each.options)
            diagnostics += [one for one in gathered.diagnostics if one not in diagnostics]
            runs.append((environment, _findings(gathered, plan, each, counted if len(deployments) == 1 else ())))
        findings: Sequence[Finding] = merged(runs)
        if number == 0:  # nothing that the input says hides what a second pass finds
            done = _suppressed(findings, gathered, plan, paths)
            findings = done.findings
            diagnostics += done.diagnostics
            rules += done.rules
            standings += done.standings
        kept += findings
        documents.take(gathered.documents)
        resources.update(gathered.resources)
    # A faulty rule file matters to whoever did not ask for other rules by name.
    chose = plan.options.select or plan.options.pack or plan.options.frameworks
    problems = () if chose else plan.index.problems
    inputs = [one for one in plan.inputs if one.uri not in plan.excluded]
    return Report(
        findings=tuple(numbered(kept)),
        diagnostics=(*problems, *plan.problems, *diagnostics, *_nothing_to_judge(paths, inputs)),
        inputs=(*_described(inputs, resources), *plan.described()),
        rules=(*plan.rules, *rules) if rules else plan.rules,
        places=documents,
        resources=sum(resources.values()),
        environments=tuple(name for name, _ in runs if name is not None),
        suppressions=tuple(standings),
        gate=Gate(plan.options.fail_on, plan.options.fail_on_unknown),
        mandatory=plan.mandatory,
        shown=plan.shown(),
        packs=_shares(plan),
        controls=FrameworkControls(asked_for(plan.options.frameworks), plan.index),
        as_of=(plan.options.as_of or date.today()).isoformat(),
        ruleset=plan.options.ruleset or CURRENT,
        schemas=plan.index.schemas,
        settings=tuple(sorted({*files_of(plan.options), *plan.written})),
        digest=partial(sha256, stdin=stdin),
    )


def _shares(plan: Plan) -> tuple[PackShare, ...]:
    if not plan.options.pack:
        return ()
    from awslint.packs.chosen import packs_of, shares_of

    return shares_of(packs_of(map(Path, plan.options.pack)), plan.index)


def _suppressed(findings: Sequence[Finding], gathered: Gathered, plan: Plan, paths: Sequence[str]) -> Suppressed:
    untouchable = (*plan.unsuppressable(), *sorted(plan.mandatory))
    options = replace(plan.options, unsuppressable=untouchable, mandatory=())
    try:
        return suppressed(findings, gathered, plan.heads, paths, options, plan.index, plan.ignores)
    except BadSuppressing as error:
        raise UsageError(str(error)) from error


def view_of(paths: Sequence[str], options: Options, stdin: bytes | None = None) -> tuple[View, Gathered]:
    """Everything under the paths as one graph, for questions that are no rules.

    Raises UsageError, also for several environments: a question is asked of one deployment.
    """
    plan = planned(paths, options, stdin)
    first = plan.passes[0]
    values = _environments(first.options)
    if len(values) > 1:
        raise UsageError("--parameters: one set of values only")
    knowledge = plan.index.knowledge
    gathered = _gathered(first.inputs, knowledge, values[0][1], _facts(first.options.facts), first.options)
    return _view(gathered, knowledge, first.options), gathered


def _gathered(
    inputs: Sequence[Input],
    knowledge: Knowledge,
    values: dict[str, str],
    facts: Sequence[Document],
    options: Options,
) -> Gathered:
    try:
        return gather(inputs, knowledge, values, facts, options, all_declared=options.all_declared)
    except BadFacts as error:
        raise UsageError(f"--facts: {error}") from error


def _view(gathered: Gathered, knowledge: Knowledge, options: Options) -> View:
    links = Links(gathered.graph, knowledge)
    return View(gathered.graph, knowledge, links, today=options.as_of or date.today())


def _described(inputs: Sequence[Input], resources: Mapping[str, int]) -> tuple[InputFile, ...]:
    """The files of the run: those given, then those that they name."""
    given = [InputFile(one.uri, one.kind, _reason(one, inputs), resources.get(one.uri, 0)) for one in inputs]
    known = {one.uri for one in inputs}
    named = [
        InputFile(uri, "cloudformation", "named by another file", count)
        for uri, count in resources.items()
        if uri not in known
    ]
    return (*given, *named)


def _reason(one: Input, inputs: Sequence[Input]) -> str:
    """What shows the kind of an input; of a binary plan beside the same plan as JSON, what it is good for."""
    if one.kind == "terraform-plan-binary" and one.path is not None:
        for other in inputs:
            if other.kind == "terraform-plan" and other.path is not None and other.path.parent == one.path.parent:
                return f"Terraform plan file: its sources give the lines of {other.uri}"
    return one.reason


def _environments(options: Options) -> list[tuple[str | None, dict[str, str]]]:
    try:
        found = environments(options.parameters, lambda path: document_of(path).data)
        return [(name, {**options.parameter_values, **values}) for name, values in found]
    except (BadParameters, OSError) as error:
        raise UsageError(f"--parameters: {error}") from error


def _facts(files: tuple[str, ...]) -> list[Document]:
    try:
        return [document_of(Path(name)) for name in files]
    except (BadParameters, OSError) as error:
        raise UsageError(f"--facts: {error}") from error


def _findings(gathered: Gathered, plan: Plan, each: Pass, counted: Sequence[Verdict]) -> list[Finding]:
    graph = gathered.graph
    view = _view(gathered, plan.index.knowledge, each.options)
    found: list[Finding] = []
    judging: dict[str, Judging] = {}
    for resource in graph.resources.values():
        if not resource.judged:
            continue
        key = resource.place.document
        if key not in judging:
            document = gathered.documents.by_key.get(key)
            judging[key] = each.judging(key if document is None else document.uri)
        for applied in judging[key].of(resource.type):
            rule = applied.rule
            if applied.scopes and not _in_scope(applied, resource, view):
                continue
            judgements = _judged(rule, resource, view)
            if applied.explicit:
                judgements = [_explicit(judgement) for judgement in judgements]
            reach = partial(reach_of, rule, resource, view=view) if rule.rule.reach else None
            made = findings_of(rule.rule, resource, judgements, graph, reach=reach, counted=counted)
            found.extend(made if applied.gate is None else [replace(one, gate=applied.gate) for one in made])
    return found


def _in_scope(applied: Applied, resource: Resource, view: View) -> bool:
    """Whether some pack runs the rule on the resource."""
    from awslint.packs.scope import applies  # most runs have no pack

    try:
        return any(applies(scope, applied.rule.rule, resource, view) for scope in applied.scopes)
    except Split:
        return True  # only some worlds have the tag


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
        Diagnostic("error", "no-templates", f"no template, plan or state was found here{_binary(Path(path))}", path)
        for path in paths
        if Path(path).is_dir()
    ]


def _binary(folder: Path) -> str:
    from awslint.inputs.terraform_sources import binary_plans  # only where nothing else was found

    return "".join(
        f"; {plan.as_posix()} is a binary plan: run {to_json(plan.as_posix())}" for plan in binary_plans(folder)
    )
