"""Terraform plans, states and `.tf.json` configurations, in CloudFormation's words."""

from collections.abc import Sequence

from awslint.frontends.part import Part, Problem
from awslint.frontends.terraform.assemble import Assembly
from awslint.frontends.terraform.folding import fold
from awslint.frontends.terraform.inputs import Input, Settings
from awslint.frontends.terraform.naming import Names
from awslint.frontends.terraform.plan import Read, read_plan, read_state
from awslint.frontends.terraform.raw_state import is_raw, read_raw_state
from awslint.knowledge.facts import Knowledge
from awslint.knowledge.terraform_tables import Tables
from awslint.model.resource import Resource

__all__ = ["Input", "Settings", "load"]


def load(inputs: Sequence[Input], settings: Settings, knowledge: Knowledge, tables: Tables) -> Part:
    """The resources of Terraform inputs; each plan and state is a scope of its own, each folder of `.tf.json` too.

    A helper resource that is folded into another stays as a resource with the type "" that is not judged; so does
    one that the tables do not have, which nothing is `part-of`.
    """
    resources: dict[str, Resource] = {}
    problems: list[Problem] = []
    for source in inputs:
        names = Names(tables)
        read = _read(source, settings, names)
        problems.extend(read.problems)
        folds = fold(read.instances, names)
        assembly = Assembly(read.instances, folds, names, knowledge, settings.changes_only, defaults=False)
        for resource in assembly.resources():
            resources[resource.key] = resource
    return Part(resources=resources, problems=tuple(problems))


def _read(source: Input, settings: Settings, names: Names) -> Read:
    if source.kind == "plan":
        return read_plan(source, settings, names)
    if is_raw(source.data):
        return read_raw_state(source, settings, names)
    return read_state(source, settings, names)
