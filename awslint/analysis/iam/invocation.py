"""Who may invoke a function: its resource policy, permission by permission.

https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-public-access-prohibited.html
"""

import re

from awslint.analysis.iam.text import names_resource
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of, any_of, truth_of
from awslint.model.value import Absent, Scalar, Unknown, Value
from awslint.query.view import View

FUNCTION = "AWS::Lambda::Function"
PERMISSION = "AWS::Lambda::Permission"
# Values that fix who asks, beside SourceArn, which may have wildcards.
_FIXING = ("SourceAccount", "PrincipalOrgID")
_LOOSE_ARN = re.compile(r"\*|arn:[^:]*:[^:]*:[^:]*:[^:]*\*|arn:[^:]*:s3:::[^/]*\*")
_STORAGE = re.compile(r"s3\.amazonaws\.com(\.cn)?")


def invocable_by_everyone(view: View, resource: Resource) -> Outcome:
    """Whether a permission of a function, or the permission itself, lets everybody invoke it; each is one place."""
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: []}
    if resource.type == PERMISSION:
        permissions = [(resource, Truth.YES)]
    else:
        related = view.related(resource, "lambda-permission")
        permissions = [(member.source, member.certain) for member in related.members]
    for permission, certain in permissions:
        truth, evidence = _is_public(view, permission)
        truth = all_of((truth, certain))
        if truth is not Truth.NO:
            found[truth].append(evidence)
    truth = any_of(truth for truth, evidence in found.items() if evidence)
    return Outcome(truth, tuple(found.get(truth, ())))


def _is_public(view: View, permission: Resource) -> tuple[Truth, Evidence]:
    principal = view.read(permission, "Principal")
    if isinstance(principal, Unknown):
        if names_resource(principal) or principal.parts:
            return Truth.NO, view.evidence(permission, principal)
        return all_of((Truth.UNKNOWN, ~_is_fixed(view, permission))), view.evidence(permission, principal)
    text = str(principal.data) if isinstance(principal, Scalar) else ""
    if _STORAGE.fullmatch(text):
        # A bucket's ARN names no account, so that SourceArn alone leaves it to whoever has a bucket of that name.
        detail = f"{permission.address} lets S3 invoke it for any account"
        return ~_is_written(view.read(permission, "SourceAccount")), view.evidence(permission, principal, detail)
    if text not in ("*", ""):
        return Truth.NO, view.evidence(permission, principal)
    detail = f"{permission.address} lets every principal invoke it"
    return ~_is_fixed(view, permission), view.evidence(permission, principal, detail)


def _is_fixed(view: View, permission: Resource) -> Truth:
    """Whether the conditions of a permission leave fixed requesters alone."""
    answers = [_is_written(view.read(permission, name)) for name in _FIXING]
    source = view.read(permission, "SourceArn")
    if isinstance(source, Unknown) and (names_resource(source) or source.parts):
        answers.append(Truth.YES)
    elif isinstance(source, Unknown):
        answers.append(Truth.UNKNOWN)
    else:
        answers.append(truth_of(isinstance(source, Scalar) and not _LOOSE_ARN.match(str(source.data))))
    return any_of(answers)


def _is_written(value: Value) -> Truth:
    if isinstance(value, Unknown) and value.may_be_absent:
        return Truth.UNKNOWN
    return truth_of(not isinstance(value, Absent))
