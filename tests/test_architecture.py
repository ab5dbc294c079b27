"""The house rules that a reader relies on: who imports whom, where third-party code is, nothing happens on import."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "awslint"
MODULES = {
    ".".join(("awslint", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}

LAYERS: dict[str, set[str]] = {
    "model": set(),
    "source": {"model"},
    "knowledge": {"model"},
    "query": {"model", "knowledge"},
    "analysis": {"query", "model", "knowledge"},
    "engine": {"analysis", "query", "model", "knowledge"},
    "ruleset": {"model", "knowledge", "source", "analysis"},  # analysis: the names and reads of its questions
    "frontends": {"source", "model", "knowledge"},
    "configuration": {"source", "model"},
    "suppress": {"source", "model"},
    "report": {"model"},
}
"""What each layer may import beside itself. `cli` and the modules at the top wire the rest; see below."""

WIRING = {
    "planning": {"cli", "report"},
    "inputs": {"cli", "report", "engine", "analysis"},
    "own_rules": {"cli", "report"},
    "diff": {"cli", "report"},
    "ruledocs": {"cli", "engine", "frontends"},
    "packs": {"cli", "report"},
    "cli": {"engine", "analysis", "frontends", "query", "suppress"},
}
"""What the layers above may not import: a command goes through `run`, to reports, and asks the index about rules."""

THIRD_PARTY = {
    "click": ("awslint.cli",),
    "sarif_om": ("awslint.report.sarif",),
    "jsonschema": ("awslint.ruleset",),
    "cfnlint": ("awslint.validity",),
    # The Terraform tables are read when they are compiled, and need no places.
    "yaml": ("awslint.source.yaml_events", "awslint.knowledge.terraform_compile"),
    "ruamel": ("awslint.config", "awslint.suppress", "awslint.fix"),
    "tree_sitter": ("awslint.source.hcl",),
    "tree_sitter_hcl": ("awslint.source.hcl",),
}
"""Where each third-party package may be imported."""

LONGEST = 400
LONGER: dict[str, int] = {}
"""Modules that may be longer than 400 lines, each with its own bound and a reason."""

AT_IMPORT = {
    "dataclass", "dataclasses.dataclass", "dataclass_transform", "record", "field", "auto", "enum.auto",
    "lru_cache", "partial", "cast", "frozenset", "tuple", "dict", "list", "set", "range", "sorted", "enumerate",
    "reversed", "zip", "len", "re.compile", "logging.getLogger", "ipaddress.ip_network",
}  # fmt: skip
"""What may be called while a module is imported: it builds constants, types and functions, and looks at nothing."""

PURE_METHODS = {"split", "lower", "upper", "values", "keys", "items", "union", "fromkeys", "join", "format", "command"}


def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text())


def imports(module: str) -> Iterator[tuple[str, bool]]:
    """The modules that a module imports, and whether only a type checker sees it."""
    only_typing = {
        id(inner)
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree_of(module)):
        typing = id(node) in only_typing
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, typing
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            assert node.module is not None
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole if whole in MODULES else node.module), typing


TREES: dict[str, ast.Module] = {}


def tree_of(module: str) -> ast.Module:
    if module not in TREES:
        TREES[module] = tree(module)
    return TREES[module]


def layer(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 2 or (len(parts) == 2 and (PACKAGE / parts[1]).is_dir()) else ""


def ours(module: str) -> Iterator[str]:
    return (name for name, _ in imports(module) if name.split(".")[0] == "awslint")


@pytest.mark.parametrize("module", [one for one in MODULES if layer(one) in LAYERS])
def test_a_layer_imports_only_what_it_may(module: str) -> None:
    own = layer(module)
    wrong = [name for name in ours(module) if layer(name) not in {own, *LAYERS[own]} and name != "awslint"]

    assert not wrong


@pytest.mark.parametrize("module", [one for one in MODULES if layer(one) in WIRING])
def test_a_command_goes_through_the_run(module: str) -> None:
    wrong = [name for name in ours(module) if layer(name) in WIRING[layer(module)]]

    assert not wrong


def test_every_layer_is_known() -> None:
    layers = {layer(module) for module in MODULES} - {""}

    assert layers <= {*LAYERS, *WIRING}


def test_front_ends_do_not_import_each_other() -> None:
    languages = [path.name for path in (PACKAGE / "frontends").iterdir() if (path / "__init__.py").is_file()]
    for module in MODULES:
        parts = module.split(".")
        if parts[1:2] == ["frontends"] and len(parts) > 2 and parts[2] in languages:
            others = [f"awslint.frontends.{one}" for one in languages if one != parts[2]]
            wrong = [name for name in ours(module) if name.startswith(tuple(others))]
            assert not wrong, module


def test_there_are_no_import_cycles() -> None:
    graph = {
        module: {name for name, typing in imports(module) if name in MODULES and not typing} - {module}
        for module in MODULES
    }
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        if module in path:
            pytest.fail(" -> ".join((*path[path.index(module) :], module)))
        if module not in done:
            for following in sorted(graph[module]):
                visit(following, (*path, module))
            done.add(module)

    for module in graph:
        visit(module, ())


@pytest.mark.parametrize("package", THIRD_PARTY)
def test_third_party_code_has_its_place(package: str) -> None:
    users = [
        module for module in MODULES for name, typing in imports(module) if name.split(".")[0] == package and not typing
    ]

    assert [module for module in users if not module.startswith(THIRD_PARTY[package])] == []


def test_no_other_third_party_code() -> None:
    allowed = {*sys.stdlib_module_names, *THIRD_PARTY, "awslint"}
    wrong = {(module, name) for module in MODULES for name, _ in imports(module) if name.split(".")[0] not in allowed}

    assert not wrong


def test_modules_stay_short() -> None:
    long = {
        module: lines
        for module, path in MODULES.items()
        if (lines := len(path.read_text().splitlines())) > LONGER.get(module, LONGEST)
    }

    assert not long


def test_no_module_is_called_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "shared"}

    assert not [module for module in MODULES if vague & set(module.split("."))]


@pytest.mark.parametrize("module", [one for one in MODULES if not one.endswith(".__main__")])
def test_importing_does_nothing(module: str) -> None:
    """Constants may be built, also by small functions of the module; nothing is read, found or registered."""
    functions = {node.name: node for node in tree_of(module).body if isinstance(node, ast.FunctionDef)}
    pending = [call for statement in tree_of(module).body for call in calls_at_import(statement)]
    wrong = []
    seen = set()
    while pending:
        call = pending.pop(0)
        name = ast.unparse(call.func)
        if name in functions:
            if name not in seen:
                seen.add(name)
                pending.extend(inner for part in functions[name].body for inner in calls_at_import(part))
        elif not is_harmless(name, call):
            wrong.append(f"line {call.lineno}: {name}")

    assert not wrong


def is_harmless(name: str, call: ast.Call) -> bool:
    """A class that is called to make a constant, a click decorator, a method that only computes."""
    if name in AT_IMPORT or name.split(".")[-1][:1].isupper() or name.startswith(("click.", "functools.")):
        return True
    return isinstance(call.func, ast.Attribute) and call.func.attr in PURE_METHODS


def calls_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """The calls that run when the statement runs; bodies of functions do not."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for decorator in node.decorator_list:
            yield from calls_at_import(decorator)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                yield from calls_at_import(default)
        return
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'"):
        return
    if isinstance(node, ast.Call):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from calls_at_import(child)
