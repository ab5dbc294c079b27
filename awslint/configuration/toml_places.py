"""Where the keys of a TOML file stand; the standard library's parser does not tell.

Only for messages: a key that this does not see is told with the table around it. Line breaks inside of texts and lists
are jumped over.
"""

import re

from awslint.source.document import Path

BARE = r"[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*'"
DOTTED = rf"(?:{BARE})(?:\s*\.\s*(?:{BARE}))*"
HEADER = rf"\s*(\[\[?)\s*({DOTTED})\s*\]"
ENTRY = rf"\s*({DOTTED})\s*="
TEXT = r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|#[^\n]*"


def places(text: str) -> dict[Path, tuple[int, int]]:
    """Line and column, from 1, of the tables and keys of a text that is TOML."""
    found: dict[Path, tuple[int, int]] = {}
    table: Path = ()
    counts: dict[Path, int] = {}
    open_brackets = 0
    for number, line in enumerate(_flattened(text).split("\n"), 1):
        if open_brackets <= 0:
            header = re.match(HEADER, line)
            entry = re.match(ENTRY, line)
            if header is not None:
                table = _steps(header.group(2))
                if header.group(1) == "[[":
                    counts[table] = counts.get(table, -1) + 1
                    table = (*table, counts[table])
                found[table] = number, header.start(1) + 1
                continue
            if entry is not None:
                found[(*table, *_steps(entry.group(1)))] = number, entry.start(1) + 1
                line = line[entry.end() :]
            open_brackets = 0
        bare = re.sub(TEXT, "", line)
        open_brackets += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
    return found


def _flattened(text: str) -> str:
    """The text with the insides of long texts blanked, line breaks kept: they may look like keys."""

    def blank(found: re.Match[str]) -> str:
        inside = found.group(0)
        return re.sub(r"[^\n]", " ", inside) if inside[:3] in ('"""', "'''") else inside

    return re.sub(TEXT, blank, text, flags=re.DOTALL)


def _steps(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(BARE, dotted))
