"""Which rules run with some options, how severe they are, and with which parameters."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from awslint.model.rule import SEVERITIES, RuleHead, Severity
from awslint.planning.options import Options
from awslint.planning.parameters import BadParameters
from awslint.planning.selection import UnknownSelector, selected
from awslint.planning.usage import UsageError
from awslint.ruleset.index import Index
from awslint.ruleset.release import WrongMonth, check_pin, month_of
from awslint.source.document import Document
from awslint.source.reading import read
from awslint.suppressing import without_unused

if TYPE_CHECKING:
    from awslint.packs.pack import Scope


def chosen(
    index: Index, options: Options, strange: Collection[str] = (), own: Collection[str] = ()
) -> tuple[RuleHead, ...]:
    """The rules that run, with the severities that the options give them.

    `strange` are ids of rules of somebody's own that do not count here, `own` those that no ruleset and no profile is
    about: a team wants its own.
    Raises UsageError for what names no rule, and for a rule that is named and newer than the ruleset.
    """
    if options.ruleset is not None:
        try:
            check_pin(options.ruleset)
        except WrongMonth as error:
            raise UsageError(f"ruleset: {error}") from error
    by_packs = tuple(pack_parameters(index, options))
    by_frameworks = _of_frameworks(index, options)
    if (options.pack or options.frameworks) and not by_packs and not by_frameworks and not options.select:
        return ()
    severities = {_id_of(index, name): severity for name, severity in options.severities.items()}
    rules = tuple(
        replace(rule, severity=cast(Severity, severities[rule.id])) if rule.id in severities else rule
        for rule in (replace(head, profile="recommended") if head.id in own else head for head in index.heads)
    )
    try:
        found = selected(
            rules,
            (*_without_packs(index, options.select), *by_packs, *by_frameworks),
            _without_packs(index, without_unused(options.ignore)),
            _profile(options),
            ignore_below=_without_packs(index, without_unused(options.ignore_below)),
        )
    except UnknownSelector as error:
        raise UsageError(str(error)) from error
    newer = [rule for rule in found if rule.id not in own and _is_newer(rule, options)]
    return tuple(rule for rule in found if rule.id not in strange and rule not in newer)


def _of_frameworks(index: Index, options: Options) -> tuple[str, ...]:
    """The ids of the rules that the frameworks of the options map to.

    Raises UsageError.
    """
    if not options.frameworks:
        return ()
    from awslint.controls import asked_for  # most runs are about no framework
    from awslint.knowledge.controls import identifiers

    wanted = {rule for id_ in asked_for(options.frameworks) for rule in identifiers(id_)}
    return tuple(head.id for head in index.heads if head.config_rule in wanted)


def _profile(options: Options) -> str:
    """Who asks for rules gets them; who asks for none gets those that a new team should see first."""
    asked = options.select or options.pack or options.frameworks
    return options.profile or ("all" if asked else "recommended")


def _is_newer(rule: RuleHead, options: Options) -> bool:
    """Whether the pinned ruleset did not have the rule yet.

    Raises UsageError when it was asked for by its name.
    """
    if options.ruleset is None or month_of(rule) <= options.ruleset:
        return False
    if {rule.id, rule.config_rule} & {part.strip() for text in options.select for part in text.split(",")}:
        raise UsageError(f"'{rule.id}' came with the ruleset of {month_of(rule)}; pinned is {options.ruleset}")
    return True


def pack_parameters(index: Index, options: Options) -> dict[str, dict[str, object]]:
    """The rules that the packs of the options run, by id, with the parameters that they set."""
    if not options.pack:
        return {}
    from awslint.packs import chosen as by_packs  # most runs have no pack

    return by_packs.parameters_of(by_packs.packs_of(map(Path, options.pack)), index)


def pack_scopes(index: Index, options: Options) -> dict[str, tuple["Scope", ...]]:
    """What narrows the rules that only packs run, by id; a rule that the options select as well is not narrowed."""
    if not options.pack:
        return {}
    from awslint.packs import chosen as by_packs

    scopes = by_packs.scopes_of(by_packs.packs_of(map(Path, options.pack)), index)
    selected_too = (
        {rule.id for rule in selected(index.heads, _without_packs(index, options.select))} if options.select else set()
    )
    return {id_: found for id_, found in scopes.items() if id_ not in selected_too}


def _without_packs(index: Index, selectors: Iterable[str]) -> tuple[str, ...]:
    """Selectors with the ids of a pack's rules in the place of `pack:FILE`.

    Raises UsageError for a pack that runs no rule.
    """
    found: list[str] = []
    for part in (part.strip() for selector in selectors for part in selector.split(",")):
        file = part.removeprefix("pack:")
        if file == part:
            found.append(part)
            continue
        ids = pack_parameters(index, Options(pack=(file,)))
        if not ids:
            raise UsageError(f"{part}: none of its rules is judged")
        found += ids
    return tuple(found)


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
