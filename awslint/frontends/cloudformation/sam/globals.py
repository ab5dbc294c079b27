"""Globals merged into the resources, by SAM's rules: maps merge, lists are appended, all else is overridden.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
"""

from awslint.frontends.cloudformation.sam.pieces import Piece, called

SECTIONS = {
    "AWS::Serverless::Function": "Function",
    "AWS::Serverless::Api": "Api",
    "AWS::Serverless::HttpApi": "HttpApi",
    "AWS::Serverless::SimpleTable": "SimpleTable",
    "AWS::Serverless::StateMachine": "StateMachine",
    "AWS::Serverless::LayerVersion": "LayerVersion",
    "AWS::Serverless::GraphQLApi": "GraphQLApi",
}
# SAM takes the function's own list of architectures instead of both.
REPLACED = {("Function", "Architectures")}


def with_globals(resource: Piece, globals_: Piece | None) -> Piece:
    """A resource with the Globals of its type merged into its properties."""
    type_ = resource.get("Type")
    section = SECTIONS.get(type_.text or "") if type_ is not None else None
    defaults = globals_.get(section) if globals_ is not None and section else None
    ignored = resource.get("IgnoreGlobals")
    if section is None or defaults is None or not isinstance(resource.data, dict):
        return resource
    if ignored is not None and ignored.text == "*":
        return resource
    left_out = {one.text for one in ignored.items()} if ignored is not None else set()
    own = resource.get("Properties") or Piece({}, resource.path, True)
    entries: dict[str, object] = {name: piece for name, piece in defaults.entries() if name not in left_out}
    for name, piece in own.entries():
        given = entries.get(name)
        plain = given is None or (section, name) in REPLACED
        entries[name] = piece if plain or not isinstance(given, Piece) else merged(given, piece)
    properties = Piece(entries, own.path, own.key)
    return Piece({**dict(resource.entries()), "Properties": properties}, resource.path, resource.key)


def merged(given: Piece, own: Piece) -> Piece:
    """A global value and a resource's own; the result points at the own, its parts at whichever they came from."""
    if called(given.data) or called(own.data):
        return own
    if isinstance(given.data, dict) and isinstance(own.data, dict):
        entries = dict(given.entries())
        for name, piece in own.entries():
            before = entries.get(name)
            entries[name] = piece if before is None else merged(before, piece)
        return Piece(entries, own.path, own.key)
    if isinstance(given.data, list) and isinstance(own.data, list):
        return Piece([*given.items(), *own.items()], own.path, own.key)
    return own
