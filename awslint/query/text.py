"""Texts that may be known only in part: when are two of them the same name?"""

import re

from awslint.model.value import Scalar, Unknown, Value

# Where a resource lives does not change which resource of the input a name means.
_WHERE = {"Ref:AWS::Partition": "*", "Ref:AWS::Region": "*", "Ref:AWS::AccountId": "*", "Ref:AWS::URLSuffix": "*"}
_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")
_ARN = re.compile(
    r"^arn:(?:[^:$]*|\$\{[^}]*\}|\*):([^:]*):([^:]*|\$\{[^}]*\}|\*):([^:]*|\$\{[^}]*\}|\*):(.*)$", re.DOTALL
)


def text_key(value: Value) -> str | None:
    """A text that is equal for two values exactly when they are certainly the same name.

    References stand for themselves (`${->Logs}`), other unknown parts by their symbol; partition, region and account
    of an ARN do not count. None for a value without any identity.
    """
    if isinstance(value, Scalar):
        return None if value.data is None else _normal(str(value.data))
    if not isinstance(value, Unknown):
        return None
    if value.parts:
        keys = [part if isinstance(part, str) else _part(part) for part in value.parts]
        return None if None in keys else _normal("".join(key for key in keys if key is not None))
    return _part(value)


def _part(value: Unknown) -> str | None:
    if value.refers_to is not None:
        attribute = f".{value.refers_to.attribute}" if value.refers_to.attribute else ""
        return f"${{->{value.refers_to.target}{attribute}}}"
    if value.symbol is None:
        return None
    return _WHERE.get(value.symbol, f"${{{value.symbol}}}")


def _normal(text: str) -> str:
    arn = _ARN.match(text)
    if arn is None:
        return text
    service, region, account, rest = arn.groups()
    return f"arn:*:{service}:{region and '*'}:{account and '*'}:{rest}"


def fill(template: str, values: dict[str, str]) -> str:
    """A name template such as `arn:${AWS::Partition}:s3:::${BucketName}` with its placeholders filled, as a key."""

    def replace(match: re.Match[str]) -> str:
        name = match.group(1)
        return "*" if name.startswith("AWS::") else values.get(name, match.group(0))

    return _normal(_PLACEHOLDER.sub(replace, template))


def placeholders(template: str) -> list[str]:
    """The names that a template asks for: properties, and pseudo parameters with their `AWS::`."""
    return _PLACEHOLDER.findall(template)
