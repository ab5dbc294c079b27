"""What a file is, told by its content. Names lie: templates are called anything, and so is everything else."""

from typing import Literal

from awslint.model.record import record
from awslint.source import foreign

Kind = Literal[
    "cloudformation",
    "terraform-plan",
    "terraform-state",
    "terraform-json",
    "terraform-plan-binary",
    "terraform-plan-log",
    "cdk-manifest",
    "evidence",
    "parameters",
    "not-a-template",
    "unreadable",
    "missing",
]

SECTIONS = frozenset(
    {
        "AWSTemplateFormatVersion", "Conditions", "Description", "Globals", "Hooks", "Mappings", "Metadata", "Outputs",
        "Parameters", "Resources", "Rules", "Transform",
    }
)  # fmt: skip

TELLING = frozenset({"Conditions", "Globals", "Mappings", "Outputs", "Parameters", "Resources", "Rules", "Transform"})
"""Sections that show a template where all other keys are sections too."""

TERRAFORM_BLOCKS = frozenset(
    {
        "//", "check", "data", "ephemeral", "import", "locals", "module", "moved", "output", "provider", "removed",
        "resource", "terraform", "variable",
    }
)  # fmt: skip

EVIDENCE = {
    "SummaryMap": "account summary",
    "VirtualMFADevices": "list of virtual MFA devices",
    "PublicAccessBlockConfiguration": "public access block of the account",
    "PasswordPolicy": "password policy of the account",
}
CREDENTIAL_REPORT = "user,arn,user_creation_time"

RAW_STATE = 4
"""The version of state files since Terraform 0.12."""


@record()
class Recognition:
    """What a document is and what shows it. ``conformance_pack`` hints at a template of AWS Config rules alone."""

    kind: Kind
    reason: str
    conformance_pack: bool = False


def recognise(data: object, uri: str) -> Recognition:
    """Tell what a document is. The name decides one case only: any mapping in a ``.tf.json`` file is Terraform's."""
    if isinstance(data, dict):
        return (
            _terraform(data, uri.lower().endswith(".tf.json"))
            or _cdk_manifest(data)
            or _parameters(data)
            or _cloudformation(data)
            or _evidence(data)
            or Recognition("not-a-template", foreign.describe(data))
        )
    if isinstance(data, list) and data and all(isinstance(item, dict) and "ParameterKey" in item for item in data):
        return Recognition("parameters", "parameters for a stack (ParameterKey)")
    return Recognition("not-a-template", foreign.describe(data))


def recognise_text(text: str) -> Recognition | None:
    """Tell what a text is that holds lines of its own rather than a document."""
    line = text.lstrip()[:2000].partition("\n")[0]
    if line.startswith(CREDENTIAL_REPORT):
        return Recognition("evidence", "credential report of the account (CSV)")
    if line.startswith("{") and '"@level"' in line and '"@message"' in line:
        return Recognition("terraform-plan-log", "log of `terraform plan -json`; `terraform show -json` gives the plan")
    return None


def _terraform(data: dict[str, object], named: bool) -> Recognition | None:
    changes = [key for key in ("planned_values", "resource_changes") if key in data]
    if _is_mock(data):
        return Recognition(
            "not-a-template", "resembles a Terraform plan, with maps for lists; `terraform show -json` gives the plan"
        )
    if changes and data.keys() & {"configuration", "format_version", "terraform_version"}:
        return Recognition("terraform-plan", f"Terraform plan ({', '.join(changes)})")
    if "format_version" in data and ("values" in data or data.keys() <= {"format_version", "terraform_version"}):
        return Recognition("terraform-state", "Terraform state as `terraform show -json` prints it")
    if "lineage" in data and "version" in data:
        if data["version"] == RAW_STATE and "resources" in data:
            return Recognition("terraform-state", f"raw Terraform state file (version {RAW_STATE})")
        return Recognition("not-a-template", f"raw Terraform state file of another version than {RAW_STATE}")
    if named or (data.keys() <= TERRAFORM_BLOCKS and _has_blocks(data.get("resource", data.get("data")))):
        return Recognition("terraform-json", "Terraform in JSON syntax")
    return None


def _is_mock(data: dict[str, object]) -> bool:
    """Data for policy engines (Sentinel's mocks) that hold resources by address."""
    planned = data.get("planned_values")
    by_address = data.get("resource_changes"), planned.get("resources") if isinstance(planned, dict) else None
    return any(isinstance(one, dict) for one in by_address)


def _has_blocks(blocks: object) -> bool:
    return isinstance(blocks, dict) and bool(blocks) and all("_" in kind for kind in blocks)


def _cdk_manifest(data: dict[str, object]) -> Recognition | None:
    artifacts = data.get("artifacts")
    if "version" not in data or not isinstance(artifacts, dict):
        return None
    types = [artifact.get("type") for artifact in artifacts.values() if isinstance(artifact, dict)]
    if any(isinstance(name, str) and name.startswith(("aws:", "cdk:")) for name in types):
        return Recognition("cdk-manifest", "manifest of a CDK cloud assembly (artifacts)")
    return None


def _parameters(data: dict[str, object]) -> Recognition | None:
    values = data.get("Parameters")
    if not data.keys() <= {"Parameters", "StackPolicy", "Tags"} or not values:
        return None
    if isinstance(values, dict) and not any(isinstance(value, dict | list) for value in values.values()):
        return Recognition("parameters", "parameters for a stack (Parameters with plain values)")
    if isinstance(values, list) and all(isinstance(item, dict) and "ParameterKey" in item for item in values):
        return Recognition("parameters", "parameters for a stack (ParameterKey)")
    return None


def _cloudformation(data: dict[str, object]) -> Recognition | None:
    resources = data.get("Resources")
    entries = resources if isinstance(resources, dict) else {}
    shown = None
    if any(_is_resource(name, entry) for name, entry in entries.items()):
        shown = "Resources"
    elif "AWSTemplateFormatVersion" in data:
        shown = "AWSTemplateFormatVersion"
    elif "Fn::Transform" in data:
        shown = "Fn::Transform"
    elif data.keys() <= SECTIONS and any(_is_section(name, data[name]) for name in data.keys() & TELLING):
        shown = ", ".join(name for name in data if name in TELLING)
    if shown is None:
        return None
    types = [entry.get("Type") for entry in entries.values() if isinstance(entry, dict)]
    only_config = all(isinstance(name, str) and name.startswith("AWS::Config::") for name in types)
    pack = only_config and "AWS::Config::ConfigRule" in types
    return Recognition("cloudformation", f"CloudFormation template ({shown})", pack)


def _is_resource(name: str, entry: object) -> bool:
    return (isinstance(entry, dict) and "Type" in entry) or name.startswith("Fn::")


def _is_section(name: str, value: object) -> bool:
    return isinstance(value, dict) or (name == "Transform" and isinstance(value, str | list))


def _evidence(data: dict[str, object]) -> Recognition | None:
    for key, what in EVIDENCE.items():
        if key in data:
            return Recognition("evidence", f"{what} ({key})")
    if data.get("ReportFormat") == "text/csv" and "Content" in data:
        return Recognition("evidence", "credential report of the account (Content)")
    return None
