"""The CloudFormation resource schemas: those that cfn-lint ships, read from disk without running its code, and ours.

Source of the format: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
"""

import importlib.util
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from awslint.model.record import record
from awslint.model.rule import EACH, Steps

Schema = Mapping[str, object]

REGION = "us-east-1"
COMBINING = ("allOf", "anyOf", "oneOf")
KINDS = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})


@record(eq=False)
class Spot:
    """What the schema says about one place: every part that may apply there, alternatives included.

    No parts at all means that the schema leaves the place open.
    """

    root: Schema
    parts: tuple[Schema, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The JSON types that a value may have here; all of them where the schema leaves it open."""
        found: set[str] = set()
        for part in self.parts:
            kind = part.get("type")
            if isinstance(kind, str):
                found.add(kind)
            elif isinstance(kind, list):
                found.update(kind)
            elif "properties" in part or "patternProperties" in part:
                found.add("object")
            elif "items" in part:
                found.add("array")
        return frozenset(found) or KINDS

    @property
    def names(self) -> tuple[str, ...]:
        """The property names that the schema lists here."""
        return tuple(dict.fromkeys(name for part in self.parts for name in _table(part, "properties")))

    @property
    def words(self) -> tuple[object, ...] | None:
        """The values of an enum, when every part that restricts the value does it so."""
        enums = [part["enum"] for part in self.parts if isinstance(part.get("enum"), list)]
        typed = [part for part in self.parts if "type" in part]
        if not enums or len(enums) < len(typed):
            return None
        return tuple(value for enum in enums if isinstance(enum, list) for value in enum)

    @property
    def open(self) -> bool:
        """Whether any name may stand here: a free-form document."""
        if not self.parts:
            return True
        return "object" in self.kinds and not self.names and self.values() is None

    def step(self, name: str) -> "Spot | None":
        """The place of a property; None where the schema knows no such name."""
        found = [_table(part, "properties")[name] for part in self.parts if name in _table(part, "properties")]
        if not found:
            for part in self.parts:
                for pattern, schema in _table(part, "patternProperties").items():
                    if re.search(pattern, name):
                        found.append(schema)
                other = part.get("additionalProperties")
                if isinstance(other, Mapping):
                    found.append(other)
        if found:
            return spot(self.root, found)
        free = self.open or any(part.get("additionalProperties") is True for part in self.parts)
        return Spot(self.root, ()) if free else None

    def each(self) -> "Spot | None":
        """The place of a list's items or of a map's values; None where there is neither."""
        found = [part["items"] for part in self.parts if isinstance(part.get("items"), Mapping)]
        if found:
            return spot(self.root, found)
        values = self.values()
        if values is not None:
            return values
        return Spot(self.root, ()) if self.open or "array" in self.kinds else None

    def values(self) -> "Spot | None":
        """The place of the values of a map with free keys; None where keys are fixed."""
        found: list[object] = []
        for part in self.parts:
            found.extend(_table(part, "patternProperties").values())
            other = part.get("additionalProperties")
            if isinstance(other, Mapping) and other:
                found.append(other)
        return spot(self.root, found) if found and not self.names else None


def spot(root: Schema, schemas: Iterable[object]) -> Spot:
    """The place that these schemas describe, references and combinations followed."""
    parts: dict[int, Schema] = {}
    pending = list(schemas)
    while pending:
        schema = pending.pop(0)
        if not isinstance(schema, Mapping) or id(schema) in parts:
            continue
        parts[id(schema)] = schema
        reference = schema.get("$ref")
        if isinstance(reference, str):
            pending.append(_follow(root, reference))
        for word in COMBINING:
            branches = schema.get(word)
            if isinstance(branches, list):
                pending.extend(branches)
        pending.extend(schema[word] for word in ("then", "else") if word in schema)
    return Spot(root, tuple(part for part in parts.values() if part.keys() - {"$ref", *COMBINING}))


def _table(part: Schema, word: str) -> Mapping[str, object]:
    table = part.get(word)
    return table if isinstance(table, Mapping) else {}


def _follow(root: Schema, reference: str) -> object:
    found: object = root
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


@dataclass(slots=True, eq=False)
class Schemas:
    """Resource schemas by type; own ones win over those that cfn-lint ships."""

    own: Mapping[str, Schema]
    folder: Path | None
    hashes: Mapping[str, str]
    _read: dict[str, Schema] = field(default_factory=dict)

    @property
    def types(self) -> tuple[str, ...]:
        """All known resource types."""
        return (*self.own, *self.hashes)

    def schema(self, type_: str) -> Schema | None:
        """The schema of a resource type, or None."""
        found = self.own.get(type_) or self._read.get(type_)
        if found is None and self.folder is not None and type_ in self.hashes:
            path = self.folder / "resources" / f"{self.hashes[type_]}.json"
            found = self._read[type_] = json.loads(path.read_bytes())
        return found

    def root(self, type_: str) -> Spot | None:
        """The place of a type's properties, or None for an unknown type."""
        schema = self.schema(type_)
        # Combinations at the root only say which properties go together.
        return None if schema is None else Spot(schema, (schema,))

    def read_only(self, type_: str) -> tuple[Steps, ...]:
        """The property paths that only AWS sets."""
        schema = self.schema(type_) or {}
        listed = schema.get("readOnlyProperties")
        if not isinstance(listed, list):
            return ()
        return tuple(_steps(pointer) for pointer in listed)

    @property
    def date(self) -> str:
        """When the shipped schemas were made, as an ISO date; empty without them."""
        path = self.folder / "version.json" if self.folder else None
        if path is None or not path.is_file():
            return ""
        return str(json.loads(path.read_bytes()).get("schema_date", ""))[:10]


def _steps(pointer: str) -> Steps:
    steps = pointer.removeprefix("/properties/").split("/")
    return tuple(EACH if step in ("*", "items") else step for step in steps if step != "properties")


def find(own: Path) -> Schemas:
    """The schemas of this installation, with those of a folder of our own.

    Without cfn-lint only our own types are known.
    """
    schemas = (json.loads(path.read_bytes()) for path in sorted(own.glob("*.json")))
    ours = {schema["typeName"]: schema for schema in schemas}
    package = importlib.util.find_spec("cfnlint")
    if package is None or not package.submodule_search_locations:
        return Schemas(ours, None, {})
    folder = Path(package.submodule_search_locations[0]) / "data" / "schemas"
    hashes = json.loads((folder / "providers" / f"{REGION}.json").read_bytes())
    return Schemas(ours, folder, hashes)
