"""Identity policies, boundary and the policy on the resource together, within one account.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-res-id.html
"""

from dataclasses import replace

from awslint.analysis.iam.evaluate import Request
from awslint.analysis.iam.identity import Identity, Permission, Policies, allowed
from awslint.model.truth import Truth, all_of, any_of


def may_use(identity: Identity, on_resource: Policies | None, request: Request, *, key: bool = False) -> Permission:
    """Whether a role may make a request on a resource of its own account.

    An explicit Deny anywhere wins. Otherwise either its own policies or the resource's suffice; what a policy on the
    resource says of the role's account only delegates to the role's own policies. A permissions boundary limits both
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html, for roles).

    key    the resource is a KMS key, whose policy must delegate before identity policies count
           (https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html)
    """
    own = allowed(identity.policies, request)
    resource = on_resource or Policies()
    direct = allowed(resource, replace(request, caller=replace(request.caller, by_account=False)))
    whole = allowed(resource, request)
    delegated = whole if key else Permission(Truth.YES)
    bound = Permission(Truth.YES) if identity.boundary is None else allowed(identity.boundary, request)
    denied = any_of((own.denied, whole.denied, bound.denied))
    granted = any_of((direct.truth, all_of((own.truth, delegated.truth))))
    truth = all_of((granted, bound.truth, ~denied))
    if truth is not Truth.UNKNOWN:
        return Permission(truth, denied=denied)
    return Permission(truth, tuple(spot for one in (own, whole, bound) for spot in one.blame), denied)
