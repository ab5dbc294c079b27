"""The keys of a configuration file: what each takes, and how files, overrides and the command line add up."""

from collections.abc import Mapping
from typing import Literal

from awslint.model.finding import Verdict
from awslint.model.record import record
from awslint.model.rule import SEVERITIES

Kind = Literal[
    "word", "words", "text", "flag", "date", "month", "texts", "files", "folders", "file", "path", "globs",
    "selectors", "parameters", "rule-parameters", "severities", "overrides",
]  # fmt: skip
Scope = Literal["document", "run", "file"]

GATES = (*SEVERITIES, "never")


@record()
class Key:
    """A key of the configuration.

    field      the option that it sets; empty for keys about the files themselves
    kind       what may be written
    scope      whether it counts for each document by itself, for the run as a whole, or for the file
    replaces   whether a list takes the place of what the file extends says, instead of adding to it
    words      the words that may be written
    option     the command line's name, where it is another
    """

    field: str
    kind: Kind
    scope: Scope
    replaces: bool = False
    words: tuple[str, ...] = ()
    option: str = ""


KEYS: Mapping[str, Key] = {
    "extends": Key("", "files", "file"),
    "ruleset": Key("ruleset", "month", "document"),
    "profile": Key("profile", "word", "document", words=("recommended", "all")),
    "select": Key("select", "selectors", "document", replaces=True),
    "ignore": Key("ignore", "selectors", "document"),
    "packs": Key("pack", "files", "document", replaces=True, option="--pack"),
    "frameworks": Key("frameworks", "texts", "document", replaces=True, option="--framework"),
    "rule-parameters": Key("rule_parameters", "rule-parameters", "document", option="--rule-parameter"),
    "severities": Key("severities", "severities", "document", words=SEVERITIES),
    "require-explicit": Key("require_explicit", "flag", "document"),
    "fail-on": Key("fail_on", "word", "document", words=GATES),
    "fail-on-unknown": Key("fail_on_unknown", "flag", "document"),
    "exclude": Key("exclude", "globs", "document"),
    "overrides": Key("", "overrides", "document"),
    "rules": Key("rules", "folders", "document"),
    "parameters": Key("parameters", "parameters", "run"),
    "worlds": Key("worlds", "word", "run", words=("default", "all")),
    "as-of": Key("as_of", "date", "run"),
    "region": Key("region", "text", "run"),
    "account": Key("account", "text", "run"),
    "partition": Key("partition", "text", "run"),
    "evidence": Key("evidence", "files", "run"),
    "facts": Key("facts", "files", "run"),
    "show": Key("show", "words", "run", replaces=True, words=(*(one.value for one in Verdict), "all")),
    "suppressions": Key("suppressions", "files", "run"),
    "require-reason": Key("require_reason", "flag", "run"),
    "unsuppressable": Key("unsuppressable", "selectors", "run"),
    "compat": Key("compat", "texts", "run", words=("checkov", "cfn_nag", "cfn-guard", "cdk-nag", "trivy")),
    "baseline": Key("baseline", "path", "run"),
}

OVERRIDING = (
    "select", "ignore", "profile", "rule-parameters", "severities", "fail-on", "fail-on-unknown", "require-explicit",
)  # fmt: skip
"""The keys that an entry of `overrides` may have beside `paths`."""

CHOOSING = ("select", "packs", "frameworks")
"""A layer that has one of these chooses afresh: what lower layers choose no longer counts."""

SINGLE = ("word", "text", "flag", "date", "month", "file", "path")
"""The kinds of which a later layer's value takes the place of an earlier one's."""
