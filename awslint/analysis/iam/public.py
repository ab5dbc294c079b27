"""Is a grant public? S3's definition, which AWS Config's bucket rules and Block Public Access use.

A statement is public unless it grants to fixed values alone: of the principal, or of a condition key that says where
the request comes from. "The meaning of public" in
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html; the note on
https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-public-read-prohibited.html adds that a wildcard or
a policy variable as the value is public, while a fixed value that contains a wildcard may not be.
"""

import ipaddress

from awslint.analysis.iam.conditions import NEGATED
from awslint.analysis.iam.statement import Condition, Element, Principal, Principals, Statement
from awslint.analysis.iam.text import PARTITION, STAR, Text, Variable, Wildcard, fields, known, names_resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Unknown

# Keys whose fixed value tells the requester or the way of the request. From S3's list; the organization, account and
# endpoint-owner keys are what the list's "AWS principal ... (e.g. aws:PrincipalOrgID)" stands for.
_ARN_KEYS = frozenset({"aws:sourcearn", "aws:principalarn", "s3:dataaccesspointarn"})
_PATH_KEYS = frozenset({"aws:principalorgpaths", "aws:sourceorgpaths", "aws:vpceorgpaths"})
_ID_KEYS = frozenset(
    {
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourceowner",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:userid",
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:principalservicename",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "s3:dataaccesspointaccount",
    }
)
_FIXING = _ARN_KEYS | _PATH_KEYS | _ID_KEYS | {"aws:sourceip"}
_EQUALITIES = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"})
# Keys that are false for requests which nobody but the requester makes.
_SERVICES = frozenset({"aws:principalisawsservice", "aws:viaawsservice"})
_PRIVATE = tuple(ipaddress.ip_network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))


def public_principals(principals: Principals) -> list[tuple[Principal | None, Truth]]:
    """The principals that are no fixed values, each with whether that is certain.

    None stands for everyone but those of NotPrincipal, and for principals that cannot be known.
    """
    if principals.negated:
        return [(None, Truth.YES)]
    found: list[tuple[Principal | None, Truth]] = []
    for principal in principals.items:
        everyone = ~_is_fixed_principal(principal)
        if everyone is not Truth.NO:
            found.append((principal, everyone))
    if not principals.complete:
        found.append((None, Truth.UNKNOWN))
    return found


def is_narrowed(statement: Statement) -> Truth:
    """Whether the conditions of an Allow let only fixed requesters in."""
    required = frozenset(
        condition.key
        for condition in statement.conditions
        if condition.operator == "null" and [known(one.text or ()) for one in condition.values] == ["false"]
    )
    truth = any_of(_narrows(condition, required) for condition in statement.conditions)
    return truth if statement.conditions_open is None else any_of((truth, Truth.UNKNOWN))


def is_inescapable(statement: Statement) -> Truth:
    """Whether a requester from outside cannot avoid the conditions of a Deny.

    A Deny unless the request has one of some fixed values leaves exactly those.
    """
    truth = all_of(_stops_outsiders(condition) for condition in statement.conditions)
    return truth if statement.conditions_open is None else all_of((truth, Truth.UNKNOWN))


def reaches_everyone(principals: Principals | None) -> Truth:
    """Whether a Deny is about everyone, but for principals that are fixed values."""
    if principals is None:
        return Truth.NO
    if principals.negated:
        truth = all_of(_is_fixed_principal(one) for one in principals.items)
    else:
        truth = any_of(Truth.YES if _is_star(one) else _may_be_star(one.element) for one in principals.items)
    return truth if principals.complete else any_of((truth, Truth.UNKNOWN))


def is_everyone(principals: Principals | None) -> Truth:
    """Whether an element names every principal there is."""
    if principals is None:
        return Truth.NO
    if principals.negated:
        return truth_of(not principals.items) if principals.complete else Truth.NO
    answers = [Truth.YES if _is_star(one) else _may_be_star(one.element) for one in principals.items]
    return any_of(answers) if principals.complete else any_of((*answers, Truth.UNKNOWN))


def _is_star(principal: Principal) -> bool:
    return principal.kind == "AWS" and principal.element.text == (STAR,)


def _may_be_star(element: Element) -> Truth:
    value = element.value
    whole = isinstance(value, Unknown) and not value.parts and not names_resource(value)
    return Truth.UNKNOWN if whole else Truth.NO


