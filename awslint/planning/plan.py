"""What a run will do: the settings in force for each input, the rules that judge it, and what cannot be weakened."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from awslint.configuration.items import Configuration, Fault, Item, Origin, WrongConfiguration
from awslint.configuration.keys import GATES
from awslint.configuration.merging import applying, excludes, merged
from awslint.engine.evaluate import BoundRule, bound
from awslint.model.finding import Gate, Verdict
from awslint.model.record import record
from awslint.model.report import Diagnostic, InputFile
from awslint.model.rule import RuleHead, Rules
from awslint.planning.choice import chosen, pack_scopes, parameters_of, severer
from awslint.planning.layers import Layers, layers_of
from awslint.planning.options import Options
from awslint.planning.selection import UnknownSelector, selected
from awslint.planning.settings import options_of
from awslint.planning.usage import ConfigurationError, UsageError
from awslint.ruleset.index import Index, load
from awslint.ruleset.own import FIXTURES, OwnRules, with_own
from awslint.source.discover import Input, discover

if TYPE_CHECKING:
    from awslint.packs.pack import Scope

SHOWN = frozenset({"NON_COMPLIANT", "ERROR"})
"""The verdicts that are listed unless somebody says otherwise."""


@record(eq=False)
class Applied:
    """A rule as it judges some documents.

    gate     None where that of the run holds
    scopes   what a pack narrows it to: it judges what is in one of them; without any, everything
    """

    rule: BoundRule
    explicit: bool = False
    gate: Gate | None = None
    scopes: tuple["Scope", ...] = ()


@record(eq=False)
class Chosen:
    """A rule that is to judge some documents, and what it is given; see Applied for the rest."""

    head: RuleHead
    given: Mapping[str, object]
    explicit: bool
    gate: Gate | None
    scopes: tuple["Scope", ...]


class Judging:
    """What judges a document; a rule is read when the first resource of one of its types comes."""

    def __init__(self, index: Index, chosen: Iterable[Chosen]) -> None:
        self._index = index
        self._by_type: dict[str, list[Chosen]] = {}
        self._applied: dict[str, Applied] = {}
        for one in chosen:
            for type_ in one.head.resource_types:
                self._by_type.setdefault(type_, []).append(one)

    def of(self, type_: str) -> Iterator[Applied]:
        """The rules that judge a resource of a type."""
        for one in self._by_type.get(type_, ()):
            found = self._applied.get(one.head.id)
            if found is None:
                rule = bound(self._index.read(one.head), one.given)
                found = self._applied[one.head.id] = Applied(rule, one.explicit, one.gate, one.scopes)
            yield found


@record(eq=False)
class Pass:
    """Inputs that are read into one graph with the same values, and what judges each of their documents."""

    options: Options
    inputs: tuple[Input, ...]
    judging: Callable[[str], Judging]


@record(eq=False)
class Plan:
    """What a run does.

    options     the settings of the run as a whole
    passes      one, or two where a repository's values must not reach the rules that are mandatory
    inputs      all inputs; `excluded` says why some are not judged
    mandatory   ids of the rules that nothing in the input can weaken
    problems    faults of rule files of a team's own
    ignores     whether the settings of a file name a rule among what they ignore, for rules of no rule file
    written     the configuration files that say something
    """

    index: Index
    options: Options
    passes: tuple[Pass, ...]
    inputs: tuple[Input, ...]
    excluded: dict[str, str]
    mandatory: frozenset[str]
    problems: tuple[Diagnostic, ...]
    run: dict[str, RuleHead] = field(default_factory=dict)
    ignores: Callable[[str, str], bool] = lambda uri, name: False
    written: tuple[str, ...] = ()

    @property
    def heads(self) -> tuple[RuleHead, ...]:
        """The rules that run on some input, in the order of their ids."""
        return tuple(self.run[id_] for id_ in sorted(self.run))

    @property
    def rules(self) -> Rules:
        """The same, whole."""
        return Rules(self.heads, self.index.read)

    def shown(self) -> frozenset[str]:
        """The verdicts that are listed; a configuration cannot hide those of mandatory rules."""
        words = [word.strip() for text in self.options.show for word in text.split(",") if word.strip()]
        names = {word.upper().replace("-", "_") for word in words} or set(SHOWN)
        shown = frozenset(one.value for one in Verdict if "ALL" in names or one.value in names)
        return shown if not self.mandatory or "show" in self.options.given else shown | SHOWN

    def unsuppressable(self) -> tuple[str, ...]:
        """The ids of the rules whose findings must not be suppressed."""
        selectors = self.options.unsuppressable
        try:
            return tuple(rule.id for rule in selected(self.index.heads, selectors)) if selectors else ()
        except UnknownSelector as error:
            raise UsageError(f"--unsuppressable: {error}") from error

    def described(self) -> list[InputFile]:
        """The inputs that are not judged because a configuration excludes them."""
        return [InputFile(uri, "excluded", reason) for uri, reason in self.excluded.items()]


def planned(paths: Sequence[str], options: Options, stdin: bytes | None = None) -> Plan:
    """Find the inputs and the configurations that belong to them, and work out what runs.

    Raises UsageError for an option that cannot be honoured, ConfigurationError for a configuration.
    """
    try:
        return _planned(paths, options, stdin)
    except WrongConfiguration as error:
        raise ConfigurationError(fault.diagnostic() for fault in error.faults) from error


def _planned(paths: Sequence[str], options: Options, stdin: bytes | None) -> Plan:
    given = list(discover(paths, stdin=lambda: stdin or b""))
    layers = layers_of(options, paths, given)
    own = with_own(load(), layers.folders())
    faults = _misnamed(layers.written(), own.index)
    if faults:
        raise WrongConfiguration([*faults, *(_as_fault(one) for one in own.problems)])
    whole = options_of(layers.of_run(), options)
    whole = replace(whole, all_declared=layers.reads_everything(paths))
    settings = _Settings(layers, own, _gate_of(whole))
    settings.check_caller()
    excluded = {one.uri: reason for one in given if (reason := settings.excluded(one.uri, named=one.named))}
    judged = tuple(one for one in given if one.uri not in excluded)
    passes: tuple[Pass, ...]
    strict = options_of(merged(layers.mandatory_items, layers.caller), options)
    if not settings.mandatory:
        passes = (Pass(whole, _with_evidence(judged, whole, layers), settings.usual),)
    elif _values(strict) == _values(whole) and not excluded:
        passes = (Pass(whole, _with_evidence(judged, whole, layers), settings.both),)
    else:
        trusted = tuple(one for one in given if not settings.exempt(one.uri))
        passes = (
            Pass(whole, _with_evidence(judged, whole, layers), settings.usual),
            Pass(strict, _with_evidence(trusted, strict, layers), settings.strict),
        )
    inputs = tuple(dict.fromkeys(one for each in passes for one in each.inputs))
    if settings.mandatory:
        excluded = {uri: reason for uri, reason in excluded.items() if settings.exempt(uri)}
    return Plan(
        own.index,
        whole,
        passes,
        inputs,
        excluded,
        settings.mandatory,
        own.problems,
        settings.run,
        settings.ignores,
        tuple({item.origin.source: None for item in layers.written()}),
    )


def _misnamed(written: tuple[Item, ...], index: Index) -> list[Fault]:
    if not written:
        return []
    from awslint.planning.naming import faults_of  # many runs have no configuration

    return faults_of(written, index)


def mandatory_rules(layers: Layers, own: OwnRules) -> tuple[str, ...]:
    """The ids of the rules that the caller made mandatory, sorted.

    Raises UsageError for a name, of these or in any other option, that no rule has.
    """
    settings = _Settings(layers, own, Gate())
    settings.check_caller()
    return tuple(sorted(settings.mandatory))


def _as_fault(one: Diagnostic) -> Fault:
    at = one.location
    return Fault(one.message, Origin(one.file, at.start_line, at.start_column) if at else Origin(one.file))


def _gate_of(options: Options) -> Gate:
    return Gate(options.fail_on, options.fail_on_unknown)


def _values(options: Options) -> tuple[object, ...]:
    """What decides how the inputs are read, whoever judges them."""
    return (
        options.parameters, options.parameter_values, options.worlds, options.as_of, options.region, options.account,
        options.partition, options.evidence, options.facts,
    )  # fmt: skip


def _with_evidence(inputs: tuple[Input, ...], options: Options, layers: Layers) -> tuple[Input, ...]:
    """The inputs and the evidence files, each once.

    Raises WrongConfiguration for what a configuration calls evidence and is none.
    """
    known = {os.path.abspath(one.uri) for one in inputs}
    added = [one for one in discover(options.evidence) if os.path.abspath(one.uri) not in known]
    kinds = {one.uri: one for one in (*inputs, *added)}
    faults = [
        Fault(f"{item.value} is no evidence: {kinds[str(item.value)].reason}", item.origin)
        for item in layers.written()
        if item.key == "evidence" and str(item.value) in kinds and kinds[str(item.value)].kind != "evidence"
    ]
    if faults:
        raise WrongConfiguration(faults)
    return (*inputs, *added)


class _Settings:
    """The settings in force for each document, worked out once for all that share them."""

    def __init__(self, layers: Layers, own: OwnRules, gate: Gate) -> None:
        self.layers = layers
        self.own = own
        self.gate = gate
        self.run: dict[str, RuleHead] = {}
        self._options: dict[tuple[Item, ...], Options] = {}
        self._judging: dict[object, Judging] = {}
        self._rules: dict[tuple[Item, ...], tuple[RuleHead, ...]] = {}
        self._by_name = self._named()
        self.mandatory = self._mandatory_rules(layers.mandatory)

    def check_caller(self) -> None:
        """Raises UsageError for what the caller names and nothing has."""
        self._chosen(self.layers.caller)
        parameters_of(self.own.index, self._options_of(self.layers.caller))

    def excluded(self, uri: str, *, named: bool = True) -> str:
        """Why a file is not judged; empty when it is. Fixtures of rules are judged when they are named."""
        items = self.layers.items(uri)
        found = excludes(items, uri)
        if found is not None:
            return f"excluded by {found.origin}"
        folders = [] if named else [str(item.value) for item in items if item.key == "rules"]
        whole = os.path.abspath(uri)
        if any(whole.startswith(os.path.join(os.path.abspath(one), FIXTURES) + os.sep) for one in folders):
            return "a template to test rules of your own with"
        return ""

    def exempt(self, uri: str) -> bool:
        """Whether the one who made rules mandatory leaves a file out."""
        return excludes(self._strict_items(uri), uri) is not None

    def usual(self, uri: str) -> Judging:
        """What judges a document beside the mandatory rules."""
        excluded = bool(self.excluded(uri))
        key = ("usual", self.layers.items(uri), self._required(uri), excluded)
        return self._made(key, lambda: [] if excluded else self._usual(uri))

    def strict(self, uri: str) -> Judging:
        """The mandatory rules, as they judge a document."""
        exempt = self.exempt(uri)
        key = ("strict", self.layers.items(uri), self._strict_items(uri), exempt)
        return self._made(key, lambda: [] if exempt else self._strict(uri))

    def both(self, uri: str) -> Judging:
        """All that judges a document."""
        exempt = self.exempt(uri)
        key = ("both", self.layers.items(uri), self._strict_items(uri), exempt)
        return self._made(key, lambda: [*self._usual(uri), *([] if exempt else self._strict(uri))])

    def _made(self, key: tuple[object, ...], make: Callable[[], list[Chosen]]) -> Judging:
        found = self._judging.get(key)
        if found is None:
            those = make()
            self.run.update({one.head.id: one.head for one in those if one.head.id not in self.run})
            found = self._judging[key] = Judging(self.own.index, those)
        return found

    def ignores(self, uri: str, name: str) -> bool:
        """Whether a rule is named among what is ignored in a file."""
        options = self._options_of(self.layers.items(uri))
        ignored = (*options.ignore, *options.ignore_below)
        return any(part.strip() == name for text in ignored for part in text.split(","))

    def _usual(self, uri: str) -> list[Chosen]:
        items = self.layers.items(uri)
        options = self._options_of(items)
        required = self._required(uri)
        rules = [rule for rule in self._chosen(items) if rule.id not in required]
        return self._applied(rules, options, _gate_of(options))

    def _strict(self, uri: str) -> list[Chosen]:
        options = self._options_of(self._strict_items(uri))
        theirs = self._options_of(self.layers.items(uri))
        raised = {self.own.index.rule(name).id: severity for name, severity in theirs.severities.items()}
        rules = [
            replace(rule, severity=severer(rule.severity, raised.get(rule.id, rule.severity)))
            for rule in chosen(self.own.index, replace(options, **_EVERYTHING))  # type: ignore[arg-type]
            if rule.id in self._required(uri)
        ]
        applied = self._applied(rules, options, _stricter(_gate_of(options), _gate_of(theirs)))
        # A pack that narrows a rule does not narrow what is mandatory by its name.
        return [replace(one, scopes=()) if one.head.id in self._by_name else one for one in applied]

    def _applied(self, rules: Iterable[RuleHead], options: Options, gate: Gate) -> list[Chosen]:
        given = parameters_of(self.own.index, options)
        scopes = pack_scopes(self.own.index, options)
        own_gate = None if gate == self.gate else gate
        return [
            Chosen(rule, given.get(rule.id, {}), options.require_explicit, own_gate, scopes.get(rule.id, ()))
            for rule in rules
        ]

    def _required(self, uri: str) -> frozenset[str]:
        """The ids of the rules that are mandatory for a document."""
        if not self.mandatory or self.layers.mandatory is None:
            return self.mandatory
        return self._by_name | {rule.id for rule in self._chosen(applying(self.layers.mandatory, uri))}

    def _mandatory_rules(self, configuration: Configuration | None) -> frozenset[str]:
        if configuration is None:
            return self._by_name
        return self._by_name | {rule.id for rule in self._chosen(configuration.items)}

    def _named(self) -> frozenset[str]:
        names = self.layers.options.mandatory
        if not names:
            return frozenset()
        try:
            return frozenset(rule.id for rule in selected(self.own.index.heads, names))
        except UnknownSelector as error:
            raise UsageError(f"--mandatory: {error}") from error

    def _strict_items(self, uri: str) -> tuple[Item, ...]:
        configuration = self.layers.mandatory
        return merged(applying(configuration, uri) if configuration else (), self.layers.caller)

    def _options_of(self, items: tuple[Item, ...]) -> Options:
        found = self._options.get(items)
        if found is None:
            found = self._options[items] = options_of(items, self.layers.options)
        return found

    def _chosen(self, items: tuple[Item, ...]) -> tuple[RuleHead, ...]:
        if items not in self._rules:
            options = self._options_of(items)
            strange = self.own.ids.keys() - set(options.rules)
            hidden = {id_ for folder in strange for id_ in self.own.ids[folder]}
            hidden -= {id_ for folder in options.rules for id_ in self.own.ids.get(folder, ())}
            self._rules[items] = chosen(self.own.index, options, hidden, self.own.files)
        return self._rules[items]


_EVERYTHING = {
    "select": (), "ignore": (), "ignore_below": (), "pack": (), "frameworks": (), "profile": "all", "ruleset": None,
}  # fmt: skip


def _stricter(one: Gate, other: Gate) -> Gate:
    """A gate that lets nothing through that either stops."""
    return Gate(min(one.fail_on, other.fail_on, key=GATES.index), one.fail_on_unknown or other.fail_on_unknown)
