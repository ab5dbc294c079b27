"""Names that a service asks for: where a web ACL logs to has to begin with aws-waf-logs-.

https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html
"""

from awslint.analysis.delivery.links import place_of, related_to
from awslint.analysis.iam.text import fields, text_of
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Absent, Scalar, Unknown, Value, Why
from awslint.query.view import View

_PREFIX = "aws-waf-logs-"
_NAMES = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamName",
}


def misnamed(view: View, logging: Resource) -> Outcome:
    """Whether a destination of a web ACL's logs has a name that WAF refuses; each is one place."""
    found: dict[Truth, list[Evidence]] = {Truth.YES: [], Truth.UNKNOWN: [], Truth.NO: []}
    targets = {m.naming.place: m.resource for m in view.related(logging, "logs-to").members if m.certain is Truth.YES}
    for item in view.items(view.read(logging, "LogDestinationConfigs"))[0]:
        target = targets.get(item.place)
        name: Value = item if target is None else view.read(target, _NAMES[target.type])
        if target is not None and isinstance(name, Absent):
            unknown = Unknown(Why.ATTRIBUTE, f"the name of {target.address}", item.place)
            found[Truth.UNKNOWN].append(view.evidence(logging, unknown))
            continue
        start = _start(view, name, whole=target is None)
        if start is None or (len(start) < len(_PREFIX) and _PREFIX.startswith(start) and not isinstance(name, Scalar)):
            found[Truth.UNKNOWN].append(view.evidence(logging, item if target is None else name))
            continue
        truth = Truth.NO if start.startswith(_PREFIX) else Truth.YES
        detail = "" if truth is Truth.NO else f"the name of {target.address if target else 'the destination'} does not"
        evidence = view.evidence(logging, item, f"{detail} begin with {_PREFIX}" if detail else "")
        if target is not None:
            evidence = related_to(evidence, [place_of("target", f"{target.address} gets the logs", target, name)])
        found[truth].append(evidence)
    for truth, evidence_of in found.items():
        if evidence_of:
            return Outcome(truth, tuple(evidence_of))
    return Outcome(Truth.NO)


def _start(view: View, name: Value, *, whole: bool) -> str | None:
    """The known beginning of a name; of the last part of an ARN with `whole`."""
    text = text_of(view, name, "literal")
    if text is None:
        return None
    if whole:
        parts = fields(text)
        if len(parts) < 6:
            return None
        text = parts[6] if len(parts) > 6 and "".join(map(str, parts[5])) == "log-group" else parts[5]
        said = "".join(one if isinstance(one, str) else "\0" for one in text).removeprefix("deliverystream/")
    else:
        said = "".join(one if isinstance(one, str) else "\0" for one in text)
    start = said.partition("\0")[0]
    return start if start or "\0" not in said else None