def _is_fixed_principal(principal: Principal) -> Truth:
    text = principal.element.text or ()
    if principal.kind in ("Service", "CanonicalUser"):
        return truth_of(not _has_wildcard(text))
    if principal.kind == "Federated":
        # A web identity provider is no AWS principal; a SAML or OIDC provider of an account is.
        if len(fields(text)) >= 6 or names_resource(principal.element.value):
            return Truth.YES
        return _may_be_star(principal.element)
    if any(isinstance(token, Wildcard) for token in text):
        return _has_fixed_account(text)
    return ~_may_be_star(principal.element)


def _narrows(condition: Condition, required: frozenset[str]) -> Truth:
    """Whether a condition of an Allow is met by fixed requesters alone."""
    if condition.key == "aws:principalisawsservice" and condition.operator == "bool":
        sure = not condition.if_exists and condition.quantifier != "all"
        return truth_of(sure) if _says(condition, "true") else Truth.NO
    if condition.key not in _FIXING or condition.operator not in _EQUALITIES:
        return Truth.NO
    if (condition.if_exists or condition.quantifier == "all") and condition.key not in required:
        return Truth.NO  # a request without the key gets through
    return _are_fixed(condition)


def _stops_outsiders(condition: Condition) -> Truth:
    """Whether a condition of a Deny is true for every request but those with fixed values."""
    if condition.key in _SERVICES and condition.operator == "bool":
        # An anonymous request lacks the first of the two keys.
        missed = condition.key == "aws:principalisawsservice" and not condition.if_exists
        return truth_of(_says(condition, "false") and not missed)
    if condition.key not in _FIXING or condition.operator not in NEGATED:
        return Truth.NO
    if condition.quantifier == "any":
        return Truth.NO  # false for a request without the key
    return _are_fixed(condition)


def _says(condition: Condition, text: str) -> bool:
    said = [(known(one.text or ()) or "").lower() for one in condition.values]
    return bool(said) and all(one == text for one in said)


def _are_fixed(condition: Condition) -> Truth:
    truth = all_of(_is_fixed(condition, element) for element in condition.values)
    return truth if condition.complete else all_of((truth, Truth.UNKNOWN))


def _is_fixed(condition: Condition, element: Element) -> Truth:
    text = element.text or ()
    if any(isinstance(token, Variable) for token in text):
        return Truth.NO
    if condition.key == "aws:sourceip":
        return _is_narrow_range(text)
    whole = isinstance(element.value, Unknown) and not element.value.parts and not names_resource(element.value)
    if whole:
        # Only where wildcards count could the unknown text be one.
        return Truth.UNKNOWN if "like" in condition.operator or condition.operator.startswith("arn") else Truth.YES
    if not _has_wildcard(text):
        return Truth.YES
    if condition.key in _ARN_KEYS:
        return _has_fixed_account(text)
    if condition.key in _PATH_KEYS:
        return truth_of(_fixed_before(text, "/"))
    return truth_of(condition.key == "aws:userid" and _fixed_before(text, ":"))


def _has_fixed_account(text: Text) -> Truth:
    """Whether an ARN with wildcards is still of one account; of one bucket, for ARNs of S3, which name no account."""
    parts = fields(text)
    if len(parts) < 6 or parts[1] != (PARTITION,):
        return Truth.NO
    account = parts[4]
    if account:
        return truth_of(not _has_wildcard(account))
    return truth_of(parts[2] == tuple("s3") and _fixed_before((*parts[5], "/"), "/"))


def _fixed_before(text: Text, end: str) -> bool:
    """Whether there is something before the separator, and it has no wildcard."""
    if end not in text:
        return False
    start = text[: text.index(end)]
    return bool(start) and not _has_wildcard(start)


def _has_wildcard(text: Text) -> bool:
    """Whether a wildcard is written, also where the operator takes it literally."""
    return "*" in text or any(isinstance(piece, Wildcard) for piece in text)


def _is_narrow_range(text: Text) -> Truth:
    """Whether a range of addresses is no broader than /8, or /32 of IPv6; private ranges always are."""
    said = known(text)
    if said is None:
        return Truth.UNKNOWN
    try:
        network = ipaddress.ip_network(said, strict=False)
    except ValueError:
        return Truth.NO
    if isinstance(network, ipaddress.IPv6Network):
        return truth_of(network.prefixlen >= 32)
    return truth_of(network.prefixlen >= 8 or any(network.subnet_of(block) for block in _PRIVATE))  # type: ignore[arg-type]
