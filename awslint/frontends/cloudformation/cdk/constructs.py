"""Constructs: what CDK notes about each, found again by the construct path or the logical id of a resource."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from awslint.frontends.cloudformation.cdk.frames import Frame, first_own
from awslint.model.record import record

LOGICAL_ID = "aws:cdk:logicalId"
CREATED = "aws:cdk:creationStack"
TEMPLATE = "aws:cdk:templateFile"
HANDLER = "aws:cdk:is-custom-resource-handler"
# Helpers that aws-cdk-lib shares within a stack carry a fixed UUID in their id.
_SHARED = re.compile(r"[0-9a-f]{32}$")


@record()
class Construct:
    """A construct that became a resource.

    path         its place in the construct tree, `Storage/Uploads/Resource`
    created      where the user created it, or what it belongs to; None where that is not recorded
    framework    whether it is a helper of aws-cdk-lib (the function behind a custom resource), not the user's
    """

    path: str
    created: Frame | None
    framework: bool = False


@dataclass(slots=True)
class Constructs:
    """The constructs of one stack and of those nested in it; `root` is the path of the stack itself."""

    root: str
    created: dict[str, Frame] = field(default_factory=dict)
    logical: dict[tuple[str, str], str] = field(default_factory=dict)  # (template file, logical id) -> path
    handlers: set[str] = field(default_factory=set)

    def find(self, template: str, logical: str, path: str | None) -> Construct | None:
        """The construct of a resource: by the path that its Metadata gives, or by template file and logical id."""
        found = path or self.logical.get((template, logical))
        if found is None:
            return None
        framework = any(one in self.handlers or _is_helper(one) for one in _ancestors(found))
        return Construct(found, self.created.get(found) or self._nearest(found), framework)

    def _nearest(self, path: str) -> Frame | None:
        """Where the construct was created that has most of the path in common, beyond the stack itself."""
        steps = path.split("/")
        for length in range(len(steps) - 1, len(self.root.split("/")), -1):
            prefix = "/".join(steps[:length])
            for one, frame in self.created.items():
                if one == prefix or one.startswith(f"{prefix}/"):
                    return frame
        return None


def _ancestors(path: str) -> Iterator[str]:
    steps = path.split("/")
    for length in range(1, len(steps) + 1):
        yield "/".join(steps[:length])


def _is_helper(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith("Custom::") or _SHARED.search(name) is not None


def constructs_in(metadata: Mapping[str, object], root: str, template: str) -> Constructs:
    """What the metadata of a stack says of its constructs; `root` is the stack's path, `template` its template file."""
    found = Constructs(root)
    templates: dict[str, str] = {}
    identities: list[tuple[str, str]] = []
    for written, entries in metadata.items():
        path = written.removeprefix("/")
        for entry in entries if isinstance(entries, list) else ():
            if not isinstance(entry, dict):
                continue
            kind, data = entry.get("type"), entry.get("data")
            frames = data if kind == CREATED else entry.get("trace")
            frame = first_own(frames) if isinstance(frames, list) else None
            if frame is not None:
                found.created.setdefault(path, frame)
            if kind == LOGICAL_ID and isinstance(data, str):
                identities.append((path, data))
            elif kind == TEMPLATE and isinstance(data, str):
                templates[path] = data
            elif isinstance(kind, str) and kind.startswith(HANDLER):
                found.handlers.add(path)
    for path, logical in identities:
        own = [templates[one] for one in _ancestors(path) if one in templates]
        found.logical[(own[-1] if own else template, logical)] = path
    return found
