"""`python -m awslint.ruledocs docs/rules` writes the pages of a checkout's rules."""

import sys
from pathlib import Path

from awslint.ruledocs.pages import pages, write
from awslint.ruleset.index import load, terraform_tables

if __name__ == "__main__":
    checkout = Path(__file__).parents[2]
    write(Path(sys.argv[1]), pages(load(), terraform_tables(), checkout / "fixtures" / "rules"))
