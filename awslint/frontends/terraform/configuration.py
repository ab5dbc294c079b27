"""Modules of `.tf.json` configurations: variables, locals, outputs, calls, and the instances of their resources."""

import json
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field

from awslint.frontends.part import Problem
from awslint.frontends.terraform.addresses import Index, bracket
from awslint.frontends.terraform.addresses import joined as joined_address
from awslint.frontends.terraform.bodies import Body, data_of, pairs_of
from awslint.frontends.terraform.data import Data, Made, Named, Root, hidden, unknown
from awslint.frontends.terraform.documents import policy_document
from awslint.frontends.terraform.evaluate import Budget, Lookup, of_value
from awslint.frontends.terraform.files import WORD
from awslint.frontends.terraform.folders import Block, Folder, joined
from awslint.frontends.terraform.functions import Fault, boolean, number, text
from awslint.frontends.terraform.hcl import SyntaxFault
from awslint.frontends.terraform.inputs import Settings
from awslint.frontends.terraform.instances import Instance, Instances, Module
from awslint.frontends.terraform.naming import Names
from awslint.frontends.terraform.reading import single
from awslint.model.value import Absent, Mapping, Reference, Scalar, Unknown, Value, Why

_DEEPEST = 12
_MOST = 10_000  # instances of one block
_PSEUDO = {
    ("aws_caller_identity", "account_id"): "AccountId",
    ("aws_caller_identity", "id"): "AccountId",
    ("aws_region", "name"): "Region",
    ("aws_region", "id"): "Region",
    ("aws_region", "region"): "Region",
    ("aws_partition", "partition"): "Partition",
    ("aws_partition", "id"): "Partition",
    ("aws_partition", "dns_suffix"): "URLSuffix",
}


@dataclass(slots=True, eq=False)
class Build:
    """What the modules of one root folder share."""

    folders: dict[str, Folder]
    settings: Settings
    names: Names
    document: str
    scope: str
    instances: Instances = field(default_factory=Instances)
    problems: list[Problem] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)


@dataclass(slots=True, eq=False)
class Handle:
    """One instance of a resource or data source, as expressions see it."""

    instance: Instance
    build: Build

    @property
    def uncertain(self) -> bool:
        """Whether it stands for a number of instances that is not known."""
        return self.instance.exists is not None

    def reference(self) -> Reference | None:
        """The resource itself, when something names it as a whole."""
        return self.build.names.reference(self.instance, "") if self.instance.mode == "managed" else None

    def attribute(self, name: str) -> Data:
        """The data of an attribute: what the configuration writes, or a reference to what AWS will give."""
        one = self.instance
        body = one.attributes.entries
        assert isinstance(body, Body)
        if one.mode == "data":
            return self._read(name, body)
        reference = self.build.names.reference(one, name)
        if body.has(name):
            found = of_value(body[name]) if not isinstance(body[name], Absent) else None
            return Named.of(found, reference) if isinstance(found, str) and reference else found
        return Unknown(
            Why.AFTER_APPLY,
            f"{one.address}.{name}",
            one.place,
            symbol=f"{one.key}.{name}",
            refers_to=reference,
        )

    def _read(self, name: str, body: Body) -> Data:
        one = self.instance
        if one.type == "aws_iam_policy_document" and name in ("json", "minified_json"):
            return Made(policy_document(one.attributes))
        pseudo = _PSEUDO.get((one.type, name))
        if pseudo is not None:
            known = {
                "AccountId": self.build.settings.account,
                "Region": one.region.data if isinstance(one.region, Scalar) else None,
                "Partition": self.build.settings.partition,
            }.get(pseudo)
            return known if known is not None else unknown(Why.PSEUDO, f"AWS::{pseudo}", f"Ref:AWS::{pseudo}")
        if body.has(name) and not isinstance(body[name], Absent):
            return of_value(body[name])
        return unknown(Why.IMPORT, f"{one.address}.{name}", f"{one.key}.{name}")


