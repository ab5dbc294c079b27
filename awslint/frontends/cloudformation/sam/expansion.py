"""A SAM template as the CloudFormation template that it becomes, with the way back for every value in it."""

from collections.abc import Callable, Mapping

from awslint.frontends.cloudformation.sam import (
    connectors,
    deployment,
    function,
    graphql,
    http_api,
    rest_api,
    simple,
    state_machine,
)
from awslint.frontends.cloudformation.sam.added import with_added
from awslint.frontends.cloudformation.sam.globals import with_globals
from awslint.frontends.cloudformation.sam.making import Block, Build, Maker
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, settle, source_in, without
from awslint.frontends.cloudformation.sam.references import renamed
from awslint.frontends.cloudformation.sam.routes import IMPLICIT, TYPES
from awslint.model.place import Path
from awslint.model.record import record

TRANSFORM = "AWS::Serverless-2016-10-31"
PREFIX = "AWS::Serverless::"
LOOP = "Fn::ForEach::"

# APIs come after what adds routes to them.
FIRST: dict[str, Callable[[Maker], None]] = {
    "AWS::Serverless::Function": function.expand,
    "AWS::Serverless::StateMachine": state_machine.expand,
    "AWS::Serverless::SimpleTable": simple.table,
    "AWS::Serverless::LayerVersion": simple.layer,
    "AWS::Serverless::Application": simple.application,
    "AWS::Serverless::Connector": connectors.expand,
    "AWS::Serverless::GraphQLApi": graphql.expand,
}
LAST: dict[str, Callable[[Maker], None]] = {
    "AWS::Serverless::Api": rest_api.expand,
    "AWS::Serverless::HttpApi": http_api.expand,
}


@record()
class Origin:
    """What a resource was made of: the SAM resource's logical id, what it is to it, and the type that it was given."""

    logical: str
    message: str
    type: str


@record()
class Written:
    """A SAM resource as the user wrote it."""

    type: str
    path: Path
    metadata: object


@record(eq=False)
class Expanded:
    """What a SAM template becomes.

    data         the template without SAM: resources as CloudFormation knows them, intrinsics in long form
    origins      by logical id, what was added to the template
    written      by logical id, the SAM resources that keep their place
    """

    data: dict[str, object]
    origins: Mapping[str, Origin]
    written: Mapping[str, Written]
    sources: Mapping[Path, tuple[Path, bool]]

    def source(self, path: Path) -> tuple[Path, bool]:
        """Where the value at a path of `data` is written, and whether it only stands for what is written there."""
        return source_in(self.sources, path)


def is_sam(data: object) -> bool:
    """Whether a template asks for SAM's transform."""
    if not isinstance(data, dict):
        return False
    declared = data.get("Transform")
    return any(
        one == TRANSFORM or (isinstance(one, dict) and one.get("Name") == TRANSFORM)
        for one in (declared if isinstance(declared, list) else [declared])
    )


def expand(data: Mapping[str, object], parameters: Mapping[str, str] | None = None, partition: str = "aws") -> Expanded:
    """Replace SAM's resources by those that they become.

    `parameters` are values that are known before deployment; SAM makes names of them, where one is missing its default.
    Whatever SAM has that is not known here leaves the mapping that it touches incomplete (an Fn::Transform in it).
    """
    root = Piece(dict(data), ())
    section = root.get("Resources")
    build = Build({**_defaults(root), **(parameters or {})}, partition)
    globals_ = root.get("Globals")
    if section is not None:
        _collect(build, section, globals_)
        _block(build, section, build.block, globals_, looped=False)
        _apis(build, section, globals_)
        deployment.shared(build)
    resources = with_added(build)
    sources: dict[Path, tuple[Path, bool]] = {}
    template: dict[str, Tree] = {
        name: piece for name, piece in root.entries() if name not in ("Globals", "Transform", "Resources")
    }
    template |= without({"Transform": _transform(root.get("Transform"))})
    if section is not None:
        template["Resources"] = Piece(dict(resources), section.path)
    if build.conditions:
        own = root.get("Conditions") or Piece({}, ("Resources",), True)
        made: dict[str, Tree] = {
            name: because(own, tree) for name, tree in build.conditions.items() if own.get(name) is None
        }
        template["Conditions"] = Piece({**dict(own.entries()), **made}, own.path, own.key)
    settled = settle(Piece(template, ()), (), sources)
    assert isinstance(settled, dict)
    found = renamed(settled, build.names)
    assert isinstance(found, dict)
    return Expanded(found, _origins(build, found), _written(build), sources)


def _defaults(root: Piece) -> dict[str, str]:
    section = root.get("Parameters")
    found: dict[str, str] = {}
    for name, one in section.entries() if section is not None else ():
        default = one.get("Default")
        if default is not None and isinstance(default.data, str | int | float) and not isinstance(default.data, bool):
            found[name] = str(default.data)
    return found


