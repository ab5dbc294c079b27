"""What must not be shown: values that Terraform marks as sensitive, and attributes that the provider does.

Plans hold secrets in clear (https://developer.hashicorp.com/terraform/cli/commands/show); only the marks beside the
values tell.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping as ReadOnlyDict

from awslint.frontends.terraform.jsontree import node, objects, text

Secret = tuple[str, str]  # the name under which a text stands, and the text

# Attributes that the AWS provider's schema marks as sensitive; old plans and configurations do not say so.
_NAMES = re.compile(
    r"(?:^|_)(?:password|passphrase|secret|secret_string|secret_binary|auth_token|access_token|oauth_token|secret_token"
    r"|token_key|private_key|preshared_key|plaintext|activation_code|token)(?:_wo|_v4)?$"
)
_OTHERS = frozenset(
    {
        ("aws_ssm_parameter", "value"),
        ("aws_ssm_parameter", "value_wo"),
        ("aws_api_gateway_api_key", "value"),
        ("aws_appsync_api_key", "key"),
        ("aws_amplify_app", "basic_auth_credentials"),
        ("aws_glue_connection", "connection_properties"),
        ("aws_vpn_connection", "customer_gateway_configuration"),
    }
)
_MARKED = (("values", "sensitive_values"), ("before", "before_sensitive"), ("after", "after_sensitive"))


def is_secret(type_: str, path: tuple[str | int, ...]) -> bool:
    """Whether an attribute of a type is one that the provider marks as sensitive; `path` starts at its name."""
    names = [step for step in path if isinstance(step, str)]
    return bool(names) and (_NAMES.search(names[-1]) is not None or (type_, names[0]) in _OTHERS)


def secrets_in(kind: str, data: object) -> Iterator[Secret]:
    """The secrets in a plan, a state, a `.tf.json` file or its variables' values."""
    if kind in ("plan", "state"):
        yield from _in_state_file(data)
        for root in (node(data, "planned_values"), node(data, "values"), node(data, "prior_state", "values")):
            yield from _in_outputs(root.get("outputs"))
            yield from _in_module(node(root, "root_module"))
        for section in ("resource_changes", "resource_drift"):
            for _, one in objects(data, section):
                yield from _in_resource(text(one, "type"), node(one, "change"))
        for name, changed in node(data, "output_changes").items():
            yield from _in_resource("", node(changed), name)
        declared = node(data, "configuration", "root_module", "variables")
        for name, given in node(data, "variables").items():
            if node(declared, name).get("sensitive") is True:
                yield from _texts(name, node(given).get("value"))
    elif kind == "tf_json":
        yield from _in_configuration(data)


def _in_module(module: ReadOnlyDict[str, object]) -> Iterator[Secret]:
    for _, one in objects(module, "resources"):
        yield from _in_resource(text(one, "type"), one)
    for _, child in objects(module, "child_modules"):
        yield from _in_module(child)


def _in_resource(type_: str, holder: ReadOnlyDict[str, object], name: str = "") -> Iterator[Secret]:
    for values, marks in _MARKED:
        if values in holder:
            yield from _marked(name, holder[values], holder.get(marks))
            yield from _named(type_, (), holder[values])


def _in_outputs(outputs: object) -> Iterator[Secret]:
    for name, one in outputs.items() if isinstance(outputs, dict) else ():
        if isinstance(one, dict) and one.get("sensitive") is True:
            yield from _texts(name, one.get("value"))


def _in_state_file(data: object) -> Iterator[Secret]:
    yield from _in_outputs(data.get("outputs") if isinstance(data, dict) else None)
    for _, resource in objects(data, "resources"):
        for _, one in objects(resource, "instances"):
            attributes = node(one, "attributes")
            yield from _named(text(resource, "type"), (), attributes)
            paths = one.get("sensitive_attributes")
            for path in paths if isinstance(paths, list) else ():
                first = path[0] if isinstance(path, list) and path else {}
                name = first.get("value") if isinstance(first, dict) else None
                if isinstance(name, str):
                    yield from _texts(name, attributes.get(name))


def _in_configuration(data: object) -> Iterator[Secret]:
    for name, one in node(data, "variable").items():
        for body in one if isinstance(one, list) else [one]:
            if isinstance(body, dict) and body.get("sensitive") is True:
                yield from _texts(name, body.get("default"))
    blocks = node(data, "resource")
    for type_, names in blocks.items():
        for name, body in names.items() if isinstance(names, dict) else ():
            yield from (one for one in _named(type_, (), body) if "${" not in one[1] and name)


def _marked(name: str, data: object, marks: object) -> Iterator[Secret]:
    if marks is True:
        yield from _texts(name, data)
    elif isinstance(marks, dict) and isinstance(data, dict):
        for key, mark in marks.items():
            yield from _marked(key, data.get(key), mark)
    elif isinstance(marks, list) and isinstance(data, list):
        for one, mark in zip(data, marks, strict=False):
            yield from _marked(name, one, mark)


def _named(type_: str, path: tuple[str | int, ...], data: object) -> Iterator[Secret]:
    if isinstance(data, dict):
        for name, one in data.items():
            yield from _named(type_, (*path, name), one)
    elif isinstance(data, list):
        for one in data:
            yield from _named(type_, path, one)
    elif isinstance(data, str) and data and is_secret(type_, path):
        yield str(path[-1]), data


def _texts(name: str, data: object) -> Iterator[Secret]:
    """Every scalar within a secret."""
    if isinstance(data, dict):
        for key, one in data.items():
            yield from _texts(key, one)
    elif isinstance(data, list):
        for one in data:
            yield from _texts(name, one)
    elif isinstance(data, bool):
        yield name, "true" if data else "false"
    elif data is not None and data != "":
        yield name, str(data)
