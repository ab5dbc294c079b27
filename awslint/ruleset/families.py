"""Rule families: one pattern and a table of rows, turned into one rule's data for each row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from awslint.model.place import Path
from awslint.model.record import record
from awslint.ruleset.problems import Problem, suggestion

COLUMN = r"\$\{([A-Za-z_][A-Za-z0-9_-]*)\}"
OWN = ("id", "config_rule")


@record()
class Member:
    """The data of one rule, and where parts of it that a row filled in are written in the file."""

    data: Mapping[str, object]
    row: int | None = None
    moved: Mapping[Path, Path] = field(default_factory=dict)

    def in_file(self, problem: Problem) -> Problem:
        """The problem at the path where the file writes it; of a family's rule, with the rule's name."""
        path: Path = ()
        for depth in range(len(problem.path) + 1):
            prefix = problem.path[:depth]
            path = self.moved.get(prefix, (*path, *prefix[-1:]))
        message = problem.message
        if self.row is not None:
            message = f"{self.data.get('id')}: {message}"
            if not path and not problem.path:
                path = ("rows", self.row)
        return Problem(path, message, problem.key)


def members(data: Mapping[str, object], problems: list[Problem]) -> Iterator[Member]:
    """The rules of a file: one, or one a row. Unknown columns go to the problems."""
    rows = data.get("rows")
    if not isinstance(rows, list):
        yield Member(data)
        return
    pattern = {key: value for key, value in data.items() if key != "rows"}
    for index, row in enumerate(rows):
        filling = _Filling(row, index, problems)
        filled = filling.fill(pattern, (), ())
        assert isinstance(filled, dict)
        for key in OWN:
            if key not in filled and key in row:
                filled[key] = row[key]
                filling.moved[(key,)] = ("rows", index, key)
        filled.setdefault("config_rule", None)
        yield Member(filled, index, filling.moved)


@dataclass(slots=True)
class _Filling:
    row: Mapping[str, object]
    index: int
    problems: list[Problem]
    moved: dict[Path, Path] = field(default_factory=dict)

    def fill(self, data: object, at: Path, written: Path) -> object:
        """The data with columns filled; `at` is the path in the result, `written` that in the file."""
        if isinstance(data, Mapping):
            filled = {}
            for key, value in data.items():
                name = str(self._text(key, (*written, key), key=True))
                if name != key:
                    self.moved[(*at, name)] = (*written, key)
                filled[name] = self.fill(value, (*at, name), (*written, key))
            return filled
        if isinstance(data, list):
            return [self.fill(one, (*at, index), (*written, index)) for index, one in enumerate(data)]
        if isinstance(data, str):
            whole = re.fullmatch(COLUMN, data)
            if whole is not None and whole.group(1) in self.row:
                self.moved[at] = ("rows", self.index, whole.group(1))
            return self._text(data, written, key=False)
        return data

    def _text(self, text: str, written: Path, *, key: bool) -> object:
        whole = re.fullmatch(COLUMN, text)
        if whole is not None:
            return self._column(whole.group(1), written, key)
        return re.sub(COLUMN, lambda found: str(self._column(found.group(1), written, key)), text)

    def _column(self, name: str, written: Path, key: bool) -> object:
        if name in self.row:
            return self.row[name]
        problem = Problem(written, f"row {self.index + 1} has no column '{name}'{suggestion(name, self.row)}", key)
        if problem not in self.problems:
            self.problems.append(problem)
        return ""
