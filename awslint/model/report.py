"""What a run has to say, before any format: findings, diagnostics, inputs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal, Protocol

from awslint.model.finding import Finding, Gate
from awslint.model.framework import Framework, Known
from awslint.model.place import Path
from awslint.model.record import record
from awslint.model.rule import Rule, Rules

if TYPE_CHECKING:
    from awslint.model.suppression import Standing


@record()
class Location:
    """A region of a file: 1-based, end exclusive, columns in UTF-16 code units."""

    file: str
    start_line: int
    start_column: int
    end_line: int
    end_column: int


@record()
class Diagnostic:
    """A problem with the input itself, not a verdict: broken syntax, a dangling reference, a file that is missing."""

    severity: Literal["error", "warning", "notice"]
    code: str
    message: str
    file: str
    location: Location | None = None


@record()
class InputFile:
    """One file of the run and what it was recognised as."""

    file: str
    kind: str
    reason: str = ""
    resources: int = 0


class Places(Protocol):
    """Turns places into locations, and gives the text to show. The run implements it over its documents."""

    def locate(self, document: str, path: Path, key: bool) -> Location | None:
        """The region of a place; None when the document has none."""

    def line(self, file: str, number: int) -> str:
        """The text of a line without its newline; empty when it must not be shown."""

    def text(self, file: str) -> str | None:
        """The whole text of a file, for hashes that others compute from it too; None when it is not at hand."""


class Controls(Protocol):
    """What the rules are to frameworks. The run implements it; nothing is read before a format asks."""

    @property
    def frameworks(self) -> tuple[Framework, ...]:
        """The frameworks that the run is about; all of them where none was asked for."""

    def of(self, config_rule: str | None) -> Mapping[str, tuple[str, ...]]:
        """The controls that AWS maps an AWS Config rule to, by the id of the framework."""

    def asked_of(self, config_rule: str | None) -> Mapping[str, tuple[str, ...]]:
        """The same for the frameworks that the user asked for; empty where none was."""

    def known(self, config_rule: str) -> Known:
        """What awslint can say about an AWS Config rule."""


@record()
class NoControls:
    """For reports that are about no framework."""

    frameworks: tuple[Framework, ...] = ()

    def of(self, config_rule: str | None) -> Mapping[str, tuple[str, ...]]:
        """See `Controls.of`."""
        return {}

    def asked_of(self, config_rule: str | None) -> Mapping[str, tuple[str, ...]]:
        """See `Controls.asked_of`."""
        return {}

    def known(self, config_rule: str) -> Known:
        """See `Controls.known`."""
        return "missing"


@record()
class Mended:
    """A violation that the base has and this state does not."""

    rule: str
    severity: str
    file: str
    address: str
    message: str


@record()
class PackShare:
    """A conformance pack of the run: the ids of its rules that ran, and why each of the others did not."""

    name: str
    file: str
    rules: tuple[str, ...]
    left: tuple[tuple[str, str], ...] = ()


@record()
class Report:
    """Everything a run found. `rules` are those that ran; findings hold every verdict, filtered only when shown."""

    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]
    inputs: tuple[InputFile, ...]
    rules: Sequence[Rule]
    places: Places
    resources: int = 0
    environments: tuple[str, ...] = ()
    suppressions: tuple["Standing", ...] = ()
    show_suppressed: bool = False
    mended: tuple[Mended, ...] = ()
    base: str | None = None  # the revision that this state was compared with
    shown: frozenset[str] = frozenset({"NON_COMPLIANT", "ERROR"})
    properties: Mapping[str, object] = field(default_factory=dict)
    gate: Gate = field(default_factory=Gate)
    mandatory: frozenset[str] = frozenset()  # ids of the rules whose findings nothing in the input can hide
    packs: tuple[PackShare, ...] = ()
    controls: Controls = field(default_factory=NoControls)
    as_of: str = ""  # the day of the judgement, an ISO date
    ruleset: str = ""  # the month of the rules, and the date of the schemas that they were checked against
    schemas: str = ""
    settings: tuple[str, ...] = ()  # the files beside the inputs that decided something
    digest: Callable[[str], str | None] = lambda file: None  # SHA-256 of a file of the run, in hexadecimal

    def rule(self, id_: str) -> Rule | None:
        """The rule that ran under an id."""
        if isinstance(self.rules, Rules):
            return self.rules.named(id_)
        return next((rule for rule in self.rules if rule.id == id_), None)
