"""One AWS resource as the rules see it, whatever language it was written in."""

from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.value import Mapping, Value


@record()
class RelatedPlace:
    """Another place that helps to understand a resource or a finding, and in which role it stands there."""

    role: str  # "written-in" | "parameter" | "condition" | "parent-stack" | "module-call" | "construct" | "sam" | ...
    message: str
    place: Place | None = None
    address: str | None = None


@record(eq=False)
class Resource:
    """A resource in CloudFormation's words.

    key             unique in the graph; the same address may exist in two files
    address         as the user knows it: `Logs`, `Kid/Db`, `module.a["x"].aws_s3_bucket.b[0]`
    type            canonical type, `AWS::S3::Bucket`
    written_type    type in the user's language, `aws_s3_bucket`
    properties      canonical properties, resolved when read
    attributes      what stands beside the properties (DeletionPolicy, UpdateReplacePolicy, DependsOn ...)
    scope           the stack or plan it belongs to; names are compared only within one
    exists          boolean value: whether this deployment has the resource (Scalar true, or Choices)
    place           its name in the document
    region          the region it is deployed to, when the input tells
    judged          false for what is only there to be related to (Terraform data sources, CDK's own resources)
    origins         the chain that led to it: parent stack, module call, SAM resource, CDK construct
    metadata        the Metadata section as written (suppressions are read from it)
    shown_at        where a finding in it is shown first, when its own document was generated (CDK: the source line that
                    made the construct); the text's own place is then related
    """

    key: str
    address: str
    type: str
    written_type: str
    properties: Mapping
    attributes: Mapping
    scope: str
    exists: Value
    place: Place
    region: Value | None = None
    judged: bool = True
    language: str = "cloudformation"
    origins: tuple[RelatedPlace, ...] = ()
    metadata: object = None
    shown_at: Place | None = None
