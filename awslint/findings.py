"""Judgements in words: messages, reasons, related places, fingerprints."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from sys import intern

from awslint.approved import approved
from awslint.engine.evaluate import Judgement
from awslint.model.finding import Evidence, Finding, Reach, Verdict
from awslint.model.graph import Graph
from awslint.model.place import Place
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.rule import Rule, Severity
from awslint.model.value import Absent, Choice, Scalar, Unknown, Value, Why
from awslint.model.value import Mapping as MappingValue
from awslint.model.value import Sequence as SequenceValue
from awslint.query.view import written_path

_ACCEPTABLE = (Verdict.NON_COMPLIANT, Verdict.INSUFFICIENT_DATA)
"""The verdicts that a team may suppress."""

SILENT = (Verdict.COMPLIANT, Verdict.NOT_APPLICABLE)
"""The verdicts that ask nothing of anybody."""

_REASONS = {
    Why.PARAMETER: "the parameter {} has no value",
    Why.PSEUDO: "{} is not given",
    Why.IMPORT: "the import {} is not in the input",
    Why.DYNAMIC: "{} is resolved at deployment",
    Why.ATTRIBUTE: "{} is known only after deployment",
    Why.AFTER_APPLY: "{} is known only after apply",
    Why.MACRO: "{} is written by a transform that does not run here",
    Why.FUNCTION: "{} cannot be worked out before deployment",
    Why.INVALID: "the template is wrong at {}",
    Why.LIMIT: "{} has too many possible values",
    Why.UNMAPPED: "{} is not in the Terraform tables",
    Why.EVIDENCE: "only the account can tell: run `{}` and pass its output with --evidence",
}

_TERRAFORM = {
    Why.IMPORT: "{} leads outside the input",
    Why.UNMAPPED: "the Terraform tables do not say what sets {} (CloudFormation's name)",
}
_PSEUDO = {
    "AWS::Region": "the region (--region)",
    "AWS::AccountId": "the account (--account)",
    "AWS::Partition": "the partition (--partition)",
}


def findings_of(
    rule: Rule,
    resource: Resource,
    judgements: Sequence[Judgement],
    graph: Graph,
    severity: Severity | None = None,
    reach: Callable[[Judgement], Reach | None] | None = None,
    counted: Sequence[Verdict] = (),
) -> list[Finding]:
    """The findings that a rule's judgements of a resource become; `reach` says of each who gets there.

    Of a verdict that is merely `counted`, a finding says no more than which rule gave it on which resource.
    """
    chosen = severity or rule.severity
    return [
        _counted(rule, resource, one.verdict, chosen)
        if one.verdict in counted
        else _finding(rule, resource, one, graph, chosen, None if reach is None else reach(one))
        for one in judgements
    ]


def _counted(rule: Rule, resource: Resource, verdict: Verdict, severity: Severity) -> Finding:
    return Finding(
        rule.id,
        rule.config_rule,
        verdict,
        severity,
        resource.key,
        resource.address,
        resource.type,
        resource.written_type,
        path="",
        place=None,
        message="",
    )


def _finding(
    rule: Rule, resource: Resource, judgement: Judgement, graph: Graph, severity: Severity, reach: Reach | None
) -> Finding:
    first = _in_its_writer(judgement.evidence[0], graph)
    place, generated = _shown(first, graph)
    unknowns = _unknowns(judgement) if judgement.verdict is Verdict.INSUFFICIENT_DATA else ()
    reason = judgement.reason or (_reason(unknowns, resource.language) if unknowns else None)
    if judgement.verdict is Verdict.INSUFFICIENT_DATA and reason is None:
        reason = _open(first)
    return Finding(
        rule=rule.id,
        config_rule=rule.config_rule,
        verdict=judgement.verdict,
        severity=severity,
        resource=resource.key,
        address=resource.address,
        type=resource.type,
        written_type=resource.written_type,
        path=intern(first.path),
        place=place,
        message=_message(rule, resource, judgement, first, reason),
        remedy=rule.remedy.get(resource.language, rule.remedy.get("cloudformation", "")),
        world=judgement.world,
        reason=reason,
        rests_on_default=_default(judgement),
        related=_related(resource, first, generated, graph),
        fingerprint=_digest(rule, resource, first),
        value=approved(first.value) if judgement.verdict in _ACCEPTABLE else "",
        unknowns=tuple((one.why.value, one.subject) for one in unknowns),
        reach=reach,
    )


def _related(
    resource: Resource, first: Evidence, generated: tuple[RelatedPlace, ...], graph: Graph
) -> tuple[RelatedPlace, ...]:
    told = [*first.related, *_origins(resource, first)]
    places = [*generated, *_written_in(resource, first, graph), *[where_written(one, graph) for one in told]]
    return tuple(dict.fromkeys(places)) if len(places) > 1 else tuple(places)


def _in_its_writer(evidence: Evidence, graph: Graph) -> Evidence:
    """The evidence as of the resource in which its text stands: a folded helper is not what it configures."""
    if evidence.place is None or evidence.value is None:
        return evidence
    owner = graph.resources.get(evidence.resource)
    if owner is None or owner.language != "terraform":
        return evidence
    writer = graph.writer(evidence.place)
    if writer is None or writer.key == owner.key:
        return evidence
    path = evidence.path or written_path(writer, evidence.value)
    one = evidence
    return Evidence(writer.key, one.place, path, one.detail, one.value, one.unknown, one.default, one.related)


def _shown(evidence: Evidence, graph: Graph) -> tuple[Place | None, tuple[RelatedPlace, ...]]:
    """Where a finding is shown first: in what a person wrote; the generated text that decided is related then."""
    place = _pointer(evidence, graph)
    writer = graph.resources.get(evidence.resource)
    if writer is None or writer.shown_at is None:
        return place, ()
    if writer.language == "terraform":
        related = RelatedPlace("plan", f"{writer.address} in Terraform's output", place, writer.address)
        return _in_sources(place, writer), (related,)
    return writer.shown_at, (RelatedPlace("template", f"{writer.address} in the template", place, writer.address),)


def _in_sources(place: Place | None, writer: Resource) -> Place | None:
    """A place in a plan as one in the `.tf` file; the file says what of the path is written there."""
    start = writer.properties.place
    if place is None or writer.shown_at is None or place.document != start.document:
        return writer.shown_at
    inside = place.path[: len(start.path)] == start.path
    steps = place.path[len(start.path) :] if inside else ()
    return Place(writer.shown_at.document, writer.shown_at.path + steps, place.key)


def _pointer(evidence: Evidence, graph: Graph) -> Place | None:
    """A scalar is pointed at itself, an object or a list by its key.

    What is absent, whether or not the service has a default for it, is pointed at by the key of the deepest written
    ancestor among the properties, else by the resource's name.
    """
    place, value = evidence.place, evidence.value
    unwritten = value is not None and _is_unwritten(value)
    if place is None or not (unwritten or isinstance(value, MappingValue | SequenceValue)):
        return place
    if unwritten:
        place = _without_branches(place)
    writer = graph.resources.get(evidence.resource)
    if writer is not None and place.path in (writer.properties.place.path, writer.attributes.place.path):
        return writer.place
    return place.of_key()


def _is_unwritten(value: Value) -> bool:
    """Whether a value stands nowhere: a default then has the place of an ancestor, in a plan it is often written."""
    if isinstance(value, Scalar | MappingValue | SequenceValue):
        for one in value.origins:
            if one.kind == "service-default" and one.name.rpartition(".")[2] != value.place.path[-1]:
                return True
        return False
    return isinstance(value, Absent)


def _without_branches(place: Place) -> Place:
    """The property that an Fn::If leaves without a value, rather than its branch."""
    path = place.path
    while len(path) >= 2 and (path[-2] == "Fn::If" or path[-1] == "Ref"):
        path = path[:-2] if path[-2] == "Fn::If" else path[:-1]
    return Place(place.document, path)


def _message(rule: Rule, resource: Resource, judgement: Judgement, first: Evidence, reason: str | None) -> str:
    if judgement.verdict is Verdict.INSUFFICIENT_DATA:
        return f"{resource.address} cannot be judged: {reason}"
    if judgement.verdict is Verdict.ERROR:
        return f"{resource.address} was not judged: {reason}"
    if judgement.verdict is Verdict.NON_COMPLIANT:
        words = {
            "address": resource.address,
            "type": resource.written_type,
            "path": first.path,
            "found": shown(first.value),
            "detail": first.detail,
        }
        text, *filled = _template(rule.message)
        return "".join([text, *(words.get(name, f"{{{name}}}") + after for name, after in filled)]).strip()
    if judgement.verdict is Verdict.NOT_APPLICABLE:
        return _said(resource.address, f"is not in scope: {reason}" if reason else "is not in scope")
    default = _default(judgement)
    return _said(resource.address, f"complies, by default: {default}" if default else "complies")


@lru_cache(maxsize=256)
def _said(address: str, verdict: str) -> str:
    """One text for all rules that say the same of a resource: a large plan has hundreds of thousands of them."""
    return f"{address} {verdict}"


def _default(judgement: Judgement) -> str | None:
    """The default that a verdict rests on, in words."""
    for one in judgement.evidence:
        if one.default:
            return one.default
    return None


@lru_cache(maxsize=1024)
def _template(message: str) -> tuple[str, *tuple[tuple[str, str], ...]]:
    """The text before the first placeholder of a message, then each placeholder with the text behind it."""
    text, *parts = re.split(r"\{(\w+)\}", message)
    return text, *zip(parts[::2], parts[1::2], strict=True)


def shown(value: Value | None) -> str:
    """A value in a message: short, and never a secret."""
    if isinstance(value, Scalar):
        if value.secret:
            return "****"
        if value.text is not None or isinstance(value.data, str):
            return _short(value.text or str(value.data))
        return json.dumps(value.data)
    if isinstance(value, Unknown):
        return "".join(part if isinstance(part, str) else f"${{{part.subject}}}" for part in value.parts) or (
            value.subject
        )
    if value is None or isinstance(value, Absent):
        return "not set"
    return "a list" if isinstance(value, SequenceValue) else "an object"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:77] + "..."


def _unknowns(judgement: Judgement) -> tuple[Unknown, ...]:
    found: dict[tuple[Why, str], Unknown] = {}
    for one in judgement.evidence:
        for unknown in _deepest(one.unknown or one.value):
            found.setdefault((unknown.why, unknown.subject), unknown)
    return tuple(found.values())


def _deepest(value: Value | None) -> Iterable[Unknown]:
    """What a value hangs on: the unknown parts of a text rather than the text."""
    if not isinstance(value, Unknown):
        return ()
    inner = [one for part in value.parts if isinstance(part, Unknown) for one in _deepest(part)]
    return inner or (value,)


def _reason(unknowns: tuple[Unknown, ...], language: str) -> str:
    words = _REASONS
    if language == "terraform":
        words = {**_REASONS, **_TERRAFORM}
    subjects = _PSEUDO if language == "terraform" else {}
    return "; ".join(
        dict.fromkeys(words[one.why].format(subjects.get(one.subject, one.subject)) for one in unknowns[:5])
    )


def _open(evidence: Evidence) -> str:
    """Why something that is known, or is not there, still decides nothing."""
    if evidence.detail:
        return evidence.detail
    if evidence.path and isinstance(evidence.value, Absent):
        return f"{evidence.path} is not written, and nothing in the input says what it is then"
    if evidence.path and isinstance(evidence.value, Scalar):
        return f"nothing in the input says what {shown(evidence.value)} ({evidence.path}) stands for"
    return "it cannot be worked out before deployment"


def _written_in(resource: Resource, evidence: Evidence, graph: Graph) -> list[RelatedPlace]:
    """The resource in which the offending text stands, when it is not the judged one."""
    if evidence.resource == resource.key:
        return []
    writer = graph.resources.get(evidence.resource)
    if writer is None:
        return []
    return [
        where_written(RelatedPlace("written-in", f"written in {writer.address}", writer.place, writer.address), graph)
    ]


def where_written(related: RelatedPlace, graph: Graph) -> RelatedPlace:
    """A place in a plan as the one in the `.tf` files, where these are at hand."""
    place = related.place
    if place is None:
        return related
    writer = graph.resources.get(f"{place.document}#{related.address}") or graph.writer(place)
    if writer is None or writer.shown_at is None or writer.language != "terraform":
        return related
    return replace(related, place=_in_sources(place, writer))


def _origins(resource: Resource, evidence: Evidence) -> list[RelatedPlace]:
    """Where the deciding value came from, then the chain that led to the resource."""
    value = evidence.value
    places: list[RelatedPlace] = []
    if value is not None and not isinstance(value, Absent | Choice):
        for origin in value.origins:
            if origin.place is not None:
                note = origin.note or f"{origin.name} is set here"
                places.append(RelatedPlace(origin.kind, note, origin.place))
    return [*places, *resource.origins]


def _digest(rule: Rule, resource: Resource, evidence: Evidence) -> str:
    """What a finding is, whatever else changes in the file: rule, file, address, index-free path, non-secret value."""
    document = (evidence.place or resource.place).document
    path = re.sub(r"\[\d+\]", "[]", evidence.path) if "[" in evidence.path else evidence.path
    parts = (rule.id, document, resource.address, path, shown(evidence.value))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def numbered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with equal fingerprints told apart by a number, in their order.

    Those that people are shown come first, so that their numbers are the same where the others are merely counted.
    """
    result = list(findings)
    seen: dict[str, int] = {}
    for silent in (False, True):
        for at, finding in enumerate(result):
            if not finding.fingerprint or (finding.verdict in SILENT) is not silent:
                continue
            count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
            if count > 1:
                result[at] = replace(finding, fingerprint=f"{finding.fingerprint}-{count}")
    return result
