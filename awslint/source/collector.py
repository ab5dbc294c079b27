"""Python's garbage collector, which looks again and again through the millions of objects of a large input."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection: what reading and judging make stays, or goes when nothing refers to it any more.

    Looking for cycles takes five of the six seconds in which Python reads a plan of 200 MB, and a third of the time in
    which it is judged.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
