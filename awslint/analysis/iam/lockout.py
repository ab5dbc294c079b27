"""Key policies that leave nobody who can change them.

https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam:
without a statement for the account or for a principal that can change the policy, the key becomes unmanageable.
"""

from awslint.analysis.iam.attached import policies_on
from awslint.analysis.iam.evaluate import matches_action
from awslint.analysis.iam.statement import Statement
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, any_of
from awslint.query.view import View

_MANAGE = "kms:PutKeyPolicy"


def locked_out(view: View, key: Resource) -> Outcome:
    """Whether no statement of a key's policy lets anyone of AWS change that policy."""
    for _, document in policies_on(view, key).sure:
        if document.open is not None:
            return Outcome(Truth.UNKNOWN, (view.evidence(key, document.open),))
        managing = any_of(_manages(one) for one in document.statements)
        if managing is Truth.YES:
            return Outcome(Truth.NO, (view.evidence(key, document.value),))
        if managing is Truth.UNKNOWN:
            return Outcome(Truth.UNKNOWN, (view.evidence(key, document.value),))
        detail = f"nobody may {_MANAGE}"
        return Outcome(Truth.YES, (view.evidence(key, document.value, detail),))
    return Outcome(Truth.NO, (Evidence(key.key, key.place, ""),))


def _manages(statement: Statement) -> Truth:
    if statement.effect == "Deny" or statement.principals is None:
        return Truth.NO
    who = statement.principals.negated or any(one.kind == "AWS" for one in statement.principals.items)
    if not who:
        return Truth.UNKNOWN if not statement.principals.complete else Truth.NO
    truth = matches_action(statement.actions, _MANAGE)
    return truth if statement.effect else Truth.UNKNOWN
