"""What of a value is a secret, and where it comes from."""

import re
from collections.abc import Iterator

from awslint.model.record import record
from awslint.model.resource import RelatedPlace
from awslint.model.value import Mapping, Reference, Scalar, Sequence, Unknown, Value, Why
from awslint.query.view import View

# Attributes whose value is a secret that AWS makes and shows once.
_ATTRIBUTES = {
    ("AWS::IAM::AccessKey", "SecretAccessKey"): "the secret access key of {}",
    ("AWS::Cognito::UserPoolClient", "ClientSecret"): "the client secret of {}",
}
# A dynamic reference is resolved when CloudFormation deploys: what it is written into holds the secret itself.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
_STORED = {
    "secretsmanager": "the content of the secret {}",
    "ssm-secure": "the SecureString parameter {}",
}
# Parts of a secret that are none: its user name, host, port and the like.
_OPEN_FIELDS = re.compile(
    r":SecretString:(user(name)?|host|port|dbname|engine|dbinstanceidentifier|dbclusteridentifier)(:|$)", re.IGNORECASE
)


@record(eq=False)
class Secret:
    """A secret in a value.

    keys    the same for two uses of one secret; several where it is one of several
    words   what it is, for a message
    value   where it is used
    source  where it comes from, if the input has that
    """

    keys: frozenset[str]
    words: str
    value: Value
    source: RelatedPlace | None = None


def secrets_in(view: View, value: Value, at: Value | None = None) -> Iterator[Secret]:
    """The secrets in a value, in the order of the text. `at` is the value to point at, for parts of a text."""
    value = view.resolve(value)
    if isinstance(value, Mapping):
        for entry in value.entries.values():
            yield from secrets_in(view, entry)
    elif isinstance(value, Sequence):
        for item in value.items:
            yield from secrets_in(view, item)
    elif isinstance(value, Unknown | Scalar):
        yield from _in_text(view, value, at or value)


def open_parts(view: View, value: Value) -> Iterator[Unknown]:
    """What of a value is not known as a whole, so that a secret may be in it: an unknown object, a macro's entries."""
    value = view.resolve(value)
    if isinstance(value, Mapping | Sequence):
        if not value.complete:
            yield value.missing or Unknown(Why.MACRO, "", value.place)
        for one in value.entries.values() if isinstance(value, Mapping) else value.items:
            yield from open_parts(view, one)
    elif isinstance(value, Unknown) and value.why in (Why.MACRO, Why.UNMAPPED, Why.LIMIT):
        yield value


def _in_text(view: View, value: Unknown | Scalar, at: Value) -> Iterator[Secret]:
    if isinstance(value, Unknown) and (value.parts or value.encodes is not None):
        for part in value.parts or (value.encodes,):
            if isinstance(part, Unknown):
                yield from _in_text(view, part, at)
        return
    named = _named(view, value.refers_to, at) if value.refers_to is not None else None
    if named is not None:
        yield named
    elif isinstance(value, Unknown) and value.why is Why.DYNAMIC:
        service, _, name = value.subject.partition(":")
        if service in _STORED and not _OPEN_FIELDS.search(name):
            yield Secret(frozenset({value.subject}), _STORED[service].format(name.partition(":SecretString")[0]), at)
    elif value.secret:
        yield _hidden(value, at)


def _named(view: View, reference: Reference, at: Value) -> Secret | None:
    target = view.graph.resources.get(reference.target)
    words = _ATTRIBUTES.get((target.type, reference.attribute or "")) if target is not None else None
    if target is None or words is None:
        return None
    source = RelatedPlace("secret", f"{target.address} makes the secret", target.place, target.address)
    return Secret(frozenset({f"{target.key}.{reference.attribute}"}), words.format(target.address), at, source)


def _hidden(value: Unknown | Scalar, at: Value) -> Secret:
    origins = [one for one in value.origins if one.kind in ("parameter", "parameter-default")]
    if not origins:
        subject = value.subject if isinstance(value, Unknown) else ""
        symbol = value.symbol if isinstance(value, Unknown) else None
        words = f"the sensitive value {subject}" if subject else "a sensitive value"
        return Secret(frozenset({symbol or subject or str(value.place)}), words, at)
    # Which of the parameters in a known text is the hidden one is not kept.
    names = list(dict.fromkeys(one.name for one in origins))
    words = f"the hidden parameter {names[0]}" if len(names) == 1 else f"a hidden one of {', '.join(names)}"
    source = RelatedPlace("parameter", f"{names[0]} is a parameter", origins[0].place, None)
    return Secret(frozenset(f"parameter:{name}" for name in names), words, at, source)
