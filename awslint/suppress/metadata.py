"""Suppressions in data: `Metadata: {awslint: {ignore: [...]}}` of CloudFormation, `"//"` of Terraform's JSON syntax."""

from collections.abc import Iterator, Mapping

from awslint.model.place import Place
from awslint.model.report import Location
from awslint.model.suppression import Waiver
from awslint.source.document import Document, Path, value_at
from awslint.suppress.collecting import Block, Collected, Region, Scope, Spoken, from_text, suggestion
from awslint.suppress.directives import parse
from awslint.suppress.nodes import extent_of

KEYS = frozenset({"rule", "reason", "until", "owner", "ticket", "value"})
_FORM = "write {ignore: [{rule: rule-id, reason: why}]}"


def collect(key: str, document: Document, collected: Collected) -> None:
    """Keep what the metadata of a template or the comments of a `.tf.json` file say; `key` is the document's."""
    data = document.data
    if not isinstance(data, dict):
        return
    for path in templates(data):
        region = Region(key, *extent_of(document, path))
        entries(key, document, (*path, "Metadata", "awslint"), (region,), collected)
    for path, _ in blocks(data):
        region = Region(key, *extent_of(document, path))
        remark(key, document, (*path, "//"), (region,), collected)


def collect_beside(document: Document, plans: Mapping[str, frozenset[str]], key: str, collected: Collected) -> None:
    """Keep what a `.tf.json` file beside plans says. `plans`: module paths of its folder, and the plans they are in."""
    if isinstance(document.data, dict):
        for path, address in blocks(document.data):
            scopes = tuple(Block(keys, join(module, address)) for module, keys in plans.items())
            remark(key, document, (*path, "//"), scopes, collected)


def join(module: str, address: str) -> str:
    """An address in a module; either may be empty."""
    return ".".join(part for part in (module, address) if part)


def templates(data: dict[str, object]) -> Iterator[Path]:
    """The paths in a CloudFormation template that may have a Metadata section: its own, and the resources'."""
    resources = data.get("Resources")
    if isinstance(resources, dict):
        yield ()
        for name, body in resources.items():
            if isinstance(body, dict) and "Metadata" in body:
                yield ("Resources", name)


def blocks(data: dict[str, object]) -> Iterator[tuple[Path, str]]:
    """The blocks of a `.tf.json` file that have a remark, and their addresses in the module."""
    if "//" in data and not isinstance(data.get("Resources"), dict):
        yield (), ""
    resources, modules = data.get("resource"), data.get("module")
    for type_, named in resources.items() if isinstance(resources, dict) else ():
        yield from _bodies(("resource", type_), type_, named)
    if modules is not None:
        yield from _bodies(("module",), "module", modules)


def _bodies(path: Path, prefix: str, named: object) -> Iterator[tuple[Path, str]]:
    if isinstance(named, list):
        for number, one in enumerate(named):
            yield from _bodies((*path, number), prefix, one)
    for name, bodies in named.items() if isinstance(named, dict) else ():
        several = bodies if isinstance(bodies, list) else [bodies]
        for number, body in enumerate(several):
            if isinstance(body, dict) and "//" in body:
                yield (*path, name, number) if isinstance(bodies, list) else (*path, name), f"{prefix}.{name}"


def remark(key: str, document: Document, path: Path, scopes: tuple[Scope, ...], collected: Collected) -> None:
    """Keep what a `"//"` says: `awslint: ignore[...]` as a text, or an object with the key `awslint`."""
    value = value_at(document.data, path)
    if isinstance(value, dict) and "awslint" in value:
        entries(key, document, (*path, "awslint"), scopes, collected)
    texts = value if isinstance(value, list) else [value]
    for number, text in enumerate(texts):
        if isinstance(text, str):
            here = (*path, number) if isinstance(value, list) else path
            start = document.positions.extent(here, False)[0] + 1  # behind the quote
            name = f"{key}#{'/'.join(map(str, here))}"
            spoken = [(Spoken(one, start), scopes) for one in parse(text)]
            from_text(spoken, name, document.uri, document.lines, collected, "metadata")


def entries(key: str, document: Document, path: Path, scopes: tuple[Scope, ...], collected: Collected) -> None:
    """Keep the entries of an `awslint` object in metadata."""
    value = value_at(document.data, path)
    if value is None:
        return
    listed = value.get("ignore") if isinstance(value, dict) else None
    if not isinstance(listed, list) or (isinstance(value, dict) and len(value) > 1):
        collected.fault(f"{_FORM} as what awslint is here", _location(document, path))
        return
    for number, entry in enumerate(listed):
        here = (*path, "ignore", number)
        waiver = _waiver(key, document, here, entry, collected)
        if waiver is not None:
            collected.add(waiver, scopes)


def _waiver(key: str, document: Document, path: Path, entry: object, collected: Collected) -> Waiver | None:
    location = _location(document, path)
    fields = read_fields(entry, KEYS)
    if isinstance(fields, str):
        collected.fault(fields, location)
        return None
    return Waiver(
        "metadata", (fields["rule"],), fields["rule"], fields.get("reason", ""), location, Place(key, path),
        fields.get("until"), fields.get("value"), fields.get("owner"), fields.get("ticket"),
    )  # fmt: skip


def read_fields(entry: object, known: frozenset[str]) -> dict[str, str] | str:
    """The fields of an entry as texts, or what is wrong with it."""
    if isinstance(entry, str):
        return {"rule": entry}
    if not isinstance(entry, dict):
        return "an entry is a rule's id, or an object with rule and reason"
    for name, value in entry.items():
        if name not in known:
            return f"an entry has no {name!r}{suggestion(name, known)}"
        if isinstance(value, dict | list):
            return f"{name} is a text" + ("; give each rule an entry of its own" if name == "rule" else "")
    if not entry.get("rule"):
        return "an entry names a rule: {rule: rule-id, reason: why}"
    return {name: _text(value) for name, value in entry.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).split())


def _location(document: Document, path: Path) -> Location:
    span = document.span(path, key=isinstance(value_at(document.data, path), dict | list))
    return Location(document.uri, span.start_line, span.start_column, span.end_line, span.end_column)