@dataclass(slots=True, eq=False)
class Scope:
    """One instance of a module, in which names mean something.

    arguments   what the call gives, evaluated in the caller
    providers   provider configurations that the call passes, by the name that they have here
    """

    build: Build
    folder: Folder
    module: Module
    parent: "Scope | None" = None
    arguments: dict[str, Callable[[], Data]] = field(default_factory=dict)
    providers: dict[str, tuple[Value | None, Value | None]] = field(default_factory=dict)
    _known: dict[tuple[str, str], Data] = field(default_factory=dict)
    _pending: set[tuple[str, str]] = field(default_factory=set)

    def fill(self) -> None:
        """Make the instances of this module and of those that it calls."""
        self._configure_providers()
        for name in self.folder.modules:
            self._once("module", name, self._calls)
        for mode, type_, name in self.folder.resources:
            self.block(mode, type_, name)

    def look_up(self, word: str) -> Data:
        """The meaning of a reference's first word. Raises Fault."""
        if word == "var":
            return Root(lambda name: self._once("var", name, self._variable))
        if word == "local":
            return Root(lambda name: self._once("local", name, self._local))
        if word == "module":
            return Root(lambda name: self._once("module", name, self._calls))
        if word == "data":
            return Root(lambda type_: Root(lambda name: self.block("data", type_, name)))
        if word == "path":
            return {"module": self._path(), "root": ".", "cwd": "."}
        if word == WORD:
            return self._read
        if word == "terraform":
            return {"workspace": "default"}
        if word in ("each", "count", "self", ""):
            raise Fault(f"{word} means nothing here")
        return Root(lambda name: self.block("managed", word, name))

    def _path(self) -> str:
        """The module's folder as its files name it, from the root module's."""
        return posixpath.relpath(self.folder.path or ".", self._root().folder.path or ".")

    def _root(self) -> "Scope":
        return self if self.parent is None else self.parent._root()

    def _read(self, path: str) -> bytes | None:
        """A file of the configuration. Raises Fault for others, and where nobody reads files."""
        read = self.build.settings.read
        if read is None or path.startswith(("/", "~")):
            raise Fault(f"{path} is not in the configuration")
        found = read(posixpath.join(self._root().folder.path, path), tuple(self.build.folders))
        if isinstance(found, str):
            raise Fault(found)
        return found

    def block(self, mode: str, type_: str, name: str) -> Data:
        """The instances of a resource block: one, a list, or an object."""
        if (mode, type_, name) not in self.folder.resources:
            prefix = "data." if mode == "data" else ""
            return unknown(Why.IMPORT, f"{prefix}{type_}.{name}", f"{self.build.scope}#{prefix}{type_}.{name}")
        return self._once(f"{mode} {type_}", name, lambda _: self._instances(mode, type_, name))

    def _once(self, kind: str, name: str, make: Callable[[str], Data]) -> Data:
        key = (kind, name)
        if key not in self._known:
            if key in self._pending:
                raise Fault(f"{kind} {name} depends on itself")
            self._pending.add(key)
            try:
                self._known[key] = make(name)
            finally:
                self._pending.discard(key)
        return self._known[key]

    def _variable(self, name: str) -> Data:
        block = self.folder.variables.get(name)
        body = block.body if block else {}
        missing = unknown(Why.PARAMETER, f"var.{name}", f"var:{self.build.scope}:{name}")
        found: Data = missing
        if name in self.arguments:
            found = self.arguments[name]()
        elif self.parent is None and name in self.build.settings.variables:
            found = self.build.settings.variables[name]
        elif self.parent is None and name in self.folder.given:
            found = self.folder.given[name]
        if found is missing or (found is None and body.get("nullable") is False):
            found = body.get("default", missing)
        found = _typed(found, body.get("type"))
        return hidden(found) if body.get("sensitive") is True else found

    def _local(self, name: str) -> Data:
        if name not in self.folder.locals:
            return unknown(Why.IMPORT, f"local.{name}")
        return data_of(self.folder.locals[name][0], self.look_up, self.build.budget)

    def _expanded(self, block: Block, make: Callable[[Index, Lookup, Value | None], Data]) -> Data:
        """What `count` and `for_each` make of a block; when they are unknown, one that may exist."""
        body = block.body
        try:
            if "count" in body:
                size = data_of(body["count"], self.look_up, self.build.budget)
                if isinstance(size, Unknown):
                    return self._uncertain(size, make)
                whole = int(number(size))
                if whole > _MOST:
                    return self._uncertain(unknown(Why.LIMIT, "count"), make)
                return [make(at, self._with("count", {"index": at}), None) for at in range(whole)]
            if "for_each" in body:
                collection = data_of(body["for_each"], self.look_up, self.build.budget)
                if isinstance(collection, Unknown):
                    return self._uncertain(collection, make)
                pairs = list(pairs_of(collection))
                if any(not isinstance(key, str | int | float) for key, _ in pairs) or len(pairs) > _MOST:
                    return self._uncertain(unknown(Why.FUNCTION, "for_each"), make)
                return {
                    text(key): make(text(key), self._with("each", {"key": text(key), "value": one}), None)
                    for key, one in pairs
                }
        except (Fault, SyntaxFault) as fault:
            return self._uncertain(unknown(Why.FUNCTION, str(fault)), make)
        return make(None, self.look_up, None)

    def _uncertain(self, why: Unknown, make: Callable[[Index, Lookup, Value | None], Data]) -> Data:
        names: dict[str, Data] = {
            "count": {"index": unknown(why.why, "count.index")},
            "each": {"key": unknown(why.why, "each.key"), "value": unknown(why.why, "each.value")},
        }
        return make(None, lambda word: names[word] if word in names else self.look_up(word), why)

    def _with(self, word: str, meaning: Data) -> Lookup:
        return lambda other: meaning if other == word else self.look_up(other)

    def _instances(self, mode: str, type_: str, name: str) -> Data:
        block = self.folder.resources[mode, type_, name]

        def make(index: Index, look_up: Lookup, exists: Value | None) -> Data:
            prefix = "data." if mode == "data" else ""
            address = joined_address(self.module.address, f"{prefix}{type_}.{name}{bracket(index)}")
            body = Body(address, block.body, block.place, block.place, look_up, self.build.budget)
            region, tags = self._provider(block.body.get("provider"))
            own = body["region"] if type_.startswith("aws_") and mode == "managed" else None
            instance = Instance(
                block.place.document,
                self.build.scope,
                address,
                self.module,
                mode,
                type_,
                name,
                index,
                Mapping(body, block.place),
                block.place.of_key(),
                region=region if own is None or isinstance(own, Absent) else own,
                default_tags=tags,
                exists=exists,
            )
            self.build.instances.add(instance)
            return Handle(instance, self.build)

        return self._expanded(block, make)

    def _calls(self, name: str) -> Data:
        block = self.folder.modules.get(name)
        if block is None:
            return unknown(Why.IMPORT, f"module.{name}")
        source = block.body.get("source")
        local = isinstance(source, str) and source.startswith((".", "/"))
        folder = self.build.folders.get(joined(self.folder.path, str(source))) if local else None
        depth = self.module.address.count("module.")
        if folder is None or depth >= _DEEPEST:
            message = f"module '{name}' ({source}) is not in the input: its resources are not judged"
            place = block.place.at("source") if "source" in block.body else block.place
            self.build.problems.append(Problem("notice", "terraform-module", message, place))
            return unknown(Why.IMPORT, f"module.{name}")
        called = folder

        def make(index: Index, look_up: Lookup, exists: Value | None) -> Data:
            address = joined_address(self.module.address, f"module.{name}{bracket(index)}")
            module = Module(address, name, index, self.module)
            self.build.instances.add_module(module)
            arguments = {
                argument: lambda tree=tree: data_of(tree, look_up, self.build.budget)
                for argument, tree in block.body.items()
                if argument not in ("source", "version", "count", "for_each", "providers", "depends_on", "//")
            }
            scope = Scope(self.build, called, module, self, arguments)  # type: ignore[arg-type]
            passed = block.body.get("providers")
            for inner, outer in passed.items() if isinstance(passed, dict) else ():
                scope.providers[_alias(inner)] = self._provider(outer)
            if not passed:
                scope.providers.update(self.providers)
            scope.fill()
            return Root(scope.output)

        return self._expanded(block, make)

    def output(self, name: str) -> Data:
        """The data of an output."""
        return self._once("output", name, self._output)

    def _output(self, name: str) -> Data:
        block = self.folder.outputs.get(name)
        if block is None:
            raise Fault(f"no output {name}")
        return data_of(block.body.get("value"), self.look_up, self.build.budget)

    def _configure_providers(self) -> None:
        for name, block in self.folder.providers:
            if name != "aws":
                continue
            alias = block.body.get("alias")
            body = Body(f"provider.{name}", block.body, block.place, block.place, self.look_up, self.build.budget)
            tags = single(body["default_tags"])
            if isinstance(tags, Mapping):
                tags = tags.entries.get("tags", Absent(tags.place))
            found = body["region"]
            region = None if isinstance(found, Absent) else found
            self.providers[str(alias or "")] = (region, None if isinstance(tags, Absent) else tags)

    def _provider(self, reference: object) -> tuple[Value | None, Value | None]:
        alias = _alias(reference) if isinstance(reference, str) else ""
        region, tags = self.providers.get(alias, (None, None))
        if region is None and self.build.settings.region:
            place = next(iter(self.folder.resources.values())).place
            region = Scalar(self.build.settings.region, place)
        return region, tags


def _alias(reference: object) -> str:
    """`aws.west` and `${aws.west}` as `west`, `aws` as the empty alias."""
    return str(reference).removeprefix("${").removesuffix("}").strip().partition(".")[2]


def _typed(data: Data, declared: object) -> Data:
    """A variable's value as its declared type; texts come from the command line."""
    kind = str(declared or "").removeprefix("${").removesuffix("}").strip()
    if data is None or isinstance(data, Unknown | list | dict):
        return data
    try:
        if isinstance(data, str) and kind.startswith(("list", "set", "map", "object", "tuple")):
            found: Data = json.loads(data)
            return found
        if kind == "bool":
            return boolean(data)
        if kind == "number":
            return number(data)
        if kind == "string":
            return text(data)
    except ValueError:
        return data
    return data
