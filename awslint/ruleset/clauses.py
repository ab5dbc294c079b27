"""The clauses of a rule file, parsed into the model and checked against the schemas."""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import cast

from awslint.analysis.question import AREAS, Question, question
from awslint.knowledge.facts import SCOPE, Relation, ServiceDefault
from awslint.model.place import Path
from awslint.model.record import record
from awslint.model.rule import (
    EACH,
    AllClause,
    AnyClause,
    Clause,
    Fragment,
    NotClause,
    Parameter,
    ParameterClause,
    PathClause,
    PredicateClause,
    Quantifier,
    RelatedClause,
    Steps,
    WhenAbsent,
)
from awslint.ruleset import fragments
from awslint.ruleset.paths import WrongPath, locate, parse, written
from awslint.ruleset.problems import Problem, suggestion
from awslint.ruleset.schemas import Schemas, Spot

QUANTIFIERS = ("some", "every", "none")
UNMAPPED = ("@Type", "@Region")  # they are known in every language


@record(eq=False)
class Facts:
    """What rule files are checked against."""

    schemas: Schemas
    relations: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    defaults: Mapping[tuple[str, str], ServiceDefault] = field(default_factory=dict)
    identities: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@record(eq=False)
class Scope:
    """What the clauses being parsed are about.

    types      the resource types that a path is looked up in
    each       whether a path must exist in each of them, or in one (the other ends of a relation)
    problems   filled while parsing
    reads      per type the paths that were read, in order; filled while parsing
    """

    facts: Facts
    types: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    each: bool = True
    problems: list[Problem] = field(default_factory=list)
    reads: dict[str, dict[str, None]] = field(default_factory=dict)

    def wrong(self, path: Path, message: str, *, key: bool = False) -> None:
        """Note a problem."""
        self.problems.append(Problem(path, message, key))


def clause_of(data: Mapping[str, object], at: Path, scope: Scope) -> Clause:
    """A clause from its data, which the metaschema has accepted; faults go to the scope's problems."""
    inner = replace(scope, types=_narrowed(data, scope.types))
    clauses = tuple(clause for key, value in data.items() for clause in _entry(key, value, (*at, key), inner))
    return clauses[0] if len(clauses) == 1 else AllClause(clauses)


def _entry(key: str, value: object, at: Path, scope: Scope) -> Iterator[Clause]:
    match key, value:
        case (("all" | "any"), list()):
            parts = tuple(clause_of(one, (*at, index), scope) for index, one in enumerate(value))
            yield AllClause(parts) if key == "all" else AnyClause(parts)
        case "not", Mapping():
            yield NotClause(clause_of(value, at, scope))
        case "related", Mapping():
            yield _related(value, at, scope)
        case "predicate", Mapping():
            yield _predicate(value, at, scope)
        case "when-param", Mapping():
            for name, inner in value.items():
                if name not in scope.parameters:
                    near = suggestion(name, scope.parameters)
                    scope.wrong((*at, name), f"the rule has no parameter '{name}'{near}", key=True)
                yield ParameterClause(name, clause_of(inner, (*at, name), scope))
        case _:
            found = _path_clause(key, value, at, scope)
            if found is not None:
                yield found


def _narrowed(data: Mapping[str, object], types: tuple[str, ...]) -> tuple[str, ...]:
    """The types that are left beside an `@Type` that is a constant or an enum."""
    test = data.get("@Type")
    if not isinstance(test, Mapping):
        return types
    named = [test["const"]] if "const" in test else test.get("enum")
    if not isinstance(named, list):
        return types
    return tuple(type_ for type_ in types if type_ in named) or types


def _path_clause(text: str, value: object, at: Path, scope: Scope) -> PathClause | None:
    try:
        steps = parse(text)
    except WrongPath as wrong:
        scope.wrong(at, str(wrong), key=True)
        return None
    spots = _spots(steps, at, scope)
    quantifier, absent, test, inside = _assertion(value, at)
    _check_words(steps, quantifier, absent, value, at, scope)
    for type_, spot in spots:
        if not text.startswith(UNMAPPED):
            scope.reads.setdefault(type_, {})[text] = None
        if absent == "default" and not _has_default(scope.facts, type_, steps):
            says = f"no documented default for {type_} {text}: add a row to knowledge/defaults.yaml"
            scope.wrong((*at, "absent"), says)
        place = fragments.Place(inside, spot, text)
        found = fragments.problems_of(test, place, scope.parameters)
        scope.problems.extend(one for one in found if one not in scope.problems)
    if steps == ("@Type",):
        _check_types(test, inside, scope)
    return PathClause(steps, cast(Fragment, test), quantifier, absent)


def _spots(steps: Steps, at: Path, scope: Scope) -> list[tuple[str, Spot | None]]:
    """What the schemas say about a path, for each type that has it."""
    if str(steps[0]).startswith("@"):
        return [(type_, None) for type_ in scope.types]
    found: list[tuple[str, Spot | None]] = []
    wrong = []
    for type_ in scope.types:
        try:
            found.append((type_, locate(scope.facts.schemas, type_, steps)))
        except WrongPath as error:
            wrong.append(str(error))
    if wrong and (scope.each or not found):
        scope.wrong(at, wrong[0], key=True)
    return found


def _assertion(value: object, at: Path) -> tuple[Quantifier, WhenAbsent, object, Path]:
    """An assertion apart: how lists are read, what absence means, the fragment, and where that stands."""
    if value is False:
        return "value", "pass", False, at
    if not isinstance(value, Mapping):
        return "value", "fail", value, at
    absent = cast(WhenAbsent, value.get("absent", _unless_said(value, at)))
    for word in QUANTIFIERS:
        if word in value:
            return cast(Quantifier, word), absent, value[word], (*at, word)
    test: object = {key: inner for key, inner in value.items() if key != "absent"}
    return "value", absent, test or True, at


