"""Suppressions in the Terraform sources beside a plan. The `.tf` files are read as text; nothing is parsed in full."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from awslint.model.record import record
from awslint.source.document import Document, Extent
from awslint.source.encoding import decode
from awslint.source.lines import Lines
from awslint.source.reading import read
from awslint.suppress import metadata
from awslint.suppress.collecting import Block, Collected, Scope, Spoken, from_text
from awslint.suppress.directives import Fault, mentions, parse
from awslint.suppress.marks import marked

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z))
    |<<[-~]?(?P<tag>[A-Za-z_][\w-]*)[^\n]*\n(?:.*?\n)?[ \t]*(?P=tag)[ \t]*(?=\r?\n|\Z)
    |(?P<quote>")
    |(?P<open>\{)|(?P<close>\})
    |(?P<head>(?:resource[ \t]+"(?P<type>[\w-]+)"[ \t]+"(?P<name>[\w-]+)"|module[ \t]+"(?P<call>[\w-]+)")[ \t\r\n]*\{)
    """,
    re.VERBOSE | re.DOTALL,
)
_LARGEST = 8 * 1024 * 1024  # bytes: a source file beyond that is none
_MOST_FOLDERS = 200


@record()
class Remark:
    """A comment, and the address in the module of the block that it is in or right before."""

    extent: Extent
    address: str | None
    inside: bool


def collect(documents: Mapping[str, Document], root: str | None, collected: Collected) -> None:
    """Keep what the sources of the plans among the documents say.

    `root` is the folder of the root modules where the user names it ("": there are no sources).
    """
    for uri, text, modules in texts(documents, root):
        if not mentions(text):
            continue
        if uri.endswith(".json"):
            for document in read(uri, text.encode()).documents:
                collected.documents[uri] = document
                metadata.collect_beside(document, modules, uri, collected)
            continue
        lines = Lines(text)
        collected.documents[uri] = marked(uri, lines, ())
        from_text(_spoken(text, modules), f"{uri}#comments", uri, lines, collected)


def texts(
    documents: Mapping[str, Document], root: str | None
) -> Iterator[tuple[str, str, Mapping[str, frozenset[str]]]]:
    """The sources of the plans among the documents: the name and the text of each file, and the modules it belongs to.

    A file that is judged itself is left out.
    """
    for folder, modules in sources(documents, root).items():
        for file in _files(folder):
            uri = file.as_posix()
            raw = _content(file)
            if raw is not None and not (uri.endswith(".json") and uri in documents):
                yield uri, decode(raw).text, modules


def sources(documents: Mapping[str, Document], named: str | None) -> dict[Path, dict[str, frozenset[str]]]:
    """The folders with the sources of plans: which modules of which plans (keys of documents) each folder is.

    A plan names the folders of its local modules; its own is the one that it is in, else the one above.
    """
    found: dict[Path, dict[str, frozenset[str]]] = {}
    if named == "":
        return found
    for key, document in documents.items():
        data = document.data
        if not isinstance(data, dict) or document.uri.startswith("<"):
            continue
        if not ("planned_values" in data or "resource_changes" in data or "terraform_version" in data):
            continue
        root = Path(document.uri).parent if named is None else Path(named)
        if named is None and not any(_files(root)):
            root = Path(os.path.normpath(root / ".."))
        configuration = data.get("configuration")
        module = configuration.get("root_module") if isinstance(configuration, dict) else None
        for folder, name in _modules(root, module):
            known = found.setdefault(folder, {})
            known[name] = known.get(name, frozenset()) | {key}
    return found


def _modules(root: Path, module: object) -> Iterator[tuple[Path, str]]:
    pending: list[tuple[Path, str, object]] = [(root, "", module)]
    for _ in range(_MOST_FOLDERS):
        if not pending:
            return
        folder, name, body = pending.pop(0)
        yield folder, name
        calls = body.get("module_calls") if isinstance(body, dict) else None
        for called, call in calls.items() if isinstance(calls, dict) else ():
            source = call.get("source") if isinstance(call, dict) else None
            if isinstance(source, str) and source.startswith(("./", "../")):
                there = Path(os.path.normpath(folder / source))
                pending.append((there, metadata.join(name, f"module.{called}"), call.get("module")))


