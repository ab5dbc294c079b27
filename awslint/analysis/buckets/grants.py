"""Whom a bucket's policy lets in, against lists and a control policy that a rule is given.

Each statement that allows is looked at by itself, as
https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy-grantee-check.html says.
"""

import ipaddress
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from awslint.analysis.iam.conditions import holds
from awslint.analysis.iam.document import read_document, value_of
from awslint.analysis.iam.evaluate import matches_action
from awslint.analysis.iam.matching import covers, meets
from awslint.analysis.iam.public import is_everyone, reaches_everyone
from awslint.analysis.iam.statement import Condition, Elements, Principal, Statement, parts_of
from awslint.analysis.iam.text import (
    HERE,
    PARTITION,
    STAR,
    Text,
    Wildcard,
    fields,
    is_undecided,
    known,
    literal,
    lower,
    shown,
    tokens,
)
from awslint.analysis.storage.policies import Attached, attached, bucket_arn
from awslint.model.finding import Evidence, Outcome
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Unknown, Value, Why
from awslint.query.view import View

_HEADER = "s3:x-amz-server-side-encryption"
# Keys that tell the account of whoever asks, or on whose behalf a service does.
_ACCOUNT_KEYS = frozenset({"aws:principalaccount", "aws:sourceaccount"})
_EQUALITIES = frozenset({"stringequals", "stringequalsignorecase", "stringlike"})


@record()
class Lists:
    """Who may be let in: principals (ARNs with `*`, account numbers), services, providers, addresses and VPCs."""

    principals: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    federated: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    vpcs: tuple[str, ...] = ()


def listed_alone(view: View, bucket: Resource, lists: Lists) -> Outcome:
    """Whether every statement that allows is for listed principals, addresses or VPCs alone."""
    found: dict[Truth, list[Evidence]] = {Truth.NO: [], Truth.UNKNOWN: [], Truth.YES: []}
    for policy, statement in _allowing(view, bucket, found[Truth.UNKNOWN]):
        principals = statement.principals
        if principals is None:
            continue
        narrowed = any_of(_is_listed_condition(one, lists) for one in statement.conditions)
        if statement.conditions_open is not None:
            narrowed = any_of((narrowed, Truth.UNKNOWN))
        answers = [(any_of((_is_listed(one, lists), narrowed)), one.element.value) for one in principals.items]
        if principals.negated:
            answers = [(narrowed, principals.value)]
        elif not principals.complete:
            answers.append((any_of((narrowed, Truth.UNKNOWN)), principals.value))
        for truth, value in answers:
            certain = truth if truth is Truth.YES or _is_certain(policy, statement) else Truth.UNKNOWN
            found[certain].append(_at(view, policy, value))
    return _outcome(found)


def _is_listed(principal: Principal, lists: Lists) -> Truth:
    text = principal.element.text or ()
    if principal.kind == "Service":
        return any_of(covers(tokens(one, "wildcards"), text) for one in lists.services)
    if principal.kind == "Federated":
        return any_of(covers(tokens(one, "wildcards"), text) for one in lists.federated)
    if principal.kind != "AWS" or text == (STAR,):
        return Truth.NO
    answers = []
    for one in lists.principals:
        answers.append(covers(_pattern(one), text))
        if one.isdigit():
            answers.append(covers(literal(f"arn:aws:iam::{one}:root"), text))
        elif one.endswith(":root"):
            answers.append(covers(tuple(one.split(":")[4]), text))
    return any_of(answers)


def _pattern(text: str) -> Text:
    """A listed principal: an ARN of any partition, in which stars stand for a part."""
    whole = tokens(text, "wildcards")
    parts = fields(whole)
    if len(parts) < 6 or parts[0] != tuple("arn"):
        return whole
    return ("a", "r", "n", ":", PARTITION, *whole[4 + len(parts[1]) :])


