"""ANSI colours, where they are wanted."""

from awslint.model.record import record

_CODES = {
    "critical": "1;35",
    "high": "1;31",
    "medium": "1;33",
    "low": "1;36",
    "error": "1;31",
    "undecided": "1;34",
    "compliant": "1;32",
    "not applicable": "2",
    "bold": "1",
    "dim": "2",
    "gutter": "34",
}


@record()
class Paint:
    """Colours texts by what they are, or leaves them alone."""

    on: bool

    def __call__(self, kind: str, text: str) -> str:
        if not self.on or not text:
            return text
        return f"\x1b[{_CODES[kind]}m{text}\x1b[0m"
