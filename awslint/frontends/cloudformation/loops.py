"""Entries of a mapping as they are deployed: `Fn::ForEach` unrolled, `Fn::Transform` set aside."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from awslint.frontends.cloudformation.decisions import Decision, TooComplex
from awslint.frontends.cloudformation.distribute import graft
from awslint.frontends.cloudformation.includes import included
from awslint.frontends.cloudformation.stack import Entry, Frame, Stack, unplaced
from awslint.frontends.cloudformation.texts import concatenate, written
from awslint.knowledge.facts import Shape
from awslint.model.place import Path, Place
from awslint.model.resource import RelatedPlace
from awslint.model.value import Absent, Choice, Scalar, Sequence, Unknown, Value, Why

Resolve = Callable[[Frame, object, Path, Shape | None], Value]

MAX_ENTRIES = 2000  # CloudFormation itself deploys at most 500 resources in a stack
MAX_ITERATIONS = 4000

_VARIABLE = re.compile(r"(\$|&)\{([A-Za-z0-9]+)\}")
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")


def is_loop(name: str) -> bool:
    """Whether a key starts an Fn::ForEach."""
    return name.startswith("Fn::ForEach::")


def filled(frame: Frame, text: str, place: Place) -> Value:
    """A text with the loop variables in it replaced."""
    pieces: list[Value | str] = []
    end = 0
    for match in _VARIABLE.finditer(text):
        bound = frame.bindings.get(match.group(2))
        if bound is None:
            continue
        pieces.append(text[end : match.start()])
        if match.group(1) == "&" and isinstance(bound, Scalar):
            bound = Scalar(_NOT_ALPHANUMERIC.sub("", written(bound)), bound.place)
        pieces.append(bound)
        end = match.end()
    pieces.append(text[end:])
    return concatenate(pieces, place, frame.stack.run.settings.facts)


def name_in(frame: Frame, text: str) -> str:
    """A name with the known loop variables in it replaced; an unknown one stays as it is written."""
    if not frame.bindings or "{" not in text:
        return text

    def replacement(match: re.Match[str]) -> str:
        bound = frame.bindings.get(match.group(2))
        if not isinstance(bound, Scalar):
            return match.group(0)
        value = written(bound)
        return _NOT_ALPHANUMERIC.sub("", value) if match.group(1) == "&" else value

    return _VARIABLE.sub(replacement, text)


def entries_of(
    frame: Frame, data: Mapping[str, object], path: Path, resolve: Resolve, symbolic: bool = False
) -> tuple[dict[str, Entry], Unknown | None]:
    """The entries of a mapping, and why there may be more.

    With `symbolic` a loop over an unknown collection gives one entry, under its name as it is written.
    """
    unrolling = _Unrolling(resolve, symbolic)
    unrolling.add(frame, data, path, True, ())
    return unrolling.entries, unrolling.missing


def value_of(entry: Entry, resolve: Resolve, shape: Shape | None) -> Value:
    """The value of an entry."""
    value = resolve(entry.frame, entry.data, entry.path, shape)
    if entry.present is True:
        return value
    place = entry.frame.stack.place(entry.path)
    return graft(entry.present, value, Absent(place), place, None)


@dataclass(slots=True, eq=False)
class _Unrolling:
    resolve: Resolve
    symbolic: bool
    entries: dict[str, Entry] = field(default_factory=dict)
    missing: Unknown | None = None
    left: int = MAX_ITERATIONS

    def add(
        self,
        frame: Frame,
        data: Mapping[str, object],
        path: Path,
        present: Decision,
        origins: tuple[RelatedPlace, ...],
    ) -> None:
        """The entries of a mapping, in the frame of the loops around it."""
        for key, one in data.items():
            here = (*path, key)
            if is_loop(key):
                self._loop(frame, key, one, here, present, origins)
            elif key == "Fn::Transform":
                content = included(frame, one, here, self.resolve)
                if content is not None and isinstance(content[0], dict):
                    self.add(frame, content[0], content[1], present, origins)
                else:
                    self.missing = Unknown(Why.MACRO, "Fn::Transform", frame.stack.place(here))
            elif key.startswith("Fn::") and not origins:
                self.missing = frame.stack.invalid(here, key)
            else:
                self._entry(Entry(name_in(frame, key), one, here, frame, present, origins=origins))

    def _entry(self, entry: Entry) -> None:
        before = self.entries.get(entry.name)
        stack = entry.frame.stack
        if before is None:
            if len(self.entries) >= MAX_ENTRIES:
                self.missing = Unknown(Why.LIMIT, "Fn::ForEach", stack.place(entry.path))
            else:
                self.entries[entry.name] = entry
        elif before.path == entry.path and before.present is not True:
            present = stack.run.diagrams.any_of((before.present, entry.present))
            self.entries[entry.name] = replace(before, present=present)
        else:
            stack.report("warning", "duplicate-name", f"there is more than one {entry.name}", entry.path, key=True)

    def _loop(
        self,
        frame: Frame,
        key: str,
        data: object,
        path: Path,
        present: Decision,
        origins: tuple[RelatedPlace, ...],
    ) -> None:
        data, path = unplaced(data, path)
        stack = frame.stack
        if (
            not isinstance(data, list)
            or len(data) != 3
            or not isinstance(data[0], str)
            or not isinstance(data[2], dict)
        ):
            message = f"{key} takes a list of a name, a collection and a mapping"
            stack.report("warning", "invalid-function", message, path)
            self.missing = stack.invalid(path, key)
            return
        name, body = data[0], data[2]
        collection = self.resolve(frame, data[1], (*path, 1), None)
        for item, chosen in _items(stack, collection):
            self.left -= 1
            if self.left < 0:
                self.missing = Unknown(Why.LIMIT, "Fn::ForEach", stack.place(path))
                return
            both = guarded_all(stack, present, chosen)
            if both is False:
                continue
            if isinstance(item, Unknown) and item.why is Why.INVALID:
                self.missing = item
                continue
            if isinstance(item, Unknown):
                self.missing = self.missing or item
                if not self.symbolic:
                    continue
                item = replace(item, symbol=f"{key}:{stack.prefix}{name}", type="string", among=None)
            inner = Frame(stack, {**frame.bindings, name: item})
            shown = "unknown" if not isinstance(item, Scalar) else "a secret" if item.secret else written(item)
            origin = RelatedPlace("loop", f"{key} with {name} = {shown}", item.place)
            self.add(inner, body, (*path, 2), both, (*origins, origin))


def guarded_all(stack: Stack, first: Decision, second: Decision) -> Decision:
    """Whether both hold; where that is too complex to say, the first alone."""
    try:
        return stack.run.diagrams.all_of((first, second))
    except TooComplex:
        return first


def _items(stack: Stack, collection: Value) -> Iterator[tuple[Value, Decision]]:
    """The items of a collection, and in which deployments they are there."""
    for whole, chosen in _alternatives(stack, collection, True):
        if not isinstance(whole, Sequence):
            yield whole, chosen
            continue
        for item in whole.items:
            for one, here in _alternatives(stack, item, chosen):
                if isinstance(one, Sequence):
                    yield from ((inner, here) for inner in one.items)
                elif not isinstance(one, Absent):
                    yield one, here
        if not whole.complete:
            yield whole.missing or Unknown(Why.MACRO, "Fn::ForEach", whole.place), chosen


def _alternatives(stack: Stack, value: Value, present: Decision) -> Iterator[tuple[Value, Decision]]:
    if not isinstance(value, Choice):
        if isinstance(value, Scalar | Sequence | Absent | Unknown):
            yield value, present
        else:
            yield Unknown(Why.INVALID, "Fn::ForEach", value.place), present
        return
    for case in value.cases:
        here = guarded_all(stack, present, stack.run.diagrams.test(value.variable, case.values))
        if here is not False:
            yield from _alternatives(stack, case.value, here)
