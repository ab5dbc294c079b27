"""A state file as Terraform keeps it (`terraform.tfstate`, version 4)."""

from collections.abc import Mapping as ReadOnlyDict

from awslint.frontends.part import Problem
from awslint.frontends.terraform.addresses import Index, bracket, joined, module_calls
from awslint.frontends.terraform.attributes import Attributes, Reader, Written
from awslint.frontends.terraform.inputs import Input, Settings
from awslint.frontends.terraform.instances import Instance, Module
from awslint.frontends.terraform.jsontree import objects, text
from awslint.frontends.terraform.naming import Names
from awslint.frontends.terraform.plan import Read
from awslint.frontends.terraform.references import References
from awslint.model.place import Place
from awslint.model.value import Mapping, Scalar


def is_raw(data: object) -> bool:
    """Whether this is a state file rather than Terraform's JSON output of one."""
    return isinstance(data, dict) and "format_version" not in data and isinstance(data.get("version"), int)


def read_raw_state(source: Input, settings: Settings, names: Names) -> Read:
    """The instances of a state file; objects that were deposed are on their way out and are left out."""
    read = Read()
    data = source.data
    assert isinstance(data, dict)
    if data.get("version") != 4:
        message = f"state file version {data.get('version')} is not read; `terraform show -json` gives what is needed"
        read.problems.append(Problem("error", "terraform-format", message, Place(source.document, ("version",))))
        return read
    reader = Reader(read.instances, References(read.instances), names)
    read.instances.add_module(Module(""))
    for position, resource in objects(data, "resources"):
        type_, mode = text(resource, "type"), text(resource, "mode") or "managed"
        if mode == "data" and not type_.startswith("aws_"):
            continue
        module = _module(read, text(resource, "module"))
        for at, one in objects(resource, "instances"):
            if "deposed" in one:
                continue
            index = one.get("index_key")
            own: Index = index if isinstance(index, str | int) else None
            prefix = "data." if mode == "data" else ""
            address = joined(module.address, f"{prefix}{type_}.{text(resource, 'name')}{bracket(own)}")
            values = one.get("attributes")
            place = Place(source.document, ("resources", position, "instances", at))
            raw = values if isinstance(values, dict) else {}
            sensitive = _sensitive(one.get("sensitive_attributes"))
            inside = place.at("attributes")
            attributes = Attributes(
                reader, address, type_, raw, None, sensitive, Written(module, own), inside, inside.of_key()
            )
            region = raw.get("region") or settings.region
            read.instances.add(
                Instance(
                    source.document,
                    source.document,
                    address,
                    module,
                    mode,
                    type_,
                    text(resource, "name"),
                    own,
                    Mapping(attributes, inside),
                    Place(source.document, ("resources", position, "name")),
                    raw,
                    region=Scalar(region, place) if isinstance(region, str) else None,
                )
            )
    return read


def _module(read: Read, address: str) -> Module:
    module = read.instances.modules[""]
    for path, call, index in module_calls(address):
        known = read.instances.modules.get(path)
        if known is None:
            known = Module(path, call, index, module)
            read.instances.add_module(known)
        module = known
    return module


def _sensitive(paths: object) -> ReadOnlyDict[str, object]:
    """Marks in the plan's form, from paths such as `[{"type": "get_attr", "value": "password"}]`."""
    marks: dict[str, object] = {}
    for path in paths if isinstance(paths, list) else ():
        first = path[0] if isinstance(path, list) and path and isinstance(path[0], dict) else {}
        if isinstance(first.get("value"), str):
            marks[first["value"]] = True
    return marks
