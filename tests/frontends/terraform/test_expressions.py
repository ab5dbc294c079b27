"""Expressions and templates: what Terraform makes of them, with unknown parts."""

import pytest

from awslint.frontends.terraform.data import Encoded, Secret, unknown
from awslint.frontends.terraform.evaluate import Budget, Exhausted, evaluate
from awslint.frontends.terraform.files import WORD
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
        ('regex("[a-z]+", "53453453.345345aaabbbccc23454")', "aaabbbccc"),
        ('regex("(\\\\d+)-(\\\\d+)-(x)?", "2019-02-")', ["2019", "02", None]),
        ('regex("^(?P<host>[^:/]+):(?P<port>\\\\d+)$", "db.local:5432")', {"host": "db.local", "port": "5432"}),
        ('regexall("[a-z]{2}", "1234abcd5678efgh9")', ["ab", "cd", "ef", "gh"]),
        ('regexall("x", "abc")', []),
        ('can(regex("^[a-z]+$", "abc\\n"))', False),
        ('replace("hello world", "/w.*d/", "everybody")', "hello everybody"),
        ('replace("a-b", "/(\\\\w)-(\\\\w)/", "$2.$${1}")', "b.a"),
        ('"%{ if var.none == null }none%{ else }some%{ endif }!"', "none!"),
        ('"%{ for z in var.zones }${z},%{ endfor }"', "a,b,c,"),
        ("<<EOT\n%{ for i, z in var.zones ~}\n  ${i}${z}  \n%{~ endfor ~}\n\n.\nEOT\n", "0a1b2c.\n"),
        ('base64sha256("a")', "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs="),
        ('urlencode("a b/ü&~")', "a+b%2F%C3%BC%26~"),
        ('csvdecode("a,b\\n1,2\\n")', [{"a": "1", "b": "2"}]),
        ('yamldecode("a: [1, true]")', {"a": [1, True]}),
        ('provider::aws::arn_parse("arn:aws:iam::1:role/x").resource', "role/x"),
        ('basename("a/b.txt")', "b.txt"),
        ('dirname("a/b.txt")', "a"),
        ("pow(2, 3)", 8),
    ],
)
def test_what_is_known(text: str, expected: object) -> None:
    assert _data(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "var.open", "var.open.name", "upper(var.open)", "1 + var.open", "var.open == \"x\"", "[for x in var.open : x]",
        "contains(var.mixed, \"y\")", "timestamp()", "var.zones[var.open]", "true && var.open",
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


@pytest.mark.parametrize(
    "text",
    [
        'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")',
        'regex("a.*b.*c.*d.*e", join("", range(2000)))',
        'regex("(?=a)a", "a")',
        'regex("x", "abc")',
        'replace("abc", "/(a/", "x")',
        "pow(10, 5000)",
        'provider::aws::arn_parse("x")',
    ],
)
def test_what_terraform_refuses_or_what_may_run_away_is_a_fault(text: str) -> None:
    with pytest.raises(Fault):
        _data(text)


def test_a_function_of_a_secret_is_a_secret() -> None:
    for text in ('upper(sensitive("abc"))', '"x-${sensitive("abc")}"', 'split("b", sensitive("abc"))[0]'):
        assert isinstance(_data(text), Secret), text
    assert not isinstance(_data('nonsensitive(sensitive("abc"))'), Secret)
    assert _data('sensitive(5) == 5 && sensitive("a") != "b"') is True


def test_a_secret_in_a_text_that_is_known_in_part_is_left_out() -> None:
    found = _data('"${sensitive("abc")}-${var.open}"')
    assert isinstance(found, Unknown)
    assert "abc" not in repr(found)


def test_files() -> None:
    files = {
        "a.json": b'{"a": "\xc3\xbc"}',
        "b.tftpl": b"%{ for z in zones }${upper(z)}%{ endfor }${open}",
        "raw": b"\xff",
    }
    names = {**NAMES, WORD: files.get}

    def data(text: str) -> object:
        return evaluate(expression(text), lambda name: names[name], Budget())

    assert data('jsondecode(file("a.json")).a') == "ü"
    assert data('filebase64("raw")') == "/w=="
    assert data('filesha256("raw") == sha256("x")') is False
    assert data('[fileexists("a.json"), fileexists("c")]') == [True, False]
    assert data('templatefile("b.tftpl", {zones = var.zones, open = "!"})') == "ABC!"
    assert data('try(file("c"), "none")') == "none"
    rendered = data('templatefile("b.tftpl", {zones = var.zones, open = var.open})')
    assert isinstance(rendered, Unknown)
    assert [one if isinstance(one, str) else one.subject for one in rendered.parts] == ["ABC", "var.open"]
    for wrong in ('file("c")', 'file("raw")', 'templatefile("b.tftpl", {zones = []})'):
        with pytest.raises(Fault):
            data(wrong)
