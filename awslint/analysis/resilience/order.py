"""In which order CloudFormation makes things: a gateway is of use when it is attached."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth, any_of
from awslint.model.value import Absent, Choice, Scalar, Sequence, Unknown, Value
from awslint.model.value import Mapping as MappingValue
from awslint.query.text import text_key
from awslint.query.view import View

ATTACHMENT = "AWS::EC2::VPCGatewayAttachment"
ROUTE, NAT, ADDRESS = "AWS::EC2::Route", "AWS::EC2::NatGateway", "AWS::EC2::EIP"


def waits_for_gateway(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether what needs an attached gateway is made after the attachment, by a reference or DependsOn, however far.

    YES also where the attachment is not in the input. NO points at what needs the gateway; the attachment is related.
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
    """
    needs = _needs(view, resource)
    at = view.evidence(resource, needs)
    attachments = [one for one, certain in _attachments(view, resource) if certain is Truth.YES]
    if not attachments:
        return Outcome(Truth.YES, (at,))
    before = _before(view, resource)
    missing = [one for one in attachments if one.key not in before]
    if not missing:
        return Outcome(Truth.YES, (at,))
    attributes = view.get(resource.attributes, "DependsOn")
    if isinstance(attributes, Unknown):
        return Outcome(Truth.UNKNOWN, (view.evidence(resource, attributes),))
    names = ", ".join(one.address for one in missing)
    related = tuple(
        RelatedPlace("attachment", f"{one.address} attaches the gateway", one.place, one.address) for one in missing
    )
    return Outcome(Truth.NO, (replace(at, detail=f"nothing makes it wait for {names}", related=related),))


def needs_gateway(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a route, an address or a NAT gateway needs a gateway that a template of CloudFormation attaches."""
    at = (view.evidence(resource, _needs(view, resource)),)
    if resource.language == "terraform":
        return Outcome(Truth.NO, at)
    return Outcome(any_of(certain for _, certain in _attachments(view, resource)), at)


def _needs(view: View, resource: Resource) -> Value:
    """The property by which a resource needs a gateway."""
    return view.read(resource, {ROUTE: "GatewayId", NAT: "SubnetId"}.get(resource.type, "InstanceId"))


def _attachments(view: View, resource: Resource) -> Iterator[tuple[Resource, Truth]]:
    if resource.type == ROUTE:
        for gateway in view.related(resource, "route-to-internet-gateway").members:
            for one in view.related(gateway.resource, "attached-internet-gateway").members:
                yield one.resource, one.certain
        return
    if resource.type == NAT and _is(view.read(resource, "ConnectivityType"), "private"):
        return
    stands = resource
    if resource.type == ADDRESS:
        instances = view.related(resource, "elastic-address").members
        if not instances:
            return
        stands = instances[0].resource
    relation = "nat-gateway-subnet" if resource.type == NAT else "stands-in"
    for subnet in view.related(stands, relation).members:
        for vpc in view.related(subnet.resource, "subnet-in-vpc").members:
            for one in view.related(vpc.resource, "gateway-attachment").members:
                if not isinstance(view.read(one.resource, "InternetGatewayId"), Absent):
                    yield one.resource, one.certain


def _is(value: Value, text: str) -> bool:
    return isinstance(value, Scalar) and value.data == text


def _before(view: View, resource: Resource) -> set[str]:
    """Everything that is made before a resource: what it names, what that names, and so on."""
    seen: set[str] = set()
    pending = [resource]
    while pending:
        one = pending.pop()
        prefix = one.key[: len(one.key) - len(one.address.rpartition("/")[2])]
        named = [f"{prefix}{name}" for name in _texts(view.get(one.attributes, "DependsOn"))]
        for key in (*named, *_references(one.properties)):
            found = view.graph.resources.get(key)
            if key not in seen and found is not None:
                seen.add(key)
                pending.append(found)
    return seen


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, Scalar):
        yield str(value.data)
    elif isinstance(value, Sequence):
        for item in value.items:
            yield from _texts(item)


def _references(value: Value) -> Iterator[str]:
    """The resources that a value refers to, in any world."""
    if isinstance(value, Unknown | Scalar):
        if value.refers_to is not None:
            yield value.refers_to.target
        if isinstance(value, Unknown):
            for part in (*value.parts, value.encodes):
                if isinstance(part, Unknown):
                    yield from _references(part)
    elif isinstance(value, MappingValue):
        for entry in value.entries.values():
            yield from _references(entry)
    elif isinstance(value, Sequence):
        for item in value.items:
            yield from _references(item)
    elif isinstance(value, Choice):
        for case in value.cases:
            yield from _references(case.value)


def _attached_to(view: View, attachment: Resource) -> str:
    """The instance that an attachment names, or the instance that lists the volume itself."""
    if attachment.type != "AWS::EC2::VolumeAttachment":
        return attachment.key
    instances = view.related(attachment, "instance-of-attachment").members
    if instances:
        return instances[0].resource.key
    return text_key(view.read(attachment, "InstanceId")) or attachment.key


def attached_once(view: View, volume: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a volume is attached to one instance at most. NO points at the volume; its attachments are related.

    Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes-multi.html
    """
    whole = Evidence(volume.key, volume.place, "")
    members = view.related(volume, "volume-attachment").members
    # Terraform's attachment is one in CloudFormation's words, and an entry of the instance too.
    sure = list({_attached_to(view, one.resource): one for one in members if one.certain is Truth.YES}.values())
    if len(sure) > 1:
        related = tuple(
            RelatedPlace("attachment", f"{one.resource.address} attaches it", one.resource.place, one.resource.address)
            for one in sure
        )
        return Outcome(Truth.NO, (replace(whole, detail=f"{len(sure)} instances want it", related=related),))
    doubtful = [one for one in members if one.certain is Truth.UNKNOWN]
    if len(sure) + len(doubtful) > 1:
        return Outcome(Truth.UNKNOWN, tuple(view.evidence(one.source, one.naming) for one in doubtful))
    return Outcome(Truth.YES, (whole,))
