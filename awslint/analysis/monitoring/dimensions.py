"""Alarms on metrics that nothing emits: a dimension with the wrong name of a resource, or one that no metric has.

The dimensions of each service are in its own guide; for load balancers
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html (the final
portion of the ARN), for queues
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html,
for filters https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
"""

from collections.abc import Iterator, Mapping

from awslint.analysis.delivery.links import place_of, related_to
from awslint.analysis.monitoring.alarmed import metrics_of, metrics_watched
from awslint.model.finding import Evidence, Outcome
from awslint.model.resource import Resource
from awslint.model.truth import Truth
from awslint.model.value import Scalar, Unknown, Value
from awslint.query.text import text_key
from awslint.query.view import View

_ARN = {None: "an ARN", "Arn": "an ARN"}
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
_FULL = {
    ("LoadBalancer", _BALANCER): (
        {**_ARN, "LoadBalancerArn": "an ARN", "LoadBalancerName": "the name alone"},
        "LoadBalancerFullName",
    ),
    ("TargetGroup", _GROUP): (
        {**_ARN, "TargetGroupArn": "an ARN", "TargetGroupName": "the name alone"},
        "TargetGroupFullName",
    ),
}
# By namespace, and by dimension and type: what attributes give that the metric does not have, and the one it has.
_WRONG: Mapping[str, Mapping[tuple[str, str], tuple[Mapping[str | None, str], str]]] = {
    "AWS/ApplicationELB": _FULL,
    "AWS/NetworkELB": _FULL,
    "AWS/GatewayELB": _FULL,
    "AWS/SQS": {("QueueName", "AWS::SQS::Queue"): ({None: "a URL", "Arn": "an ARN", "QueueUrl": "a URL"}, "QueueName")},
    "AWS/SNS": {("TopicName", "AWS::SNS::Topic"): ({**_ARN, "TopicArn": "an ARN"}, "TopicName")},
    "AWS/Lambda": {("FunctionName", "AWS::Lambda::Function"): ({"Arn": "an ARN"}, "Ref")},
    "AWS/ECS": {
        ("ServiceName", "AWS::ECS::Service"): ({None: "an ARN", "ServiceArn": "an ARN"}, "Name"),
        ("ClusterName", "AWS::ECS::Cluster"): ({"Arn": "an ARN"}, "Ref"),
    },
    "AWS/States": {("StateMachineArn", "AWS::StepFunctions::StateMachine"): ({"Name": "a name"}, "Ref")},
    "AWS/ApiGateway": {("ApiName", "AWS::ApiGateway::RestApi"): ({None: "an id", "RestApiId": "an id"}, "Name")},
    "AWS/DynamoDB": {("TableName", "AWS::DynamoDB::Table"): ({"Arn": "an ARN"}, "Ref")},
    "AWS/Kinesis": {("StreamName", "AWS::Kinesis::Stream"): ({"Arn": "an ARN"}, "Ref")},
    "AWS/Firehose": {("DeliveryStreamName", "AWS::KinesisFirehose::DeliveryStream"): ({"Arn": "an ARN"}, "Ref")},
    "AWS/RDS": {
        ("DBInstanceIdentifier", "AWS::RDS::DBInstance"): (
            {"DBInstanceArn": "an ARN", "Endpoint.Address": "an address", "DbiResourceId": "a resource id"},
            "Ref",
        ),
        ("DBClusterIdentifier", "AWS::RDS::DBCluster"): (
            {"DBClusterArn": "an ARN", "Endpoint.Address": "an address"},
            "Ref",
        ),
    },
    "AWS/S3": {("BucketName", "AWS::S3::Bucket"): ({"Arn": "an ARN", "DomainName": "a domain name"}, "Ref")},
    "AWS/CloudFront": {("DistributionId", "AWS::CloudFront::Distribution"): ({"DomainName": "a domain name"}, "Ref")},
    "AWS/Logs": {("LogGroupName", "AWS::Logs::LogGroup"): ({"Arn": "an ARN"}, "Ref")},
}

_TERRAFORM = {
    "LoadBalancerFullName": "arn_suffix",
    "TargetGroupFullName": "arn_suffix",
    "QueueName": "name",
    "TopicName": "name",
    "Name": "name",
    "Ref": "its name or identifier",
}


