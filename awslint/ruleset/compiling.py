"""Rule files and tables to the bytes of the index. Only a build or a changed checkout comes here.

The index is a JSON array with one element a line, so that a run parses the lines that it needs: a header with the
catalogue and the tables, the rules in the order of the catalogue, and at last what a later compilation wants to know.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path as File

from awslint.analysis.question import AREAS
from awslint.knowledge import terraform_compile
from awslint.knowledge.facts import SCOPE
from awslint.model.record import record
from awslint.model.report import Diagnostic
from awslint.model.rule import Rule
from awslint.ruleset import loader, schemas, tables
from awslint.ruleset.clauses import Facts, questions
from awslint.ruleset.codec import decoded, encoded
from awslint.ruleset.inputs import SUFFIXES
from awslint.ruleset.shapes import shapes_of

FORMAT = 1


@record()
class Compiled:
    """The bytes of an index, and the problems of the files behind it as `file:line:column: message`."""

    content: bytes
    problems: tuple[str, ...]


def compile_index(rules: File, knowledge: File, previous: bytes = b"") -> Compiled:
    """Compile all rule files below `rules` and the tables in `knowledge`.

    A file with faults is left out and its problems are recorded. From a previous index the lines of unchanged files
    are taken over, when nothing else changed.
    """
    found = tables.load(knowledge)
    base = _base(knowledge)
    kept = _kept(previous, base)
    files: dict[str, dict[str, object]] = {}
    lines: dict[str, tuple[str, dict[str, object]]] = {}
    problems = list(found.problems)
    for path in sorted(rules.glob("*/*.yaml")):
        uri = f"rules/{path.relative_to(rules).as_posix()}"
        raw = path.read_bytes()
        sha = hashlib.sha256(raw).hexdigest()[:24]
        old = kept.get(uri)
        if old is not None and old[0] == sha:
            entries = old[1]
        else:
            loaded = loader.load(uri, raw, found.facts)
            problems.extend(loaded.problems)
            entries = [(_line(encoded(rule)), entry_of(rule)) for rule in loaded.rules]
            if loaded.problems:
                sha = ""  # looked at again next time
        files[uri] = {"sha": sha, "rules": [entry["id"] for _, entry in entries]}
        for line, entry in entries:
            if entry["id"] in lines:
                problems.append(Diagnostic("error", "rule-file", f"a second rule '{entry['id']}'", uri))
            lines[str(entry["id"])] = line, entry
    ordered = sorted(lines)
    shapes = _shapes(found.facts, [lines[one][1] for one in ordered])
    header = {
        "format": FORMAT,
        "schemas": found.facts.schemas.date,
        "catalogue": [lines[one][1] for one in ordered],
        "problems": [asdict(problem) for problem in problems],
        "relations": [asdict(row) for _, rows in sorted(found.facts.relations.items()) for row in rows],
        "defaults": [asdict(row) for _, row in sorted(found.facts.defaults.items())],
        "limits": [asdict(row) for row in found.limits],
        "identities": {type_: dict(table) for type_, table in sorted(found.facts.identities.items())},
        "shapes": shapes,
        "names": {type_: names_of(found.facts, type_) for type_ in shapes},
    }
    footer = {"base": base, "files": files}
    content = ",\n".join([_line(header), *(lines[one][0] for one in ordered), _line(footer)])
    return Compiled(f"[\n{content}\n]\n".encode(), tuple(_worded(problem) for problem in problems))


def compile_terraform(knowledge: File) -> bytes:
    """Compile the Terraform tables in `knowledge/terraform`.

    Raises WrongTable.
    """
    return terraform_compile.written(knowledge / "terraform", schemas.find(knowledge / "types").schema)


Entries = list[tuple[str, dict[str, object]]]


def _base(knowledge: File) -> str:
    """A fingerprint of everything beside its file that a compiled rule depends on."""
    asked = {
        name: [{type_: list(paths) for type_, paths in one.reads.items()}, list(one.arguments)]
        for area in AREAS
        for name, one in questions(area).items()
    }
    code = sorted(File(__file__).parent.iterdir())
    return _digest([*sorted(knowledge.glob("*.yaml")), *sorted(knowledge.glob("types/*.json")), *code], _line(asked))


def _digest(files: Iterable[File], text: str) -> str:
    """A fingerprint of a text and of the contents of files, wherever they lie."""
    whole = hashlib.sha256(text.encode())
    for file in files:
        if file.is_file() and file.suffix in SUFFIXES:
            content = file.read_bytes()
            whole.update(f"{file.name} {len(content)}\n".encode())
            whole.update(content)
    return whole.hexdigest()[:24]


def _kept(previous: bytes, base: str) -> dict[str, tuple[str, Entries]]:
    """The entries of a previous index by file, if what all of them depend on is unchanged."""
    if not previous:
        return {}
    lines = [line.removesuffix(",") for line in previous.decode().split("\n")]
    footer = json.loads(lines[-3])
    if footer["base"] != base:
        return {}
    by_id = {entry["id"]: (line, entry) for line in lines[2:-3] if (entry := entry_of(decoded(json.loads(line))))}
    return {uri: (file["sha"], [by_id[one] for one in file["rules"]]) for uri, file in footer["files"].items()}


def _line(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def entry_of(rule: Rule) -> dict[str, object]:
    """What choosing a rule needs to know about it."""
    return {
        "id": rule.id,
        "config_rule": rule.config_rule,
        "severity": rule.severity,
        "service": rule.service,
        "profile": rule.profile,
        "since": rule.since,
        "types": list(rule.resource_types),
        "reads": {type_: list(paths) for type_, paths in rule.reads.items()},
    }


def _shapes(facts: Facts, catalogue: list[dict[str, object]]) -> dict[str, object]:
    """The types of all paths that anything reads."""
    wanted: dict[str, set[str]] = {}
    for entry in catalogue:
        reads = entry.pop("reads")
        assert isinstance(reads, Mapping)
        for type_, paths in reads.items():
            wanted.setdefault(type_, set()).update(paths)
    for rows in facts.relations.values():
        for row in rows:
            for source in row.sources if row.via != SCOPE else ():
                wanted.setdefault(source, set()).add(row.via)
    for type_, table in facts.identities.items():
        if "Ref" in table:
            wanted.setdefault(type_, set()).add(table["Ref"])
    return {type_: shapes_of(facts.schemas, type_, paths) for type_, paths in sorted(wanted.items())}


def names_of(facts: Facts, type_: str) -> list[str]:
    """The properties of a type, read-only ones included: what Fn::GetAtt may ask for begins with one of them."""
    properties = (facts.schemas.schema(type_) or {}).get("properties")
    return sorted(properties) if isinstance(properties, Mapping) else []


def _worded(problem: Diagnostic) -> str:
    at = problem.location
    where = f":{at.start_line}:{at.start_column}" if at else ""
    return f"{problem.file}{where}: {problem.message}"
