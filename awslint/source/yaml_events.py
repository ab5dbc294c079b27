"""The only door to PyYAML: its parsing events, and its complaints with a place.

The C parser is used where PyYAML was built with it. The Python one gives the same events, some thirty times slower.
PyYAML is imported at the first YAML text, so that a run over plans does not pay for it.
"""

import re
from typing import TYPE_CHECKING

from awslint.source.problems import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.error import MarkedYAMLError
    from yaml.events import Event

UNPRINTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"

OPENED_BEFORE = ("while scanning a simple key", "while scanning a quoted scalar")
"""Contexts whose beginning is the mistake; the parser notices it only lines later."""

PLAINER = {
    "mapping values are not allowed in this context": "a key cannot stand here: wrong indentation, or text with ': '",
    "mapping values are not allowed here": "a key cannot stand here: wrong indentation, or text with ': '",
    "could not find expected ':'": "a key without ':'",
    "did not find expected key": "wrong indentation, or a key without ':'",
    "expected <block end>, but found '<block mapping start>'": "wrong indentation, or a key without ':'",
    "found unexpected end of stream": "a quote that is never closed",
}
"""The parser's words, and words for those who never read the YAML specification."""


def events(text: str) -> "Iterator[Event]":
    """Parse a text piece by piece; marks count characters from its beginning. Raises ``Unreadable``."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        parser = loader(text)
        while (event := parser.get_event()) is not None:
            yield event
    except yaml.MarkedYAMLError as error:
        raise _explain(error, text) from error
    except yaml.reader.ReaderError as error:
        found = re.search(UNPRINTABLE, text)
        offset = found.start() if found else 0
        raise Unreadable(f"the character U+{ord(text[offset]):04X} is not allowed in YAML", offset) from error


def _explain(error: "MarkedYAMLError", text: str) -> Unreadable:
    mark = error.context_mark if error.context in OPENED_BEFORE else error.problem_mark
    mark = mark or error.problem_mark or error.context_mark
    offset = mark.index if mark else 0
    problem = error.problem or error.context or "not YAML"
    match text[offset : offset + 1]:
        case "\t":
            problem = "a tab cannot indent YAML"
        case "!":
            problem = "a second tag on one value; write the first one in its long form"
    return Unreadable(PLAINER.get(problem, problem), offset)
