"""CloudFormation templates to the graph: parameters, intrinsic functions, conditions, loops, nested stacks."""

from awslint.frontends.cloudformation.build import load
from awslint.frontends.cloudformation.inputs import ReadTemplate, Settings, Template

__all__ = ["ReadTemplate", "Settings", "Template", "load"]
