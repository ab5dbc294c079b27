"""What a rule's `predicate` may ask, by name."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import field
from functools import lru_cache

from awslint.model.finding import Outcome
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.query.view import View

AREAS = (
    "backup",
    "buckets",
    "builds",
    "databases",
    "delivery",
    "edge",
    "iam",
    "instances",
    "limits",
    "messaging",
    "monitoring",
    "network",
    "operations",
    "parameters",
    "pipelines",
    "resilience",
    "retention",
    "roles",
    "scaling",
    "secrets",
    "storage",
    "tags",
    "triggers",
    "zones",
)


@record()
class Question:
    """A named question about a resource.

    reads    the property paths that an answer may rest on, by resource type: they are what Terraform coverage counts
    arguments    names of the arguments that a rule may pass
    """

    ask: Callable[[View, Resource, Mapping[str, object]], Outcome]
    reads: Mapping[str, tuple[str, ...]]
    arguments: tuple[str, ...] = field(default=())


@lru_cache(maxsize=1024)
def question(name: str) -> Question:
    """The question `<area>.<name>`.

    Raises KeyError when there is none.
    """
    area = name.partition(".")[0]
    if area not in AREAS:
        raise KeyError(name)
    found: Question = importlib.import_module(f"awslint.analysis.{area}.questions").QUESTIONS[name]
    return found
