"""One template as it is being read: its sections, what was already resolved, and what all templates of a run share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from awslint.frontends.cloudformation.decisions import Decision, Diagrams
from awslint.frontends.cloudformation.inputs import ReadTemplate, Settings, Template
from awslint.frontends.part import Problem
from awslint.knowledge.facts import Knowledge, Shape
from awslint.model.place import Path, Place
from awslint.model.record import record
from awslint.model.resource import RelatedPlace
from awslint.model.value import Unknown, Value, Why
from awslint.model.world import Variable

Function = Callable[["Frame", object, Path, Shape | None], Value]
"""An intrinsic function: what it is given, the path of its argument, and the shape of the property that it fills."""


ANY = "\0"


class Elsewhere(str):
    """The first step of a path into another document, which a template includes."""

    __slots__ = ("template",)

    def __init__(self, _: str) -> None:
        self.template: Template

    @classmethod
    def of(cls, template: Template) -> Elsewhere:
        """The first step into a document."""
        step = cls(template.document)
        step.template = template
        return step


@record(eq=False)
class Export:
    """An exported output; its name is in pieces, and `ANY` stands for each that is not known."""

    stack: Stack
    entry: Entry
    name: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Run:
    """What all templates of one run share.

    consumed    the documents that were read as a part of another template
    nested      how many stacks were opened in others
    walked      how much was looked at for problems
    """

    settings: Settings
    knowledge: Knowledge
    functions: Mapping[str, Function]
    read: ReadTemplate | None = None
    variables: dict[str, Variable] = field(default_factory=dict)
    problems: dict[tuple[str, Place], Problem] = field(default_factory=dict)
    busy: set[tuple[str, str, str]] = field(default_factory=set)
    stacks: list[Stack] = field(default_factory=list)
    consumed: set[str] = field(default_factory=set)
    exports: list[Export] | None = None
    nested: int = 0
    walked: int = 0
    diagrams: Diagrams = field(init=False)

    def __post_init__(self) -> None:
        self.diagrams = Diagrams(self.variables)


@record(eq=False)
class Entry:
    """One entry of a section or a mapping: `name` as deployed, `path` and `data` as written (in a loop's body).

    present         whether the deployment has this entry (a loop over a collection that depends on a choice)
    origins         the loops that made it
    """

    name: str
    data: object
    path: Path
    frame: Frame
    present: Decision = True
    origins: tuple[RelatedPlace, ...] = ()


@record(eq=False)
class Placed:
    """A piece of template that something made up (SAM, an include), with the path that a finding in it points at."""

    data: object
    path: Path


def unplaced(data: object, path: Path) -> tuple[object, Path]:
    """A piece of template and its path, whether or not it was made up."""
    while isinstance(data, Placed):
        path, data = data.path, data.data
    return data, path


@dataclass(slots=True, eq=False)
class Stack:
    """A template that is deployed once: at the top, or nested under an address prefix such as `Kid/`.

    passed       the parameter values that a parent stack gives
    open         why names may exist that the template does not show (a macro), or None
    exists       whether the deployment has this stack at all
    fixed        the place of everything, for a template written inside a text
    elsewhere    whether it is deployed to other accounts or regions than the run (a stack set)
    nesting      the resource of the parent that deploys this stack
    """

    run: Run
    template: Template
    scope: str
    prefix: str = ""
    passed: Mapping[str, Value] | None = None
    parent: Stack | None = None
    exists: Decision | Unknown = True
    origins: tuple[RelatedPlace, ...] = ()
    fixed: Place | None = None
    elsewhere: bool = False
    nesting: Entry | None = None
    open: Unknown | None = None
    sections: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    compared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    conditions: dict[str, Entry] = field(default_factory=dict)
    resources: dict[str, Entry] = field(default_factory=dict)
    outputs: dict[str, Entry] = field(default_factory=dict)
    children: dict[str, Stack] = field(default_factory=dict)
    parameter_values: dict[str, Value] = field(default_factory=dict)
    decisions: dict[str, Decision | Unknown] = field(default_factory=dict)

    def place(self, path: Path, key: bool = False) -> Place:
        """A place in the template's document."""
        if self.fixed is not None:
            return self.fixed
        if path and isinstance(path[0], Elsewhere):
            return Place(path[0].template.document, path[1:], key)
        if self.template.written_at is not None:
            path, made_up = self.template.written_at(path)
            key = key or made_up
        return Place(self.template.document, path, key)

    def text_at(self, path: Path) -> str | None:
        """The text of a scalar as written."""
        if path and isinstance(path[0], Elsewhere):
            return path[0].template.text_at(path[1:])
        return self.template.text_at(path)

    def key(self, logical: str) -> str:
        """The key of a resource in the graph."""
        return f"{self.scope}#{self.prefix}{logical}"

    def variable(self, name: str) -> str:
        """The key of a variable of this stack."""
        return f"{self.scope}:{self.prefix}{name}"

    def section(self, name: str) -> Mapping[str, object]:
        """A top-level section; empty where there is none."""
        return self.sections.get(name, {})

    def report(self, severity: str, code: str, message: str, path: Path, key: bool = False) -> None:
        """Note a problem; the same problem at the same place counts once."""
        place = self.place(path, key)
        self.run.problems.setdefault((code, place), Problem(severity, code, message, place))

    def invalid(self, path: Path, subject: str) -> Unknown:
        """The value of something that is wrong in the template."""
        return Unknown(Why.INVALID, subject, self.place(path))


@record(eq=False)
class Frame:
    """Where an expression is read: the stack, and the loop variables around it."""

    stack: Stack
    bindings: Mapping[str, Value] = field(default_factory=dict)
