"""What the policies of a bucket let everyone do, and whether they refuse plain HTTP."""

from collections.abc import Iterator
from dataclasses import replace

from awslint.analysis.iam.conditions import holds
from awslint.analysis.iam.document import read_document
from awslint.analysis.iam.evaluate import matches_action
from awslint.analysis.iam.matching import covers
from awslint.analysis.iam.public import (
    is_everyone,
    is_inescapable,
    is_narrowed,
    public_principals,
    reaches_everyone,
)
from awslint.analysis.iam.s3_actions import ACTIONS, Access, Level, exposes
from awslint.analysis.iam.statement import Condition, Document, Elements, Statement, parts_of
from awslint.analysis.iam.text import (
    PARTITION,
    STAR,
    Text,
    Wildcard,
    arn_of,
    fields,
    is_undecided,
    known,
    lower,
    shown,
    text_of,
)
from awslint.model.finding import Evidence
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Absent, Unknown, Value
from awslint.query.view import View

POLICY = "AWS::S3::BucketPolicy"
_LEVELS: tuple[Level, ...] = ("bucket", "object")


@record(eq=False)
class Attached:
    """A bucket policy: the resource that writes it, what it says, and whether it is this bucket's for certain."""

    resource: Resource
    document: Document
    certain: Truth


def attached(view: View, bucket: Resource) -> list[Attached]:
    """The policies of a bucket. A bucket policy whose bucket is not in the input stands for that bucket."""
    if bucket.type == POLICY:
        return [Attached(bucket, read_document(view, view.read(bucket, "PolicyDocument")), Truth.YES)]
    return [
        Attached(one.resource, read_document(view, view.read(one.resource, "PolicyDocument")), one.certain)
        for one in view.related(bucket, "bucket-policy").members
    ]


def bucket_arn(view: View, bucket: Resource) -> Text:
    """The ARN of the judged bucket; of the one that is named, where a policy stands for it."""
    if bucket.type != POLICY:
        return arn_of(view, bucket)
    name = text_of(view, view.read(bucket, "Bucket"), "literal") or ()
    return (*"arn:", PARTITION, *":s3:::", *name)


def public_grants(view: View, bucket: Resource, access: Access) -> Iterator[tuple[Truth, Evidence]]:
    """The statements that let everyone read or write, each with whether that is certain and where it stands."""
    policies = attached(view, bucket)
    denies = [
        (one, statement) for one in policies for statement in one.document.statements if statement.effect != "Allow"
    ]
    target = bucket_arn(view, bucket)
    for policy in policies:
        if policy.document.open is not None:
            yield Truth.UNKNOWN, _at(view, policy, policy.document.open)
        for statement in policy.document.statements:
            if statement.effect != "Deny" and statement.principals is not None:
                yield from _granted(view, policy, statement, access, denies, target)


def _granted(
    view: View,
    policy: Attached,
    statement: Statement,
    access: Access,
    denies: list[tuple[Attached, Statement]],
    target: Text,
) -> Iterator[tuple[Truth, Evidence]]:
    assert statement.principals is not None
    everyone = public_principals(statement.principals)
    if not everyone:
        return
    answers = {
        action: all_of((granted, ~_denied(denies, statement, action, level, target)))
        for level in _LEVELS
        for action, granted in _actions(statement, level, access)
    }
    exposed = any_of(answers.values())
    common = all_of((exposed, ~is_narrowed(statement), policy.certain))
    if statement.effect is None:
        common = all_of((common, Truth.UNKNOWN))
    names = _named(statement.actions, [action for action, truth in answers.items() if truth is Truth.YES])
    detail = f"the bucket policy lets everyone call {names}" if names else ""
    for principal, public in everyone:
        truth = all_of((common, public))
        if truth is not Truth.NO:
            value = statement.principals.value if principal is None else principal.element.value
            open_part = value if truth is Truth.YES else _open_part(statement, value)
            yield truth, _at(view, policy, open_part, detail if truth is Truth.YES else "")


def _open_part(statement: Statement, principal: Value) -> Value:
    """What leaves open whether a statement is public."""
    if isinstance(principal, Unknown):
        return principal
    return next((part for part in parts_of(statement) if is_undecided(part)), principal)


