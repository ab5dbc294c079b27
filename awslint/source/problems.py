"""How the readers say that a text is wrong, before anybody knows lines and columns."""

from awslint.model.record import record
from awslint.source.document import Extent

MOST_REMARKS = 100
"""More of them about one document help nobody."""


@record()
class Remark:
    """Something odd in a text that can be read nevertheless."""

    code: str
    message: str
    extent: Extent


class Unreadable(Exception):
    """Why a text cannot be read, and the offset at which that shows."""

    def __init__(self, message: str, offset: int, code: str = "syntax") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.code = code
