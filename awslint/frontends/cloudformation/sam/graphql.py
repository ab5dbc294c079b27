"""AWS::Serverless::GraphQLApi: the AppSync API with its schema, keys, cache, data sources, functions and resolvers.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html
"""

from awslint.frontends.cloudformation.sam import connectors
from awslint.frontends.cloudformation.sam.making import (
    Maker,
    att,
    incomplete,
    listed,
    passed,
    picked,
    ref,
    sub,
    trust,
)
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without

ONLY_SAM = ("ApiKeys", "Auth", "Cache", "DataSources", "DomainName", "Functions", "Logging", "Resolvers",
            "SchemaInline", "SchemaUri", "Tags")  # fmt: skip
METHODS = {"LambdaAuthorizer": "LambdaAuthorizerConfig", "OpenIDConnect": "OpenIDConnectConfig",
           "UserPool": "UserPoolConfig"}  # fmt: skip


def expand(maker: Maker) -> None:
    """Make everything that a GraphQL API becomes."""
    auth, logging = maker.get("Auth"), maker.get("Logging")
    properties: dict[str, Tree | None] = {
        **passed(maker, *ONLY_SAM),
        "Name": maker.get("Name") or because(maker.resource, maker.logical),
        **_auth(auth),
        "LogConfig": _logging(maker, logging),
        "Tags": [*_tags(maker), because(maker.resource, {"Key": "graphqlapi:createdBy", "Value": "SAM"})],
    }
    maker.itself("AWS::AppSync::GraphQLApi", without(properties))
    api = att(maker.logical, "ApiId")
    _schema(maker, api)
    keys = maker.get("ApiKeys")
    for name, one in keys.entries() if keys is not None else ():
        written = dict(one.entries())
        key: dict[str, Tree] = {"ApiId": api, **{n: p for n, p in written.items() if n != "ExpiresOn"}}
        key |= without({"Expires": one.get("ExpiresOn")})
        maker.make(f"{maker.logical}{name}", "AWS::AppSync::ApiKey", key, "API key", one.cause())
    cache = maker.get("Cache")
    if cache is not None:
        made: dict[str, Tree] = {"ApiId": api, **dict(cache.entries())}
        at = Piece(made, cache.path)
        _make_at(maker, f"{maker.logical}ApiCache", "AWS::AppSync::ApiCache", at, "cache")
    _domain(maker, api)
    _sources(maker, api)
    _functions(maker, api)
    _resolvers(maker, api)


def _make_at(maker: Maker, logical: str, type_: str, properties: Piece, role: str, **attributes: Tree) -> None:
    """Make a resource whose properties are those of a piece."""
    maker.make(logical, type_, {}, role, properties.cause(), **attributes)
    made = maker.block[logical]
    if isinstance(made, Piece) and isinstance(made.data, dict):
        made.data["Properties"] = properties


def _tags(maker: Maker) -> list[Tree]:
    written = maker.get("Tags")
    return listed(written) if written is not None else []


def _auth(auth: Piece | None) -> dict[str, Tree | None]:
    if auth is None:
        return {}
    additional = auth.get("Additional")
    methods: Tree = None
    if additional is not None:
        methods = Piece([because(one, _method(one)) for one in additional.items()], additional.path)
    return {**_method(auth), "AdditionalAuthenticationProviders": methods}


def _method(auth: Piece) -> dict[str, Tree]:
    found: dict[str, Tree | None] = {"AuthenticationType": auth.get("Type")}
    return without(found | {new: auth.get(old) for old, new in METHODS.items()})


def _logging(maker: Maker, logging: Piece | None) -> Tree:
    if logging is None or logging.data in (False, "false"):
        return None
    if logging.call is not None:
        return because(logging, incomplete())
    given = logging.get("CloudWatchLogsRoleArn")
    role: Tree = given
    if given is None:
        policy = "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs"
        properties: dict[str, Tree] = {
            "AssumeRolePolicyDocument": trust("appsync.amazonaws.com"),
            "ManagedPolicyArns": [sub(policy)],
        }
        name = f"{maker.logical}CloudWatchRole"
        role = att(maker.make(name, "AWS::IAM::Role", properties, "logging role", logging.cause()))
    own: dict[str, Tree] = {"FieldLogLevel": "ALL", **dict(logging.entries()), "CloudWatchLogsRoleArn": role}
    return Piece(own, logging.path, not isinstance(logging.data, dict))


def _schema(maker: Maker, api: Tree) -> None:
    text, uri = maker.get("SchemaInline"), maker.get("SchemaUri")
    cause = text or uri
    if cause is None:
        return
    schema: dict[str, Tree] = {"ApiId": api}
    schema |= {"Definition": text} if text is not None else {"DefinitionS3Location": cause}
    maker.make(f"{maker.logical}Schema", "AWS::AppSync::GraphQLSchema", schema, "schema", cause.cause())


def _domain(maker: Maker, api: Tree) -> None:
    domain = maker.get("DomainName")
    if domain is None:
        return
    name = f"{maker.logical}DomainName"
    _make_at(maker, name, "AWS::AppSync::DomainName", domain, "domain")
    link: dict[str, Tree] = {"ApiId": api, "DomainName": domain.get("DomainName")}
    association = f"{maker.logical}DomainNameApiAssociation"
    maker.make(association, "AWS::AppSync::DomainNameApiAssociation", link, "domain", domain.cause(), DependsOn=[name])


