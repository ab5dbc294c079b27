"""Expressions of which a plan only says that they are not known, evaluated from their text with what is known put in.

`jsonencode` around one new ARN is wholly unknown in a plan; its text keeps the structure. The text is in the sources,
or in the plan itself where that was made of JSON configuration. It is used when it names nothing but what the plan's
configuration says that the expression refers to, so that other sources than the plan's are not believed.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Protocol

from awslint.frontends.terraform.addresses import steps_of
from awslint.frontends.terraform.data import Data, Encoded, Named, Root, hidden, unknown, value_of
from awslint.frontends.terraform.evaluate import Budget, evaluate, of_value
from awslint.frontends.terraform.functions import Fault
from awslint.frontends.terraform.hcl import SyntaxFault, expression, template
from awslint.frontends.terraform.instances import Instance
from awslint.frontends.terraform.jsontree import node
from awslint.frontends.terraform.syntax import Attribute, Expression, Item, Name
from awslint.model.place import Path, Place
from awslint.model.record import record
from awslint.model.value import Absent, Scalar, Unknown, Value, Why

if TYPE_CHECKING:
    from awslint.frontends.terraform.attributes import Attributes

_STEPS = 20_000  # of one expression
_FREE = frozenset({"each", "count", "path", "self", "terraform"})


class Code(Protocol):
    """The source text of one resource."""

    def expression(self, path: Path) -> str | None:
        """What is written for an attribute path."""

    def local(self, name: str) -> str | None:
        """What is written for a local value of the module."""


def known_in_part(attributes: "Attributes", configured: object, path: Path, place: Place) -> Value | None:
    """A value that is unknown in the plan, as far as its text tells; None when that is no more than the plan does."""
    parsed = _parsed(attributes, configured, path)
    if parsed is None:
        return None
    try:
        data = evaluate(parsed, _Scope(attributes).look_up, Budget(_STEPS))
    except (Fault, SyntaxFault, RecursionError):
        return None
    if isinstance(data, Encoded | list | dict) or (isinstance(data, Unknown) and data.parts):
        return value_of(data, place)
    return None


def _parsed(attributes: "Attributes", configured: object, path: Path) -> Expression | None:
    constant = configured.get("constant_value") if isinstance(configured, dict) else None
    if isinstance(constant, str) and "${" in constant:
        try:
            return template(constant)
        except SyntaxFault:
            return None
    text = attributes.code.expression(path) if attributes.code is not None else None
    if text is None:
        return None
    try:
        parsed = expression(text)
    except SyntaxFault:
        return None
    return parsed if set(_heads(parsed, frozenset())) <= set(_configured(configured)) else None


def _configured(configured: object) -> Iterator[tuple[str, ...]]:
    if isinstance(configured, list):
        for one in configured:
            yield from _configured(one)
    elif isinstance(configured, dict):
        references = configured.get("references")
        if not isinstance(references, list):
            for one in configured.values():
                yield from _configured(one)
            return
        for text in references:
            yield _head([step for step in steps_of(str(text)) if isinstance(step, str)])


def _head(words: list[str]) -> tuple[str, ...]:
    """What a reference is about: `var.a`, `aws_x.y`, `data.aws_x.y`, without attributes."""
    return tuple(words[: 3 if words[:1] == ["data"] else 2])


def _heads(tree: object, bound: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """What an expression refers to; `bound` are the names that its loops make."""
    words = _words(tree)
    if words is not None:
        if words[0] and words[0] not in bound | _FREE:
            yield _head(words)
        return
    names = getattr(tree, "names", None)
    inner = bound | frozenset(names) if isinstance(names, tuple) else bound
    if isinstance(tree, tuple | list):
        for one in tree:
            yield from _heads(one, bound)
    elif is_dataclass(tree):
        for one in fields(tree):
            yield from _heads(getattr(tree, one.name), inner)


def _words(tree: object) -> list[str] | None:
    """The words of a chain such as `aws_x.y[0].arn`."""
    if isinstance(tree, Name):
        return [tree.text]
    if isinstance(tree, Attribute):
        words = _words(tree.of)
        return [*words, tree.name] if words is not None else None
    return _words(tree.of) if isinstance(tree, Item) else None


@record(eq=False)
class _Handle:
    """An instance of the plan, as expressions see it."""

    instance: Instance
    attributes: "Attributes"

    def attribute(self, name: str) -> Data:
        one = self.instance
        value = one.attributes.entries[name]
        reference = self.attributes.reader.names.reference(one, name) if one.mode == "managed" else None
        if isinstance(value, Scalar):
            found = of_value(value)
            plain = type(found) is str and reference is not None
            return Named.of(str(found), reference) if plain and reference is not None else found
        if one.mode == "data" or not isinstance(value, Absent | Unknown):
            return of_value(value) if not isinstance(value, Absent) else unknown(Why.IMPORT, f"{one.address}.{name}")
        subject, symbol = f"{one.address}.{name}", f"{one.key}.{name}"
        return Unknown(Why.AFTER_APPLY, subject, one.place, symbol=symbol, refers_to=reference)


class _Scope:
    """What names mean in the module instance of some attributes."""

    def __init__(self, attributes: "Attributes") -> None:
        self.attributes = attributes
        self.module = attributes.written.module
        self.reader = attributes.reader
        self.pending: set[str] = set()

    def look_up(self, word: str) -> Data:
        """The meaning of a reference's first word. Raises Fault."""
        if word == "var":
            return Root(self._variable)
        if word == "local":
            return Root(self._local)
        if word == "module":
            return Root(lambda call: Root(lambda output: self._meant(f"module.{call}.{output}")))
        if word == "data":
            return Root(lambda type_: Root(lambda name: self._block("data", type_, name)))
        if word == "each":
            key = self.attributes.written.index
            return {"key": str(key), "value": unknown(Why.AFTER_APPLY, "each.value")}
        if word == "count":
            return {"index": self.attributes.written.index}
        if not word or not word[0].isalpha() or word in ("path", "self", "terraform", "file()"):
            raise Fault(f"{word} is not told by the plan")
        return Root(lambda name: self._block("managed", word, name))

    def _variable(self, name: str) -> Data:
        declared = node(self.module.configuration, "variables", name)
        if self.module.parent is None:
            if "value" not in node(self.reader.variables, name):
                return unknown(Why.AFTER_APPLY, f"var.{name}")
            value = node(self.reader.variables, name)["value"]
            return hidden(value) if declared.get("sensitive") is True else value
        call = node(self.module.parent.configuration, "module_calls", self.module.call)
        given = node(call, "expressions").get(name)
        if given is None and "default" in declared:
            return declared["default"]
        if isinstance(given, dict) and "constant_value" in given and "references" not in given:
            return hidden(given["constant_value"]) if declared.get("sensitive") is True else given["constant_value"]
        return unknown(Why.AFTER_APPLY, f"{self.module.address}: var.{name}")

    def _local(self, name: str) -> Data:
        code = self.attributes.code
        text = code.local(name) if code is not None else None
        if text is None or name in self.pending:
            return unknown(Why.AFTER_APPLY, f"local.{name}")
        self.pending.add(name)
        try:
            return evaluate(expression(text), self.look_up, Budget(_STEPS))
        except SyntaxFault as fault:
            raise Fault(str(fault)) from fault
        finally:
            self.pending.discard(name)

    def _meant(self, reference: str) -> Data:
        """What an output of a module leads to."""
        written = self.attributes.written
        meaning = self.reader.references.meaning(self.module, {"references": [reference]}, written.index, written.each)
        if len(meaning.targets) == 1 and not meaning.outside and not meaning.lost and meaning.targets[0].attribute:
            target = meaning.targets[0]
            return _Handle(target.instance, self.attributes).attribute(target.attribute)
        return unknown(Why.AFTER_APPLY, reference)

    def _block(self, mode: str, type_: str, name: str) -> Data:
        found = self.reader.instances.block(self.module.address, mode, type_, name)
        handles = {index: _Handle(one, self.attributes) for index, one in found.items()}
        if not handles:
            return unknown(Why.IMPORT, f"{type_}.{name}")
        if None in handles:
            return handles[None]
        if all(isinstance(index, int) for index in handles):
            return [one for _, one in sorted(handles.items())]
        return {str(index): one for index, one in handles.items()}
