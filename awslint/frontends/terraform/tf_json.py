"""`.tf.json` configurations: what Terraform would plan, as far as the files tell."""

from collections.abc import Iterator

from awslint.frontends.terraform.configuration import Build, Scope
from awslint.frontends.terraform.folders import Folder, folders, joined
from awslint.frontends.terraform.inputs import Input, Settings
from awslint.frontends.terraform.instances import Module
from awslint.frontends.terraform.naming import Names
from awslint.frontends.terraform.plan import Read
from awslint.knowledge.terraform_tables import Tables


def read_folders(inputs: list[Input], settings: Settings, tables: Tables) -> Iterator[tuple[Read, Names]]:
    """The instances of every root folder; a folder that another one calls as a module is read there."""
    found = folders(inputs)
    called = {path for folder in found.values() for path in _called(folder, found)}
    for path, folder in found.items():
        if path in called:
            continue
        names = Names(tables)
        scope = f"{folder.document}#"
        build = Build(found, settings, names, folder.document, scope)
        root = Module("")
        build.instances.add_module(root)
        Scope(build, folder, root).fill()
        yield Read(build.instances, build.problems), names


def _called(folder: Folder, found: dict[str, Folder]) -> Iterator[str]:
    for block in folder.modules.values():
        source = block.body.get("source")
        if isinstance(source, str) and source.startswith((".", "/")):
            path = joined(folder.path, source)
            if path in found and path != folder.path:
                yield path
