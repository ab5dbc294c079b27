"""Statements that allow too many actions: all of a service, or blocked ones on every KMS key."""

from collections.abc import Callable, Iterable

from awslint.analysis.iam.document import hidden_part, read_document
from awslint.analysis.iam.inline import POLICIES_OF, WRITERS
from awslint.analysis.iam.matching import covers, meets
from awslint.analysis.iam.statement import Document, Element, Elements, Statement
from awslint.analysis.iam.text import HERE, PARTITION, STAR, Opaque, Text, lower, names_resource, shown, tokens
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of
from awslint.model.value import Unknown, Value
from awslint.query.view import View

# Any key of the deployment's account and region: a pattern that covers it covers them all.
_ANY_KEY: Text = (*"arn:", PARTITION, *":kms:", HERE, ":", HERE, *":key/", Opaque("any key", made=True))
# What a statement does, and the value that makes it so or leaves it open.
Judged = tuple[Truth, Value, str]


def full_access(view: View, policy: Resource) -> Outcome:
    """Whether a statement allows every action of a service (`service:*`, or `*`), on whatever resource.

    https://docs.aws.amazon.com/config/latest/developerguide/iam-policy-no-statements-with-full-access.html; NotAction
    and conditions do not count.
    """
    document = read_document(view, view.read(policy, "PolicyDocument"))
    return _outcome(view, policy, document, _is_full)


def blocked_on_all_keys(view: View, holder: Resource, blocked: Iterable[str]) -> Outcome:
    """Whether a policy of the holder allows one of the blocked actions on every KMS key; each statement is one place.

    holder      a managed policy; or a user, role or group with inline policies; or a resource that writes one
    blocked     patterns of actions, such as `kms:Decrypt` and `kms:ReEncrypt*`

    Only wildcard resources count, and conditions do not
    (https://docs.aws.amazon.com/config/latest/developerguide/iam-customer-policy-blocked-kms-actions.html). A Deny
    without conditions over all keys takes back what another statement allows.
    """
    patterns = [lower(tokens(one.strip(), "wildcards")) for one in blocked if one.strip()]
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for writer, document, certain in _documents(view, holder, found[Truth.UNKNOWN]):
        denied = [pattern for pattern in patterns if _is_denied(document, pattern)]
        left = [pattern for pattern in patterns if pattern not in denied]

        def judge(statement: Statement, left: list[Text] = left) -> Judged:
            return _is_blocked(statement, left)

        outcome = _outcome(view, writer, document, judge)
        if outcome.truth is not Truth.NO:
            found[all_of((outcome.truth, certain))].extend(outcome.evidence)
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO)


def _documents(view: View, holder: Resource, left: list[Evidence]) -> list[tuple[Resource, Document, Truth]]:
    """The policies that are judged with the holder, and who writes them; `left` collects what hides some."""
    if holder.type not in POLICIES_OF:
        return [(holder, read_document(view, view.read(holder, "PolicyDocument")), Truth.YES)]
    own = view.read(holder, "Policies")
    hidden = hidden_part(own)
    if hidden is not None:
        left.append(view.evidence(holder, hidden))
    found = [(holder, read_document(view, view.get(item, "PolicyDocument")), Truth.YES) for item in view.items(own)[0]]
    for member in view.related(holder, POLICIES_OF[holder.type]).members:
        if member.resource.type in WRITERS:
            document = read_document(view, view.read(member.resource, "PolicyDocument"))
            found.append((member.resource, document, member.certain))
    return found


def _outcome(view: View, writer: Resource, document: Document, judge: Callable[[Statement], Judged]) -> Outcome:
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    for statement in document.statements:
        truth, value, detail = judge(statement)
        if truth is not Truth.NO:
            found[truth].append(view.evidence(writer, value, detail))
    if document.open is not None:
        found[Truth.UNKNOWN].append(view.evidence(writer, document.open))
    for truth, evidence in found.items():
        if evidence:
            return Outcome(truth, tuple(evidence))
    return Outcome(Truth.NO, (view.evidence(writer, document.value, path=("PolicyDocument",)),))


def _is_full(statement: Statement) -> Judged:
    if statement.effect == "Deny" or statement.actions.negated:
        return Truth.NO, statement.value, ""
    effect = Truth.YES if statement.effect else Truth.UNKNOWN
    for item in statement.actions.items:
        if _is_service_wildcard(item.text or ()):
            open_effect = statement.effect_value if effect is Truth.UNKNOWN else item.value
            return effect, open_effect, f"{shown(item.text or ())} is every action"
    return _open_action(statement)


