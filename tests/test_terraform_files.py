"""What a `.tf.json` configuration takes along when a single file of it is named."""

import json
from pathlib import Path

import pytest

from awslint.inputs.terraform_files import local_file, taken_along
from awslint.run import Options, check
from awslint.source.document import Document
from awslint.source.reading import read


def _written(folder: Path, files: dict[str, str]) -> list[Document]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    first = folder / next(iter(files))
    return list(read(first.as_posix(), first.read_bytes()).documents)


def test_variable_files_and_local_modules(tmp_path: Path) -> None:
    documents = _written(
        tmp_path,
        {
            "root/main.tf.json": '{"module": {"a": {"source": "../a"}, "far": {"source": "x/y/z"}}}',
            "root/terraform.tfvars.json": '{"x": 1}',
            "root/prod.auto.tfvars.json": '{"x": 2}',
            "root/other.tfvars.json": '{"x": 3}',
            "a/main.tf.json": '{"module": [{"b": [{"source": "./b"}]}]}',
            "a/terraform.tfvars.json": '{"x": 4}',
            "a/b/main.tf.json": '{"module": {"back": {"source": "../../root"}}}',
        },
    )
    found = [(kind, Path(one.uri).relative_to(tmp_path).as_posix()) for kind, one in taken_along(documents)]
    assert found == [
        ("tfvars", "root/prod.auto.tfvars.json"),
        ("tfvars", "root/terraform.tfvars.json"),
        ("tf_json", "a/main.tf.json"),
        ("tf_json", "a/b/main.tf.json"),
    ]


def test_a_module_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    documents = _written(tmp_path, {"main.tf.json": '{"module": {"a": {"source": "./gone"}}}'})
    assert list(taken_along(documents)) == []


def test_files_of_the_configurations_folders_are_read(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "policy.json").write_text("{}")
    (tmp_path / "other.json").write_text("secret")
    (tmp_path / "root" / "link").symlink_to(tmp_path / "other.json")
    (tmp_path / "root" / "large").write_bytes(b"x" * 1_000_001)
    folders = (str(tmp_path / "root"), str(tmp_path / "module"))
    assert local_file(f"{tmp_path}/root/../module/policy.json", folders) == b"{}"
    assert local_file(f"{tmp_path}/root/gone", folders) is None
    for outside in ("../other.json", "link", "../../etc/passwd", "\0"):
        assert isinstance(local_file(f"{tmp_path}/root/{outside}", folders), str), outside
    assert isinstance(local_file(f"{tmp_path}/root/large", folders), str)
    assert isinstance(local_file(f"{tmp_path}/root", folders), str)


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ('${file("admin.json")}', "NON_COMPLIANT"),
        ('${file("${path.module}/admin.json")}', "NON_COMPLIANT"),
        ('${templatefile("policy.tftpl", {actions = ["*"]})}', "NON_COMPLIANT"),
        ('${templatefile("policy.tftpl", {actions = ["s3:GetObject"]})}', "COMPLIANT"),
        ('${file("../outside.json")}', "INSUFFICIENT_DATA"),
        ('${file("gone.json")}', "INSUFFICIENT_DATA"),
    ],
)
def test_a_policy_in_a_file_is_judged(tmp_path: Path, policy: str, verdict: str) -> None:
    """A module's own folder is meant by path.module, the root's by a bare name."""
    admin = json.dumps({"Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]})
    for place in ("root/admin.json", "root/m/admin.json", "outside.json"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(admin)
    (tmp_path / "root" / "policy.tftpl").write_text(
        admin.replace('["*"]', '[%{ for i, a in actions }%{ if i > 0 },%{ endif }"${a}"%{ endfor }]')
    )
    (tmp_path / "root" / "main.tf.json").write_text('{"module": {"m": {"source": "./m"}}}')
    resource = {"resource": {"aws_iam_policy": {"p": {"policy": policy}}}}
    (tmp_path / "root" / "m" / "main.tf.json").write_text(json.dumps(resource))
    report = check([str(tmp_path / "root")], Options(select=("iam-policy-no-statements-with-admin-access",)))
    assert [(one.address, one.verdict.value) for one in report.findings] == [("module.m.aws_iam_policy.p", verdict)]
