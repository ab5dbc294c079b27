"""The blocks of a folder of `.tf.json` files, in all the shapes that the JSON syntax allows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from awslint.frontends.terraform.inputs import Input
from awslint.model.place import Place
from awslint.model.record import record


@record(eq=False)
class Block:
    """The body of a block and where it is written."""

    body: dict[str, object]
    place: Place


@dataclass(slots=True, eq=False)
class Folder:
    """One module's configuration.

    resources   by mode, type and name; where two files say the same the first is kept
    given       values of `terraform.tfvars.json` and `*.auto.tfvars.json`, later files winning
    """

    path: str
    document: str
    resources: dict[tuple[str, str, str], Block] = field(default_factory=dict)
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, tuple[object, Place]] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    modules: dict[str, Block] = field(default_factory=dict)
    providers: list[tuple[str, Block]] = field(default_factory=list)
    given: dict[str, object] = field(default_factory=dict)


def folders(inputs: list[Input]) -> dict[str, Folder]:
    """The folders of `.tf.json` files by their path; overrides (`*_override.tf.json`) come last, as in Terraform."""
    found: dict[str, Folder] = {}
    for source in sorted(inputs, key=lambda one: (_name(one).endswith("override.tf.json"), one.file)):
        if source.kind != "tf_json" or not isinstance(source.data, dict):
            continue
        path = source.file.replace("\\", "/").rpartition("/")[0]
        folder = found.setdefault(path, Folder(path, source.document))
        _add(folder, source.data, Place(source.document, ()))
    for source in sorted(inputs, key=lambda one: (".auto." in one.file, one.file)):
        path = source.file.replace("\\", "/").rpartition("/")[0]
        if source.kind == "tfvars" and path in found and isinstance(source.data, dict):
            found[path].given.update(source.data)
    return found


def joined(path: str, source: str) -> str:
    """The folder that a module call's relative source names."""
    steps = [step for step in path.split("/") if step not in ("", ".")] if path not in ("", ".") else []
    rooted = path.startswith("/")
    for step in source.split("/"):
        if step == "..":
            if steps and steps[-1] != "..":
                steps.pop()
            else:
                steps.append("..")
        elif step not in ("", "."):
            steps.append(step)
    return ("/" if rooted else "") + "/".join(steps)


def _name(source: Input) -> str:
    return source.file.replace("\\", "/").rpartition("/")[2]


def _add(folder: Folder, data: dict[str, object], place: Place) -> None:
    for mode, word in (("managed", "resource"), ("data", "data")):
        for type_, types, where in _members(data.get(word), place.at(word)):
            for name, bodies, spot in _members(types, where):
                for body in _bodies(bodies, spot):
                    folder.resources.setdefault((mode, type_, name), body)
    for word, kept in (("variable", folder.variables), ("output", folder.outputs), ("module", folder.modules)):
        for name, bodies, spot in _members(data.get(word), place.at(word)):
            for body in _bodies(bodies, spot):
                kept[name] = body
    for name, value, spot in _members(data.get("locals"), place.at("locals")):
        folder.locals[name] = (value, spot)
    for name, bodies, spot in _members(data.get("provider"), place.at("provider")):
        folder.providers.extend((name, body) for body in _bodies(bodies, spot))


def _members(tree: object, place: Place) -> Iterator[tuple[str, object, Place]]:
    """The labels below a block type: an object, or a list of objects; `"//"` is a comment."""
    if isinstance(tree, dict):
        for name, inner in tree.items():
            if name != "//":
                yield str(name), inner, place.at(str(name))
    elif isinstance(tree, list):
        for position, one in enumerate(tree):
            if isinstance(one, dict):
                yield from _members(one, place.at(position))


def _bodies(tree: object, place: Place) -> Iterator[Block]:
    if isinstance(tree, dict):
        yield Block(tree, place)
    elif isinstance(tree, list):
        for position, one in enumerate(tree):
            if isinstance(one, dict):
                yield Block(one, place.at(position))
