"""Resources and their attributes in CloudFormation's words, as the tables name them."""

import re
from dataclasses import dataclass, field

from awslint.frontends.terraform.instances import Instance, Instances
from awslint.knowledge.terraform_tables import Row, Tables
from awslint.model.place import Path
from awslint.model.value import Reference, Scalar, Unknown, Value

# Texts that are unique by their form; a name such as "default" is not.
_UNIQUE = re.compile(
    r"arn:aws[\w-]*:\S+|[a-z]+-[0-9a-f]{8,17}\Z|[\w.-]+\.(?:amazonaws\.com|amazonaws\.com\.cn|cloudfront\.net)\Z"
)


@dataclass(slots=True, eq=False)
class Names:
    """Answers of the tables about names; `_named` finds resources by texts that only one thing can have."""

    tables: Tables
    _named: dict[str, Reference | None] | None = None
    _following: set[str] = field(default_factory=set)

    def row(self, type_: str) -> Row | None:
        """What the tables say about a type."""
        return self.tables.row(type_)

    def blocks(self, type_: str) -> frozenset[str]:
        """The blocks of a type that are unset unless somebody writes them."""
        row = self.tables.row(type_)
        return row.blocks if row else frozenset()

    def inner_blocks(self, type_: str) -> frozenset[str]:
        """The blocks within blocks of a type that are unset unless somebody writes them."""
        row = self.tables.row(type_)
        return row.inner_blocks if row else frozenset()

    def is_list(self, type_: str, path: Path) -> bool:
        """Whether an attribute holds a list of texts."""
        row = self.tables.row(type_)
        name = next((step for step in reversed(path) if isinstance(step, str)), "")
        return row is not None and name in row.lists and not (path and isinstance(path[-1], int))

    def is_ordered(self, type_: str, path: Path) -> bool:
        """Whether an attribute holds a list, not a set, of texts."""
        row = self.tables.row(type_)
        name = next((step for step in reversed(path) if isinstance(step, str)), "")
        return row is not None and name in row.ordered and self.is_list(type_, path)

    def reference(self, instance: Instance, attribute: str) -> Reference | None:
        """An attribute of an instance as a reference. A helper's id is the resource that it configures."""
        row = self.tables.row(instance.type)
        if row is None:
            word = None if attribute in ("", "id", "name") else _pascal(attribute)
            return Reference(instance.key, word)
        own = row.id if attribute in ("id", "", row.id) else ""
        for fold in (fold for variant in row.variants if not variant.type for fold in variant.into[:1]):
            if attribute in ("id", "", fold.by):
                own = fold.by
        if own and instance.address not in self._following:
            self._following.add(instance.address)
            try:
                value = instance.attributes.entries[own]
            finally:
                self._following.discard(instance.address)
            followed = _reference_of(value)
            if followed is not None:
                return followed
        if attribute in row.ref or attribute in ("", "id"):
            return Reference(instance.key)
        return Reference(instance.key, row.attributes.get(attribute) or _pascal(attribute))

    def named_by(self, instances: Instances, text: str) -> Reference | None:
        """The resource whose ARN or generated id this text is."""
        if not _UNIQUE.match(text):
            return None
        if self._named is None:
            self._named = {}
            for instance in instances.all:
                if instance.mode == "managed":
                    self._keep(self._named, instance)
        return self._named.get(text)

    def _keep(self, named: dict[str, Reference | None], instance: Instance) -> None:
        row = self.tables.row(instance.type)
        if row is None or row.id or not any(variant.type for variant in row.variants):
            return
        for attribute in dict.fromkeys((*row.ref, "arn", *row.attributes)):
            text = instance.text(attribute)
            if text and _UNIQUE.match(text):
                word = None if attribute in row.ref else row.attributes.get(attribute, "Arn")
                reference = Reference(instance.key, word)
                known = named.setdefault(text, reference)
                if known is not None and known.target != instance.key:
                    named[text] = None


def _reference_of(value: Value) -> Reference | None:
    return value.refers_to if isinstance(value, Scalar | Unknown) else None


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))
