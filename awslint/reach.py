"""`awslint reach`: whether traffic arrives, in every world that this depends on."""

import difflib
from dataclasses import replace

from awslint.analysis.network.inside import between
from awslint.analysis.network.outward import to_internet
from awslint.analysis.network.path import Answer
from awslint.analysis.network.reach import from_internet
from awslint.engine.evaluate import world_note
from awslint.model.finding import WorldNote
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.world import World, explore
from awslint.query.view import View

INTERNET = "internet"


class NoSuchResource(ValueError):
    """An address that the input does not have; the message suggests what may have been meant."""


@record(eq=False)
class Route:
    """The answer in some worlds; `world` is None when it is the same in all of them."""

    answer: Answer
    world: WorldNote | None


def routes(view: View, source: str, target: str, port: int | None) -> list[Route]:
    """Whether the source reaches the target, per world; either is an address or the internet, which is asked on 443.

    Raises NoSuchResource, and TooManyWorlds past the bound.
    """
    if source == target == INTERNET:
        raise NoSuchResource("one of --from and --to has to be a resource")
    start = None if source == INTERNET else _resource(view, source)
    end = start if start is not None and target == INTERNET else _resource(view, target)
    if start is not None and target != INTERNET and port is None:
        raise NoSuchResource("between two resources, say on which --port")

    def in_world(world: World) -> Answer | None:
        seen = replace(view, world=world)
        if seen.exists(end) is Truth.NO:
            return None
        if target == INTERNET:
            return to_internet(seen, end, 443 if port is None else port)
        if start is None or port is None:
            return from_internet(seen, end, port)
        return between(seen, start, end, port)

    answers = [(world, answer) for world, answer in explore(in_world) if answer is not None]
    if len({answer.truth for _, answer in answers}) == 1:
        return [Route(answers[0][1], None)]
    return [Route(answer, world_note(view, end, world)) for world, answer in answers]


def _resource(view: View, address: str) -> Resource:
    named = {resource.address: resource for resource in view.graph.resources.values() if resource.type}
    if address not in named:
        close = difflib.get_close_matches(address, named, 1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise NoSuchResource(f"there is no resource {address!r}{hint}")
    return named[address]
