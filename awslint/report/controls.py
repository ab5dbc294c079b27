"""The controls of a rule in a line, for the formats that people read."""

from collections.abc import Mapping


def in_words(controls: Mapping[str, tuple[str, ...]]) -> str:
    """`cis-3.0 2.1.4; pci-dss-4.0 1.4.4`; empty without controls."""
    return "; ".join(f"{framework} {', '.join(ids)}" for framework, ids in controls.items())


def tags(controls: Mapping[str, tuple[str, ...]]) -> list[str]:
    """`cis-3.0:2.1.4`, one a control."""
    return [f"{framework}:{id_}" for framework, ids in controls.items() for id_ in ids]


def plain(controls: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """The controls as JSON has them."""
    return {framework: list(ids) for framework, ids in controls.items()}
