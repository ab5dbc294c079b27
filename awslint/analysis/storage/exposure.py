"""Can everyone read or write a bucket? Its policies, its access control list, and what neutralises them.

AWS Config's reading
(https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-public-read-prohibited.html): a public policy does
not count where Block Public Access restricts public policies, a public access control list where it restricts those.
RestrictPublicBuckets and IgnorePublicAcls do; the two Block settings only refuse new grants.
"""

from awslint.analysis.iam.s3_actions import Access
from awslint.analysis.storage.access import AclGrant, acl_grants, acls_disabled, flag
from awslint.analysis.storage.policies import POLICY, public_grants
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth, all_of
from awslint.model.value import Value
from awslint.query.view import View

_Found = dict[Truth, list[Evidence]]


def public_access(view: View, bucket: Resource, access: Access) -> Outcome:
    """Whether everyone can read or write the bucket; each public grant is one place.

    A bucket that is not in the input is taken as one that restricts nothing: what is granted here is not excused by
    what may be set elsewhere.
    """
    found: _Found = {Truth.YES: [], Truth.UNKNOWN: [], Truth.NO: []}
    _policies(view, bucket, access, found)
    if bucket.type != POLICY:
        _lists(view, bucket, access, found)
    for truth in (Truth.YES, Truth.UNKNOWN):
        if found[truth]:
            return Outcome(truth, tuple(dict.fromkeys(found[truth])))
    return Outcome(Truth.NO, tuple(dict.fromkeys(found[Truth.NO])))


def _policies(view: View, bucket: Resource, access: Access, found: _Found) -> None:
    grants = list(public_grants(view, bucket, access))
    if not grants:
        return
    restricted, setting = Truth.NO, None
    if bucket.type != POLICY:
        restricted, setting = flag(view, bucket, "RestrictPublicBuckets")
    _weigh(view, bucket, grants, restricted, setting, found)


def _lists(view: View, bucket: Resource, access: Access, found: _Found) -> None:
    grants: list[tuple[Truth, Evidence]] = [
        (truth, _grant_evidence(view, bucket, grant, access))
        for grant in acl_grants(view, bucket)
        if (truth := all_of((grant.public, grant.gives(access)))) is not Truth.NO
    ]
    if not grants:
        return
    ignored, setting = flag(view, bucket, "IgnorePublicAcls")
    disabled, ownership = acls_disabled(view, bucket)
    if disabled is Truth.YES or (ignored is not Truth.YES and disabled is Truth.UNKNOWN):
        ignored, setting = disabled, ownership
    _weigh(view, bucket, grants, ignored, setting, found)


def _weigh(
    view: View,
    bucket: Resource,
    grants: list[tuple[Truth, Evidence]],
    neutralised: Truth,
    setting: Value | None,
    found: _Found,
) -> None:
    if neutralised is not Truth.NO and setting is not None:
        truth = Truth.NO if neutralised is Truth.YES else Truth.UNKNOWN
        found[truth].append(view.evidence(bucket, setting))
        return
    for truth, evidence in grants:
        found[truth].append(evidence)


def _grant_evidence(view: View, bucket: Resource, grant: AclGrant, access: Access) -> Evidence:
    who = {
        "AllUsers": "everyone",
        "AuthenticatedUsers": "everyone with an AWS account",
    }.get(grant.grantee, "")
    detail = f"its access control list lets {who} {access} it" if who else ""
    return view.evidence(bucket, grant.value, detail)


def access_by_list(view: View, bucket: Resource) -> Outcome:
    """Whether an access control list gives anybody but the owner access; each grant is one place.

    BucketOwnerEnforced disables all lists.
    """
    grants = list(acl_grants(view, bucket))
    disabled, ownership = acls_disabled(view, bucket)
    if not grants or disabled is Truth.YES:
        evidence = (view.evidence(bucket, ownership),) if disabled is Truth.YES else ()
        return Outcome(Truth.NO, evidence)
    sure = [grant for grant in grants if grant.certain is Truth.YES]
    if disabled is Truth.UNKNOWN:
        return Outcome(Truth.UNKNOWN, (view.evidence(bucket, ownership),))
    kept = sure or grants
    details = [
        f"its access control list gives {grant.grantee or 'another user or account'} access" if sure else ""
        for grant in kept
    ]
    found = [view.evidence(bucket, grant.value, detail) for grant, detail in zip(kept, details, strict=True)]
    return Outcome(Truth.YES if sure else Truth.UNKNOWN, tuple({one.place: one for one in found}.values()))
