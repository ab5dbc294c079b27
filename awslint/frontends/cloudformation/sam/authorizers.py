"""Who may call an API: authorizers as security schemes, and the requirements of each method.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
"""

from awslint.frontends.cloudformation.sam.making import Maker, Route, incomplete, picked, ref, sub
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without

INVOKED = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations"
IAM: dict[str, Tree] = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "x-amazon-apigateway-authtype": "awsSigv4",
}
KEY: dict[str, Tree] = {"type": "apiKey", "name": "x-api-key", "in": "header"}


def schemes(maker: Maker, kind: str, routes: list[Route]) -> dict[str, Tree]:
    """The security schemes of an API."""
    auth = maker.get("Auth")
    found: dict[str, Tree] = {}
    written = auth.get("Authorizers") if auth is not None else None
    for name, one in written.entries() if written is not None else ():
        found[name] = because(one, _http(one) if kind == "HttpApi" else _rest(one))
    for route in routes:
        for name in required(maker, kind, route) or {}:
            if name == "AWS_IAM":
                found[name] = because(route.event, dict(IAM))
            elif name == "api_key":
                found[name] = because(route.event, dict(KEY))
    if auth is not None and _is_true(auth.get("EnableIamAuthorizer")):
        found["AWS_IAM"] = because(auth, dict(IAM))
    if default(maker) == "AWS_IAM":
        found.setdefault("AWS_IAM", because(auth or maker.resource, dict(IAM)))
    if auth is not None and _is_true(auth.get("ApiKeyRequired")):
        found.setdefault("api_key", because(auth, dict(KEY)))
    return found


def default(maker: Maker) -> str | None:
    """The authorizer of methods that name none."""
    auth = maker.get("Auth")
    return maker.build.known(auth.get("DefaultAuthorizer")) if auth is not None else None


def required(maker: Maker, kind: str, route: Route) -> dict[str, Tree] | None:
    """What a method requires of its callers: scheme -> scopes; None where it requires nothing."""
    auth = route.event.get("Auth")
    api = maker.get("Auth")
    given = auth.get("Authorizer") if auth is not None else None
    name = maker.build.known(given) or default(maker)
    if given is not None and maker.build.known(given) is None:
        return {"Fn::Transform": incomplete()}
    found: dict[str, Tree] = {}
    if name is not None and not (name == "NONE" and default(maker) is None):
        scopes = auth.get("AuthorizationScopes") if auth is not None else None
        found[name] = scopes or _scopes(maker, kind, name)
    key = auth.get("ApiKeyRequired") if auth is not None else None
    if key is None and api is not None:
        key = api.get("ApiKeyRequired")
    if _is_true(key):
        found["api_key"] = []
    return found or None


def _scopes(maker: Maker, kind: str, name: str) -> Tree:
    auth = maker.get("Auth")
    written = auth.get("Authorizers") if auth is not None else None
    one = written.get(name) if written is not None else None
    return (one.get("AuthorizationScopes") if one is not None else None) or []


def requirement(maker: Maker, kind: str, route: Route) -> Tree:
    """The `security` entry of a method."""
    found = required(maker, kind, route)
    if found is None:
        return None
    if "Fn::Transform" in found:
        return because(route.event.get("Auth") or route.event, incomplete())
    items: list[Tree] = [{name: scopes} for name, scopes in found.items()]
    auth = route.event.get("Auth") or maker.get("Auth")
    return because(auth, items) if auth is not None else items


def credentials(maker: Maker, route: Route) -> Tree:
    """With whose rights API Gateway calls the function, where IAM authorizes the caller."""
    auth = route.event.get("Auth")
    role = auth.get("InvokeRole") if auth is not None else None
    if role is None and (api := maker.get("Auth")) is not None:
        role = api.get("InvokeRole")
    found = required(maker, "Api", route)
    if role is None:
        return "arn:aws:iam::*:user/*" if found and "AWS_IAM" in found else None
    if role.text == "CALLER_CREDENTIALS":
        return because(role, "arn:aws:iam::*:user/*")
    return None if role.text == "NONE" else role


def _rest(one: Piece) -> dict[str, Tree]:
    pool, function = one.get("UserPoolArn"), one.get("FunctionArn")
    identity = one.get("Identity")
    header = identity.get("Header") if identity is not None else None
    lifetime = identity.get("ReauthorizeEvery") if identity is not None else None
    scheme: dict[str, Tree] = {"type": "apiKey", "name": header or "Authorization", "in": "header"}
    authorizer: dict[str, Tree | None] = {"authorizerResultTtlInSeconds": lifetime}
    if pool is not None:
        scheme["x-amazon-apigateway-authtype"] = "cognito_user_pools"
        arns: Tree = pool if isinstance(pool.data, list) else Piece([pool], pool.path, True)
        authorizer |= {"type": "cognito_user_pools", "providerARNs": arns}
    elif function is not None:
        kind = one.get("FunctionPayloadType")
        request = kind is not None and kind.text == "REQUEST"
        scheme["x-amazon-apigateway-authtype"] = "custom"
        if request:
            scheme["name"] = "Unused"
            authorizer["identitySource"] = _identity_source(identity)
        authorizer |= {
            "type": "request" if request else "token",
            "authorizerUri": sub(INVOKED, FunctionArn=function),
            "authorizerCredentials": one.get("FunctionInvokeRole"),
            "identityValidationExpression": identity.get("ValidationExpression") if identity is not None else None,
        }
    scheme["x-amazon-apigateway-authorizer"] = without(authorizer)
    return scheme


