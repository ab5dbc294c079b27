"""Suppression files: a YAML list of what a team accepts, reviewed like code."""

from collections.abc import Iterable
from pathlib import Path

from awslint.model.place import Place
from awslint.model.report import Location
from awslint.model.suppression import Waiver
from awslint.source.document import Document
from awslint.source.reading import read
from awslint.suppress.collecting import Collected, Globs
from awslint.suppress.metadata import KEYS, read_fields

FILE_KEYS = KEYS | {"address", "path", "file"}


class BadSuppressions(ValueError):
    """A suppression file that cannot be read; the message names it, and the place."""


def collect(files: Iterable[str], collected: Collected) -> None:
    """Keep the entries of suppression files.

    Raises BadSuppressions for a file that is none. A faulty entry is a complaint of its own.
    """
    for name in files:
        for document in _documents(Path(name)):
            key = f"{document.uri}#{document.index}"
            collected.documents[key] = document
            if not isinstance(document.data, list):
                raise BadSuppressions(f"{name}: a suppression file is a list of entries {{rule, address, reason}}")
            for number, entry in enumerate(document.data):
                _entry(key, document, number, entry, collected)


def _documents(path: Path) -> tuple[Document, ...]:
    try:
        reading = read(path.as_posix(), path.read_bytes())
    except OSError as error:
        raise BadSuppressions(f"{path}: {error.strerror or error}") from error
    for problem in reading.diagnostics:
        if problem.severity == "error":
            where = f":{problem.span.start_line}:{problem.span.start_column}" if problem.span else ""
            raise BadSuppressions(f"{path}{where}: {problem.message}")
    return tuple(one for one in reading.documents if one.data is not None)


def _entry(key: str, document: Document, number: int, entry: object, collected: Collected) -> None:
    span = document.span((number,), key=True)
    location = Location(document.uri, span.start_line, span.start_column, span.end_line, span.end_column)
    fields = read_fields(entry, FILE_KEYS)
    if isinstance(fields, str):
        collected.fault(fields, location)
        return
    if not {"address", "file"} & fields.keys():
        collected.fault("an entry says where: give address, file, or both (for everywhere there is ignore)", location)
        return
    folder = Path(document.uri).parent.as_posix()
    scope = Globs(folder, fields.get("address"), fields.get("path"), fields.get("file"))
    waiver = Waiver(
        "file", (fields["rule"],), fields["rule"], fields.get("reason", ""), location, Place(key, (number,), key=True),
        fields.get("until"), fields.get("value"), fields.get("owner"), fields.get("ticket"),
    )  # fmt: skip
    collected.add(waiver, (scope,))
