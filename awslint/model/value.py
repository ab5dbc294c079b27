"""Property values as they can be known before a deployment.

A value is one of six things: a `Scalar`, a `Mapping`, a `Sequence`, `Absent`, `Unknown`, or a `Choice` among
values that depends on what a deployment chooses (a parameter, a condition). `Unknown` is never absence, and
`Absent` is never null: `AWS::NoValue` is `Absent`.
"""

import enum
from collections.abc import Mapping as ReadOnlyDict

from awslint.model.place import Place
from awslint.model.record import record


class Why(enum.Enum):
    """Why a value is unknown; decides how a report words it and what would decide it."""

    PARAMETER = "parameter"  # a parameter without value, default or listable domain
    PSEUDO = "pseudo-parameter"  # AWS::Region, AWS::AccountId ... not given
    IMPORT = "import"  # Fn::ImportValue or another stack's output that is not in the input
    DYNAMIC = "dynamic-reference"  # {{resolve:ssm:...}}, an SSM-typed parameter
    ATTRIBUTE = "attribute"  # Ref or GetAtt of a resource: chosen by AWS at deployment
    AFTER_APPLY = "after-apply"  # Terraform: "known after apply"
    MACRO = "macro"  # a transform or macro that is not run here
    FUNCTION = "function"  # an intrinsic function over something unknown
    INVALID = "invalid"  # the template is wrong here; a diagnostic says how
    LIMIT = "limit"  # too many possibilities
    UNMAPPED = "unmapped"  # the Terraform tables have no row for this property
    EVIDENCE = "evidence"  # only the account can tell; the subject is the command that would


@record()
class Origin:
    """One step on the way to a value: where a parameter's default, a mapping's entry, a service default is written."""

    kind: str  # "parameter" | "parameter-default" | "mapping" | "output" | "import" | "service-default" | "variable"
    name: str
    place: Place | None = None
    note: str = ""


@record()
class Reference:
    """A resource (its key in the graph) named by a value, and which of its attributes; None is CloudFormation's Ref."""

    target: str
    attribute: str | None = None


@record()
class Scalar:
    """A known text, number, boolean or null. `place` is where it is used, `origins` where it came from.

    `text` is the written form where typing changed it (`"true"` for the boolean property true).
    A `secret` (NoEcho, sensitive) is never printed or hashed.
    `refers_to` is the resource that it names, when that is known by more than the text (a Terraform reference).
    """

    data: str | int | float | bool | None
    place: Place
    text: str | None = None
    origins: tuple[Origin, ...] = ()
    secret: bool = False
    refers_to: Reference | None = None


@record(eq=False)
class Mapping:
    """An object. `entries` may resolve lazily and may hold explicit `Absent` values.

    When it is not `complete`, other keys may exist, so a missing key is unknown; `missing` then says why.
    """

    entries: ReadOnlyDict[str, "Value"]
    place: Place
    complete: bool = True
    missing: "Unknown | None" = None
    origins: tuple[Origin, ...] = ()


@record(eq=False)
class Sequence:
    """A list. An item that resolves to `Absent` (an Fn::If giving AWS::NoValue) is no item.

    When it is not `complete`, further items may exist; `missing` then says why.
    """

    items: tuple["Value", ...]
    place: Place
    complete: bool = True
    missing: "Unknown | None" = None
    origins: tuple[Origin, ...] = ()


@record()
class Absent:
    """Nothing is written. `place` is the deepest written ancestor; `written` the path as the user would write it."""

    place: Place
    written: str | None = None


@record()
class Unknown:
    """A value that cannot be known from the input.

    subject         what would decide it, as the user names it ("Env", "SharedKeyArn", a command to run)
    symbol          two unknowns with the same symbol are the same value
    among           when given, it is one of these (a parameter's AllowedValues, a mapping's entries, a schema's enum)
    excluding       texts that it certainly is not
    refers_to       the resource it names, when only the text is unknown
    parts           a text known in part: literals and unknowns in order (from Fn::Sub, Fn::Join)
    type            its JSON type, when that is certain
    may_be_absent   whether it may also not be there at all
    secret          whether it is one (NoEcho, sensitive), whatever it will be
    encodes         the text that it is another form of (Base64)
    """

    why: Why
    subject: str
    place: Place
    symbol: str | None = None
    among: tuple["Value", ...] | None = None
    excluding: frozenset[str] = frozenset()
    refers_to: Reference | None = None
    parts: tuple["str | Unknown", ...] = ()
    type: str | None = None
    may_be_absent: bool = False
    origins: tuple[Origin, ...] = ()
    secret: bool = False
    encodes: "Unknown | None" = None


@record(eq=False)
class Case:
    """The value of a `Choice` while its variable has one of `values`."""

    values: frozenset[str]
    value: "Value"


@record(eq=False)
class Choice:
    """A value that depends on a variable of the deployment; the cases split the variable's values without overlap.

    condition   the named condition that chooses (Fn::If), for messages
    otherwise   given for a parameter that merely could have one of the values that conditions compare it with:
                the value to use while nothing forces a choice
    """

    variable: str
    cases: tuple[Case, ...]
    place: Place
    condition: str | None = None
    otherwise: Unknown | None = None


Value = Scalar | Mapping | Sequence | Absent | Unknown | Choice
