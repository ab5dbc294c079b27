"""What SAM resources are expanded with: where generated resources go, and what they carry over."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without
from awslint.model.record import record

Block = dict[str, Tree]
"""Generated resources by logical id: the Resources section, or the body of an Fn::ForEach."""

NO_VALUE: dict[str, Tree] = {"Ref": "AWS::NoValue"}
CARRIED = ("Condition", "DeletionPolicy", "UpdateReplacePolicy")


def incomplete() -> dict[str, Tree]:
    """Stands for what cannot be worked out here; it leaves the mapping around it incomplete."""
    return {"Fn::Transform": {"Name": "AWS::Serverless-2016-10-31"}}


def ref(logical: str) -> Tree:
    """A Ref."""
    return {"Ref": logical}


def att(logical: str, attribute: str = "Arn") -> Tree:
    """An Fn::GetAtt."""
    return {"Fn::GetAtt": [logical, attribute]}


def sub(text: str, **values: Tree) -> Tree:
    """An Fn::Sub."""
    return {"Fn::Sub": [text, dict(values)]} if values else {"Fn::Sub": text}


@record(eq=False)
class Route:
    """One method of one path of an API, as an event asks for it."""

    path: str
    method: str
    event: Piece  # its properties
    operation: dict[str, Tree]
    condition: str | None
    target: str  # the logical id that is called


@dataclass(slots=True, eq=False)
class Build:
    """One template on its way from SAM to CloudFormation.

    parameters    what is known of parameters, for names that SAM makes of them
    resources     the resources of the template with Globals merged into them
    origins       generated logical id -> the SAM resource it comes from, and in which role
    routes        per API (its logical id), what events add to it
    partial       APIs to which resources in loops may add more
    added         per resource of the template, property trees that SAM adds to it
    conditions    conditions that SAM makes
    names         what `Fn.Version` and the like are called in the generated template
    owners        per implicit API, the functions and state machines that use it
    deployed      functions that CodeDeploy deploys
    firsts        per implicit API, the first event that asks for it
    """

    parameters: Mapping[str, str]
    partition: str
    resources: dict[str, Piece] = field(default_factory=dict)
    block: Block = field(default_factory=dict)
    origins: dict[str, tuple[str, str]] = field(default_factory=dict)
    routes: dict[str, list[Route]] = field(default_factory=dict)
    partial: set[str] = field(default_factory=set)
    added: dict[str, list[tuple[str, Tree, "Maker"]]] = field(default_factory=dict)
    conditions: dict[str, Tree] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    owners: dict[str, list["Maker"]] = field(default_factory=dict)
    deployed: list["Maker"] = field(default_factory=list)
    firsts: dict[str, Piece] = field(default_factory=dict)

    def known(self, piece: Piece | None) -> str | None:
        """The text of a piece, when SAM can know it: literal, or a parameter's value."""
        if piece is None or isinstance(piece.data, bool):
            return None
        if isinstance(piece.data, str | int | float):
            return str(piece.data)
        if piece.call == "Ref" and (name := piece.get("Ref")) is not None and name.text is not None:
            return self.parameters.get(name.text)
        return None

    def negated(self, condition: str) -> str:
        """The name of the condition that is true when this one is not."""
        name = f"NOT{condition}"
        self.conditions.setdefault(name, {"Fn::Not": [{"Condition": condition}]})
        return name

    def any_of(self, names: list[str | None], combined: str) -> str | None:
        """The condition that is true when one of these is; None stands for always."""
        distinct = list(dict.fromkeys(names))
        if None in distinct or not distinct:
            return None
        if len(distinct) == 1:
            return distinct[0]
        self.conditions[combined] = {"Fn::Or": [{"Condition": name} for name in distinct]}
        return combined


