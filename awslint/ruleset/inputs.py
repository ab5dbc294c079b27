"""The files that an index is compiled from: have they changed?"""

import os
from collections.abc import Container, Iterable, Iterator

SUFFIXES = (".yaml", ".json", ".py")


def changed_since(moment: int, folders: Iterable[str], without: Container[str] = ()) -> bool:
    """Whether a file or folder in one of these folders was changed, added or removed at or after a moment (ns).

    Folders named in `without` are left out, wherever they lie.
    """
    return any(stamp >= moment for folder in folders for stamp in _stamps(folder, without))


def _stamps(folder: str, without: Container[str]) -> Iterator[int]:
    # The change time also tells of a file that was moved here with an old modification time.
    own = os.stat(folder)
    yield max(own.st_mtime_ns, own.st_ctime_ns)
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__" and entry.name not in without:
                    yield from _stamps(entry.path, without)
            elif entry.name.endswith(SUFFIXES):
                stat = entry.stat()
                yield max(stat.st_mtime_ns, stat.st_ctime_ns)
