"""Attributes of one instance in a plan or state, read on demand into values with three states.

Set, unset, and set but unknown are told apart from the planned values, `after_unknown` and the configuration's
expressions together: an unknown attribute that the configuration does not write is merely unset.
"""

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnlyDict
from dataclasses import dataclass, field, replace

from awslint.frontends.terraform.addresses import Index
from awslint.frontends.terraform.documents import open_ended, policy_document
from awslint.frontends.terraform.instances import Instances, Module
from awslint.frontends.terraform.naming import Names
from awslint.frontends.terraform.partly import Code, known_in_part
from awslint.frontends.terraform.references import Meaning, References, Target
from awslint.frontends.terraform.secrets import is_secret
from awslint.model.place import Place, dotted
from awslint.model.value import Absent, Mapping, Origin, Reference, Scalar, Sequence, Unknown, Value, Why

DOCUMENT = "aws_iam_policy_document"
_PROVIDER_DEFAULT = "service-default"


@dataclass(slots=True, eq=False)
class Written:
    """What the configuration says about an instance.

    expressions is None when the input has no configuration for it: then nothing tells unset from unknown.
    """

    module: Module
    index: Index
    expressions: ReadOnlyDict[str, object] | None = None
    each: object = None


@dataclass(slots=True, eq=False)
class Reader:
    """Turns raw attribute values of one scope into values."""

    instances: Instances
    references: References
    names: Names
    variables: ReadOnlyDict[str, object] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Attributes(ReadOnlyDict[str, Value]):
    """The attributes of one instance. Every name can be read; one that is not set is `Absent`.

    place is that of all attributes, `start` that of the key they stand under; `code` is the source text, if at hand.
    """

    reader: Reader
    address: str
    type: str
    raw: ReadOnlyDict[str, object]
    unknown: object
    sensitive: object
    written: Written
    place: Place
    start: Place
    code: Code | None = None
    _read: dict[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        value = self._read.get(name)
        if value is None:
            value = self._read[name] = self._value(name)
        return value

    def get(self, name: str, default: object = None) -> Value:
        """The value; never the default."""
        return self[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __iter__(self) -> Iterator[str]:
        unknown = self.unknown if isinstance(self.unknown, dict) else {}
        yield from dict.fromkeys([*self.raw, *unknown])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _value(self, name: str) -> Value:
        raw = self.raw.get(name)
        unknown = _part(self.unknown, name)
        sensitive = _part(self.sensitive, name)
        expressions = self.written.expressions
        absent = Absent(self.start, name)
        marked = _anything(unknown)
        if not marked and (name not in self.raw or is_unset(raw)):
            return absent
        place = self.place.at(name)
        expression = None if expressions is None else expressions.get(name)
        if unknown is True and is_unset(raw):
            if expressions is None:
                return self._unknown(place, Meaning(), may_be_absent=True)
            if name not in expressions:
                # A block that nobody wrote can only be unknown when a dynamic block makes it.
                dynamic = name in self.reader.names.blocks(self.type)
                return self._unknown(place, Meaning(), may_be_absent=True) if dynamic else absent
        value = self._read_value(raw, unknown, sensitive, expression, place)
        if (
            isinstance(value, Scalar)
            and expressions is not None
            and name not in expressions
            and name not in self.reader.names.blocks(self.type)
        ):
            origin = Origin(_PROVIDER_DEFAULT, name, None, "default of the Terraform AWS provider")
            return Scalar(value.data, value.place, value.text, (origin,), value.secret, value.refers_to)
        return value

    def _read_value(self, raw: object, unknown: object, sensitive: object, expression: object, place: Place) -> Value:
        if unknown is True:
            found = self._set_but_unknown(expression, place)
            return replace(found, secret=True) if sensitive is True and isinstance(found, Unknown) else found
        if isinstance(raw, dict) or (raw is None and isinstance(unknown, dict) and unknown):
            return self._object(raw or {}, unknown, sensitive, expression, place)
        if isinstance(raw, list) or (raw is None and isinstance(unknown, list) and unknown):
            return self._list(raw or [], unknown, sensitive, expression, place)
        if raw is None:
            return Absent(place.of_key(), self._path(place))
        assert isinstance(raw, str | int | float | bool)
        refers_to, origins = self._certain(raw, expression) if isinstance(raw, str) else (None, ())
        own = place.path[len(self.place.path) :]
        secret = sensitive is True or (isinstance(raw, str) and is_secret(self.type, own))
        return Scalar(raw, place, secret=secret, refers_to=refers_to, origins=origins)

    def _object(
        self, raw: ReadOnlyDict[str, object], unknown: object, sensitive: object, expression: object, place: Place
    ) -> Value:
        names = dict.fromkeys([*raw, *(unknown if isinstance(unknown, dict) else ())])
        blocks = expression if isinstance(expression, dict) and "references" not in expression else {}
        entries: dict[str, Value] = {}
        for name in names:
            part = _part(unknown, name)
            own = blocks.get(name, None if blocks else expression)
            unwritten = part is True and blocks and name not in blocks and "constant_value" not in blocks
            if unwritten and name in self.reader.names.inner_blocks(self.type):
                # Nobody computes such a block: a dynamic block makes it, and nothing says how often.
                entries[name] = self._unknown(place.at(name), Meaning(), may_be_absent=True)
            elif unwritten or (is_unset(raw.get(name)) and not _anything(part)):
                entries[name] = Absent(place.of_key(), self._path(place.at(name)))
            else:
                entries[name] = self._read_value(
                    raw.get(name), part, sensitive if sensitive is True else _part(sensitive, name), own, place.at(name)
                )
        return Mapping(entries, place)

    def _list(self, raw: list[object], unknown: object, sensitive: object, expression: object, place: Place) -> Value:
        marks = unknown if isinstance(unknown, list) else []
        size = max(len(raw), len(marks))
        if size and len(marks) == size and all(mark is True for mark in marks):
            found = self._set_but_unknown(expression, place, whole=False)
            if isinstance(found, Sequence) and len(found.items) == size:
                return found  # as many references as items: in the order of the configuration
        items: list[Value] = []
        for position in range(size):
            one = raw[position] if position < len(raw) else None
            part = marks[position] if position < len(marks) else None
            own = _block(expression, position, size, one)
            mark = sensitive if sensitive is True else _part(sensitive, position)
            items.append(self._read_value(one, part, mark, own, place.at(position)))
        return Sequence(tuple(item for item in items if not isinstance(item, Absent)), place)

    def _set_but_unknown(self, expression: object, place: Place, whole: bool = True) -> Value:
        """What an expression whose value is unknown can be said to be."""
        path = place.path[len(self.place.path) :]
        found = known_in_part(self, expression, path, place)
        if found is not None:
            return found
        found = self._by_references(expression, place, whole)
        name = next((step for step in reversed(path) if isinstance(step, str)), "")
        ends_open = self.type == DOCUMENT and name in ("resources", "not_resources")
        return open_ended(found) if ends_open else found

    def _by_references(self, expression: object, place: Place, whole: bool) -> Value:
        meaning = self.reader.references.meaning(self.written.module, expression, self.written.index, self.written.each)
        documents = [t.instance for t in (*meaning.outside, *meaning.targets) if _is_document(t)]
        alone = len(documents) == len(meaning.outside) + len(meaning.targets) and not meaning.lost
        if alone and len({one.address for one in documents}) == 1:
            return policy_document(documents[0].attributes)
        targets = self._distinct(meaning)
        if self.reader.names.is_list(self.type, place.path[len(self.place.path) :]) and targets:
            items = tuple(self._unknown(place, meaning, target=target) for target in targets)
            # Where a list is written out, each item has a mark: unknown as a whole, it may have any length.
            computed = whole and self.reader.names.is_ordered(self.type, place.path[len(self.place.path) :])
            others = meaning.lost or meaning.outside or meaning.constant or computed
            missing = self._unknown(place, meaning) if others else None
            return Sequence(items, place, complete=missing is None, missing=missing)
        if len(targets) == 1 and not meaning.lost:
            return self._unknown(place, meaning, target=targets[0])
        if targets and not meaning.lost:
            among = tuple(self._unknown(place, meaning, target=target) for target in targets)
            return self._unknown(place, meaning, among=among)
        return self._unknown(place, meaning)

    def _distinct(self, meaning: Meaning) -> list[Reference]:
        found = [self.reader.names.reference(target.instance, target.attribute) for target in meaning.targets]
        return list(dict.fromkeys(one for one in found if one is not None))

    def _certain(self, text: str, expression: object) -> tuple[Reference | None, tuple[Origin, ...]]:
        """The resource whose attribute gave a known text, when the configuration says so and the texts agree.

        A text that only a data source gave comes from there.
        """
        origins: tuple[Origin, ...] = ()
        if isinstance(expression, dict) and "references" in expression:
            meaning = self.reader.references.meaning(
                self.written.module, expression, self.written.index, self.written.each
            )
            agreeing = [
                target
                for target in meaning.targets
                if text in {target.instance.text(name) for name in (target.attribute or "id", "id", "arn")}
            ]
            found = {self.reader.names.reference(one.instance, one.attribute) for one in agreeing} - {None}
            if len(found) == 1:
                return found.pop(), ()
            if len(meaning.outside) == 1 and not meaning.targets and not meaning.lost:
                origins = (_from(meaning.outside[0]),)
        return self.reader.names.named_by(self.instances, text), origins

    @property
    def instances(self) -> Instances:
        """All instances of the scope."""
        return self.reader.instances

    def _unknown(
        self,
        place: Place,
        meaning: Meaning,
        target: Reference | None = None,
        among: tuple[Value, ...] | None = None,
        may_be_absent: bool = False,
    ) -> Unknown:
        outside = [one.instance.address for one in meaning.outside]
        read_only = bool(outside) and not meaning.targets and not meaning.lost
        symbol = None
        if target is not None:
            symbol = f"{target.target}.{target.attribute or 'Ref'}"
        elif read_only and len(meaning.outside) == 1:
            symbol = f"{outside[0]}.{meaning.outside[0].attribute}"
        return Unknown(
            Why.IMPORT if read_only else Why.AFTER_APPLY,
            f"{self.address}.{self._path(place)}" if not read_only else outside[0],
            place,
            symbol=symbol,
            among=among,
            refers_to=target,
            may_be_absent=may_be_absent,
        )

    def _path(self, place: Place) -> str:
        return dotted(place.path[len(self.place.path) :])


def is_unset(raw: object) -> bool:
    """Null, the empty text, list and object all occur for what nobody set; false and 0 are values."""
    return raw is None or raw == "" or (isinstance(raw, list | dict) and not raw)


def _from(source: Target) -> Origin:
    place = source.instance.attributes.place
    if source.attribute and source.instance.type != DOCUMENT:
        place = place.at(source.attribute)
    return Origin("data-source", source.instance.address, place, f"{source.instance.address} says so")


def _is_document(target: Target) -> bool:
    return target.instance.type == DOCUMENT and target.attribute in ("json", "minified_json", "")


def _part(marks: object, step: str | int) -> object:
    if marks is True:
        return True
    if isinstance(marks, dict) and isinstance(step, str):
        return marks.get(step)
    if isinstance(marks, list) and isinstance(step, int) and step < len(marks):
        return marks[step]
    return None


def _anything(marks: object) -> bool:
    if isinstance(marks, dict):
        return any(_anything(mark) for mark in marks.values())
    if isinstance(marks, list):
        return any(_anything(mark) for mark in marks)
    return marks is True


def _block(expression: object, position: int, size: int, raw: object) -> object:
    """The configuration's block behind an item of a list; sets are not in the order of the configuration."""
    if not isinstance(expression, list):
        return expression
    if len(expression) == 1:
        return expression[0]
    fitting = [block for block in expression if _fits(block, raw)]
    if len(fitting) == 1:
        return fitting[0]
    if len(expression) == size:
        return expression[position]
    return expression


def _fits(block: object, raw: object) -> bool:
    if not isinstance(block, dict) or not isinstance(raw, dict):
        return False
    for name, expression in block.items():
        if isinstance(expression, dict) and "constant_value" in expression and "references" not in expression:
            constant = expression["constant_value"]
            if not is_unset(constant) and raw.get(name) != constant:
                return False
    return True
