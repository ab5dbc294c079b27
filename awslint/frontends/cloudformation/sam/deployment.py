"""DeploymentPreference: gradual deployments of a function by CodeDeploy."""

from awslint.frontends.cloudformation.sam.making import Build, Maker, att, incomplete, ref, trust
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without

APPLICATION = "ServerlessDeploymentApplication"
ROLE = "CodeDeployServiceRole"


def expand(maker: Maker) -> Tree:
    """Make the deployment group; gives the alias's UpdatePolicy."""
    preference = maker.get("DeploymentPreference")
    if preference is None or _off(preference):
        return None
    given_role = preference.get("Role")
    group = f"{maker.logical}DeploymentGroup"
    maker.build.deployed.append(maker)
    properties = without(
        {
            "ApplicationName": ref(APPLICATION),
            "AlarmConfiguration": _alarms(preference.get("Alarms")),
            "AutoRollbackConfiguration": {
                "Enabled": True,
                "Events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
            },
            "DeploymentConfigName": _config(preference.get("Type")),
            "DeploymentStyle": {"DeploymentType": "BLUE_GREEN", "DeploymentOption": "WITH_TRAFFIC_CONTROL"},
            "ServiceRoleArn": given_role or att(ROLE),
            "TriggerConfigurations": preference.get("TriggerConfigurations"),
        }
    )
    _make(maker.build, group, [maker], "AWS::CodeDeploy::DeploymentGroup", properties)
    hooks = preference.get("Hooks")
    update: dict[str, Tree | None] = {"ApplicationName": ref(APPLICATION), "DeploymentGroupName": ref(group)}
    if hooks is not None:
        update["BeforeAllowTrafficHook"] = hooks.get("PreTraffic")
        update["AfterAllowTrafficHook"] = hooks.get("PostTraffic")
    return because(preference, {"CodeDeployLambdaAliasUpdate": without(update)})


def _off(preference: Piece) -> bool:
    enabled = preference.get("Enabled")
    return enabled is not None and (enabled.data is False or enabled.text == "false")


def shared(build: Build) -> None:
    """Make the application and the role that all deployments of a template share."""
    if not build.deployed:
        return
    with_role = [one for one in build.deployed if not _names_role(one)]
    _make(build, APPLICATION, build.deployed, "AWS::CodeDeploy::Application", {"ComputePlatform": "Lambda"})
    if with_role:
        policy = f"arn:{build.partition}:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda"
        properties: dict[str, Tree] = {
            "AssumeRolePolicyDocument": trust("codedeploy.amazonaws.com"),
            "ManagedPolicyArns": [policy],
        }
        _make(build, ROLE, with_role, "AWS::IAM::Role", properties)


def _make(build: Build, logical: str, makers: list[Maker], type_: str, properties: dict[str, Tree]) -> None:
    first = makers[0]
    condition = build.any_of([_condition(one) for one in makers], "ServerlessCodeDeployCondition")
    made = without({"Type": type_, "Condition": condition, "Properties": properties})
    build.block[logical] = because(first.get("DeploymentPreference") or first.resource, made)
    build.origins[logical] = (first.logical, f"the deployments of {first.logical}")


def _names_role(maker: Maker) -> bool:
    preference = maker.get("DeploymentPreference")
    return preference is not None and preference.get("Role") is not None


def _condition(maker: Maker) -> str | None:
    """The function's condition, where the template says that deployments have it too."""
    preference = maker.get("DeploymentPreference")
    passed = preference.get("PassthroughCondition") if preference is not None else None
    return maker.condition if passed is not None and passed.data in (True, "true") else None


def _alarms(alarms: Piece | None) -> Tree:
    if alarms is None or alarms.data in ([], {}):
        return None
    if alarms.call is not None:
        return because(alarms, {"Enabled": True, "Alarms": incomplete()})
    return because(alarms, {"Enabled": True, "Alarms": [because(one, {"Name": one}) for one in alarms.items()]})


def _config(type_: Piece | None) -> Tree:
    """AWS's own configurations carry a prefix; a name that SAM does not know is the user's configuration."""
    if type_ is None or type_.text is None:
        return type_
    own = type_.text == "AllAtOnce" or type_.text.startswith(("Canary10Percent", "Linear10Percent"))
    return because(type_, {"Fn::Sub": f"CodeDeployDefault.Lambda{type_.text}"}) if own else type_
