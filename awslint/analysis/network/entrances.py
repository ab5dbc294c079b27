"""Public services in front of load balancers: APIs with a VPC link, distributions with a VPC origin."""

from collections.abc import Iterator

from awslint.analysis.network.filters import Remote
from awslint.analysis.network.hosts import LOAD_BALANCER, is_text
from awslint.analysis.network.journeys import Step
from awslint.analysis.network.path import whole
from awslint.analysis.network.steps import remote_of
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of
from awslint.model.value import Scalar
from awslint.query.view import View


@record(eq=False)
class Entrance:
    """A way to a load balancer that needs no public address of it.

    remote is what its security groups see; None when they are not asked.
    """

    certain: Truth
    steps: tuple[Step, ...]
    remote: Remote | None = None
    port: int | None = None


def entrances(view: View, balancer: Resource) -> Iterator[Entrance]:
    """The entrances of a load balancer."""
    if balancer.type != LOAD_BALANCER:
        return
    yield from _http_apis(view, balancer)
    yield from _rest_apis(view, balancer)
    yield from _distributions(view, balancer)


def _http_apis(view: View, balancer: Resource) -> Iterator[Entrance]:
    for listener in view.related(balancer, "listener-of").members:
        for member in view.related(listener.resource, "integrates-listener").members:
            for api in view.related(member.resource, "integration-of-api").members:
                links = view.related(member.resource, "integration-link").members
                sends = f"{member.resource.address} sends them to {listener.resource.address}"
                written = view.read(listener.resource, "Port")
                text = str(written.data) if isinstance(written, Scalar) else ""
                yield Entrance(
                    all_of((listener.certain, member.certain, api.certain)),
                    (_takes(view, api.resource), (sends, Truth.YES, view.evidence(member.source, member.naming))),
                    remote_of(view, links[0].resource) if links else Remote("the VPC link", open=True),
                    int(text) if text.isdigit() else None,
                )


def _takes(view: View, api: Resource) -> Step:
    """An API that is not private takes requests from everyone."""
    for kind in view.items(view.read(api, "EndpointConfiguration", "Types"))[0]:
        private = is_text(kind, "private")
        if private is not Truth.NO:
            return f"{api.address} is private", ~private, view.evidence(api, kind)
    return f"{api.address} takes requests from everyone", Truth.YES, whole(api)


def _rest_apis(view: View, balancer: Resource) -> Iterator[Entrance]:
    for link in view.related(balancer, "link-target").members:
        for method in view.related(link.resource, "method-link").members:
            for api in view.related(method.resource, "method-of-api").members:
                uses = f"{method.resource.address} sends them to {link.resource.address}"
                on = f"{link.resource.address} leads to {balancer.address}"
                yield Entrance(
                    all_of((link.certain, method.certain, api.certain)),
                    (
                        _takes(view, api.resource),
                        (uses, Truth.YES, view.evidence(method.source, method.naming)),
                        (on, Truth.YES, view.evidence(link.source, link.naming)),
                    ),
                )


def _distributions(view: View, balancer: Resource) -> Iterator[Entrance]:
    """CloudFront's interfaces for a VPC origin stand in the load balancer's own network, behind a group of its own.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
    """
    own = remote_of(view, balancer)
    for origin in view.related(balancer, "vpc-origin").members:
        for user in view.related(origin.resource, "distribution-vpc-origin").members:
            takes = f"{user.resource.address} sends requests from everyone to {origin.resource.address}"
            on = f"{origin.resource.address} leads to {balancer.address}"
            yield Entrance(
                all_of((origin.certain, user.certain)),
                (
                    (takes, Truth.YES, view.evidence(user.source, user.naming)),
                    (on, Truth.YES, view.evidence(origin.source, origin.naming)),
                ),
                Remote("CloudFront", blocks=own.blocks, open=True),
            )
