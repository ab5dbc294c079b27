"""One rule on one resource: the verdict over all worlds, and the places that decided it."""

from collections.abc import Mapping
from dataclasses import replace

from awslint.engine.clauses import answer, conjunction, negation
from awslint.engine.parameters import askable, bind, missing, values_of
from awslint.model.finding import Evidence, Outcome, Verdict, WorldNote
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.rule import Clause, Rule
from awslint.model.truth import Truth
from awslint.model.value import Scalar
from awslint.model.world import OTHER, TooManyWorlds, World, explore
from awslint.query.view import View


@record()
class Judgement:
    """A verdict with its evidence, before anything is worded.

    world is None when the verdict holds in every world. A NON_COMPLIANT judgement stands for one place; `worlds` are
    those in which it is violated there.
    """

    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    world: WorldNote | None = None
    reason: str | None = None
    worlds: tuple[World, ...] = ()


@record()
class BoundRule:
    """A rule with the values of its parameters in place; `undecided` and `error` say why it cannot judge."""

    rule: Rule
    values: Mapping[str, object]
    when: Clause | None
    require: Clause | None
    forbid: Clause | None
    undecided: str | None = None
    error: str | None = None


def bound(rule: Rule, given: Mapping[str, object]) -> BoundRule:
    """The rule with parameter values; a wrong or missing value becomes the verdict, not an exception."""
    try:
        values = values_of(rule, given)
    except ValueError as error:
        return BoundRule(rule, {}, None, None, None, error=str(error))
    lacking = missing(rule, values)
    undecided = None
    if lacking:
        has = "parameters {} have" if len(lacking) > 1 else "parameter {} has"
        undecided = f"the rule {has.format(' and '.join(lacking))} no value"
    scope = rule.when and askable(rule.when, lacking)
    when, require, forbid = (clause and bind(clause, values) for clause in (scope, rule.require, rule.forbid))
    return BoundRule(rule, values, when, require, forbid, undecided)


def judge(bound_rule: BoundRule, resource: Resource, view: View) -> list[Judgement]:
    """The verdict of a rule on a resource: one judgement, or one for each offending place."""
    if bound_rule.error is not None:
        return [Judgement(Verdict.ERROR, _whole(resource), reason=bound_rule.error)]
    seen = view.asking(bound_rule.values)

    def in_world(world: World) -> tuple[Verdict, tuple[Evidence, ...]] | None:
        return _in_world(bound_rule, resource, seen.within(world))

    try:
        answers = explore(in_world, seen.world)
    except TooManyWorlds:
        return [Judgement(Verdict.INSUFFICIENT_DATA, _whole(resource), reason="it depends on too many combinations")]
    possible = []
    for world, answered in answers:
        if answered is not None:
            allowed = _allowed(view, resource.scope, world)
            if allowed is not None:
                possible.append((allowed, *answered))
    if not possible:
        reason = "no deployment of this template has the resource"
        return [Judgement(Verdict.NOT_APPLICABLE, _whole(resource), reason=reason)]
    found = _in_all_worlds(*possible[0]) if len(possible) == 1 else _over_worlds(view, resource, possible)
    if bound_rule.undecided is None:
        return found
    return [
        replace(one, reason=bound_rule.undecided) if one.verdict is Verdict.INSUFFICIENT_DATA else one for one in found
    ]


_EVERYTHING = Outcome(Truth.YES)
"""The scope of a rule that has no `when`."""


def _whole(resource: Resource) -> tuple[Evidence, ...]:
    return (Evidence(resource.key, resource.place, ""),)


def _in_world(rule: BoundRule, resource: Resource, view: View) -> tuple[Verdict, tuple[Evidence, ...]] | None:
    exists = view.exists(resource)
    if exists is Truth.NO:
        return None
    scope = _EVERYTHING if rule.when is None else answer(view, resource, rule.when)
    if scope.truth is Truth.NO:
        return Verdict.NOT_APPLICABLE, scope.evidence or _whole(resource)
    if rule.undecided is not None:
        return Verdict.INSUFFICIENT_DATA, _whole(resource)
    outcomes = []
    if rule.require is not None:
        outcomes.append(answer(view, resource, rule.require))
    if rule.forbid is not None:
        outcomes.append(negation(answer(view, resource, rule.forbid)))
    outcome = conjunction(outcomes)
    evidence = outcome.evidence or _whole(resource)
    if scope.truth is Truth.UNKNOWN:
        return Verdict.INSUFFICIENT_DATA, scope.evidence or _whole(resource)
    if outcome.truth is Truth.UNKNOWN or (exists is Truth.UNKNOWN and outcome.truth is Truth.NO):
        return Verdict.INSUFFICIENT_DATA, evidence
    return Verdict.COMPLIANT if outcome.truth is Truth.YES else Verdict.NON_COMPLIANT, evidence