def _identity_source(identity: Piece | None) -> Tree:
    if identity is None:
        return None
    found = [f"method.request.header.{one.text}" for one in _listed(identity, "Headers")]
    found += [f"method.request.querystring.{one.text}" for one in _listed(identity, "QueryStrings")]
    found += [f"stageVariables.{one.text}" for one in _listed(identity, "StageVariables")]
    found += [f"context.{one.text}" for one in _listed(identity, "Context")]
    return because(identity, ", ".join(found)) if found else None


def _listed(piece: Piece, name: str) -> list[Piece]:
    found = piece.get(name)
    return list(found.items()) if found is not None else []


def _http(one: Piece) -> dict[str, Tree]:
    function = one.get("FunctionArn")
    if function is not None:
        version = one.get("AuthorizerPayloadFormatVersion")
        request: dict[str, Tree | None] = {
            "type": "request",
            "authorizerUri": sub(INVOKED, FunctionArn=function),
            "authorizerPayloadFormatVersion": version,
            "authorizerCredentials": one.get("FunctionInvokeRole"),
            "enableSimpleResponses": one.get("EnableSimpleResponses"),
        }
        return {"type": "apiKey", "name": "Unused", "in": "header", "x-amazon-apigateway-authorizer": without(request)}
    jwt = one.get("JwtConfiguration")
    configuration: Tree = {name.lower(): piece for name, piece in jwt.entries()} if jwt is not None else None
    authorizer: dict[str, Tree | None] = {
        "type": "jwt",
        "identitySource": one.get("IdentitySource"),
        "jwtConfiguration": because(jwt, configuration) if jwt is not None else None,
    }
    return {"type": "oauth2", "x-amazon-apigateway-authorizer": without(authorizer)}


def permissions(maker: Maker, kind: str) -> None:
    """Make the permissions with which API Gateway calls authorizer functions."""
    auth = maker.get("Auth")
    written = auth.get("Authorizers") if auth is not None else None
    for name, one in written.entries() if written is not None else ():
        function = one.get("FunctionArn")
        enabled = one.get("EnableFunctionDefaultPermissions")
        if kind == "HttpApi" or enabled is not None:
            allowed = _is_true(enabled)
        else:
            allowed = not _is_true(one.get("DisableFunctionDefaultPermissions"))
        if function is None or not allowed:
            continue
        arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiId}/authorizers/*"
        permission: dict[str, Tree] = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": function,
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": sub(arn, ApiId=ref(maker.logical)),
        }
        logical = f"{maker.logical}{name}AuthorizerPermission"
        maker.make(logical, "AWS::Lambda::Permission", permission, "permission", one.cause())


def usage_plan(maker: Maker, stage: str) -> None:
    """Make the usage plan, the key and their link."""
    auth = maker.get("Auth")
    plan = auth.get("UsagePlan") if auth is not None else None
    kind = maker.build.known(plan.get("CreateUsagePlan")) if plan is not None else None
    if plan is None or kind in (None, "NONE"):
        return
    prefix = "Serverless" if kind == "SHARED" else maker.logical
    stages: list[Tree] = [{"ApiId": ref(maker.logical), "Stage": ref(stage)}]
    properties: dict[str, Tree] = {"ApiStages": stages}
    properties |= picked(plan, "Description", "Quota", "Tags", "Throttle", "UsagePlanName")
    cause = plan.cause()
    usage, key = f"{prefix}UsagePlan", f"{prefix}ApiKey"
    maker.make(usage, "AWS::ApiGateway::UsagePlan", properties, "usage plan", cause, DependsOn=[maker.logical])
    keyed: dict[str, Tree] = {
        "Enabled": True,
        "StageKeys": [{"RestApiId": ref(maker.logical), "StageName": ref(stage)}],
    }
    maker.make(key, "AWS::ApiGateway::ApiKey", keyed, "API key", cause, DependsOn=[usage])
    link: dict[str, Tree] = {"KeyId": ref(key), "KeyType": "API_KEY", "UsagePlanId": ref(usage)}
    maker.make(f"{prefix}UsagePlanKey", "AWS::ApiGateway::UsagePlanKey", link, "usage plan", cause, DependsOn=[key])


def _is_true(piece: Piece | None) -> bool:
    return piece is not None and (piece.data is True or piece.text == "true")
