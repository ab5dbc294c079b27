"""The attributes of a block in a `.tf.json` file, evaluated when they are read."""

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import dataclass, field, replace

from awslint.frontends.terraform.attributes import is_unset
from awslint.frontends.terraform.data import Data, Made, unknown, value_of
from awslint.frontends.terraform.evaluate import Budget, Exhausted, Lookup, evaluate
from awslint.frontends.terraform.functions import Fault, text
from awslint.frontends.terraform.hcl import SyntaxFault, template
from awslint.frontends.terraform.secrets import is_secret
from awslint.model.place import Place, dotted
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value, Why

COMMENT = "//"
_META = frozenset({"count", "for_each", "provider", "lifecycle", "depends_on", "provisioner", "connection", COMMENT})
_FAULTS = (Fault, SyntaxFault, RecursionError)


def data_of(tree: object, look_up: Lookup, budget: Budget) -> Data:
    """A JSON expression as data: every text is a template, keys too.

    Raises Fault and SyntaxFault.
    """
    if isinstance(tree, str):
        return evaluate(template(tree), look_up, budget)
    if isinstance(tree, list):
        return [data_of(one, look_up, budget) for one in tree]
    if isinstance(tree, dict):
        made: dict[str, Data] = {}
        for key, one in tree.items():
            name = evaluate(template(str(key)), look_up, budget)
            if isinstance(name, Unknown):
                return unknown(Why.FUNCTION, name.subject)
            made[text(name)] = data_of(one, look_up, budget)
        return made
    return tree


