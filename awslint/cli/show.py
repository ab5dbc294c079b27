"""The `--show` option."""

from collections.abc import Iterable

import click

from awslint.model.finding import Verdict

DEFAULT = "NON_COMPLIANT,ERROR"


def verdicts(values: Iterable[str]) -> frozenset[str]:
    """The verdicts that a list of names means; `all` is every one.

    Raises click.BadParameter for a word that is none.
    """
    known = {verdict.value for verdict in Verdict}
    wanted: set[str] = set()
    for word in (part.strip() for value in values for part in value.split(",")):
        name = word.upper().replace("-", "_")
        if name == "ALL":
            wanted |= known
        elif name in known:
            wanted.add(name)
        elif word:
            import difflib

            close = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(known))} and all"
            raise click.BadParameter(f"no verdict is called {word!r}; {hint}", param_hint="--show")
    return frozenset(wanted)
