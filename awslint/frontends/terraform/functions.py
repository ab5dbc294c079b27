"""Terraform's functions, as far as they are pure: https://developer.hashicorp.com/terraform/language/functions

Those that read files are in `files`, regular expressions in `patterns`. What the clock, chance or the network decides
is unknown.
"""

import ipaddress
import json
import math
import posixpath
from collections.abc import Callable, Iterable
from itertools import chain, islice

from awslint.frontends.terraform.data import Data, Encoded, Secret, has_secret, hidden, is_open, shown

MOST = 20_000  # items of a list that a function makes

Function = Callable[..., Data]


class Fault(ValueError):
    """A function or operator does not take these arguments."""


def text(data: Data) -> str:
    """Data as Terraform turns it into text.

    Raises Fault for lists, objects and null.
    """
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, float):
        return str(int(data)) if data.is_integer() else repr(data)
    if isinstance(data, str | int):
        return str(data)
    raise Fault("not a text")


def number(data: Data) -> int | float:
    """Data as a number. Raises Fault."""
    if isinstance(data, bool):
        raise Fault("not a number")
    if isinstance(data, int | float):
        return data
    try:
        raw = text(data)
        return int(raw) if raw.lstrip("-").isdigit() else float(raw)
    except ValueError as fault:
        raise Fault("not a number") from fault


def boolean(data: Data) -> bool:
    """Data as a boolean. Raises Fault."""
    if isinstance(data, bool):
        return data
    if data in ("true", "false"):
        return data == "true"
    raise Fault("not a boolean")


def items(data: Data) -> list[Data]:
    """Data as a list. Raises Fault."""
    if isinstance(data, list):
        return data
    if isinstance(data, dict):
        return list(data.values())
    raise Fault("not a list")


def entries(data: Data) -> dict[str, Data]:
    """Data as an object. Raises Fault."""
    if isinstance(data, dict):
        return data
    raise Fault("not an object")


