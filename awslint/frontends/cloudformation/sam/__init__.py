"""SAM templates as the CloudFormation templates that they become."""

from awslint.frontends.cloudformation.sam.expansion import Expanded, expand, is_sam
from awslint.frontends.cloudformation.sam.template import expanded

__all__ = ["Expanded", "expand", "expanded", "is_sam"]