def _sources(maker: Maker, api: Tree) -> None:
    sources = maker.get("DataSources")
    if sources is None:
        return
    tables, functions = sources.get("DynamoDb"), sources.get("Lambda")
    for name, one in tables.entries() if tables is not None else ():
        config: dict[str, Tree | None] = {
            "AwsRegion": one.get("Region") or ref("AWS::Region"),
            **picked(one, "DeltaSyncConfig", "TableName", "UseCallerCredentials", "Versioned"),
        }
        properties: dict[str, Tree] = {"Type": "AMAZON_DYNAMODB", "DynamoDBConfig": without(config)}
        logical = f"{maker.logical}{name}DynamoDBDataSource"
        kinds = one.get("Permissions") or because(one, ["Read", "Write"])
        end = because(one, without({"Arn": one.get("TableArn"), "Type": "AWS::DynamoDB::Table"}))
        _source(maker, api, logical, name, one, properties, end, kinds, "Table")
    for name, one in functions.entries() if functions is not None else ():
        properties = {"Type": "AWS_LAMBDA", "LambdaConfig": {"LambdaFunctionArn": one.get("FunctionArn")}}
        end = because(one, without({"Arn": one.get("FunctionArn"), "Type": "AWS::Lambda::Function"}))
        logical = f"{maker.logical}{name}LambdaDataSource"
        _source(maker, api, logical, name, one, properties, end, because(one, ["Write"]), "Lambda")


def _source(
    maker: Maker,
    api: Tree,
    logical: str,
    name: str,
    one: Piece,
    properties: dict[str, Tree],
    end: Piece,
    kinds: Piece,
    short: str,
) -> None:
    given = one.get("ServiceRoleArn")
    source: dict[str, Tree | None] = {
        "ApiId": api,
        "Name": one.get("Name") or name,
        "Description": one.get("Description"),
        **properties,
        "ServiceRoleArn": given or att(f"{logical}Role"),
    }
    maker.make(logical, "AWS::AppSync::DataSource", without(source), "data source", one.cause())
    if given is not None:
        return
    trusted: dict[str, Tree] = {"AssumeRolePolicyDocument": trust("appsync.amazonaws.com")}
    role = maker.make(f"{logical}Role", "AWS::IAM::Role", trusted, "data source's role", one.cause())
    start = because(one, {"Type": "AWS::AppSync::DataSource", "RoleName": ref(role)})
    connectors.connect(maker, f"{logical}To{short}Connector", start, end, kinds, one)


def _code(one: Piece) -> dict[str, Tree | None]:
    uri, runtime = one.get("CodeUri"), one.get("Runtime")
    found: dict[str, Tree | None] = {
        "Code": one.get("InlineCode"),
        "CodeS3Location": uri if uri is not None and (uri.text or "").startswith("s3://") else None,
    }
    if runtime is not None:
        versions = without({"Name": runtime.get("Name"), "RuntimeVersion": runtime.get("Version")})
        found["Runtime"] = because(runtime, versions)
    if uri is not None and found["CodeS3Location"] is None:
        found["Code"] = because(uri, incomplete())
    return found


def _source_name(maker: Maker, api: Tree, name: Piece | None, cause: Piece) -> Tree:
    text = maker.build.known(name)
    if text is None:
        return name
    if text.upper() == "NONE":
        logical = f"{maker.logical}NoneDataSource"
        if logical not in maker.block:
            none: dict[str, Tree] = {"ApiId": api, "Name": logical, "Type": "NONE"}
            maker.make(logical, "AWS::AppSync::DataSource", none, "data source", cause)
        return att(logical, "Name")
    for suffix in ("DynamoDBDataSource", "LambdaDataSource"):
        if f"{maker.logical}{text}{suffix}" in maker.block:
            return att(f"{maker.logical}{text}{suffix}", "Name")
    return name


def _functions(maker: Maker, api: Tree) -> None:
    functions = maker.get("Functions")
    for name, one in functions.entries() if functions is not None else ():
        if one.get("Id") is not None:
            continue
        properties: dict[str, Tree | None] = {
            "ApiId": api,
            **_code(one),
            "DataSourceName": _source_name(maker, api, one.get("DataSource"), one.cause()),
            "Name": one.get("Name") or name,
            **picked(one, "Description", "MaxBatchSize", "Sync"),
        }
        logical = f"{maker.logical}{name}"
        maker.make(logical, "AWS::AppSync::FunctionConfiguration", without(properties), "function", one.cause())


def _resolvers(maker: Maker, api: Tree) -> None:
    resolvers = maker.get("Resolvers")
    for type_, fields in resolvers.entries() if resolvers is not None else ():
        for name, one in fields.entries():
            pipeline = one.get("Pipeline")
            steps = [_step(maker, step) for step in pipeline.items()] if pipeline is not None else []
            properties: dict[str, Tree | None] = {
                "ApiId": api,
                **_code(one),
                "FieldName": one.get("FieldName") or name,
                "TypeName": type_,
                "Kind": "PIPELINE",
                "PipelineConfig": {"Functions": steps},
                **picked(one, "Caching", "MaxBatchSize", "Sync"),
            }
            logical = f"{maker.logical}{type_}{name}"
            schema: Tree = [f"{maker.logical}Schema"]
            resolver = without(properties)
            maker.make(logical, "AWS::AppSync::Resolver", resolver, "resolver", one.cause(), DependsOn=schema)


def _step(maker: Maker, step: Piece) -> Tree:
    functions = maker.get("Functions")
    one = functions.get(step.text or "") if functions is not None else None
    given = one.get("Id") if one is not None else None
    return given or because(step, att(f"{maker.logical}{step.text}", "FunctionId"))
