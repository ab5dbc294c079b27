"""The controls of a rule in a line, for the formats that people read."""

from collections.abc import Mapping

from awslint.model.framework import Framework


def in_words(controls: Mapping[str, tuple[str, ...]]) -> str:
    """`cis-3.0 2.1.4; pci-dss-4.0 1.4.4`; empty without controls."""
    return "; ".join(f"{framework} {', '.join(ids)}" for framework, ids in controls.items())


def tags(controls: Mapping[str, tuple[str, ...]]) -> list[str]:
    """`cis-3.0:2.1.4`, one a control."""
    return [f"{framework}:{id_}" for framework, ids in controls.items() for id_ in ids]


def plain(controls: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """The controls as JSON has them."""
    return {framework: list(ids) for framework, ids in controls.items()}


def described(framework: Framework) -> dict[str, object]:
    """What a framework is and where its mapping comes from, as JSON has it."""
    return {
        "id": framework.id,
        "title": framework.title,
        "version": framework.version,
        "source": framework.source,
        "read": framework.read,
        "covers": framework.covers,
    }
