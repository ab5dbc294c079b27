"""API events: the routes that functions and state machines add to an API, and the permission to be called by it."""

from awslint.frontends.cloudformation.sam.making import Maker, Route, att, ref, sub
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without
from awslint.frontends.cloudformation.sam.schedules import start_role

KINDS = ("Api", "HttpApi")
IMPLICIT = {"Api": "ServerlessRestApi", "HttpApi": "ServerlessHttpApi"}
TYPES = {"Api": "AWS::Serverless::Api", "HttpApi": "AWS::Serverless::HttpApi"}
NAMED_BY = {"Api": "RestApiId", "HttpApi": "ApiId"}
DEFAULT = "$default"
START = '{"input": "$util.escapeJavaScript($input.json(\'$\'))", "stateMachineArn": "${%s}"}'


def of_function(maker: Maker, logical: str, kind: str, written: Piece, properties: Piece, target: str) -> None:
    """Add a route that calls a function."""
    api = _api(maker, kind, written, properties)
    path, method = _path(kind, properties), _method(kind, properties)
    name = target if target != maker.logical else f"{maker.logical}.Arn"
    uri = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${%s}/invocations"
    integration: dict[str, Tree] = {"httpMethod": "POST", "type": "aws_proxy", "uri": sub(uri % name)}
    if kind == "HttpApi":
        integration["payloadFormatVersion"] = properties.get("PayloadFormatVersion") or "2.0"
        if properties.get("TimeoutInMillis") is not None:
            integration["timeoutInMillis"] = properties.get("TimeoutInMillis")
    operation: dict[str, Tree] = {"x-amazon-apigateway-integration": integration, "responses": {}}
    if kind == "HttpApi" and path == DEFAULT:
        operation["isDefaultRoute"] = True
    _add(maker, api, Route(path, method, _placed(written, properties), operation, maker.condition, target))
    _permission(maker, logical, kind, written, properties, target, path, method)


def of_state_machine(maker: Maker, logical: str, written: Piece, properties: Piece) -> None:
    """Add a route that starts a state machine."""
    api = _api(maker, "Api", written, properties)
    role = start_role(maker, logical, written, "apigateway.amazonaws.com")
    statuses: dict[str, Tree] = {"200": {"statusCode": "200"}, "400": {"statusCode": "400"}}
    integration: dict[str, Tree] = {
        "type": "aws",
        "httpMethod": "POST",
        "uri": sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution"),
        "credentials": att(role),
        "requestTemplates": {"application/json": sub(START % maker.logical)},
        "responses": statuses,
    }
    responses: Tree = {"200": {"description": "OK"}, "400": {"description": "Bad Request"}}
    operation: dict[str, Tree] = {"x-amazon-apigateway-integration": integration, "responses": responses}
    path, method = _path("Api", properties), _method("Api", properties)
    route = Route(path, method, _placed(written, properties), operation, maker.condition, maker.logical)
    _add(maker, api, route)


def _placed(written: Piece, properties: Piece) -> Piece:
    return properties if properties.data else Piece({}, written.path, True)


def _add(maker: Maker, api: str | None, route: Route) -> None:
    if api is None:
        return
    if maker.looped:
        maker.build.partial.add(api)
    else:
        maker.build.routes.setdefault(api, []).append(route)


def _api(maker: Maker, kind: str, written: Piece, properties: Piece) -> str | None:
    """The logical id of the SAM API that the event adds to; None where it is no API of this template."""
    given = properties.get(NAMED_BY[kind])
    if given is None:
        api = IMPLICIT[kind]
        maker.build.owners.setdefault(api, []).append(maker)
        maker.build.routes.setdefault(api, [])
        maker.build.firsts.setdefault(api, written)
        return api
    name = given.get("Ref")
    resource = maker.build.resources.get(name.text or "") if name is not None else None
    type_ = resource.get("Type") if resource is not None else None
    return name.text if name is not None and type_ is not None and type_.text == TYPES[kind] else None


def _path(kind: str, properties: Piece) -> str:
    path = properties.get("Path")
    if path is None or path.text is None:
        return DEFAULT if kind == "HttpApi" else "/"
    return path.text


def _method(kind: str, properties: Piece) -> str:
    method = properties.get("Method")
    if method is None or method.text is None:
        return "any"
    return method.text.lower()


def _permission(
    maker: Maker, logical: str, kind: str, written: Piece, properties: Piece, target: str, path: str, method: str
) -> None:
    given = properties.get(NAMED_BY[kind])
    identity: Tree = given if given is not None else ref(IMPLICIT[kind])
    suffix = "Permission"
    if kind == "Api":
        suffix += _stage(maker, given)
    elif path != DEFAULT and _has_default(maker, properties, target):
        return  # the permission of the default route covers it
    segments = "/".join("*" if one.startswith("{") else one for one in path.rstrip("/").split("/"))
    where = "*" if path == DEFAULT else f"{'*' if method == 'any' else method.upper()}{segments or '/'}"
    arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiId}/*/" + where
    permission: dict[str, Tree] = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": ref(target),
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": sub(arn, ApiId=identity),
    }
    maker.make(logical + suffix, "AWS::Lambda::Permission", permission, "permission", written.cause())


def _stage(maker: Maker, api: Piece | None) -> str:
    """How the stage is called in a permission's logical id."""
    if api is None:
        return "Prod"
    name = api.get("Ref")
    resource = maker.build.resources.get(name.text or "") if name is not None else None
    properties = resource.get("Properties") if resource is not None else None
    stage = properties.get("StageName") if properties is not None else None
    return stage.text if stage is not None and stage.text else "Stage"


def _has_default(maker: Maker, properties: Piece, target: str) -> bool:
    """Whether another event of the same function takes everything that the same API gets."""
    given = properties.get("ApiId")
    events = maker.get("Events")
    for _, one in events.entries() if events is not None else ():
        type_, other = one.get("Type"), one.get("Properties") or Piece({}, one.path, True)
        api = other.get("ApiId")
        same = (api.data if api is not None else None) == (given.data if given is not None else None)
        if type_ is not None and type_.text == "HttpApi" and same and _path("HttpApi", other) == DEFAULT:
            return True
    return False


def conditional(route: Route, operation: Tree) -> Tree:
    """A method that exists only with the function that it calls."""
    if route.condition is None:
        return operation
    return {"Fn::If": [route.condition, operation, {"Ref": "AWS::NoValue"}]}


def paths_of(routes: list[Route], operations: list[Tree]) -> dict[str, Tree]:
    """The paths section of an API definition."""
    paths: dict[str, dict[str, Tree]] = {}
    for route, operation in zip(routes, operations, strict=True):
        method = "x-amazon-apigateway-any-method" if route.method == "any" else route.method
        paths.setdefault(route.path, {})[method] = because(route.event, conditional(route, operation))
    return dict(paths)


def operation_of(route: Route, security: Tree, **more: Tree) -> Tree:
    """An operation with its security requirements."""
    return without({**route.operation, "security": security, **more})
