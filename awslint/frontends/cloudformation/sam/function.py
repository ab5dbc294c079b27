"""AWS::Serverless::Function: the function, its role, version, alias, URL and asynchronous invocation.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
"""

from awslint.frontends.cloudformation.sam import deployment, events
from awslint.frontends.cloudformation.sam.making import (
    NO_VALUE,
    Maker,
    att,
    incomplete,
    inline,
    passed,
    picked,
    ref,
    s3_location,
    trust,
)
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because, without
from awslint.frontends.cloudformation.sam.policies import role

ONLY_SAM = (
    "AssumeRolePolicyDocument", "AutoPublishAlias", "AutoPublishAliasAllProperties", "AutoPublishCodeSha256",
    "CodeUri", "DeadLetterQueue", "DeploymentPreference", "EventInvokeConfig", "Events", "FunctionUrlConfig",
    "ImageUri", "InlineCode", "PermissionsBoundary", "Policies", "PropagateTags", "ProvisionedConcurrencyConfig",
    "PublishToLatestPublished", "Role", "RolePath", "Tags", "Tracing", "VersionDeletionPolicy", "VersionDescription",
)  # fmt: skip
DESTINATION_ACTIONS = {
    "SQS": "sqs:SendMessage",
    "SNS": "sns:publish",
    "Lambda": "lambda:InvokeFunction",
    "EventBridge": "events:PutEvents",
    "S3Bucket": "s3:PutObject",
}


def expand(maker: Maker) -> None:
    """Make everything that a function becomes."""
    alias = _alias_name(maker)
    own: list[Tree] = []
    attached = ["AWSLambdaBasicExecutionRole"]
    if maker.get("Tracing") is not None:
        attached.append("AWSXrayWriteOnlyAccess")
    if maker.get("VpcConfig") is not None:
        attached.append("AWSLambdaVPCAccessExecutionRole")
    own += _dead_letters(maker)
    properties = {
        "Code": _code(maker),
        **passed(maker, *ONLY_SAM),
        "DeadLetterConfig": _dead_letter_config(maker),
        "TracingConfig": _tracing(maker),
        "Tags": maker.tags(),
    }
    target = f"{maker.logical}Alias{alias}" if alias else maker.logical
    _invoke_config(maker, alias, own)
    _url(maker, target)
    from_events = events.expand(maker, target, own)
    attached += from_events
    properties["Role"] = _role(maker, attached, own)
    maker.itself("AWS::Lambda::Function", without(properties))
    if alias:
        _published(maker, alias)


def _alias_name(maker: Maker) -> str | None:
    written = maker.get("AutoPublishAlias")
    if written is None:
        return None
    return maker.build.known(written) or "Alias"


def _code(maker: Maker) -> Tree:
    inline_code, image, uri = maker.get("InlineCode"), maker.get("ImageUri"), maker.get("CodeUri")
    if image is not None:
        return because(image, {"ImageUri": image})
    if inline_code is not None and uri is None:
        return because(inline_code, {"ZipFile": inline_code})
    if uri is not None:
        found = s3_location(uri, "S3Bucket", "S3Key", "S3ObjectVersion")
        return because(uri, found if found is not None else incomplete())
    # `sam build` reads the code or the image from the metadata, or from the folder itself.
    return because(maker.resource, incomplete())


def _tracing(maker: Maker) -> Tree:
    written = maker.get("Tracing")
    return None if written is None else because(written, {"Mode": written})


def _dead_letter_config(maker: Maker) -> Tree:
    queue = maker.get("DeadLetterQueue")
    if queue is None or queue.call is not None:
        return queue
    return because(queue, picked(queue, "TargetArn"))


def _dead_letters(maker: Maker) -> list[Tree]:
    queue = maker.get("DeadLetterQueue")
    if queue is None:
        return []
    kind, target = queue.get("Type"), queue.get("TargetArn")
    action = {"SQS": "sqs:SendMessage", "SNS": "sns:Publish"}.get(kind.text or "" if kind is not None else "")
    statement: Tree = {"Action": action, "Resource": target, "Effect": "Allow"} if action else incomplete()
    document: Tree = {"Version": "2012-10-17", "Statement": [statement]}
    return [because(queue, {"PolicyName": "DeadLetterQueuePolicy", "PolicyDocument": document})]


def _role(maker: Maker, attached: list[str], own: list[Tree]) -> Tree:
    """The function's Role; makes one where none is given, or where an Fn::If may give none."""
    written = maker.get("Role")
    made = f"{maker.logical}Role"
    condition: Tree = None
    value: Tree = att(made)
    if written is not None and written.data != NO_VALUE:
        branches = written.get("Fn::If")
        parts = list(branches.items()) if branches is not None else []
        missing = [one.data == NO_VALUE for one in parts[1:]]
        if len(parts) != 3 or branches is None or not any(missing):
            return written
        name = parts[0].text or ""
        condition = because(written, name if missing[0] else maker.build.negated(name))
        trees = [att(made) if absent else one for one, absent in zip(parts[1:], missing, strict=True)]
        value = Piece({"Fn::If": Piece([parts[0], *trees], branches.path)}, written.path)
    trusted = maker.get("AssumeRolePolicyDocument") or trust("lambda.amazonaws.com")
    tags = maker.tags()
    role(maker, made, trusted, attached, own, tags=tags, path=maker.get("RolePath"), condition=condition)
    return value


