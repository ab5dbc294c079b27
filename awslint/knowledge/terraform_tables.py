"""The Terraform tables as a run uses them: provider types and attributes to CloudFormation's types and properties.

The tables are written as YAML under `knowledge/terraform/`, one file a service, and compiled to JSON when the index is
built (`compile`). `docs/terraform-tables.md` describes the format.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from awslint.model.record import record

# How a property is made: an attribute path, or an object with the name of a transform; checked when compiled.
Spec = str | Mapping[str, object]


@record(eq=False)
class Fold:
    """A helper resource's parent: the types it may be, and the attribute that names it.

    by is the attribute of the helper, `names` are the parent's attributes whose text it may hold, `adds` what the
    helper contributes to the parent's properties.
    """

    types: tuple[str, ...]
    by: str
    names: tuple[str, ...]
    adds: Mapping[str, Spec]


@record(eq=False)
class Extra:
    """A resource of its own that CloudFormation has where Terraform has an inline block or attribute.

    instead     Terraform types, each with the attribute that names this resource, that say the same: where there is
                one, the inline attribute is only what the provider read back
    """

    type: str
    each: str
    when: str
    properties: Mapping[str, Spec]
    unmapped: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)


@record(eq=False)
class Variant:
    """One way in which a Terraform type is read; `when` chooses it by the resource's own attributes.

    type    canonical type; empty for a helper that is nothing but a part of another resource
    keep    whether it stays a resource of its own beside what it adds to its parent
    split   lists of sources of which CloudFormation has one resource each
    unmapped    properties of the canonical type that the tables say nothing about
    """

    type: str
    when: Mapping[str, object] = field(default_factory=dict)
    into: tuple[Fold, ...] = ()
    properties: Mapping[str, Spec] = field(default_factory=dict)
    also: tuple[Extra, ...] = ()
    keep: bool = False
    split: Mapping[str, Spec] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()


@record(eq=False)
class Row:
    """What the tables say about a Terraform type.

    ref         attributes whose text is what CloudFormation's Ref gives
    id          the attribute of its own that its `id` repeats (a bucket policy's id is the bucket's name)
    attributes  other attributes in CloudFormation's words
    lists       attributes that hold lists or sets of texts
    ordered     those of `lists` that are no sets: a plan marks each unknown item, so that such a list which is unknown
                as a whole has nobody knows how many
    blocks      blocks that only the user can write (none that the provider computes)
    inner_blocks    blocks of that kind that stand in another block
    defaults    the provider's defaults, by attribute path, for inputs where Terraform did not fill them in
    """

    variants: tuple[Variant, ...]
    ref: tuple[str, ...] = ("id",)
    id: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    ordered: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()
    inner_blocks: frozenset[str] = frozenset()
    defaults: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Tables:
    """All rows; each is built when a resource of its type is met."""

    _raw: Mapping[str, Mapping[str, object]]
    _cloud_control: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    _rows: dict[str, Row | None] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "Tables":
        """The tables from what `compile` gave."""
        types, cloud_control = data["types"], data["cloud_control"]
        assert isinstance(types, Mapping) and isinstance(cloud_control, Mapping)
        return cls(types, cloud_control)

    @classmethod
    def from_file(cls, path: Path) -> "Tables":
        """The tables from the compiled file.

        Raises OSError when there is none.
        """
        return cls.from_json(json.loads(path.read_text(encoding="utf-8")))

    def row(self, type_: str) -> Row | None:
        """What the tables say about a type; None when they do not have it."""
        if type_ not in self._rows:
            raw = self._raw.get(type_)
            self._rows[type_] = None if raw is None else _row(raw)
        return self._rows[type_]

    def cloud_control(self, type_: str) -> Mapping[str, object] | None:
        """The canonical type (`type`) and the tree of names (`names`) of an `awscc_*` type."""
        return self._cloud_control.get(type_)

    def types(self) -> tuple[str, ...]:
        """All `aws_*` types that have a row."""
        return tuple(self._raw)


def _row(raw: Mapping[str, object]) -> Row:
    variants = raw["variants"]
    assert isinstance(variants, list)
    return Row(
        variants=tuple(_variant(one) for one in variants),
        ref=_texts(raw.get("ref", ["id"])),
        id=str(raw.get("id", "")),
        attributes=_mapping(raw.get("attributes")),  # type: ignore[arg-type]
        lists=frozenset(_texts(raw.get("lists", []))),
        ordered=frozenset(_texts(raw.get("ordered", []))),
        blocks=frozenset(_texts(raw.get("blocks", []))),
        inner_blocks=frozenset(_texts(raw.get("inner_blocks", []))),
        defaults=_mapping(raw.get("defaults")),
    )


def _variant(raw: Mapping[str, object]) -> Variant:
    folds, also = raw.get("into", []), raw.get("also", [])
    assert isinstance(folds, list) and isinstance(also, list)
    return Variant(
        type=str(raw.get("type", "")),
        when=_mapping(raw.get("when")),
        into=tuple(
            Fold(_texts(one["types"]), str(one["by"]), _texts(one["names"]), _mapping(one["adds"]))  # type: ignore[arg-type]
            for one in folds
        ),
        properties=_mapping(raw.get("properties")),  # type: ignore[arg-type]
        also=tuple(
            Extra(
                str(one["type"]),
                str(one.get("each", "")),
                str(one.get("when", "")),
                _mapping(one["properties"]),  # type: ignore[arg-type]
                _texts(one.get("?", [])),
                _mapping(one.get("instead")),  # type: ignore[arg-type]
            )
            for one in also
        ),
        keep=raw.get("keep") is True,
        split=_mapping(raw.get("split")),  # type: ignore[arg-type]
        unmapped=_texts(raw.get("?", [])),
    )


def _texts(raw: object) -> tuple[str, ...]:
    assert isinstance(raw, list | tuple)
    return tuple(str(one) for one in raw)


def _mapping(raw: object) -> Mapping[str, object]:
    return raw if isinstance(raw, Mapping) else {}


def compile(folder: Path, schema_of: Callable[[str], Mapping[str, object] | None]) -> dict[str, object]:  # noqa: A001
    """The tables of a folder as JSON data, for the index; `schema_of` gives a type's CloudFormation schema.

    Raises WrongTable where a table is wrong.
    """
    from awslint.knowledge.terraform_compile import compiled

    return compiled(folder, schema_of)
