"""The formats by name. Each is a module of its own that is imported when it is used."""

from importlib import import_module

from awslint.model.report import Report
from awslint.report.setting import Setting

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html")


def render(name: str, report: Report, setting: Setting) -> str:
    """The report in one of `FORMATS`; ends with a line break."""
    text: str = import_module(f"awslint.report.{name}").render(report, setting)
    return text
