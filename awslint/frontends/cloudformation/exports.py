"""Exports of the stacks of one run, and the imports that mean them."""

from dataclasses import replace

from awslint.frontends.cloudformation.conditions import named
from awslint.frontends.cloudformation.distribute import moved
from awslint.frontends.cloudformation.loops import name_in
from awslint.frontends.cloudformation.resolve import resolve
from awslint.frontends.cloudformation.stack import ANY, Entry, Export, Run, Stack, unplaced
from awslint.frontends.cloudformation.texts import written
from awslint.model.place import Place
from awslint.model.value import Case, Choice, Origin, Scalar, Sequence, Unknown, Value, Why

# A name with an unknown part is only recognised by known text of some length.
MIN_KNOWN = 3
MAX_AMONG = 16

# What stands for the stack that exports, on either side.
_STACK_NAMES = frozenset({Why.PARAMETER, Why.PSEUDO})


def exports(run: Run) -> list[Export]:
    """Every export of a run whose name is known at least in part."""
    found = run.exports
    if found is None:
        found = run.exports = []
        for stack in run.stacks:
            for entry in stack.outputs.values():
                found += [Export(stack, entry, name) for name in _names(_export_name(entry))]
    return found


def _export_name(entry: Entry) -> Value | None:
    data, path = unplaced(entry.data, entry.path)
    export = data.get("Export") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(export, dict) or "Name" not in export:
        return None
    condition = data.get("Condition")
    stack = entry.frame.stack
    if isinstance(condition, str) and named(stack, name_in(entry.frame, condition), path) is False:
        return None
    return resolve(entry.frame, export["Name"], (*path, "Export", "Name"))


def _names(value: Value | None) -> list[tuple[str, ...]]:
    if isinstance(value, Choice):
        return [name for case in value.cases for name in _names(case.value)]
    if isinstance(value, Scalar):
        return [(written(value),)]
    if not isinstance(value, Unknown) or not value.parts:
        return []
    pieces: list[str] = []
    for part in value.parts:
        if isinstance(part, str):
            pieces.append(part)
        elif part.symbol in ("Ref:AWS::Region", "Ref:AWS::AccountId", "Ref:AWS::Partition"):
            pieces.append(f"${{{part.symbol}}}")  # the same on both sides: exports do not leave a region
        elif part.why in _STACK_NAMES:
            pieces.append(ANY)
        else:
            return []
    joined = "".join(pieces)
    known = sum(character.isalnum() for character in joined.replace(ANY, ""))
    return [tuple(piece for piece in _split(joined) if piece)] if known >= MIN_KNOWN else []


def _split(text: str) -> list[str]:
    pieces: list[str] = []
    for index, piece in enumerate(text.split(ANY)):
        pieces += [ANY, piece] if index else [piece]
    return pieces


def exported(stack: Stack, name: Value, place: Place) -> Value | None:
    """The value that the stacks of the run export under a name; None when none does."""
    for wanted in _names(name):
        found = [export for export in exports(stack.run) if export.stack is not stack and _same(export.name, wanted)]
        exact = [export for export in found if export.name == wanted and ANY not in wanted]
        values = [_value(stack, export, place) for export in (exact or found)[:MAX_AMONG]]
        known = [value for value in values if value is not None]
        if len(known) == 1 and len(found) <= MAX_AMONG:
            return known[0]
        if known:
            subject = "".join(wanted).replace(ANY, "*")
            among = tuple(known) if len(found) <= MAX_AMONG else None
            return Unknown(Why.IMPORT, subject, place, symbol=f"ImportValue:{subject}", among=among)
    return None


def _same(exported_name: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether two names can be the same: an unknown part is any text, but one unknown part only meets another alone."""
    if ANY not in exported_name and ANY not in wanted:
        return exported_name == wanted
    if ANY in exported_name and ANY in wanted:
        return exported_name == wanted
    pattern, text = (exported_name, wanted) if ANY in exported_name else (wanted, exported_name)
    return _matches(pattern, "".join(text))


def _matches(pattern: tuple[str, ...], text: str) -> bool:
    first, last = pattern[0], pattern[-1]
    if (first != ANY and not text.startswith(first)) or (last != ANY and not text.endswith(last)):
        return False
    at = 0
    for index, piece in enumerate(pattern):
        if piece == ANY:
            at += 1  # at least one character
            continue
        found = text.find(piece, at) if index else (0 if text.startswith(piece) else -1)
        if index == len(pattern) - 1:
            found = len(text) - len(piece) if len(text) - len(piece) >= at else -1
        if found < 0:
            return False
        at = found + len(piece)
    return at <= len(text)


def _value(stack: Stack, export: Export, place: Place) -> Value | None:
    data, path = unplaced(export.entry.data, export.entry.path)
    if not isinstance(data, dict) or "Value" not in data:
        return None
    source = export.stack
    mark = (source.scope, source.prefix, f"output {export.entry.name}")
    if mark in source.run.busy:
        return None
    source.run.busy.add(mark)
    try:
        value = resolve(export.entry.frame, data["Value"], (*path, "Value"))
    finally:
        source.run.busy.discard(mark)
    origin = Origin("import", source.prefix + export.entry.name, source.place(path, key=True))
    return moved(value if source.scope == stack.scope else from_scope(value, source.scope), place, origin)


def from_scope(value: Value, scope: str) -> Value:
    """A value as another deployment sees it: what is unknown by name in one is another thing there."""
    if isinstance(value, Unknown):
        symbol = value.symbol
        if symbol is not None and value.why is not Why.PSEUDO:
            symbol = f"{scope}!{symbol}"
        return replace(
            value,
            symbol=symbol,
            parts=tuple(part if isinstance(part, str) else _part(part, scope) for part in value.parts),
            among=value.among and tuple(from_scope(one, scope) for one in value.among),
        )
    if isinstance(value, Choice):
        cases = tuple(Case(case.values, from_scope(case.value, scope)) for case in value.cases)
        return replace(value, cases=cases, otherwise=value.otherwise and _part(value.otherwise, scope))
    if isinstance(value, Sequence):
        return replace(value, items=tuple(from_scope(item, scope) for item in value.items))
    return value


def _part(value: Unknown, scope: str) -> Unknown:
    found = from_scope(value, scope)
    return found if isinstance(found, Unknown) else value
