"""Which resources a rule of a pack is about.

Source: https://docs.aws.amazon.com/config/latest/APIReference/API_Scope.html
"""

from awslint.analysis.tags.read import tags_of
from awslint.model.resource import Resource
from awslint.model.rule import Rule
from awslint.model.truth import Truth
from awslint.model.value import Scalar
from awslint.packs.pack import Scope
from awslint.query.view import View


def applies(scope: Scope, rule: Rule, resource: Resource, view: View) -> bool:
    """Whether a resource is in scope; one whose tags are not known is.

    Types count only where awslint judges one of them too: what AWS Config records as one type may be several here.
    """
    types = set(scope.types) & set(rule.resource_types)
    if types and resource.type not in types:
        return False
    return not scope.tag_key or _has_tag(view, resource, scope) is not Truth.NO


def _has_tag(view: View, resource: Resource, scope: Scope) -> Truth:
    tags = tags_of(view, resource, ("Tags",))
    value = tags.values.get(scope.tag_key)
    if value is None:
        return Truth.UNKNOWN if tags.open else Truth.NO
    if not scope.tag_value:
        return Truth.YES
    value = view.resolve(value)
    if not isinstance(value, Scalar):
        return Truth.UNKNOWN
    return Truth.YES if str(value.data) == scope.tag_value else Truth.NO
