"""The value that a finding is about as one short text: what suppressions and baselines are pinned to."""

import hashlib
import json

from awslint.model.value import Absent, Choice, Mapping, Scalar, Sequence, Unknown, Value

LONGEST = 80
HIDDEN = "(secret)"


def approved(value: Value | None) -> str:
    """A short scalar as written, a digest of anything else; empty for what is not written. A secret is not hashed."""
    if value is None or isinstance(value, Absent):
        return ""
    plain = _plain(value)
    text = plain if isinstance(plain, str) else json.dumps(plain, sort_keys=True, ensure_ascii=False)
    if isinstance(value, Scalar) and len(text) <= LONGEST and text.isprintable():
        return text
    if isinstance(value, Unknown) and len(value.subject) <= LONGEST:
        return f"({value.subject})"
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _plain(value: Value) -> object:
    if isinstance(value, Scalar):
        return HIDDEN if value.secret else value.text if value.text is not None else value.data
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.entries.items() if not isinstance(one, Absent)}
    if isinstance(value, Sequence):
        return [_plain(one) for one in value.items if not isinstance(one, Absent)]
    if isinstance(value, Choice):
        cases = sorted((sorted(case.values), json.dumps(_plain(case.value), sort_keys=True)) for case in value.cases)
        return {value.variable.rpartition(":")[2]: cases}
    if isinstance(value, Unknown):
        return {value.why.value: value.symbol or value.subject}
    return None
