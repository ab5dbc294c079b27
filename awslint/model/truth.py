"""Kleene's three-valued logic: the answers that every question in awslint has."""

import enum
from collections.abc import Iterable
from typing import NoReturn


class Truth(enum.Enum):
    """Whether something holds. `UNKNOWN` means that it cannot be known from the input, never "no"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        # `if truth:` would silently read UNKNOWN as true.
        raise TypeError("compare with Truth.YES, Truth.NO or Truth.UNKNOWN")

    def __invert__(self) -> "Truth":
        if self is Truth.UNKNOWN:
            return self
        return Truth.NO if self is Truth.YES else Truth.YES


def truth_of(answer: bool) -> Truth:
    """YES for true, NO for false."""
    return Truth.YES if answer else Truth.NO


def all_of(truths: Iterable[Truth]) -> Truth:
    """YES when all are YES, NO when one is NO, otherwise UNKNOWN."""
    result = Truth.YES
    for truth in truths:
        if truth is Truth.NO:
            return truth
        if truth is Truth.UNKNOWN:
            result = truth
    return result


def any_of(truths: Iterable[Truth]) -> Truth:
    """YES when one is YES, NO when all are NO, otherwise UNKNOWN."""
    return ~all_of(~truth for truth in truths)