def watches_nothing(view: View, alarm: Resource) -> Outcome:
    """Whether an alarm watches a metric that certainly never has data; each wrong dimension is one place."""
    found = [
        one
        for space, name, dimensions in metrics_watched(view, alarm)
        for one in (*_wrong_names(view, alarm, space, dimensions), *_filtered(view, alarm, space, name, dimensions))
    ]
    if found:
        return Outcome(Truth.YES, tuple(found))
    for space, _, dimensions in metrics_watched(view, alarm):
        if isinstance(space, Unknown) and any(_wrong_somewhere(view, dimensions)):
            return Outcome(Truth.UNKNOWN, (view.evidence(alarm, space),))
    return Outcome(Truth.NO, (view.evidence(alarm, view.read(alarm, "MetricName")),))


def _wrong_somewhere(view: View, dimensions: Value) -> Iterator[bool]:
    """Whether a dimension would be wrong in some namespace."""
    for item in view.items(dimensions)[0]:
        name, value = view.get(item, "Name"), view.get(item, "Value")
        reference = getattr(value, "refers_to", None)
        target = None if reference is None else view.graph.resources.get(reference.target)
        if reference is None or target is None or not isinstance(name, Scalar):
            continue
        for table in _WRONG.values():
            wrong, _ = table.get((str(name.data), target.type), ({}, ""))
            yield reference.attribute in wrong


def _wrong_names(view: View, alarm: Resource, space: Value, dimensions: Value) -> Iterator[Evidence]:
    table = _WRONG.get(str(space.data), {}) if isinstance(space, Scalar) else {}
    for item in view.items(dimensions)[0]:
        name, value = view.get(item, "Name"), view.get(item, "Value")
        reference = getattr(value, "refers_to", None)
        if not isinstance(name, Scalar) or reference is None or (isinstance(value, Unknown) and value.parts):
            continue
        target = view.graph.resources.get(reference.target)
        row = None if target is None else table.get((str(name.data), target.type))
        if target is None or row is None or not _gives_that(value) or reference.attribute not in row[0]:
            continue
        wrong, right = row
        has = _TERRAFORM[right] if alarm.language == "terraform" else right
        what = wrong[reference.attribute]
        detail = f"the dimension {name.data} is {what} of {target.address}, the metric has what {has} gives"
        message = f"{target.address} emits the metric"
        yield related_to(view.evidence(alarm, value, detail), [place_of("target", message, target)])


def _gives_that(value: Value) -> bool:
    """A known text is only wrong where it is no plain name."""
    if isinstance(value, Scalar):
        return str(value.data).startswith(("arn:", "https:"))
    return isinstance(value, Unknown)


def _of_aws(space: Value) -> bool:
    """Whether a namespace is one into which only services write."""
    return isinstance(space, Scalar) and str(space.data).startswith("AWS/")


def _filtered(view: View, alarm: Resource, space: Value, name: Value, dimensions: Value) -> Iterator[Evidence]:
    """A metric filter of the input makes the metric, and without such dimensions."""
    asked, complete = view.items(dimensions)
    if isinstance(name, Unknown) or not complete or _of_aws(space):
        return
    makers: list[tuple[Resource, set[str]]] = []
    for counter, _ in view.resources(alarm.scope, "AWS::Logs::MetricFilter"):
        for made_in, made, item in metrics_of(view, counter):
            if (text_key(made_in), text_key(made)) != (text_key(space), text_key(name)) or text_key(made) is None:
                continue
            given, all_of_them = view.items(view.get(item, "Dimensions"))
            if not all_of_them:
                return
            makers.append((counter, {str(getattr(view.get(one, "Key"), "data", "")) for one in given}))
    wanted = {str(getattr(view.get(one, "Name"), "data", "")) for one in asked}
    if not makers or any(has == wanted for _, has in makers):
        return
    counter, has = makers[0]
    has_words = f"the dimensions {', '.join(sorted(has))}" if has else "no dimensions"
    wants = f"those with {', '.join(sorted(wanted))}" if wanted else "those without any"
    detail = f"{counter.address} makes the metric with {has_words}, the alarm watches {wants}"
    at = view.evidence(alarm, dimensions if wanted else name, detail)
    yield related_to(at, [place_of("metric-filter", f"{counter.address} makes the metric", counter)])
