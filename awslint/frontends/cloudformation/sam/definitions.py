"""API definitions that the template holds itself, with the security that Auth adds to them."""

from awslint.frontends.cloudformation.sam import authorizers
from awslint.frontends.cloudformation.sam.making import Maker, Route
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, called
from awslint.frontends.cloudformation.sam.resource_policy import policy

METHODS = ("delete", "get", "head", "patch", "post", "put", "x-amazon-apigateway-any-method")


def guarded(maker: Maker, kind: str, body: Piece) -> Tree:
    """A definition with Auth's schemes, requirements and policy in it; left alone where it is not at hand."""
    if body.call is not None or not isinstance(body.data, dict) or maker.get("Auth") is None:
        return body
    entries: dict[str, Tree] = dict(body.entries())
    paths = body.get("paths")
    routes: list[Route] = []
    if paths is not None and paths.call is None:
        entries["paths"] = Piece(
            {path: _methods(maker, kind, path, one, routes) for path, one in paths.entries()}, paths.path, paths.key
        )
    schemes = authorizers.schemes(maker, kind, routes)
    if schemes:
        _add_schemes(entries, schemes, body)
    own = policy(maker, routes, []) if kind == "Api" else None
    if own is not None:
        entries["x-amazon-apigateway-policy"] = own
    return Piece(entries, body.path, body.key)


def _methods(maker: Maker, kind: str, path: str, methods: Piece, routes: list[Route]) -> Tree:
    if methods.call is not None or not isinstance(methods.data, dict):
        return methods
    entries: dict[str, Tree] = dict(methods.entries())
    for method, operation in methods.entries():
        integration = operation.get("x-amazon-apigateway-integration")
        if method not in METHODS or called(operation.data) or integration is None or not integration.data:
            continue
        name = "any" if method.startswith("x-") else method
        route = Route(path, name, Piece({}, operation.path, True), {}, None, "")
        routes.append(route)
        entries[method] = _secured(maker, kind, route, operation)
    return Piece(entries, methods.path, methods.key)


def _secured(maker: Maker, kind: str, route: Route, operation: Piece) -> Tree:
    """A method with the API's requirements beside its own."""
    required = authorizers.required(maker, kind, route) or {}
    auth = maker.get("Auth")
    given = operation.get("security")
    if not required or auth is None:
        return operation
    own = list(given.items()) if given is not None else []
    if kind == "HttpApi" and own:
        return operation
    added: list[Tree] = [because(auth, {name: scopes}) for name, scopes in required.items()]
    at = given or auth.cause()
    entries: dict[str, Tree] = {**dict(operation.entries()), "security": Piece([*own, *added], at.path, at.key)}
    return Piece(entries, operation.path, operation.key)


def _add_schemes(entries: dict[str, Tree], schemes: dict[str, Tree], body: Piece) -> None:
    if "openapi" not in entries:
        given = body.get("securityDefinitions") or body.cause()
        entries["securityDefinitions"] = Piece({**dict(given.entries()), **schemes}, given.path, given.key)
        return
    components = body.get("components") or body.cause()
    given = components.get("securitySchemes") or components.cause()
    both: dict[str, Tree] = {**dict(given.entries()), **schemes}
    inner: dict[str, Tree] = {**dict(components.entries()), "securitySchemes": Piece(both, given.path, given.key)}
    entries["components"] = Piece(inner, components.path, components.key)
