"""The parts of which Terraform's expressions consist."""

from awslint.model.record import record


@record()
class Literal:
    """A number, text, boolean or null."""

    data: str | int | float | bool | None


@record()
class Template:
    """Texts and expressions, joined."""

    parts: "tuple[Expression, ...]"


@record()
class Name:
    """The first word of a reference."""

    text: str


@record()
class Attribute:
    """`of.name`"""

    of: "Expression"
    name: str


@record()
class Item:
    """`of[key]`"""

    of: "Expression"
    key: "Expression"


@record()
class Splat:
    """`of[*]` or `of.*`; `each` is applied to every item, which it calls by the empty name."""

    of: "Expression"
    each: "Expression"


@record()
class Call:
    """A function with its arguments; `spread` when the last one is a list of arguments."""

    name: str
    arguments: "tuple[Expression, ...]"
    spread: bool


@record()
class Conditional:
    """`test ? then : otherwise`"""

    test: "Expression"
    then: "Expression"
    otherwise: "Expression"


@record()
class Operation:
    """An operator with one or two operands."""

    operator: str
    operands: "tuple[Expression, ...]"


@record()
class Tuple:
    """`[a, b]`"""

    items: "tuple[Expression, ...]"


@record()
class Object:
    """`{a = b}`"""

    entries: "tuple[tuple[Expression, Expression], ...]"


@record()
class For:
    """`[for k, v in collection : value if condition]`, or with `key` an object; `group` collects equal keys."""

    names: tuple[str, ...]
    collection: "Expression"
    key: "Expression | None"
    value: "Expression"
    condition: "Expression | None"
    group: bool


Expression = (
    Literal | Template | Name | Attribute | Item | Splat | Call | Conditional | Operation | Tuple | Object | For
)
