"""The SAM resources that become one CloudFormation resource: SimpleTable, LayerVersion, Application."""

from awslint.frontends.cloudformation.sam.making import NO_VALUE, Maker, incomplete, passed, s3_location
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without

KEY_TYPES = {"string": "S", "number": "N", "binary": "B"}


def table(maker: Maker) -> None:
    """Make the DynamoDB table.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html
    """
    key = maker.get("PrimaryKey")
    name: Tree = (key.get("Name") if key is not None else None) or "id"
    written = key.get("Type") if key is not None else None
    type_: Tree = "S" if written is None else because(written, KEY_TYPES.get((written.text or "").lower(), "S"))
    throughput = maker.get("ProvisionedThroughput")
    attributes: Tree = [{"AttributeName": name, "AttributeType": type_}]
    schema: Tree = [{"AttributeName": name, "KeyType": "HASH"}]
    at = key or maker.resource
    properties: dict[str, Tree | None] = {
        "AttributeDefinitions": because(at, attributes),
        "KeySchema": because(at, schema),
        **passed(maker, "PrimaryKey", "Tags", "PropagateTags"),
        "Tags": maker.tags(own=False),
    }
    if throughput is None:
        properties["BillingMode"] = because(maker.resource, "PAY_PER_REQUEST")
    maker.itself("AWS::DynamoDB::Table", without(properties))


def layer(maker: Maker) -> None:
    """Make the layer version. SAM gives it a new logical id with each content; here it keeps the one it has.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-layerversion.html
    """
    uri = maker.get("ContentUri")
    location = s3_location(uri, "S3Bucket", "S3Key", "S3ObjectVersion") if uri is not None else None
    content: Tree = because(uri or maker.resource, location if location is not None else incomplete())
    properties: dict[str, Tree | None] = {
        **passed(maker, "ContentUri", "RetentionPolicy", "PublishLambdaVersion"),
        "Content": content,
        "LayerName": maker.get("LayerName") or because(maker.resource, maker.logical),
    }
    maker.itself("AWS::Lambda::LayerVersion", without(properties), **without({"DeletionPolicy": _kept(maker)}))


def _kept(maker: Maker) -> Tree:
    retention = maker.get("RetentionPolicy")
    if retention is None or retention.data == NO_VALUE:
        own = maker.resource.get("DeletionPolicy")
        return own if own is not None else because(maker.resource, "Retain")
    text = (retention.text or "").lower()
    return because(retention, "Delete" if text == "delete" else "Retain") if text else retention


def application(maker: Maker) -> None:
    """Make the nested stack.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html
    """
    location = maker.get("Location")
    url: Tree = location
    if location is not None and isinstance(location.data, dict) and location.call is None:
        url = because(location, incomplete())  # an application of the Serverless Application Repository
    properties: dict[str, Tree | None] = {
        **passed(maker, "Location", "Tags"),
        "TemplateURL": url,
        "Tags": _application_tags(maker, location),
    }
    maker.itself("AWS::CloudFormation::Stack", without(properties))


def _application_tags(maker: Maker, location: Piece | None) -> Tree:
    tags = maker.tags()
    if location is None or not isinstance(location.data, dict) or not isinstance(tags, list):
        return tags
    named = {"ApplicationId": "serverlessrepo:applicationId", "SemanticVersion": "serverlessrepo:semanticVersion"}
    added: list[Tree] = [
        because(value, {"Key": key, "Value": value})
        for name, key in named.items()
        if (value := location.get(name)) is not None
    ]
    return [*tags[:1], *added, *tags[1:]]
