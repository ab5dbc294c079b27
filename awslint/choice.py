"""Which rules run with some options, how severe they are, and with which parameters."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from awslint.model.rule import SEVERITIES, Rule, Severity
from awslint.options import Options
from awslint.packs.chosen import selected_by
from awslint.packs.pack import Pack
from awslint.packs.reading import NoPack, packs_in
from awslint.parameters import BadParameters
from awslint.ruleset.index import Index, load
from awslint.ruleset.release import WrongMonth, check_pin, month_of
from awslint.selection import UnknownSelector, selected
from awslint.source.document import Document
from awslint.source.reading import read
from awslint.suppressing import without_unused
from awslint.usage import UsageError


def chosen(index: Index, options: Options, strange: Collection[str] = ()) -> tuple[Rule, ...]:
    """The rules that run, with the severities that the options give them.

    `strange` are ids of rules of somebody's own that do not count here.
    Raises UsageError for what names no rule.
    """
    if options.ruleset is not None:
        try:
            check_pin(options.ruleset)
        except WrongMonth as error:
            raise UsageError(f"ruleset: {error}") from error
    by_packs = tuple(pack_parameters(index, options))
    if options.pack and not by_packs:
        return ()
    severities = {_id_of(index, name): severity for name, severity in options.severities.items()}
    rules = tuple(
        replace(rule, severity=cast(Severity, severities[rule.id])) if rule.id in severities else rule
        for rule in index.rules()
    )
    try:
        found = selected(
            rules,
            (*options.select, *by_packs),
            without_unused(options.ignore),
            options.profile,
            ignore_below=without_unused(options.ignore_below),
        )
    except UnknownSelector as error:
        raise UsageError(str(error)) from error
    month = options.ruleset
    return tuple(rule for rule in found if rule.id not in strange and (month is None or month_of(rule) <= month))


def pack_parameters(index: Index, options: Options) -> dict[str, dict[str, object]]:
    """The rules that the packs of the options run, by id, with the parameters that they set."""
    return selected_by(packs_of([Path(name) for name in options.pack]), index)


def parameters_of(index: Index, options: Options) -> dict[str, dict[str, object]]:
    """The parameters that packs and options give to rules, by rule; the options win.

    Raises UsageError.
    """
    given = rule_parameters(index, options.rule_parameters)
    for rule, parameters in pack_parameters(index, options).items():
        given[rule] = {**parameters, **given.get(rule, {})}
    return given


def rule_parameters(index: Index, arguments: Iterable[str]) -> dict[str, dict[str, object]]:
    """Parameters written as `RULE:NAME=VALUE`, by rule; a later one wins.

    Raises UsageError.
    """
    given: dict[str, dict[str, object]] = {}
    for argument in arguments:
        name, colon, setting = argument.partition(":")
        parameter, equals, value = setting.partition("=")
        if not colon or not equals:
            raise UsageError(f"--rule-parameter {argument!r} is not RULE:NAME=VALUE")
        try:
            rule = index.rule(name)
        except KeyError as error:
            raise UsageError(f"--rule-parameter: {error}") from error
        known = [one.name for one in rule.parameters]
        if parameter not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise UsageError(f"--rule-parameter: {rule.id} has no parameter {parameter!r}; {has}")
        given.setdefault(rule.id, {})[parameter] = value
    return given


def packs_of(files: Sequence[Path]) -> list[Pack]:
    """The conformance packs in these files.

    Raises UsageError for a file that cannot be read or declares no AWS Config rules.
    """
    packs = []
    for file in files:
        try:
            packs += packs_in(file, load())
        except NoPack as error:
            raise UsageError(f"{file} is no conformance pack: {error}") from error
    return packs


def document_of(path: Path) -> Document:
    """The single document of a file that an option names.

    Raises BadParameters for a file that cannot be parsed, OSError for one that cannot be read.
    """
    reading = read(path.as_posix(), path.read_bytes())
    for problem in reading.diagnostics:
        if problem.severity == "error":
            where = f":{problem.span.start_line}:{problem.span.start_column}" if problem.span else ""
            raise BadParameters(f"{path}{where}: {problem.message}")
    if not reading.documents:
        raise BadParameters(f"{path} is empty")
    return reading.documents[0]


def severer(one: str, other: str) -> Severity:
    """The worse of two severities."""
    return SEVERITIES[max(SEVERITIES.index(cast(Severity, one)), SEVERITIES.index(cast(Severity, other)))]


def _id_of(index: Index, name: str) -> str:
    try:
        return index.rule(name).id
    except KeyError as error:
        raise UsageError(f"severities: {error}") from error
