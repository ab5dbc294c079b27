"""AWS::Serverless::Api: a REST API with its definition, deployment, stage and custom domain.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
"""

from awslint.frontends.cloudformation.sam import authorizers, definitions, domains
from awslint.frontends.cloudformation.sam.making import Maker, Route, incomplete, picked, ref, s3_location
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without
from awslint.frontends.cloudformation.sam.resource_policy import policy
from awslint.frontends.cloudformation.sam.routes import operation_of, paths_of

STAGE = ("AccessLogSetting", "CacheClusterEnabled", "CacheClusterSize", "CanarySetting", "MethodSettings",
         "TracingEnabled", "Variables")  # fmt: skip
API = ("ApiKeySourceType", "BinaryMediaTypes", "Description", "FailOnWarnings", "MinimumCompressionSize", "Mode",
       "Name", "SecurityPolicy", "EndpointAccessMode")  # fmt: skip


def expand(maker: Maker) -> None:
    """Make everything that a REST API becomes."""
    stage = maker.get("StageName")
    known = stage.text if stage is not None else None
    deployment = f"{maker.logical}Deployment"
    stage_id = f"{maker.logical}{known or ''}Stage"
    tags = maker.tags(own=False)
    properties: dict[str, Tree | None] = {
        **_definition(maker),
        **picked(maker.properties, *API),
        "Tags": tags if maker.truthy("PropagateTags") else None,
    }
    endpoint = maker.get("EndpointConfiguration")
    if endpoint is not None:
        properties["EndpointConfiguration"] = _endpoint(endpoint)
        type_ = endpoint.get("Type") or endpoint
        properties["Parameters"] = because(endpoint, {"endpointConfigurationTypes": type_})
    maker.itself("AWS::ApiGateway::RestApi", without(properties))
    deployed: dict[str, Tree] = {"RestApiId": ref(maker.logical)}
    version = maker.build.known(maker.get("OpenApiVersion"))
    if version is None or not version.startswith("3"):
        deployed["StageName"] = "Stage"  # with OpenAPI 2, SAM leaves this second stage behind
    maker.make(deployment, "AWS::ApiGateway::Deployment", deployed, "deployment")
    staged: dict[str, Tree | None] = {
        "DeploymentId": ref(deployment),
        "RestApiId": ref(maker.logical),
        "StageName": stage,
        **picked(maker.properties, *STAGE),
        "Tags": tags,
    }
    at = Piece(without(staged), maker.properties.path, maker.properties.key)
    maker.make(stage_id, "AWS::ApiGateway::Stage", {}, "stage")
    made = maker.block[stage_id]
    if isinstance(made, Piece) and isinstance(made.data, dict):
        made.data["Properties"] = at
    maker.build.names |= {f"{maker.logical}.Stage": stage_id, f"{maker.logical}.Deployment": deployment}
    authorizers.permissions(maker, "Api")
    authorizers.usage_plan(maker, stage_id)
    domains.rest(maker, stage_id)


def _endpoint(endpoint: Piece) -> Tree:
    if endpoint.call is not None or endpoint.text is not None:
        return because(endpoint, {"Types": Piece([endpoint], endpoint.path, True)})
    type_ = endpoint.get("Type")
    types: Tree = Piece([type_], type_.path, type_.key) if type_ is not None else None
    return because(
        endpoint,
        without(
            {
                "Types": types,
                "VpcEndpointIds": endpoint.get("VPCEndpointIds"),
                "IpAddressType": endpoint.get("IpAddressType"),
            }
        ),
    )


def _definition(maker: Maker) -> dict[str, Tree | None]:
    """Where the API's definition comes from: its own text, a file, or the events that name it."""
    uri, body = maker.get("DefinitionUri"), maker.get("DefinitionBody")
    routes = maker.build.routes.get(maker.logical, [])
    if uri is not None:
        location = s3_location(uri, "Bucket", "Key", "Version")
        if location is not None:
            return {"BodyS3Location": because(uri, location)}
        return {"Body": because(uri, incomplete())}
    if body is not None:
        return {"Body": definitions.guarded(maker, "Api", body)}
    return {"Body": because(maker.resource, _made(maker, routes))}


