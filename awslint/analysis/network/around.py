"""Origins of a distribution that the internet reaches without it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.analysis.network.path import decisive, hop_places, whole
from awslint.analysis.network.reach import from_internet
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of
from awslint.model.value import Absent, Value
from awslint.query.view import View


def balancer_around(view: View, distribution: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether everyone reaches a load balancer that is an origin of a distribution without the distribution.

    Left open where the distribution sends a header of its own, or a web ACL or a listener's rules may look for one.
    YES points at the origin's domain name; the hops to the load balancer are related.
    """
    around: list[Evidence] = []
    undecided: list[Evidence] = []
    for member in view.related(distribution, "distribution-balancer").members:
        balancer = member.resource
        answer = from_internet(view, balancer)
        told = _told_apart(view, distribution, member.naming, balancer)
        truth = all_of((member.certain, answer.truth, Truth.UNKNOWN if told is not None else Truth.YES))
        if truth is Truth.YES:
            detail = f"{balancer.address} takes requests from everyone, with or without the distribution"
            found = view.evidence(distribution, member.naming, detail)
            around.append(replace(found, related=hop_places(view, answer)))
        elif truth is Truth.UNKNOWN:
            undecided.append(told or decisive(answer).evidence)
    if around:
        return Outcome(Truth.YES, tuple(around))
    if undecided:
        return Outcome(Truth.UNKNOWN, tuple(undecided))
    return Outcome(Truth.NO, (whole(distribution),))


def _told_apart(view: View, distribution: Resource, domain: Value, balancer: Resource) -> Evidence | None:
    """What may tell requests of the distribution from others."""
    for origin in view.items(view.read(distribution, "DistributionConfig", "Origins"))[0]:
        headers = view.get(origin, "OriginCustomHeaders")
        if view.get(origin, "DomainName").place == domain.place and not isinstance(headers, Absent):
            return view.evidence(distribution, headers, "the origin gets a header that its rules may ask for")
    return next(_looking(view, balancer), None)


def _looking(view: View, balancer: Resource) -> Iterator[Evidence]:
    for association in view.related(balancer, "web-acl-association").members:
        yield replace(whole(association.resource), detail="a web ACL may refuse other requests")
