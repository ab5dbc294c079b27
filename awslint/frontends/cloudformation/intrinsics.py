"""The functions that make texts and lists."""

import base64
import re

from awslint.frontends.cloudformation.conditions import choose
from awslint.frontends.cloudformation.distribute import distribute
from awslint.frontends.cloudformation.includes import included
from awslint.frontends.cloudformation.loops import name_in
from awslint.frontends.cloudformation.mappings import find_in_map
from awslint.frontends.cloudformation.references import attribute_of, get_att, import_value, ref, reference
from awslint.frontends.cloudformation.resolve import has_secret, plain, resolve
from awslint.frontends.cloudformation.shapes import number_of
from awslint.frontends.cloudformation.stack import Frame, Function
from awslint.frontends.cloudformation.texts import concatenate, split_parts, written
from awslint.knowledge.facts import Shape
from awslint.model.place import Path, Place
from awslint.model.value import Absent, Choice, Scalar, Sequence, Unknown, Value, Why

_PLACEHOLDER = re.compile(r"\$\{((?:[^{}]|\$\{[^{}]*\})*)\}")  # a loop variable may stand inside
MAX_SPLIT = 4096
MAX_CIDRS = 256


def sub(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::Sub, with a text or with a text and variables."""
    stack = frame.stack
    own: dict[str, object] = {}
    at = path
    if isinstance(data, list):
        if len(data) != 2 or not isinstance(data[1], dict):
            return stack.invalid(path, "Fn::Sub")
        own, at, data = data[1], (*path, 0), data[0]
    if isinstance(data, dict):
        text = resolve(frame, data, at)
        if isinstance(text, Unknown) and text.why is Why.MACRO:
            return text
    if not isinstance(data, str):
        return stack.invalid(path, "Fn::Sub")
    data = name_in(frame, data)
    place = stack.place(at)
    pieces: list[Value | None] = []
    texts: list[str] = []
    end = 0
    for match in _PLACEHOLDER.finditer(data):
        name = match.group(1)
        texts.append(data[end : match.start()])
        end = match.end()
        if name.startswith("!"):
            texts[-1] += f"${{{name[1:]}}}"
            pieces.append(None)
        else:
            pieces.append(_placeholder(frame, name.strip(), own, path, at))
    texts.append(data[end:])
    values = [piece for piece in pieces if piece is not None]

    def join(settled: list[Value]) -> Value:
        rest = iter(settled)
        parts: list[Value | str] = []
        for text, piece in zip(texts, [*pieces, None], strict=True):
            parts.append(text)
            if piece is not None:
                parts.append(next(rest))
        return concatenate(parts, place, stack.run.settings.facts)

    return distribute(values, place, join)


def _placeholder(frame: Frame, name: str, own: dict[str, object], path: Path, at: Path) -> Value:
    if name in own:
        return resolve(frame, own[name], (*path, 1, name))
    bound = frame.bindings.get(name)
    if bound is not None:
        return bound
    name = name_in(frame, name)
    logical, dot, attribute = name.partition(".")
    if dot:
        return attribute_of(frame.stack, logical, attribute, at)
    return reference(frame.stack, name, at)


def join(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::Join."""
    stack = frame.stack
    if not isinstance(data, list) or len(data) != 2:
        return stack.invalid(path, "Fn::Join")
    delimiter, items = resolve(frame, data[0], (*path, 0)), resolve(frame, data[1], (*path, 1))
    place = stack.place(path)
    if not isinstance(delimiter, Scalar):
        return _unusable(frame, delimiter, path)
    between = written(delimiter)

    def join_list(settled: list[Value]) -> Value:
        whole = settled[0]
        if isinstance(whole, Sequence) and whole.complete:
            return distribute(whole.items, place, join_items)
        if isinstance(whole, Unknown) and whole.why is not Why.INVALID:
            symbol = whole.symbol and f"Join:{between}:{whole.symbol}"
            return Unknown(Why.FUNCTION, whole.subject, place, symbol=symbol, type="string", origins=whole.origins)
        return stack.invalid(path, "Fn::Join")

    def join_items(settled: list[Value]) -> Value:
        parts: list[Value | str] = []
        for item in settled:
            if not isinstance(item, Absent):
                parts += [between, item] if parts else [item]
        return concatenate(parts, place, stack.run.settings.facts)

    return distribute([items], place, join_list)


def _unusable(frame: Frame, value: Value, path: Path) -> Value:
    """What a function gives whose argument cannot be used: nothing is known where the argument was not."""
    if isinstance(value, Unknown) and value.why is not Why.INVALID:
        return Unknown(value.why, value.subject, frame.stack.place(path), origins=value.origins)
    return frame.stack.invalid(path, str(path[-1]))


def select(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::Select."""
    stack = frame.stack
    if not isinstance(data, list) or len(data) != 2:
        return stack.invalid(path, "Fn::Select")
    index, items = resolve(frame, data[0], (*path, 0)), resolve(frame, data[1], (*path, 1))
    place = stack.place(path)
    inner = [item for item in items.items if isinstance(item, Choice)] if isinstance(items, Sequence) else []

    def pick(settled: list[Value]) -> Value:
        at, whole = settled[0], settled[1]
        number = number_of(written(at)) if isinstance(at, Scalar) else None
        if isinstance(whole, Unknown) and whole.why is not Why.INVALID:
            symbol = whole.symbol and number is not None and f"Select:{number}:{whole.symbol}"
            return Unknown(whole.why, whole.subject, place, symbol=symbol or None, origins=whole.origins)
        if not isinstance(whole, Sequence):
            return stack.invalid(path, "Fn::Select")
        chosen = iter(settled[2:])
        known = [next(chosen) if isinstance(item, Choice) else item for item in whole.items] if inner else whole.items
        known = [item for item in known if not isinstance(item, Absent)]
        if isinstance(at, Unknown):
            return Unknown(at.why, at.subject, place, among=tuple(known) or None, origins=at.origins)
        if not isinstance(number, int) or not 0 <= number < len(known):
            if whole.complete:
                stack.report("warning", "select-out-of-range", "Fn::Select has no such item", path)
            return stack.invalid(path, "Fn::Select")
        return known[number]

    # Only items that may be left out change which one is meant; the others are chosen as they are.
    may_vanish = any(_may_be_absent(item) for item in inner)
    if not may_vanish:
        inner = []
    return distribute([index, items, *inner], place, pick)


def _may_be_absent(value: Value) -> bool:
    if isinstance(value, Choice):
        return any(_may_be_absent(case.value) for case in value.cases)
    return isinstance(value, Absent)


def split(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::Split."""
    stack = frame.stack
    if not isinstance(data, list) or len(data) != 2:
        return stack.invalid(path, "Fn::Split")
    delimiter, source = resolve(frame, data[0], (*path, 0)), resolve(frame, data[1], (*path, 1))
    place = stack.place(path)
    if not isinstance(delimiter, Scalar) or not written(delimiter):
        return _unusable(frame, delimiter, path)
    at = written(delimiter)

    def pieces(settled: list[Value]) -> Value:
        text = settled[0]
        if isinstance(text, Scalar):
            found = written(text).split(at)
            if len(found) > MAX_SPLIT:
                return Unknown(Why.LIMIT, "Fn::Split", place)
            return Sequence(tuple(Scalar(one, place, None, text.origins, text.secret) for one in found), place)
        if isinstance(text, Unknown) and text.why is not Why.INVALID:
            if at == "," and _is_identifier(text):
                return Sequence((text,), place)
            known = split_parts(text, at, place) if text.parts else None
            if known is not None:
                return Sequence(tuple(known), place)
            symbol = text.symbol and f"Split:{at}:{text.symbol}"
            return Unknown(Why.FUNCTION, text.subject, place, symbol=symbol, type="array", origins=text.origins)
        return stack.invalid(path, "Fn::Split")

    return distribute([source], place, pieces)


def _is_identifier(text: Unknown) -> bool:
    """Whether a text is what AWS calls a resource: ids, names and ARNs have no comma, outputs of stacks may."""
    named = text.refers_to.attribute if text.refers_to else ""
    return named is None or ("." not in named and named.endswith(("Id", "Arn")))


def to_base64(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::Base64. The plain text is kept as the written form."""
    stack = frame.stack
    place = stack.place(path)

    def encode(settled: list[Value]) -> Value:
        text = settled[0]
        if isinstance(text, Scalar):
            plain_text = written(text)
            encoded = base64.b64encode(plain_text.encode("utf-8", "surrogatepass")).decode("ascii")
            return Scalar(encoded, place, plain_text, text.origins, text.secret)
        if isinstance(text, Unknown) and text.why is not Why.INVALID:
            symbol = text.symbol and f"Base64:{text.symbol}"
            origins = text.origins
            return Unknown(
                Why.FUNCTION, text.subject, place, symbol=symbol, type="string", origins=origins, encodes=text
            )
        return stack.invalid(path, "Fn::Base64")

    return distribute([resolve(frame, data, path)], place, encode)


def cidr(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::Cidr: the first blocks of a size within a block."""
    stack = frame.stack
    if not isinstance(data, list) or len(data) not in (2, 3):
        return stack.invalid(path, "Fn::Cidr")
    arguments = [resolve(frame, one, (*path, index)) for index, one in enumerate(data)]
    place = stack.place(path)

    def blocks(settled: list[Value]) -> Value:
        texts = [written(one) for one in settled if isinstance(one, Scalar)]
        if len(texts) == len(settled):
            return _blocks(texts, place) or stack.invalid(path, "Fn::Cidr")
        unknown = next((one for one in settled if isinstance(one, Unknown)), None)
        if unknown is None or unknown.why is Why.INVALID:
            return stack.invalid(path, "Fn::Cidr")
        symbols = [written(one) if isinstance(one, Scalar) else getattr(one, "symbol", None) for one in settled]
        symbol = None if None in symbols else f"Cidr:{':'.join(str(one) for one in symbols)}"
        return Unknown(Why.FUNCTION, unknown.subject, place, symbol=symbol, type="array", origins=unknown.origins)

    return distribute(arguments, place, blocks)


def _blocks(texts: list[str], place: Place) -> Value | None:
    # Imported here: most templates have no Fn::Cidr, and every start would pay for it.
    import ipaddress
    from itertools import islice

    try:
        network = ipaddress.ip_network(texts[0].strip(), strict=False)
        count, bits = int(texts[1]), int(texts[2]) if len(texts) == 3 else 8
        length = network.max_prefixlen - bits
        if not 1 <= count <= MAX_CIDRS or not network.prefixlen <= length <= network.max_prefixlen:
            return None
        found = [str(one) for one in islice(network.subnets(new_prefix=length), count)]
    except ValueError:
        return None
    return Sequence(tuple(Scalar(one, place) for one in found), place) if len(found) == count else None


def get_azs(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::GetAZs: the zones that the account has in a region, which no template tells."""
    stack = frame.stack
    place = stack.place(path)
    region = resolve(frame, data, path)
    if isinstance(region, Scalar) and not region.data:
        region = reference(stack, "AWS::Region", path)

    def zones(settled: list[Value]) -> Value:
        where = settled[0]
        symbol = written(where) if isinstance(where, Scalar) else getattr(where, "symbol", None)
        subject = "the list of the account's Availability Zones"
        return Unknown(Why.PSEUDO, subject, place, symbol=symbol and f"GetAZs:{symbol}", type="array")

    return distribute([region], place, zones)


def length(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::Length."""
    stack = frame.stack
    place = stack.place(path)
    value = resolve(frame, data, path)

    def count(settled: list[Value]) -> Value:
        whole = settled[0]
        if isinstance(whole, Sequence) and whole.complete:
            return distribute(
                whole.items, place, lambda items: Scalar(sum(not isinstance(one, Absent) for one in items), place)
            )
        if isinstance(whole, Sequence | Unknown) and getattr(whole, "why", None) is not Why.INVALID:
            symbol = getattr(whole, "symbol", None)
            subject = whole.subject if isinstance(whole, Unknown) else "Fn::Length"
            return Unknown(Why.FUNCTION, subject, place, symbol=symbol and f"Length:{symbol}", type="integer")
        return stack.invalid(path, "Fn::Length")

    return distribute([value], place, count)


def to_json(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::ToJsonString. Where an object is meant, the object itself."""
    import json

    value = resolve(frame, data, path)
    if shape == "json":
        return value
    place = frame.stack.place(path)
    try:
        text = json.dumps(plain(value), separators=(",", ":"), ensure_ascii=False)
    except ValueError:
        return Unknown(Why.FUNCTION, "Fn::ToJsonString", place, type="string")
    return Scalar(text, place, secret=has_secret(value))


def macro(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::Transform as a whole value."""
    content = included(frame, data, path, resolve)
    if content is not None:
        return resolve(frame, content[0], content[1], shape)
    name = data.get("Name") if isinstance(data, dict) else None
    return Unknown(Why.MACRO, name if isinstance(name, str) else "Fn::Transform", frame.stack.place(path))


def other_stack(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Functions over stacks and parameters that are not in the input."""
    return Unknown(Why.IMPORT, str(path[-1]), frame.stack.place(path))


FUNCTIONS: dict[str, Function] = {
    "Ref": ref,
    "Fn::Base64": to_base64,
    "Fn::Cidr": cidr,
    "Fn::FindInMap": find_in_map,
    "Fn::GetAZs": get_azs,
    "Fn::GetAtt": get_att,
    "Fn::GetStackOutput": other_stack,
    "Fn::If": choose,
    "Fn::ImportValue": import_value,
    "Fn::Join": join,
    "Fn::Length": length,
    "Fn::RefAll": other_stack,
    "Fn::Select": select,
    "Fn::Split": split,
    "Fn::Sub": sub,
    "Fn::ToJsonString": to_json,
    "Fn::Transform": macro,
    "Fn::ValueOf": other_stack,
    "Fn::ValueOfAll": other_stack,
}
