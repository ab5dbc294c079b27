"""The clauses of a rule, asked of one resource in one world."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from awslint.analysis.question import question
from awslint.engine.keywords import check
from awslint.engine.result import Proof, Result, both, no, unknown, yes
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.rule import (
    EACH,
    AllClause,
    AnyClause,
    Clause,
    Fragment,
    NotClause,
    ParameterClause,
    PathClause,
    PredicateClause,
    RelatedClause,
    Steps,
)
from awslint.model.truth import Truth
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value, Why
from awslint.query.relations import Member
from awslint.query.view import View, default_of, written_path


def answer(view: View, resource: Resource, clause: Clause) -> Outcome:
    """Whether the clause holds of the resource.

    Raises Split when that depends on a choice that the view's world leaves open.
    """
    match clause:
        case PathClause():
            return _path(view, resource, clause)
        case AllClause(clauses):
            return conjunction(answer(view, resource, one) for one in clauses)
        case AnyClause(clauses):
            return _disjunction(answer(view, resource, one) for one in clauses)
        case NotClause(inner):
            return negation(answer(view, resource, inner))
        case RelatedClause():
            return _related(view, resource, clause)
        case PredicateClause(name, arguments):
            return question(name).ask(view, resource, arguments)
        case ParameterClause(parameter, inner):
            return Outcome(Truth.YES) if view.parameters.get(parameter) is None else answer(view, resource, inner)


def negation(outcome: Outcome) -> Outcome:
    """The opposite, with the same evidence."""
    return outcome if outcome.truth is Truth.UNKNOWN else Outcome(~outcome.truth, outcome.evidence)


def conjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """All must hold; every place that breaks one is kept."""
    found = list(outcomes)
    if len(found) == 1:
        return found[0]
    for truth in (Truth.NO, Truth.UNKNOWN, Truth.YES):
        kept = [outcome for outcome in found if outcome.truth is truth]
        if len(kept) == 1 and len(kept[0].evidence) <= 1:
            return kept[0]
        if kept:
            return Outcome(truth, tuple(dict.fromkeys(one for outcome in kept for one in outcome.evidence)))
    return Outcome(Truth.YES)


def _disjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """One must hold. Where none does, the first is what the author would have people mend."""
    failed: Outcome | None = None
    undecided = False
    open_ones: list[Evidence] = []
    for outcome in outcomes:
        if outcome.truth is Truth.YES:
            return outcome
        if outcome.truth is Truth.UNKNOWN:
            undecided = True
            open_ones.extend(outcome.evidence)
        elif failed is None:
            failed = outcome
    if undecided:
        return Outcome(Truth.UNKNOWN, tuple(dict.fromkeys(open_ones)))
    return failed or Outcome(Truth.NO)


_CONTAINERS = (Mapping, Sequence)

# A leaf at the end of a path: the value, and the names that lead to it.
Leaf = tuple[Value, tuple[str, ...]]


def _path(view: View, resource: Resource, clause: PathClause) -> Outcome:
    if clause.quantifier == "value":
        value = _value(view, resource, clause.path, clause.absent == "default")
        result = _leaf(view, value, clause.test, clause.absent)
    else:
        leaves, complete, container = _walk(view, resource, clause.path, clause.absent == "default")
        result = _quantified(view, leaves, complete, container, clause)
    names = _names(clause.path)
    return Outcome(result.truth, tuple([_evidence(resource, proof, names) for proof in result.proofs]))


@lru_cache(maxsize=4096)
def _names(path: Steps) -> tuple[str, ...]:
    return tuple(str(step) for step in path if step != EACH)


def _quantified(view: View, leaves: list[Leaf], complete: bool, container: Value, clause: PathClause) -> Result:
    """`some`, `every` or `none` of the leaves; no leaves at all count as absence."""
    if not leaves and complete:
        absent = container if isinstance(container, Absent) else Absent(container.place)
        return Result(_when_absent(clause.absent), (Proof(absent),))
    results = [_leaf(view, value, clause.test, clause.absent) for value, _ in leaves]
    if clause.quantifier == "none":
        # An item that lacks the property has not what must not be; what its absence means is said apart.
        results = [
            result if isinstance(value, Absent) else ~result for result, (value, _) in zip(results, leaves, strict=True)
        ]
    if clause.quantifier in ("every", "none"):
        return both(results if complete else [*results, unknown(container)])
    for result in results:
        if result.truth is Truth.YES:
            return result
    open_ones = [result for result in results if result.truth is Truth.UNKNOWN]
    if open_ones or not complete:
        return both(open_ones) if open_ones else unknown(container)
    return results[0] if len(results) == 1 else no(container)


def _leaf(view: View, value: Value, test: Fragment, when_absent: str) -> Result:
    if test is False:
        if isinstance(value, Absent):
            return yes(value)
        return unknown(value) if isinstance(value, Unknown) and value.may_be_absent else no(value)
    if isinstance(value, Absent):
        return Result(_when_absent(when_absent), (Proof(value),))
    result = check(view, value, test)
    if isinstance(value, Unknown) and value.may_be_absent and result.truth is not _when_absent(when_absent):
        return unknown(value)
    return result


def _when_absent(word: str) -> Truth:
    if word == "pass":
        return Truth.YES
    return Truth.UNKNOWN if word == "unknown" else Truth.NO


def _value(view: View, resource: Resource, path: Steps, defaults: bool) -> Value:
    """The one value at a path without `[*]`."""
    value, steps = _root(view, resource, path)
    for depth, step in enumerate(steps, 1):
        value = view.get(value, str(step))
        if defaults and isinstance(value, Absent):
            value = view.default(resource, tuple(map(str, steps[:depth])), value)
    return value


def _walk(view: View, resource: Resource, path: Steps, defaults: bool) -> tuple[list[Leaf], bool, Value]:
    """The leaves at a path, whether these are all, and the last list on the way."""
    start, steps = _root(view, resource, path)
    leaves: list[Leaf] = [(start, ())]
    complete = True
    container: Value = start
    for step in steps:
        following: list[Leaf] = []
        for value, names in leaves:
            if step != EACH:
                name = str(step)
                found = view.get(value, name)
                if defaults and isinstance(found, Absent):
                    found = view.default(resource, (*names, name), found)
                following.append((found, (*names, name)))
                continue
            container = value
            items, all_of_them = view.items(value)
            complete = complete and all_of_them
            following.extend((item, (*names[:-1], f"{names[-1]}[*]") if names else ("[*]",)) for item in items)
        leaves = following
    return leaves, complete, container


def _root(view: View, resource: Resource, path: Steps) -> tuple[Value, Steps]:
    head = path[0]
    if not isinstance(head, str) or not head.startswith("@"):
        return view.resolve(resource.properties), path
    if head == "@Type":
        return Scalar(resource.type, resource.place), path[1:]
    if head == "@Region":
        region = resource.region
        unknown_region = Unknown(Why.PSEUDO, "AWS::Region", resource.place, symbol="Ref:AWS::Region", type="string")
        return (unknown_region if region is None else view.resolve(region)), path[1:]
    return view.resolve(resource.attributes), (head[1:], *path[1:])


def _default_name(value: Value) -> str:
    if isinstance(value, Scalar | Mapping | Sequence):
        for one in value.origins:
            if one.kind == "service-default":
                return one.name
    return ""


def _evidence(resource: Resource, proof: Proof, names: tuple[str, ...]) -> Evidence:
    value = proof.value
    where = written_path(resource, value, names if isinstance(value, Absent) else ())
    if proof.missing:
        where = ".".join(filter(None, (where, *proof.missing)))
        value = Absent(value.place.of_key(), where)
    found_default = default_of(value)
    if found_default and resource.language == "terraform":
        # The provider's defaults have Terraform's names, which are lower case; the service's have CloudFormation's.
        name = _default_name(value)
        where = where or (name if name.islower() else ".".join(names))
    elif found_default:
        # A default stands at the deepest written ancestor.
        written = where.count(".") + 1 if where else 0
        where = ".".join(filter(None, (where, *names[written:])))
    missing = value if isinstance(value, Unknown) else _incomplete(value)
    return Evidence(resource.key, value.place, where, "", value, missing, found_default)


def _incomplete(value: Value) -> Unknown | None:
    if isinstance(value, _CONTAINERS) and not value.complete:
        return value.missing or Unknown(Why.MACRO, "", value.place)
    return None


def _related(view: View, resource: Resource, clause: RelatedClause) -> Outcome:
    related = view.related(resource, clause.relation)
    answers = [(member, _member(view, member, clause.where)) for member in related.members]
    outside = {"pass": Truth.YES, "fail": Truth.NO, "unknown": Truth.UNKNOWN}[clause.outside]
    open_ends = [Outcome(outside, (view.evidence(resource, value),)) for value in related.open]
    if clause.quantifier == "some":
        found = _disjunction([*(_doubted(*pair) for pair in answers), *open_ends])
        if found.evidence or found.truth is Truth.YES:
            return found
        return Outcome(found.truth, (Evidence(resource.key, resource.place, ""),))
    if clause.quantifier == "none":
        answers = [(member, Outcome(~outcome.truth, outcome.evidence)) for member, outcome in answers]
    outcome = conjunction([*(_excused(*pair) for pair in answers), *open_ends])
    return outcome if outcome.evidence else Outcome(outcome.truth, (Evidence(resource.key, resource.place, ""),))


def _member(view: View, member: Member, where: Clause | None) -> Outcome:
    outcome = Outcome(Truth.YES) if where is None else answer(view, member.resource, where)
    evidence = outcome.evidence or (Evidence(member.resource.key, member.resource.place, ""),)
    if isinstance(member.naming, Absent):
        return Outcome(outcome.truth, evidence)
    naming = RelatedPlace("named-by", f"names {member.resource.address}", member.naming.place, member.source.address)
    return Outcome(outcome.truth, tuple(replace(one, related=(*one.related, naming)) for one in evidence))


def _doubted(member: Member, outcome: Outcome) -> Outcome:
    """For `some`: a member that may not be meant helps only if it is."""
    if member.certain is Truth.YES or outcome.truth is Truth.NO:
        return outcome
    return Outcome(Truth.UNKNOWN, _open(member, outcome))


def _excused(member: Member, outcome: Outcome) -> Outcome:
    """For `every` and `none`: a member that may not be meant is to blame only if it is."""
    if member.certain is Truth.YES or outcome.truth is Truth.YES:
        return outcome
    return Outcome(Truth.UNKNOWN, _open(member, outcome))


def _open(member: Member, outcome: Outcome) -> tuple[Evidence, ...]:
    naming = member.naming
    if isinstance(naming, Unknown) and naming.refers_to is None:
        return (Evidence(member.source.key, naming.place, "", "", naming, naming),)
    return outcome.evidence
