"""Which configuration file belongs to an input: the nearest one, up to the root of the repository."""

import os
import re
from collections.abc import Iterator

NAME = ".awslint.yaml"
MISNAMED = (".awslint.yml", ".awslint.json", ".awslint.toml")
PYPROJECT = "pyproject.toml"
TABLE = rb"(?m)^\s*\[+\s*[\"']?tool[\"']?\s*\.\s*[\"']?awslint[\"']?\s*[\].]"


def nearest(folder: str) -> str | None:
    """The configuration file for what is in the folder; `.awslint.yaml` before `pyproject.toml` in the same folder.

    The search ends at the folder that holds `.git`, or at the root of the file system.
    """
    for place in _upwards(folder):
        own = os.path.join(place, NAME)
        if os.path.isfile(own):
            return own
        project = os.path.join(place, PYPROJECT)
        if os.path.isfile(project) and _has_table(project):
            return project
    return None


def misnamed(folder: str) -> str | None:
    """A file that was most probably meant as the configuration of what is in the folder."""
    for place in _upwards(folder):
        for name in MISNAMED:
            if os.path.isfile(os.path.join(place, name)):
                return os.path.join(place, name)
    return None


def root_of(folder: str) -> str | None:
    """The folder that holds `.git`, at or above a folder."""
    return next((place for place in _upwards(folder) if os.path.lexists(os.path.join(place, ".git"))), None)


def shown(path: str) -> str:
    """A path as messages show it: relative to the working folder, with forward slashes."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")


def _upwards(folder: str) -> Iterator[str]:
    place = os.path.abspath(folder)
    while True:
        yield place
        above = os.path.dirname(place)
        if above == place or os.path.lexists(os.path.join(place, ".git")):
            return
        place = above


def _has_table(file: str) -> bool:
    try:
        with open(file, "rb") as stream:
            return re.search(TABLE, stream.read()) is not None
    except OSError:
        return False