def _actions(statement: Statement, level: Level, access: Access) -> Iterator[tuple[str, Truth]]:
    """The actions of this kind that a statement grants on the bucket, or on its objects."""
    if not _touches(statement.resources, level):
        return
    written = (known(lower(item.text or ())) for item in statement.actions.items)
    extra = () if statement.actions.negated else tuple(name for name in written if name and _is_new(name))
    for action in (*ACTIONS[level], *extra):
        if exposes(action, access):
            truth = matches_action(statement.actions, action)
            if truth is not Truth.NO:
                yield action, truth


_KNOWN = frozenset(name.lower() for names in ACTIONS.values() for name in names)


def _is_new(action: str) -> bool:
    """Whether S3 has got this action since the table was written."""
    return action.startswith("s3:") and action not in _KNOWN


def _touches(resources: Elements | None, level: Level) -> bool:
    """Whether a statement of a bucket's policy is about the bucket, or about objects.

    S3 refuses a policy that names another bucket, so only the level is looked at.
    """
    if resources is None or resources.negated or not resources.complete:
        return True
    return any(level in _levels(item.text or ()) for item in resources.items)


def _levels(text: Text) -> tuple[Level, ...]:
    parts = fields(text)
    rest = parts[-1] if len(parts) >= 6 and parts[1] == (PARTITION,) else text
    if "/" in rest:
        return ("object",) if not any(isinstance(token, Wildcard) for token in rest[: rest.index("/")]) else _LEVELS
    open_end = bool(rest) and not isinstance(rest[-1], str) and not _is_name(rest[-1])
    return _LEVELS if STAR in rest or open_end else ("bucket",)


def _is_name(token: object) -> bool:
    return getattr(token, "made", False) is True


def _denied(
    denies: list[tuple[Attached, Statement]], granted: Statement, action: str, level: Level, target: Text
) -> Truth:
    """Whether a Deny takes from everyone what a statement grants; a statement of unknown effect may be one."""
    answers = []
    for policy, statement in denies:
        if statement is granted:
            continue
        answers.append(
            all_of(
                (
                    policy.certain,
                    Truth.YES if statement.effect == "Deny" else Truth.UNKNOWN,
                    matches_action(statement.actions, action),
                    reaches_everyone(statement.principals),
                    is_inescapable(statement),
                    _covers_grant(statement.resources, granted.resources, level, target),
                )
            )
        )
    return any_of(answers)


def _covers_grant(denied: Elements | None, granted: Elements | None, level: Level, target: Text) -> Truth:
    whole = _covers_level(denied, level, target)
    if whole is Truth.YES or denied is None or denied.negated or granted is None or granted.negated:
        return whole
    items = [item.text or () for item in granted.items if level in _levels(item.text or ())]
    each = all_of(any_of(covers(one.text or (), text) for one in denied.items) for text in items)
    return any_of((whole, each if granted.complete else all_of((each, Truth.UNKNOWN))))


def _covers_level(resources: Elements | None, level: Level, target: Text) -> Truth:
    """Whether resources take in the bucket itself, or every object of it."""
    if resources is None:
        return Truth.NO
    text = target if level == "bucket" else (*target, "/", STAR)
    found = any_of(covers(item.text or (), text) for item in resources.items)
    if resources.negated:
        return Truth.YES if resources.complete and not resources.items else Truth.NO
    return found if resources.complete else any_of((found, Truth.UNKNOWN))


def plain_http(view: View, bucket: Resource) -> tuple[Truth, list[Evidence]]:
    """Whether every request without TLS is denied, and what shows or breaks it.

    AWS asks for an explicit Deny: https://repost.aws/knowledge-center/s3-bucket-policy-for-config-rule. An Allow that
    holds over TLS alone refuses nothing that another policy allows.
    """
    policies = attached(view, bucket)
    target = bucket_arn(view, bucket)
    candidates: list[tuple[Attached, Statement, Truth]] = [
        (policy, statement, refuses)
        for policy in policies
        for statement in policy.document.statements
        if statement.effect != "Allow" and (refuses := _refuses_plain(statement)) is not Truth.NO
    ]
    truth = all_of(_all_denied(candidates, level, target) for level in _LEVELS)
    hidden = [(policy, policy.document.open) for policy in policies if policy.document.open is not None]
    if truth is not Truth.YES and hidden:
        return Truth.UNKNOWN, [_at(view, policy, value) for policy, value in hidden]
    if truth is Truth.YES:
        return truth, [_at(view, policy, statement.value) for policy, statement, _ in candidates]
    if truth is Truth.UNKNOWN:
        return truth, [_open_end(view, bucket, policy, statement) for policy, statement, _ in candidates]
    if candidates:
        return truth, [_at(view, policy, *_gap(statement, target)) for policy, statement, _ in candidates]
    if not policies:
        added = view.related(bucket, "bucket-policy").open
        if added:
            return Truth.UNKNOWN, [view.evidence(bucket, one) for one in added]
        return truth, [Evidence(bucket.key, bucket.place, "", "it has no bucket policy")]
    return truth, [
        _at(view, policy, policy.document.value, "its policy has no Deny for requests without TLS")
        for policy in policies
    ]


