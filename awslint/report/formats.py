"""The formats by name. Each is a module of its own that is imported when it is used."""

from collections.abc import Iterable
from importlib import import_module

from awslint.model.report import Report
from awslint.report.setting import Setting

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html", "evidence")


def render(name: str, report: Report, setting: Setting) -> str:
    """The report in one of `FORMATS`; ends with a line break."""
    return "".join(pieces(name, report, setting))


def pieces(name: str, report: Report, setting: Setting) -> Iterable[str]:
    """The same in the pieces in which a format makes it, most in one; a report may be larger than its input."""
    module = import_module(f"awslint.report.{name}")
    if hasattr(module, "pieces"):
        found: Iterable[str] = module.pieces(report, setting)
        return found
    return [module.render(report, setting)]
