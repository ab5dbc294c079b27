"""Facts that a team writes down so that more can be decided: `awslint.inputs.facts.yaml`.

exports: {SharedKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/..."}   # what Fn::ImportValue gives
ssm: {/network/office-cidr: 203.0.113.0/24}                                # SSM parameters, by name
account: {PublicAccessBlock: {BlockPublicAcls: true}}                      # settings of the account
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import field

from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.value import Mapping as MappingValue
from awslint.model.value import Origin, Scalar, Value

SECTIONS = ("exports", "ssm", "account")
ACCOUNT = {
    "PublicAccessBlock": ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"),
    "RootUser": ("CredentialsPresent", "MfaActive", "HardwareMfaActive", "AccessKeysPresent"),
}


class BadFacts(ValueError):
    """A facts file that says something awslint has no use for; the message suggests what may have been meant."""


@record()
class Facts:
    """What the facts files say; a later file wins."""

    exports: Mapping[str, object] = field(default_factory=dict)
    ssm: Mapping[str, object] = field(default_factory=dict)
    account: Mapping[str, Value] = field(default_factory=dict)


def facts_in(documents: Iterable[tuple[str, object]]) -> Facts:
    """The facts of these documents, each with the key under which the run keeps it.

    Raises BadFacts.
    """
    exports: dict[str, object] = {}
    ssm: dict[str, object] = {}
    account: dict[str, Value] = {}
    for key, data in documents:
        if not isinstance(data, Mapping):
            raise BadFacts(f"{key} holds no facts: expected a mapping with {', '.join(SECTIONS)}")
        for section, content in data.items():
            if section not in SECTIONS:
                raise BadFacts(f"{key}: there is no section {section!r}{_near(section, SECTIONS)}")
            if not isinstance(content, Mapping):
                raise BadFacts(f"{key}: {section} must be a mapping")
        exports.update(data.get("exports", {}))
        ssm.update(data.get("ssm", {}))
        account.update(_account(key, data.get("account", {})))
    return Facts(exports, ssm, account)


def _account(key: str, data: Mapping[str, object]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    place = Place(key, ("account",))
    for name, settings in data.items():
        if name not in ACCOUNT:
            raise BadFacts(f"{key}: the account has no setting {name!r}{_near(name, ACCOUNT)}")
        if not isinstance(settings, Mapping):
            raise BadFacts(f"{key}: account.{name} must be a mapping")
        entries: dict[str, Value] = {}
        for flag, value in settings.items():
            if flag not in ACCOUNT[name]:
                raise BadFacts(f"{key}: account.{name} has no {flag!r}{_near(flag, ACCOUNT[name])}")
            if not isinstance(value, bool):
                raise BadFacts(f"{key}: account.{name}.{flag} must be true or false")
            at = place.at(name, flag)
            entries[flag] = Scalar(value, at, origins=(Origin("fact", flag, at, "written in the facts file"),))
        found[name] = MappingValue(entries, place.at(name))
    return found


def _near(word: str, words: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(words), 1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(words)}"
