"""`awscc_*` resources: CloudFormation's own properties under names in snake_case."""

from collections.abc import Mapping as ReadOnlyDict

from awslint.frontends.terraform.documents import parsed
from awslint.model.value import Mapping, Scalar, Sequence, Value


def renamed(value: Value, names: object) -> Value:
    """A value with CloudFormation's property names; a node without names is a map with free keys, or JSON text."""
    if isinstance(value, Sequence):
        items = tuple(renamed(item, names) for item in value.items)
        return Sequence(items, value.place, value.complete, value.missing, value.origins)
    if isinstance(value, Scalar) and names == "json":
        return parsed(value)
    if not isinstance(value, Mapping) or not isinstance(names, ReadOnlyDict):
        return value
    entries: dict[str, Value] = {}
    for name, entry in value.entries.items():
        own = names.get(name)
        if isinstance(own, list):
            entries[str(own[0])] = renamed(entry, own[1])
        else:
            entries[name] = entry
    return Mapping(entries, value.place, value.complete, value.missing, value.origins)