def _all_denied(candidates: list[tuple[Attached, Statement, Truth]], level: Level, target: Text) -> Truth:
    """Whether every action on the bucket, or on its objects, meets one of these Denies."""
    whole = [
        (
            statement.actions,
            all_of(
                (
                    refuses,
                    policy.certain,
                    Truth.YES if statement.effect else Truth.UNKNOWN,
                    is_everyone(statement.principals),
                    _covers_level(statement.resources, level, target),
                )
            ),
        )
        for policy, statement, refuses in candidates
    ]
    return all_of(
        any_of(all_of((truth, matches_action(actions, action))) for actions, truth in whole if truth is not Truth.NO)
        for action in ACTIONS[level]
    )


def _gap(statement: Statement, target: Text) -> tuple[Value, str]:
    """The element of a Deny on plain HTTP that leaves something out."""
    prefix = "the Deny for requests without TLS"
    if is_everyone(statement.principals) is Truth.NO:
        principals = statement.principals
        return statement.value if principals is None else principals.value, f"{prefix} is not for every principal"
    for level in _LEVELS:
        if all_of(matches_action(statement.actions, action) for action in ACTIONS[level]) is Truth.NO:
            return statement.actions.value, f"{prefix} is not for every action"
    for level in _LEVELS:
        if _covers_level(statement.resources, level, target) is Truth.NO:
            what = "the bucket itself" if level == "bucket" else "the objects of the bucket"
            place = statement.value if statement.resources is None else statement.resources.value
            return place, f"{prefix} leaves out {what}"
    return statement.value, ""


def _open_end(view: View, bucket: Resource, policy: Attached, statement: Statement) -> Evidence:
    """What leaves open whether a Deny refuses plain HTTP: a part of it, or the name of the bucket."""
    for value in parts_of(statement):
        if is_undecided(value):
            return _at(view, policy, value)
    name = view.read(bucket, "Bucket" if bucket.type == POLICY else "BucketName")
    return view.evidence(bucket, name) if isinstance(name, Unknown) else _at(view, policy, statement.value)


def _refuses_plain(statement: Statement) -> Truth:
    """Whether the conditions of a statement hold for every request without TLS."""
    truth = all_of(_always_plain(condition) for condition in statement.conditions)
    return truth if statement.conditions_open is None else all_of((truth, Truth.UNKNOWN))


def _always_plain(condition: Condition) -> Truth:
    if condition.key == "aws:securetransport":
        if condition.operator in ("stringequals", "stringlike", "stringequalsignorecase"):
            condition = replace(condition, operator="bool")  # the key has the texts "true" and "false"
        return holds(condition, {"aws:securetransport": ("false",)})
    if condition.key == "s3:tlsversion":
        # AWS does not say whether a request without TLS lacks the key.
        return all_of((holds(condition, {"s3:tlsversion": None}), Truth.UNKNOWN))
    return Truth.NO  # some request gets by


def _named(actions: Elements, granted: list[str]) -> str:
    """The granted actions as they are written, for a message."""
    if actions.negated:
        return f"all but {', '.join(shown(item.text or ()) for item in actions.items)}" if granted else ""
    texts = []
    for item in actions.items:
        one = Elements((item,), actions.value)
        if any(matches_action(one, action) is Truth.YES for action in granted):
            texts.append(shown(item.text or ()))
    return ", ".join(texts)


def _at(view: View, policy: Attached, value: Value, detail: str = "") -> Evidence:
    """Evidence in the policy, which may be another resource than the judged bucket."""
    return view.evidence(policy.resource, value, detail, ("PolicyDocument",) if isinstance(value, Absent) else ())
