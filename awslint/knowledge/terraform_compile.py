"""Compiles `knowledge/terraform/*.yaml`: shorthand is spelled out, and what the tables leave open is named."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from awslint.model.record import record

Schema = Mapping[str, object]
SchemaOf = Callable[[str], Schema | None]

KEYWORDS = frozenset(
    {
        "from", "when", "unless", "key", "value", "as", "object", "explode", "each", "attributes", "first", "concat",
        "const", "self", "tags", "unset", "json", "split", "values", "items", "pairs", "map", "only", "list", "not",
        "add", "empty", "written",
    }
)  # fmt: skip
_ROW = frozenset(
    {"type", "like", "when", "into", "also", "properties", "variants", "ref", "id", "attributes", "lists", "computed",
     "defaults", "keep", "split", "adds", "ordered"}
)  # fmt: skip
# What Terraform can say and analysis reads, though CloudFormation has no word for it.
_OWN = frozenset(
    {
        ("AWS::S3::Bucket", "AccessControlPolicy"),
        ("AWS::S3::Bucket", "VersioningConfiguration.MFADelete"),
        ("AWS::SSM::Document", "AccountIds"),
        ("AWS::RDS::DBInstance", "SkipFinalSnapshot"),
        ("AWS::RDS::DBCluster", "SkipFinalSnapshot"),
        ("AWS::DocDB::DBCluster", "SkipFinalSnapshot"),
        ("AWS::Neptune::DBCluster", "SkipFinalSnapshot"),
        ("AWS::Redshift::Cluster", "SkipFinalSnapshot"),
    }
)
_NESTED = ("object", "each", "explode", "map")


class WrongTable(ValueError):
    """A table says something that cannot be; the message names the type and the place in its row."""


@record()
class _About:
    """The row that is being compiled, and what is wrong in all of them."""

    type: str
    problems: list[str]

    def wrong(self, message: str) -> None:
        self.problems.append(f"{self.type}: {message}")


def compiled(folder: Path, schema_of: SchemaOf) -> dict[str, object]:
    """All tables of a folder as JSON data for `Tables.from_json`.

    Raises WrongTable for an unknown keyword, a property that CloudFormation does not have, or a parent without a row.
    """
    import yaml

    rows: dict[str, dict[str, object]] = {}
    for path in sorted(folder.glob("*.yaml")):
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
        for type_, row in (data or {}).items():
            if type_ in rows:
                raise WrongTable(f"{type_}: there are two rows")
            rows[type_] = row
    for type_, row in rows.items():
        like = row.get("like")
        if like is not None:
            model = rows[str(like)]
            rows[type_] = {**model, **{key: value for key, value in row.items() if key != "like"}}
            if "properties" in row and "properties" in model:  # what the row writes besides
                rows[type_]["properties"] = {**_dict(model["properties"]), **_dict(row["properties"])}
    problems: list[str] = []
    spelled = {type_: _row(_About(type_, problems), row, rows, schema_of) for type_, row in sorted(rows.items())}
    if problems:
        raise WrongTable("\n".join(problems))
    canonical = {str(one["type"]) for row in spelled.values() for one in _dicts(row["variants"]) if one.get("type")}
    return {"types": spelled, "cloud_control": dict(_cloud_control(sorted(canonical), schema_of))}


def written(folder: Path, schema_of: SchemaOf) -> bytes:
    """The compiled tables as the bytes of a JSON file."""
    return json.dumps(compiled(folder, schema_of), separators=(",", ":"), sort_keys=True).encode()


def _row(
    about: _About, row: Mapping[str, object], rows: Mapping[str, object], schema_of: SchemaOf
) -> dict[str, object]:
    unknown = row.keys() - _ROW
    if unknown:
        about.wrong(f"unknown keys {sorted(unknown)}")
    shared = {key: row[key] for key in ("type", "into", "properties", "also", "keep", "split", "adds") if key in row}
    variants = []
    for one in _dicts(row.get("variants")) or [{}]:
        merged = {**shared, **one, "properties": {**_dict(shared.get("properties")), **_dict(one.get("properties"))}}
        variants.append(_variant(about, merged, rows, schema_of))
    blocks = {name for one in variants for name in _blocks(one)}
    computed = set(_list(row.get("computed")))
    inner = {name for one in variants for spec in _all_specs(one) for name in _inner_blocks(spec, False)}
    spelled: dict[str, object] = {
        "variants": variants,
        "blocks": sorted(blocks - computed),
        "inner_blocks": sorted(inner - computed),
    }
    for key in ("ref", "id", "attributes", "lists", "ordered", "defaults"):
        if key in row:
            spelled[key] = row[key]
    return spelled


def _variant(
    about: _About, raw: Mapping[str, object], rows: Mapping[str, object], schema_of: SchemaOf
) -> dict[str, object]:
    canonical = str(raw.get("type", ""))
    own = raw.get("adds", raw.get("properties") if not canonical else None)
    folds = _folds(about, raw.get("into"), own, rows, schema_of)
    properties = _specs(about, raw.get("properties") if canonical else None, schema_of(canonical))
    also = []
    for extra in _dicts(raw.get("also")):
        other = schema_of(str(extra["type"])) or {}
        specs = _specs(about, extra.get("properties"), other)
        left = [name for name in _properties(other, other) if name not in specs]
        also.append({**extra, "properties": specs, "?": left})
    result: dict[str, object] = {"type": canonical, "properties": properties}
    root = schema_of(canonical) or {}
    result["?"] = [name for name in _properties(root, root) if name not in properties]
    for key in ("when", "keep", "split"):
        if raw.get(key):
            result[key] = raw[key]
    if folds:
        result["into"] = folds
    if also:
        result["also"] = also
    return result


def _canonical(row: Mapping[str, object]) -> str:
    first = next(iter(_dicts(row.get("variants"))), {})
    return str(row.get("type") or first.get("type", ""))


def _specs(about: _About, raw: object, schema: Schema | None) -> dict[str, object]:
    root = schema or {}
    known = _properties(root, root)
    made: dict[str, object] = {}
    for name, spec in _dict(raw).items():
        if known and name not in known and (root.get("typeName"), name) not in _OWN:
            about.wrong(f"CloudFormation has no property {name}")
            continue
        made[name] = _spec(about, spec, root, known.get(name), (name,), bool(known))
    return made


def _folds(
    about: _About, raw: object, own: object, rows: Mapping[str, object], schema_of: SchemaOf
) -> list[dict[str, object]]:
    """`{parent type: attribute}` as folds: parents that one attribute may name are alternatives."""
    by: dict[str, list[str]] = {}
    adds: dict[str, object] = {}
    for parent, end in _dict(raw).items():
        if parent not in rows:
            about.wrong(f"{parent} has no row")
            continue
        attribute = str(end["by"] if isinstance(end, dict) else end)
        given = end.get("adds") if isinstance(end, dict) else own
        by.setdefault(attribute, []).append(parent)
        adds[attribute] = _specs(about, given, schema_of(_canonical(_dict(rows[parent]))))
    folds: list[dict[str, object]] = []
    for attribute, parents in by.items():
        names = dict.fromkeys(
            str(name) for parent in parents for name in (*_list(_dict(rows[parent]).get("ref", ["id"])), "id", "arn")
        )
        folds.append({"types": parents, "by": attribute, "names": list(names), "adds": adds[attribute]})
    return folds


def _spec(about: _About, spec: object, root: Schema, node: object, path: tuple[str, ...], known: bool) -> object:
    """A specification spelled out; in objects `?` lists the properties that nothing is said about."""
    if spec is None or isinstance(spec, str):
        return spec
    if not isinstance(spec, dict):
        about.wrong(f"{'.'.join(path)} is {spec!r}")
        return None
    unknown = spec.keys() - KEYWORDS
    if unknown:
        about.wrong(f"{'.'.join(path)}: unknown keys {sorted(map(str, unknown))}")
    made = dict(spec)
    item = _items(root, node)
    of_items = node if item is None else item
    for keyword, inner in (("object", node if _properties(root, node) else of_items), ("each", of_items)):
        if keyword in made:
            properties = _properties(root, inner)
            entries = {
                str(name): _spec(about, one, root, properties.get(str(name)), (*path, str(name)), known)
                for name, one in _dict(made[keyword]).items()
            }
            wrong = [name for name in entries if properties and name not in properties]
            if known:
                for name in wrong:
                    if (root.get("typeName"), ".".join((*path, name))) not in _OWN:
                        about.wrong(f"CloudFormation has no property {'.'.join((*path, name))}")
            made[keyword] = entries
            exploded = _dict(made.get("explode")) if keyword == "each" else {}
            left = [name for name in properties if name not in entries and name not in exploded]
            if left and not exploded:
                made["?"] = left
    for keyword in ("first", "concat"):
        if keyword in made:
            made[keyword] = [_spec(about, one, root, node, path, known) for one in _list(made[keyword])]
    if "map" in made:
        key, value = _list(made["map"])
        made["map"] = [key, _spec(about, value, root, _values(root, node), path, known)]
    if "items" in made:
        made["items"] = _spec(about, made["items"], root, item, path, known)
    return made


def _all_specs(variant: Mapping[str, object]) -> Iterator[object]:
    yield from _dict(variant.get("properties")).values()
    for fold in _dicts(variant.get("into")):
        yield from _dict(fold["adds"]).values()


def _inner_blocks(spec: object, inside: bool) -> Iterator[str]:
    """The names of the blocks that stand in another block."""
    if isinstance(spec, list):
        for one in spec:
            yield from _inner_blocks(one, inside)
    if not isinstance(spec, dict):
        return
    nested = "from" in spec and any(name in spec for name in _NESTED)
    path = str(spec.get("from", "")).split(".")
    if nested and (inside or len(path) > 1):
        yield path[-1]
    for keyword in (*_NESTED, "first", "concat", "items"):
        part = spec.get(keyword)
        for one in part.values() if isinstance(part, dict) else [part]:
            yield from _inner_blocks(one, inside or nested)


def _blocks(variant: Mapping[str, object]) -> Iterator[str]:
    for spec in _all_specs(variant):
        yield from _blocks_of(spec)
    for extra in _dicts(variant.get("also")):
        if extra.get("each"):
            yield str(extra["each"])


def _blocks_of(spec: object) -> Iterator[str]:
    if isinstance(spec, dict):
        if "from" in spec and any(name in spec for name in _NESTED):
            yield str(spec["from"]).partition(".")[0]
        elif isinstance(spec.get("object"), dict):
            for inner in _dict(spec["object"]).values():
                yield from _blocks_of(inner)
        for keyword in ("first", "concat"):
            for inner in _list(spec.get(keyword)):
                yield from _blocks_of(inner)
    elif isinstance(spec, str) and "." in spec:
        yield spec.partition(".")[0]


def _cloud_control(types: list[str], schema_of: SchemaOf) -> Iterator[tuple[str, dict[str, object]]]:
    for type_ in types:
        schema = schema_of(type_)
        if schema is not None and type_.count("::") == 2:
            _, service, resource = type_.split("::")
            yield f"awscc_{service.lower()}_{snake(resource)}", {"type": type_, "names": _names(schema, schema, 8)}


def _names(root: Schema, node: object, depth: int) -> object:
    """`{snake_case: [PropertyName, names inside]}`; "json" for a free-form document, null for the rest."""
    item = _items(root, node)
    if item is not None:
        return _names(root, item, depth - 1) if depth else None
    properties = _properties(root, node)
    if properties:
        return (
            {snake(name): [name, _names(root, one, depth - 1)] for name, one in properties.items()} if depth else None
        )
    kinds = {kind for part in _parts(root, node) for kind in _list(part.get("type"))}
    return "json" if "object" in kinds and not any("patternProperties" in part for part in _parts(root, node)) else None


def snake(name: str) -> str:
    """`DBSubnetGroup` as `db_subnet_group`: how the provider derives its names."""
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text).lower()


def _properties(root: Schema, node: object) -> dict[str, object]:
    found: dict[str, object] = {}
    for part in _parts(root, node):
        found.update(_dict(part.get("properties")))
    return found


def _items(root: Schema, node: object) -> object:
    for part in _parts(root, node):
        if isinstance(part.get("items"), Mapping):
            return part["items"]
    return None


def _values(root: Schema, node: object) -> object:
    for part in _parts(root, node):
        for inner in _dict(part.get("patternProperties")).values():
            return inner
    return None


def _parts(root: Schema, node: object) -> list[Schema]:
    """The schemas that may apply at a node, references and alternatives followed."""
    found: dict[int, Schema] = {}
    pending = [node]
    while pending:
        one = pending.pop()
        if not isinstance(one, Mapping) or id(one) in found:
            continue
        found[id(one)] = one
        reference = one.get("$ref")
        if isinstance(reference, str):
            target: object = root
            for step in reference.removeprefix("#/").split("/"):
                target = target.get(step) if isinstance(target, Mapping) else None
            pending.append(target)
        for word in ("allOf", "anyOf", "oneOf"):
            pending.extend(_list(one.get(word)))
    return list(found.values())


def _dict(raw: object) -> dict[str, object]:
    return dict(raw) if isinstance(raw, Mapping) else {}


def _dicts(raw: object) -> list[dict[str, object]]:
    return [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []


def _list(raw: object) -> list[object]:
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]
