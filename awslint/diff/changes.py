"""What differs between two states of the same templates, and which difference a finding hangs on."""

import re
from collections import deque
from collections.abc import Iterator, Mapping

from awslint.model.finding import Finding
from awslint.model.place import Place
from awslint.model.record import record
from awslint.model.resource import RelatedPlace
from awslint.source.document import Document, Path

SECTIONS = {"Resources": "", "Parameters": "parameter ", "Conditions": "condition ", "Mappings": "mapping "}
_MOST = 20_000  # strings of a template that are looked at

Name = tuple[str, str, str]
"""A file as seen from the root, a section, and a name in it."""


@record(eq=False)
class Change:
    """A part of a template that is not as it was. `line` is where a removed one stood."""

    name: Name
    how: str  # "added" | "removed" | "changed"
    place: Place | None = None
    line: int = 0

    def words(self) -> str:
        """`LogsPolicy was removed (it stood in stack.yaml:40)`."""
        file, section, name = self.name
        what = f"{SECTIONS.get(section, '')}{name}"
        if self.how == "removed":
            return f"{what} was removed (it stood in {file}:{self.line})"
        return f"{what} was {self.how}"


@record(eq=False)
class Changes:
    """All differences, and who speaks of whom, in either state."""

    changed: Mapping[Name, Change]
    neighbours: Mapping[Name, frozenset[Name]]

    def nearest(self, start: Name) -> Change | None:
        """The difference that is nearest to a part, itself included; one of its own file before one of another."""
        seen = {start}
        waiting = deque([start])
        while waiting:
            name = waiting.popleft()
            if name in self.changed:
                return self.changed[name]
            for following in sorted(self.neighbours.get(name, ()), key=lambda one: (one[0] != name[0], one)):
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return None


def changes_between(before: Mapping[str, tuple[str, Document]], after: Mapping[str, tuple[str, Document]]) -> Changes:
    """The differences between the templates of two states: documents and their keys, by file as seen from the root."""
    old_parts = [part for file, (_, document) in before.items() for part in _parts(file, document)]
    new_parts = [part for file, (_, document) in after.items() for part in _parts(file, document)]
    old, new = ({name: value for name, _, value in parts} for parts in (old_parts, new_parts))
    paths = {name: path for name, path, _ in (*old_parts, *new_parts)}
    changed = {}
    for name in dict.fromkeys((*new, *old)):
        file = name[0]
        if name not in new:
            line = before[file][1].span(paths[name], key=True).start_line
            changed[name] = Change(name, "removed", line=line)
        elif name not in old or old[name] != new[name]:
            place = Place(after[file][0], paths[name], key=True)
            changed[name] = Change(name, "changed" if name in old else "added", place)
    neighbours: dict[Name, set[Name]] = {}
    for state in (old, new):
        for name, other in _links(state):
            neighbours.setdefault(name, set()).add(other)
            neighbours.setdefault(other, set()).add(name)
    return Changes(changed, {name: frozenset(others) for name, others in neighbours.items()})


def _links(state: Mapping[Name, object]) -> Iterator[tuple[Name, Name]]:
    """Who speaks of whom: of what its own file has by that name, else of what another file has."""
    known: dict[str, list[Name]] = {}
    for name in state:
        known.setdefault(name[2], []).append(name)
    for name, value in state.items():
        for word in _mentioned(value):
            others = known.get(word, ())
            own = [other for other in others if other[0] == name[0]]
            yield from ((name, other) for other in own or others if other != name)


def _parts(file: str, document: Document) -> Iterator[tuple[Name, Path, object]]:
    """The parts of a template, a plan or a `.tf.json` file: names, paths and data."""
    data = document.data
    if not isinstance(data, dict):
        return
    for section in SECTIONS:
        found = data.get(section)
        for name, value in found.items() if isinstance(found, dict) else ():
            yield (file, section, name), (section, name), value
    planned = data.get("resource_changes")
    for number, one in enumerate(planned if isinstance(planned, list) else ()):
        if isinstance(one, dict) and isinstance(one.get("address"), str):
            yield (file, "Resources", one["address"]), ("resource_changes", number), one.get("change")
    blocks = data.get("resource")
    for type_, named in blocks.items() if isinstance(blocks, dict) else ():
        for name, value in named.items() if isinstance(named, dict) else ():
            yield (file, "Resources", f"{type_}.{name}"), ("resource", type_, name), value


def _mentioned(value: object) -> set[str]:
    """The names that a part may speak of: texts as a whole, up to a dot, and what `${...}` holds."""
    found: set[str] = set()
    waiting = [value]
    while waiting and len(found) < _MOST:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, str):
            found.add(one.partition(".")[0])
            found.update(re.findall(r"\$\{([^.!}]+)", one))
            found.update(re.findall(r"\b[a-z][\w-]*\.[\w-]+", one) if "${" in one else ())
    return found


def cause_of(finding: Finding, file: str, changes: Changes) -> RelatedPlace | None:
    """The difference that a new finding hangs on, as a related place."""
    path = finding.place.path if finding.place is not None else ()
    name = path[1] if len(path) > 1 and path[0] == "Resources" else finding.address.rpartition("/")[2]
    starts = [(file, "Resources", str(name)), (file, "Resources", finding.address)]
    for start in starts:
        change = changes.nearest(start)
        if change is not None:
            return RelatedPlace("cause", f"caused by this change: {change.words()}", change.place, change.name[2])
    others = [one for one in changes.changed.values() if one.name[0] != file] or list(changes.changed.values())
    if not others:
        return None
    words = others[0].words() + (f", and {len(others) - 1} more" if len(others) > 1 else "")
    return RelatedPlace("cause", f"caused by this change, perhaps: {words}", others[0].place, others[0].name[2])
