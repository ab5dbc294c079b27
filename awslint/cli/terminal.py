"""What the terminal can show."""

import os
import shutil
import sys
from collections.abc import Mapping
from typing import TextIO

WIDEST = 120
WIDTH = 100


def colours(wanted: str, stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour what goes to the stream: as wanted, else as the environment says, else on a terminal only.

    See https://no-color.org and https://force-color.org.
    """
    if wanted != "auto":
        return wanted == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR") or environment.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def width() -> int:
    """Columns to fill; the same everywhere but on a terminal, so that bytes do not depend on the machine."""
    if not sys.stdout.isatty():
        return WIDTH
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST)
