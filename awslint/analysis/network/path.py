"""A path of traffic: its hops, and how far it gets."""

from collections.abc import Iterable

from awslint.model.finding import Evidence
from awslint.model.record import record
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, all_of
from awslint.query.view import View

_RANK = {Truth.YES: 2, Truth.UNKNOWN: 1, Truth.NO: 0}


@record(eq=False)
class Hop:
    """One step of a path: what it does to the traffic, in words, and the text that says so."""

    words: str
    truth: Truth  # whether it lets the traffic through
    evidence: Evidence


@record(eq=False)
class Answer:
    """Whether the traffic arrives, and its hops; the last hop of a NO is the one that blocks.

    port is the one that was found, None where none was asked for or found.
    """

    truth: Truth
    hops: tuple[Hop, ...]
    port: int | None = None


def walk(steps: Iterable[Hop], port: int | None, certain: Truth = Truth.YES) -> Answer:
    """Follow the steps up to the first that stops the traffic."""
    hops: list[Hop] = []
    for hop in steps:
        hops.append(hop)
        if hop.truth is Truth.NO:
            return Answer(Truth.NO, tuple(hops), port)
    return Answer(all_of((certain, *(hop.truth for hop in hops))), tuple(hops), port)


def best(found: Iterable[Answer]) -> Answer:
    """The path that gets farthest, the first of equals."""
    return max(found, key=lambda one: (_RANK[one.truth], len(one.hops)))


def decisive(answer: Answer) -> Hop:
    """The first hop that leaves the answer open, else the last one: that of a NO blocks."""
    return next((hop for hop in answer.hops if hop.truth is answer.truth is Truth.UNKNOWN), answer.hops[-1])


def whole(resource: Resource) -> Evidence:
    """Evidence for what is written nowhere in a resource."""
    return Evidence(resource.key, resource.place, "")


def hop_places(view: View, answer: Answer) -> tuple[RelatedPlace, ...]:
    """The hops of an answer as related places of a finding."""
    return tuple(
        RelatedPlace("hop", hop.words, hop.evidence.place, view.graph.resources[hop.evidence.resource].address)
        for hop in answer.hops
    )


def nowhere(target: Resource) -> Answer:
    """The answer for what traffic cannot be sent to."""
    return Answer(Truth.NO, (Hop(f"{target.address} is not a host in a VPC", Truth.NO, whole(target)),))
