"""What Terraform marks as sensitive is in no output: not in messages, not in the lines that reports show."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from awslint.cli.main import run
from awslint.report.formats import FORMATS

LONG, SHORT, NUMBER = 'correct-"horse"<&battery', "pw1", 54321
QUEUE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*", "Sid": LONG}],
}
VALUES = {
    "aws_db_instance": {
        "engine": "mysql",
        "password": LONG,
        "storage_encrypted": False,
        "port": NUMBER,
        "username": SHORT,
        "publicly_accessible": True,
    },
    "aws_sqs_queue": {"name": "q", "policy": json.dumps(QUEUE)},
    "aws_security_group": {
        "name": LONG,
        "ingress": [
            {"from_port": 22, "to_port": 22, "protocol": "tcp", "description": SHORT, "cidr_blocks": ["0.0.0.0/0"]}
        ],
    },
    "aws_lambda_function": {
        "function_name": "f",
        "runtime": "python2.7",
        "environment": [{"variables": {"TOKEN": LONG}}],
        "tags": {"key": LONG},
    },
}
MARKS: dict[str, object] = {
    "aws_db_instance": {"password": True, "port": True, "username": True},
    "aws_sqs_queue": {"policy": True},
    "aws_security_group": {"name": True, "ingress": [{"description": True}]},
    "aws_lambda_function": {"environment": [{"variables": True}], "tags": {"key": True}},
}


def _plan(marked: bool) -> dict[str, object]:
    resources, changes = [], []
    for type_, values in VALUES.items():
        head = {"address": f"{type_}.x", "mode": "managed", "type": type_, "name": "x"}
        marks = {"sensitive_values": MARKS[type_]} if marked else {}
        resources.append({**head, "values": values, **marks})
        old = {**values, "password": "the-former-horse"}
        change = {
            "actions": ["update"],
            "before": old,
            "after": values,
            "before_sensitive": {"password": True},
            "after_sensitive": MARKS[type_],
        }
        changes.append({**head, "change": change if marked else {"actions": ["create"]}})
    root = {"resources": resources}
    outputs = {"key": {"sensitive": True, "value": "an-output-horse"}}
    return {
        "format_version": "1.2",
        "variables": {"pw": {"value": "a-variable-horse"}},
        "planned_values": {"outputs": outputs, "root_module": root},
        "resource_changes": changes,
        "configuration": {"root_module": {"variables": {"pw": {"sensitive": True}}}},
    }


def _go(data: object, indent: int | None) -> str:
    """As Terraform writes JSON: HTML's characters escaped, and no blanks unless somebody formats it."""
    text = json.dumps(data, indent=indent, ensure_ascii=False, separators=None if indent else (",", ":"))
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _shown(path: Path, form: str) -> str:
    """What a run prints, on both streams."""
    arguments = [
        "check",
        str(path),
        "-f",
        form,
        "--select",
        "*",
        "--show",
        "all",
        "--fail-on",
        "never",
        "-v",
        "--isolated",
    ]
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    out.flush()
    printed: str = out.buffer.getvalue().decode() + err.getvalue()  # type: ignore[attr-defined]
    assert code == 0, printed
    assert "aws_db_instance" in printed or form == "markdown"
    return printed


def _leaks(output: str) -> list[str]:
    """Secrets in an output, by words that no format writes otherwise."""
    plain = (
        output.replace("\\", "").replace("&quot;", '"').replace("&lt;", "<").replace("&amp;", "&").replace("u003c", "<")
    )
    words = ("horse", "battery", str(NUMBER))
    return [word for word in words if word in plain] + [SHORT for _ in [0] if SHORT in plain]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("indent", [None, 2])
def test_nothing_that_is_marked_is_shown(tmp_path: Path, form: str, indent: int | None) -> None:
    path = tmp_path / "plan.json"
    path.write_text(_go(_plan(marked=True), indent), encoding="utf-8")
    assert _leaks(_shown(path, form)) == []


