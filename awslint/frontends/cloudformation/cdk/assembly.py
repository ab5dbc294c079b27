"""A cloud assembly: the manifest that CDK writes, the stacks in it, and those of the assemblies nested in it.

https://docs.aws.amazon.com/cdk/v2/guide/configure-synth.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from awslint.frontends.cloudformation.cdk.constructs import Constructs, constructs_in
from awslint.frontends.cloudformation.inputs import ReadTemplate, Template
from awslint.frontends.part import Problem
from awslint.model.place import Path, Place
from awslint.model.record import record

STACK = "aws:cloudformation:stack"
ASSEMBLY = "cdk:cloud-assembly"
ASSETS = "cdk:asset-manifest"
BOOTSTRAP_RULE = "CheckBootstrapVersion"
MAX_DEPTH = 10


@record(eq=False)
class StackTemplate:
    """A stack of an assembly.

    template      its template, with nested stacks named by their local files
    region        where it is deployed; None where the app does not say
    account       to which account
    constructs    what is known of the constructs behind its resources
    """

    template: Template
    region: str | None
    account: str | None
    constructs: Constructs


@record(eq=False)
class Assembly:
    """All stacks of a cloud assembly, and what is wrong with it."""

    stacks: tuple[StackTemplate, ...]
    problems: tuple[Problem, ...]


def read_assembly(manifest: Template, read: ReadTemplate) -> Assembly:
    """Read a manifest and the files that it names."""
    problems: list[Problem] = []
    return Assembly(tuple(_stacks(manifest, read, problems, 0)), tuple(problems))


def _stacks(manifest: Template, read: ReadTemplate, problems: list[Problem], depth: int) -> Iterator[StackTemplate]:
    artifacts = _mapping(_mapping(manifest.data).get("artifacts"))
    assets = _assets(manifest, artifacts, read)
    for name, artifact in artifacts.items():
        one = _mapping(artifact)
        properties = _mapping(one.get("properties"))
        where: Path = ("artifacts", name, "properties")
        if one.get("type") == ASSEMBLY and isinstance(properties.get("directoryName"), str) and depth < MAX_DEPTH:
            inner = read(manifest.file, f"{properties['directoryName']}/manifest.json")
            if inner is None:
                problems.append(_missing(manifest, (*where, "directoryName"), str(properties["directoryName"])))
            else:
                yield from _stacks(inner, read, problems, depth + 1)
        elif one.get("type") == STACK and isinstance(properties.get("templateFile"), str):
            file = str(properties["templateFile"])
            template = read(manifest.file, file)
            if template is None:
                problems.append(_missing(manifest, (*where, "templateFile"), file))
                continue
            account, region = _environment(one.get("environment"))
            root = one.get("displayName")
            metadata = _metadata(manifest, one, read)
            constructs = constructs_in(metadata, root if isinstance(root, str) else name, file)
            patched = replace(template, data=_patched(template.data, assets))
            yield StackTemplate(patched, region, account, constructs)


def _missing(manifest: Template, path: Path, file: str) -> Problem:
    place = Place(manifest.document, path)
    return Problem("error", "missing-template", f"the assembly names {file}, which is not there", place)


def _environment(text: object) -> tuple[str | None, str | None]:
    """Account and region from `aws://111122223333/eu-west-1`."""
    account, _, region = str(text or "").removeprefix("aws://").partition("/")
    known = [None if not one or one.startswith("unknown-") else one for one in (account, region)]
    return known[0], known[1]


def _metadata(manifest: Template, artifact: Mapping[str, object], read: ReadTemplate) -> Mapping[str, object]:
    """What is noted of the constructs of a stack: in the manifest, and since 2025 in a file beside it."""
    found = dict(_mapping(artifact.get("metadata")))
    file = artifact.get("additionalMetadataFile")
    more = read(manifest.file, file) if isinstance(file, str) else None
    return {**found, **_mapping(more.data if more is not None else None)}


def _assets(manifest: Template, artifacts: Mapping[str, object], read: ReadTemplate) -> dict[str, str]:
    """Uploaded name -> local file, of all file assets."""
    found: dict[str, str] = {}
    for artifact in artifacts.values():
        one = _mapping(artifact)
        file = _mapping(one.get("properties")).get("file")
        listing = read(manifest.file, file) if one.get("type") == ASSETS and isinstance(file, str) else None
        for asset in _mapping(_mapping(listing.data if listing else None).get("files")).values():
            path = _mapping(_mapping(asset).get("source")).get("path")
            for destination in _mapping(_mapping(asset).get("destinations")).values():
                key = _mapping(destination).get("objectKey")
                if isinstance(path, str) and isinstance(key, str):
                    found[key] = path
    return found


def _patched(data: object, assets: Mapping[str, str]) -> object:
    """A template whose nested stacks name local files, without the check of the bootstrap's version."""
    if not isinstance(data, dict):
        return data
    found = dict(data)
    rules = _mapping(data.get("Rules"))
    if BOOTSTRAP_RULE in rules:
        found["Rules"] = {name: rule for name, rule in rules.items() if name != BOOTSTRAP_RULE}
    resources = data.get("Resources")
    if isinstance(resources, dict):
        found["Resources"] = {name: _with_local_template(one, assets) for name, one in resources.items()}
    return found


def _with_local_template(resource: object, assets: Mapping[str, str]) -> object:
    if not isinstance(resource, dict) or resource.get("Type") != "AWS::CloudFormation::Stack":
        return resource
    properties = _mapping(resource.get("Properties"))
    metadata = _mapping(resource.get("Metadata"))
    local = metadata.get("aws:asset:path")
    if metadata.get("aws:asset:property") != "TemplateURL" or not isinstance(local, str):
        local = next((file for key, file in assets.items() if _ends(properties.get("TemplateURL"), key)), None)
    if local is None:
        return resource
    return {**resource, "Properties": {**properties, "TemplateURL": local}}


def _ends(url: object, key: str) -> bool:
    """Whether an address, or the last text that it is joined of, ends with an asset's uploaded name."""
    while isinstance(url, dict | list):
        last = list(url.values() if isinstance(url, dict) else url)
        if not last:
            return False
        url = last[-1]
    return isinstance(url, str) and url.endswith(f"/{key}")


def _mapping(data: object) -> Mapping[str, object]:
    return data if isinstance(data, dict) else {}
