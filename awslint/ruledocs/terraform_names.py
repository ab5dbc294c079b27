"""The names that CloudFormation's properties have in Terraform, as the tables say: for pages and for coverage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from awslint.knowledge.terraform_tables import Tables

Steps = tuple[str | int, ...]

_INSIDE = ("object", "each", "explode")
_WHOLE = ("json", "const", "pairs")  # what is inside is written as it is, or goes without saying


@dataclass(slots=True, eq=False)
class TerraformNames:
    """Answers about the tables, each type looked up once."""

    tables: Tables
    _sources: dict[str, list[tuple[str, str, Mapping[str, object]]]] | None = None
    _types: dict[str, list[str]] = field(default_factory=dict)

    def types(self, canonical: str) -> list[str]:
        """The Terraform types that become a CloudFormation type."""
        self._found()
        return self._types.get(canonical, [])

    def is_mapped(self, canonical: str, path: Steps) -> bool:
        """Whether the tables say anything about a property path, be it that Terraform cannot say it."""
        return any(_says({"object": specs}, path) for _, _, specs in self._found().get(canonical, []))

    def names(self, canonical: str, path: Steps) -> list[str]:
        """The attributes that set a property path: `storage_encrypted`, or those of another resource with its type."""
        found: dict[str, None] = {}
        types = self.types(canonical)
        for type_, prefix, specs in self._found().get(canonical, []):
            for name in _names({"object": specs}, path, prefix):
                found[name if type_ in types else f"{type_}.{name}"] = None
        return list(found)

    def _found(self) -> dict[str, list[tuple[str, str, Mapping[str, object]]]]:
        """By canonical type: a Terraform type, the block inside it, and what it says about the properties."""
        if self._sources is None:
            self._sources = {}
            for name in self.tables.types():
                for canonical, prefix, specs in self._of(name):
                    self._sources.setdefault(canonical, []).append((name, prefix, specs))
        return self._sources

    def _of(self, name: str) -> Iterator[tuple[str, str, Mapping[str, object]]]:
        row = self.tables.row(name)
        for variant in row.variants if row else ():
            if variant.type and name not in self._types.setdefault(variant.type, []):
                self._types[variant.type].append(name)
            yield variant.type, "", {**variant.properties, **variant.split}
            for extra in variant.also:
                yield extra.type, extra.each, extra.properties
            for fold in variant.into:
                for parent in fold.types:
                    parent_row = self.tables.row(parent)
                    for other in parent_row.variants if parent_row else ():
                        yield other.type, "", {**variant.properties, **fold.adds}


def _says(spec: object, steps: Steps) -> bool:
    if not steps or spec is None:
        return True
    if isinstance(spec, list):
        return any(_says(one, steps) for one in spec)
    if not isinstance(spec, Mapping):
        return steps == ("*",)
    if any(word in spec for word in (*_WHOLE, "tags", "attributes")):
        return True
    if any(_says(spec[word], steps) for word in ("first", "concat") if word in spec):
        return True
    if steps[0] == "*":
        return steps == ("*",) or _says(spec, steps[1:])
    if isinstance(spec.get("map"), list):  # what each block is named by, and what it becomes
        return _says(spec["map"][1], steps[1:])
    tables = [spec[word] for word in _INSIDE if isinstance(spec.get(word), Mapping)]
    return any(steps[0] in table and _says(table[steps[0]], steps[1:]) for table in tables)


def _names(spec: object, steps: Steps, prefix: str) -> Iterator[str]:
    if isinstance(spec, str):
        name = spec[1:] if spec.startswith("/") else _joined(prefix, "" if spec == "." else spec)
        if name:
            yield name
    elif isinstance(spec, list):
        for one in spec:
            yield from _names(one, steps, prefix)
    elif isinstance(spec, Mapping):
        yield from _inside(spec, steps, _joined(prefix, str(spec.get("from", ""))))


def _inside(spec: Mapping[str, object], steps: Steps, prefix: str) -> Iterator[str]:
    if "tags" in spec:
        yield "tags"
        return
    for word in ("first", "concat"):
        yield from _names(spec.get(word), steps, prefix)
    while steps and steps[0] == "*":
        steps = steps[1:]
    tables = [table for word in _INSIDE if isinstance(table := spec.get(word), Mapping)]
    if "attributes" in spec:
        table = spec["attributes"]
        tables = [{"Key": list(table.values()), "Value": list(table.values())}] if isinstance(table, Mapping) else []
    if steps and tables:
        for table in tables:
            yield from _names(table.get(steps[0]), steps[1:], prefix)
    elif "from" in spec:
        yield prefix
    else:
        for table in tables:
            for inner in table.values():
                yield from _names(inner, (), prefix)


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix and name else prefix or name
