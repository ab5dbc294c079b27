"""AWS Config's recorder: its role, which delivers where the bucket or topic itself lets nobody in.

https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html: Config first tries with the role of the
recorder, and with its own service principal where that may not.
"""

from awslint.analysis.iam.evaluate import Request
from awslint.analysis.iam.identity import Permission, identity_of, may
from awslint.analysis.iam.text import Text
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Scalar, Unknown, Value, Why
from awslint.query.view import View

RECORDER = "AWS::Config::ConfigurationRecorder"
_LINKED = "aws-service-role/config.amazonaws.com"


def may_by_role(view: View, channel: Resource, action: str, resource: Text, refused: Permission) -> Permission:
    """Whether the recorder's role may do what the policy on the target does not let the service do."""
    recorders = list(view.resources(channel.scope, RECORDER))
    if not recorders:
        unknown = Unknown(Why.FUNCTION, "the role of the recorder", channel.place)
        return Permission(Truth.UNKNOWN, (*refused.blame, (channel, unknown)))
    recorder, _ = recorders[0]
    written = view.read(recorder, "RoleARN")
    if is_service_linked(written):
        return refused
    members = view.related(recorder, "recorder-role").members
    if len(members) != 1 or members[0].certain is not Truth.YES:
        return Permission(Truth.UNKNOWN, (*refused.blame, (recorder, _role(written))))
    context = {"aws:securetransport": ("true",), "s3:x-amz-acl": ("bucket-owner-full-control",)}
    own = may(identity_of(view, members[0].resource), Request(action, resource, context=context))
    return refused if own.truth is Truth.NO else own


def is_service_linked(written: Value) -> bool:
    """Whether a role is the one that AWS Config makes for itself, which cannot write to buckets and topics."""
    if isinstance(written, Unknown):
        return any(isinstance(part, str) and _LINKED in part for part in written.parts)
    return isinstance(written, Scalar) and _LINKED in str(written.data)


def _role(written: Value) -> Unknown:
    if isinstance(written, Unknown):
        return written
    return Unknown(Why.FUNCTION, "the role of the recorder", written.place)
