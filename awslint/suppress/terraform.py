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
    |<<[-~]?(?P<tag>[A-Za-z_][\w-]*)[ \t]*\r?\n
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
    waiting: list[Extent] = []  # comments that may be right before a block
    depth, block, end = 0, None, 0
    at = 0
    while (token := _TOKEN.search(text, at)) is not None:
        at = token.end()
        if token.group("comment"):
            if depth or (end and text.find("\n", end, token.start()) < 0):
                yield Remark(token.span(), block, True)
            else:
                waiting.append(token.span())
            continue
        found = _address(token) if token.group("head") and not depth else None
        yield from (Remark(extent, found, False) for extent in waiting)
        waiting.clear()
        if token.group("quote"):
            at = _after_string(text, token.end())
        elif token.group("tag"):
            at = _after_heredoc(text, token)
        elif token.group("close"):
            depth = max(0, depth - 1)
            end = token.end() if depth == 0 else 0
        else:
            block = found if not depth else block
            depth += 1
    yield from (Remark(extent, None, False) for extent in waiting)


def _address(token: re.Match[str]) -> str:
    call = token.group("call")
    return f"module.{call}" if call else f"{token.group('type')}.{token.group('name')}"


def _after_string(text: str, at: int) -> int:
    """The end of a quoted text, with the strings inside its `${...}`, however deep."""
    inside: list[int] = []  # open braces of each template around; -1 is a string
    inside.append(-1)
    while at < len(text) and inside:
        character = text[at]
        at += 1
        if inside[-1] == -1:
            if character == "\\":
                at += 1
            elif character in '"\n':
                inside.pop()
            elif character in "$%" and text.startswith("{", at) and text[at - 2] != character:
                inside.append(1)
                at += 1
        elif character == '"':
            inside.append(-1)
        elif character in "{}":
            inside[-1] += 1 if character == "{" else -1
            if not inside[-1]:
                inside.pop()
    return at


def _after_heredoc(text: str, token: re.Match[str]) -> int:
    found = re.compile(rf"^[ \t]*{re.escape(token.group('tag'))}[ \t]*\r?$", re.MULTILINE).search(text, token.end())
    return len(text) if found is None else found.end()
