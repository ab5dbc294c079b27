"""Transforms that AWS runs over a whole template, and which of them are run here."""

from collections.abc import Mapping

from awslint.frontends.cloudformation.inputs import Template

LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"
INCLUDE = "AWS::Include"
SERVERLESS = "AWS::Serverless-2016-10-31"

# They leave what is written as it is.
_HARMLESS = (LANGUAGE_EXTENSIONS, "AWS::CodeDeployBlueGreen", "AWS::SecretsManager-")
# They add to the template, and change nothing but their own kinds of resources.
_EXTENDING = (SERVERLESS, INCLUDE, "AWS::CodeStar")


def declared(template: Template) -> list[tuple[str, Mapping[str, object]]]:
    """The transforms that a template declares, with their parameters."""
    transform = template.data.get("Transform") if isinstance(template.data, dict) else None
    found: list[tuple[str, Mapping[str, object]]] = []
    for one in transform if isinstance(transform, list) else [transform]:
        if isinstance(one, str):
            found.append((one, {}))
        elif isinstance(one, dict) and isinstance(one.get("Name"), str):
            parameters = one.get("Parameters")
            found.append((str(one["Name"]), parameters if isinstance(parameters, dict) else {}))
    return found


def rewriting(template: Template) -> str | None:
    """The macro that may rewrite everything in a template; None when none does."""
    return next((name for name, _ in declared(template) if not name.startswith(_HARMLESS + _EXTENDING)), None)


def extending(template: Template) -> str | None:
    """The transform that may add resources which the template does not show; None when none does."""
    return next((name for name, _ in declared(template) if not name.startswith(_HARMLESS)), None)


def transformed(template: Template) -> Template:
    """The template after the transforms that are run here; its `written_at` then says where things were written."""
    if not any(name == SERVERLESS for name, _ in declared(template)):
        return template
    from awslint.frontends.cloudformation.sam import expanded  # most runs have no SAM

    return expanded(template)