def _transform(declared: Piece | None) -> Tree:
    """The other transforms of the template."""
    if declared is None:
        return None
    kept = [one for one in declared.texts() if not is_sam({"Transform": one.data})]
    return Piece(list(kept), declared.path) if kept else None


def _collect(build: Build, block: Piece, globals_: Piece | None) -> None:
    """Know all resources before any is expanded: events and connectors name others."""
    for name, piece in block.entries():
        if name.startswith(LOOP):
            body = _body(piece)
            if body is not None:
                _collect(build, body, globals_)
        else:
            build.resources[name] = with_globals(piece, globals_)


def _body(loop: Piece) -> Piece | None:
    parts = list(loop.items())
    return parts[2] if len(parts) == 3 else None


def _block(build: Build, written: Piece, block: Block, globals_: Piece | None, *, looped: bool) -> None:
    """Expand the resources of a section or of a loop's body into a block."""
    later: list[tuple[str, Piece]] = []
    for name, piece in written.entries():
        if name.startswith(LOOP):
            block[name] = _loop(build, piece, globals_)
            continue
        resource = build.resources[name]
        type_ = _type(resource)
        maker = Maker(build, block, name, resource, looped)
        if type_ in LAST and not looped:
            later.append((name, resource))
        elif type_ in FIRST:
            FIRST[type_](maker)
        elif type_ in LAST:
            LAST[type_](maker)
        else:
            block[name] = without_connectors(resource)
        if resource.get("Connectors") is not None:
            connectors.embedded(maker)
    for name, resource in later:
        LAST[_type(resource)](Maker(build, block, name, resource))


def without_connectors(resource: Piece) -> Piece:
    """A resource of CloudFormation's own without what only SAM reads."""
    if resource.get("Connectors") is None:
        return resource
    entries = {name: piece for name, piece in resource.entries() if name != "Connectors"}
    return Piece(entries, resource.path, resource.key)


def _loop(build: Build, loop: Piece, globals_: Piece | None) -> Tree:
    """A loop whose body holds what its body becomes."""
    body = _body(loop)
    if body is None or not isinstance(body.data, dict):
        return loop
    inner: Block = {}
    _block(build, body, inner, globals_, looped=True)
    head = list(loop.items())[:2]
    return Piece([*head, Piece(dict(inner), body.path)], loop.path)


def _type(resource: Piece) -> str:
    type_ = resource.get("Type")
    return type_.text or "" if type_ is not None else ""


def _apis(build: Build, section: Piece, globals_: Piece | None) -> None:
    """Make the APIs that events ask for without naming one."""
    for kind, logical in IMPLICIT.items():
        if logical not in build.owners or logical in build.resources:
            continue
        first = build.firsts[logical]
        owners = build.owners[logical]
        written: dict[str, Tree] = {"Type": TYPES[kind], "Properties": because(first, _implicit(kind, owners))}
        written |= without({"Condition": build.any_of([one.condition for one in owners], f"{logical}Condition")})
        for name in ("DeletionPolicy", "UpdateReplacePolicy"):
            kept = next((piece for one in owners if (piece := one.resource.get(name)) is not None), None)
            if kept is not None:
                written[name] = kept
        resource = with_globals(Piece(written, first.path, True), globals_)
        build.resources[logical] = resource
        maker = Maker(build, build.block, logical, resource)
        LAST[TYPES[kind]](maker)
        build.origins[logical] = (owners[0].logical, f"the API of {owners[0].logical}")


def _implicit(kind: str, owners: list[Maker]) -> dict[str, Tree]:
    properties: dict[str, Tree] = {"StageName": "Prod"} if kind == "Api" else {}
    tagging = [one for one in owners if one.truthy("PropagateTags") and one.get("Tags") is not None]
    if tagging:
        tags: dict[str, Tree] = {}
        for one in tagging:
            written = one.get("Tags")
            tags |= dict(written.entries()) if written is not None else {}
        properties |= {"Tags": tags, "PropagateTags": True}
    return properties


def _written(build: Build) -> dict[str, Written]:
    """The SAM resources that stand in the template."""
    implicit = set(IMPLICIT.values()) & set(build.owners)
    found: dict[str, Written] = {}
    for name, resource in build.resources.items():
        if name not in implicit and _type(resource).startswith(PREFIX):
            metadata = resource.get("Metadata")
            found[name] = Written(_type(resource), resource.path, metadata.data if metadata is not None else None)
    return found


def _origins(build: Build, data: dict[str, object]) -> dict[str, Origin]:
    """What was added, with the types that it has in the end."""
    types = _types(data.get("Resources"))
    return {
        name: Origin(of, message, types.get(name, "")) for name, (of, message) in build.origins.items() if name in types
    }


def _types(block: object) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, one in block.items() if isinstance(block, dict) else ():
        if name.startswith(LOOP):
            if isinstance(one, list) and len(one) == 3:
                found |= _types(one[2])
        elif isinstance(one, dict):
            found[name] = str(one.get("Type", ""))
    return found
