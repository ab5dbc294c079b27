"""How large something is: at least, and at most, as far as it is known."""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator

from awslint.model.finding import Evidence
from awslint.model.record import record
from awslint.model.resource import RelatedPlace, Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value
from awslint.query.view import View

# No name or ARN that AWS gives is longer.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
_LONGEST = 2048


@record(eq=False)
class Size:
    """The bounds of a size; `most` is None where there is no telling. `open` are the values that leave it open."""

    least: int = 0
    most: int | None = 0
    open: tuple[Evidence, ...] = ()
    related: tuple[RelatedPlace, ...] = ()


def added(sizes: Iterable[Size]) -> Size:
    """All sizes together."""
    found = list(sizes)
    mosts = [one.most for one in found]
    most = None if None in mosts else sum(one for one in mosts if one is not None)
    return Size(
        sum(one.least for one in found),
        most,
        tuple(part for one in found for part in one.open),
        tuple(place for one in found for place in one.related),
    )


def items(view: View, resource: Resource, value: Value) -> Size:
    """How many items a list has."""
    if isinstance(value, Unknown):
        return Size(0, None, (view.evidence(resource, value),))
    known, complete = view.items(value)
    return Size(len(known), len(known) if complete else None, () if complete else (_rest(view, resource, value),))


def text(view: View, resource: Resource, value: Value) -> Size:
    """The bytes of a text, before any encoding as Base64."""
    if isinstance(value, Scalar):
        written = value.text if value.text is not None else str(value.data)
        size = len(written.encode("utf-8", "surrogatepass"))
        return Size(size, size)
    if isinstance(value, Unknown):
        inner = value.encodes or value
        if not inner.parts:
            return Size(0, _reach(inner), (view.evidence(resource, value),))
        sizes = [Size(len(part.encode()), len(part.encode())) for part in inner.parts if isinstance(part, str)]
        unknown = [part for part in inner.parts if isinstance(part, Unknown)]
        sizes += [Size(0, _reach(part), (view.evidence(resource, part),)) for part in unknown]
        return added(sizes)
    return Size()


def encoded(view: View, resource: Resource, value: Value) -> Size:
    """The bytes of what a Base64 text stands for. A plain text that could be one is taken for either."""
    size = text(view, resource, value)
    if isinstance(value, Scalar) and value.text is None:
        try:
            decoded = len(base64.b64decode(str(value.data), validate=True))
        except (binascii.Error, ValueError):
            return size
        return Size(decoded, size.most)
    return size


def entries(view: View, resource: Resource, value: Value) -> Size:
    """The bytes of the keys and values of a map."""
    if not isinstance(value, Mapping):
        return Size(0, None, (view.evidence(resource, value),)) if isinstance(value, Unknown) else Size()
    sizes = []
    for name in value.entries:
        found = view.get(value, name)
        if not isinstance(found, Absent):
            sizes.append(added((Size(len(name.encode()), len(name.encode())), text(view, resource, found))))
    if not value.complete:
        sizes.append(Size(0, None, (_rest(view, resource, value),)))
    return added(sizes)


def document(view: View, resource: Resource, value: Value) -> Size:
    """The characters of a JSON document without its white space."""
    value = view.resolve(value)
    if isinstance(value, Scalar):
        size = len(_compact(value))
        return Size(size, size)
    if isinstance(value, Unknown):
        found = text(view, resource, value)
        return Size(found.least + 2, None if found.most is None else found.most + 2, found.open)
    if not isinstance(value, Mapping | Sequence):
        return Size()
    parts = list(_parts(view, resource, value))
    if not value.complete:
        parts.append(Size(0, None, (_rest(view, resource, value),)))
    punctuation = 2 + max(0, len(parts) - 1)
    return added([*parts, Size(punctuation, punctuation)])


def _parts(view: View, resource: Resource, value: Mapping | Sequence) -> Iterator[Size]:
    if isinstance(value, Sequence):
        for item in view.items(value)[0]:
            yield document(view, resource, item)
        return
    for name in value.entries:
        found = view.get(value, name)
        if not isinstance(found, Absent):
            key = len(json.dumps(name, ensure_ascii=False)) + 1
            yield added((Size(key, key), document(view, resource, found)))


def _compact(value: Scalar) -> str:
    """A scalar in JSON. A text that is a document itself is taken apart."""
    if isinstance(value.data, str) and value.data.lstrip().startswith("{"):
        try:
            return json.dumps(json.loads(value.data), separators=(",", ":"), ensure_ascii=False)
        except ValueError:
            return "".join(value.data.split())
    return json.dumps(value.data, ensure_ascii=False)


def related(view: View, resource: Resource, relation: str) -> Size:
    """How many resources are at the other end of a relation."""
    found = view.related(resource, relation)
    sure = [one for one in found.members if one.certain is Truth.YES]
    maybe = [one for one in found.members if one.certain is Truth.UNKNOWN]
    left = [view.evidence(one.source, one.naming) for one in maybe]
    places = [
        RelatedPlace("counted", f"{o.resource.address} is one", o.resource.place, o.resource.address) for o in sure
    ]
    return Size(len(sure), len(found.members), tuple(left), tuple(places))


def _reach(value: Unknown) -> int | None:
    """How long an unknown text may be: names and ARNs are short, what users pass may be anything."""
    return _LONGEST if value.refers_to is not None else None


def _rest(view: View, resource: Resource, value: Value) -> Evidence:
    missing = value.missing if isinstance(value, Mapping | Sequence) else None
    return view.evidence(resource, missing or value)
