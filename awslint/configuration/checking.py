"""The data of one configuration file to items, with every fault where it is written. See schema.json."""

import difflib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from awslint.configuration.globs import matches_something
from awslint.configuration.items import Fault, Item, Origin, Override
from awslint.configuration.keys import KEYS, OVERRIDING, Key
from awslint.configuration.reading import Source
from awslint.model.record import record
from awslint.source.document import Path


@record()
class Checked:
    """What one file says: its own items and overrides, and the files that it extends."""

    items: tuple[Item, ...]
    overrides: tuple[Override, ...]
    extends: tuple[Item, ...]
    faults: tuple[Fault, ...]


def checked(source: Source) -> Checked:
    """Check a file's data; what is wrong is left out and told."""
    reader = _Reader(source)
    if source.data is None:
        return Checked((), (), (), ())
    if not isinstance(source.data, Mapping):
        reader.wrong((), "a configuration is a mapping of keys")
        return Checked((), (), (), tuple(reader.faults))
    items = tuple(reader.entries(source.data, (), tuple(KEYS)))
    overrides = tuple(reader.overrides(source.data.get("overrides")))
    extends = tuple(item for item in items if item.key == "extends")
    return Checked(tuple(item for item in items if item.key != "extends"), overrides, extends, tuple(reader.faults))


def near(word: str, words: Iterable[str]) -> str:
    """A continuation that names the nearest known word; empty when nothing is near."""
    close = difflib.get_close_matches(word, list(words), 1)
    return f"; did you mean '{close[0]}'?" if close else ""


@dataclass(slots=True)
class _Reader:
    source: Source
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, path: Path, message: str, *, key: bool = False) -> None:
        self.faults.append(Fault(message, self.source.origin(path, key=key)))

    def entries(self, data: Mapping[str, object], at: Path, known: tuple[str, ...]) -> Iterator[Item]:
        for name, value in data.items():
            path = (*at, name)
            if name not in known:
                found = near(name.replace("_", "-"), known)
                if not found and name in KEYS:
                    found = "; it is a key of the file, not of an override"
                self.wrong(path, f"unknown key '{name}'{found}", key=True)
            elif value is None:
                self.wrong(path, f"'{name}' has no value", key=True)
            elif name not in ("overrides", "paths"):
                yield from self.items(name, KEYS[name], value, path)

    def items(self, name: str, key: Key, value: object, path: Path) -> Iterator[Item]:
        match key.kind:
            case "flag":
                if isinstance(value, bool):
                    yield Item(name, value, self.source.origin(path))
                else:
                    self.wrong(path, f"'{name}' is true or false")
            case "parameters":
                yield from self.parameters(name, value, path)
            case "severities" | "rule-parameters":
                yield from self.by_rule(name, key, value, path)
            case "word" | "text" | "date" | "month" | "path" | "file":
                text = self.text(value, path)
                if text is None:
                    self.wrong(path, f"'{name}' is a single text")
                elif self.fits(name, key, text, path):
                    yield Item(name, self.placed(key, text), self.source.origin(path))
            case _:
                yield from self.listed(name, key, value, path)

    def listed(self, name: str, key: Key, value: object, path: Path) -> Iterator[Item]:
        rows = [(path, value)]
        if isinstance(value, list):
            rows = [((*path, index), one) for index, one in enumerate(value)]
        for where, one in rows:
            text = self.text(one, where)
            if text is None or not text.strip():
                self.wrong(where, f"'{name}' is a list of texts")
            elif self.fits(name, key, text, where):
                yield Item(name, self.placed(key, text), self.source.origin(where))

    def parameters(self, name: str, value: object, path: Path) -> Iterator[Item]:
        if not isinstance(value, Mapping):
            yield from self.listed(name, Key("", "files", "run"), value, path)
            return
        for parameter, given in value.items():
            where = (*path, parameter)
            text = self.value(given, where)
            if text is None:
                self.wrong(where, f"the value of parameter '{parameter}' is a text, a number, true, false or a list")
            else:
                yield Item(name, text, self.source.origin(where), (parameter,))

    def by_rule(self, name: str, key: Key, value: object, path: Path) -> Iterator[Item]:
        if not isinstance(value, Mapping):
            self.wrong(path, f"'{name}' is a mapping of rules")
            return
        for rule, given in value.items():
            where = (*path, rule)
            origin = self.source.origin(where, key=True)
            if key.kind == "severities":
                text = self.text(given, where)
                if text is None:
                    self.wrong(where, f"a severity is one of {', '.join(key.words)}")
                elif self.fits(name, key, text, where):
                    yield Item(name, text, origin, (rule,))
            elif not isinstance(given, Mapping):
                self.wrong(where, f"'{name}' names the parameters of each rule: {rule}: {{NAME: VALUE}}")
            else:
                for parameter, one in given.items():
                    inner = (*where, parameter)
                    said = json.dumps(one) if isinstance(one, Mapping) else self.value(one, inner)
                    if said is None:
                        self.wrong(inner, f"'{parameter}' has no value that a rule parameter may have")
                    else:
                        yield Item(name, said, self.source.origin(inner, key=True), (rule, parameter))

    def overrides(self, value: object) -> Iterator[Override]:
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong(("overrides",), "'overrides' is a list of mappings with 'paths'")
            return
        for index, one in enumerate(value):
            at: Path = ("overrides", index)
            if not isinstance(one, Mapping):
                self.wrong(at, "an override is a mapping with 'paths'")
                continue
            items = tuple(self.entries(one, at, ("paths", *OVERRIDING)))
            if not one.get("paths"):
                self.wrong(at, "an override says 'paths'", key=True)
                continue
            paths = tuple(self.listed("paths", Key("", "globs", "document"), one["paths"], (*at, "paths")))
            if paths:
                patterns = tuple(str(path.value) for path in paths)
                yield Override(self.source.folder, patterns, items, tuple(path.origin for path in paths))

    def text(self, value: object, path: Path) -> str | None:
        """A scalar as it was written: `2026.10` is no number here."""
        if isinstance(value, bool) or value is None or isinstance(value, Mapping | list):
            return None
        if isinstance(value, str):
            return value
        return self.source.written(path) or str(value)

    def value(self, value: object, path: Path) -> str | None:
        """A parameter's value as a text, a list joined by commas."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list):
            parts = [self.value(one, (*path, index)) for index, one in enumerate(value)]
            return None if any(part is None for part in parts) else ",".join(str(part) for part in parts)
        return self.text(value, path)

    def fits(self, name: str, key: Key, text: str, path: Path) -> bool:
        """Whether a text is what the key takes; a fault where it is not."""
        says = _unfit(name, key, text, self.source.folder)
        if says:
            self.wrong(path, says)
        return not says

    def placed(self, key: Key, text: str) -> str:
        """A text that names a file, relative to the configuration's folder, as a path of the run."""
        if key.kind not in ("files", "folders", "file", "path"):
            return text.strip() if key.kind != "globs" else text
        whole = os.path.normpath(os.path.join(self.source.folder, os.path.expanduser(text)))
        try:
            relative = os.path.relpath(whole)
        except ValueError:  # another drive
            return whole
        return relative.replace(os.sep, "/") if not relative.startswith(os.path.join("..", "..", "..")) else whole


