"""Refuses a fall of Terraform coverage: the paths that rules read and the Terraform tables do not map.

`.ci/terraform-unmapped.json` lists them by rule, as they were when somebody last looked; `--update` writes the present
ones. A path that a rule newly reads without a mapping is a fall too: then map it, or commit the list and say why.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from awslint.knowledge.terraform_tables import Tables
from awslint.ruleset.index import load, terraform_tables
from awslint.ruleset.paths import parse

KNOWN = Path(__file__).with_name("terraform-unmapped.json")
INSIDE = ("object", "each", "explode", "map")
WHOLE = ("json", "tags", "const", "pairs")


def main() -> int:
    """Compare the present gaps with the committed ones."""
    tables = terraform_tables()
    specs = dict(specs_by_type(tables))
    gaps: dict[str, list[str]] = {}
    read = missing = 0
    for rule in load().rules():
        for type_, paths in rule.reads.items():
            if not type_.startswith("AWS::") or type_ == "AWS::::Account":
                continue
            for path in paths:
                read += 1
                if not path.startswith("@") and not is_mapped(specs.get(type_, []), parse(path)):
                    missing += 1
                    gaps.setdefault(rule.id, []).append(f"{type_} {path}")
    print(f"Terraform coverage: {read - missing} of {read} paths that rules read ({100 * (read - missing) // read} %)")
    if "--update" in sys.argv:
        KNOWN.write_text(json.dumps(gaps, indent=2, sort_keys=True) + "\n")
        return 0
    known = json.loads(KNOWN.read_text())
    fallen = [f"{rule}: {gap}" for rule, found in gaps.items() for gap in found if gap not in known.get(rule, ())]
    for gap in fallen:
        print(f"newly without a Terraform mapping: {gap}", file=sys.stderr)
    return 1 if fallen else 0


def specs_by_type(tables: Tables) -> Iterator[tuple[str, list[object]]]:
    """What the tables say about the properties of each CloudFormation type, helper resources included."""
    found: dict[str, list[object]] = {}
    for name in tables.types():
        row = tables.row(name)
        for variant in row.variants if row else ():
            found.setdefault(variant.type, []).append({"object": dict(variant.properties)})
            for extra in variant.also:
                found.setdefault(extra.type, []).append({"object": dict(extra.properties)})
            for fold in variant.into:
                for parent in fold.types:
                    parent_row = tables.row(parent)
                    for other in parent_row.variants if parent_row else ():
                        added = {**variant.properties, **getattr(fold, "adds", {})}
                        found.setdefault(other.type, []).append({"object": added})
    yield from found.items()


def is_mapped(spec: object, steps: tuple[str | int, ...]) -> bool:
    """Whether a specification says anything about a path inside the property that it is for."""
    if not steps:
        return True
    if spec is None:
        return True  # said to be never there
    if isinstance(spec, list):
        return any(is_mapped(one, steps) for one in spec)
    if not isinstance(spec, dict):
        return steps == ("*",)
    if any(word in spec for word in WHOLE):
        return True
    if steps[0] == "*":
        return steps == ("*",) or is_mapped(spec, steps[1:])
    tables = [spec[word] for word in INSIDE if isinstance(spec.get(word), dict)]
    return any(steps[0] in table and is_mapped(table[steps[0]], steps[1:]) for table in tables)


if __name__ == "__main__":
    sys.exit(main())
