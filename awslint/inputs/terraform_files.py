"""The files that a `.tf.json` configuration takes along: variable files beside it, and the local modules it calls."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from awslint.source.document import Document
from awslint.source.reading import read

_LARGEST = 1_000_000  # bytes of a file that an expression reads
_MOST = 200  # folders: a configuration that calls more is not followed further


def taken_along(documents: Iterable[Document]) -> Iterator[tuple[Literal["tf_json", "tfvars"], Document]]:
    """The kind and the document of every further file; what cannot be read is left out, as Terraform would say why."""
    folders: dict[Path, None] = {}
    pending: list[tuple[Path, object]] = []
    for document in documents:
        folder = Path(document.uri).parent
        folders[folder] = None
        pending.append((folder, document.data))
    given = [path for folder in folders for path in sorted(folder.glob("*.tfvars.json"))]
    for path in given:
        if path.name == "terraform.tfvars.json" or path.name.endswith(".auto.tfvars.json"):
            for document in _read(path):
                yield "tfvars", document
    while pending:
        base, data = pending.pop(0)
        for source in _sources(data):
            folder = _normal(base / source)
            if folder in {_normal(known) for known in folders} or len(folders) >= _MOST:
                continue
            folders[folder] = None
            for path in sorted(folder.glob("*.tf.json")):
                for document in _read(path):
                    pending.append((folder, document.data))
                    yield "tf_json", document


def local_file(path: str, folders: tuple[str, ...]) -> bytes | str | None:
    """A file that a configuration reads; why not, when it is outside its folders, no plain file or too large."""
    place = Path(path)
    try:
        real = place.resolve()
        if not any(real.is_relative_to(Path(folder).resolve()) for folder in folders):
            return f"{path} is outside the configuration"
        if not real.exists():
            return None
        if not real.is_file() or real.stat().st_size > _LARGEST:
            return f"{path} is no plain file, or too large"
        return real.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:
        return f"{path} cannot be read: {type(error).__name__}"


def _read(path: Path) -> tuple[Document, ...]:
    try:
        return read(path.as_posix(), path.read_bytes()).documents
    except OSError:
        return ()


def _normal(path: Path) -> Path:
    steps: list[str] = []
    for step in path.parts:
        if step == ".." and steps and steps[-1] != "..":
            steps.pop()
        elif step != ".":
            steps.append(step)
    return Path(*steps)


def _sources(data: object) -> Iterator[str]:
    """The local sources of the module calls in a file."""
    tree = data.get("module") if isinstance(data, dict) else None
    for calls in tree if isinstance(tree, list) else [tree]:
        for bodies in calls.values() if isinstance(calls, dict) else ():
            for body in bodies if isinstance(bodies, list) else [bodies]:
                source = body.get("source") if isinstance(body, dict) else None
                if isinstance(source, str) and source.startswith(("./", "../")):
                    yield source
