"""Other tools' suppressions rewritten as ours. Only the text of a suppression changes; every other byte stays."""

import json
from collections.abc import Callable, Iterator, Sequence

from awslint.model.record import record
from awslint.source.document import Document, Extent, Path, value_at
from awslint.source.lines import Lines
from awslint.suppress import compat
from awslint.suppress.foreign import Foreign
from awslint.suppress.metadata import templates
from awslint.suppress.nodes import extent_of

Mapped = Callable[[Foreign, str | None], tuple[str, ...]]
"""The rules that a suppression of another tool is, on a resource of this written type where that is known."""


@record()
class Left:
    """A suppression that stays as it is, and why."""

    line: int
    what: str
    why: str


@record()
class Rewritten:
    """A text with our suppressions, how many there are, and what was left."""

    text: str
    count: int = 0
    left: tuple[Left, ...] = ()


@record()
class _Edit:
    start: int
    end: int
    text: str


def rewrite_document(document: Document, tools: tuple[str, ...], mapped: Mapped) -> Rewritten:
    """Rewrite the comments and the metadata of a template."""
    text, lines = document.lines.text, document.lines
    edits: list[_Edit] = []
    left: list[Left] = []
    count = 0
    for found, node in compat.in_comments(document, tools):
        around = _resource_at(document, found.start)
        rules = mapped(found, _type_of(document, around))
        if not rules or node is None:
            left.append(_left(found, lines, node is None))
            continue
        count += 1
        words = directive(found, rules)
        if found.tool == "checkov" and around is not None:
            edits += _moved(text, found, document.positions.extent(around, True)[0], words)
        else:
            edits.append(_Edit(found.start, found.end, words))
    for path in templates(document.data) if isinstance(document.data, dict) else ():
        more, number, kept = _sections(document, path, tools, mapped)
        edits += more
        left += kept
        count += number
    return Rewritten(_applied(text, edits), count, tuple(sorted(left, key=lambda one: one.line)))


def rewrite_terraform(text: str, tools: tuple[str, ...], mapped: Mapped) -> Rewritten:
    """Rewrite the comments of a `.tf` file."""
    lines = Lines(text)
    edits: list[_Edit] = []
    left: list[Left] = []
    for found, address in compat.in_terraform(text, tools):
        rules = mapped(found, address.partition(".")[0] if address else None)
        if not rules or address is None:
            left.append(_left(found, lines, address is None))
        else:
            edits.append(_Edit(found.start, found.end, directive(found, rules)))
    return Rewritten(_applied(text, edits), len(edits), tuple(left))


def directive(found: Foreign, rules: Sequence[str]) -> str:
    """The words of a comment of ours."""
    until = f" until={found.until}" if found.until else ""
    return f"awslint: ignore[{', '.join(rules)}]{until} {found.reason}".rstrip()


def _left(found: Foreign, lines: Lines, nowhere: bool, line: int | None = None) -> Left:
    why = found.limited or ("it is in no resource" if nowhere else "no rule here is known to be the same")
    number = line if line is not None else lines.position(found.start)[0]
    return Left(number, f"{found.tool} {found.id}", why)


