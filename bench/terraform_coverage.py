"""How much of what AWS Config's rules read the Terraform tables map: `python bench/terraform_coverage.py [--missing]`.

Counted are the property paths named in the catalogue's `source_of_truth`, of types that Terraform has at all.
"""

import argparse
import csv
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("AWSLINT_SHARED", ROOT.parent / "shared"))

_NAMED = re.compile(r"(AWS::\w+::\w+)|Properties\.((?:\w+(?:\[\])?)(?:\.\w+(?:\[\])?)*)")


def wanted(catalogue: Path) -> dict[tuple[tuple[str, ...], str], str]:
    """The paths that rules read, each with the types it may belong to, and one rule that reads it."""
    found: dict[tuple[tuple[str, ...], str], str] = {}
    with catalogue.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["decidable"] in ("evidence", "deprecated"):
                continue
            own = tuple(one for one in row["resource_types"].split(";") if one)
            for part in row["source_of_truth"].split(";"):
                types = own
                for type_, path in _NAMED.findall(part):
                    if type_:
                        types = (type_,)
                    else:
                        found.setdefault((types, path.replace("[]", "")), row["identifier"])
    return found


def mapped(tables: Mapping[str, object]) -> dict[str, set[str]]:
    """The mapped paths of each canonical type; `*` ends a path below which everything is."""
    found: dict[str, set[str]] = {}
    rows = tables["types"]
    assert isinstance(rows, dict)
    for row in rows.values():
        for variant in row["variants"]:
            specs = [(variant["type"], variant["properties"])]
            specs += [(extra["type"], extra["properties"]) for extra in variant.get("also", ())]
            for fold in variant.get("into", ()):
                parents = {one["type"] for name in fold["types"] for one in rows[name]["variants"]}
                specs += [(parent, fold["adds"]) for parent in parents]
            for type_, properties in specs:
                for name, spec in properties.items():
                    found.setdefault(type_, set()).update(_paths(spec, name))
    return found


def _paths(spec: object, path: str) -> Iterator[str]:
    yield path
    if not isinstance(spec, dict):
        return
    for keyword in ("object", "each"):
        for name, inner in spec.get(keyword, {}).items():
            yield from _paths(inner, f"{path}.{name}")
    for name in spec.get("explode", {}):
        yield f"{path}.{name}"
    for keyword in ("first", "concat"):
        for inner in spec.get(keyword, ()):
            yield from _paths(inner, path)
    if "items" in spec:
        yield from _paths(spec["items"], path)
    names = [*spec.get("pairs", ())]
    if "tags" in spec or "attributes" in spec:
        names += [spec.get("key", "Key"), spec.get("value", "Value")]
    yield from (f"{path}.{name}" for name in names)
    if "json" in spec or "map" in spec:
        yield f"{path}.*"


def covers(paths: set[str], path: str) -> bool:
    """Whether a path, or all that is below one of its beginnings, is mapped."""
    steps = path.split(".")
    return path in paths or any(".".join([*steps[:end], "*"]) in paths for end in range(1, len(steps)))


def coverage() -> tuple[int, list[tuple[str, str, str]]]:
    """The number of paths that Terraform can express, and those of them that the tables do not map."""
    sys.path.insert(0, str(ROOT))
    from awslint.knowledge.terraform_tables import compile as compiled
    from awslint.ruleset import schemas

    knowledge = ROOT / "awslint" / "knowledge"
    found = mapped(compiled(knowledge / "terraform", schemas.find(knowledge / "types").schema))
    with (SHARED / "data" / "terraform_type_map.csv").open(encoding="utf-8") as stream:
        expressible = {row["cloudformation_type"] for row in csv.DictReader(stream)} | set(found)
    paths = wanted(SHARED / "data" / "config_managed_rules.csv")
    total, missing = 0, []
    for (types, path), rule in paths.items():
        possible = [one for one in types if one in expressible]
        if possible:
            total += 1
            if not any(covers(found.get(one, set()), path) for one in possible):
                missing.append((" or ".join(possible), path, rule))
    return total, missing


def main() -> None:
    """Print the number, and what is missing when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missing", action="store_true", help="list the paths that are not mapped")
    arguments = parser.parse_args()
    total, missing = coverage()
    done = total - len(missing)
    print(f"{done} of {total} property paths mapped ({100 * done / total:.1f} %)")
    for type_, path, rule in missing if arguments.missing else ():
        print(f"  {type_} {path} ({rule})")


if __name__ == "__main__":
    main()
