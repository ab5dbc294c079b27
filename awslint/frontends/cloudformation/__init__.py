"""CloudFormation templates to the graph: parameters, intrinsic functions, conditions, loops, nested stacks."""

from awslint.frontends.cloudformation.build import load
from awslint.frontends.cloudformation.inputs import Made, ReadTemplate, Settings, Template

__all__ = ["Made", "ReadTemplate", "Settings", "Template", "load"]
