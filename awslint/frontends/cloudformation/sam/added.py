"""What SAM writes into resources that the user wrote himself: a bucket's notifications, a user pool's triggers."""

from awslint.frontends.cloudformation.sam.making import NO_VALUE, Build, Maker
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because


def with_added(build: Build) -> dict[str, Tree]:
    """The generated resources, with what SAM adds to those of the template."""
    block = dict(build.block)
    for logical, additions in build.added.items():
        resource = block.get(logical)
        if isinstance(resource, Piece) and isinstance(resource.data, dict):
            block[logical] = _changed(resource, additions)
    return block


def _changed(resource: Piece, additions: list[tuple[str, Tree, Maker]]) -> Piece:
    properties = resource.get("Properties") or Piece({}, resource.path, True)
    if properties.call is not None:
        return resource
    entries: dict[str, Tree] = dict(properties.entries())
    configurations: list[Tree] = []
    for kind, tree, maker in additions:
        if kind == "s3":
            configurations.append(_guarded(tree, maker))
        elif kind == "cognito" and isinstance(tree, dict):
            given = properties.get("LambdaConfig")
            before = entries.get("LambdaConfig")
            own = dict(before.entries()) if isinstance(before, Piece) else {}
            triggers: dict[str, Tree] = {**own, **tree}
            entries["LambdaConfig"] = Piece(triggers, (given or resource).path, given is None)
    if configurations:
        given = properties.get("NotificationConfiguration")
        inner: dict[str, Tree] = dict(given.entries()) if given is not None else {}
        before = given.get("LambdaConfigurations") if given is not None else None
        items = [*(before.items() if before is not None else ()), *configurations]
        at = given or because(resource, None)
        inner["LambdaConfigurations"] = Piece(items, at.path, at.key)
        entries["NotificationConfiguration"] = Piece(inner, at.path, at.key)
    whole: dict[str, Tree] = dict(resource.entries())
    whole["Properties"] = Piece(entries, properties.path, properties.key)
    return Piece(whole, resource.path, resource.key)


def _guarded(tree: Tree, maker: Maker) -> Tree:
    """A notification of a function exists only with the function."""
    if maker.condition is None:
        return tree
    return because(maker.resource, {"Fn::If": [maker.condition, tree, NO_VALUE]})
