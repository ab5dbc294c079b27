"""`python -m awslint`."""

from awslint.cli.main import main

main()
