"""Which files of a folder are worth a look."""

import os
from collections.abc import Callable, Iterator

EXTENSIONS = (".yaml", ".yml", ".json", ".template", ".tfstate", ".cfn")
"""What is opened in a walk; a file that is named is opened whatever its name."""

SKIPPED = frozenset({"node_modules", "__pycache__"})
MANIFEST = "manifest.json"
VIRTUAL_ENVIRONMENT = "pyvenv.cfg"


def walk(folder: str, is_assembly: Callable[[str], bool]) -> Iterator[str]:
    """List the candidate files below a folder in sorted order, and the folders that cannot be listed.

    Hidden folders, ``node_modules``, Python's caches and virtual environments are left out, and links to folders are
    not followed, as in Git. ``.gitignore`` is not consulted: what matters most here, plans and CDK's output, is what
    people tell Git to ignore. A folder whose manifest ``is_assembly`` is given as that one file, because the manifest
    says which of the files beside it are templates.
    """
    waiting = [(folder, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield path
            continue
        try:
            with os.scandir(path) as listing:
                entries = sorted(listing, key=lambda entry: entry.name, reverse=True)
        except OSError:
            yield path
            continue
        places = {entry.name: entry.path for entry in entries}
        if MANIFEST in places and is_assembly(places[MANIFEST]):
            yield places[MANIFEST]
        elif VIRTUAL_ENVIRONMENT not in places:
            waiting.extend(
                (entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries if _is_candidate(entry)
            )


def _is_candidate(entry: "os.DirEntry[str]") -> bool:
    if entry.is_dir(follow_symlinks=False):
        return not entry.name.startswith(".") and entry.name not in SKIPPED
    linked_folder = entry.is_symlink() and os.path.isdir(entry.path)
    return entry.name.lower().endswith(EXTENSIONS) and not linked_folder
