"""JSON Schema fragments in rule files: do the keywords fit the property, and the values the schema?"""

from collections.abc import Iterator, Mapping

from awslint.model.place import Path
from awslint.model.record import record
from awslint.model.rule import Parameter
from awslint.ruleset import regex
from awslint.ruleset.problems import Problem, suggestion
from awslint.ruleset.schemas import KINDS, Spot

APPLIES: Mapping[str, frozenset[str]] = dict(
    **dict.fromkeys(
        ("multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), frozenset({"integer", "number"})
    ),
    **dict.fromkeys(("minLength", "maxLength", "pattern"), frozenset({"string"})),
    **dict.fromkeys(
        ("items", "prefixItems", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems"),
        frozenset({"array"}),
    ),
    **dict.fromkeys(
        ("properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties",
         "maxProperties", "dependentRequired", "dependentSchemas"),
        frozenset({"object"}),
    ),
)  # fmt: skip
"""The JSON types that each keyword is about; it says nothing about values of other types."""

ANY_TYPE = ("type", "enum", "const", "allOf", "anyOf", "oneOf", "not", "if", "then", "else")
KEYWORDS = (*APPLIES, *ANY_TYPE)

NUMERIC = (
    "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength",
    "minItems", "maxItems", "minContains", "maxContains", "minProperties", "maxProperties",
)  # fmt: skip
LISTS = ("enum", "required")


@record()
class Place:
    """A fragment: where it stands in the file, and what the schema says of the value that it is about."""

    path: Path
    spot: Spot | None
    subject: str


def problems_of(fragment: object, place: Place, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """What is wrong with a fragment, at any depth."""
    if isinstance(fragment, bool):
        return
    if not isinstance(fragment, Mapping):
        yield Problem(place.path, "an assertion is a mapping of keywords, true or false")
        return
    for keyword, value in fragment.items():
        at = (*place.path, keyword)
        if keyword not in KEYWORDS:
            yield Problem(at, f"'{keyword}' is not a keyword{suggestion(keyword, KEYWORDS)}", key=True)
            continue
        yield from _fits(keyword, place)
        named = parameter_of(value)
        if named is not None:
            yield from _parameter(keyword, named, at, parameters)
        else:
            yield from _value(keyword, value, place, parameters)


def parameter_of(value: object) -> str | None:
    """The name in `{param: name}`; None for anything else."""
    if isinstance(value, Mapping) and value.keys() == {"param"} and isinstance(value["param"], str):
        return value["param"]
    return None


def _fits(keyword: str, place: Place) -> Iterator[Problem]:
    about = APPLIES.get(keyword)
    kinds = _kinds(place.spot)
    if about is not None and not about & kinds:
        says = f"'{keyword}' is about {_or(about)}s, but {place.subject} is {_or(kinds)}"
        yield Problem((*place.path, keyword), says, key=True)


def _parameter(keyword: str, name: str, at: Path, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    parameter = parameters.get(name)
    if parameter is None:
        yield Problem((*at, "param"), f"the rule has no parameter '{name}'{suggestion(name, parameters)}")
        return
    wanted: tuple[str, ...] = ("String", "int", "double", "boolean", "CSV", "StringMap")
    if keyword in NUMERIC:
        wanted = ("int", "double")
    elif keyword in LISTS:
        wanted = ("CSV",)
    elif keyword == "pattern":
        wanted = ("String",)
    elif keyword != "const":
        yield Problem(at, f"'{keyword}' takes no parameter")
        return
    if parameter.type not in wanted:
        yield Problem(
            (*at, "param"), f"'{keyword}' needs a parameter of type {_or(wanted)}; '{name}' is {parameter.type}"
        )


def _value(keyword: str, value: object, place: Place, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    at = (*place.path, keyword)
    match keyword:
        case "const":
            yield from _constant(value, place, at)
        case "enum" if isinstance(value, list):
            yield from _enum(value, place, at)
        case "type":
            kinds = {value} if isinstance(value, str) else set(value) if isinstance(value, list) else set()
            if kinds and not _widened(kinds) & _kinds(place.spot):
                yield Problem(at, f"{place.subject} is {_or(_kinds(place.spot))}, never {_or(kinds)}")
        case "pattern":
            yield from _pattern(value, at)
        case "required" if isinstance(value, list):
            for index, name in enumerate(value):
                yield from _name(name, place, (*at, index), key=False)
        case _:
            for inner, where, spot, subject in _inside(keyword, value, place, at):
                if isinstance(spot, Problem):
                    yield spot
                else:
                    yield from problems_of(inner, Place(where, spot, subject), parameters)


def _constant(value: object, place: Place, at: Path) -> Iterator[Problem]:
    wrong = _impossible(value, place)
    if wrong:
        yield Problem(at, wrong)
    elif not _listed(value, place):
        words = [str(word) for word in (place.spot.words if place.spot else None) or ()]
        yield Problem(at, f"{place.subject} is never {value!r}{suggestion(str(value), words)}")


def _enum(values: list[object], place: Place, at: Path) -> Iterator[Problem]:
    for index, value in enumerate(values):
        wrong = _impossible(value, place)
        if wrong:
            yield Problem((*at, index), wrong)
            return
    # AWS's schemas lag behind in both directions: one known value is enough.
    if values and not any(_listed(value, place) for value in values):
        yield Problem(at, f"{place.subject} is never any of these")


def _listed(value: object, place: Place) -> bool:
    words = place.spot.words if place.spot else None
    return words is None or str(value).lower() in {str(word).lower() for word in words}


def _impossible(value: object, place: Place) -> str | None:
    kind = _kind(value)
    if _widened({kind}) & _kinds(place.spot):
        return None
    return f"{place.subject} is {_or(_kinds(place.spot))}, so it is never the {kind} {value!r}"


def _pattern(value: object, at: Path) -> Iterator[Problem]:
    try:
        regex.check(str(value))
    except regex.Unsafe as unsafe:
        yield Problem(at, str(unsafe))


def _name(name: object, place: Place, at: Path, *, key: bool) -> Iterator[Problem]:
    if place.spot is not None and isinstance(name, str) and place.spot.step(name) is None:
        says = f"{place.subject} has no property '{name}'{suggestion(name, place.spot.names)}"
        yield Problem(at, says, key)


Inner = tuple[object, Path, "Spot | Problem | None", str]


def _inside(keyword: str, value: object, place: Place, at: Path) -> Iterator[Inner]:
    """The fragments inside a keyword, each with its place in the schema."""
    spot = place.spot
    match keyword, value:
        case (("properties" | "dependentSchemas" | "patternProperties"), dict()):
            for name, inner in value.items():
                where = (*at, name)
                if keyword == "patternProperties":
                    for problem in _pattern(name, where):
                        yield inner, where, Problem(where, problem.message, key=True), ""
                    yield inner, where, None, f"a property of {place.subject}"
                elif keyword == "dependentSchemas":
                    yield inner, where, spot, place.subject
                else:
                    for problem in _name(name, place, where, key=True):
                        yield inner, where, problem, ""
                    yield inner, where, spot.step(name) if spot else None, f"{place.subject}.{name}"
        case (("items" | "contains"), _):
            yield value, at, spot.each() if spot else None, f"an item of {place.subject}"
        case (("additionalProperties" | "propertyNames"), _):
            yield value, at, None, f"a property of {place.subject}"
        case "prefixItems", list():
            for index, inner in enumerate(value):
                yield inner, (*at, index), spot.each() if spot else None, f"an item of {place.subject}"
        case (("allOf" | "anyOf" | "oneOf"), list()):
            for index, inner in enumerate(value):
                yield inner, (*at, index), spot, place.subject
        case (("not" | "if" | "then" | "else"), _):
            yield value, at, spot, place.subject
        case _:
            return


def _kinds(spot: Spot | None) -> frozenset[str]:
    return KINDS if spot is None else frozenset(_widened(spot.kinds))


def _widened(kinds: "set[str] | frozenset[str]") -> set[str]:
    """An integer is a number, and a number property takes integers."""
    return {*kinds, *({"integer", "number"} if kinds & {"integer", "number"} else ())}


def _kind(value: object) -> str:
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "null")


def _or(words: "frozenset[str] | set[str] | tuple[str, ...]") -> str:
    ordered = list(words) if isinstance(words, tuple) else sorted(words)
    if {"integer", "number"} <= set(ordered):
        ordered.remove("integer")
    return " or ".join(ordered)
