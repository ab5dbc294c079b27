"""The rules as the working folder knows them: ours, and those of a team's own that its configuration names."""

from awslint.configuration.items import WrongConfiguration
from awslint.planning.layers import layers_of
from awslint.planning.options import Options
from awslint.planning.usage import ConfigurationError
from awslint.ruleset.index import Index, load
from awslint.ruleset.own import OwnRules, with_own


def index_here(options: Options) -> Index:
    """The index for the working folder.

    Raises UsageError for a folder or a configuration that cannot be read, and for faulty rule files.
    """
    own = own_here(options)
    if own.problems:
        raise ConfigurationError(own.problems)
    return own.index


def own_here(options: Options) -> OwnRules:
    """The rules of the working folder's own, faulty ones left out and told."""
    return with_own(load(), folders_here(options))


def folders_here(options: Options) -> tuple[str, ...]:
    """The folders of rules that the options and the working folder's configuration name.

    Raises UsageError.
    """
    try:
        return layers_of(options, ["."], []).folders()
    except WrongConfiguration as error:
        raise ConfigurationError(fault.diagnostic() for fault in error.faults) from error
