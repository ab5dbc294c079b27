"""With whom an SSM document is shared.

CloudFormation makes private documents and has no property for it; Terraform's `permissions` stands in `AccountIds`, as
the parameter of ModifyDocumentPermission is called: account numbers, or `all`.
"""

from awslint.model.finding import Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Scalar, Unknown
from awslint.query.view import View


def shared_with_all(view: View, document: Resource) -> Outcome:
    """Whether every AWS account may use the document."""
    value = view.read(document, "AccountIds")
    items, complete = view.items(value)
    for item in items:
        if isinstance(item, Scalar) and str(item.data).strip().lower() == "all":
            return Outcome(Truth.YES, (view.evidence(document, item),))
    unknown = next((item for item in items if isinstance(item, Unknown)), None)
    if unknown is not None or not complete or isinstance(value, Unknown):
        return Outcome(Truth.UNKNOWN, (view.evidence(document, unknown or value),))
    return Outcome(Truth.NO, (view.evidence(document, value, "", ("AccountIds",)),))
