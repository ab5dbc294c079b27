"""Whether the rules, parameters and months that a configuration names exist."""

from collections.abc import Iterable

from awslint.configuration.items import Fault, Item
from awslint.configuration.keys import KEYS
from awslint.controls import asked_for
from awslint.engine.parameters import parsed
from awslint.model.rule import Rule
from awslint.planning.selection import UnknownSelector, selected
from awslint.planning.usage import UsageError
from awslint.ruleset.index import Index
from awslint.ruleset.problems import suggestion
from awslint.ruleset.release import WrongMonth, check_pin
from awslint.suppressing import without_unused


def faults_of(items: Iterable[Item], index: Index) -> list[Fault]:
    """What names nothing, with the nearest that was perhaps meant."""
    rules: tuple[Rule, ...] = ()
    faults = []
    for item in items:
        says = ""
        match KEYS[item.key].kind if item.key in KEYS else "":
            case "selectors":
                rules = rules or index.rules()
                says = _selector(str(item.value), rules)
            case "severities" | "rule-parameters":
                says = _setting(item, index)
            case "month":
                says = _month(str(item.value))
            case "texts" if item.key == "frameworks":
                says = _framework(str(item.value))
        if says:
            faults.append(Fault(says, item.origin))
    return faults


def _selector(text: str, rules: tuple[Rule, ...]) -> str:
    try:
        selected(rules, without_unused([text]))
    except UnknownSelector as error:
        return str(error)
    return ""


def _setting(item: Item, index: Index) -> str:
    try:
        rule = index.rule(item.at[0])
    except KeyError as error:
        return str(error)
    if item.key == "severities":
        return ""
    names = [one.name for one in rule.parameters]
    if item.at[1] not in names:
        has = suggestion(item.at[1], names) or (f"; it has {', '.join(names)}" if names else "; it has none")
        return f"{rule.id} has no parameter '{item.at[1]}'{has}"
    try:
        parsed(next(one for one in rule.parameters if one.name == item.at[1]), str(item.value))
    except ValueError as error:
        return str(error)
    return ""


def _framework(text: str) -> str:
    try:
        asked_for((text,))
    except UsageError as error:
        return str(error).removeprefix("--framework: ")
    return ""


def _month(text: str) -> str:
    try:
        check_pin(text)
    except WrongMonth as error:
        return str(error)
    return ""
