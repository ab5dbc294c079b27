"""Whether a run has suppressions at all: a look at the texts that costs next to nothing."""

from collections.abc import Mapping

from awslint.source.document import Document
from awslint.suppress.directives import mentions


def is_source(document: Document) -> bool:
    """Whether people write in the document, and it is one of data.

    Not in plans and state, where texts that look alike are data; Terraform's own files are read beside their plans.
    """
    if document.uri.endswith((".tf", ".tofu")):
        return False
    data = document.data if isinstance(document.data, dict) else {}
    return not {"planned_values", "resource_changes", "values", "terraform_version"} & data.keys()


def speaks(document: Document) -> bool:
    """Whether a document may hold a suppression of ours."""
    return mentions(document.lines.text)


def anything(documents: Mapping[str, Document]) -> bool:
    """Whether something is there that may suppress: a mention in a source, or a plan, whose sources may have one."""
    return any(not is_source(document) or speaks(document) for document in documents.values())
