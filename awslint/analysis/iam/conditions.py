"""Condition blocks against the context of a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

import ipaddress
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.statement import Condition, Statement
from awslint.analysis.iam.text import PARTITION, STAR, Text, Token, Variable, fields, known, literal, lower
from awslint.model.truth import Truth, all_of, any_of, truth_of

# What is known of a request: the values of a key, or None when the key is certainly not there. A key that is not
# listed may have any value. Keys are in lower case; a value known only in part is a Text.
Context = Mapping[str, tuple[str | Text, ...] | None]

# Operators that are true when nothing matches; without the key they are true as well.
NEGATED = frozenset(
    {
        "stringnotequals",
        "stringnotequalsignorecase",
        "stringnotlike",
        "numericnotequals",
        "datenotequals",
        "notipaddress",
        "arnnotequals",
        "arnnotlike",
    }
)


def conditions_hold(statement: Statement, context: Context) -> Truth:
    """Whether every condition of a statement holds for a request."""
    truth = all_of(holds(condition, context) for condition in statement.conditions)
    return truth if statement.conditions_open is None else all_of((truth, Truth.UNKNOWN))


def holds(condition: Condition, context: Context) -> Truth:
    """Whether one condition holds for a request."""
    if condition.operator not in _TESTS and condition.operator != "null":
        return Truth.UNKNOWN  # IAM refuses such a policy
    if condition.key not in context:
        return Truth.UNKNOWN
    given = context[condition.key] or ()
    if condition.operator == "null":
        return _any((_null(element.text or (), bool(given)) for element in condition.values), condition)
    negated = condition.operator in NEGATED
    if not given:
        if condition.if_exists or condition.quantifier == "all":
            return Truth.YES
        return truth_of(negated and condition.quantifier == "one")
    answers = [_matches(condition, value, context) for value in given]
    if negated:
        answers = [~answer for answer in answers]
    every = condition.quantifier == "all" or (condition.quantifier == "one" and negated)
    return all_of(answers) if every else any_of(answers)


def filled(text: Text, context: Context) -> Text | None:
    """A text with its policy variables filled in from a request; None when the request lacks one of them."""
    found: list[Token] = []
    for token in text:
        if not isinstance(token, Variable) or token.name not in context:
            found.append(token)
            continue
        value = context[token.name]
        if value is not None and len(value) != 1:
            return None
        replaced = token.default if value is None else value[0]
        if replaced is None:
            return None
        found.extend(replaced)
    return tuple(found)


def _matches(condition: Condition, given: str | Text, context: Context) -> Truth:
    """Whether a value of the request is among those that the condition lists."""
    test = _TESTS[condition.operator]
    value = literal(given) if isinstance(given, str) else given
    answers = []
    for element in condition.values:
        text = filled(element.text or (), context)
        if text is None:
            # A variable that cannot be filled in matches nothing; what its negation does is not documented.
            answers.append(Truth.UNKNOWN if condition.operator in NEGATED else Truth.NO)
        else:
            answers.append(test(text, value))
    return _any(answers, condition)


def _any(answers: object, condition: Condition) -> Truth:
    found = any_of(answers)  # type: ignore[arg-type]
    return found if condition.complete else any_of((found, Truth.UNKNOWN))


def _null(text: Text, present: bool) -> Truth:
    said = known(text)
    if said is None:
        return Truth.UNKNOWN
    return truth_of(said.lower() == ("false" if present else "true"))


def _exact(text: Text, value: Text) -> Truth:
    return covers(text, value)


def _ignoring_case(text: Text, value: Text) -> Truth:
    return covers(lower(text), lower(value))


def _arn(text: Text, value: Text) -> Truth:
    """Each of the six parts of an ARN is matched by itself."""
    ours, theirs = _six(text), _six(value)
    if ours is None or theirs is None:
        found = covers(text, value)
        # What a text with fewer parts matches is not documented, but for a lone star.
        return found if theirs is None or text == (STAR,) else all_of((found, Truth.UNKNOWN))
    return all_of(covers(one, other) for one, other in zip(ours, theirs, strict=True))


def _six(text: Text) -> list[Text] | None:
    parts = fields(text)
    if len(parts) < 6 or parts[1] != (PARTITION,):
        return None
    rest: Text = parts[5]
    for part in parts[6:]:
        rest = (*rest, ":", *part)
    return [*parts[:5], rest]


def _said(test: Callable[[str, str], bool]) -> Callable[[Text, Text], Truth]:
    """A test that needs both texts in full; what it cannot read does not match."""

    def of(text: Text, value: Text) -> Truth:
        ours, theirs = known(text), known(value)
        if ours is None or theirs is None:
            return Truth.UNKNOWN
        try:
            return truth_of(test(ours, theirs))
        except ValueError:
            return Truth.NO

    return of


def _boolean(said: str, value: str) -> bool:
    return said.lower() == value.lower()


def _address(said: str, value: str) -> bool:
    network, address = ipaddress.ip_network(said, strict=False), ipaddress.ip_address(value)
    return address.version == network.version and address in network


def _number(compare: Callable[[float, float], bool]) -> Callable[[Text, Text], Truth]:
    return _said(lambda said, value: compare(float(value), float(said)))


def _date(compare: Callable[[float, float], bool]) -> Callable[[Text, Text], Truth]:
    return _said(lambda said, value: compare(_seconds(value), _seconds(said)))


def _seconds(text: str) -> float:
    """A date in ISO 8601, or seconds since 1970. Raises ValueError for anything else."""
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _equal(one: float, other: float) -> bool:
    return one == other


def _less(one: float, other: float) -> bool:
    return one < other


def _at_most(one: float, other: float) -> bool:
    return one <= other


def _more(one: float, other: float) -> bool:
    return one > other


def _at_least(one: float, other: float) -> bool:
    return one >= other


# What it is that one listed value must do; a negated operator is the opposite of any of them.
_TESTS: Mapping[str, Callable[[Text, Text], Truth]] = {
    "stringequals": _exact,
    "stringnotequals": _exact,
    "stringequalsignorecase": _ignoring_case,
    "stringnotequalsignorecase": _ignoring_case,
    "stringlike": _exact,
    "stringnotlike": _exact,
    "binaryequals": _exact,
    "bool": _said(_boolean),
    "ipaddress": _said(_address),
    "notipaddress": _said(_address),
    "arnequals": _arn,
    "arnlike": _arn,
    "arnnotequals": _arn,
    "arnnotlike": _arn,
    "numericequals": _number(_equal),
    "numericnotequals": _number(_equal),
    "numericlessthan": _number(_less),
    "numericlessthanequals": _number(_at_most),
    "numericgreaterthan": _number(_more),
    "numericgreaterthanequals": _number(_at_least),
    "dateequals": _date(_equal),
    "datenotequals": _date(_equal),
    "datelessthan": _date(_less),
    "datelessthanequals": _date(_at_most),
    "dategreaterthan": _date(_more),
    "dategreaterthanequals": _date(_at_least),
}
