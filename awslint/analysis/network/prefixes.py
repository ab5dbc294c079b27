"""Prefix lists of the input."""

from awslint.analysis.network.cidr import Block, block
from awslint.model.truth import Truth
from awslint.model.value import Scalar, Unknown, Value
from awslint.query.view import View


def listed_blocks(view: View, listed: Value) -> list[Block] | None:
    """The ranges of a prefix list; None when it is outside the input, or not all of it is known."""
    if not isinstance(listed, Scalar | Unknown) or listed.refers_to is None:
        return None
    target = view.graph.resources.get(listed.refers_to.target)
    if target is None or target.type != "AWS::EC2::PrefixList" or view.exists(target) is not Truth.YES:
        return None
    items, complete = view.items(view.read(target, "Entries"))
    texts = [view.get(item, "Cidr") for item in items]
    blocks = [block(text.data) for text in texts if isinstance(text, Scalar) and isinstance(text.data, str)]
    known = [one for one in blocks if one is not None]
    return known if complete and len(known) == len(texts) else None
