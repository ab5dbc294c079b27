"""From the paths on a command line to what is there: templates, plans, and a reason for everything else.

No file stops the run. One that is missing, broken, too large or no file at all becomes an input that says so.
"""

import os
import re
import shlex
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from pathlib import Path, PurePath

from awslint.model.record import record
from awslint.source.document import Diagnostic, Document
from awslint.source.encoding import decode
from awslint.source.limits import MEGABYTE, Limits
from awslint.source.reading import read
from awslint.source.recognise import Kind, recognise, recognise_text
from awslint.source.walk import walk

STDIN = "<stdin>"
"""How standard input is called in reports; ``-`` asks for it."""

INHERITED = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
"""Where a shell puts the pipe of ``<(command)``: the only pipes that somebody writes to for sure."""

MARKERS = (
    b"Resources", b"AWSTemplateFormatVersion", b"Transform", b"Parameters", b"Outputs", b"Mappings", b"Conditions",
    b"format_version", b"planned_values", b"resource_changes", b"lineage", b"@level",
    b"ParameterKey", b"artifacts",
    b"SummaryMap", b"VirtualMFADevices", b"PublicAccessBlockConfiguration", b"PasswordPolicy", b"ReportFormat",
)  # fmt: skip
"""Text without any of these is nothing that awslint reads, and need not be parsed to know it."""

WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
TEMPLATE_SIGNS = r"AWSTemplateFormatVersion|AWS::\w+::\w+|\"(?:planned_values|resource_changes)\""
TERRAFORM_SOURCES = (".tf", ".tofu", ".tfvars", ".hcl")
ZIP = b"PK\x03\x04"
PLAN_MEMBERS = (b"tfplan", b"tfstate", b"tfconfig")
SAMPLE = 4096


@record()
class Input:
    """One file, or standard input, and what it was recognised as.

    ``reason`` says in a few words what shows it. ``named`` tells a file from the command line from one met in a walk.
    ``documents`` are those of the kind; a file of several documents has the kind of the first that has one. ``text``
    is for kinds without documents: the credential report and Terraform's log. ``looks_like_template`` says of an
    unreadable file that it was most probably meant to be judged.
    """

    uri: str
    kind: Kind
    documents: tuple[Document, ...]
    reason: str
    named: bool
    diagnostics: tuple[Diagnostic, ...]
    path: Path | None
    looks_like_template: bool = False
    conformance_pack: bool = False
    text: str = field(default="", repr=False)


def discover(
    paths: Sequence[str], *, stdin: Callable[[], bytes] | None = None, limits: Limits | None = None
) -> Iterator[Input]:
    """Give every file that is named and every candidate below the folders that are named, each once, in order."""
    limits = limits or Limits()
    named = {os.path.abspath(path) for path in paths}
    seen: set[str] = set()

    def is_assembly(manifest: str) -> bool:
        return _file(manifest, False, limits).kind == "cdk-manifest"

    for path in paths:
        for file in walk(path, is_assembly) if os.path.isdir(path) else [path]:
            place = STDIN if file == "-" else os.path.abspath(file)
            if place not in seen:
                seen.add(place)
                yield _standard_input(stdin, limits) if place == STDIN else _file(file, place in named, limits)


def _standard_input(stdin: Callable[[], bytes] | None, limits: Limits) -> Input:
    if stdin is None:
        return Input(STDIN, "missing", (), "there is no standard input", True, (), None)
    return _content(_Origin(STDIN, None, True), stdin(), limits)


@record()
class _Origin:
    uri: str
    path: Path | None
    named: bool

    def input(self, kind: Kind, reason: str) -> Input:
        return Input(self.uri, kind, (), reason, self.named, (), self.path)

    def unreadable(self, reason: str, code: str, sample: str = "") -> Input:
        found = (Diagnostic(self.uri, reason, None, "error", code),)
        meant = re.search(TEMPLATE_SIGNS, sample) is not None
        return replace(self.input("unreadable", reason), diagnostics=found, looks_like_template=meant)