@record(eq=False)
class Maker:
    """One SAM resource being expanded, into the block in which it stands."""

    build: Build
    block: Block
    logical: str
    resource: Piece
    looped: bool = False

    @property
    def properties(self) -> Piece:
        """Its properties, with Globals merged into them."""
        return self.resource.get("Properties") or Piece({}, self.resource.path, True)

    def get(self, name: str) -> Piece | None:
        """One of its properties."""
        found = self.properties.get(name)
        return None if found is None or found.data is None else found

    @property
    def condition(self) -> str | None:
        """The condition on which it exists."""
        found = self.resource.get("Condition")
        return found.text if found is not None else None

    def carried(self) -> dict[str, Tree]:
        """What everything that is made of it carries over from it."""
        return without({name: self.resource.get(name) for name in CARRIED})

    def itself(self, type_: str, properties: dict[str, Tree], **attributes: Tree) -> None:
        """Make the resource that keeps its logical id and everything beside its properties."""
        beside = {
            name: piece
            for name, piece in self.resource.entries()
            if name not in ("Type", "Properties", "Connectors", "IgnoreGlobals")
        }
        written = self.resource.get("Properties")
        at = Piece(properties, written.path, written.key) if written is not None else because(self.resource, properties)
        made: dict[str, Tree] = {"Type": self.resource.get("Type"), **beside, **attributes, "Properties": at}
        made["Type"] = because(self.resource.get("Type") or self.resource, type_)
        self.block[self.logical] = Piece(made, self.resource.path, self.resource.key)

    def make(
        self,
        logical: str,
        type_: str,
        properties: dict[str, Tree],
        role: str,
        cause: Piece | None = None,
        **attributes: Tree,
    ) -> str:
        """Make another resource; gives its logical id. `role` says what it is to the SAM resource."""
        made: dict[str, Tree] = {"Type": type_, **self.carried(), **without(attributes), "Properties": properties}
        self.block[logical] = because(cause or self.resource, made)
        self.build.origins[logical] = (self.logical, f"the {role} of {self.logical}")
        return logical

    def tags(self, owner: str = "lambda:createdBy", *, own: bool = True) -> Tree:
        """Its tags as a list of Key and Value; with `own` the one that SAM adds."""
        written = self.get("Tags")
        tags: list[Tree] = []
        if own and not (written is not None and self.truthy("PropagateTags")):
            tags.append(because(self.resource, {"Key": owner, "Value": "SAM"}))
        if written is not None:
            tags += listed(written)
        return tags or None

    def propagated(self) -> Tree:
        """Its tags when they also go to what is made of it."""
        written = self.get("Tags")
        return listed(written) if written is not None and self.truthy("PropagateTags") else None

    def truthy(self, name: str) -> bool:
        """Whether a boolean property is true."""
        found = self.get(name)
        return found is not None and (found.data is True or str(found.data).lower() == "true")


def listed(tags: Piece) -> list[Tree]:
    """A map of tags as the list that CloudFormation wants."""
    if tags.call is not None:
        return [because(tags, incomplete())]
    return [Piece({"Key": name, "Value": value}, value.path, value.key) for name, value in tags.entries()]


def passed(maker: Maker, *excluding: str) -> dict[str, Tree]:
    """The properties that go over as they are."""
    return {name: piece for name, piece in maker.properties.entries() if name not in excluding}


def picked(piece: Piece | None, *names: str) -> dict[str, Tree]:
    """Some entries of a mapping, those that are written."""
    return without({name: piece.get(name) for name in names}) if piece is not None else {}


def trust(*services: str) -> Tree:
    """The trust policy of a role for AWS services."""
    statement: Tree = {"Action": ["sts:AssumeRole"], "Effect": "Allow", "Principal": {"Service": list(services)}}
    return {"Version": "2012-10-17", "Statement": [statement]}


def inline(name: str, action: Tree, resource: Tree) -> Tree:
    """An inline policy that allows something."""
    statement: Tree = {"Action": action, "Effect": "Allow", "Resource": resource}
    return {"PolicyName": name, "PolicyDocument": {"Statement": [statement]}}


def s3_location(piece: Piece, bucket: str, key: str, version: str | None) -> dict[str, Tree] | None:
    """An S3 URI or {Bucket, Key, Version} under the names that a property uses; None where it is a local path."""
    if isinstance(piece.data, dict) and piece.get("Bucket") is not None:
        found = {bucket: piece.get("Bucket"), key: piece.get("Key")}
        return without({**found, version: piece.get("Version")} if version else found)
    if piece.text is None or not piece.text.startswith("s3://"):
        return None
    place, _, revision = piece.text[len("s3://") :].partition("?versionId=")
    name, _, rest = place.partition("/")
    return without({bucket: name, key: rest, **({version: revision or None} if version else {})})
