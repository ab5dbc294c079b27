"""The clauses of a rule in English, for its page and for `awslint explain`."""

import json
from collections.abc import Iterator, Mapping

from awslint.analysis.question import question
from awslint.knowledge.facts import Knowledge, ServiceDefault
from awslint.model.rule import (
    AllClause,
    AnyClause,
    Clause,
    NotClause,
    ParameterClause,
    PathClause,
    PredicateClause,
    RelatedClause,
    Steps,
)

BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
    "multipleOf": "a multiple of",
}
COUNTS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minProperties": "at least {} entries",
    "maxProperties": "at most {} entries",
}
QUANTIFIERS = {"some": "at least one", "every": "each", "none": "no"}


def clause_lines(clause: Clause, knowledge: Knowledge, types: tuple[str, ...], depth: int = 0) -> Iterator[str]:
    """The clause as lines of a nested Markdown list."""
    bullet = f"{'  ' * depth}- "
    match clause:
        case AllClause(clauses) if depth == 0:
            for one in clauses:
                yield from clause_lines(one, knowledge, types, depth)
        case AllClause(clauses) | AnyClause(clauses):
            yield f"{bullet}{'all' if isinstance(clause, AllClause) else 'at least one'} of:"
            for one in clauses:
                yield from clause_lines(one, knowledge, types, depth + 1)
        case NotClause(inner):
            yield f"{bullet}not:"
            yield from clause_lines(inner, knowledge, types, depth + 1)
        case ParameterClause(parameter, inner):
            yield f"{bullet}if the parameter `{parameter}` has a value:"
            yield from clause_lines(inner, knowledge, types, depth + 1)
        case PathClause():
            yield f"{bullet}{path_words(clause)}{absence_words(clause, knowledge, types)}"
        case RelatedClause():
            yield f"{bullet}{_related_words(clause)}"
            if clause.where is not None:
                yield from clause_lines(clause.where, knowledge, (), depth + 1)
        case PredicateClause(name, arguments):
            given = ", ".join(f"{key}: {_value(value)}" for key, value in arguments.items())
            yield f"{bullet}{_question_words(name)}{f' ({given})' if given else ''}"


def path_words(clause: PathClause) -> str:
    """What must hold at a property path."""
    path = f"`{_path(clause.path)}`"
    if clause.test is False and clause.quantifier == "value":
        return f"{path} is not written"
    if clause.test is True:
        return f"{path} is written" if clause.quantifier == "value" else f"{QUANTIFIERS[clause.quantifier]} {path}"
    words = fragment_words(clause.test)
    return f"{path} {words}" if clause.quantifier == "value" else f"{QUANTIFIERS[clause.quantifier]} {path} {words}"


def absence_words(clause: PathClause, knowledge: Knowledge, types: tuple[str, ...]) -> str:
    """What it means that nothing is written at the path; nothing where the words before say it."""
    if isinstance(clause.test, bool) and clause.quantifier == "value":
        return "; whether it is there cannot be known from a template" if clause.absent == "unknown" else ""
    match clause.absent:
        case "pass":
            return ", or nothing is written"
        case "unknown":
            return "; nothing written cannot be judged"
        case "default":
            rows = [row for type_ in types for row in _defaults(knowledge, type_, clause.path)]
            told = "; ".join(f"no `{row.path}`: [{row.note or 'default'}]({row.source}){_since(row)}" for row in rows)
            return f"; nothing written is judged by the service's default ({told})"
        case _:
            return ""


def fragment_words(fragment: object) -> str:
    """A JSON Schema fragment as the rest of a sentence."""
    if fragment is True:
        return "has any value"
    if not isinstance(fragment, Mapping):
        return "has no value"
    return " and ".join(words for key, value in fragment.items() if (words := _keyword(key, value, fragment)))


def _keyword(key: str, value: object, fragment: Mapping[str, object]) -> str:
    if key in BOUNDS:
        return f"is {BOUNDS[key]} {_value(value)}"
    if key in COUNTS:
        return f"has {COUNTS[key].format(_value(value))}"
    match key:
        case "const":
            return f"is {_value(value)}"
        case "enum":
            return f"is {'one of' if isinstance(value, list) else 'in'} {_list(value)}"
        case "type":
            return f"is of type {_list(value) if isinstance(value, list) else value}"
        case "pattern":
            return f"matches {_value(value)}"
        case "not" if isinstance(value, Mapping) and value.keys() == {"pattern"}:
            return f"does not match {_value(value['pattern'])}"
        case "not" if isinstance(value, Mapping) and value.keys() == {"const"}:
            return f"is not {_value(value['const'])}"
        case "not" if isinstance(value, Mapping) and value.keys() == {"enum"}:
            return f"is {'none of' if isinstance(value['enum'], list) else 'not in'} {_list(value['enum'])}"
        case "not":
            return f"is not such that it {fragment_words(value)}"
        case "items":
            return f"has only items of which each {fragment_words(value)}"
        case "contains":
            least = fragment.get("minContains", 1)
            return f"has {'an item' if least == 1 else f'at least {_value(least)} items'} that {fragment_words(value)}"
        case "required":
            return f"has {_list(value)}"
        case "uniqueItems":
            return "has no item twice" if value else ""
        case "properties" if isinstance(value, Mapping):
            return " and ".join(f"has a `{name}` that {fragment_words(inner)}" for name, inner in value.items())
        case "allOf" | "anyOf" | "oneOf" if isinstance(value, list):
            joint = {"allOf": " and ", "anyOf": " or ", "oneOf": " or else "}[key]
            return joint.join(fragment_words(inner) for inner in value)
        case "minContains" | "maxContains" | "then" | "else":
            return ""
        case "if":
            then, other = (fragment_words(fragment.get(word, True)) for word in ("then", "else"))
            return f"if it {fragment_words(value)}, {then}, otherwise {other}"
        case _:
            return f"satisfies `{json.dumps({key: value})}`"


def _related_words(clause: RelatedClause) -> str:
    outside = {
        "unknown": "one outside the input cannot be judged",
        "pass": "one outside the input is taken to be right",
        "fail": "one outside the input does not count",
    }[clause.outside]
    what = f"{QUANTIFIERS[clause.quantifier]} resource related by `{clause.relation}`"
    exists = {"some": "exists", "none": "exists", "every": "is fine"}[clause.quantifier]
    return f"{what} {exists if clause.where is None else 'is such that'} ({outside})" + (":" if clause.where else "")


def _question_words(name: str) -> str:
    """The first sentence of what a question's own code says about it."""
    told = (question(name).ask.__doc__ or "").strip().split("\n\n")[0]
    first = " ".join(told.split()).split(". ")[0].rstrip(".")
    return f"{first or 'the question has the answer yes'} (`{name}`)"


def _defaults(knowledge: Knowledge, type_: str, steps: Steps) -> Iterator[ServiceDefault]:
    for depth in range(1, len(steps) + 1):
        row = knowledge.defaults.get((type_, _path(steps[:depth])))
        if row is not None:
            yield row


def _since(row: ServiceDefault) -> str:
    return f" since {row.since}" if row.since else ""


def _path(steps: Steps) -> str:
    return ".".join(str(step) for step in steps).replace(".*", "[*]")


def _value(value: object) -> str:
    if isinstance(value, Mapping) and value.keys() == {"param"}:
        return f"the parameter `{value['param']}`"
    return f"`{value}`" if isinstance(value, str) else f"`{json.dumps(value)}`"


def _list(value: object) -> str:
    return ", ".join(_value(one) for one in value) if isinstance(value, list) else _value(value)
