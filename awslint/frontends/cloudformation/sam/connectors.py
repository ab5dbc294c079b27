"""AWS::Serverless::Connector and the Connectors attribute: the permissions between two resources.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
"""

import functools
import json
from importlib import resources
from typing import NotRequired, TypedDict

from awslint.frontends.cloudformation.sam.making import Maker, att, incomplete, ref, sub
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without

# What SAM's types become, as far as connectors know them.
BECOMES = {
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::GraphQLApi": "AWS::AppSync::GraphQLApi",
}
BY_REF = frozenset({"AWS::SNS::Topic", "AWS::StepFunctions::StateMachine"})  # their Ref is the ARN
CALLERS = {
    "AWS::Events::Rule": "events.amazonaws.com",
    "AWS::SNS::Topic": "sns.amazonaws.com",
    "AWS::S3::Bucket": "s3.amazonaws.com",
    "AWS::ApiGateway::RestApi": "apigateway.amazonaws.com",
    "AWS::ApiGatewayV2::Api": "apigateway.amazonaws.com",
    "AWS::AppSync::GraphQLApi": "appsync.amazonaws.com",
}
ROLES = {
    "AWS::Lambda::Function": "Role",
    "AWS::StepFunctions::StateMachine": "RoleArn",
    "AWS::AppSync::DataSource": "ServiceRoleArn",
}
_STATES = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${DestinationName}:*"
_RULE = (
    "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}"
    ":rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"
)


class Grant(TypedDict):
    """Actions on the source or the destination, or on something that belongs to them."""

    actions: list[Tree]
    on: list[str]


# What a connector lets some types (`from`) do with another (`to`), by kind of permission.
Profile = TypedDict(
    "Profile", {"from": list[str], "to": str, "Read": NotRequired[list[Grant]], "Write": NotRequired[list[Grant]]}
)


class Profiles(TypedDict):
    """`roles` are policies of the source's role, `readers` of the destination's."""

    roles: list[Profile]
    readers: list[Profile]


@functools.cache
def profiles() -> Profiles:
    """The connections that SAM knows."""
    text = resources.files(__package__).joinpath("connectors.json").read_text("utf-8")
    found: Profiles = json.loads(text)
    return found


def expand(maker: Maker) -> None:
    """Make what a connector resource becomes."""
    destination = maker.get("Destination")
    several = destination is not None and isinstance(destination.data, list)
    for index, one in enumerate(destination.texts() if destination is not None else ()):
        name = f"{maker.logical}Destination{index}" if several else maker.logical
        connect(maker, name, maker.get("Source"), one, maker.get("Permissions"), maker.resource)


def embedded(maker: Maker) -> None:
    """Make what the Connectors of a resource become."""
    written = maker.resource.get("Connectors")
    for name, one in written.entries() if written is not None else ():
        properties = one.get("Properties")
        destination = properties.get("Destination") if properties is not None else None
        if properties is None or destination is None:
            continue
        given = properties.get("SourceReference")
        entries: dict[str, Tree] = {"Id": maker.logical}
        entries |= dict(given.entries()) if given is not None else {}
        source = Piece(entries, one.path, True)
        several = isinstance(destination.data, list)
        for index, target in enumerate(destination.texts()):
            full = f"{maker.logical}{name}" + (f"Destination{index}" if several else "")
            connect(maker, full, source, target, properties.get("Permissions"), one)


def connect(
    maker: Maker, name: str, source: Piece | None, destination: Piece, permissions: Piece | None, cause: Piece
) -> None:
    """Make the permissions from one resource to another."""
    cause = cause.cause()
    one, other = _type(maker, source), _type(maker, destination)
    kinds = [kind.text for kind in permissions.texts()] if permissions is not None else []
    if source is None or one is None or other is None:
        _unknown(maker, name, cause)
        return
    for side, owner in (("roles", source), ("readers", destination)):
        statements = _allowed(side, one, other, kinds, source, destination)
        if statements:
            role = _role(maker, owner, one if side == "roles" else other, destination)
            _role_policy(maker, name, role, statements, cause)
            return
    service = CALLERS.get(one)
    if service is None or "Write" not in kinds:
        _unknown(maker, name, cause)
    elif other == "AWS::Lambda::Function":
        permission: dict[str, Tree] = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": _arn(destination, other),
            "Principal": service,
            "SourceArn": _caller(source, one),
        }
        if one == "AWS::S3::Bucket":
            permission["SourceAccount"] = sub("${AWS::AccountId}")
        maker.make(f"{name}WriteLambdaPermission", "AWS::Lambda::Permission", permission, "connector", cause)
    else:
        _resource_policy(maker, name, source, one, destination, other, service, cause)


def _resource_policy(
    maker: Maker, name: str, source: Piece, one: str, destination: Piece, other: str, service: str, cause: Piece
) -> None:
    known = {
        "AWS::SNS::Topic": ("sns:Publish", "Topic", "AWS::SNS::TopicPolicy", "Topics"),
        "AWS::SQS::Queue": ("sqs:SendMessage", "Queue", "AWS::SQS::QueuePolicy", "Queues"),
    }
    if other not in known:
        _unknown(maker, name, cause)
        return
    action, suffix, type_, key = known[other]
    statement: dict[str, Tree] = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": action,
        "Resource": _arn(destination, other),
        "Condition": {"ArnEquals": {"aws:SourceArn": _caller(source, one)}},
    }
    identity = destination.get("Id")
    target: Tree = ref(identity.text or "") if identity is not None else destination.get("QueueUrl")
    if target is None:
        target = destination.get("Arn")
    properties: dict[str, Tree] = {
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        key: [target],
    }
    maker.make(f"{name}{suffix}Policy", type_, properties, "connector", cause)


