"""Expressions and templates: what Terraform makes of them, with unknown parts."""

import pytest

from awslint.frontends.terraform.data import Encoded, unknown
from awslint.frontends.terraform.evaluate import Budget, Exhausted, evaluate
from awslint.frontends.terraform.functions import Fault
from awslint.frontends.terraform.hcl import SyntaxFault, expression, template
from awslint.model.value import Unknown, Why

NAMES: dict[str, object] = {
    "var": {
        "name": "shop",
        "zones": ["a", "b", "c"],
        "ports": {"https": 443, "http": 80},
        "none": None,
        "open": unknown(Why.PARAMETER, "var.open"),
        "mixed": ["x", unknown(Why.PARAMETER, "var.open")],
    }
}


def _data(text: str) -> object:
    return evaluate(expression(text), lambda name: NAMES[name], Budget())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 % 4 - 1", 2),
        ("-2 + 5", 3),
        ('!true || 2 >= 2 && "a" != "b"', True),
        ('1 == "1"', False),
        ("true == 1", False),
        ("var.none == null", True),
        ('var.name == "shop" ? "yes" : "no"', "yes"),
        ('"${var.name}-${1 + 1}"', "shop-2"),
        ('"$${not} \\"quoted\\""', '${not} "quoted"'),
        ("<<-EOT\n    a\n      b ${var.name}\n    EOT\n", "a\n  b shop\n"),
        ("var.zones[1]", "b"),
        ("var.zones.0", "a"),
        ('var.ports["https"]', 443),
        ("var.zones[*]", ["a", "b", "c"]),
        ("[{a = 1}, {a = 2}][*].a", [1, 2]),
        ("[{a = 1}, {a = 2}].*.a", [1, 2]),
        ('[for z in var.zones : upper(z) if z != "b"]', ["A", "C"]),
        ('[for i, z in var.zones : "${i}${z}"]', ["0a", "1b", "2c"]),
        ("{for k, v in var.ports : v => k}", {"443": "https", "80": "http"}),
        ('{for z in var.zones : z == "a" ? "x" : "y" => z...}', {"x": ["a"], "y": ["b", "c"]}),
        ('{a = 1, "b" : 2}', {"a": 1, "b": 2}),
        ("merge({a = 1, b = 1}, {b = 2})", {"a": 1, "b": 2}),
        ("concat([1], [2, 3])", [1, 2, 3]),
        ("max([1, 5, 3]...)", 5),
        ("flatten([[1, [2]], 3])", [1, 2, 3]),
        ('format("%s-%03d%%", var.name, 7)', "shop-007%"),
        ('join("-", sort(["b", "a"]))', "a-b"),
        ('cidrsubnet("10.0.0.0/16", 8, 2)', "10.0.2.0/24"),
        ('cidrhost("10.0.0.0/16", 5)', "10.0.0.5"),
        ('cidrnetmask("10.0.0.0/20")', "255.255.240.0"),
        ("element(var.zones, 4)", "b"),
        ('lookup(var.ports, "ssh", 22)', 22),
        ('try(var.ports.ssh, var.ports["http"])', 80),
        ("can(var.ports.ssh)", False),
        ('coalesce(null, "", "x")', "x"),
        ('toset(["b", "a", "b"])', ["a", "b"]),
        ('jsonencode({b = [1, true, null], a = "x"})', '{"a":"x","b":[1,true,null]}'),
        ('jsondecode("{\\"a\\": [1]}").a[0]', 1),
        ('replace("a.b", ".", "-")', "a-b"),
        ('substr("hello", 1, 3)', "ell"),
        ("range(3)", [0, 1, 2]),
        ('zipmap(["a", "b"], [1, 2])', {"a": 1, "b": 2}),
        ('setsubtract(["a", "b"], ["a"])', ["b"]),
        ('length("abc") + length(var.ports)', 5),
        ("1 + 1 # two", 2),
    ],
)
def test_what_is_known(text: str, expected: object) -> None:
    assert _data(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "var.open", "var.open.name", "upper(var.open)", "1 + var.open", "var.open == \"x\"", "[for x in var.open : x]",
        "contains(var.mixed, \"y\")", "file(\"x\")", "timestamp()", "var.zones[var.open]", "true && var.open",
    ],
)  # fmt: skip
def test_what_is_unknown_spreads(text: str) -> None:
    assert isinstance(_data(text), Unknown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("length(var.mixed)", 2),
        ("var.mixed[0]", "x"),
        ("false && var.open", False),
        ("true || var.open", True),
        ('lookup({a = var.open, b = 1}, "b")', 1),
        ("var.open ? 1 : 1", 1),
    ],
)
def test_what_does_not_hang_on_the_unknown_is_known(text: str, expected: object) -> None:
    assert _data(text) == expected


def test_a_condition_that_is_unknown_leaves_its_branches() -> None:
    found = _data('var.open ? "AES256" : "aws:kms"')
    assert isinstance(found, Unknown)
    assert found.among is not None
    assert [one.data for one in found.among] == ["AES256", "aws:kms"]  # type: ignore[union-attr]
    assert not found.may_be_absent


def test_a_condition_that_may_give_null_may_be_absent() -> None:
    found = _data("var.open ? 7 : null")
    assert isinstance(found, Unknown)
    assert found.may_be_absent


def test_a_template_keeps_its_known_parts() -> None:
    found = evaluate(template("arn:${var.open}:x"), lambda name: NAMES[name], Budget())
    assert isinstance(found, Unknown)
    assert [one if isinstance(one, str) else one.subject for one in found.parts] == ["arn:", "var.open", ":x"]


def test_encoded_json_keeps_what_is_known() -> None:
    found = _data('jsonencode({Effect = "Allow", Resource = var.open})')
    assert isinstance(found, Encoded)
    assert found.data["Effect"] == "Allow"  # type: ignore[index]


@pytest.mark.parametrize("text", ["1 +", "[1, 2", '"${"', "{a}", "foo(1,,2)", "%{ if true }", "a b", "[for x : y]"])
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(SyntaxFault):
        expression(text)


@pytest.mark.parametrize(
    "text", ["var.ports.ssh", "var.zones[9]", "upper([1])", "1 / 0", 'cidrsubnet("10.0.0.0/16", 80, 1)', "one([1, 2])"]
)
def test_what_terraform_would_refuse(text: str) -> None:
    with pytest.raises(Fault):
        _data(text)


def test_hostile_expressions_are_bounded() -> None:
    with pytest.raises(SyntaxFault):
        expression("(" * 10_000 + "1" + ")" * 10_000)
    with pytest.raises(Exhausted):
        _data("[for a in range(9999) : [for b in range(9999) : a * b]]")
