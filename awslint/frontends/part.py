"""What a front end contributes to the graph of a run."""

from collections.abc import Mapping
from dataclasses import field

from awslint.model.graph import Output
from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.value import Value
from awslint.model.world import Variable


@record()
class Problem:
    """Something wrong in a document, at a place; the run turns it into a diagnostic with a location."""

    severity: str  # "error" | "warning" | "notice"
    code: str
    message: str
    place: Place


@record(eq=False)
class Part:
    """The resources of some documents; see `awslint.model.graph.Graph` for the rest.

    `consumed` are the documents that were read as a part of others (nested stacks, includes).
    """

    resources: Mapping[str, Resource] = field(default_factory=dict)
    variables: Mapping[str, Variable] = field(default_factory=dict)
    conditions: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    constraints: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    consumed: frozenset[str] = frozenset()
    outputs: Mapping[str, tuple[Output, ...]] = field(default_factory=dict)
