"""The facts that reading and judging need, as they come out of the compiled index."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from awslint.model.record import record

# The type of a property: "boolean" | "integer" | "number" | "string" | "json" (an object or JSON text) | "any",
# {"properties": {name: Shape}}, {"items": Shape} or {"values": Shape} (a map with free keys).
Shape = str | Mapping[str, object]


SCOPE = "@Scope"


@record()
class Relation:
    """A property of one type that names a resource of another.

    via    property path in the type that holds the name (`Bucket`, `SubnetIds[*]`), or `@Scope`: nothing names the
           targets, they are all there are in the deployment (the trails of an account)
    by     what the text is: "Ref" (the value that Ref gives), or an attribute such as "Arn"; several are possible
    """

    name: str
    sources: tuple[str, ...]
    via: str
    targets: tuple[str, ...]
    by: tuple[str, ...] = ("Ref",)


@record()
class ServiceDefault:
    """What a service does where nothing is written, at the level where it applies it.

    since is an ISO date (YYYY-MM-DD) or empty when it always was so; source an AWS page.
    """

    type: str
    path: str
    value: object
    since: str
    source: str
    note: str = ""


@record()
class Limit:
    """What a service refuses, whatever the account asks for.

    measure    how the size is taken of what is at the path: see `knowledge/limits.yaml`
    path       property path, or the name of a relation
    maximum    the largest size that the service takes
    noun       what is counted, for messages ("layers")
    by         for `inline`, the relation to what is counted too
    since      an ISO date (YYYY-MM-DD), or empty where AWS does not say
    """

    name: str
    type: str
    measure: str
    path: str
    maximum: int
    noun: str
    source: str
    by: str = ""
    since: str = ""


@record()
class Knowledge:
    """Everything the compiled index knows.

    relations      by name; a name may have several rows (different source types)
    defaults       by (type, property path)
    shapes         property types of the paths that rules read, by resource type
    identities     per type, the property that gives Ref's value and the texts of attributes:
                   {"AWS::S3::Bucket": {"Ref": "BucketName", "Arn": "arn:${AWS::Partition}:s3:::${BucketName}"}}
    names          per type that rules read, the names of all its properties, read-only ones included
    limits         by name
    """

    relations: Mapping[str, tuple[Relation, ...]] = field(default_factory=dict)
    defaults: Mapping[tuple[str, str], ServiceDefault] = field(default_factory=dict)
    shapes: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    identities: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
