"""CDK's output: the stacks of a cloud assembly, with their constructs and the user's source lines."""

from awslint.frontends.cloudformation.cdk.loading import load

__all__ = ["load"]
