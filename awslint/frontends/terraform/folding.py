"""Helper resources and the resources that they configure.

A helper whose target is not certain leaves the property undecided on every resource that it could mean.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from awslint.frontends.terraform.instances import Instance, Instances
from awslint.frontends.terraform.naming import Names
from awslint.frontends.terraform.selection import chosen
from awslint.knowledge.terraform_tables import Fold
from awslint.model.record import record
from awslint.model.value import Scalar, Sequence, Unknown, Value, Why

_OUTSIDE = frozenset({Why.IMPORT, Why.PARAMETER, Why.PSEUDO, Why.DYNAMIC, Why.EVIDENCE})


@record(eq=False)
class Contribution:
    """What a helper adds to a resource; not `certain` when it may mean another one."""

    helper: Instance
    fold: Fold
    certain: bool


@dataclass(slots=True, eq=False)
class Folds:
    """The contributions of one scope's helpers.

    to         by the key of the resource they are certain, or one of a few, to mean
    anywhere   by type, those that may mean any resource of it
    targets    by the helper's key, the addresses of what it means; a helper of something outside is not there
    """

    to: dict[str, list[Contribution]] = field(default_factory=dict)
    anywhere: dict[str, list[Contribution]] = field(default_factory=dict)
    targets: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, instance: Instance) -> Iterator[Contribution]:
        """What is added to a resource."""
        yield from self.to.get(instance.key, ())
        yield from self.anywhere.get(instance.type, ())


def fold(instances: Instances, names: Names) -> Folds:
    """Find the target of every helper."""
    folds = Folds()
    by_key = {instance.key: instance for instance in instances.all}
    loose: dict[tuple[str, str, str], Contribution] = {}
    for helper in instances.all:
        row = names.row(helper.type) if helper.mode == "managed" else None
        variant = chosen(row, helper) if row else None
        if variant is None or not variant.into:
            continue
        targets: list[str] = []
        for one in variant.into:
            ends = _Ends()
            _find(ends, one, helper, instances, by_key)
            for target in ends.certain:
                folds.to.setdefault(target.key, []).append(Contribution(helper, one, True))
            for target in ends.possible:
                folds.to.setdefault(target.key, []).append(Contribution(helper, one, False))
            for type_ in one.types if ends.anywhere else ():
                # One is enough to leave a property undecided; all would make the joins quadratic.
                found = Contribution(helper, one, False)
                if loose.setdefault((type_, helper.type, one.by), found) is found:
                    folds.anywhere.setdefault(type_, []).append(found)
            targets.extend(target.address for target in (*ends.certain, *ends.possible))
            if ends.certain or ends.possible or ends.anywhere:
                folds.targets[helper.key] = tuple(targets)
    return folds


@dataclass(slots=True, eq=False)
class _Ends:
    certain: list[Instance] = field(default_factory=list)
    possible: list[Instance] = field(default_factory=list)
    anywhere: bool = False


def _find(ends: _Ends, fold: Fold, helper: Instance, instances: Instances, by_key: dict[str, Instance]) -> None:
    value = helper.attributes.entries[fold.by]
    for one in value.items if isinstance(value, Sequence) else (value,):
        _end(ends, one, fold, helper, instances, by_key)
    if isinstance(value, Sequence) and not value.complete:
        ends.anywhere = True


def _end(
    ends: _Ends, value: Value, fold: Fold, helper: Instance, instances: Instances, by_key: dict[str, Instance]
) -> None:
    if isinstance(value, Scalar | Unknown) and value.refers_to is not None:
        target = by_key.get(value.refers_to.target)
        if target is not None and target.type in fold.types:
            ends.certain.append(target)
            return
    if isinstance(value, Scalar):
        _equal(ends, str(value.data), fold, instances)
    elif isinstance(value, Unknown) and value.among:
        for one in value.among:
            target = by_key.get(one.refers_to.target) if isinstance(one, Unknown) and one.refers_to else None
            if target is not None and target.type in fold.types:
                ends.possible.append(target)
    elif isinstance(value, Unknown) and value.refers_to is None and value.why not in _OUTSIDE:
        near = instances.in_module(helper.module.address, fold.types)
        if len(near) == 1:
            ends.certain.append(near[0])
        elif 1 < len(near) <= 16:
            ends.possible.extend(near)
        else:
            ends.anywhere = True


def _equal(ends: _Ends, text: str, fold: Fold, instances: Instances) -> None:
    found: dict[str, Instance] = {}
    for type_ in fold.types:
        for attribute in fold.names:
            for target in instances.with_text(type_, attribute, text):
                found[target.key] = target
    if len(found) == 1:
        ends.certain.extend(found.values())
    else:
        ends.possible.extend(found.values())
