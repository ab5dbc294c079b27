"""The rules that packs run, and the parameters that they give them."""

from collections.abc import Sequence

from awslint.packs.pack import JUDGED, Pack
from awslint.ruleset.index import Index


def selected_by(packs: Sequence[Pack], index: Index) -> dict[str, dict[str, object]]:
    """The ids of the rules that packs run, with the parameters that they give; a later pack wins."""
    found: dict[str, dict[str, object]] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.kind in JUDGED:
                found.setdefault(index.rule(rule.identifier).id, {}).update(rule.parameters)
    return found
