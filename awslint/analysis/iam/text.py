"""Texts in policies: ARNs, actions and condition values, with wildcards, policy variables and unknown parts."""

import re
from typing import Literal

from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.value import Scalar, Unknown, Value, Why
from awslint.query.view import View


@record()
class Opaque:
    """An unknown part. Two with the same identity are the same text.

    `made` when the deployment makes the text up (a generated name): no literal written beforehand is equal to it.
    """

    identity: str
    made: bool = False


@record()
class Variable:
    """An IAM policy variable, filled in from the request: `${aws:username}`."""

    name: str
    default: str | None = None


@record()
class Wildcard:
    """`*` stands for any text, `?` for one character."""

    many: bool


STAR = Wildcard(many=True)
ONE = Wildcard(many=False)
# A region, an account: where the input is deployed to. Equal to whatever stands in that field of an ARN.
HERE = Opaque("here")

Token = str | Opaque | Variable | Wildcard
Text = tuple[Token, ...]

PARTITION = Opaque("partition")
_HERE = frozenset({"Ref:AWS::Region", "Ref:AWS::AccountId"})


def _arn_at(service: str, rest: str) -> str:
    """The pattern of an ARN in the deployment's account and region."""
    return f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{rest}"


# ARNs around what Ref gives, of types whose name no property sets.
_GENERATED = {
    ("AWS::CloudFront::Distribution", "Arn"): "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Ref}",
    ("AWS::CloudFront::Distribution", "Id"): "${Ref}",
    ("AWS::KMS::Key", "Arn"): _arn_at("kms", "key/${Ref}"),
    ("AWS::SecretsManager::Secret", "Id"): _arn_at("secretsmanager", "secret:${Name}-${Ref}"),
    ("AWS::ECS::TaskDefinition", "TaskDefinitionArn"): _arn_at("ecs", "task-definition/${Family}:${Ref}"),
    ("AWS::ApiGateway::RestApi", "ExecutionArn"): _arn_at("execute-api", "${Ref}"),
    ("AWS::ApiGatewayV2::Api", "ExecutionArn"): _arn_at("execute-api", "${Ref}"),
    # One on a bus of one's own has the name of the bus before its own.
    ("AWS::Events::Rule", "Arn"): _arn_at("events", "rule/${Name}"),
    ("AWS::DynamoDB::Table", "StreamArn"): _arn_at("dynamodb", "table/${TableName}/stream/${Ref}"),
}
# Types whose Ref is an attribute that GetAtt has as well.
_REF_IS = {
    "AWS::SNS::Topic": "TopicArn",
    "AWS::StepFunctions::StateMachine": "Arn",
    "AWS::SecretsManager::Secret": "Id",
    "AWS::ECS::TaskDefinition": "TaskDefinitionArn",
}
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_DEFAULTED = re.compile(r"^([^,]*?)\s*,\s*'(.*)'$", re.DOTALL)
# What is special in a text: nothing, policy variables alone, wildcards alone, or both.
Syntax = Literal["literal", "exact", "wildcards", "variables"]


def text_of(view: View, value: Value, syntax: Syntax = "variables") -> Text | None:
    """The text of a value; None for what is no text at all.

    Policy variables exist in policies of version 2012-10-17 alone.
    """
    value = view.resolve(value)
    if isinstance(value, Scalar):
        return None if value.data is None else _arn(tokens(written(value), syntax))
    if isinstance(value, Unknown):
        return _arn(_unknown(view, value, syntax))
    return None


def written(value: Scalar) -> str:
    """The text that IAM sees where a policy has this value: `true` and `"true"` are the same to it."""
    if value.text is not None:
        return value.text
    return str(value.data).lower() if isinstance(value.data, bool) else str(value.data)


def tokens(text: str, syntax: Syntax = "variables") -> Text:
    """A known text as tokens."""
    plain = list if syntax in ("literal", "exact") else _wild
    found: list[Token] = []
    position = 0
    if syntax in ("exact", "variables") and "${" in text:
        for match in _VARIABLE.finditer(text):
            found.extend(plain(text[position : match.start()]))
            name = match.group(1)
            defaulted = _DEFAULTED.match(name)
            if name in ("*", "?", "$"):
                found.append(name)
            elif defaulted:
                found.append(Variable(defaulted.group(1).strip().lower(), defaulted.group(2)))
            else:
                found.append(Variable(name.strip().lower()))
            position = match.end()
    found.extend(plain(text[position:]))
    return tuple(found)


def lower(text: Text) -> Text:
    """The text without regard to case."""
    return tuple(token.lower() if isinstance(token, str) else token for token in text)


def known(text: Text) -> str | None:
    """The text as such when nothing in it is special or unknown."""
    return "".join(token for token in text if isinstance(token, str)) if is_known(text) else None


def is_known(text: Text) -> bool:
    """Whether the text is literal from start to end."""
    return all(isinstance(token, str) for token in text)