def _allowed(view: View, scope: str, world: World) -> World | None:
    """The world, narrowed until the template's own assertions (its Rules section) hold; None when they cannot."""
    constraints = view.graph.constraints.get(scope, ())
    if not constraints:
        return world

    def holds(narrower: World) -> bool:
        for constraint in constraints:
            value = narrower.resolve(constraint)
            if isinstance(value, Scalar) and not value.data:
                return False
        return True

    try:
        found = next((narrower for narrower, allowed in explore(holds, world) if allowed), None)
    except TooManyWorlds:
        return world
    # What only the assertions ask about is no part of the world that the verdict depends on.
    return found and World({key: found.possible[key] for key in world.possible}, world.conditions)


Answer = tuple[World, Verdict, tuple[Evidence, ...]]


def _in_all_worlds(world: World, verdict: Verdict, evidence: tuple[Evidence, ...]) -> list[Judgement]:
    """What `_over_worlds` says where nothing depends on a choice, as for most rules on most resources."""
    if verdict is not Verdict.NON_COMPLIANT:
        return [Judgement(verdict, evidence if len(evidence) == 1 else tuple(dict.fromkeys(evidence)))]
    if len(evidence) > 1:
        evidence = tuple({(one.resource, one.place, one.path): one for one in reversed(evidence)}.values())[::-1]
    return [Judgement(verdict, (one,), worlds=(world,)) for one in evidence]


def _over_worlds(view: View, resource: Resource, answers: list[Answer]) -> list[Judgement]:
    violated = [one for one in answers if one[1] is Verdict.NON_COMPLIANT]
    if violated:
        return _violations(view, resource, violated, len(answers))
    undecided = [one for one in answers if one[1] is Verdict.INSUFFICIENT_DATA]
    if undecided:
        note = None if len(undecided) == len(answers) else world_note(view, resource, undecided[0][0])
        return [Judgement(Verdict.INSUFFICIENT_DATA, _merged(undecided), note)]
    compliant = [one for one in answers if one[1] is Verdict.COMPLIANT]
    if compliant:
        return [Judgement(Verdict.COMPLIANT, _merged(compliant))]
    return [Judgement(Verdict.NOT_APPLICABLE, _merged(answers))]


def _violations(view: View, resource: Resource, violated: list[Answer], worlds: int) -> list[Judgement]:
    """One judgement for each offending place; one that only some worlds have names the first of them."""
    found: dict[object, list[tuple[World, Evidence]]] = {}
    for world, _, evidence in violated:
        here = {(one.resource, one.place, one.path): one for one in reversed(evidence)}
        for spot, one in reversed(here.items()):
            found.setdefault(spot, []).append((world, one))
    return [
        Judgement(
            Verdict.NON_COMPLIANT,
            (where[0][1],),
            None if len(where) == worlds else world_note(view, resource, where[0][0]),
            worlds=tuple(world for world, _ in where),
        )
        for where in found.values()
    ]


def _merged(answers: list[Answer]) -> tuple[Evidence, ...]:
    if len(answers) == 1 and len(answers[0][2]) == 1:
        return answers[0][2]
    return tuple(dict.fromkeys(one for _, _, evidence in answers for one in evidence))


def world_note(view: View, resource: Resource, world: World) -> WorldNote:
    """A world as parameter values to pass and the conditions that it makes true or false."""
    parameters = []
    for key, variable in view.graph.variables.items():
        chosen = world.possible.get(key)
        if chosen is None or variable.kind == "comparison":
            continue
        value = next((one for one in variable.values if one in chosen and one != OTHER), variable.witness)
        if value is not None:
            parameters.append((variable.name, value))
    named = view.graph.conditions.get(resource.scope, {})
    conditions = []
    for name in world.conditions:
        if name in named:
            truth = world.resolve(named[name])
            if isinstance(truth, Scalar):
                conditions.append((name, bool(truth.data)))
    return WorldNote(tuple(parameters), tuple(conditions))
