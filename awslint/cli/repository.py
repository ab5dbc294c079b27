"""Where the repository is that the run is in."""

from pathlib import Path


def repository_root(folder: Path) -> str:
    """The nearest folder upwards that holds `.git`; empty when there is none."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return str(candidate)
    return ""
