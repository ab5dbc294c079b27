"""AWS::Serverless::StateMachine: the state machine, its role, versions and events.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
"""

from awslint.frontends.cloudformation.sam import routes, schedules
from awslint.frontends.cloudformation.sam.making import Maker, att, incomplete, picked, ref, s3_location, trust
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without
from awslint.frontends.cloudformation.sam.policies import role

RENAMED = {
    "Name": "StateMachineName",
    "Type": "StateMachineType",
    "Logging": "LoggingConfiguration",
    "Tracing": "TracingConfiguration",
}
SAME = ("DefinitionSubstitutions", "EncryptionConfiguration")


def expand(maker: Maker) -> None:
    """Make everything that a state machine becomes."""
    given = maker.get("Role")
    properties: dict[str, Tree | None] = {
        **_definition(maker),
        **{new: maker.get(old) for old, new in RENAMED.items()},
        **picked(maker.properties, *SAME),
        "RoleArn": given or att(f"{maker.logical}Role"),
        "Tags": maker.tags("stateMachine:createdBy"),
    }
    maker.itself("AWS::StepFunctions::StateMachine", without(properties))
    if given is None:
        attached = ["AWSXrayWriteOnlyAccess"] if _traced(maker) else []
        trusted = trust("states.amazonaws.com")
        tags = maker.tags("stateMachine:createdBy")
        role(maker, f"{maker.logical}Role", trusted, attached, [], tags=tags, path=maker.get("RolePath"))
    _published(maker)
    events = maker.get("Events")
    for name, one in sorted(events.entries()) if events is not None else ():
        type_ = one.get("Type")
        kind = type_.text or "" if type_ is not None else ""
        inner = one.get("Properties") or Piece({}, one.path, True)
        if kind in schedules.KINDS:
            schedules.of_state_machine(maker, maker.logical + name, kind, one, inner)
        elif kind == "Api":
            routes.of_state_machine(maker, maker.logical + name, one, inner)


def _traced(maker: Maker) -> bool:
    tracing = maker.get("Tracing")
    enabled = tracing.get("Enabled") if tracing is not None else None
    return enabled is not None and enabled.data in (True, "true")


def _definition(maker: Maker) -> dict[str, Tree | None]:
    uri, definition = maker.get("DefinitionUri"), maker.get("Definition")
    if definition is not None:
        # SAM writes the same as text; as an object it keeps its places.
        return {"Definition": definition}
    if uri is None:
        return {}
    location = s3_location(uri, "Bucket", "Key", "Version")
    return {"DefinitionS3Location": because(uri, location if location is not None else incomplete())}


def _published(maker: Maker) -> None:
    alias = maker.get("AutoPublishAlias")
    if alias is None:
        return
    version = f"{maker.logical}Version"
    revision: dict[str, Tree] = {
        "StateMachineArn": ref(maker.logical),
        "StateMachineRevisionId": att(maker.logical, "StateMachineRevisionId"),
    }
    maker.make(
        version,
        "AWS::StepFunctions::StateMachineVersion",
        revision,
        "version",
        alias.cause(),
        DeletionPolicy="Retain",
        UpdateReplacePolicy="Retain",
    )
    preference = maker.get("DeploymentPreference")
    chosen: dict[str, Tree] = {"Type": "ALL_AT_ONCE"}
    chosen |= dict(preference.entries()) if preference is not None else {}
    chosen["StateMachineVersionArn"] = ref(version)
    name = f"{maker.logical}Alias{maker.build.known(alias) or ''}"
    made: dict[str, Tree] = {"Name": alias, "DeploymentPreference": chosen}
    maker.make(name, "AWS::StepFunctions::StateMachineAlias", made, "alias", alias.cause())
