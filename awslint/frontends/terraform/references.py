"""Who a reference in the plan's `configuration` means: through inputs, outputs, `each`, splats and indexes."""

from collections.abc import Mapping as ReadOnlyDict
from dataclasses import dataclass, field
from typing import TypeVar

from awslint.frontends.terraform.addresses import Index, Step, longest, steps_of
from awslint.frontends.terraform.instances import Instance, Instances, Module
from awslint.model.record import record

Expression = ReadOnlyDict[str, object]
Found = TypeVar("Found")

_NOTHING = frozenset({"count", "path", "terraform", "self"})
_DEPTH = 32  # modules nest; a malformed plan must not make this endless
_MANY = 64  # more instances than this are not told apart: joins stay linear


@record(eq=False)
class Target:
    """An attribute of an instance that an expression names; empty when the plan does not say which attribute."""

    instance: Instance
    attribute: str


@dataclass(slots=True, eq=False)
class Meaning:
    """What an expression's references lead to.

    targets    attributes of instances in this plan, in order
    outside    references to what the plan only reads: data sources
    lost       references that cannot be followed: locals, each.value over a computed collection
    constant   whether a variable with a known value takes part
    """

    targets: list[Target] = field(default_factory=list)
    outside: list[Target] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    constant: bool = False


@record(eq=False)
class References:
    """Follows the references of one plan."""

    instances: Instances

    def meaning(self, module: Module, expression: object, index: Index, each: object = None) -> Meaning:
        """What the references of an expression in a module instance mean, for the instance with this index.

        `each` is the block's own `for_each_expression`.
        """
        found = Meaning()
        self._follow(found, module, expression, index, each, (), 0)
        return found

    def _follow(
        self,
        found: Meaning,
        module: Module,
        expression: object,
        index: Index,
        each: object,
        rest: tuple[Step, ...],
        depth: int,
    ) -> None:
        if depth > _DEPTH:
            found.lost.append("too deep")
            return
        for text in longest(_references(expression)):
            steps = steps_of(text)
            head = steps[0] if steps else ""
            if head in _NOTHING or text == "each.key":
                continue
            if head == "var":
                self._variable(found, module, steps, rest, depth)
            elif head == "each":
                self._each(found, module, index, each, (*steps[2:], *rest), depth, text)
            elif head == "local" or len(steps) < 2:
                found.lost.append(text)
            elif head == "module":
                self._output(found, module, steps, index, rest, depth, text)
            elif head == "data":
                self._resource(found, module, "data", steps[1:], index, rest)
            else:
                self._resource(found, module, "managed", steps, index, rest)

    def _variable(
        self, found: Meaning, module: Module, steps: tuple[Step, ...], rest: tuple[Step, ...], depth: int
    ) -> None:
        parent = module.parent
        if parent is None or len(steps) < 2:
            found.constant = True
            return
        call = _node(parent.configuration, "module_calls", module.call)
        expression = _node(call, "expressions", str(steps[1]))
        self._follow(
            found, parent, expression, module.index, call.get("for_each_expression"), (*steps[2:], *rest), depth + 1
        )

    def _each(
        self,
        found: Meaning,
        module: Module,
        index: Index,
        each: object,
        rest: tuple[Step, ...],
        depth: int,
        text: str,
    ) -> None:
        before = len(found.targets) + len(found.outside)
        if _references(each):
            self._follow(found, module, each, index, None, rest, depth + 1)
        if len(found.targets) + len(found.outside) == before:
            found.lost.append(text)

    def _output(
        self,
        found: Meaning,
        module: Module,
        steps: tuple[Step, ...],
        index: Index,
        rest: tuple[Step, ...],
        depth: int,
        text: str,
    ) -> None:
        called = self.instances.called(module.address, str(steps[1]))
        after = steps[2:]
        if after and isinstance(after[0], tuple):
            chosen = called.get(after[0][0])
            modules = [chosen] if chosen else []
            after = after[1:]
        else:
            modules = _pick(called, index)
        if not modules or not after:
            found.lost.append(text)
            return
        for one in modules:
            expression = _node(_node(one.configuration, "outputs", str(after[0])), "expression")
            self._follow(found, one, expression, index, None, (*after[1:], *rest), depth + 1)

    def _resource(
        self,
        found: Meaning,
        module: Module,
        mode: str,
        steps: tuple[Step, ...],
        index: Index,
        rest: tuple[Step, ...],
    ) -> None:
        if len(steps) < 2:
            return
        block = self.instances.block(module.address, mode, str(steps[0]), str(steps[1]))
        after = (*steps[2:], *rest)
        if after and isinstance(after[0], tuple):
            chosen = block.get(after[0][0])
            instances = [chosen] if chosen else _pick(block, index)
        else:
            instances = _pick(block, index)
        if len(block) > _MANY and not instances:
            found.lost.append(".".join(str(step) for step in steps[:2]))
        attribute = next((step for step in after if isinstance(step, str)), "")
        targets = [Target(one, attribute) for one in instances]
        (found.outside if mode == "data" else found.targets).extend(targets)


def _pick(by_index: dict[Index, Found], index: Index) -> list[Found]:
    """The one that there is, or the one with the same index, or all."""
    if index is not None and len(by_index) > 1 and index in by_index:
        return [by_index[index]]
    return list(by_index.values()) if len(by_index) <= _MANY else []


def _references(expression: object) -> list[str]:
    """All references of an expression; of a block's, those of its parts."""
    if isinstance(expression, list):
        return [text for part in expression for text in _references(part)]
    if not isinstance(expression, dict):
        return []
    references = expression.get("references")
    if isinstance(references, list):
        return [text for text in references if isinstance(text, str)]
    return [text for part in expression.values() for text in _references(part)]


def _node(tree: object, *names: str) -> dict[str, object]:
    for name in names:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}