def _is_listed_condition(condition: Condition, lists: Lists) -> Truth:
    if condition.if_exists or condition.quantifier == "all" or not condition.complete:
        return Truth.NO
    if condition.operator == "ipaddress" and condition.key == "aws:sourceip":
        return all_of(_is_within(known(one.text or ()), lists.addresses) for one in condition.values)
    if condition.operator in _EQUALITIES and condition.key == "aws:sourcevpc":
        return all_of(any_of(covers(literal(vpc), one.text or ()) for vpc in lists.vpcs) for one in condition.values)
    return Truth.NO


def _is_within(text: str | None, addresses: Iterable[str]) -> Truth:
    if text is None:
        return Truth.UNKNOWN
    try:
        network = ipaddress.ip_network(text, strict=False)
        allowed = [ipaddress.ip_network(one.strip(), strict=False) for one in addresses]
    except ValueError:
        return Truth.NO
    return truth_of(any(one.version == network.version and network.subnet_of(one) for one in allowed))  # type: ignore[arg-type]


def allows_outsiders(view: View, bucket: Resource, patterns: Iterable[str]) -> Outcome:
    """Whether other accounts are allowed an action that one of the patterns matches; each such statement is a place."""
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: [], Truth.NO: []}
    denies = list(_denying(view, bucket))
    for policy, statement in _allowing(view, bucket, found[Truth.UNKNOWN]):
        outsiders = _outsiders(statement)
        for pattern in patterns:
            granted = all_of((_meets(statement.actions, pattern), ~_denied(denies, pattern)))
            for truth, value in outsiders:
                answer = all_of((granted, truth))
                if answer is Truth.YES and not _is_certain(policy, statement):
                    answer = Truth.UNKNOWN
                if answer is not Truth.NO:
                    place = statement.actions.value if answer is Truth.YES else value
                    detail = f"{pattern} is allowed" if answer is Truth.YES else ""
                    found[answer].append(_weighed(view, policy, place, answer, detail))
    return _outcome(found)


def within_control(view: View, bucket: Resource, control: str) -> Outcome:
    """Whether other accounts are allowed nothing beyond what the control policy, a JSON text, allows."""
    found: dict[Truth, list[Evidence]] = {Truth.NO: [], Truth.UNKNOWN: [], Truth.YES: []}
    bounds = _control(view, bucket, control)
    if bounds is None:
        wrong = Unknown(Why.INVALID, "the rule parameter controlPolicy, which is no bucket policy", bucket.place)
        return Outcome(Truth.UNKNOWN, (Evidence(bucket.key, bucket.place, "", "", wrong, wrong),))
    for policy, statement in _allowing(view, bucket, found[Truth.UNKNOWN]):
        for principal in statement.principals.items if statement.principals else ():
            outside = _is_outsider(principal, statement)
            if outside is Truth.NO:
                continue
            covered = any_of(_covered(principal, statement, bound) for bound in bounds)
            truth = any_of((covered, ~outside))
            if truth is Truth.NO and not _is_certain(policy, statement):
                truth = Truth.UNKNOWN
            detail = f"a statement for {shown(principal.element.text or ())}" if truth is Truth.NO else ""
            found[truth].append(_weighed(view, policy, principal.element.value, truth, detail))
        if statement.principals is not None and (statement.principals.negated or not statement.principals.complete):
            truth = Truth.NO if statement.principals.negated else Truth.UNKNOWN
            detail = "a statement for all but some principals" if truth is Truth.NO else ""
            found[truth].append(_at(view, policy, statement.principals.value, detail))
    return _outcome(found)


