"""What the CloudFormation front end is given: templates, and what the user says about the deployment."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Literal

from awslint.model.place import Path
from awslint.model.record import record

Worlds = Literal["default", "all"]


@record()
class Made:
    """What a transform made a resource of.

    logical         the logical id of what the user wrote; the resource's own for one that only changed its type
    written_type    the type in the user's language; for something that was added, the type that it was given
    role, message   how what the user wrote is related to the resource
    path            where the user wrote it
    metadata        its Metadata: what it says counts for all that is made of it
    """

    logical: str
    written_type: str
    role: str
    message: str
    path: Path
    metadata: object = None


@record(eq=False)
class Template:
    """A document that was recognised as a template.

    document    the key under which the run keeps the document
    data        its tree, short tags in long form
    text_at     the text of a scalar as written, where reading gave it a type
    file        the path of the file, as the user named it
    written_at  for a template that a transform rewrote: where the value at a path is written, and whether it only
                stands for something that is written there; None where nothing was moved
    made_of     for such a template: the resources that others were made of, by logical id as it stands in `data`
    """

    document: str
    data: object
    text_at: Callable[[Path], str | None]
    file: str
    written_at: Callable[[Path], tuple[Path, bool]] | None = None
    made_of: Mapping[str, Made] = field(default_factory=dict)


ReadTemplate = Callable[[str, str], Template | None]
"""Reads the template that a file (first) names by a path relative to it (second); None where there is no such file."""


@record()
class Settings:
    """What the user says about the deployment.

    parameters    values by parameter name; they apply to every template that is not nested in another
    worlds        "all": a parameter with a default also ranges over its domain
    facts         what is known of the account: {"exports": {name: value}, "ssm": {parameter name: value}}
    """

    parameters: Mapping[str, object] = field(default_factory=dict)
    region: str | None = None
    account: str | None = None
    partition: str | None = None
    worlds: Worlds = "default"
    facts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
