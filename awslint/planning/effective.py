"""The settings in force for a path, each with where it comes from."""

import os

from awslint.configuration.items import Item, Origin, WrongConfiguration
from awslint.configuration.keys import KEYS
from awslint.configuration.merging import BELOW
from awslint.model.record import record
from awslint.planning.layers import layers_of
from awslint.planning.naming import faults_of
from awslint.planning.options import Options
from awslint.planning.plan import mandatory_rules
from awslint.planning.usage import ConfigurationError, UsageError
from awslint.ruleset.index import load
from awslint.ruleset.own import with_own

DEFAULTS = {"profile": "recommended", "show": "NON_COMPLIANT,ERROR"}
"""Defaults that an option's absence stands for."""


@record()
class Setting:
    """One value in force: its key, the names below the key (a rule, a parameter), the value, where it comes from."""

    key: str
    at: tuple[str, ...]
    value: str | bool | None
    origin: Origin

    @property
    def name(self) -> str:
        """The key with the names below it."""
        return ".".join((self.key, *self.at))


@record()
class Effective:
    """The settings for a path, in the order of the keys; the files that were read; the rules that are mandatory."""

    settings: tuple[Setting, ...]
    files: tuple[str, ...]
    mandatory: tuple[str, ...] = ()


def settings_of(path: str, options: Options) -> Effective:
    """Work out the settings that a check of the path would have.

    Raises ConfigurationError for a faulty configuration, UsageError for a wrong option or a path that is missing.
    """
    if not os.path.lexists(path):
        raise UsageError(f"{path}: no such file or folder")
    try:
        layers = layers_of(options, [path], [])
        uri = os.path.join(path, "*") if os.path.isdir(path) else path
        own = with_own(load(), layers.folders())
        faults = faults_of(layers.written(), own.index)
        if faults:
            raise WrongConfiguration(faults)
        mandatory = mandatory_rules(layers, own)
    except WrongConfiguration as error:
        raise ConfigurationError(fault.diagnostic() for fault in error.faults) from error
    configuration = layers.configuration(uri)
    files = (*(configuration.files if configuration else ()), *(layers.mandatory.files if layers.mandatory else ()))
    return Effective(tuple(_settings(layers.items(uri))), files, mandatory)


def _settings(items: tuple[Item, ...]) -> list[Setting]:
    unset = Options()
    found = []
    for name, key in KEYS.items():
        written = [one for one in items if one.key == name or (name == "ignore" and one.key == BELOW)]
        found += [Setting(name, () if name == "exclude" else one.at, one.value, one.origin) for one in written]
        if not written and key.field:
            default = getattr(unset, key.field)
            plain = default if isinstance(default, str | bool) else None
            found.append(Setting(name, (), DEFAULTS.get(name, plain), Origin("default")))
    return found
