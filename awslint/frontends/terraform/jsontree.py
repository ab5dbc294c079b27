"""Steps into plain JSON data of which nothing is certain."""


def node(tree: object, *names: str) -> dict[str, object]:
    """The object at a path of keys; an empty one where there is none."""
    for name in names:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def objects(tree: object, name: str) -> list[tuple[int, dict[str, object]]]:
    """The objects in the list under a key, with their positions."""
    found = tree.get(name) if isinstance(tree, dict) else None
    return [(at, one) for at, one in enumerate(found) if isinstance(one, dict)] if isinstance(found, list) else []


def text(tree: dict[str, object], name: str) -> str:
    """The text under a key; empty where there is none."""
    found = tree.get(name)
    return found if isinstance(found, str) else ""