def _open_action(statement: Statement) -> Judged:
    """What is left open when no known action is one too many."""
    for item in statement.actions.items:
        if _may_be_any(item):
            return Truth.UNKNOWN, item.value, ""
    if not statement.actions.complete:
        return Truth.UNKNOWN, _open_value(statement.actions), ""
    return Truth.NO, statement.value, ""


def _is_service_wildcard(text: Text) -> bool:
    if text and all(token == STAR for token in text):
        return True
    before, colon, after = _split(text)
    return bool(colon) and bool(before) and bool(after) and all(token == STAR for token in after)


def _split(text: Text) -> tuple[Text, Text, Text]:
    at = text.index(":") if ":" in text else len(text)
    return text[:at], text[at : at + 1], text[at + 1 :]


def _is_blocked(statement: Statement, patterns: list[Text]) -> Judged:
    if statement.effect == "Deny" or not patterns:
        return Truth.NO, statement.value, ""
    where = _all_keys(statement.resources)
    if where is Truth.NO:
        return Truth.NO, statement.value, ""
    what, which = _allows(statement.actions, patterns)
    truth = all_of((Truth.YES if statement.effect else Truth.UNKNOWN, where, what))
    if truth is not Truth.UNKNOWN:
        return truth, which, "the statement allows it on every key"
    if what is Truth.YES and where is Truth.UNKNOWN and statement.resources is not None:
        return truth, _open_value(statement.resources), ""
    return truth, statement.effect_value if what is where is Truth.YES else which, ""


def _allows(actions: Elements, patterns: list[Text]) -> tuple[Truth, Value]:
    """Whether Action or NotAction takes in something of a blocked pattern, and the action that does."""
    if actions.negated:
        # What NotAction leaves out must take in all of each pattern, or some of it is allowed.
        texts = [lower(item.text or ()) for item in actions.items]
        left_out = all_of(any_of(covers(text, pattern) for text in texts) for pattern in patterns)
        truth = ~left_out if actions.complete else all_of((~left_out, Truth.UNKNOWN))
        return truth, actions.value
    answers = [
        (any_of(meets(lower(item.text or ()), pattern) for pattern in patterns), item.value) for item in actions.items
    ]
    for wanted in (Truth.YES, Truth.UNKNOWN):
        for truth, value in answers:
            if truth is wanted:
                return truth, value
    return (Truth.NO, actions.value) if actions.complete else (Truth.UNKNOWN, _open_value(actions))


def _all_keys(resources: Elements | None) -> Truth:
    """Whether Resource or NotResource takes in every key of the account."""
    if resources is None:
        return Truth.NO
    if resources.negated:
        # Everything but something: all keys, unless what is left out may be keys.
        left_out = any_of(meets(item.text or (), (*_ANY_KEY[:-1], STAR)) for item in resources.items)
        return ~left_out if resources.complete else all_of((~left_out, Truth.UNKNOWN))
    found = any_of(_is_all_keys(item) for item in resources.items)
    return found if resources.complete else any_of((found, Truth.UNKNOWN))


def _is_all_keys(item: Element) -> Truth:
    if covers(item.text or (), _ANY_KEY) is Truth.YES:
        return Truth.YES
    return Truth.UNKNOWN if _may_be_any(item) else Truth.NO


def _may_be_any(item: Element) -> bool:
    """Whether nothing is known of a text, so that it may be a wildcard."""
    value = item.value
    return isinstance(value, Unknown) and not value.parts and not names_resource(value)


def _is_denied(document: Document, pattern: Text) -> bool:
    """Whether a Deny without conditions takes a blocked pattern back on all keys."""
    return any(
        statement.effect == "Deny"
        and not statement.conditions
        and statement.conditions_open is None
        and not statement.actions.negated
        and any(covers(lower(item.text or ()), pattern) is Truth.YES for item in statement.actions.items)
        and statement.resources is not None
        and not statement.resources.negated
        and _all_keys(statement.resources) is Truth.YES
        for statement in document.statements
    )


def _open_value(elements: Elements) -> Value:
    """What hides some of the elements."""
    return hidden_part(elements.value) or elements.value
