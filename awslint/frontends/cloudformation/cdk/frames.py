"""Stack frames that CDK records: where in the user's source a construct was created."""

import re
from collections.abc import Iterable

from awslint.model.record import record

_NODE = re.compile(r"(?:^|\(|\s)((?:file://)?(?:[A-Za-z]:[\\/]|/)[^()]*?):(\d+):(\d+)\)?\s*$")
_PYTHON = re.compile(r'File "([^"]+)", line (\d+)')
_FOREIGN = ("/node_modules/", "/site-packages/", "/.nvm/", "node:internal")


@record()
class Frame:
    """A position in a source file, as the machine that synthesised knew it; lines and columns start at 1."""

    file: str
    line: int
    column: int


def first_own(frames: Iterable[object]) -> Frame | None:
    """The innermost frame in the user's own source."""
    for text in frames:
        if not isinstance(text, str):
            continue
        frame = _frame(text)
        if frame is not None and not any(part in frame.file for part in _FOREIGN):
            return frame
    return None


def _frame(text: str) -> Frame | None:
    found = _NODE.search(text)
    if found is not None:
        file = found.group(1).removeprefix("file://").replace("\\", "/")
        return Frame(file, int(found.group(2)), int(found.group(3)))
    found = _PYTHON.search(text)
    return Frame(found.group(1).replace("\\", "/"), int(found.group(2)), 1) if found is not None else None
