"""YAML comments: where they are, and where a ``#`` is something else."""

import re
from collections.abc import Sequence

from awslint.source.document import Extent

COMMENT = r"(?<![^ \t\r\n])#[^\r\n]*"


def find(text: str, start: int, end: int, opaque: Sequence[Extent]) -> tuple[Extent, ...]:
    """Locate the comments between two offsets.

    A ``#`` opens a comment at the beginning of a line or after a blank, unless it is within one of the ``opaque``
    extents: quoted scalars and the content of block scalars, in the order in which they are written. A plain scalar
    cannot contain such a ``#``.
    """
    comment = re.compile(COMMENT)
    found: list[Extent] = []
    skipped = 0
    while (match := comment.search(text, start, end)) is not None:
        while skipped < len(opaque) and opaque[skipped][1] <= match.start():
            skipped += 1
        if skipped < len(opaque) and opaque[skipped][0] <= match.start():
            start = opaque[skipped][1]
            continue
        start = match.end()
        found.append(match.span())
    return tuple(found)
