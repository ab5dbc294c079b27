"""The tables under `knowledge/`: relations, service defaults, identities. Every row is checked against the schemas."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path as File

from awslint.knowledge.facts import SCOPE, Limit, Relation, ServiceDefault
from awslint.model.place import Path
from awslint.model.record import record
from awslint.model.report import Diagnostic
from awslint.ruleset import fragments
from awslint.ruleset import schemas as cloudformation
from awslint.ruleset.clauses import Facts
from awslint.ruleset.paths import WrongPath, locate, parse
from awslint.ruleset.problems import Problem, at, diagnostic, suggestion
from awslint.ruleset.schemas import KINDS, Schemas, Spot
from awslint.source.document import Document
from awslint.source.reading import read

Row = Mapping[str, object]
Columns = Mapping[str, tuple[type, ...]]

RELATION: Columns = {"name": (str,), "sources": (list,), "via": (str,), "targets": (list,), "by": (list,)}
DEFAULT: Columns = {
    "type": (str,), "path": (str,), "value": (object,), "since": (str,), "source": (str,), "note": (str,),
}  # fmt: skip
LIMIT: Columns = {
    "name": (str,), "type": (str,), "measure": (str,), "path": (str,), "maximum": (int,), "noun": (str,),
    "source": (str,), "by": (str,), "since": (str,),
}  # fmt: skip
MEASURES = ("items", "text", "encoded", "document", "entries", "related", "inline")
OPTIONAL = ("by", "since", "note")
NAME = r"[a-z0-9]+(-[a-z0-9]+)*"


@record()
class Tables:
    """The facts of a knowledge folder, and what is wrong with its tables. A wrong row is left out."""

    facts: Facts
    problems: tuple[Diagnostic, ...]
    limits: tuple[Limit, ...] = ()


def load(folder: File) -> Tables:
    """Read the tables of a folder; a table that is missing is empty."""
    schemas = cloudformation.find(folder / "types")
    problems: list[Diagnostic] = []
    relations: dict[str, tuple[Relation, ...]] = {}
    for row, found in _rows(folder / "relations.yaml", RELATION, problems):
        relation = _relation(row, schemas, found)
        if relation is not None:
            relations[relation.name] = (*relations.get(relation.name, ()), relation)
    defaults = {}
    for row, found in _rows(folder / "defaults.yaml", DEFAULT, problems):
        default = _default(row, schemas, found)
        if default is not None:
            if (default.type, default.path) in defaults:
                found.append(Problem(("path",), f"a second row for {default.type} {default.path}"))
            defaults[default.type, default.path] = default
    limits = []
    for row, found in _rows(folder / "limits.yaml", LIMIT, problems):
        limit = _limit(row, schemas, relations, found)
        if limit is not None:
            limits.append(limit)
    identities = _identities(folder / "identities.yaml", schemas, problems)
    return Tables(Facts(schemas, relations, defaults, identities), tuple(problems), tuple(limits))


def _document(file: File, problems: list[Diagnostic]) -> Document | None:
    if not file.is_file():
        return None
    name = f"knowledge/{file.name}"
    reading = read(name, file.read_bytes())
    problems.extend(at(name, one.message, one.span) for one in reading.diagnostics)
    return reading.documents[0] if reading.documents and not reading.diagnostics else None


def _rows(file: File, columns: Columns, problems: list[Diagnostic]) -> Iterator[tuple[Row, list[Problem]]]:
    """The rows that have the right columns, each with a list to which its reader adds what is wrong in it."""
    document = _document(file, problems)
    if document is None or document.data is None:
        return
    if not isinstance(document.data, list):
        problems.append(diagnostic(document, Problem((), "a table is a list of rows")))
        return
    for index, row in enumerate(document.data):
        found = list(_wrong_columns(row, columns))
        if not found:
            yield row, found
        problems.extend(
            diagnostic(document, Problem((index, *problem.path), problem.message, problem.key)) for problem in found
        )


def _wrong_columns(row: object, columns: Columns) -> Iterator[Problem]:
    if not isinstance(row, Mapping):
        yield Problem((), "a row is a mapping")
        return
    for key, value in row.items():
        if key not in columns:
            yield Problem((key,), f"unknown column '{key}'{suggestion(key, columns)}", key=True)
        elif not isinstance(value, columns[key]):
            yield Problem((key,), f"must be {'a list' if columns[key] == (list,) else 'a text'}")
    for key in columns:
        if key not in row and key not in OPTIONAL:
            yield Problem((), f"'{key}' is missing", key=True)


def _located(schemas: Schemas, type_: str, path: str, column: Path, problems: list[Problem]) -> Spot | None:
    try:
        return locate(schemas, type_, parse(path))
    except WrongPath as wrong:
        problems.append(Problem(column, str(wrong)))
        return None


def _relation(row: Row, schemas: Schemas, problems: list[Problem]) -> Relation | None:
    name, via = str(row["name"]), str(row["via"])
    sources, targets, by = (_texts(row.get(column), (column,), problems) for column in ("sources", "targets", "by"))
    if re.fullmatch(NAME, name) is None:
        problems.append(Problem(("name",), f"'{name}' is no name: lower case, joined by hyphens"))
    for index, source in enumerate(sources):
        if via != SCOPE:
            _located(schemas, source, via, ("sources", index), problems)
        elif schemas.schema(source) is None:
            near = suggestion(source, schemas.types)
            problems.append(Problem(("sources", index), f"'{source}' is not a resource type{near}"))
    for index, target in enumerate(targets):
        if schemas.schema(target) is None:
            near = suggestion(target, schemas.types)
            problems.append(Problem(("targets", index), f"'{target}' is not a resource type{near}"))
    return None if problems else Relation(name, sources, via, targets, by or ("Ref",))


def _texts(value: object, column: Path, problems: list[Problem]) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else []
    if not all(isinstance(one, str) for one in listed):
        problems.append(Problem(column, "must be a list of texts"))
    return tuple(str(one) for one in listed)


def _limit(row: Row, schemas: Schemas, relations: Mapping[str, object], problems: list[Problem]) -> Limit | None:
    texts = {column: str(row.get(column, "")) for column in LIMIT if column != "maximum"}
    if texts["measure"] not in MEASURES:
        problems.append(
            Problem(("measure",), f"'{texts['measure']}' is no measure{suggestion(texts['measure'], MEASURES)}")
        )
    for column, named in (("path", texts["measure"] == "related"), ("by", bool(texts["by"]))):
        if named and texts[column] not in relations:
            problems.append(Problem((column,), f"'{texts[column]}' is no relation"))
    if texts["measure"] != "related":
        _located(schemas, texts["type"], texts["path"], ("path",), problems)
    _dated(texts["since"], texts["source"], problems)
    return None if problems else Limit(**texts, maximum=int(str(row["maximum"])))


def _default(row: Row, schemas: Schemas, problems: list[Problem]) -> ServiceDefault | None:
    type_, path, since, source = (str(row.get(column, "")) for column in ("type", "path", "since", "source"))
    spot = _located(schemas, type_, path, ("path",), problems)
    _dated(since, source, problems)
    if spot is not None:
        problems.extend(_unfit(row["value"], spot, ("value",), f"{type_} {path}"))
    return None if problems else ServiceDefault(type_, path, row["value"], since, source, str(row.get("note", "")))


def _dated(since: str, source: str, problems: list[Problem]) -> None:
    if since:
        try:
            date.fromisoformat(since)
        except ValueError:
            problems.append(Problem(("since",), f"'{since}' is no date YYYY-MM-DD"))
    if not source.startswith("https://docs.aws.amazon.com/") and not source.startswith("https://aws.amazon.com/"):
        problems.append(Problem(("source",), "the source is a page of AWS"))


def _unfit(value: object, spot: Spot, at_path: Path, subject: str) -> Iterator[Problem]:
    """What of a default's value the schema does not allow."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            following = spot.step(name)
            if following is None:
                yield Problem(
                    (*at_path, name), f"{subject} has no property '{name}'{suggestion(name, spot.names)}", True
                )
            else:
                yield from _unfit(inner, following, (*at_path, name), f"{subject}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            items = spot.each()
            if items is not None:
                yield from _unfit(inner, items, (*at_path, index), f"{subject}[*]")
    elif spot.kinds != KINDS:
        for problem in fragments.problems_of({"const": value}, fragments.Place(at_path, spot, subject), {}):
            yield Problem(at_path, problem.message)


def _identities(file: File, schemas: Schemas, problems: list[Diagnostic]) -> dict[str, Mapping[str, str]]:
    document = _document(file, problems)
    data = document.data if document else None
    identities: dict[str, Mapping[str, str]] = {}
    for type_, table in (data if isinstance(data, Mapping) else {}).items():
        found: list[Problem] = []
        if schemas.schema(type_) is None:
            found.append(Problem((type_,), f"'{type_}' is not a resource type{suggestion(type_, schemas.types)}", True))
        elif not isinstance(table, Mapping) or not all(isinstance(text, str) for text in table.values()):
            found.append(Problem((type_,), "must be a mapping of texts"))
        else:
            found.extend(_wrong_identity(type_, table, schemas))
        if found and document:
            problems.extend(diagnostic(document, problem) for problem in found)
        else:
            identities[type_] = dict(table)
    return identities


def _wrong_identity(type_: str, table: Mapping[str, str], schemas: Schemas) -> Iterator[Problem]:
    found: list[Problem] = []
    if "Ref" in table:
        _located(schemas, type_, table["Ref"], (type_, "Ref"), found)
    for attribute, template in table.items():
        names = re.findall(r"\$\{([^}]*)\}", template) if attribute != "Ref" else []
        for name in names:
            if name.startswith("AWS::") or name == table.get("Ref"):
                continue
            if _located(schemas, type_, name, (type_, attribute), []) is None:
                says = f"'${{{name}}}' is neither a pseudo parameter nor a property"
                found.append(Problem((type_, attribute), says))
    yield from found
