"""What a plan leaves as it is, for runs that judge only what it changes."""

from collections.abc import Iterator

from awslint.frontends.terraform.folding import Folds
from awslint.frontends.terraform.instances import Instance
from awslint.frontends.terraform.naming import Names
from awslint.frontends.terraform.plan import Read

_UNCHANGED = frozenset({"no-op", "read"})


def unchanged(read: Read, folds: Folds, names: Names) -> frozenset[str]:
    """The keys of the resources that the plan does not change, nor any helper of theirs; deleting a helper is a change.

    Without changes, as in a state, there are none.
    """
    still = {one.key for one in read.instances.all if one.change in _UNCHANGED}
    if not still:
        return frozenset()
    document = read.instances.all[0].document
    for helper in read.instances.all:
        if helper.change not in _UNCHANGED:
            still.difference_update(f"{document}#{address}" for address in folds.targets.get(helper.key, ()))
    for type_, contributions in folds.anywhere.items():
        if any(one.helper.change not in _UNCHANGED for one in contributions):
            still.difference_update(one.key for one in read.instances.of_types((type_,)))
    for type_, before in read.deleted:
        still.difference_update(one.key for one in _configured(type_, before, read, names))
    return frozenset(still)


def _configured(type_: str, before: dict[str, object], read: Read, names: Names) -> Iterator[Instance]:
    """What a helper that is deleted configured."""
    row = names.row(type_)
    for fold in (one for variant in (row.variants if row else ()) for one in variant.into):
        written = before.get(fold.by)
        for text in written if isinstance(written, list) else [written]:
            for target in fold.types if isinstance(text, str) else ():
                for name in fold.names:
                    yield from read.instances.with_text(target, name, str(text))
