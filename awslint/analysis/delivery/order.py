"""What is made after what: DependsOn and references, of CloudFormation and of Terraform alike."""

from collections.abc import Iterator

from awslint.model.resource import Resource
from awslint.model.value import Choice, Mapping, Scalar, Sequence, Unknown, Value
from awslint.query.view import View

_BOUND = 2000  # values looked at for one resource


def made_before(view: View, later: Resource) -> frozenset[str] | None:
    """The keys of all that is certainly made before a resource: what it depends on, and what that depends on.

    None where the input does not say: Terraform's plans keep `depends_on` apart from what they change.
    """
    if later.language != "cloudformation" and "DependsOn" not in later.attributes.entries:
        return None
    seen: set[str] = set()
    left = [later]
    while left:
        one = left.pop()
        if one.key not in seen:
            seen.add(one.key)
            left.extend(_before(view, one))
    return frozenset(seen)


def _before(view: View, resource: Resource) -> Iterator[Resource]:
    """What a resource names, in DependsOn or anywhere in its properties."""
    for value in _values(resource.properties):
        reference = getattr(value, "refers_to", None)
        target = None if reference is None else view.graph.resources.get(reference.target)
        if target is not None:
            yield target
    names = view.get(resource.attributes, "DependsOn")
    base = resource.key.rpartition("#")[0]
    for item in view.items(names)[0]:
        if isinstance(item, Scalar):
            found = view.graph.resources.get(f"{base}#{_sibling(resource, str(item.data))}")
            if found is not None:
                yield found


def _sibling(resource: Resource, name: str) -> str:
    """The address of another resource of the same stack: those of nested stacks have the stack's name before theirs."""
    start, slash, _ = resource.address.rpartition("/")
    return f"{start}{slash}{name}"


def _values(value: Value) -> Iterator[Value]:
    left: list[Value] = [value]
    for _ in range(_BOUND):
        if not left:
            return
        one = left.pop()
        yield one
        if isinstance(one, Mapping):
            left.extend(one.entries.values())
        elif isinstance(one, Sequence):
            left.extend(one.items)
        elif isinstance(one, Choice):
            left.extend(case.value for case in one.cases)
        elif isinstance(one, Unknown):
            left.extend(part for part in one.parts if isinstance(part, Unknown))
