"""What a run was asked for."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from awslint.model.record import record


@record()
class Options:
    """The settings of a run, or of the part of it that one configuration decides; see docs/configuration.md.

    ignore_below      what a configuration ignores below the `select` in force; a rule selected by name runs anyway
    parameter_values  values of stack parameters from a configuration; any other value wins
    all_declared      whether some template must declare each parameter; not where only a part of them is read
    severities        the severity of rules, by id
    source_root       the root module's folder, whose `.tf` files have the lines of a plan; None: beside it, "": nowhere
    planned_only      judge only what a plan creates or changes
    given             fields that the caller set, and with what (`--worlds`, `AWSLINT_WORLDS`): they win over any
                      configuration though they say what is the default anyway
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    ignore_below: tuple[str, ...] = ()
    pack: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    profile: str | None = None
    ruleset: str | None = None
    rules: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    parameter_values: Mapping[str, str] = field(default_factory=dict)
    all_declared: bool = True
    worlds: str = "default"
    rule_parameters: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    as_of: date | None = None
    region: str | None = None
    account: str | None = None
    partition: str | None = None
    require_explicit: bool = False
    source_root: str | None = None
    planned_only: bool = False
    exclude: tuple[str, ...] = ()
    fail_on: str = "low"
    fail_on_unknown: bool = False
    show: tuple[str, ...] = ()
    suppressions: tuple[str, ...] = ()
    no_suppressions: bool = False
    require_reason: bool = False
    unsuppressable: tuple[str, ...] = ()
    compat: tuple[str, ...] = ()
    baseline: str | None = None
    config: str | None = None
    isolated: bool = False
    mandatory: tuple[str, ...] = ()
    mandatory_config: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
