"""How other tools' suppressions are written in comments, as their documentation says."""

import re
from collections.abc import Iterator

from awslint.model.record import record

TOOLS = ("checkov", "cfn_nag", "cfn-guard", "cdk-nag", "trivy")

# https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
_CHECKOV = re.compile(r"(?:checkov|bridgecrew):skip=\s*([A-Za-z0-9_]+)(?::[ \t]*([^\r\n]*))?")
# https://trivy.dev/latest/docs/configuration/filtering/#by-inline-comments
_TRIVY = re.compile(
    r"(?:trivy|tfsec):ignore:([^\s:]+)((?::[A-Za-z]+:[^\s:]+)*)[ \t]*([^\r\n]*?)(?=(?:trivy|tfsec):|$)", re.MULTILINE
)
_MENTION = re.compile(r"checkov|bridgecrew:|cfn_nag|SuppressedRules|cdk_nag|trivy:|tfsec:")


@record()
class Foreign:
    """A suppression of another tool: its tool, its check, the reason, and where in the text it is written."""

    tool: str
    id: str
    reason: str
    start: int
    end: int
    until: str | None = None
    limited: str = ""  # what narrows it, which awslint does not follow


def mentions(text: str) -> bool:
    """Whether a text may hold a suppression of another tool; false is certain."""
    return _MENTION.search(text) is not None


def parse(text: str, tools: tuple[str, ...]) -> Iterator[Foreign]:
    """The suppressions in the text of a comment, of these tools."""
    if "checkov" in tools:
        for found in _CHECKOV.finditer(text):
            reason = _clean(found.group(2) or "")
            yield Foreign(
                "checkov", found.group(1), reason, found.start(), found.start() + len(found.group(0).rstrip())
            )
    if "trivy" in tools:
        for found in _TRIVY.finditer(text):
            settings = dict(re.findall(r":([A-Za-z]+):([^\s:]+)", found.group(2)))
            until = settings.pop("exp", None)
            name, bracket, _ = found.group(1).partition("[")
            limited = "only for some attributes" if bracket else ", ".join(f"only for a {one}" for one in settings)
            if name == "*":
                limited = "every check at once"
            end = found.start() + len(found.group(0).rstrip())
            yield Foreign("trivy", name, _clean(found.group(3)), found.start(), end, until, limited)


def _clean(text: str) -> str:
    return " ".join(text.removesuffix("*/").split()).strip(" -:#")
