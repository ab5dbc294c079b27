"""What the paths in reports are relative to."""

import os
from collections.abc import Sequence
from pathlib import Path


def base_of(paths: Sequence[str], folder: Path) -> str:
    """The root of the repository that holds the first path; without one, the run's folder if that holds it.

    Otherwise the path itself, or the folder of a file: reports must not tell where on a machine things are.
    """
    first = next((path for path in paths if path != "-"), ".")
    place = Path(os.path.realpath(folder / first))  # Path.resolve() fails on a loop of links
    folder = folder.resolve()
    inside = place if place.is_dir() else place.parent
    for candidate in (inside, *inside.parents):
        if (candidate / ".git").exists():
            return str(candidate)
    return str(folder if place.is_relative_to(folder) else inside)
