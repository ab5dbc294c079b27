"""Verdicts and what they rest on."""

import enum
from dataclasses import field

from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.resource import RelatedPlace
from awslint.model.rule import Severity
from awslint.model.truth import Truth
from awslint.model.value import Unknown, Value


class Verdict(enum.Enum):
    """AWS Config's words. INSUFFICIENT_DATA: undecidable from the input, with the reason."""

    COMPLIANT = "COMPLIANT"
    NON_COMPLIANT = "NON_COMPLIANT"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"
    ERROR = "ERROR"


@record()
class Evidence:
    """One place that decided an answer, or left it open.

    resource   key of the resource in which the text stands
    place      the deciding text; None for what only the account can tell
    path       property path as written, relative to the properties
    detail     what was found there, in words that complete the rule's message; may be empty
    value      what was found
    unknown    why it is open, for an UNKNOWN answer
    default    the service default that it rests on, when nothing is written ("S3 ... since April 2023")
    """

    resource: str
    place: Place | None
    path: str
    detail: str = ""
    value: Value | None = None
    unknown: Unknown | None = None
    default: str | None = None
    related: tuple[RelatedPlace, ...] = ()


@record()
class Outcome:
    """The answer to a question, with the evidence that decided it (for UNKNOWN: what left it open)."""

    truth: Truth
    evidence: tuple[Evidence, ...] = ()


@record()
class WorldNote:
    """A world as a user can reproduce it: parameter values to pass, and what the named conditions are in it."""

    parameters: tuple[tuple[str, str], ...] = ()
    conditions: tuple[tuple[str, bool], ...] = ()
    environments: tuple[str, ...] = ()


@record()
class Suppression:
    """Why a finding does not count: where that is written, and the reason given."""

    kind: str  # "comment" | "metadata" | "file" | "baseline"
    reason: str
    place: str = ""
    until: str | None = None


@record()
class Reach:
    """Whether the internet gets to what a finding is about, in one line, and every hop; the last one of a no blocks."""

    reachable: bool
    words: str
    hops: tuple[RelatedPlace, ...] = ()


@record()
class Gate:
    """What makes a finding count for the exit code: from which severity on, and whether undecided verdicts do."""

    fail_on: str = "low"  # a severity, or "never"
    fail_on_unknown: bool = False


@record()
class Finding:
    """A verdict of one rule on one resource at one place.

    world is None when the verdict holds in every world; `reason` says why it is undecided or an error.
    gate is None where that of the run holds.
    reach is None for rules that are not about exposure, and where it is not known.
    """

    rule: str
    config_rule: str | None
    verdict: Verdict
    severity: Severity
    resource: str  # key in the graph
    address: str
    type: str
    written_type: str
    path: str
    place: Place | None
    message: str
    remedy: str = ""
    world: WorldNote | None = None
    reason: str | None = None
    rests_on_default: str | None = None
    related: tuple[RelatedPlace, ...] = ()
    suppressed: Suppression | None = None
    fingerprint: str = ""
    value: str = ""  # what it is about, as suppressions and baselines name it: see `awslint.approved`
    unknowns: tuple[tuple[str, str], ...] = field(default=())  # (why, subject) of what would decide it
    reach: Reach | None = None
    gate: Gate | None = None