def _control(view: View, bucket: Resource, text: str) -> list[Statement] | None:
    """The statements of the control policy that allow; None when it is no policy."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or "Statement" not in data:
        return None
    document = read_document(view, value_of(data, bucket.place))
    return None if document.open is not None else [one for one in document.statements if one.effect == "Allow"]


def _covered(principal: Principal, statement: Statement, bound: Statement) -> Truth:
    """Whether one statement of the control policy allows all that a statement gives one principal."""
    if bound.principals is None or bound.principals.negated or bound.actions.negated or statement.actions.negated:
        return Truth.NO
    return all_of(
        (
            truth_of(any(_is_bound(one, principal) for one in bound.principals.items)),
            _all_covered(statement.actions, bound.actions, case=False),
            _all_covered(statement.resources, bound.resources, case=True),
            all_of(any_of(_same(given, kept) for kept in statement.conditions) for given in bound.conditions),
        )
    )


def _is_bound(bound: Principal, principal: Principal) -> bool:
    """Whether a principal of the control policy is everyone, or this one; an account's number and its root are one."""
    if bound.kind == "AWS" and bound.element.text == (STAR,):
        return True
    texts = [_account_root(one.element.text or ()) for one in (bound, principal)]
    return bound.kind == principal.kind and texts[0] == texts[1]


def _account_root(text: Text) -> Text:
    number = known(text)
    return literal(f"arn:aws:iam::{number}:root") if number is not None and number.isdigit() else text


def _all_covered(given: Elements | None, bound: Elements | None, *, case: bool) -> Truth:
    if given is None or bound is None or given.negated or bound.negated:
        return Truth.NO
    pairs = [(one.text or (), [other.text or () for other in bound.items]) for one in given.items]
    if not case:
        pairs = [(lower(one), [lower(other) for other in others]) for one, others in pairs]
    truth = all_of(any_of(covers(other, one) for other in others) for one, others in pairs)
    return truth if given.complete else all_of((truth, Truth.UNKNOWN))


def _same(one: Condition, other: Condition) -> Truth:
    """Whether a statement repeats a condition, or narrows its values."""
    if (one.operator, one.key, one.quantifier, one.if_exists) != (
        other.operator,
        other.key,
        other.quantifier,
        other.if_exists,
    ):
        return Truth.NO
    return all_of(any_of(covers(a.text or (), b.text or ()) for a in one.values) for b in other.values)


def refuses_unencrypted(view: View, bucket: Resource) -> Outcome:
    """Whether the bucket's policy denies everyone uploads without a header for encryption."""
    objects = (*bucket_arn(view, bucket), "/", STAR)
    answers = []
    denies = list(_denying(view, bucket))
    for policy, statement in denies:
        resources = () if statement.resources is None or statement.resources.negated else statement.resources.items
        answers.append(
            all_of(
                (
                    policy.certain,
                    is_everyone(statement.principals),
                    matches_action(statement.actions, "s3:putobject"),
                    any_of(covers(one.text or (), objects) for one in resources),
                    all_of(holds(one, {_HEADER: None}) for one in statement.conditions),
                )
            )
        )
    truth = any_of(answers)
    if truth is Truth.UNKNOWN:
        parts = [(policy, part) for policy, statement in denies for part in parts_of(statement) if is_undecided(part)]
        if parts:
            return Outcome(truth, (_at(view, *parts[0]),))
    return Outcome(truth, (Evidence(bucket.key, bucket.place, ""),))


def _allowing(view: View, bucket: Resource, open_ones: list[Evidence]) -> Iterator[tuple[Attached, Statement]]:
    """The statements that allow; what hides some of them is added to `open_ones`."""
    for policy in attached(view, bucket):
        if policy.document.open is not None:
            open_ones.append(_at(view, policy, policy.document.open))
        for statement in policy.document.statements:
            if statement.effect != "Deny":
                yield policy, statement


def _denying(view: View, bucket: Resource) -> Iterator[tuple[Attached, Statement]]:
    for policy in attached(view, bucket):
        for statement in policy.document.statements:
            if statement.effect == "Deny":
                yield policy, statement


def _is_certain(policy: Attached, statement: Statement) -> bool:
    return policy.certain is Truth.YES and statement.effect is not None


