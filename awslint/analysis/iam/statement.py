"""The parts of a policy statement, read so that what is unknown stays unknown."""

from collections.abc import Iterator
from typing import Literal

from awslint.analysis.iam.text import Text
from awslint.model.record import record
from awslint.model.value import Unknown, Value

Quantifier = Literal["one", "any", "all"]


@record(eq=False)
class Element:
    """One action, resource, principal or condition value. `text` is None for what cannot be read as text."""

    text: Text | None
    value: Value


@record(eq=False)
class Elements:
    """Action or NotAction, Resource or NotResource: a list of patterns, or everything but them.

    When not `complete`, further ones may be there. `value` is what is written, for evidence.
    """

    items: tuple[Element, ...]
    value: Value
    complete: bool = True
    negated: bool = False


@record(eq=False)
class Principal:
    """One principal: its kind as IAM spells it (`AWS`, `Service`, `Federated`, `CanonicalUser`); "*" is `AWS`."""

    kind: str
    element: Element


@record(eq=False)
class Principals:
    """Principal, or with `negated` NotPrincipal."""

    items: tuple[Principal, ...]
    value: Value
    complete: bool = True
    negated: bool = False


@record(eq=False)
class Condition:
    """One key under one operator. Several conditions of a statement must all hold; of the values, one.

    operator     base operator in lower case, without set prefix and `IfExists` (`stringequals`, `null`)
    key          condition key in lower case
    complete     whether all values are there to be read
    """

    operator: str
    key: str
    values: tuple[Element, ...]
    value: Value
    quantifier: Quantifier = "one"
    if_exists: bool = False
    complete: bool = True


@record(eq=False)
class Statement:
    """One statement of a policy.

    effect          None when it is unknown
    principals      None in an identity policy
    conditions      `conditions_open` is what hides further ones
    """

    effect: Literal["Allow", "Deny"] | None
    principals: Principals | None
    actions: Elements
    resources: Elements | None
    conditions: tuple[Condition, ...]
    value: Value
    effect_value: Value
    conditions_open: Unknown | None = None
    sid: str | None = None


def parts_of(statement: Statement) -> Iterator[Value]:
    """Every value that a statement's meaning hangs on."""
    yield statement.effect_value
    if statement.conditions_open is not None:
        yield statement.conditions_open
    for condition in statement.conditions:
        yield from (element.value for element in condition.values)
        yield condition.value
    if statement.principals is not None:
        yield from (one.element.value for one in statement.principals.items)
        yield statement.principals.value
    for elements in (statement.actions, statement.resources):
        if elements is not None:
            yield from (element.value for element in elements.items)
            yield elements.value


@record(eq=False)
class Document:
    """A policy. `open` is what hides further statements, or all of it."""

    statements: tuple[Statement, ...]
    value: Value
    open: Unknown | None = None
