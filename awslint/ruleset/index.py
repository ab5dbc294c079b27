"""The compiled index: what a run knows about rules and AWS, without reading YAML or schemas.

A wheel carries `awslint/index.json`. A checkout compiles it when a rule file, a table or the compiler has changed.
"""

import json
import os
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from awslint.knowledge.facts import Knowledge, Limit, Relation, ServiceDefault
from awslint.model.report import Diagnostic, Location
from awslint.model.rule import Rule, RuleHead
from awslint.ruleset.codec import decoded
from awslint.ruleset.inputs import changed_since

if TYPE_CHECKING:
    from awslint.knowledge.terraform_tables import Tables

PACKAGE = Path(__file__).parent.parent


class UnknownRule(KeyError):
    """No rule has this id or identifier; the text suggests the nearest."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would quote it


@dataclass(eq=False)
class Index:
    """The rules and the facts of one index.

    problems   faults of rule files in a checkout; their rules are not in the index
    schemas    date of the CloudFormation schemas that the rules were checked against
    """

    header: Mapping[str, object] = field(repr=False)
    lines: list[bytes] = field(repr=False)
    _rules: dict[str, Rule] = field(default_factory=dict, repr=False)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All rule ids, sorted."""
        return tuple(str(entry["id"]) for entry in self._catalogue)

    @cached_property
    def knowledge(self) -> Knowledge:
        """The tables and property types."""
        relations: dict[str, tuple[Relation, ...]] = {}
        for row in _rows(self.header["relations"]):
            columns: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
            relation = Relation(**columns)
            relations[relation.name] = (*relations.get(relation.name, ()), relation)
        defaults = [ServiceDefault(**row) for row in _rows(self.header["defaults"])]
        shapes, identities, names = (self.header[key] for key in ("shapes", "identities", "names"))
        assert isinstance(shapes, dict) and isinstance(identities, dict) and isinstance(names, dict)
        limits = {row["name"]: Limit(**row) for row in _rows(self.header.get("limits", []))}
        return Knowledge(relations, {(row.type, row.path): row for row in defaults}, shapes, identities, names, limits)

    @property
    def schemas(self) -> str:
        """When the schemas were made that the rules were checked against, as an ISO date."""
        return str(self.header["schemas"])

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What is wrong with rule files or tables of this checkout."""
        found = []
        for row in _rows(self.header["problems"]):
            where = row["location"]
            found.append(Diagnostic(**{**row, "location": where and Location(**where)}))
        return tuple(found)

    def rule(self, name: str) -> Rule:
        """The rule with this id or AWS Config identifier.

        Raises UnknownRule.
        """
        found = self._ids_by_name.get(name, name)
        number = self._numbers.get(found)
        if number is None:
            raise UnknownRule(f"no rule '{name}'{self._near(name)}")
        rule = self._rules.get(found)
        if rule is None:
            rule = self._rules[found] = decoded(json.loads(self.lines[number]))
        return rule

    def knows(self, name: str) -> bool:
        """Whether some rule has this id or AWS Config identifier."""
        return self._ids_by_name.get(name, name) in self._numbers

    @cached_property
    def heads(self) -> tuple[RuleHead, ...]:
        """What choosing among all rules needs to know, in the order of their ids."""
        return tuple(
            RuleHead(
                one["id"],
                one["config_rule"],
                one["severity"],
                one["service"],
                one["profile"],
                tuple(one["types"]),
                one["since"],
            )
            for one in self._catalogue
        )

    def read(self, head: RuleHead) -> Rule:
        """The rule with this head, as severe as the head says."""
        rule = self.rule(head.id)
        return rule if rule.severity == head.severity else replace(rule, severity=head.severity)

    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order of their ids."""
        return tuple(self.rule(id_) for id_ in self.ids)

    def rules_for(self, types: Iterable[str]) -> Iterator[Rule]:
        """The rules that judge one of the resource types, in the order of their ids."""
        wanted = frozenset(types)
        return (self.rule(entry["id"]) for entry in self._catalogue if not wanted.isdisjoint(entry["types"]))

    @property
    def _catalogue(self) -> list[dict[str, Any]]:
        return _rows(self.header["catalogue"])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {id_: number for number, id_ in enumerate(self.ids)}

    @cached_property
    def _ids_by_name(self) -> dict[str, str]:
        """Ids by every name a user may write: the ids themselves and AWS Config's identifiers."""
        names = {id_: id_ for id_ in self.ids}
        names.update({str(e["config_rule"]): str(e["id"]) for e in self._catalogue if e["config_rule"] is not None})
        return names

    def _near(self, name: str) -> str:
        import difflib

        near = difflib.get_close_matches(name, list(self._ids_by_name), n=1, cutoff=0.6)
        return f"; did you mean '{near[0]}'?" if near else ""


def _rows(data: object) -> list[dict[str, Any]]:
    assert isinstance(data, list)
    return data


def parsed(content: bytes) -> Index:
    """An index from its bytes."""
    lines = [line.removesuffix(b",") for line in content.split(b"\n")]
    return Index(json.loads(lines[1]), lines[2:-3])


@lru_cache(maxsize=4)
def load(package: Path = PACKAGE) -> Index:
    """The index of this installation, compiled first where a checkout has changed.

    Raises FileNotFoundError when a wheel was built without one.
    """
    file = package / "index.json"
    rules = package.parent / "rules"
    if not _is_checkout(package):
        return parsed(file.read_bytes())
    folders = [rules, *(package / name for name in ("knowledge", "ruleset", "analysis"))]

    def compile_again(old: bytes) -> bytes:
        from awslint.ruleset.compiling import compile_index

        return compile_index(rules, package / "knowledge", old).content

    return parsed(_current(file, folders, compile_again, without=("terraform",)))


@lru_cache(maxsize=4)
def terraform_tables(package: Path = PACKAGE) -> "Tables":
    """The Terraform tables of this installation, compiled first where a checkout has changed. See `load`."""
    from awslint.knowledge.terraform_tables import Tables

    file = package / "terraform.json"
    folder = package / "knowledge" / "terraform"
    if not _is_checkout(package):
        return Tables.from_file(file)

    def compile_again(_: bytes) -> bytes:
        from awslint.ruleset.compiling import compile_terraform

        return compile_terraform(package / "knowledge")

    return Tables.from_json(json.loads(_current(file, [folder, package / "knowledge"], compile_again)))


def _is_checkout(package: Path) -> bool:
    return (package.parent / "pyproject.toml").is_file() and (package.parent / "rules").is_dir()


def _current(
    file: Path, folders: Iterable[Path], compile_again: Callable[[bytes], bytes], without: Container[str] = ()
) -> bytes:
    """The bytes of a checkout's compiled file, up to date."""
    begun = time.time_ns()
    old = file.read_bytes() if file.is_file() else b""
    if old and not changed_since(file.stat().st_mtime_ns, map(str, folders), without):
        return old
    content = compile_again(old)
    _replace(file, content, begun)
    return content


def _replace(file: Path, content: bytes, moment: int) -> None:
    """Write atomically, dated before the inputs were read. Where nothing can be written, every run compiles."""
    import tempfile  # brings half the standard library, and is hardly ever needed

    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".compiled-", suffix=".tmp")
    except OSError:
        return
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    os.chmod(name, 0o644)
    os.utime(name, ns=(moment, moment))
    os.replace(name, file)
