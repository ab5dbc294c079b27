"""The front end's view of an expanded SAM template: a template whose places lead back to what the user wrote."""

from collections.abc import Mapping

from awslint.frontends.cloudformation.inputs import Made, Template
from awslint.frontends.cloudformation.sam.expansion import Expanded, expand
from awslint.model.place import Path


def expanded(template: Template) -> Template:
    """The template after SAM's transform."""
    if not isinstance(template.data, dict):
        return template
    found = expand(template.data)

    def text_at(path: Path) -> str | None:
        written, made_up = found.source(path)
        return None if made_up else template.text_at(written)

    return Template(template.document, found.data, text_at, template.file, found.source, _made_of(found))


def _made_of(found: Expanded) -> Mapping[str, Made]:
    made: dict[str, Made] = {}
    for logical, one in found.written.items():
        made[logical] = Made(logical, one.type, "sam", "", one.path, one.metadata)
    for logical, origin in found.origins.items():
        source = found.written.get(origin.logical)
        if source is not None:
            made[logical] = Made(origin.logical, origin.type, "sam", origin.message, source.path, source.metadata)
    return made