def _unknown(maker: Maker, name: str, cause: Piece) -> None:
    """A connection that is not known here: some policy is made, nobody can say which."""
    maker.make(f"{name}Policy", "AWS::IAM::ManagedPolicy", incomplete(), "connector", cause)


def _allowed(side: str, one: str, other: str, kinds: list[str | None], source: Piece, destination: Piece) -> list[Tree]:
    found: list[Tree] = []
    for profile in profiles()["roles"] if side == "roles" else profiles()["readers"]:
        if profile["to"] != other or one not in profile["from"]:
            continue
        for kind in ("Read", "Write"):
            if kind in kinds:
                for statement in profile.get(kind, []):
                    resources_: list[Tree] = [_target(on, one, other, source, destination) for on in statement["on"]]
                    found.append({"Effect": "Allow", "Action": statement["actions"], "Resource": resources_})
    return found


def _target(on: str, one: str, other: str, source: Piece, destination: Piece) -> Tree:
    if on == "executions":
        identity = destination.get("Id")
        name: Tree = att(identity.text or "", "Name") if identity is not None else destination.get("Name")
        return sub(_STATES, DestinationName=name)
    if on == "execution-rule":
        return sub(_RULE)
    of_source = on.startswith("source")
    arn = _arn(source, one) if of_source else _arn(destination, other)
    rest = on.removeprefix("source" if of_source else "destination")
    if not rest:
        return arn
    return (
        sub(f"${{SourceArn}}{rest}", SourceArn=arn)
        if of_source
        else sub(f"${{DestinationArn}}{rest}", DestinationArn=arn)
    )


def _type(maker: Maker, end: Piece | None) -> str | None:
    if end is None:
        return None
    identity, type_ = end.get("Id"), end.get("Type")
    if identity is not None and identity.text is not None:
        resource = maker.build.resources.get(identity.text)
        type_ = resource.get("Type") if resource is not None else None
    return BECOMES.get(type_.text or "", type_.text) if type_ is not None else None


def _arn(end: Piece, type_: str) -> Tree:
    identity = end.get("Id")
    if identity is None or identity.text is None:
        return end.get("Arn")
    return ref(identity.text) if type_ in BY_REF else att(identity.text)


def _caller(source: Piece, type_: str) -> Tree:
    identity, qualifier = source.get("Id"), source.get("Qualifier")
    if type_ in ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"):
        given: Tree = source.get("ResourceId")
        api: Tree = ref(identity.text or "") if identity is not None else given
        arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${SourceResourceId}"
        return sub(
            arn + "/${SourceQualifier}",
            SourceResourceId=api,
            SourceQualifier=qualifier if qualifier is not None else "*",
        )
    if type_ == "AWS::AppSync::GraphQLApi":
        api = att(identity.text or "", "ApiId") if identity is not None else source.get("ResourceId")
        arn = "arn:${AWS::Partition}:appsync:${AWS::Region}:${AWS::AccountId}:apis/${SourceResourceId}"
        return sub(arn, SourceResourceId=api)
    return _arn(source, type_)


def _role_policy(maker: Maker, name: str, role: Tree, statements: list[Tree], cause: Piece) -> None:
    properties: dict[str, Tree] = {
        "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
        "Roles": [role] if role is not None else incomplete(),
    }
    maker.make(f"{name}Policy", "AWS::IAM::ManagedPolicy", without(properties), "connector", cause)


def _role(maker: Maker, owner: Piece, type_: str, destination: Piece) -> Tree:
    """The name of the role that a resource works with: a Ref where it is a role of this template."""
    given = owner.get("RoleName")
    identity = owner.get("Id")
    resource = maker.build.resources.get(identity.text or "") if identity is not None else None
    if identity is None or identity.text is None or resource is None:
        return given
    properties, written = resource.get("Properties"), resource.get("Type")
    if written is not None and (written.text or "").startswith("AWS::Serverless::"):
        own = properties.get("Role") if properties is not None else None
        if own is None:
            return ref(f"{identity.text}Role")
        return _named(own) or given or because(owner, incomplete())
    found = properties.get(ROLES.get(type_, "")) if properties is not None else None
    if type_ == "AWS::Events::Rule" and properties is not None:
        found = _target_role(properties.get("Targets"), destination)
    return (_named(found) if found is not None else None) or given or because(owner, incomplete())


def _target_role(targets: Piece | None, destination: Piece) -> Piece | None:
    """The role with which a rule calls a destination."""
    identity = destination.get("Id")
    for target in targets.items() if targets is not None else ():
        arn = target.get("Arn")
        if arn is not None and identity is not None and identity.text == _name(arn):
            return target.get("RoleArn")
    return None


def _named(role: Piece) -> Tree:
    """A Ref to the role whose ARN this is."""
    name = _name(role)
    return ref(name) if name else None


def _name(value: Piece) -> str | None:
    """The resource that a Ref or an Fn::GetAtt names."""
    call = value.get("Ref") or value.get("Fn::GetAtt")
    if call is None:
        return None
    parts = list(call.items())
    return parts[0].text if parts else (call.text or "").partition(".")[0] or None
