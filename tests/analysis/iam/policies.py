"""Policies by hand, and a naive reading of them to compare with.

The naive reading works on plain JSON with regular expressions and follows IAM's documentation word for word:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html. It shares no code
with the evaluator.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from awslint.analysis.iam.document import read_document
from awslint.analysis.iam.statement import Document
from awslint.query.view import View
from tests.analysis.graphs import resource, view_of


def document_of(policy: object) -> Document:
    """A policy as the evaluator reads it."""
    view = view_of({"P": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": policy})})
    return document_in(view)


def document_in(view: View, name: str = "P") -> Document:
    """The policy of a resource of the graph."""
    return read_document(view, view.read(resource(view, name), "PolicyDocument"))


@dataclass(frozen=True)
class Who:
    """A caller: by ARN, by service name, or nobody."""

    arn: str = ""
    service: str = ""


def naive(policies: list[dict], who: Who, action: str, target: str, context: dict) -> bool:  # type: ignore[type-arg]
    """Whether the policies allow the request; an explicit Deny wins."""
    statements = [one for policy in policies for one in many(policy["Statement"])]
    hits = [one["Effect"] for one in statements if about(one, who, action, target, context)]
    return "Allow" in hits and "Deny" not in hits


def many(value: object) -> list:  # type: ignore[type-arg]
    return value if isinstance(value, list) else [value]


def about(statement: dict, who: Who, action: str, target: str, context: dict) -> bool:  # type: ignore[type-arg]
    if "Action" in statement and not any(glob(one.lower(), action.lower()) for one in many(statement["Action"])):
        return False
    if "NotAction" in statement and any(glob(one.lower(), action.lower()) for one in many(statement["NotAction"])):
        return False
    if "Resource" in statement and not any(fill(one, target, context) for one in many(statement["Resource"])):
        return False
    if "NotResource" in statement and any(fill(one, target, context) for one in many(statement["NotResource"])):
        return False
    if "Principal" in statement and not is_one_of(statement["Principal"], who):
        return False
    if "NotPrincipal" in statement and is_one_of(statement["NotPrincipal"], who):
        return False
    return all(
        condition(operator, key, many(values), context)
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    )


def glob(pattern: str, text: str) -> bool:
    expression = "".join(".*" if one == "*" else "." if one == "?" else re.escape(one) for one in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def fill(pattern: str, text: str, context: dict) -> bool:  # type: ignore[type-arg]
    expression = ""
    for piece in re.split(r"(\$\{[^}]*\})", pattern):
        name = piece[2:-1].lower() if piece.startswith("${") else ""
        if name in ("*", "?", "$"):
            expression += re.escape(name)
        elif name:
            values = context.get(name)
            if not values:
                return False
            expression += re.escape(values[0])
        else:
            expression += "".join(".*" if one == "*" else "." if one == "?" else re.escape(one) for one in piece)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def is_one_of(principal: object, who: Who) -> bool:
    if principal == "*":
        return True
    assert isinstance(principal, dict)
    for kind, names in principal.items():
        for name in many(names):
            if kind == "AWS" and name == "*":
                return True
            if kind == "Service" and name == who.service:
                return True
            if kind == "AWS" and who.arn:
                account = who.arn.split(":")[4]
                if name in (who.arn, account, f"arn:aws:iam::{account}:root"):
                    return True
    return False


def condition(operator: str, key: str, listed: list, context: dict) -> bool:  # type: ignore[type-arg]
    prefix, _, base = operator.rpartition(":")
    optional = base.endswith("IfExists")
    base = base.removesuffix("IfExists")
    given = context.get(key.lower())
    if base == "Null":
        return ("true" if given is None else "false") in [str(one).lower() for one in listed]
    if given is None:
        return optional or prefix == "ForAllValues" or (not prefix and is_negative(base))
    test = TESTS[base.replace("Not", "")]
    matches = [any(test(str_of(one), value, context) for one in listed) for value in given]
    good = [not one for one in matches] if is_negative(base) else matches
    if prefix == "ForAllValues":
        return all(good)
    if prefix == "ForAnyValue":
        return any(good)
    return all(good) if is_negative(base) else any(good)


def is_negative(operator: str) -> bool:
    return "Not" in operator


def str_of(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


TESTS: dict[str, Callable[[str, str, dict], bool]] = {  # type: ignore[type-arg]
    "StringEquals": lambda listed, value, context: fill(re.sub(r"[*?]", r"${\g<0>}", listed), value, context),
    "StringEqualsIgnoreCase": lambda listed, value, _: listed.lower() == value.lower(),
    "StringLike": lambda listed, value, context: fill(listed, value, context),
    "Bool": lambda listed, value, _: listed.lower() == value.lower(),
    "IpAddress": lambda listed, value, _: ipaddress.ip_address(value) in ipaddress.ip_network(listed),
    "NumericEquals": lambda listed, value, _: float(value) == float(listed),
    "NumericLessThan": lambda listed, value, _: float(value) < float(listed),
    "NumericLessThanEquals": lambda listed, value, _: float(value) <= float(listed),
    "NumericGreaterThan": lambda listed, value, _: float(value) > float(listed),
    "NumericGreaterThanEquals": lambda listed, value, _: float(value) >= float(listed),
    "DateEquals": lambda listed, value, _: moment(value) == moment(listed),
    "DateLessThanEquals": lambda listed, value, _: moment(value) <= moment(listed),
    "DateGreaterThanEquals": lambda listed, value, _: moment(value) >= moment(listed),
    "DateLessThan": lambda listed, value, _: moment(value) < moment(listed),
    "DateGreaterThan": lambda listed, value, _: moment(value) > moment(listed),
    "ArnLike": lambda listed, value, _: all(
        glob(one, other) for one, other in zip(listed.split(":", 5), value.split(":", 5), strict=True)
    ),
    "ArnEquals": lambda listed, value, _: TESTS["ArnLike"](listed, value, {}),
}
