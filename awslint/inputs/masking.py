"""Lines of files without the secrets in them: stars in their place, so that columns stay what they are."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Secret = tuple[str, str]  # the name under which a text stands, and the text

SHORTEST = 5  # characters; a shorter text is hidden only behind its name, as it would be found in every other word
LONGEST_LINE = 4_000_000  # characters; a longer one is not searched and not shown
MOST_STEPS = 400_000_000  # characters of a line times secrets


@dataclass(slots=True)
class Masking:
    """The secrets of a run's documents. They are looked for when the first line is shown."""

    sources: list[Callable[[], Iterable[Secret]]] = field(default_factory=list)
    _found: list[tuple[re.Pattern[str], int]] | None = None

    def masked(self, line: str) -> str:
        """The line with stars for secrets; empty when it is too long to be searched."""
        if not self.sources:
            return line
        if len(line) > LONGEST_LINE:
            return ""
        for pattern, count in self._patterns():
            if len(line) * count > MOST_STEPS:
                return ""
            line = pattern.sub(_stars, line)
        return line

    def _patterns(self) -> list[tuple[re.Pattern[str], int]]:
        if self._found is None:
            secrets = dict.fromkeys(secret for source in self.sources for secret in source())
            long = {form for _, text in secrets if len(text) >= SHORTEST for form in _forms(text)}
            short = {(name, form) for name, text in secrets if len(text) < SHORTEST and name for form in _forms(text)}
            self._found = []
            if long:
                forms = "|".join(re.escape(one) for one in sorted(long, key=lambda one: (-len(one), one)))
                self._found.append((re.compile(f"(?P<head>)(?P<secret>{forms})"), len(long)))
            for name, form in sorted(short):
                head = rf"(?P<head>(?<![\w-]){re.escape(name)}\"?\s*[:=]\s*\"?)"
                self._found.append((re.compile(rf"{head}(?P<secret>{re.escape(form)})(?![\w.-])"), 1))
        return self._found


def _forms(text: str) -> Iterable[str]:
    """A text as it stands in JSON and HCL: plain, escaped, escaped as Go does, and its lines in a heredoc."""
    escaped = json.dumps(text, ensure_ascii=False)[1:-1]
    yield escaped
    yield json.dumps(text)[1:-1]
    yield re.sub("[<>&]", lambda found: f"\\u{ord(found.group()):04x}", escaped)
    lines = [line.strip() for line in text.splitlines()]
    yield from (line for line in lines if len(line) >= SHORTEST or len(lines) == 1)


def _stars(found: re.Match[str]) -> str:
    return found.group("head") + "*" * len(found.group("secret"))