def encode(data: Data) -> Data:
    """jsonencode: a text, or what would become one when a part is not known."""
    if is_open(data) or has_secret(data):
        return Encoded(data)
    return json.dumps(data, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def _length(data: Data) -> int:
    if isinstance(data, str | list | dict):
        return len(data)
    raise Fault("has no length")


def _distinct(data: Data) -> list[Data]:
    found: list[Data] = []
    seen: set[str] = set()
    for one in items(data):
        key = repr(one)
        if key not in seen:
            seen.add(key)
            found.append(one)
    return found


def _flatten(data: Data, depth: int = 0) -> list[Data]:
    if depth > 20:
        raise Fault("nested too deeply")
    return list(
        chain.from_iterable(_flatten(one, depth + 1) if isinstance(one, list) else [one] for one in items(data))
    )


def _element(data: Data, index: Data) -> Data:
    found = items(data)
    if not found:
        raise Fault("no elements")
    return found[int(number(index)) % len(found)]


def _lookup(data: Data, key: Data, *default: Data) -> Data:
    found = entries(data)
    name = text(key)
    if name in found:
        return found[name]
    if default:
        return default[0]
    raise Fault(f"no key {name}")


def _merge(*objects: Data) -> dict[str, Data]:
    return {name: one for each in objects if each is not None for name, one in entries(each).items()}


def _coalesce(*values: Data) -> Data:
    for one in values:
        if one is not None and one != "":
            return one
    raise Fault("nothing but null")


def _coalesce_list(*values: Data) -> Data:
    for one in values:
        if one is not None and items(one):
            return one
    raise Fault("nothing but empty lists")


def _format(pattern: Data, *values: Data) -> str:
    made: list[str] = []
    rest = iter(values)
    raw = text(pattern)
    position = 0
    while position < len(raw):
        if raw[position] != "%":
            made.append(raw[position])
            position += 1
            continue
        end = position + 1
        while end < len(raw) and raw[end] in "+-# 0123456789.":
            end += 1
        verb = raw[end] if end < len(raw) else ""
        flags = raw[position + 1 : end]
        if verb == "%":
            made.append("%")
        elif verb in tuple("vsdqtfeg") and verb:
            made.append(_verb(verb, flags, next(rest, None)))
        else:
            raise Fault("an unknown verb")
        position = end + 1
    return "".join(made)


def _verb(verb: str, flags: str, value: Data) -> str:
    if sum(char.isdigit() for char in flags) > 3:
        raise Fault("too wide")
    if verb == "q":
        return json.dumps(text(value))
    if verb == "d":
        return f"%{flags}d" % int(number(value))
    if verb in ("f", "e", "g"):
        return f"%{flags}{verb}" % float(number(value))
    shown = encode(value) if isinstance(value, list | dict) else text(value)
    return f"%{flags}s" % shown


def _format_list(pattern: Data, *values: Data) -> list[Data]:
    lengths = [len(one) for one in values if isinstance(one, list)]
    size = min(lengths, default=1)
    return [_format(pattern, *(one[at] if isinstance(one, list) else one for one in values)) for at in range(size)]


def _range(*bounds: Data) -> list[Data]:
    whole = [int(number(one)) for one in bounds]
    return list(islice(range(*whole), MOST))


def _subnet(prefix: Data, bits: Data, index: Data) -> str:
    network = ipaddress.ip_network(text(prefix), strict=False)
    longer = network.prefixlen + int(number(bits))
    if longer > network.max_prefixlen or not 0 <= int(number(index)) < 1 << int(number(bits)):
        raise Fault("no such subnet")
    first = int(network.network_address) + (int(number(index)) << (network.max_prefixlen - longer))
    return f"{type(network.network_address)(first)}/{longer}"


def _subnets(prefix: Data, *bits: Data) -> list[Data]:
    network = ipaddress.ip_network(text(prefix), strict=False)
    at = int(network.network_address)
    made: list[Data] = []
    for one in bits:
        longer = network.prefixlen + int(number(one))
        size = 1 << (network.max_prefixlen - longer)
        at = -(-at // size) * size
        made.append(f"{type(network.network_address)(at)}/{longer}")
        at += size
    return made


def _host(prefix: Data, index: Data) -> str:
    network = ipaddress.ip_network(text(prefix), strict=False)
    return str(network[int(number(index))])


def _contains(data: Data, one: Data) -> bool:
    return any(same(one, other) for other in items(data))


def same(one: Data, other: Data) -> bool:
    """Terraform's equality: a number is never a text, true never 1."""
    if isinstance(one, Secret) or isinstance(other, Secret):  # whatever they were before they were hidden
        return isinstance(one, str | int | float) and isinstance(other, str | int | float) and text(one) == text(other)
    if isinstance(one, bool) != isinstance(other, bool) or isinstance(one, str) != isinstance(other, str):
        return False
    return one == other


def _index(data: Data, one: Data) -> int:
    for at, other in enumerate(items(data)):
        if same(one, other):
            return at
    raise Fault("not in the list")


def _slice(data: Data, start: Data, end: Data) -> list[Data]:
    return items(data)[int(number(start)) : int(number(end))]


def _chunks(data: Data, size: Data) -> list[Data]:
    found, step = items(data), max(1, int(number(size)))
    return [found[at : at + step] for at in range(0, len(found), step)]


def _one(data: Data) -> Data:
    found = items(data)
    if len(found) > 1:
        raise Fault("more than one")
    return found[0] if found else None


def _set(data: Data) -> list[Data]:
    found = _distinct(data)
    return sorted(found, key=str) if all(isinstance(one, str) for one in found) else found


def _decode(data: Data) -> Data:
    if isinstance(data, Encoded):
        return data.data
    found: Data = json.loads(text(data))
    return found


def _product(*lists: Data) -> list[Data]:
    made: list[list[Data]] = [[]]
    for one in lists:
        made = [[*left, right] for left in made for right in items(one)]
        if len(made) > MOST:
            raise Fault("too many")
    return list(made)


def _power(base: int | float, exponent: int | float) -> int | float:
    if abs(exponent) > 1000:
        raise Fault("too large")
    return float(base) ** exponent


def _texts(data: Data) -> Iterable[str]:
    return (text(one) for one in items(data))


# Functions for which an unknown item, or an unknown part of one, does not matter.
STRUCTURAL: dict[str, Function] = {
    "length": _length,
    "concat": lambda *lists: list(chain.from_iterable(items(one) for one in lists)),
    "merge": _merge,
    "flatten": _flatten,
    "element": _element,
    "lookup": _lookup,
    "keys": lambda data: sorted(entries(data)),
    "values": lambda data: [one for _, one in sorted(entries(data).items())],
    "coalesce": _coalesce,
    "coalescelist": _coalesce_list,
    "jsonencode": encode,
    "jsondecode": _decode,
    "tolist": lambda data: list(items(data)),
    "tomap": lambda data: dict(entries(data)),
    "slice": _slice,
    "reverse": lambda data: list(reversed(items(data))),
    "one": _one,
    "zipmap": lambda keys, values: dict(zip(_texts(keys), items(values), strict=False)),
    "chunklist": _chunks,
    "nonsensitive": shown,
    "sensitive": hidden,
    "list": lambda *values: list(values),
    "map": lambda *pairs: dict(zip(map(text, pairs[::2]), pairs[1::2], strict=False)),
    "setproduct": _product,
}

PURE: dict[str, Function] = {
    "toset": _set,
    "tostring": lambda data: None if data is None else text(data),
    "tonumber": lambda data: None if data is None else number(data),
    "tobool": lambda data: None if data is None else boolean(data),
    "distinct": _distinct,
    "compact": lambda data: [one for one in items(data) if one not in ("", None)],
    "contains": _contains,
    "index": _index,
    "join": lambda between, *lists: text(between).join(chain.from_iterable(_texts(one) for one in lists)),
    "split": lambda between, data: list(text(data).split(text(between))) if text(between) else list(text(data)),
    "format": _format,
    "formatlist": _format_list,
    "lower": lambda data: text(data).lower(),
    "upper": lambda data: text(data).upper(),
    "title": lambda data: text(data).title(),
    "trim": lambda data, chars: text(data).strip(text(chars)),
    "trimspace": lambda data: text(data).strip(),
    "trimprefix": lambda data, start: text(data).removeprefix(text(start)),
    "trimsuffix": lambda data, end: text(data).removesuffix(text(end)),
    "chomp": lambda data: text(data).rstrip("\r\n"),
    "indent": lambda spaces, data: text(data).replace("\n", "\n" + " " * min(100, int(number(spaces)))),
    "startswith": lambda data, start: text(data).startswith(text(start)),
    "endswith": lambda data, end: text(data).endswith(text(end)),
    "strcontains": lambda data, part: text(part) in text(data),
    "substr": lambda data, start, size: text(data)[int(number(start)) :][
        : int(number(size)) if number(size) >= 0 else None
    ],
    "strrev": lambda data: text(data)[::-1],
    "min": lambda *values: min(number(one) for one in values),
    "max": lambda *values: max(number(one) for one in values),
    "sum": lambda data: sum(number(one) for one in items(data)),
    "abs": lambda data: abs(number(data)),
    "ceil": lambda data: math.ceil(number(data)),
    "floor": lambda data: math.floor(number(data)),
    "signum": lambda data: (number(data) > 0) - (number(data) < 0),
    "parseint": lambda data, base: int(text(data), int(number(base))),
    "range": _range,
    "sort": lambda data: sorted(_texts(data)),
    "anytrue": lambda data: any(boolean(one) for one in items(data)),
    "alltrue": lambda data: all(boolean(one) for one in items(data)),
    "setunion": lambda *sets: _set(list(chain.from_iterable(items(one) for one in sets))),
    "setintersection": lambda first, *sets: _set([one for one in items(first) if all(_contains(s, one) for s in sets)]),
    "setsubtract": lambda first, second: _set([one for one in items(first) if not _contains(second, one)]),
    "matchkeys": lambda values, keys, wanted: [
        one for one, key in zip(items(values), items(keys), strict=False) if _contains(wanted, key)
    ],
    "transpose": lambda data: {
        name: sorted(key for key, names in entries(data).items() if name in items(names))
        for name in sorted({text(one) for names in entries(data).values() for one in items(names)})
    },
    "cidrsubnet": _subnet,
    "cidrsubnets": _subnets,
    "cidrhost": _host,
    "cidrnetmask": lambda prefix: str(ipaddress.ip_network(text(prefix), strict=False).netmask),
    "pow": lambda base, exponent: _power(number(base), number(exponent)),
    "log": lambda data, base: math.log(number(data), number(base)),
    "basename": lambda path: text(path).rstrip("/").rpartition("/")[2],
    "dirname": lambda path: posixpath.dirname(text(path)) or ".",
    "issensitive": has_secret,
}
