"""What packs choose: the rules that run, the parameters that they give them, and the resources that these are about."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from awslint.model.report import PackShare
from awslint.packs.pack import JUDGED, Kind, Pack, Scope
from awslint.packs.reading import NoPack, packs_in
from awslint.planning.usage import UsageError
from awslint.ruleset.index import Index, load

NOT_JUDGED: dict[Kind, str] = {
    "manual": "a process check, for people to answer",
    "lambda": "the account's own Lambda rule",
    "guard": "the account's own Guard rule",
    "account": "only the account can tell",
    "missing": "awslint does not have it",
    "withdrawn": "withdrawn by AWS Config",
    "unknown": "no managed rule of AWS Config",
}
"""Why a rule of a pack is not evaluated."""


def packs_of(files: Iterable[Path]) -> list[Pack]:
    """The conformance packs in these files.

    Raises UsageError for a file that cannot be read or declares no AWS Config rules.
    """
    return [pack for file in files for pack in _packs(file, file.stat().st_mtime_ns if file.is_file() else 0)]


@lru_cache(maxsize=256)
def _packs(file: Path, _changed: int) -> tuple[Pack, ...]:
    try:
        return tuple(packs_in(file, load()))
    except NoPack as error:
        raise UsageError(f"{file} is no conformance pack: {error}") from error


def parameters_of(packs: Sequence[Pack], index: Index) -> dict[str, dict[str, object]]:
    """The ids of the rules that packs run, with the parameters that they give; a later pack wins."""
    found: dict[str, dict[str, object]] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.kind in JUDGED:
                found.setdefault(index.rule(rule.identifier).id, {}).update(rule.parameters)
    return found


def scopes_of(packs: Sequence[Pack], index: Index) -> dict[str, tuple[Scope, ...]]:
    """By id, what narrows the rules that no pack runs on everything."""
    found: dict[str, tuple[Scope, ...]] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.kind in JUDGED:
                id_ = index.rule(rule.identifier).id
                found[id_] = (*found.get(id_, ()), rule.scope)
    return {id_: scopes for id_, scopes in found.items() if Scope() not in scopes}


def shares_of(packs: Sequence[Pack], index: Index) -> tuple[PackShare, ...]:
    """Each pack as a report tells of it."""
    return tuple(
        PackShare(
            pack.name,
            pack.file,
            tuple(dict.fromkeys(index.rule(one.identifier).id for one in pack.rules if one.kind in JUDGED)),
            tuple((one.name, NOT_JUDGED[one.kind]) for one in pack.rules if one.kind not in JUDGED),
        )
        for pack in packs
    )
