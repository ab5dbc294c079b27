"""`awslint migrate`: which files, and which of our rules judge what a suppression stands on."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from awslint.model.record import record
from awslint.ruleset.index import Index, load, terraform_tables
from awslint.source.discover import discover
from awslint.source.encoding import decode
from awslint.source.walk import SKIPPED
from awslint.suppress import compat, foreign, migrate
from awslint.suppress.collecting import Collected
from awslint.suppress.foreign import Foreign
from awslint.suppressing import resolver

TOOLS = foreign.TOOLS


@record()
class Migration:
    """One file before and after, how many suppressions were rewritten, and those that were left: line, what, why."""

    file: str
    before: str
    after: str
    marked: bool  # whether the file began with a byte order mark
    count: int
    left: tuple[tuple[int, str, str], ...]


def migrations(paths: Sequence[str], tools: tuple[str, ...]) -> Iterator[Migration]:
    """What becomes of every file below the paths that has suppressions of these tools."""
    index = load()
    for item in discover(paths):
        if item.path is None or not item.documents or not foreign.mentions(item.documents[0].lines.text):
            continue
        if item.kind == "cloudformation" and len(item.documents) == 1:
            document = item.documents[0]
            made = migrate.rewrite_document(document, tools, lambda found, type_: _rules(found, type_, index))
            yield from _migration(item.path, document.lines.text, made)
    for path in _sources(paths):
        text = decode(path.read_bytes()).text
        if foreign.mentions(text):
            made = migrate.rewrite_terraform(text, tools, lambda found, type_: _rules(found, type_, index))
            yield from _migration(path, text, made)


def _migration(path: Path, text: str, made: migrate.Rewritten) -> Iterator[Migration]:
    if made.count or made.left:
        marked = decode(path.read_bytes()).marked
        left = tuple((one.line, one.what, one.why) for one in made.left)
        yield Migration(path.as_posix(), text, made.text, marked, made.count, left)


def _sources(paths: Sequence[str]) -> Iterator[Path]:
    for name in paths:
        path = Path(name)
        if path.is_file() and path.suffix in (".tf", ".tofu"):
            yield path
        for folder, folders, files in os.walk(path) if path.is_dir() else ():
            folders[:] = sorted(one for one in folders if not one.startswith(".") and one not in SKIPPED)
            yield from (Path(folder, one) for one in sorted(files) if one.endswith((".tf", ".tofu")))


def _rules(found: Foreign, type_: str | None, index: Index) -> tuple[str, ...]:
    """The rules that a check of another tool is, without those that never judge the type that it stands on."""
    rules = compat.ours(found, Collected(resolver((), index)))
    types = _canonical(type_)
    judging = tuple(rule for rule in rules if not types or types & set(index.rule(rule).resource_types))
    return judging or rules


def _canonical(type_: str | None) -> set[str]:
    if type_ is None or "::" in type_:
        return {type_} if type_ else set()
    row = terraform_tables().row(type_)
    return {variant.type for variant in row.variants if variant.type} if row else set()
