"""The `awslint` command."""

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

from awslint import __version__

NOT_TRUSTED = 2
INTERRUPTED = 130


def main() -> NoReturn:
    """Run awslint with the process's arguments and leave with its exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:  # answered before click is loaded, which takes longer than the answer
        print(f"awslint {__version__}")
        sys.exit(0)
    code = run(arguments)
    gc.freeze()  # at its end the interpreter would go through all that was allocated once more, a tenth of the run
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run with these arguments; gives the exit code.

    Whatever goes wrong is 2: Python's own 1 for a crash would be read as findings.
    """
    # A run allocates much that it keeps and few cycles: looking for them often costs a tenth of the time.
    gc.set_threshold(100_000, 20, 20)
    import click

    from awslint.cli.group import group

    try:
        code = group().main(args=arguments, prog_name="awslint", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return NOT_TRUSTED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone; what is still buffered goes nowhere, or the interpreter would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_TRUSTED
    except Exception as error:
        import_module("traceback").print_exc()
        print(f"awslint: this is a bug in awslint {__version__}: {error}", file=sys.stderr)
        return NOT_TRUSTED
