"""Auth.ResourcePolicy: who may reach a REST API at all, as the policy in its definition.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
"""

from awslint.frontends.cloudformation.sam.making import Maker, Route, sub
from awslint.frontends.cloudformation.sam.pieces import Piece, Tree, because

ADDRESSES = {"IpRangeWhitelist": "NotIpAddress", "IpRangeBlacklist": "IpAddress"}
ALLOWED = ("SourceVpcWhitelist", "IntrinsicVpcWhitelist", "IntrinsicVpceWhitelist")
DENIED = ("SourceVpcBlacklist", "IntrinsicVpcBlacklist", "IntrinsicVpceBlacklist")


def policy(maker: Maker, routes: list[Route], preflight: list[str]) -> Tree:
    """The whole policy; None where nothing asks for one. `preflight` are the paths with a CORS method."""
    statements: list[Tree] = []
    stage = maker.get("StageName")
    for route in routes:
        auth = route.event.get("Auth")
        own = auth.get("ResourcePolicy") if auth is not None else None
        if own is not None:
            same = [one for one in routes if one.path == route.path]
            statements += _statements(own, [_resource(stage, one) for one in same])
    auth = maker.get("Auth")
    written = auth.get("ResourcePolicy") if auth is not None else None
    if written is not None:
        resources = [_resource(stage, route) for route in routes]
        resources += [_call(stage, "OPTIONS", path) for path in preflight]
        statements += _statements(written, resources)
    if not statements:
        return None
    document: Tree = {"Version": "2012-10-17", "Statement": statements}
    return because(written, document) if written is not None else document


def _resource(stage: Piece | None, route: Route) -> Tree:
    return _call(stage, "*" if route.method == "any" else route.method.upper(), route.path)


def _call(stage: Piece | None, method: str, path: str) -> Tree:
    return sub(f"execute-api:/${{Stage}}/{method}{path}", Stage=stage or "Prod")


def _statements(policy: Piece, resources: list[Tree]) -> list[Tree]:
    found: list[Tree] = []
    open_to_all: list[Piece] = []

    def add(cause: Piece, effect: str, principal: Tree, condition: Tree = None) -> None:
        statement: dict[str, Tree] = {
            "Action": "execute-api:Invoke",
            "Resource": resources,
            "Effect": effect,
            "Principal": principal,
        }
        if condition is not None:
            statement["Condition"] = condition
        elif principal == "*":
            if open_to_all:
                return
            open_to_all.append(cause)
        found.append(because(cause, statement))

    for name, effect in (("AwsAccountWhitelist", "Allow"), ("AwsAccountBlacklist", "Deny")):
        accounts = policy.get(name)
        if accounts is not None:
            add(accounts, effect, {"AWS": accounts})
    for name, operator in ADDRESSES.items():
        addresses = policy.get(name)
        if addresses is not None:
            add(addresses, "Allow", "*")
            add(addresses, "Deny", "*", {operator: {"aws:SourceIp": addresses}})
    for names, operator in ((DENIED, "StringEquals"), (ALLOWED, "StringNotEquals")):
        keys, cause = _networks(policy, names)
        if keys:
            add(cause, "Allow", "*")
            add(cause, "Deny", "*", {operator: keys})
    custom = policy.get("CustomStatements")
    if custom is not None:
        found.extend(custom.texts())
    return found


def _networks(policy: Piece, names: tuple[str, ...]) -> tuple[dict[str, Tree], Piece]:
    """The VPCs and endpoints of some lists, by the condition key that knows them."""
    keys: dict[str, list[Tree]] = {}
    cause = policy
    for name in names:
        written = policy.get(name)
        for one in written.texts() if written is not None else ():
            cause = written or policy
            endpoint = "Vpce" in name or (name.startswith("Source") and (one.text or "").startswith("vpce-"))
            keys.setdefault("aws:SourceVpce" if endpoint else "aws:SourceVpc", []).append(one)
    return dict(keys), cause
