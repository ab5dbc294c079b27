"""Plain JSON data as values, with and without unknown parts."""

from awslint.knowledge.facts import Knowledge
from awslint.model.graph import Graph
from awslint.model.place import Place
from awslint.model.value import Mapping, Scalar, Sequence, Unknown, Value, Why
from awslint.model.world import World
from awslint.query.relations import Links
from awslint.query.view import View

HOLE = object()  # stands for a value that cannot be known


def value_of(data: object, place: Place | None = None) -> Value:
    """The value that a front end makes of plain data."""
    place = place or Place("test", ())
    if data is HOLE:
        return Unknown(Why.PARAMETER, "P", place)
    if isinstance(data, dict):
        return Mapping({name: value_of(item, place.at(name)) for name, item in data.items()}, place)
    if isinstance(data, list):
        return Sequence(tuple(value_of(item, place.at(i)) for i, item in enumerate(data)), place)
    assert data is None or isinstance(data, str | int | float | bool)
    return Scalar(data, place)


def empty_view(world: World | None = None) -> View:
    """A view of nothing, for questions about values alone."""
    graph, knowledge = Graph({}), Knowledge()
    return View(graph, knowledge, Links(graph, knowledge), world or World())