def _file(path: str, named: bool, limits: Limits) -> Input:
    shown = PurePath(path).as_posix().encode("utf-8", "replace").decode("utf-8")
    place = Path(path)
    origin = _Origin(shown, place, named)
    try:
        found = place.stat()
        if stat.S_ISDIR(found.st_mode):
            list(place.iterdir())  # only folders that cannot be listed come here, and this says why
        if not stat.S_ISREG(found.st_mode) and not (stat.S_ISFIFO(found.st_mode) and path.startswith(INHERITED)):
            return origin.unreadable("not a regular file", "unreadable")
        with place.open("rb") as file:
            if found.st_size > limits.json_bytes:
                sample = decode(file.read(MEGABYTE)).text
                return origin.unreadable(f"larger than {limits.json_bytes // MEGABYTE} MB", "too-large", sample)
            raw = file.read(limits.json_bytes + 1)
    except (OSError, ValueError) as error:
        if named and isinstance(error, FileNotFoundError) and not place.is_symlink():
            return origin.input("missing", "no such file or folder")
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return origin.unreadable(reason[:1].lower() + reason[1:], "unreadable")
    return _content(origin, raw, limits)


def _content(origin: _Origin, raw: bytes, limits: Limits) -> Input:
    return _told_at_sight(origin, raw) or _told_by_reading(origin, raw, limits)


def _told_at_sight(origin: _Origin, raw: bytes) -> Input | None:
    """Recognise what is no YAML or JSON, and in a walk also what cannot be of interest, without parsing it."""
    name = origin.uri.lower()
    if not raw or raw.isspace():
        return origin.input("not-a-template", "empty")
    if raw.startswith(ZIP):
        return _archive(origin, raw)
    if name.endswith(TERRAFORM_SOURCES):
        return origin.input("not-a-template", "Terraform source; `terraform show -json PLAN` gives what can be judged")
    needs_parsing = origin.named or name.endswith(".tf.json") or raw.startswith(WIDE)
    if not needs_parsing and not any(marker in raw for marker in MARKERS):
        return origin.input("not-a-template", "no section of a template or a plan (not parsed)")
    lines = recognise_text(decode(raw[:SAMPLE]).text)
    if lines is None:
        return None
    return replace(origin.input(lines.kind, lines.reason), text=decode(raw).text)


def _told_by_reading(origin: _Origin, raw: bytes, limits: Limits) -> Input:
    reading = read(origin.uri, raw, limits)
    problem = next((found for found in reading.diagnostics if found.severity == "error"), None)
    if problem is not None:
        meant = re.search(TEMPLATE_SIGNS, reading.text) is not None
        unreadable = origin.input("unreadable", problem.message)
        return replace(unreadable, diagnostics=reading.diagnostics, looks_like_template=meant)
    recognised = [recognise(document.data, origin.uri) for document in reading.documents]
    best = next((one for one in recognised if one.kind != "not-a-template"), None)
    if best is None:
        return origin.input("not-a-template", recognised[0].reason if recognised else "empty")
    alike = [document for document, one in zip(reading.documents, recognised, strict=True) if one.kind == best.kind]
    return replace(
        origin.input(best.kind, best.reason),
        documents=tuple(alike),
        diagnostics=reading.diagnostics,
        conformance_pack=best.conformance_pack,
    )


def to_json(plan: str) -> str:
    """The command that makes a binary plan readable."""
    name = "PLAN" if plan == STDIN else plan
    return f"`terraform show -json {shlex.quote(name)} > {shlex.quote(f'{name}.json')}`"


def _archive(origin: _Origin, raw: bytes) -> Input:
    if all(member in raw for member in PLAN_MEMBERS):
        return origin.input("terraform-plan-binary", f"Terraform plan file: {to_json(origin.uri)} makes it readable")
    return origin.input("not-a-template", "zip archive")