def _unfit(name: str, key: Key, text: str, folder: str) -> str:
    """Why a text is not what a key takes; empty when it is."""
    if key.kind == "words":
        for word in (part.strip() for part in text.split(",")):
            if word.upper().replace("-", "_") not in {one.upper() for one in key.words}:
                return f"'{word}' is not one of {', '.join(key.words)}{near(word.upper(), key.words)}"
    elif key.words:
        if text not in key.words:
            return f"'{text}' is not one of {', '.join(key.words)}{near(text, key.words)}"
    elif key.kind == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            return f"'{text}' is no date YYYY-MM-DD"
    elif key.kind in ("files", "file") and not os.path.isfile(os.path.join(folder, os.path.expanduser(text))):
        return f"there is no file '{text}'{_sibling(folder, text)}"
    elif key.kind == "folders" and not os.path.isdir(os.path.join(folder, os.path.expanduser(text))):
        return f"there is no folder '{text}'{_sibling(folder, text)}"
    elif key.kind == "text" and not text.strip():
        return f"'{name}' is empty"
    return ""


def _sibling(folder: str, text: str) -> str:
    """What may have been meant by a path that leads nowhere."""
    if "://" in text:
        return "; only files are read, nothing is downloaded"
    where, name = os.path.split(os.path.join(folder, text))
    try:
        found = near(name, os.listdir(where))
    except OSError:
        return ""
    head = os.path.dirname(text)
    return found.replace("'", f"'{head}/", 1) if found and head else found


def unmatched(configuration_folder: str, pattern: str, origin: Origin) -> Fault | None:
    """A pattern that matches nothing that is there."""
    if matches_something(pattern, configuration_folder):
        return None
    return Fault(f"no path matches '{pattern}'", origin)