def _unless_said(value: Mapping[str, object], at: Path) -> WhenAbsent:
    """What absence means where the author does not say: nothing to find fault with in `none`, and in a scope or a
    prohibition it meets a `not`; everywhere else it fails."""
    meets = "none" in value or (at[0] in ("when", "forbid") and set(value) == {"not"})
    return "pass" if meets else "fail"


def _check_words(
    steps: Steps, quantifier: Quantifier, absent: WhenAbsent, value: object, at: Path, scope: Scope
) -> None:
    words = list(value) if isinstance(value, Mapping) else []
    if EACH in steps and quantifier == "value":
        scope.wrong(at, f"'{written(steps)}' names many values: say 'some', 'every' or 'none'", key=True)
    if EACH not in steps and quantifier != "value":
        scope.wrong((*at, quantifier), f"'{quantifier}' is for a path with '[*]'", key=True)
    if quantifier != "value":
        for word in words:
            if word not in (quantifier, "absent"):
                scope.wrong((*at, word), f"'{word}' must stand inside '{quantifier}'", key=True)
    if words == ["absent"] and absent in ("pass", "default"):
        scope.wrong(at, f"'absent: {absent}' alone asserts nothing", key=True)


def _has_default(facts: Facts, type_: str, steps: Steps) -> bool:
    """Whether the table has a row for the path, or for an ancestor whose value goes that deep."""
    if (type_, written(steps)) in facts.defaults:
        return True
    for depth in range(len(steps) - 1, 0, -1):
        row = facts.defaults.get((type_, written(steps[:depth])))
        if row is not None:
            value = row.value
            for step in steps[depth:]:
                value = value.get(str(step)) if isinstance(value, Mapping) else None
            if value is not None:
                return True
    return False


def _check_types(test: object, at: Path, scope: Scope) -> None:
    if not isinstance(test, Mapping):
        return
    named = test["enum"] if isinstance(test.get("enum"), list) else [test["const"]] if "const" in test else []
    for type_ in named:
        if isinstance(type_, str) and scope.facts.schemas.schema(type_) is None:
            near = suggestion(type_, scope.types)
            scope.wrong((*at, "enum" if "enum" in test else "const"), f"'{type_}' is not a resource type{near}")


def _related(value: Mapping[str, object], at: Path, scope: Scope) -> RelatedClause:
    name = str(value["relation"])
    rows = scope.facts.relations.get(name)
    if rows is None:
        scope.wrong((*at, "relation"), f"no relation '{name}'{suggestion(name, scope.facts.relations)}")
    quantifier = next((word for word in QUANTIFIERS if word in value), None)
    if quantifier is None:
        scope.wrong(at, "a related clause says 'some', 'every' or 'none'", key=True)
        quantifier = "some"
    ends: dict[str, None] = {}
    for type_ in scope.types:
        found = _other_ends(rows or (), type_)
        if rows and not found:
            scope.wrong((*at, "relation"), f"'{name}' is no relation of {type_}")
        ends.update(dict.fromkeys(found))
    for row in rows or ():
        for source in row.sources:
            if row.via != SCOPE and (source in scope.types or source in ends):
                scope.reads.setdefault(source, {})[row.via] = None
    where = value.get(quantifier)
    inner = replace(scope, types=tuple(ends), each=False)
    asked = clause_of(where, (*at, quantifier), inner) if isinstance(where, Mapping) and where and rows else None
    outside = value.get("outside", "unknown")
    assert outside in ("unknown", "pass", "fail")
    return RelatedClause(name, cast(Quantifier, quantifier), asked, outside)


def _other_ends(rows: tuple[Relation, ...], type_: str) -> tuple[str, ...]:
    """The types at the other end, in the direction that fits, as `View.related` reads a relation."""
    forward = [row for row in rows if type_ in row.sources]
    if forward:
        return tuple(dict.fromkeys(target for row in forward for target in row.targets))
    return tuple(dict.fromkeys(source for row in rows if type_ in row.targets for source in row.sources))


def _predicate(value: Mapping[str, object], at: Path, scope: Scope) -> PredicateClause:
    name = str(value["name"])
    arguments = {key: inner for key, inner in value.items() if key != "name"}
    asked = _question(name)
    if asked is None:
        scope.wrong((*at, "name"), f"no question '{name}'{suggestion(name, _known_questions())}")
        return PredicateClause(name, arguments)
    for key, inner in arguments.items():
        if key not in asked.arguments:
            scope.wrong((*at, key), f"'{name}' takes no '{key}'{suggestion(key, asked.arguments)}", key=True)
        parameter = fragments.parameter_of(inner)
        if parameter is not None and parameter not in scope.parameters:
            near = suggestion(parameter, scope.parameters)
            scope.wrong((*at, key, "param"), f"the rule has no parameter '{parameter}'{near}")
    for type_, paths in asked.reads.items():
        scope.reads.setdefault(type_, {}).update(dict.fromkeys(paths))
    where = arguments.get("at")
    if "at" in asked.arguments and isinstance(where, str):  # the property that the rule asks about
        for type_ in scope.types:
            scope.reads.setdefault(type_, {})[where] = None
    return PredicateClause(name, arguments)


def _question(name: str) -> Question | None:
    try:
        return question(name)
    except (KeyError, ImportError):
        return None


def questions(area: str) -> Mapping[str, Question]:
    """The questions of an area of analysis, none when it has no such module."""
    try:
        module = importlib.import_module(f"awslint.analysis.{area}.questions")
    except ImportError:
        return {}
    found: Mapping[str, Question] = module.QUESTIONS
    return found


def _known_questions() -> tuple[str, ...]:
    return tuple(name for area in AREAS for name in questions(area))
