"""Which local files a template may mean by the location of another: a path, or an address it is uploaded to."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from awslint.frontends.cloudformation.inputs import Template
from awslint.frontends.cloudformation.stack import Stack
from awslint.model.value import Choice, Scalar, Unknown, Value

_SUFFIXES = (".yaml", ".yml", ".json", ".template", ".yaml.tmpl", ".txt")


def local(stack: Stack, location: Value) -> tuple[Template | None, str | None]:
    """The local file that a location means; or the path that it gives though no such file is there."""
    if stack.run.read is None:
        return None, None
    found: Template | None = None
    for one in _leaves(location):
        template, missing = _local(stack, one)
        if template is None:
            return None, missing
        if found is not None and found.document != template.document:
            return None, None
        found = template
    return found, None


def _local(stack: Stack, location: Value) -> tuple[Template | None, str | None]:
    read = stack.run.read
    assert read is not None
    base = stack.template.file
    if isinstance(location, Scalar) and isinstance(location.data, str):
        text = location.data
        if "://" not in text or text.startswith("file://"):
            path = text.removeprefix("file://")
            found = read(base, path)
            return found, path if found is None else None
        text = unquote(urlsplit(text).path)
    elif isinstance(location, Unknown) and location.parts and isinstance(location.parts[-1], str):
        text = location.parts[-1]
        if "/" in text and not text.startswith("/") and _is_host(location.parts[0]):
            text = text.partition("/")[2] if text.startswith((".", ":")) else text
    else:
        return None, None
    own = {one.template.document for one in _ancestors(stack)}
    for candidate in _tails(text):
        found = read(base, candidate)
        if found is not None and found.document not in own:
            return found, None
    return None, None


def _is_host(part: object) -> bool:
    return isinstance(part, str) and "://" in part


def _tails(text: str) -> Iterator[str]:
    """The ends of an uploaded path, the longest first, as paths from the template's folder or the one above."""
    steps = [step for step in text.split("/") if step not in ("", ".", "..")]
    if not text.lower().endswith(_SUFFIXES):
        return
    for start in range(min(len(steps), 8)):
        tail = "/".join(steps[start:])
        yield tail
        yield f"../{tail}"


def _leaves(value: Value) -> Iterator[Value]:
    if isinstance(value, Choice):
        for case in value.cases:
            yield from _leaves(case.value)
    else:
        yield value


def _ancestors(stack: Stack | None) -> Iterator[Stack]:
    while stack is not None:
        yield stack
        stack = stack.parent
