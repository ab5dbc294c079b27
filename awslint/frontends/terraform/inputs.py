"""What the run hands to this front end."""

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Literal, Protocol

from awslint.model.record import record
from awslint.source.document import Document

Kind = Literal["plan", "state", "tf_json", "tfvars"]


class Sources(Protocol):
    """The `.tf` files that a plan or a state was made of. Folders are relative to the root module's, which is ""."""

    def files(self, folder: str) -> Mapping[str, str]:
        """The texts of a folder's `.tf` files by the paths under which reports name them."""

    def installed(self, module: str) -> str | None:
        """The folder into which `terraform init` put a module (`shop.bucket`: a call within a call)."""

    def add(self, document: Document) -> str:
        """Keep a file as a document of the run; gives its key."""


@record(eq=False)
class Input:
    """One document: its key in the run, what it was recognised as, its plain data, its path, and its sources.

    Of several candidates for the sources the first that holds what the plan has is taken; `named` is the folder that
    the user says has them.
    """

    document: str
    kind: Kind
    data: object
    file: str
    sources: tuple[Sources, ...] = ()
    named: str | None = None


@record()
class Settings:
    """What the user tells about the deployment.

    variables       input variables given on the command line (`.tf.json` only: a plan has its own)
    changes_only    judge only what the plan changes
    read            the bytes of a file in one of some folders (`.tf.json` only); None when it does not exist, and a
                    text that says why when it must not be read
    """

    region: str | None = None
    account: str | None = None
    partition: str | None = None
    variables: Mapping[str, object] = field(default_factory=dict)
    changes_only: bool = False
    read: Callable[[str, tuple[str, ...]], bytes | str | None] | None = None
