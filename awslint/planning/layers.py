"""The layers of settings of a run: which configuration belongs to which input, below what the caller set."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import field

from awslint.configuration.discovery import above, in_folder, misnamed, shown
from awslint.configuration.items import Configuration, Fault, Item, Origin, WrongConfiguration
from awslint.configuration.keys import KEYS, SINGLE
from awslint.configuration.merging import applying, merged
from awslint.model.record import record
from awslint.planning.options import Options
from awslint.planning.settings import caller_items, without_files
from awslint.planning.usage import UsageError
from awslint.source.discover import STDIN, Input


@record(eq=False)
class Layers:
    """What the caller set, and the configurations of the inputs.

    fixed        the configuration that holds for every input (`--config`); None to look for the nearest
    mandatory    what the caller made mandatory (`--mandatory-config`)
    first        the file whose configuration speaks first for the run as a whole
    """

    options: Options
    caller: tuple[Item, ...]
    first: str
    fixed: Configuration | None = None
    mandatory: Configuration | None = None
    _by_folder: dict[str, Configuration | None] = field(default_factory=dict)
    _items: dict[str, tuple[Item, ...]] = field(default_factory=dict)

    def items(self, uri: str) -> tuple[Item, ...]:
        """The settings in force for a document of the run.

        Raises WrongConfiguration when its configuration cannot be read.
        """
        found = self._items.get(uri)
        if found is None:
            configuration = self.configuration(uri)
            below = applying(configuration, uri) if configuration else ()
            found = self._items[uri] = merged(without_files(below, self.caller), self.caller)
        return found

    def configuration(self, uri: str) -> Configuration | None:
        """The configuration of an input; None where there is none."""
        if self.fixed is not None or self.options.isolated:
            return self.fixed
        return self._nearest(os.path.abspath("." if uri == STDIN else os.path.dirname(uri) or "."))

    def _nearest(self, folder: str) -> Configuration | None:
        if folder not in self._by_folder:
            file = in_folder(folder)
            if file is not None:
                self._by_folder[folder] = _loaded(file)
            elif (wrong := misnamed(folder)) is not None:
                says = "this file is not read: the configuration is called .awslint.yaml"
                raise WrongConfiguration([Fault(says, Origin(shown(wrong)))])
            else:
                parent = above(folder)
                self._by_folder[folder] = None if parent is None else self._nearest(parent)
        return self._by_folder[folder]

    @property
    def configurations(self) -> tuple[Configuration, ...]:
        """The configurations of the inputs that were asked for, the first one's first."""
        found = [self.fixed] if self.fixed else [self.configuration(self.first), *self._by_folder.values()]
        return tuple({id(one): one for one in found if one is not None}.values())

    @property
    def mandatory_items(self) -> tuple[Item, ...]:
        """What the one who made rules mandatory says of the run as a whole."""
        return self.mandatory.items if self.mandatory else ()

    def written(self) -> tuple[Item, ...]:
        """Everything that is written in any of the configurations."""
        all_of = [*self.configurations, *([self.mandatory] if self.mandatory else [])]
        return tuple(
            item for one in all_of for item in (*one.items, *(item for each in one.overrides for item in each.items))
        )

    def reads_everything(self, paths: Sequence[str]) -> bool:
        """Whether all that configured parameters may be for is read; those of the caller are for the run."""
        if any(item.key == "parameters" for item in self.caller):
            return True
        folders = [one.folder for one in self.configurations if any(item.key == "parameters" for item in one.items)]
        roots = [os.path.abspath(path) for path in paths if os.path.isdir(path)]
        return all(any(_within(folder, root) for root in roots) for folder in folders)

    def folders(self) -> tuple[str, ...]:
        """The folders with rules of a team's own that any configuration or the caller names."""
        return tuple(str(item.value) for item in (*self.written(), *self.caller) if item.key == "rules")

    def of_run(self) -> tuple[Item, ...]:
        """The settings of the run as a whole: the first input's, with what only others say of the run.

        Raises WrongConfiguration where two configurations contradict each other and the caller does not decide.
        """
        first = self.items(self.first)
        found = tuple(item for item in first if KEYS.get(item.key) and KEYS[item.key].scope == "document")
        faults: list[Fault] = []
        for configuration in self.configurations:
            theirs = [item for item in configuration.items if _of_run(item)]
            if configuration is not self.configurations[0]:
                theirs = [item for item in theirs if item.key != "show"]
            faults += self._contradictions(found, theirs)
            found = merged(found, theirs)
        if faults:
            raise WrongConfiguration(faults)
        mine = [item for item in self.caller if _of_run(item)]
        return (*merged(without_files(found, self.caller), mine),)

    def _contradictions(self, known: Iterable[Item], theirs: Sequence[Item]) -> list[Fault]:
        decided = {item.key for item in self.caller}
        return [
            Fault(_says(item, other), item.origin)
            for item in theirs
            for other in known
            if other.key == item.key and other.at == item.at and other.value != item.value
            if item.key not in decided and (item.at or KEYS[item.key].kind in (*SINGLE, "flag"))
        ]


def _within(folder: str, root: str) -> bool:
    return folder == root or folder.startswith(os.path.join(root, ""))


def _of_run(item: Item) -> bool:
    key = KEYS.get(item.key)
    return key is not None and key.scope == "run"


def _says(item: Item, other: Item) -> str:
    name = " ".join((item.key, *item.at))
    return (
        f"'{name}' is {_word(item.value)} here and {_word(other.value)} in {other.origin}, and a run has one: "
        "say it on the command line, or check the folders apart"
    )


def _word(value: str | bool) -> str:
    return f"'{value}'" if isinstance(value, str) else "true" if value else "false"


def layers_of(options: Options, paths: Sequence[str], inputs: Iterable[Input]) -> Layers:
    """The layers of a run over these inputs.

    Raises UsageError for a configuration that is named and is not there, WrongConfiguration for a faulty one.
    """
    if options.isolated and options.config:
        raise UsageError("--isolated reads no configuration; it does not go with --config")
    for folder in options.rules:
        if not os.path.exists(folder):
            raise UsageError(f"--rules {folder}: no such folder")
    fixed = _named("--config", options.config)
    mandatory = _named("--mandatory-config", options.mandatory_config)
    first = next((STDIN if path == "-" else path for path in paths), ".")
    if os.path.isdir(first):
        first = os.path.join(first, "*")
    found = Layers(options, caller_items(options), first, fixed, mandatory)
    faults: list[Fault] = []
    for one in (first, *(item.uri for item in inputs if item.kind not in ("not-a-template", "missing"))):
        try:
            found.configuration(one)
        except WrongConfiguration as error:
            faults += error.faults
    if faults:
        raise WrongConfiguration(faults)
    return found


def _named(option: str, file: str | None) -> Configuration | None:
    if file is None:
        return None
    if not os.path.isfile(file):
        raise UsageError(f"{option} {file}: no such file")
    return _loaded(file)


def _loaded(file: str) -> Configuration:
    from awslint.configuration.loading import load  # many runs have no configuration

    return load(file)
