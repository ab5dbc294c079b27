"""Frameworks that auditors ask for: their controls, and the AWS Config rules that AWS maps to each."""

from typing import Literal

from awslint.model.record import record

Known = Literal["judged", "missing", "withdrawn"]
"""Whether awslint has an AWS Config rule, has it not, or AWS Config itself has withdrawn it."""


@record()
class Control:
    """A control of a framework.

    rules        identifiers of the AWS Config rules that AWS maps to it
    unmanaged    what AWS maps to it beside them and no managed rule checks: ids of Security Hub's own checks
    """

    id: str
    rules: tuple[str, ...] = ()
    unmanaged: tuple[str, ...] = ()


@record()
class Framework:
    """A framework in one version, as far as AWS's mapping of it was read.

    version    the framework's own version
    source     the page of AWS that has the mapping
    read       the day on which it was read, an ISO date
    covers     which parts of the mapping these controls come from, and what is left out
    """

    id: str
    title: str
    version: str
    source: str
    read: str
    covers: str
    controls: tuple[Control, ...]
