"""Templates brought to one form, so that SAM's own translation and ours can be compared."""

import json
import re
from collections.abc import Mapping

_HASHED = re.compile(r"^(.+?)([0-9a-f]{10})$")
Template = dict[str, dict[str, object]]


def resources(data: Mapping[str, object], known: set[str], values: Mapping[str, str]) -> Template:
    """The resources of a template in a form that does not depend on how things are written.

    `known` are logical ids without hashes: those of the other side.
    """
    found = data["Resources"]
    assert isinstance(found, dict)
    names = {name: _unhashed(name, known) for name in found}
    return {names[name]: _resource(one, names, values) for name, one in found.items()}


def _unhashed(name: str, known: set[str]) -> str:
    match = _HASHED.match(name)
    return match.group(1) if match and name not in known and match.group(1) in known else name


def _resource(resource: dict[str, object], names: Mapping[str, str], values: Mapping[str, str]) -> dict[str, object]:
    plain = _plain(resource, names, values)
    assert isinstance(plain, dict)
    metadata = plain.get("Metadata")
    if isinstance(metadata, dict) and "aws:sam:connectors" in metadata:
        del plain["Metadata"]
    if plain["Type"] == "AWS::S3::Bucket":
        plain.pop("DependsOn", None)  # the translator orders buckets after permissions, which says nothing about either
    after = plain.get("DependsOn")
    if after is not None:
        plain["DependsOn"] = [names.get(str(one), one) for one in (after if isinstance(after, list) else [after])]
    properties = plain.get("Properties")
    if isinstance(properties, dict):
        plain["Properties"] = _properties(str(plain["Type"]), properties)
    return plain


def _plain(data: object, names: Mapping[str, str], values: Mapping[str, str]) -> object:
    """Intrinsic functions over names and known values as texts."""
    if isinstance(data, list):
        return [_plain(one, names, values) for one in data]
    if isinstance(data, str):
        return data.replace("arn:aws:", "arn:${AWS::Partition}:")
    if not isinstance(data, dict):
        return data
    if len(data) == 1:
        call, argument = next(iter(data.items()))
        if call == "Ref":
            return values[str(argument)] if argument in values else f"${{{names.get(argument, argument)}}}"
        if call == "Fn::GetAtt":
            parts = argument if isinstance(argument, list) else str(argument).split(".", 1)
            return f"${{{'.'.join([names.get(parts[0], parts[0]), *parts[1:]])}}}"
        if call == "Fn::Sub":
            return _substituted(argument, names, values)
    return {key: _plain(one, names, values) for key, one in data.items()}


def _substituted(argument: object, names: Mapping[str, str], values: Mapping[str, str]) -> str:
    text, given = (argument, {}) if isinstance(argument, str) else argument  # type: ignore[misc]
    filled = {key: _plain(one, names, values) for key, one in given.items()}

    def value(match: re.Match[str]) -> str:
        name, dot, rest = match.group(1).partition(".")
        if match.group(1) in filled:
            found = filled[match.group(1)]
            return found if isinstance(found, str) else json.dumps(found)
        return values[name] if name in values else f"${{{names.get(name, name)}{dot}{rest}}}"

    return re.sub(r"\$\{([^}!]+)\}", value, text.replace("arn:aws:", "arn:${AWS::Partition}:"))


def _properties(type_: str, properties: dict[str, object]) -> dict[str, object]:
    found = {key: one if key == "Definition" else _sorted(key, one) for key, one in properties.items()}
    if isinstance(found.get("Body"), dict):
        found["Body"] = _api(found["Body"])  # type: ignore[arg-type]
    if type_ == "AWS::ApiGateway::Deployment":
        found.pop("Description", None)  # holds a hash of the definition
    if type_ == "AWS::StepFunctions::StateMachine":
        found = _machine(found)
    return {key: one for key, one in found.items() if one not in ([], None)}


def _machine(found: dict[str, object]) -> dict[str, object]:
    """SAM writes a Definition as a text with substitutions."""
    text = found.pop("DefinitionString", None)
    given = found.get("DefinitionSubstitutions")
    if isinstance(text, dict) and isinstance(given, dict):
        lines = "\n".join(text["Fn::Join"][1])
        for name, value in list(given.items()):
            if name.startswith("definition_substitution_"):
                lines = lines.replace(f"${{{name}}}", str(value))
                del given[name]
        found["Definition"] = json.loads(lines)
        if not given:
            del found["DefinitionSubstitutions"]
    return found


def _sorted(key: str, value: object) -> object:
    """Lists whose order means nothing in one order; one action or resource as a list of it."""
    if isinstance(value, dict):
        return {name: _sorted(name, one) for name, one in value.items()}
    if key in ("Action", "Resource", "Statement") and not isinstance(value, list):
        value = [value]
    if isinstance(value, list):
        items = [_sorted("", one) for one in value]
        if key == "Tags":
            items = [one for one in items if not str(one).startswith("{'Key': 'sam:ConditionalDependsOn")]
        if key in ("ManagedPolicyArns", "Policies", "Tags", "Resource", "Action", "Statement", "LambdaConfigurations"):
            return sorted(items, key=lambda one: json.dumps(one, sort_keys=True))
        return items
    return value


def _api(body: dict[str, object]) -> dict[str, object]:
    """What decides in an API definition who may call what: the rest is documentation."""
    paths = body.get("paths") or {}
    assert isinstance(paths, dict)
    components = body.get("components") or {}
    assert isinstance(components, dict)
    schemes = components.get("securitySchemes") or body.get("securityDefinitions") or {}
    policy = body.get("x-amazon-apigateway-policy")
    return {
        "paths": {
            path.removeprefix("/") if path == "/$default" else path: _methods(one) for path, one in paths.items()
        },
        "schemes": schemes,
        "policy": _sorted("", policy)
        and {
            json.dumps(_sorted("", one), sort_keys=True)
            for one in policy["Statement"]  # type: ignore[index]
        },
        "cors": body.get("x-amazon-apigateway-cors"),
        "endpoint": body.get("x-amazon-apigateway-endpoint-configuration") or body.get("servers"),
        "include": body.get("Fn::Transform"),
    }


def _methods(methods: object) -> object:
    if not isinstance(methods, dict):
        return methods
    if "Fn::If" in methods:  # a path all of whose methods have conditions
        methods = methods["Fn::If"][1]
    return {method: _operation(one) for method, one in methods.items()}


def _operation(operation: object) -> object:
    if not isinstance(operation, dict):
        return operation
    if "Fn::If" in operation:
        condition, one, other = operation["Fn::If"]
        return {"Fn::If": [condition, _operation(one), other]}
    integration = operation.get("x-amazon-apigateway-integration") or {}
    uri = integration.get("uri")
    if isinstance(uri, dict) and "Fn::If" in uri:
        uri = uri["Fn::If"][1]
    security = operation.get("security")
    requirements = sorted(json.dumps(one) for one in _flat(security)) if security else None
    return {
        "security": requirements,
        "uri": uri,
        "type": integration.get("type"),
        "credentials": integration.get("credentials"),
        "default": operation.get("isDefaultRoute"),
    }


def _flat(security: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{name: scopes} for one in security for name, scopes in one.items()]
