"""Which file is a configuration, and where the search for the nearest one ends."""

import os
import re

NAME = ".awslint.yaml"
MISNAMED = (".awslint.yml", ".awslint.json", ".awslint.toml")
PYPROJECT = "pyproject.toml"
TABLE = rb"(?m)^\s*\[+\s*[\"']?tool[\"']?\s*\.\s*[\"']?awslint[\"']?\s*[\].]"


def in_folder(folder: str) -> str | None:
    """The configuration file in this very folder; `.awslint.yaml` before `pyproject.toml`."""
    own = os.path.join(folder, NAME)
    if os.path.lexists(own):  # a broken link or a folder is told when it is read
        return own
    project = os.path.join(folder, PYPROJECT)
    return project if os.path.isfile(project) and _has_table(project) else None


def misnamed(folder: str) -> str | None:
    """A file in this folder that was most probably meant as its configuration."""
    found = (os.path.join(folder, name) for name in MISNAMED)
    return next((path for path in found if os.path.isfile(path)), None)


def above(folder: str) -> str | None:
    """The folder in which to look next; None at the folder that holds `.git`, and at the root of the file system."""
    parent = os.path.dirname(folder)
    return None if parent == folder or os.path.lexists(os.path.join(folder, ".git")) else parent


def shown(path: str) -> str:
    """A path as messages show it: relative to the working folder, with forward slashes."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")


def _has_table(file: str) -> bool:
    try:
        with open(file, "rb") as stream:
            return re.search(TABLE, stream.read()) is not None
    except OSError:
        return False
