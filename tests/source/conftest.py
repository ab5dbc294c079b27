"""What the tests of the reading layer share."""

from collections.abc import Callable, Iterator

import pytest

from awslint.source.document import Document, Path, Span
from awslint.source.reading import read


@pytest.fixture
def document() -> Callable[..., Document]:
    """Read a text that is one document without errors."""

    def one(text: str | bytes, uri: str = "template.yaml") -> Document:
        reading = read(uri, text.encode() if isinstance(text, str) else text)
        assert [found for found in reading.diagnostics if found.severity == "error"] == []
        assert len(reading.documents) == 1
        return reading.documents[0]

    return one


@pytest.fixture
def cut() -> Callable[[Document, Span], str]:
    """Cut what a span covers out of a document, counting UTF-16 code units as an editor does."""

    def text(document: Document, span: Span) -> str:
        lines = [document.line(number).encode("utf-16-le") for number in range(span.start_line, span.end_line + 1)]
        lines[-1] = lines[-1][: 2 * (span.end_column - 1)]
        lines[0] = lines[0][2 * (span.start_column - 1) :]
        return "\n".join(line.decode("utf-16-le") for line in lines)

    return text


@pytest.fixture
def paths() -> Callable[[object], Iterator[Path]]:
    """List the paths to every value of some data, the root first."""

    def below(data: object, path: Path = ()) -> Iterator[Path]:
        yield path
        if isinstance(data, dict):
            for key, value in data.items():
                yield from below(value, (*path, key))
        elif isinstance(data, list):
            for index, value in enumerate(data):
                yield from below(value, (*path, index))

    return below
