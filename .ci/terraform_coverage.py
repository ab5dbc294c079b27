"""Refuses a fall of Terraform coverage: the paths that rules read and the Terraform tables do not map.

`.ci/terraform-unmapped.json` lists them by rule, as they were when somebody last looked; `--update` writes the present
ones. A path that a rule newly reads without a mapping is a fall too: then map it, or commit the list and say why.
"""

import json
import sys
from pathlib import Path

from awslint.ruledocs.terraform_coverage import shares
from awslint.ruledocs.terraform_names import TerraformNames
from awslint.ruleset.index import load, terraform_tables

KNOWN = Path(__file__).with_name("terraform-unmapped.json")


def main() -> int:
    """Compare the present gaps with the committed ones."""
    found = shares(load().rules(), TerraformNames(terraform_tables()))
    gaps = {share.rule: list(share.missing) for share in found if share.missing}
    read = sum(share.read for share in found)
    missing = sum(len(share.missing) for share in found)
    print(f"Terraform coverage: {read - missing} of {read} paths that rules read ({100 * (read - missing) // read} %)")
    if "--update" in sys.argv:
        KNOWN.write_text(json.dumps(gaps, indent=2, sort_keys=True) + "\n")
        return 0
    known = json.loads(KNOWN.read_text())
    fallen = [f"{rule}: {gap}" for rule, found in gaps.items() for gap in found if gap not in known.get(rule, ())]
    for gap in fallen:
        print(f"newly without a Terraform mapping: {gap}", file=sys.stderr)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
