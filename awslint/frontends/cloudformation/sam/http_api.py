"""AWS::Serverless::HttpApi: an HTTP API with its definition, stage and custom domain.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html
"""

from awslint.frontends.cloudformation.sam import authorizers, definitions, domains
from awslint.frontends.cloudformation.sam.making import Maker, Route, incomplete, picked, ref, s3_location
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without
from awslint.frontends.cloudformation.sam.routes import operation_of, paths_of

STAGE = ("AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables")
CORS = {"AllowCredentials": "allowCredentials", "AllowHeaders": "allowHeaders", "AllowMethods": "allowMethods",
        "AllowOrigins": "allowOrigins", "ExposeHeaders": "exposeHeaders", "MaxAge": "maxAge"}  # fmt: skip
CREATED_BY = "httpapi:createdBy"


def expand(maker: Maker) -> None:
    """Make everything that an HTTP API becomes."""
    maker.itself(
        "AWS::ApiGatewayV2::Api", without({**_definition(maker), **picked(maker.properties, "FailOnWarnings")})
    )
    stage = maker.get("StageName")
    named = stage is not None and stage.text != "$default"
    known = stage.text if stage is not None else None
    logical = f"{maker.logical}{known or ''}Stage" if named else f"{maker.logical}ApiGatewayDefaultStage"
    properties: dict[str, Tree | None] = {
        "ApiId": ref(maker.logical),
        "StageName": stage if stage is not None else "$default",
        "AutoDeploy": True,
        **picked(maker.properties, *STAGE),
        "Tags": tags(maker),
    }
    maker.make(logical, "AWS::ApiGatewayV2::Stage", {}, "stage")
    made = maker.block[logical]
    if isinstance(made, Piece) and isinstance(made.data, dict):
        made.data["Properties"] = Piece(without(properties), maker.properties.path, maker.properties.key)
    maker.build.names[f"{maker.logical}.Stage"] = logical
    authorizers.permissions(maker, "HttpApi")
    domains.http(maker, logical, tags(maker))


def tags(maker: Maker) -> Tree:
    """The tags of the stage and the domain: the API's own, and SAM's."""
    written = maker.get("Tags")
    if written is not None and written.call is not None:
        return because(written, incomplete())
    own: dict[str, Tree] = dict(written.entries()) if written is not None else {}
    if maker.get("DefinitionUri") is None:
        own[CREATED_BY] = because(maker.resource, "SAM")
    if not own:
        return None
    return Piece(own, written.path, written.key) if written is not None else because(maker.resource, own)


def _definition(maker: Maker) -> dict[str, Tree | None]:
    uri, body = maker.get("DefinitionUri"), maker.get("DefinitionBody")
    if uri is not None:
        location = s3_location(uri, "Bucket", "Key", "Version")
        if location is not None:
            return {"BodyS3Location": because(uri, location)}
        return {"Body": because(uri, incomplete())}
    if body is not None:
        return {"Body": definitions.guarded(maker, "HttpApi", body)}
    routes = maker.build.routes.get(maker.logical, [])
    return {"Body": because(maker.resource, _made(maker, routes))}


def _made(maker: Maker, routes: list[Route]) -> dict[str, Tree]:
    info: dict[str, Tree] = {"version": "1.0", "title": maker.get("Name") or ref("AWS::StackName")}
    info |= without({"description": maker.get("Description")})
    operations = [operation_of(route, authorizers.requirement(maker, "HttpApi", route)) for route in routes]
    paths = paths_of(routes, operations)
    body: dict[str, Tree] = {"openapi": "3.0.1", "info": info, "paths": paths}
    if maker.logical in maker.build.partial:
        paths["Fn::Transform"] = incomplete()["Fn::Transform"]
    schemes = authorizers.schemes(maker, "HttpApi", routes)
    if schemes:
        body["components"] = {"securitySchemes": schemes}
    cors = maker.get("CorsConfiguration")
    if cors is not None and cors.data not in (False, "false"):
        body["x-amazon-apigateway-cors"] = because(cors, _cors(cors))
    disabled = maker.get("DisableExecuteApiEndpoint")
    if disabled is not None:
        endpoint: Tree = {"disableExecuteApiEndpoint": disabled}
        body["servers"] = [{"x-amazon-apigateway-endpoint-configuration": endpoint}]
    return body


def _cors(cors: Piece) -> dict[str, Tree]:
    if cors.call is not None:
        return incomplete()
    if not isinstance(cors.data, dict):
        return {"allowOrigins": ["*"]}
    return {CORS.get(name, name): piece for name, piece in cors.entries() if piece.data is not False}
