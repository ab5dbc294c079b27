"""What stops a run before anything is judged."""

from collections.abc import Iterable

from awslint.model.report import Diagnostic


class UsageError(Exception):
    """An option that cannot be honoured; nothing was judged."""


class ConfigurationError(UsageError):
    """A configuration that cannot be honoured; nothing was judged. Each diagnostic has its place."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(_worded(one) for one in self.diagnostics))


def _worded(one: Diagnostic) -> str:
    where = f":{one.location.start_line}:{one.location.start_column}" if one.location else ""
    return f"{one.file}{where}: {one.message}"
