"""Which of a type's variants a resource is."""

from awslint.frontends.terraform.instances import Instance
from awslint.frontends.terraform.reading import Context, matches, read
from awslint.knowledge.terraform_tables import Row, Variant
from awslint.model.value import Absent


def chosen(row: Row, instance: Instance) -> Variant | None:
    """The first variant whose conditions the resource's attributes meet."""
    for variant in row.variants:
        if all(_holds(instance, name, expected, row) for name, expected in variant.when.items()):
            return variant
    return None


def _holds(instance: Instance, name: str, expected: object, row: Row) -> bool:
    context = Context(
        instance.attributes.place, lambda _: Absent(instance.place), instance.attributes, defaults=row.defaults
    )
    return matches(read(instance.attributes, name, context), expected)