def _outsiders(statement: Statement) -> list[tuple[Truth, Value]]:
    """The principals of a statement that are, or may be, of another account."""
    principals = statement.principals
    if principals is None:
        return []
    if principals.negated:
        return [(Truth.YES, principals.value)]
    found = [(_is_outsider(one, statement), one.element.value) for one in principals.items]
    if not principals.complete:
        found.append((Truth.UNKNOWN, principals.value))
    return [(truth, value) for truth, value in found if truth is not Truth.NO]


def _is_outsider(principal: Principal, statement: Statement) -> Truth:
    """Whether a principal is, or contains, one of another account than the one of the deployment."""
    if principal.kind in ("Service", "Federated"):
        return Truth.NO
    if any(_is_own_account(one) for one in statement.conditions):
        return Truth.NO
    text = principal.element.text or ()
    if text == (STAR,):
        return Truth.YES
    account = text if len(fields(text)) < 6 else fields(text)[4]
    if account == (HERE,):
        return Truth.NO
    # Stars stand for other accounts too; a number may be the own one's.
    return Truth.YES if any(isinstance(one, Wildcard) for one in account) else Truth.UNKNOWN


def _is_own_account(condition: Condition) -> bool:
    required = not condition.if_exists and condition.quantifier != "all" and condition.complete
    own = bool(condition.values) and all(one.text == (HERE,) for one in condition.values)
    return required and own and condition.key in _ACCOUNT_KEYS and condition.operator in _EQUALITIES


def _meets(actions: Elements, pattern: str) -> Truth:
    """Whether a statement takes in an action that the pattern matches."""
    forbidden = lower(tokens(pattern, "wildcards"))
    if actions.negated:
        return ~any_of(covers(lower(one.text or ()), forbidden) for one in actions.items)
    found = any_of(meets(lower(one.text or ()), forbidden) for one in actions.items)
    return found if actions.complete else any_of((found, Truth.UNKNOWN))


def _denied(denies: list[tuple[Attached, Statement]], pattern: str) -> Truth:
    """Whether everyone is denied all that the pattern matches, everywhere in the bucket."""
    forbidden = lower(tokens(pattern, "wildcards"))
    return any_of(
        all_of(
            (
                policy.certain,
                reaches_everyone(statement.principals),
                truth_of(not statement.conditions and statement.conditions_open is None),
                truth_of(_is_everywhere(statement)),
                _all_of_pattern(statement.actions, forbidden),
            )
        )
        for policy, statement in denies
    )


def _all_of_pattern(actions: Elements, pattern: Text) -> Truth:
    if actions.negated:
        return Truth.NO
    return any_of(covers(lower(one.text or ()), pattern) for one in actions.items)


def _is_everywhere(statement: Statement) -> bool:
    """Whether a statement is about everything, or names the bucket and its objects."""
    items = () if statement.resources is None else statement.resources.items
    levels = {(one.text or ())[-1:] == (STAR,) for one in items}
    return len(levels) == 2 or any(one.text == (STAR,) for one in items)


def _outcome(found: dict[Truth, list[Evidence]]) -> Outcome:
    """The first kind of answer that was found; the order says which weighs most."""
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(dict.fromkeys(evidence)))
    return Outcome(next(reversed(found)))


def _weighed(view: View, policy: Attached, value: Value, truth: Truth, detail: str) -> Evidence:
    """Evidence about a principal of an account; a written number leaves open whether it is the own one."""
    evidence = _at(view, policy, value, detail)
    if truth is not Truth.UNKNOWN or evidence.unknown is not None:
        return evidence
    return replace(evidence, unknown=Unknown(Why.PSEUDO, "AWS::AccountId", value.place))


def _at(view: View, policy: Attached, value: Value, detail: str = "") -> Evidence:
    return view.evidence(policy.resource, value, detail, ("PolicyDocument",) if isinstance(value, Absent) else ())
