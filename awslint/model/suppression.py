"""What somebody asked not to be told, as it is written, and what became of it in a run."""

from typing import Literal

from awslint.model.finding import Finding
from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.report import Location

State = Literal["matches", "unused", "expired", "changed", "refused", "not-judged"]
"""`changed`: the value is no longer the one that was approved. `refused`: the rule may not be suppressed, or a reason
is required. `not-judged`: the rule did not run over what it names."""


@record()
class Waiver:
    """One rule that is suppressed somewhere, with one reason.

    kind       where it is written: a comment, metadata (`Metadata`, `"//"`), a suppression file
    rules      ids of the rules; more than one only where another tool's check is several of ours
    name       the rule as written
    until      the last day on which it counts, as written
    value      the value that was approved; another one is told again
    tool       the other tool whose suppression it is; empty for ours
    place      where it is written, for reports
    """

    kind: Literal["comment", "metadata", "file"]
    rules: tuple[str, ...]
    name: str
    reason: str
    location: Location
    place: Place
    until: str | None = None
    value: str | None = None
    owner: str | None = None
    ticket: str | None = None
    tool: str = ""

    @property
    def where(self) -> str:
        """`file:line`."""
        return f"{self.location.file}:{self.location.start_line}"


@record()
class Standing:
    """A suppression and what became of it: its state, and the findings that it hides."""

    waiver: Waiver
    state: State
    hides: tuple[Finding, ...] = ()