@dataclass(slots=True, eq=False)
class Body(ReadOnlyDict[str, Value]):
    """A block's attributes and nested blocks as values. Every name can be read; one that is not set is `Absent`."""

    address: str
    tree: ReadOnlyDict[str, object]
    place: Place
    root: Place
    look_up: Lookup
    budget: Budget
    _read: dict[str, Value] = field(default_factory=dict)
    _reading: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> Value:
        value = self._read.get(name)
        if value is None:
            if name in self._reading:
                return self._open(self.place.at(name), "a value that depends on itself")
            self._reading.add(name)
            value = self._read[name] = self._value(name)
            self._reading.discard(name)
        return value

    def get(self, name: str, default: object = None) -> Value:
        """The value; never the default."""
        return self[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __iter__(self) -> Iterator[str]:
        names = [name for name in self.tree if name not in _META and name != "dynamic"]
        yield from dict.fromkeys([*names, *(label for label, _, _ in self._dynamic())])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def has(self, name: str) -> bool:
        """Whether the configuration writes it."""
        return name in self.tree or any(label == name for label, _, _ in self._dynamic())

    def _value(self, name: str) -> Value:
        place = self.place.at(name)
        written: Value = Absent(self.place.of_key(), self._path(place))
        if name in self.tree and not (name in _META and self.place == self.root):
            written = self._convert(self.tree[name], place, self.look_up)
        blocks = [self._blocks(one, where) for label, one, where in self._dynamic() if label == name]
        if not blocks:
            return written
        own = written.items if isinstance(written, Sequence) else () if isinstance(written, Absent) else (written,)
        items = (*own, *(item for block in blocks for item in block.items))
        missing = next((block.missing for block in blocks if not block.complete), None)
        if not items and missing is None:
            return Absent(self.place.of_key(), self._path(place))
        return Sequence(items, blocks[0].place, complete=missing is None, missing=missing)

    def _dynamic(self) -> Iterator[tuple[str, ReadOnlyDict[str, object], Place]]:
        tree = self.tree.get("dynamic")
        place = self.place.at("dynamic")
        for position, part in enumerate(tree) if isinstance(tree, list) else ((None, tree),):
            where = place if position is None else place.at(position)
            for label, bodies in part.items() if isinstance(part, dict) else ():
                for number, body in enumerate(bodies) if isinstance(bodies, list) else ((None, bodies),):
                    if isinstance(body, dict):
                        spot = where.at(label)
                        yield label, body, spot if number is None else spot.at(number)

    def _blocks(self, dynamic: ReadOnlyDict[str, object], place: Place) -> Sequence:
        """The blocks that a dynamic block makes."""
        label = place.path[-1] if isinstance(place.path[-1], str) else place.path[-2]
        iterator = dynamic.get("iterator")
        name = iterator if isinstance(iterator, str) else str(label)
        content = dynamic.get("content")
        if isinstance(content, list):
            content = content[0] if content else {}
        try:
            collection = data_of(dynamic.get("for_each"), self.look_up, self.budget)
            pairs = list(pairs_of(collection))
        except _FAULTS:
            collection = self._open(place, "dynamic")
        if isinstance(collection, Unknown):
            missing = Unknown(collection.why, collection.subject, place, may_be_absent=True)
            return Sequence((), place, complete=False, missing=missing)
        items = []
        for key, one in pairs:

            def bound(word: str, key: Data = key, one: Data = one) -> Data:
                return {"key": key, "value": one} if word == name else self.look_up(word)

            items.append(self._convert(content, place.at("content"), bound))
        return Sequence(tuple(item for item in items if not isinstance(item, Absent)), place)

    def _convert(self, tree: object, place: Place, look_up: Lookup) -> Value:
        if is_unset(tree):
            return Absent(place.of_key(), self._path(place))
        if isinstance(tree, str):
            return self._evaluated(tree, place, look_up)
        if isinstance(tree, list):
            items = tuple(self._convert(one, place.at(at), look_up) for at, one in enumerate(tree))
            kept = tuple(item for item in items if not isinstance(item, Absent))
            return Sequence(kept, place)
        if isinstance(tree, dict):
            return self._object(tree, place, look_up)
        assert isinstance(tree, int | float | bool)
        return Scalar(tree, place)

    def _object(self, tree: ReadOnlyDict[str, object], place: Place, look_up: Lookup) -> Value:
        if "dynamic" in tree or COMMENT in tree:
            return Mapping(_Nested(Body(self.address, tree, place, self.root, look_up, self.budget)), place)
        entries: dict[str, Value] = {}
        missing: Unknown | None = None
        for key, one in tree.items():
            value = self._convert(one, place.at(key), look_up)
            if "${" not in key:
                entries[key] = value
                continue
            name = self._evaluated(key, place.at(key), look_up)
            if isinstance(name, Scalar):
                entries[str(name.data)] = value
            else:
                missing = name if isinstance(name, Unknown) else self._open(place, key)
        return Mapping(entries, place, complete=missing is None, missing=missing)

    def _evaluated(self, raw: str, place: Place, look_up: Lookup) -> Value:
        try:
            data = evaluate(template(raw), look_up, self.budget)
        except Exhausted:
            return Unknown(Why.LIMIT, f"{self.address}.{self._path(place)}", place)
        except _FAULTS:
            return self._open(place, self._path(place))
        if is_unset(data):
            return Absent(place.of_key(), self._path(place))
        value = value_of(data, place)
        return replace(value, secret=True) if isinstance(value, Scalar) and self._is_secret(place) else value

    def _open(self, place: Place, what: str) -> Unknown:
        return Unknown(Why.FUNCTION, f"{self.address}.{what}", place)

    def _path(self, place: Place) -> str:
        return dotted(place.path[len(self.root.path) :])

    def _is_secret(self, place: Place) -> bool:
        type_ = next((str(step) for step in self.root.path if str(step).startswith("aws")), "")
        return is_secret(type_, place.path[len(self.root.path) :])


@dataclass(slots=True, eq=False)
class _Nested(ReadOnlyDict[str, Value]):
    """A nested block with dynamic blocks of its own: only the names that it writes are there."""

    body: Body

    def __getitem__(self, name: str) -> Value:
        if not self.body.has(name):
            raise KeyError(name)
        return self.body[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.body)

    def __len__(self) -> int:
        return len(self.body)


def pairs_of(collection: Data) -> Iterator[tuple[Data, Data]]:
    """Keys and values of what a `for_each` ranges over. A set's values are their own keys.

    Raises Fault.
    """
    if isinstance(collection, dict):
        yield from collection.items()
    elif isinstance(collection, list):
        yield from ((one, one) for one in collection)
    elif not isinstance(collection, Unknown):
        raise Fault("nothing to iterate over" if not isinstance(collection, Made) else "not evaluated")
