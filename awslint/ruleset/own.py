"""Rules of a team's own: files in the format of ours, from folders that a configuration names."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from awslint.knowledge.facts import SCOPE
from awslint.model.record import record
from awslint.model.report import Diagnostic, Location
from awslint.model.rule import Rule
from awslint.ruleset.index import PACKAGE, Index

if TYPE_CHECKING:
    from awslint.ruleset.clauses import Facts

MOST_FILES = 1_000
"""Rule files in all folders together."""

MOST_RULES = 2_000
"""Rules in these files: a family is one file with many."""

FIXTURES = "fixtures"
"""A folder of this name below the rules holds templates to test them with."""


@record(eq=False)
class OwnRules:
    """Rules of own folders: the index with them among ours, what is wrong with their files, ids by folder."""

    index: Index
    problems: tuple[Diagnostic, ...] = ()
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def with_own(index: Index, folders: Iterable[str]) -> OwnRules:
    """The index with the rules below these folders. A rule with a fault is left out, and its faults are told.

    Nothing of a rule file is executed; size, depth, regular expressions and the number of rules are bounded.
    """
    wanted = list(dict.fromkeys(folders))
    if not wanted:
        return OwnRules(index)
    # Checking rule files takes what only a compilation needs otherwise.
    from awslint.ruleset import loader, schemas
    from awslint.ruleset.clauses import Facts

    known = index.knowledge
    facts = Facts(schemas.find(PACKAGE / "knowledge" / "types"), known.relations, known.defaults, known.identities)
    problems: list[Diagnostic] = []
    rules: dict[str, Rule] = {}
    files: dict[str, str] = {}
    ids: dict[str, frozenset[str]] = {}
    read: dict[str, tuple[str, ...]] = {}
    for folder in wanted:
        here: set[str] = set()
        for file in _files(folder, problems):
            real = os.path.realpath(file)
            if real not in read and len(read) < MOST_FILES:
                loaded = loader.load(file, _bytes(file), facts)
                problems += loaded.problems
                read[real] = _taken(loaded.rules, file, index, rules, files, problems)
            here.update(read.get(real, ()))
        ids[folder] = frozenset(here)
    if len(read) >= MOST_FILES or len(rules) > MOST_RULES:
        says = f"more than {MOST_FILES} files or {MOST_RULES} rules of your own; the rest is not read"
        problems.append(Diagnostic("error", "rule-file", says, wanted[0]))
    return OwnRules(_extended(index, rules, facts) if rules else index, tuple(problems), ids, files)


def files_in(folder: str) -> list[str]:
    """The rule files below a folder, sorted; what lies in a folder of fixtures or a hidden one is none.

    A rule file stands for itself.
    """
    if os.path.isfile(folder):
        return [folder]
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != FIXTURES and not name.startswith("."))
        rule_files = (name for name in sorted(names) if name.endswith((".yaml", ".yml")) and name[0] != ".")
        found += [os.path.join(where, name).replace(os.sep, "/") for name in rule_files]
    return found


def _files(folder: str, problems: list[Diagnostic]) -> Iterator[str]:
    found = files_in(folder)
    if not found:
        problems.append(Diagnostic("error", "rule-file", "no rule file (*.yaml) in this folder of rules", folder))
    for file in found:
        if file.endswith(".yml"):
            problems.append(Diagnostic("error", "rule-file", "a rule file is named <id>.yaml", file))
        elif not os.path.isfile(file):
            problems.append(Diagnostic("error", "rule-file", "not a regular file", file))
        else:
            yield file


def _bytes(file: str) -> bytes:
    """No more than the loader will look at."""
    try:
        with open(file, "rb") as stream:
            return stream.read(1024 * 1024 + 1)
    except OSError:
        return b""


def _taken(
    found: Iterable[Rule],
    file: str,
    index: Index,
    rules: dict[str, Rule],
    files: dict[str, str],
    problems: list[Diagnostic],
) -> tuple[str, ...]:
    """The ids of the rules that are added; one that is called like another is not."""
    taken = []
    for rule in found:
        if len(rules) >= MOST_RULES:
            rules[rule.id] = rule
            break
        clash = _clash(rule, index, files)
        if clash:
            problems.append(Diagnostic("error", "rule-file", clash, file, _line_of(file, rule.id)))
            continue
        rules[rule.id] = replace(rule, service=rule.resource_types[0].split("::")[1].lower())
        files[rule.id] = file
        taken.append(rule.id)
    return tuple(taken)


def _clash(rule: Rule, index: Index, files: Mapping[str, str]) -> str:
    if rule.id in files:
        return f"a second rule '{rule.id}'; the first is in {files[rule.id]}"
    for name in (rule.id, rule.config_rule):
        if name is not None:
            try:
                other = index.rule(name)
            except KeyError:
                continue
            return f"'{name}' is awslint's own rule '{other.id}'; give yours another id and `config_rule: null`"
    return ""


def _line_of(file: str, rule_id: str) -> Location | None:
    """Where the id is written."""
    try:
        lines = Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    for number, line in enumerate(lines, 1):
        column = line.find(rule_id)
        if column >= 0 and "id:" in line[:column]:
            return Location(file, number, column + 1, number, column + 1 + len(rule_id))
    return None


def _extended(index: Index, rules: Mapping[str, Rule], facts: "Facts") -> Index:
    """The index with more rules, as if it had been compiled with them: properties that they read get their types."""
    from awslint.ruleset.codec import encoded
    from awslint.ruleset.compiling import entry_of, names_of
    from awslint.ruleset.shapes import shapes_of

    catalogue = index.header["catalogue"]
    assert isinstance(catalogue, list)
    lines = dict(zip(index.ids, index.lines, strict=True))
    entries = {str(entry["id"]): entry for entry in catalogue}
    wanted: dict[str, set[str]] = {}
    for rule in rules.values():
        lines[rule.id] = json.dumps(encoded(rule), ensure_ascii=False).encode()
        entries[rule.id] = {key: value for key, value in entry_of(rule).items() if key != "reads"}
        for type_, paths in rule.reads.items():
            wanted.setdefault(type_, set()).update(paths)
    for rule in index.rules():
        for type_, paths in rule.reads.items():
            if type_ in wanted:
                wanted[type_].update(paths)
    for rows in index.knowledge.relations.values():
        for row in rows:
            for type_ in row.sources if row.via != SCOPE else ():
                if type_ in wanted:
                    wanted[type_].add(row.via)
    for type_, table in index.knowledge.identities.items():
        if type_ in wanted and "Ref" in table:
            wanted[type_].add(table["Ref"])
    shapes, names = index.header["shapes"], index.header["names"]
    assert isinstance(shapes, dict) and isinstance(names, dict)
    typed = {type_: shapes_of(facts.schemas, type_, paths) for type_, paths in sorted(wanted.items())}
    header = {
        **index.header,
        "catalogue": [entries[one] for one in sorted(entries)],
        "shapes": {**shapes, **typed},
        "names": {**names, **{type_: names_of(facts, type_) for type_ in wanted}},
    }
    return Index(header, [lines[one] for one in sorted(lines)])