def test_without_marks_the_same_texts_are_shown(tmp_path: Path) -> None:
    """So the tests above would see a leak."""
    path = tmp_path / "plan.json"
    path.write_text(_go(_plan(marked=False), None), encoding="utf-8")
    assert {"battery", str(NUMBER), SHORT} <= set(_leaks(_shown(path, "text")))


def test_the_provider_marks_some_attributes_by_itself(tmp_path: Path) -> None:
    """Plans before Terraform 0.15 have no marks."""
    path = tmp_path / "plan.json"
    values = {**VALUES["aws_db_instance"], "username": "u", "port": 1}
    head = {"address": "aws_db_instance.x", "mode": "managed", "type": "aws_db_instance", "name": "x", "values": values}
    path.write_text(_go({"format_version": "0.1", "planned_values": {"root_module": {"resources": [head]}}}, None))
    assert _leaks(_shown(path, "text")) == []


def test_columns_stay_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(_go(_plan(marked=True), None), encoding="utf-8")
    shown = _shown(path, "text")
    assert '"password":"****' in shown
    excerpt = next(part for part in shown.split("\n\n") if "rds-storage-encrypted" in part)
    line, mark = (row for row in excerpt.splitlines() if row.startswith(("1 |", "  |")) and len(row) > 4)
    assert line[mark.index("^") : mark.rindex("^") + 1] == "false"


def test_secrets_in_sources_are_hidden_too(tmp_path: Path) -> None:
    pytest.importorskip("tree_sitter_hcl")
    path = tmp_path / "plan.json"
    plan = _plan(marked=True)
    path.write_text(_go(plan, None), encoding="utf-8")
    blocks = [f'resource "{type_}" "x" {{ name = "correct-\\"horse\\"<&battery" }}' for type_ in VALUES]
    (tmp_path / "main.tf").write_text("\n".join(blocks))
    shown = _shown(path, "text")
    assert "main.tf:1:1" in shown
    assert _leaks(shown) == []


@pytest.mark.parametrize("form", FORMATS)
def test_sensitive_variables_of_a_configuration_are_not_shown(tmp_path: Path, form: str) -> None:
    configuration = {
        "variable": {"pw": {"sensitive": True, "default": LONG}, "port": {"sensitive": True, "default": NUMBER}},
        "locals": {"all": {"secret": "${var.pw}", "made": "${upper(var.pw)}-${lower(var.pw)}"}},
        "resource": {
            "aws_db_instance": {
                "x": {
                    "engine": "mysql",
                    "username": "${local.all.made}",
                    "password": "in-clear-horse",
                    "port": "${var.port}",
                }
            },
            "aws_sqs_queue": {"x": {"name": "x-${var.pw}", "policy": "${jsonencode({Sid = var.pw, Statement = []})}"}},
            "aws_lambda_function": {"x": {"function_name": "${aws_db_instance.x.password}", "runtime": "${var.pw}"}},
        },
    }
    path = tmp_path / "main.tf.json"
    path.write_text(json.dumps(configuration, indent=2))
    output = _shown(path, form)
    assert [one for one in ("HORSE", *_leaks(output)) if one in output] == []


def test_a_state_file_marks_its_secrets_by_paths(tmp_path: Path) -> None:
    instance = {
        "attributes": VALUES["aws_db_instance"],
        "sensitive_attributes": [[{"type": "get_attr", "value": name}] for name in ("port", "username")],
    }
    resource = {"mode": "managed", "type": "aws_db_instance", "name": "x", "instances": [instance]}
    outputs = {"pw": {"value": "an-output-horse", "sensitive": True}}
    path = tmp_path / "terraform.tfstate"
    path.write_text(json.dumps({"version": 4, "lineage": "x", "outputs": outputs, "resources": [resource]}, indent=2))
    assert _leaks(_shown(path, "text")) == []
