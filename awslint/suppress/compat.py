"""Suppressions of other tools, honoured where the table says which of our rules a check of theirs is."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from awslint.model.place import Place
from awslint.model.report import Location
from awslint.model.suppression import Waiver
from awslint.source.document import Document, Extent, value_at
from awslint.source.document import Path as DataPath
from awslint.source.lines import Lines
from awslint.source.reading import read
from awslint.suppress import foreign, terraform
from awslint.suppress.collecting import Collected, Region, Scope
from awslint.suppress.foreign import Foreign
from awslint.suppress.marks import location_of, marked
from awslint.suppress.metadata import templates
from awslint.suppress.nodes import Nodes, extent_of

KNOWLEDGE = Path(__file__).parent.parent / "knowledge" / "compat"

SECTIONS = {
    "checkov": ("checkov", "skip"),
    "cfn_nag": ("cfn_nag", "rules_to_suppress"),
    "cfn-guard": ("guard", "SuppressedRules"),
    "cdk-nag": ("cdk_nag", "rules_to_suppress"),
}
"""Where in Metadata each tool has its list."""


@lru_cache(maxsize=8)
def table(tool: str) -> Mapping[str, tuple[str, ...]]:
    """Our rules by the tool's checks, whose names are in capitals here."""
    path = KNOWLEDGE / f"{tool}.yaml"
    data = read(path.as_posix(), path.read_bytes()).documents[0].data
    assert isinstance(data, dict)
    found = {str(name): tuple(rules) for name, rules in data.get("rules", {}).items()}
    for name, rules in data.get("packs", {}).items():
        found.update({f"{prefix}{name}": tuple(rules) for prefix in data["prefixes"]})
    for check in data.get("checks", ()):
        names = (check["name"], f"AWS-{check['id']}", f"AVD-AWS-{check['id']}")
        found.update({name: tuple(check["rules"]) for name in names if not name.endswith("-")})
    return {name.upper(): rules for name, rules in found.items()}


def ours(found: Foreign, collected: Collected) -> tuple[str, ...]:
    """The ids of our rules that a check of another tool is; none when that is not known, or it is narrowed."""
    if found.limited:
        return ()
    mapped = table(found.tool).get(found.id.upper(), ())
    if not mapped and found.tool == "cfn-guard":  # the registry calls its rules as AWS Config does
        mapped = (found.id.upper(),)
    known = []
    for name in mapped:
        try:
            known.append(collected.resolve(name))
        except LookupError:
            continue
    return tuple(known)


def collect(key: str, document: Document, tools: tuple[str, ...], collected: Collected) -> None:
    """Keep what other tools are told in a document; `key` is the document's."""
    if not foreign.mentions(document.lines.text):
        return
    extents: list[Extent] = []
    name = f"{key}#compat"
    for found, region in in_comments(document, tools):
        if region is not None:
            extents.append((found.start, found.end))
            location = location_of(document.uri, document.lines, extents[-1])
            _keep(found, location, Place(name, (len(extents) - 1,)), "comment", (Region(key, *region),), collected)
    if extents:
        collected.documents[name] = marked(document.uri, document.lines, extents)
    for found, path, around in in_metadata(document, tools):
        span = document.span(path, key=isinstance(value_at(document.data, path), dict))
        location = Location(document.uri, span.start_line, span.start_column, span.end_line, span.end_column)
        scopes = (Region(key, *extent_of(document, around)),)
        _keep(found, location, Place(key, path), "metadata", scopes, collected)


def collect_beside(
    uri: str, text: str, modules: Mapping[str, frozenset[str]], tools: tuple[str, ...], collected: Collected
) -> None:
    """Keep what other tools are told in a `.tf` file beside plans."""
    if uri.endswith(".json") or not foreign.mentions(text):
        return
    lines = Lines(text)
    collected.documents.setdefault(uri, marked(uri, lines, ()))
    extents: list[Extent] = []
    name = f"{uri}#compat"
    for found, address in in_terraform(lines.text, tools):
        extents.append((found.start, found.end))
        location = location_of(uri, lines, extents[-1])
        scopes = terraform.blocks_of(address, modules)
        _keep(found, location, Place(name, (len(extents) - 1,)), "comment", scopes, collected)
    collected.documents[name] = marked(uri, lines, extents)


def _keep(
    found: Foreign, location: Location, place: Place, kind: str, scopes: tuple[Scope, ...], collected: Collected
) -> None:
    rules = ours(found, collected)
    if rules and scopes:
        written: Waiver = Waiver(
            "metadata" if kind == "metadata" else "comment",
            rules,
            f"{found.tool} {found.id}",
            found.reason,
            location,
            place,
            found.until,
            tool=found.tool,
        )
        collected.add(written, scopes)


def in_comments(document: Document, tools: tuple[str, ...]) -> Iterator[tuple[Foreign, Extent | None]]:
    """The suppressions in a document's comments, at offsets of the text, and the extent that each covers."""
    text, nodes = document.lines.text, Nodes(document)
    for (start, end), comment in zip(document.find_comments(), document.comments(), strict=True):
        for one in foreign.parse(text[start:end], tools):
            found = Foreign(one.tool, one.id, one.reason, start + one.start, start + one.end, one.until, one.limited)
            # checkov's belong to the resource that they stand in, trivy's to the line or to the next.
            node = _resource_around(document, start) if one.tool == "checkov" else nodes.covered(comment)
            yield found, node


def _resource_around(document: Document, offset: int) -> Extent | None:
    resources = document.data.get("Resources") if isinstance(document.data, dict) else None
    for name in resources if isinstance(resources, dict) else ():
        start, end = extent_of(document, ("Resources", name))
        if start <= offset < end or (start < offset and "\n" not in document.lines.text[end:offset]):
            return start, end
    return None


def in_metadata(document: Document, tools: tuple[str, ...]) -> Iterator[tuple[Foreign, DataPath, DataPath]]:
    """The suppressions in a template's metadata: their paths, and the path of what each covers."""
    data = document.data
    if not isinstance(data, dict):
        return
    for around in templates(data):
        for tool, (section, name) in SECTIONS.items():
            if tool not in tools or (not around and tool != "cdk-nag"):
                continue  # only cdk-nag has them for a whole stack
            path = (*around, "Metadata", section, name)
            listed = value_at(data, path)
            for number, entry in enumerate(listed if isinstance(listed, list) else ()):
                found = entry_of(tool, entry)
                if found is not None:
                    yield found, (*path, number), around


def entry_of(tool: str, entry: object) -> Foreign | None:
    if isinstance(entry, str):
        return Foreign(tool, entry, "", 0, 0)
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str | int):
        return None
    reason = entry.get("reason", entry.get("comment"))
    text = reason if isinstance(reason, str) else ""
    if entry.get("is_reason_encoded"):
        try:
            text = base64.b64decode(text, validate=True).decode()
        except (binascii.Error, ValueError):
            text = ""
    name, bracket, _ = str(entry["id"]).partition("[")
    limited = "only for some findings of the check" if bracket or entry.get("applies_to") else ""
    return Foreign(tool, name, " ".join(text.split()), 0, 0, None, limited)


def in_terraform(text: str, tools: tuple[str, ...]) -> Iterator[tuple[Foreign, str | None]]:
    """The suppressions in a `.tf` file, at offsets of the text, and the address of the block that each covers."""
    for remark in terraform.remarks(text):
        start, end = remark.extent
        for one in foreign.parse(text[start:end], tools):
            found = Foreign(one.tool, one.id, one.reason, start + one.start, start + one.end, one.until, one.limited)
            yield found, remark.address if remark.inside or one.tool != "checkov" else None