def _made(maker: Maker, routes: list[Route]) -> dict[str, Tree]:
    """A definition that SAM makes from the events."""
    version = maker.build.known(maker.get("OpenApiVersion"))
    modern = version is not None and version.startswith("3")
    body: dict[str, Tree] = {"openapi": version} if modern else {"swagger": "2.0"}
    body["info"] = {"version": "1.0", "title": ref("AWS::StackName")}
    operations: list[Tree] = []
    for route in routes:
        integration = dict(_mapping(route.operation["x-amazon-apigateway-integration"]))
        role = authorizers.credentials(maker, route)
        if role is not None and "credentials" not in integration:
            integration["credentials"] = role
        security = authorizers.requirement(maker, "Api", route)
        operations.append(operation_of(route, security, **{"x-amazon-apigateway-integration": integration}))
    paths = paths_of(routes, operations)
    preflight = list(paths) if maker.get("Cors") is not None else []
    _preflight(maker, paths)
    body["paths"] = paths
    if maker.logical in maker.build.partial:
        paths["Fn::Transform"] = incomplete()["Fn::Transform"]
    schemes = authorizers.schemes(maker, "Api", routes)
    if schemes and modern:
        body["components"] = {"securitySchemes": schemes}
    elif schemes:
        body["securityDefinitions"] = schemes
    body |= without(
        {
            "x-amazon-apigateway-policy": policy(maker, routes, preflight),
            "x-amazon-apigateway-binary-media-types": maker.get("BinaryMediaTypes"),
            "x-amazon-apigateway-gateway-responses": maker.get("GatewayResponses"),
        }
    )
    disabled = maker.get("DisableExecuteApiEndpoint")
    if disabled is not None:
        endpoint: Tree = {"disableExecuteApiEndpoint": disabled}
        if modern:
            body["servers"] = [{"x-amazon-apigateway-endpoint-configuration": endpoint}]
        else:
            body["x-amazon-apigateway-endpoint-configuration"] = endpoint
    return body


def _mapping(tree: Tree) -> dict[str, Tree]:
    return tree if isinstance(tree, dict) else {}


def _preflight(maker: Maker, paths: dict[str, Tree]) -> None:
    """The method that answers a browser's question whether it may call, on every path."""
    cors = maker.get("Cors")
    if cors is None:
        return
    auth = maker.get("Auth")
    security: list[Tree] = []
    if auth is not None and authorizers.default(maker) is not None and _unless_off(auth, "DefaultAuthorizer"):
        security.append({authorizers.default(maker) or "": []})
    key = auth.get("ApiKeyRequired") if auth is not None else None
    if auth is not None and key is not None and key.data in (True, "true") and _unless_off(auth, "ApiKeyRequired"):
        security.append({"api_key": []})
    headers = {"AllowOrigin": "Allow-Origin", "AllowHeaders": "Allow-Headers", "AllowMethods": "Allow-Methods",
               "AllowCredentials": "Allow-Credentials", "MaxAge": "Max-Age"}  # fmt: skip
    given: dict[str, Tree]
    if isinstance(cors.data, dict) and cors.call is None:
        given = {
            f"method.response.header.Access-Control-{header}": cors.get(name)
            for name, header in headers.items()
            if cors.get(name) is not None
        }
    else:
        given = {"method.response.header.Access-Control-Allow-Origin": cors}
    answer: Tree = {"statusCode": "200", "responseParameters": given}
    operation = because(
        cors,
        without(
            {
                "summary": "CORS support",
                "x-amazon-apigateway-integration": {"type": "mock", "responses": {"default": answer}},
                "security": security or None,
            }
        ),
    )
    for methods in paths.values():
        if isinstance(methods, dict) and "options" not in methods:
            methods["options"] = operation


def _unless_off(auth: Piece, what: str) -> bool:
    """Whether the preflight method is guarded like the others, as it is unless the template says no."""
    told = auth.get(f"Add{what}ToCorsPreflight")
    return told is None or told.data not in (False, "false")
