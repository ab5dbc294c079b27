"""Terraform plans, states and `.tf.json` configurations, in CloudFormation's words."""

from collections import Counter
from collections.abc import Iterator, Sequence

from awslint.frontends.part import Part, Problem
from awslint.frontends.terraform.assemble import Assembly
from awslint.frontends.terraform.folding import fold
from awslint.frontends.terraform.inputs import Input, Settings
from awslint.frontends.terraform.naming import Names
from awslint.frontends.terraform.owners import owned, owner_of
from awslint.frontends.terraform.plan import Read, read_plan, read_state
from awslint.frontends.terraform.raw_state import is_raw, read_raw_state
from awslint.frontends.terraform.secrets import secrets_in
from awslint.frontends.terraform.unchanged import unchanged
from awslint.frontends.terraform.written import show
from awslint.knowledge.facts import Knowledge
from awslint.knowledge.terraform_tables import Tables
from awslint.model.resource import Resource
from awslint.source.collector import uncollected

__all__ = ["Input", "Settings", "load", "secrets_in"]


def load(inputs: Sequence[Input], settings: Settings, knowledge: Knowledge, tables: Tables) -> Part:
    """The resources of Terraform inputs; each plan and state is a scope of its own, each folder of `.tf.json` too.

    A helper resource that is folded into another stays as a resource with the type "" that is not judged; so does
    one that the tables do not have, which nothing is `part-of`.
    """
    resources: dict[str, Resource] = {}
    problems: list[Problem] = []
    with uncollected():
        for read, names, defaults in _all(inputs, settings, tables):
            problems.extend(read.problems)
            folds = fold(read.instances, names)
            left = unchanged(read, folds, names) if settings.changes_only else frozenset[str]()
            assembly = Assembly(read.instances, folds, names, knowledge, left, defaults)
            unmapped: Counter[str] = Counter()
            owner = owner_of(read.instances)
            for resource in assembly.resources():
                if owner is not None and resource.written_type == "aws_s3_bucket":
                    resource = owned(resource, owner)
                resources[resource.key] = resource
                if resource.written_type.startswith("data."):
                    continue
                if not resource.type and not any(one.role == "part-of" for one in resource.origins):
                    unmapped[resource.written_type] += 1
            if unmapped:
                problems.append(_not_judged(unmapped, read))
    return Part(resources=resources, problems=tuple(problems))


def _not_judged(unmapped: Counter[str], read: Read) -> Problem:
    """Types without a table, by name; nobody should take silence about them for a verdict."""
    named = ", ".join(f"{type_} ({count})" if count > 1 else type_ for type_, count in sorted(unmapped.items()))
    place = next(iter(read.instances.all)).attributes.place
    return Problem("notice", "terraform-unmapped", f"not judged, as awslint does not know the type: {named}", place)


def _all(inputs: Sequence[Input], settings: Settings, tables: Tables) -> Iterator[tuple[Read, Names, bool]]:
    """What is read of each scope, and whether the provider's defaults are still missing in it."""
    told: set[str] = set()
    for source in inputs:
        if source.kind in ("plan", "state"):
            names = Names(tables)
            read = _read(source, settings, names)
            if source.sources:
                read.problems.extend(one for one in show(source, read.instances) if one.message not in told)
                told.update(one.message for one in read.problems)
            yield read, names, False
    configured = [source for source in inputs if source.kind in ("tf_json", "tfvars")]
    if configured:
        from awslint.frontends.terraform.tf_json import read_folders

        for read, names in read_folders(configured, settings, tables):
            yield read, names, True


def _read(source: Input, settings: Settings, names: Names) -> Read:
    if source.kind == "plan":
        return read_plan(source, settings, names)
    if is_raw(source.data):
        return read_raw_state(source, settings, names)
    return read_state(source, settings, names)