def _files(folder: Path) -> list[Path]:
    try:
        names = sorted(one.name for one in os.scandir(folder) if one.name.endswith((".tf", ".tofu", ".tf.json")))
    except OSError:
        return []
    return [folder / name for name in names]


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes() if file.is_file() and file.stat().st_size <= _LARGEST else None
    except OSError:
        return None


def _spoken(text: str, modules: Mapping[str, frozenset[str]]) -> Iterator[tuple[Spoken, tuple[Scope, ...]]]:
    for one in remarks(text):
        start, end = one.extent
        if not mentions(text[start:end]):
            continue
        scopes = blocks_of(one.address, modules)
        for found in parse(text[start:end].removesuffix("*/")):
            if one.address is None and not isinstance(found, Fault):
                message = "no resource or module block is around this comment or begins behind it, so it covers nothing"
                found = Fault(message, found.offset, found.length)
            yield Spoken(found, start), scopes


def blocks_of(address: str | None, modules: Mapping[str, frozenset[str]]) -> tuple[Scope, ...]:
    """A block of a folder, in each of the modules that the folder is."""
    if address is None:
        return ()
    return tuple(Block(keys, metadata.join(module, address)) for module, keys in modules.items())


def remarks(text: str) -> Iterator[Remark]:
    """The comments of a `.tf` file, each with the resource or module call that it is in, or that follows it."""
    for extent, around, following in _walk(text):
        yield Remark(extent, around if around is not None else following, around is not None)


def _walk(text: str) -> Iterator[tuple[Extent, str | None, str | None]]:
    comments: list[tuple[Extent, str | None]] = []
    heads: list[tuple[int, str]] = []
    depth, block, end = 0, None, 0
    at = 0
    while (token := _TOKEN.search(text, at)) is not None:
        at = token.end()
        if token.lastgroup == "comment" or token.group("comment") is not None:
            last = block if depth else (block if end and "\n" not in text[end : token.start()] else None)
            comments.append((token.span(), last))
        elif token.group("quote"):
            at = _after_string(text, token.end())
        elif token.group("head"):
            if depth == 0:
                block = _address(token)
                heads.append((token.start(), block))
            depth += 1
        elif token.group("open"):
            if depth == 0:
                block = None  # another kind of block
                heads.append((token.start(), ""))
            depth += 1
        elif token.group("close"):
            depth = max(0, depth - 1)
            end = token.end() if depth == 0 else 0
    for extent, around in comments:
        yield extent, around, None if around is not None else _following(text, extent[1], heads)


def _following(text: str, end: int, heads: list[tuple[int, str]]) -> str | None:
    """The block that begins on the next line, with nothing but comments between."""
    for start, address in heads:
        if start >= end:
            between = [line.strip() for line in text[end:start].splitlines()]
            only_comments = all(not line or line.startswith(("#", "//", "/*", "*")) for line in between)
            return address or None if only_comments else None
    return None


def _address(token: re.Match[str]) -> str:
    call = token.group("call")
    return f"module.{call}" if call else f"{token.group('type')}.{token.group('name')}"


def _after_string(text: str, at: int) -> int:
    """The end of a quoted text, with the strings inside its `${...}`."""
    while at < len(text):
        character = text[at]
        if character == "\\":
            at += 2
        elif character == '"' or character == "\n":
            return at + 1
        elif text.startswith(("${", "%{"), at) and not text.startswith(("$${", "%%{"), at - 1):
            at = _after_template(text, at + 2)
        else:
            at += 1
    return at


def _after_template(text: str, at: int) -> int:
    depth = 1
    while at < len(text) and depth:
        character = text[at]
        at += 1
        if character == '"':
            at = _after_string(text, at)
        elif character in "{}":
            depth += 1 if character == "{" else -1
    return at
