"""From cloud assemblies to the graph: CloudFormation's front end reads the stacks, CDK's notes say what they are."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from awslint.frontends.cloudformation.build import load as load_templates
from awslint.frontends.cloudformation.cdk.assembly import Assembly, StackTemplate, read_assembly
from awslint.frontends.cloudformation.cdk.constructs import Construct
from awslint.frontends.cloudformation.cdk.sources import Sources
from awslint.frontends.cloudformation.inputs import ReadTemplate, Settings, Template
from awslint.frontends.part import Part
from awslint.knowledge.facts import Knowledge
from awslint.model.resource import RelatedPlace, Resource
from awslint.source.document import Document

METADATA = "AWS::CDK::Metadata"
Environment = tuple[str | None, str | None]  # region, account


def load(
    manifests: Sequence[Template],
    settings: Settings,
    knowledge: Knowledge,
    read: ReadTemplate,
    add: Callable[[Document], str],
) -> tuple[Part, ...]:
    """The resources of cloud assemblies, one part for each environment to which stacks are deployed.

    `read` gives the files that a manifest names, `add` keeps a source file as a document of the run.
    """
    parts: list[Part] = []
    for manifest in manifests:
        assembly = read_assembly(manifest, read)
        sources = Sources(_app_folder(manifest.file), add)
        parts.append(Part(problems=assembly.problems))
        parts += [
            _part(stacks, environment, settings, knowledge, read, sources)
            for environment, stacks in _by_environment(assembly).items()
        ]
    return tuple(parts)


def _app_folder(manifest: str) -> str:
    return os.path.normpath(PurePosixPath(manifest).parent / "..").replace("\\", "/")


def _by_environment(assembly: Assembly) -> Mapping[Environment, list[StackTemplate]]:
    """Exports and imports meet only within one account and region."""
    found: dict[Environment, list[StackTemplate]] = {}
    for stack in assembly.stacks:
        found.setdefault((stack.region, stack.account), []).append(stack)
    return found


def _part(
    stacks: Sequence[StackTemplate],
    environment: Environment,
    settings: Settings,
    knowledge: Knowledge,
    read: ReadTemplate,
    sources: Sources,
) -> Part:
    region, account = environment
    own = replace(settings, region=region or settings.region, account=account or settings.account)
    part = load_templates([stack.template for stack in stacks], own, knowledge, read)
    by_scope = {stack.template.document: stack for stack in stacks}
    resources = {
        key: _decorated(resource, by_scope.get(resource.scope), sources) for key, resource in part.resources.items()
    }
    return replace(part, resources=resources)


def _decorated(resource: Resource, stack: StackTemplate | None, sources: Sources) -> Resource:
    """A resource with its construct, and shown where the user created it."""
    if stack is None:
        return resource
    judged = resource.judged and resource.type != METADATA
    construct = _construct(resource, stack)
    if construct is None:
        return replace(resource, judged=judged)
    frame = construct.created
    shown = sources.place(frame) if frame is not None else None
    created = ""
    if frame is not None and shown is None:  # its file is not here, so that only words can say where
        created = f", created at {_short(frame.file)}:{frame.line}:{frame.column}"
    origins = [RelatedPlace("construct", f"the construct {construct.path}{created}", shown, construct.path)]
    if construct.framework:
        origins.append(RelatedPlace("framework", "a helper that aws-cdk-lib adds by itself", None, construct.path))
    return replace(resource, judged=judged, origins=(*resource.origins, *origins), shown_at=shown)


def _short(file: str) -> str:
    """The end of a path, which is the same on every machine."""
    return "/".join(file.rsplit("/", 2)[-2:])


def _construct(resource: Resource, stack: StackTemplate) -> Construct | None:
    path = resource.metadata.get("aws:cdk:path") if isinstance(resource.metadata, dict) else None
    file = PurePosixPath(resource.place.document.partition("@")[0]).name
    logical = resource.address.rpartition("/")[2]
    return stack.constructs.find(file, logical, path if isinstance(path, str) else None)
