"""The answer of a keyword, with the values that decided it."""

from collections.abc import Iterable

from awslint.model.record import record
from awslint.model.truth import Truth
from awslint.model.value import Value


@record(eq=False)
class Proof:
    """A value that decided; `missing` is the name that a mapping lacks, when that is what decided."""

    value: Value
    missing: tuple[str, ...] = ()


@record(eq=False)
class Result:
    """A truth and its proofs: what made it YES or NO, or what leaves it UNKNOWN."""

    truth: Truth
    proofs: tuple[Proof, ...] = ()

    def __invert__(self) -> "Result":
        return Result(~self.truth, self.proofs)


def yes(value: Value) -> Result:
    """YES because of this value."""
    return Result(Truth.YES, (Proof(value),))


def no(value: Value, *missing: str) -> Result:
    """NO because of this value, or because it lacks a name."""
    return Result(Truth.NO, (Proof(value, missing),))


def unknown(value: Value) -> Result:
    """UNKNOWN because of this value."""
    return Result(Truth.UNKNOWN, (Proof(value),))


def both(results: Iterable[Result]) -> Result:
    """All must hold. Every NO is kept: each is a place to mend."""
    found = list(results)
    if len(found) == 1:
        return found[0]
    kept: dict[Truth, list[Proof]] = {Truth.YES: [], Truth.NO: [], Truth.UNKNOWN: []}
    seen = set()
    for result in found:
        kept[result.truth].extend(result.proofs)
        seen.add(result.truth)
    for truth in (Truth.NO, Truth.UNKNOWN):
        if truth in seen:
            return Result(truth, _distinct(kept[truth]))
    return Result(Truth.YES, _distinct(kept[Truth.YES]))


def either(results: Iterable[Result], whole: Value) -> Result:
    """One must hold. When none does, the value as a whole is to blame, unless there was only one way."""
    found = list(results)
    for result in found:
        if result.truth is Truth.YES:
            return result
    open_ones = [proof for result in found if result.truth is Truth.UNKNOWN for proof in result.proofs]
    if any(result.truth is Truth.UNKNOWN for result in found):
        return Result(Truth.UNKNOWN, _distinct(open_ones))
    return found[0] if len(found) == 1 else no(whole)


def _distinct(proofs: list[Proof]) -> tuple[Proof, ...]:
    if len(proofs) < 2:
        return tuple(proofs)
    kept: dict[object, Proof] = {}
    for proof in proofs:
        kept.setdefault((proof.value.place, proof.missing), proof)
    return tuple(kept.values())
