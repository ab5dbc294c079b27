"""CloudFormation's short tags and the long forms that they abbreviate."""

STANDARD_PREFIX = "tag:yaml.org,2002:"

STANDARD = frozenset(
    STANDARD_PREFIX + name
    for name in ("binary", "bool", "float", "int", "map", "null", "omap", "pairs", "seq", "set", "str", "timestamp")
)

BARE = frozenset({"Ref", "Condition"})

FUNCTIONS = frozenset(
    {
        "And", "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "FindInMap", "ForEach",
        "GetAtt", "GetAZs", "GetStackOutput", "If", "ImportValue", "Join", "Length", "Not", "Or", "RefAll", "Select",
        "Split", "Sub", "ToJsonString", "Transform", "ValueOf", "ValueOfAll",
    }
)  # fmt: skip


def long_form(tag: str) -> str | None:
    """Give the key that a short tag stands for, such as ``Fn::Sub`` for ``!Sub``, or nothing for a tag of others."""
    name = tag[1:] if tag.startswith("!") else ""
    if name in BARE:
        return name
    return f"Fn::{name}" if name in FUNCTIONS else None


def written(tag: str) -> str:
    """Give a tag as an author writes it: ``!!set`` for the standard ones, which a parser hands out as URIs."""
    return "!!" + tag.removeprefix(STANDARD_PREFIX) if tag.startswith(STANDARD_PREFIX) else tag


def attribute(text: str) -> list[str]:
    """Split ``Resource.Attribute`` as ``!GetAtt`` does: at the first dot, since an attribute may have dots itself."""
    return text.split(".", 1)
