"""Where something is written: a document and a path in it. The document gives the exact span when a report asks."""

from awslint.model.record import record

Path = tuple[str | int, ...]


@record()
class Place:
    """A value in a document, or with `key` the key that leads to it.

    `document` is the key under which the run keeps the document; `path` leads through its data, with
    intrinsic functions in long form (`("Resources", "Db", "Properties", "StorageEncrypted", "Ref")`).
    """

    document: str
    path: Path
    key: bool = False

    def at(self, *steps: str | int) -> "Place":
        """The place of a value further inside."""
        return Place(self.document, self.path + steps)

    def of_key(self) -> "Place":
        """The key that leads here."""
        return Place(self.document, self.path, key=True)


def dotted(path: Path) -> str:
    """A property path as users write it: `SecurityGroupIngress[0].CidrIp`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text
