"""The questions about tags that a rule may ask."""

from collections.abc import Mapping
from dataclasses import replace

from awslint.analysis.question import Question
from awslint.analysis.tags.read import Tags, tags_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Sequence, Unknown, Value, Why
from awslint.model.value import Mapping as MappingValue
from awslint.query.view import View


def _has_keys(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a resource has tags of its owner (not AWS's, `aws:...`), and all of `keys` among them.

    Arguments: `at`, the property that holds the tags; `kind`, for types with TagSpecifications, which of these count;
    `keys`, a list of keys, case-sensitive. NO points at the tags, or at what is there instead of them.
    """
    path = tuple(str(arguments["at"]).split("."))
    kind = arguments.get("kind")
    tags = tags_of(view, resource, path, None if kind is None else str(kind))
    wanted = arguments.get("keys")
    keys = [str(one) for one in wanted] if isinstance(wanted, list | tuple) else []
    missing = [key for key in keys if key not in tags.values]
    own = [key for key in tags.values if not key.startswith("aws:")]
    if own and not missing:
        return Outcome(Truth.YES)
    if tags.open:
        return Outcome(Truth.UNKNOWN, tuple(view.evidence(resource, _unknown(value)) for value in tags.open))
    detail = f"it lacks {', '.join(missing)}" if missing else "it has no tags"
    return Outcome(Truth.NO, (_blame(view, resource, tags, path, detail),))


def _has_pairs(view: View, resource: Resource, arguments: Mapping[str, object]) -> Outcome:
    """Whether a resource has tags with the keys `key1` to `key6`, each with one of `value1` to `value6` where given.

    Argument `at` is the property that holds the tags. Keys and values are case-sensitive.
    """
    path = tuple(str(arguments["at"]).split("."))
    tags = tags_of(view, resource, path)
    faults: list[str] = []
    undecided: list[Value] = []
    for number in range(1, 7):
        key, values = arguments.get(f"key{number}"), arguments.get(f"value{number}")
        if key is None or key == "":
            continue
        found = tags.values.get(str(key))
        if found is None:
            faults.extend([] if tags.open else [f"it lacks {key}"])
            undecided.extend(tags.open)
        elif isinstance(values, list | tuple):
            if isinstance(found, Unknown):
                undecided.append(found)
            elif not isinstance(found, Scalar) or str(found.data) not in values:
                shown = "empty" if not isinstance(found, Scalar) else "another value" if found.secret else found.data
                faults.append(f"{key} is {shown}")
    if faults:
        return Outcome(Truth.NO, (_blame(view, resource, tags, path, "; ".join(faults)),))
    if undecided:
        return Outcome(Truth.UNKNOWN, tuple(view.evidence(resource, _unknown(value)) for value in undecided))
    return Outcome(Truth.YES)


def _blame(view: View, resource: Resource, tags: Tags, path: tuple[str, ...], detail: str) -> Evidence:
    value = tags.place
    assert value is not None
    return replace(view.evidence(resource, value, detail, path), value=Absent(value.place))


def _unknown(value: Value) -> Value:
    if isinstance(value, MappingValue | Sequence):
        return value.missing or Unknown(Why.MACRO, "", value.place)
    return value


QUESTIONS: Mapping[str, Question] = {
    "tags.has-keys": Question(_has_keys, {}, ("at", "kind", "keys")),
    "tags.has-pairs": Question(
        _has_pairs,
        {},
        ("at", *(f"key{number}" for number in range(1, 7)), *(f"value{number}" for number in range(1, 7))),
    ),
}
