"""Tags: a map in Terraform, a list of keys and values in CloudFormation, with the provider's `default_tags`."""

from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value


def tag_list(everything: Value, own: Value, defaults: Value | None, as_map: bool) -> Value:
    """The tags that a resource will have.

    everything  `tags_all`, when the plan knows it
    own         `tags`, whose places are those that the user wrote
    defaults    the provider's `default_tags`
    """
    merged = _merged(everything, own, defaults)
    if as_map or not isinstance(merged, Mapping):
        return merged
    items = tuple(
        Mapping({"Key": Scalar(name, value.place.of_key()), "Value": value}, value.place)
        for name, value in merged.entries.items()
        if not isinstance(value, Absent)
    )
    return Sequence(items, merged.place, merged.complete, merged.missing)


def _merged(everything: Value, own: Value, defaults: Value | None) -> Value:
    if isinstance(everything, Mapping):
        if not isinstance(own, Mapping):
            return everything
        entries = {name: own.entries.get(name, value) for name, value in everything.entries.items()}
        return Mapping(entries, own.place, everything.complete and own.complete, everything.missing or own.missing)
    if defaults is None or isinstance(defaults, Absent):
        # `tags_all` of a resource without any tags is "known after apply" although nothing will come of it.
        return own if not isinstance(own, Absent) or isinstance(everything, Absent) else _absent(own, everything)
    if isinstance(defaults, Mapping) and isinstance(own, Mapping):
        missing = own.missing or defaults.missing
        return Mapping({**defaults.entries, **own.entries}, own.place, own.complete and defaults.complete, missing)
    if isinstance(own, Absent):
        return defaults
    if isinstance(own, Mapping) and isinstance(defaults, Unknown):
        return Mapping(own.entries, own.place, complete=False, missing=defaults)
    return own


def _absent(own: Absent, everything: Value) -> Value:
    if isinstance(everything, Unknown) and everything.may_be_absent:
        return everything
    return own