def fields(text: Text) -> tuple[Text, ...]:
    """The parts between colons."""
    parts: list[list[Token]] = [[]]
    for piece in text:
        if piece == ":":
            parts.append([])
        else:
            parts[-1].append(piece)
    return tuple(tuple(part) for part in parts)


def shown(text: Text) -> str:
    """The text for a message; an unknown part is shown as an ellipsis."""
    return "".join(_shown(token) for token in text)


def literal(text: str) -> Text:
    """A text of a request, in which nothing is special; an ARN in it is of any partition."""
    return _arn(tuple(text))


def arn_of(view: View, resource: Resource, attribute: str = "Arn") -> Text:
    """The ARN of a resource of the input, as far as it is known; `attribute` is what GetAtt calls it."""
    return _reference(view, resource.key, attribute, "literal")


def _shown(token: Token) -> str:
    if isinstance(token, str):
        return token
    if isinstance(token, Wildcard):
        return "*" if token.many else "?"
    if isinstance(token, Variable):
        return f"${{{token.name}}}"
    return "aws" if token == PARTITION else "…"


def _wild(text: str) -> list[Token]:
    return [STAR if char == "*" else ONE if char == "?" else char for char in text]


def _arn(text: Text) -> Text:
    """An ARN with any partition: which one it is does not change what is meant."""
    if text[:4] != ("a", "r", "n", ":"):
        return text
    parts = fields(text)
    if len(parts) < 6 and (len(parts) < 3 or not is_known(parts[1])):
        return text  # a star may stand for more than the partition
    rest = text[4 + len(parts[1]) :]
    return ("a", "r", "n", ":", PARTITION, *rest)


def _unknown(view: View, value: Unknown, syntax: Syntax) -> Text:
    if value.parts:
        found: list[Token] = []
        for part in value.parts:
            found.extend(tokens(part, syntax) if isinstance(part, str) else _unknown(view, part, syntax))
        return tuple(found)
    if value.refers_to is not None:
        return _reference(view, value.refers_to.target, value.refers_to.attribute, syntax)
    if value.symbol in _HERE:
        return (HERE,)
    if value.symbol == "Ref:AWS::Partition":
        return (PARTITION,)
    if value.symbol is None:
        return (Opaque(f"{value.place.document}{value.place.path}"),)
    return (Opaque(value.symbol),)


def _reference(view: View, key: str, attribute: str | None, syntax: Syntax) -> Text:
    """What Ref or GetAtt of a resource of the input gives."""
    resource = view.graph.resources.get(key)
    if resource is None:
        return (Opaque(f"->{key}.{attribute}" if attribute else f"->{key}", made=attribute is None),)
    attribute = attribute or _REF_IS.get(resource.type)
    own = Opaque(f"->{key}.{attribute}" if attribute else f"->{key}", made=attribute is None)
    identities = view.knowledge.identities.get(resource.type, {})
    name_property = identities.get("Ref")
    if attribute is None:
        return _name(view, resource, name_property)
    template = identities.get(attribute) or _GENERATED.get((resource.type, attribute))
    if template is None:
        return (own,)
    if resource.language == "terraform":
        template = template.removesuffix(":*")  # Terraform's ARN of a log group does not end in it
    found: list[Token] = []
    position = 0
    plain = list if syntax in ("literal", "exact") else _wild  # the ARN of a log group ends in a star
    for match in _VARIABLE.finditer(template):
        found.extend(plain(template[position : match.start()]))
        inner = match.group(1)
        if inner == "AWS::Partition":
            found.append(PARTITION)
        elif inner.startswith("AWS::"):
            found.append(HERE)
        else:
            found.extend(_name(view, resource, name_property if inner in (name_property, "Ref") else inner))
        position = match.end()
    found.extend(plain(template[position:]))
    return tuple(found)


def _name(view: View, resource: Resource, property_: str | None) -> Text:
    """What a property gives a resource as its name, or the one that the deployment makes up."""
    if property_ and "." not in property_:
        given = view.read(resource, property_)
        if isinstance(given, Scalar) or (isinstance(given, Unknown) and not given.may_be_absent):
            return text_of(view, given, "literal") or (Opaque(f"->{resource.key}", made=True),)
    return (Opaque(f"->{resource.key}", made=True),)


def is_open(piece: Token | None) -> bool:
    """Whether a part may be any text, as a parameter may."""
    return isinstance(piece, Opaque) and not piece.made and piece not in (HERE, PARTITION)


def is_undecided(value: Value) -> bool:
    """Whether a value is unknown for another reason than that it names a resource or where the input is deployed."""
    if not isinstance(value, Unknown) or names_resource(value):
        return False
    return not value.parts or any(is_undecided(part) for part in value.parts if isinstance(part, Unknown))


def names_resource(value: Value) -> bool:
    """Whether a value is the name or an attribute of a resource, so certainly no wildcard."""
    return isinstance(value, Unknown) and (value.refers_to is not None or value.why is Why.PSEUDO)