def _applied(text: str, edits: Sequence[_Edit]) -> str:
    for _, edit in sorted(enumerate(edits), key=lambda one: (one[1].start, one[1].end, one[0]), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _moved(text: str, found: Foreign, key: int, words: str) -> Iterator[_Edit]:
    """Take a comment from inside a resource to the line before it, where ours covers the resource."""
    start = text.rfind("\n", 0, found.start) + 1
    stop = text.find("\n", found.end)
    stop = len(text) if stop < 0 else stop + 1
    mark = text.rfind("#", start, found.start)
    alone = not text[start:mark].strip()
    line_end = found.end + len(text[found.end : stop]) - len(text[found.end : stop].lstrip(" \t"))
    if alone and text[line_end:stop].strip() == "":
        yield _Edit(start, stop, "")
    else:
        yield _Edit(len(text[:mark].rstrip(" \t")), found.end, "")
    line = text.rfind("\n", 0, key) + 1
    yield _Edit(line, line, f"{text[line:key]}# {words}{_ending(text)}")


def _resource_at(document: Document, offset: int) -> Path | None:
    resources = document.data.get("Resources") if isinstance(document.data, dict) else None
    for name in resources if isinstance(resources, dict) else ():
        start, end = extent_of(document, ("Resources", name))
        if start <= offset < end or (start < offset and "\n" not in document.lines.text[end:offset]):
            return ("Resources", name)
    # What stands before a resource speaks of it.
    behind = [
        ("Resources", name)
        for name in (resources if isinstance(resources, dict) else ())
        if document.positions.extent(("Resources", name), True)[0] > offset
    ]
    return behind[0] if behind else None


def _type_of(document: Document, path: Path | None) -> str | None:
    found = value_at(document.data, (*path, "Type")) if path else None
    return found if isinstance(found, str) else None


def _sections(
    document: Document, around: Path, tools: tuple[str, ...], mapped: Mapped
) -> tuple[list[_Edit], int, list[Left]]:
    """The other tools' sections of one Metadata: their mapped entries become one section of ours."""
    metadata = value_at(document.data, (*around, "Metadata"))
    entries: list[dict[str, str]] = []
    sections: list[tuple[Path, str, list[object], list[object]]] = []
    left: list[Left] = []
    exists = isinstance(metadata, dict) and "awslint" in metadata
    count = 0
    for tool in tools:
        names = compat.SECTIONS.get(tool)
        if names is None or (not around and tool != "cdk-nag"):
            continue
        path = (*around, "Metadata", names[0])
        listed = value_at(document.data, (*path, names[1]))
        kept: list[object] = []
        for number, entry in enumerate(listed if isinstance(listed, list) else ()):
            found = compat.entry_of(tool, entry)
            rules = mapped(found, _type_of(document, around)) if found is not None and not exists else ()
            line = document.span((*path, names[1], number)).start_line
            if found is None or not rules:
                kept.append(entry)
                shown = found or Foreign(tool, str(entry)[:40], "", 0, 0)
                why = Left(line, f"{tool} {shown.id}", "there is a section awslint already") if exists else None
                left.append(why or _left(shown, document.lines, False, line))
                continue
            count += 1
            entries += [{"rule": rule, "reason": found.reason} if found.reason else {"rule": rule} for rule in rules]
        if isinstance(listed, list) and len(kept) < len(listed):
            sections.append((path, names[1], kept, listed))
    edits = []
    for index, (path, name, kept, _) in enumerate(sections):
        extent = extent_of(document, path)
        alone = value_at(document.data, path)
        whole = isinstance(alone, dict) and len(alone) == 1 and not kept
        if index == 0 and whole:
            edits.append(_Edit(*extent, _written(document, extent, "awslint", {"ignore": entries})))
            continue
        value = document.positions.extent((*path, name), False)
        edits.append(_Edit(*value, json.dumps(kept, ensure_ascii=False)))
        if index == 0:
            section = _written(document, extent, "awslint", {"ignore": entries})
            edits.append(_Edit(extent[0], extent[0], section + _between(document, extent)))
    return edits, count, left


def _is_flow(document: Document, extent: Extent) -> bool:
    """Whether a key stands in braces: JSON, or YAML's flow style."""
    before = document.lines.text[: extent[0]].rstrip()
    return before.endswith(("{", ",")) or document.lines.text[extent[0]] == '"'


def _between(document: Document, extent: Extent) -> str:
    """What separates a key from the one before it: its own line's indentation, with a comma in braces."""
    text = document.lines.text
    line = text.rfind("\n", 0, extent[0]) + 1
    indent = text[line : extent[0]]
    own_line = not indent.strip()
    if _is_flow(document, extent):
        return f",{_ending(text)}{indent}" if own_line else ", "
    return f"{_ending(text)}{indent}"


def _written(document: Document, extent: Extent, key: str, value: object) -> str:
    text = document.lines.text
    line = text.rfind("\n", 0, extent[0]) + 1
    indent = " " * (extent[0] - line)
    if _is_flow(document, extent):
        own_line = not text[line : extent[0]].strip()
        body = json.dumps(value, ensure_ascii=False, indent=2 if own_line else None)
        return f'"{key}": ' + body.replace("\n", f"{_ending(text)}{indent}")
    rows = [f"{key}:", f"{indent}  ignore:"]
    assert isinstance(value, dict)
    for entry in value["ignore"]:
        rows.append(f"{indent}    - rule: {entry['rule']}")
        if "reason" in entry:
            rows.append(f"{indent}      reason: {json.dumps(entry['reason'], ensure_ascii=False)}")
    return _ending(text).join(rows)


def _ending(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
