"""What is made after what: DependsOn and references, of CloudFormation and of Terraform alike."""

from collections.abc import Iterator

from awslint.model.resource import Resource
from awslint.model.truth import Truth, truth_of
from awslint.model.value import Choice, Mapping, Scalar, Sequence, Unknown, Value
from awslint.query.view import View

_BOUND = 2000  # values looked at for one resource


def comes_after(view: View, later: Resource, earlier: Resource) -> Truth:
    """Whether one resource is certainly made after another: it depends on it, or on something that does."""
    if later.language != "cloudformation":
        return Truth.UNKNOWN if _opaque(later) else truth_of(_reaches(view, later, earlier))
    return truth_of(_reaches(view, later, earlier))


def _opaque(resource: Resource) -> bool:
    """Whether the input does not say what a resource depends on: plans keep that apart from what they change."""
    return "DependsOn" not in resource.attributes.entries


def _reaches(view: View, later: Resource, earlier: Resource) -> bool:
    seen: set[str] = set()
    left = [later]
    while left:
        one = left.pop()
        if one.key in seen:
            continue
        seen.add(one.key)
        if one.key == earlier.key:
            return True
        left.extend(_before(view, one))
    return False


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
