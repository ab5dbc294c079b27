"""The `.tf` files of a plan or a state: beside it, under `--source-root`, or inside the binary plan."""

import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from awslint.source.discover import PLAN_MEMBERS, STDIN, ZIP
from awslint.source.document import Document
from awslint.source.encoding import decode
from awslint.source.limits import MEGABYTE

NAMES = (".tf", ".tofu")
LARGEST_FILE = 4 * MEGABYTE
LARGEST_SUM = 64 * MEGABYTE  # of all sources of one plan
LARGEST_PLAN = 512 * MEGABYTE
MOST_FILES = 5_000
MOST_BESIDE = 500  # files of a folder that are looked at for a binary plan

Add = Callable[[Document], str]

_BROKEN = (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass(slots=True, eq=False)
class Disk:
    """Sources in a folder of the disk; `root` is the root module's."""

    root: Path
    add: Add
    _left: int = LARGEST_SUM
    _modules: dict[str, str] | None = None

    def files(self, folder: str) -> Mapping[str, str]:
        """See `Sources.files`; what cannot be read or is too large is left out."""
        found: dict[str, str] = {}
        place = self.root / folder
        try:
            paths = sorted(one for one in place.iterdir() if one.name.endswith(NAMES) and one.is_file())
            for path in paths[:MOST_FILES]:
                raw = _start(path, LARGEST_FILE + 1)
                self._left -= len(raw)
                if len(raw) <= LARGEST_FILE and self._left >= 0:
                    found[_shown(path)] = decode(raw).text
        except (OSError, ValueError):
            return found
        return found

    def installed(self, module: str) -> str | None:
        """See `Sources.installed`."""
        if self._modules is None:
            try:
                self._modules = _manifest(_start(self.root / ".terraform" / "modules" / "modules.json", LARGEST_FILE))
            except OSError:
                self._modules = {}
        return self._modules.get(module)


@dataclass(slots=True, eq=False)
class Archive:
    """Sources inside a binary plan: exactly those that it was made of.

    They are named after the files beside the plan where these are there, else as members of the plan.
    """

    path: Path
    root: Path
    add: Add
    _folders: dict[str, dict[str, str]] | None = None
    _modules: dict[str, str] = field(default_factory=dict)

    def files(self, folder: str) -> Mapping[str, str]:
        """See `Sources.files`."""
        return self._read().get(str(PurePosixPath(folder)), {})

    def installed(self, module: str) -> str | None:
        """See `Sources.installed`."""
        self._read()
        return self._modules.get(module)

    def _read(self) -> dict[str, dict[str, str]]:
        if self._folders is None:
            self._folders = {}
            try:
                with zipfile.ZipFile(self.path) as archive:
                    self._unpack(archive)
            except _BROKEN:
                self._folders = {}
        return self._folders

    def _unpack(self, archive: zipfile.ZipFile) -> None:
        assert self._folders is not None
        members = {one.filename: one for one in archive.infolist()[:MOST_FILES]}
        self._modules = _manifest(_member(archive, members.get("tfconfig/modules.json")))
        left = LARGEST_SUM
        for key, folder in self._modules.items():
            prefix = f"tfconfig/m-{key}/"
            found = self._folders.setdefault(str(PurePosixPath(folder)), {})
            for name, member in members.items():
                file = name.removeprefix(prefix)
                if not name.startswith(prefix) or "/" in file or "\\" in file or not file.endswith(NAMES):
                    continue
                raw = _member(archive, member)
                left -= len(raw)
                if left >= 0:
                    found[self._named(folder, file)] = decode(raw).text

    def _named(self, folder: str, file: str) -> str:
        beside = self.root / folder / file
        return _shown(beside) if beside.is_file() else f"{_shown(self.path)}!/{PurePosixPath(folder) / file}"


@dataclass(slots=True, eq=False)
class Finder:
    """Finds the sources of the plans of a run. `root` is the user's word (`""`: none), `archives` the plans named."""

    root: str | None
    archives: Sequence[Path]
    add: Add

    def of(self, document: Document) -> tuple[Disk | Archive, ...]:
        """What may be the sources of a plan or state, the likeliest first."""
        if self.root == "":
            return ()
        beside = Path(".") if document.uri == STDIN else Path(document.uri).parent
        root = beside if self.root is None else Path(self.root)
        found = [Archive(path, root, self.add) for path in binary_plans(beside, self.archives)]
        return (*found, Disk(root, self.add))


def binary_plans(folder: Path, named: Sequence[Path] = ()) -> Iterator[Path]:
    """The binary plans in a folder; those that the user names come first."""
    own = [path for path in named if path.parent == folder]
    yield from own
    try:
        with os.scandir(folder) as listing:
            entries = sorted((entry for entry in listing if not entry.name.startswith(".")), key=lambda one: one.name)
        for entry in entries[:MOST_BESIDE]:
            path = folder / entry.name
            if path not in own and entry.is_file() and entry.stat().st_size <= LARGEST_PLAN and _is_plan(path):
                yield path
    except OSError:
        return


def _is_plan(path: Path) -> bool:
    try:
        if _start(path, len(ZIP)) != ZIP:
            return False
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        return all(any(name.startswith(member.decode()) for name in names) for member in PLAN_MEMBERS)
    except _BROKEN:
        return False


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo | None) -> bytes:
    """What a member holds; nothing of one that is too large, whatever size it claims."""
    if member is None or member.file_size > LARGEST_FILE:
        return b""
    with archive.open(member) as file:
        raw = file.read(LARGEST_FILE + 1)
    return raw if len(raw) <= LARGEST_FILE else b""


def _manifest(raw: bytes) -> dict[str, str]:
    """Module keys and their folders, of Terraform's two kinds of `modules.json`; folders outside are left out."""
    try:
        data = json.loads(raw or b"null")
    except (ValueError, RecursionError):
        return {}
    rows = data.get("Modules") if isinstance(data, dict) else data
    found: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else ():
        key, folder = (row.get("Key"), row.get("Dir")) if isinstance(row, dict) else (None, None)
        if isinstance(key, str) and isinstance(folder, str) and not folder.startswith("/"):
            found[key] = PurePosixPath(folder.replace("\\", "/")).as_posix()
    return found


def _start(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _shown(path: Path) -> str:
    return path.as_posix()
