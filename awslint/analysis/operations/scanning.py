"""Whether the registry's configuration scans a repository.

Filters: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html. One without a wildcard is
for every repository whose name contains it.
"""

import re

from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Scalar, Unknown, Value
from awslint.query.view import View

_OFTEN = ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")


def scanned_by_registry(view: View, repository: Resource) -> Outcome:
    """Whether a rule of the registry, in the input, scans the repository on push or continuously."""
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    name = view.read(repository, "RepositoryName")
    for member in view.related(repository, "registry-scanning").members:
        rules = view.read(member.resource, "Rules")
        items, complete = view.items(rules)
        for rule in items:
            truth = all_of((member.certain, _covers(view, rule, name)))
            if truth is not Truth.NO:
                found[truth].append(view.evidence(member.resource, rule))
        if not complete:
            found[Truth.UNKNOWN].append(view.evidence(member.resource, rules))
    truth = any_of(truth for truth, evidence in found.items() if evidence)
    return Outcome(truth, tuple(found.get(truth, ())))


def _covers(view: View, rule: Value, name: Value) -> Truth:
    frequency = view.get(rule, "ScanFrequency")
    often = Truth.UNKNOWN if isinstance(frequency, Unknown) else truth_of(getattr(frequency, "data", None) in _OFTEN)
    filters, complete = view.items(view.get(rule, "RepositoryFilters"))
    answers = [_matches(view.get(one, "Filter"), name) for one in filters]
    return all_of((often, any_of(answers if complete else (*answers, Truth.UNKNOWN))))


def _matches(pattern: Value, name: Value) -> Truth:
    if not isinstance(pattern, Scalar):
        return Truth.UNKNOWN
    parts = str(pattern.data).split("*")
    if not any(parts):
        return Truth.YES
    if not isinstance(name, Scalar):
        return Truth.UNKNOWN  # a generated name, or one that is given later
    text = str(name.data)
    if len(parts) == 1:
        return truth_of(parts[0] in text)
    return truth_of(re.fullmatch(".*".join(re.escape(part) for part in parts), text) is not None)
