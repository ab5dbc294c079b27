"""What the internet makes of a violation: `Reach` for the findings of rules that ask for it (`reach: true`)."""

from dataclasses import replace

from awslint.engine.evaluate import BoundRule, Judgement
from awslint.findings import where_written
from awslint.model.finding import Reach, Verdict
from awslint.model.resource import Resource
from awslint.model.rule import AllClause, AnyClause, Clause, PredicateClause
from awslint.model.truth import Truth
from awslint.model.world import TooManyWorlds, explore
from awslint.query.view import View


def reach_of(rule: BoundRule, resource: Resource, judgement: Judgement, view: View) -> Reach | None:
    """Whether the internet gets to what a violation is about, and by which way.

    None where that is not known, or differs between the worlds that violate.
    """
    if not rule.rule.reach or judgement.verdict is not Verdict.NON_COMPLIANT:
        return None
    from awslint.analysis.network.exposure import exposed, way  # many modules, for what few runs ask
    from awslint.analysis.network.path import hop_places
    from awslint.analysis.network.ports import parse

    asked = _ports(rule.forbid)
    seen = replace(view, parameters=rule.values)
    place = judgement.evidence[0].place
    try:
        ports = parse(asked)
        answers = [
            answer
            for world in judgement.worlds
            for _, answer in explore(lambda inner: exposed(seen.within(inner), resource, place, ports), world)
        ]
    except (TooManyWorlds, ValueError):
        return None
    first = answers[0] if answers else None
    if first is None or any(one is None or one.truth is not first.truth for one in answers):
        return None
    places = tuple(where_written(one, view.graph) for one in hop_places(view, first))
    return Reach(first.truth is Truth.YES, way(first), places)


def _ports(clause: Clause | None) -> object:
    """The ports that a rule is about: the argument of its question."""
    match clause:
        case PredicateClause(arguments=arguments):
            return arguments.get("ports")
        case AllClause(clauses) | AnyClause(clauses):
            return next((found for one in clauses if (found := _ports(one)) is not None), None)
    return None
