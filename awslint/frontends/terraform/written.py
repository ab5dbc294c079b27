"""Where the resources of a plan or a state are written: their blocks in `.tf` files, and the module calls above them.

A block is found by module folder, type and name, so that two modules with equal names are never mixed up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from awslint.frontends.part import Problem
from awslint.frontends.terraform.attributes import Attributes
from awslint.frontends.terraform.folders import joined
from awslint.frontends.terraform.inputs import Input, Sources
from awslint.frontends.terraform.instances import Instance, Instances, Module
from awslint.frontends.terraform.jsontree import node, objects, text
from awslint.model.place import Path, Place
from awslint.model.record import record
from awslint.model.resource import RelatedPlace
from awslint.source.hcl import Block, Entry, File, agrees, attribute_texts, available, expression_text, literal, read

MISSING = (
    "the lines of `.tf` files are not shown, as their parser is not installed: pip install 'awslint[hcl]' "
    "(places are those of this file)"
)
_RESOURCES = {"resource": "managed", "data": "data"}
_OVERRIDES = ("override.tf", "_override.tf", "override.tofu", "_override.tofu")

_Found = dict[tuple[str, tuple[str, ...]], list[tuple[File, str, Block]]]


def show(source: Input, instances: Instances) -> Iterator[Problem]:
    """Tell every instance where it is written, as far as the sources of its input have it."""
    candidates = [one for one in source.sources if one.files("")]
    if not candidates or not instances.all:
        if source.named and instances.all:
            yield _useless(source, "it has no `.tf` files")
        return
    if not available():
        yield Problem("notice", "terraform-sources", MISSING, Place(source.document, ()))
        return
    for sources in candidates:
        code = _Code(sources)
        if code.has_all(_root_blocks(source, instances)):
            _Shown(source, code).show(instances)
            return
    if source.named:
        lost = next(one for one in sorted(_root_blocks(source, instances)) if not code.has_all([one]))
        yield _useless(source, f"it does not have {lost[1]}.{lost[2]} once")


def _useless(source: Input, why: str) -> Problem:
    message = f"--source-root {source.named} is not the root module of this: {why}"
    return Problem("warning", "terraform-sources", message, Place(source.document, ()))


def _root_blocks(source: Input, instances: Instances) -> set[tuple[str, str, str]]:
    """Mode, type and name of what the root module must have for the sources to be those of this input."""
    configured = node(source.data, "configuration", "root_module")
    if configured:
        blocks = objects(configured, "resources")
        return {(text(one, "mode"), text(one, "type"), text(one, "name")) for _, one in blocks}
    return {(one.mode, one.type, one.name) for one in instances.all if not one.module.address and one.mode == "managed"}


@dataclass(slots=True, eq=False)
class _Code:
    """The blocks of the folders that were looked at."""

    sources: Sources
    _folders: dict[str, _Found] = field(default_factory=dict)
    _locals: dict[str, dict[str, str]] = field(default_factory=dict)

    def blocks(self, folder: str, kind: str, *labels: str) -> list[tuple[File, str, Block]]:
        """The blocks with a type and labels, each with its file and the file's document."""
        if folder not in self._folders:
            found: _Found = {}
            for uri, written in self.sources.files(folder).items():
                file = read(uri, written)
                document = self.sources.add(file.document)
                for block in file.blocks:
                    found.setdefault((block.kind, block.labels), []).append((file, document, block))
            self._folders[folder] = found
        return self._folders[folder].get((kind, labels), [])

    def one(self, folder: str, kind: str, *labels: str) -> tuple[File, str, Block, bool] | None:
        """The only block that there is, and whether an override file may say something else of its attributes."""
        found = self.blocks(folder, kind, *labels)
        own = [one for one in found if not one[0].document.uri.endswith(_OVERRIDES)]
        return (*own[0], len(found) > 1) if len(own) == 1 else None

    def local(self, folder: str, name: str) -> str | None:
        """The expression of a local value."""
        if folder not in self._locals:
            blocks = self.blocks(folder, "locals")
            self._locals[folder] = {name: text for one in blocks for name, text in attribute_texts(one[2]).items()}
        return self._locals[folder].get(name)

    def has_all(self, blocks: Iterable[tuple[str, str, str]]) -> bool:
        """Whether all of these are written once: files of another configuration would give wrong lines."""
        kinds = {mode: kind for kind, mode in _RESOURCES.items()}
        return all(self.one("", kinds[mode], type_, name) for mode, type_, name in blocks if mode in kinds)


@record(eq=False)
class _Text:
    """The source text of one resource; see `partly.Code`."""

    code: _Code
    folder: str
    entry: Entry

    def expression(self, path: Path) -> str | None:
        return expression_text(self.entry, path)

    def local(self, name: str) -> str | None:
        return self.code.local(self.folder, name)


@record(eq=False)
class _Home:
    """A module's folder, when it is at hand; `call` is the user's call above it when others wrote the module."""

    folder: str | None
    call: Place | None = None
    chain: tuple[RelatedPlace, ...] = ()


@dataclass(slots=True, eq=False)
class _Shown:
    source: Input
    code: _Code
    _homes: dict[str, _Home] = field(default_factory=dict)

    def show(self, instances: Instances) -> None:
        for instance in instances.all:
            home = self._home(instance.module)
            own = self._place(instance, home)
            if home.call is None:
                instance.shown, instance.chain = own, home.chain
            else:
                instance.shown = home.call
                inside = RelatedPlace("module-resource", f"{instance.address} in the module", own, instance.address)
                instance.chain = (*home.chain, inside) if own is not None else home.chain

    def _place(self, instance: Instance, home: _Home) -> Place | None:
        kind = "data" if instance.mode == "data" else "resource"
        found = self.code.one(home.folder, kind, instance.type, instance.name) if home.folder is not None else None
        if found is None:
            return None
        file, document, block, overridden = found
        entry = file.positions.entries[instance.address] = Entry(block, instance.known, whole=overridden)
        if not overridden and isinstance(instance.attributes.entries, Attributes) and agrees(entry):
            instance.attributes.entries.code = _Text(self.code, home.folder or "", entry)
        return Place(document, (instance.address,))

    def _home(self, module: Module) -> _Home:
        known = self._homes.get(module.address)
        if known is None:
            known = self._homes[module.address] = self._find(module)
        return known

    def _find(self, module: Module) -> _Home:
        if module.parent is None:
            return _Home("")
        above = self._home(module.parent)
        found = self.code.one(above.folder, "module", module.call) if above.folder is not None else None
        configured = node(module.parent.configuration, "module_calls", module.call).get("source")
        source = configured if isinstance(configured, str) else literal(found[2], "source") if found else None
        local = source is not None and source.startswith(("./", "../"))
        folder = self.code.sources.installed(_key(module))
        if folder is None and local and above.folder is not None:
            folder = joined(above.folder, str(source))
        call = None
        if found is not None:
            file, document, block, _ = found
            file.positions.entries[f"call of {module.address}"] = Entry(block, whole=True)
            call = Place(document, (f"call of {module.address}",))
        if above.call is not None or (call is not None and not local):
            return _Home(folder, above.call or call, above.chain)
        if call is None:
            return _Home(folder, None, above.chain)
        step = RelatedPlace("module-call", f"{module.address} is called here", call, module.address)
        return _Home(folder, None, (*above.chain, step))


def _key(module: Module) -> str:
    """The module's name in `modules.json`: the calls that lead to it, without indexes."""
    names = [module.call]
    while module.parent is not None and module.parent.call:
        module = module.parent
        names.append(module.call)
    return ".".join(reversed(names))
