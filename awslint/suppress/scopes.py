"""Whether a suppression speaks of a finding."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from awslint.model.finding import Finding
from awslint.model.place import Place
from awslint.model.resource import Resource
from awslint.source.document import Document
from awslint.suppress.collecting import Block, Globs, Region, Scope

_GENERATED = ("template",)
"""The roles of related places that are the finding's own text, where it is shown somewhere else."""
_AROUND = ("parent-stack", "module-call", "sam", "loop")
"""The roles of a resource's origins that are around it."""


@dataclass
class Ground:
    """What was judged: the documents by key, and the resources by key."""

    documents: Mapping[str, Document]
    resources: Mapping[str, Resource]
    _files: dict[tuple[str, str], str] = field(default_factory=dict)
    _offsets: dict[Place, int] = field(default_factory=dict)

    def covers(self, scope: Scope, finding: Finding) -> bool:
        """Whether a scope holds a finding: its text, or the resource that is judged."""
        resource = self.resources.get(finding.resource)
        if isinstance(scope, Region):
            return any(self._inside(place, scope) for place in _places(finding, resource))
        if isinstance(scope, Block):
            if resource is None or resource.place.document not in scope.documents:
                return False
            return any(is_in(address, scope.address) for address in _addresses(finding))
        return self._globbed(scope, finding, resource)

    def has(self, scope: Scope, types: frozenset[str]) -> bool:
        """Whether resources of these types, as far as that can be told, are in a scope."""
        if isinstance(scope, Region):
            return True
        for resource in self.resources.values():
            if isinstance(scope, Block):
                if resource.place.document in scope.documents and is_in(resource.address, scope.address):
                    return True
            elif scope.file is not None:
                if matches(scope.file, self._file(resource, scope.folder)):
                    return True
            elif scope.address is not None and resource.type in types and matches(scope.address, resource.address):
                return True
        return False

    def _inside(self, place: Place, scope: Region) -> bool:
        if place.document != scope.document:
            return False
        offset = self._offsets.get(place)
        if offset is None:
            document = self.documents.get(place.document)
            offset = -1 if document is None else document.positions.extent(place.path, place.key)[0]
            self._offsets[place] = offset
        return scope.start <= offset < scope.end

    def _globbed(self, scope: Globs, finding: Finding, resource: Resource | None) -> bool:
        if scope.address is not None and not any(matches(scope.address, one) for one in _addresses(finding)):
            return False
        if scope.path is not None and not matches(scope.path, finding.path):
            return False
        if scope.file is None:
            return True
        return resource is not None and matches(scope.file, self._file(resource, scope.folder))

    def _file(self, resource: Resource, folder: str) -> str:
        key = (resource.place.document, folder)
        if key not in self._files:
            self._files[key] = self.file_from(resource.place.document, folder)
        return self._files[key]

    def file_from(self, key: str, folder: str) -> str:
        """The file of a document as seen from a folder; its bare name where it has no file."""
        document = self.documents.get(key)
        uri = document.uri if document is not None else key
        if document is None or uri.startswith("<"):
            return uri
        return os.path.relpath(uri, folder or ".").replace(os.sep, "/")


def _places(finding: Finding, resource: Resource | None) -> Iterator[Place]:
    if finding.place is not None:
        yield finding.place
    yield from (one.place for one in finding.related if one.role in _GENERATED and one.place is not None)
    if resource is not None:
        yield resource.place
        yield from (one.place for one in resource.origins if one.role in _AROUND and one.place is not None)


def _addresses(finding: Finding) -> Iterator[str]:
    yield finding.address
    yield from (one.address for one in finding.related if one.role == "written-in" and one.address)


def is_in(address: str, block: str) -> bool:
    """Whether a resource's address, whatever its indexes, is a block's or inside a module's; "" is the root module."""
    bare = re.sub(r"\[(?:\"(?:[^\"\\]|\\.)*\"|[^\]]*)\]", "", address)
    return not block or bare == block or bare.startswith(f"{block}.")


def matches(glob: str, text: str) -> bool:
    """`*` is any text, `?` one character, everything else itself: addresses are full of brackets.

    Its cost grows with the product of the lengths, however many stars there are.
    """
    if "*" not in glob and "?" not in glob:
        return glob == text
    at = star = 0
    back = -1
    for_text = 0
    while for_text < len(text):
        if at < len(glob) and glob[at] == "*":
            star, back, at = at, for_text, at + 1
        elif at < len(glob) and glob[at] in ("?", text[for_text]):
            at, for_text = at + 1, for_text + 1
        elif back >= 0:
            back += 1
            at, for_text = star + 1, back
        else:
            return False
    return not glob[at:].strip("*")