def _published(maker: Maker, alias: str) -> None:
    written = maker.get("AutoPublishAlias") or maker.resource
    version, name = f"{maker.logical}Version", f"{maker.logical}Alias{alias}"
    kept: Tree = maker.get("VersionDeletionPolicy") or maker.resource.get("DeletionPolicy") or "Retain"
    maker.make(
        version,
        "AWS::Lambda::Version",
        without({"FunctionName": ref(maker.logical), "Description": maker.get("VersionDescription")}),
        "version",
        written,
        DeletionPolicy=kept,
    )
    properties: dict[str, Tree] = {
        "Name": alias if maker.build.known(written) else written,
        "FunctionName": ref(maker.logical),
        "FunctionVersion": att(version, "Version"),
        "ProvisionedConcurrencyConfig": maker.get("ProvisionedConcurrencyConfig"),
    }
    update = deployment.expand(maker)
    maker.make(name, "AWS::Lambda::Alias", without(properties), "alias", written, UpdatePolicy=update)
    maker.build.names[f"{maker.logical}.Version"] = version
    maker.build.names[f"{maker.logical}.Alias"] = name


def _url(maker: Maker, target: str) -> None:
    config = maker.get("FunctionUrlConfig")
    if config is None:
        return
    properties: dict[str, Tree] = {"TargetFunctionArn": ref(target)}
    properties |= {name: piece for name, piece in config.entries() if name != "Qualifier"}
    url = maker.make(f"{maker.logical}Url", "AWS::Lambda::Url", properties, "function URL", config)
    maker.build.names[f"{maker.logical}.Url"] = url
    auth = config.get("AuthType")
    if auth is None or auth.text != "NONE":
        return
    common: dict[str, Tree] = {"FunctionName": ref(target), "Principal": "*"}
    maker.make(
        f"{maker.logical}UrlPublicPermissions",
        "AWS::Lambda::Permission",
        {"Action": "lambda:InvokeFunctionUrl", **common, "FunctionUrlAuthType": auth},
        "public permission",
        auth,
    )
    maker.make(
        f"{maker.logical}URLInvokeAllowPublicAccess",
        "AWS::Lambda::Permission",
        {"Action": "lambda:InvokeFunction", **common, "InvokedViaFunctionUrl": True},
        "public permission",
        auth,
    )


def _invoke_config(maker: Maker, alias: str | None, own: list[Tree]) -> None:
    config = maker.get("EventInvokeConfig")
    if config is None:
        return
    logical = f"{maker.logical}EventInvokeConfig"
    destinations: dict[str, Tree] = {}
    written = config.get("DestinationConfig")
    for outcome in ("OnSuccess", "OnFailure"):
        destination = written.get(outcome) if written is not None else None
        if destination is not None:
            destinations[outcome] = because(destination, _destination(maker, logical + outcome, destination, own))
    properties: dict[str, Tree] = {
        "FunctionName": ref(maker.logical),
        "Qualifier": alias or "$LATEST",
        **picked(config, "MaximumEventAgeInSeconds", "MaximumRetryAttempts"),
    }
    if written is not None:
        properties["DestinationConfig"] = Piece(destinations, written.path)
    after: Tree = [f"{maker.logical}Alias{alias}"] if alias else None
    maker.make(logical, "AWS::Lambda::EventInvokeConfig", properties, "invocation", config, DependsOn=after)


def _destination(maker: Maker, logical: str, destination: Piece, own: list[Tree]) -> Tree:
    """Where results go; a queue or topic is made where none is named, and the role may write to it."""
    kind = destination.get("Type")
    name = kind.text or "" if kind is not None else ""
    target: Tree = destination.get("Destination")
    given = destination.get("Destination")
    if (given is None or given.data == NO_VALUE) and name in ("SQS", "SNS"):
        suffix, type_ = ("Queue", "AWS::SQS::Queue") if name == "SQS" else ("Topic", "AWS::SNS::Topic")
        tags = without({"Tags": maker.propagated()})
        made = maker.make(logical + suffix, type_, tags, "destination", destination)
        target = att(made) if name == "SQS" else ref(made)
        maker.build.names[f"{maker.logical}.Destination{suffix}"] = made
    action = DESTINATION_ACTIONS.get(name)
    if action is not None:
        own.append(because(destination, inline(f"{logical}{name}Policy", action, target)))
    elif kind is not None:
        own.append(because(destination, incomplete()))
    return {"Destination": target}
