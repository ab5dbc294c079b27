"""Places in `.tf` files: what a person wrote, found through modules, nested blocks and the binary plan."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from awslint.model.report import Report
from awslint.run import Options, check

ROOT = str(Path(__file__).parents[3])
LINES = Path(__file__).parent / "plans" / "lines"
ENCRYPTED = "rds-storage-encrypted"
PORTS = "restricted-ssh"
RDP = "restricted-common-ports"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project as Terraform leaves it: sources and the JSON plan; the binary plan is not there."""
    folder = tmp_path / "project"
    shutil.copytree(LINES, folder)
    (folder / "plan.bin").unlink()
    return folder


def places(report: Report, folder: Path, verdict: str = "NON_COMPLIANT") -> dict[str, list[str]]:
    """By address, what the findings of a verdict point at: file, line, and the text of the region."""
    found: dict[str, list[str]] = {}
    for finding in report.findings:
        if finding.verdict.value == verdict:
            assert finding.place is not None
            found.setdefault(finding.address, []).append(pointed(report, folder, finding.place))
    return found


def pointed(report: Report, folder: Path, place: object) -> str:
    at = report.places.locate(place.document, place.path, place.key)  # type: ignore[attr-defined]
    assert at is not None
    assert at.start_line == at.end_line
    text = report.places.line(at.file, at.start_line).encode("utf-16-le")
    text = text[2 * at.start_column - 2 : 2 * at.end_column - 2]
    return f"{at.file.removeprefix(f'{folder.as_posix()}/')}:{at.start_line}: {text.decode('utf-16-le')}"


def test_modules_with_equal_names_are_never_mixed_up(project: Path) -> None:
    report = check([str(project / "plan.json")], Options(select=(ENCRYPTED,)))
    assert places(report, project) == {
        'module.beta["a.b"].aws_db_instance.this': ["beta/main.tf:7: false"],
        'module.beta["c"].aws_db_instance.this': ["beta/main.tf:7: false"],
    }
    assert places(report, project, "COMPLIANT") == {"module.alpha.aws_db_instance.this": ["alpha/main.tf:7: true"]}


def test_the_plan_and_the_call_are_related(project: Path) -> None:
    report = check([str(project / "plan.json")], Options(select=(ENCRYPTED,)))
    finding = next(one for one in report.findings if one.address == 'module.beta["c"].aws_db_instance.this')
    related = [(one.role, pointed(report, project, one.place)) for one in finding.related]
    assert related == [("plan", "plan.json:1: false"), ("module-call", 'main.tf:6: module "beta"')]


def test_nested_blocks_are_told_apart_by_what_they_say(project: Path) -> None:
    """Rules of a group are a set: a plan has them in another order than the file."""
    report = check([str(project / "plan.json")], Options(select=(PORTS,)))
    assert places(report, project) == {"aws_security_group.office": ['main.tf:27: "0.0.0.0/0"']}


def test_what_a_dynamic_block_makes_is_shown_in_its_content(project: Path) -> None:
    report = check([str(project / "plan.json")], Options(select=(RDP,)))
    assert places(report, project) == {"aws_security_group.office": ['main.tf:35: "0.0.0.0/0"']}


def test_what_is_not_written_is_shown_at_the_block(project: Path) -> None:
    report = check([str(project / "plan.json")], Options(select=("rds-instance-deletion-protection-enabled",)))
    assert places(report, project)["module.alpha.aws_db_instance.this"] == [
        'alpha/main.tf:1: resource "aws_db_instance" "this"'
    ]


def test_a_state_is_shown_in_its_sources_too(project: Path) -> None:
    plan = json.loads((project / "plan.json").read_text())
    state = {"format_version": "1.0", "terraform_version": "1.11.4", "values": plan["planned_values"]}
    (project / "state.json").write_text(json.dumps(state))
    report = check([str(project / "state.json")], Options(select=(ENCRYPTED,)))
    assert places(report, project)['module.beta["c"].aws_db_instance.this'] == ["beta/main.tf:7: false"]


def test_the_sources_may_be_elsewhere(project: Path, tmp_path: Path) -> None:
    plan = Path(shutil.move(project / "plan.json", tmp_path / "plan.json"))
    options = Options(select=(ENCRYPTED,), source_root=str(project))
    assert places(check([str(plan)], options), project)['module.beta["c"].aws_db_instance.this'] == [
        "beta/main.tf:7: false"
    ]
    alone = places(check([str(plan)], Options(select=(ENCRYPTED,))), tmp_path)
    assert alone['module.beta["c"].aws_db_instance.this'] == ["plan.json:1: false"]


def test_a_source_root_without_the_plans_resources_is_told(project: Path, tmp_path: Path) -> None:
    options = Options(select=(ENCRYPTED,), source_root=str(project / "alpha"))
    report = check([str(project / "plan.json")], options)
    assert places(report, project)['module.beta["c"].aws_db_instance.this'] == ["plan.json:1: false"]
    assert [(one.severity, one.code) for one in report.diagnostics] == [("warning", "terraform-sources")]
    assert "aws_security_group.office" in report.diagnostics[0].message


def test_sources_of_something_else_are_not_used(project: Path) -> None:
    (project / "main.tf").write_text('resource "aws_security_group" "office" {}\n' * 2)
    report = check([str(project / "plan.json")], Options(select=(ENCRYPTED,)))
    assert places(report, project)['module.beta["c"].aws_db_instance.this'] == ["plan.json:1: false"]
    assert report.diagnostics == ()


def test_an_attribute_that_an_override_file_may_set_is_shown_at_the_block(project: Path) -> None:
    override = 'resource "aws_db_instance" "this" {\n  storage_encrypted = false\n}\n'
    (project / "beta" / "override.tf").write_text(override)
    report = check([str(project / "plan.json")], Options(select=(ENCRYPTED,)))
    assert places(report, project)['module.beta["c"].aws_db_instance.this'] == [
        'beta/main.tf:1: resource "aws_db_instance" "this"'
    ]


def test_without_the_parser_a_notice_says_so_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awslint.frontends.terraform.written.available", lambda: False)
    shutil.copy(project / "plan.json", project / "plan2.json")
    report = check([str(project / "plan.json"), str(project / "plan2.json")], Options(select=(ENCRYPTED,)))
    assert [(one.severity, one.code) for one in report.diagnostics] == [("notice", "terraform-sources")]
    assert "pip install 'awslint[hcl]'" in report.diagnostics[0].message
    assert all(finding.place and finding.place.document.endswith(".json") for finding in report.findings)


@pytest.mark.parametrize("moved", [False, True])
def test_a_binary_plan_has_the_sources_that_the_plan_was_made_of(project: Path, moved: bool) -> None:
    shutil.copy(LINES / "plan.bin", project)
    if moved:  # only the two plans are at hand, as in the second job of a pipeline
        for source in project.rglob("*.tf"):
            source.unlink()
    else:  # somebody has edited since
        (project / "beta" / "main.tf").write_text("\n\n\n" + (project / "beta" / "main.tf").read_text())
    report = check([str(project / "plan.json")], Options(select=(ENCRYPTED,)))
    found = places(report, project)['module.beta["c"].aws_db_instance.this']
    assert found == ["plan.bin!/beta/main.tf:7: false" if moved else "beta/main.tf:7: false"]


@pytest.mark.parametrize("name", ["../main.tf", "/main.tf", "..\\main.tf", "deep/main.tf"])
def test_members_that_lead_elsewhere_are_not_taken_from_a_binary_plan(project: Path, name: str) -> None:
    for source in project.rglob("*.tf"):
        source.unlink()
    _archive(project, {name: (LINES / "main.tf").read_bytes()})
    report = check([str(project / "plan.json")], Options(select=(PORTS,)))
    assert places(report, project)["aws_security_group.office"][0].startswith("plan.json:1:")


def test_a_binary_plan_that_swells_is_left_alone(project: Path) -> None:
    for source in project.rglob("*.tf"):
        source.unlink()
    _archive(project, {"main.tf": (LINES / "main.tf").read_bytes() + b"#" * 100_000_000})
    assert (project / "plan.bin").stat().st_size < 1_000_000
    report = check([str(project / "plan.json")], Options(select=(PORTS,)))
    assert places(report, project)["aws_security_group.office"][0].startswith("plan.json:1:")


@pytest.mark.parametrize("damage", [slice(0, 3000), slice(0, -1)])
def test_a_broken_binary_plan_beside_a_plan_does_no_harm(project: Path, damage: slice) -> None:
    (project / "plan.bin").write_bytes((LINES / "plan.bin").read_bytes()[damage])
    report = check([str(project / "plan.json")], Options(select=(ENCRYPTED,)))
    assert places(report, project)['module.beta["c"].aws_db_instance.this'] == ["beta/main.tf:7: false"]


def _archive(project: Path, sources: dict[str, bytes]) -> None:
    with zipfile.ZipFile(project / "plan.bin", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("tfplan", "tfstate"):
            archive.writestr(name, b"")
        archive.writestr("tfconfig/modules.json", json.dumps([{"Key": "", "Dir": "."}]))
        for name, raw in sources.items():
            archive.writestr(f"tfconfig/m-/{name}", raw)


INNER = 'resource "aws_s3_bucket" "this" {\n  bucket = "inner"\n}\n'
BUCKET = {
    "mode": "managed",
    "type": "aws_s3_bucket",
    "name": "this",
    "values": {"bucket": "inner"},
}


def _of_others(folder: Path) -> Path:
    """A module of the registry, and one of a repository that a local module calls; both are installed."""
    call = {"source": "terraform-aws-modules/s3-bucket/aws"}
    inner = {"source": "git::https://example.com/buckets.git//one"}
    (folder / "main.tf").write_text(
        f'# Storage.\nmodule "logs" {{\n  source = "{call["source"]}"\n}}\n\nmodule "own" {{\n  source = "./own"\n}}\n'
    )
    (folder / "own").mkdir()
    (folder / "own" / "own.tf").write_text(f'module "deep" {{\n  source = "{inner["source"]}"\n}}\n')
    rows = []
    for key, where in (("logs", ".terraform/modules/logs"), ("own", "own"), ("own.deep", ".terraform/modules/x/one")):
        rows.append({"Key": key, "Source": "", "Dir": where})
        (folder / where).mkdir(parents=True, exist_ok=True)
        if key != "own":
            (folder / where / "main.tf").write_text(INNER)
    (folder / ".terraform" / "modules" / "modules.json").write_text(json.dumps({"Modules": rows}))
    addresses = {name: f"module.{name}.aws_s3_bucket.this" for name in ("logs", "own.module.deep")}
    plan = {
        "format_version": "1.2",
        "planned_values": {
            "root_module": {
                "child_modules": [
                    {"address": "module.logs", "resources": [{**BUCKET, "address": addresses["logs"]}]},
                    {
                        "address": "module.own",
                        "child_modules": [
                            {
                                "address": "module.own.module.deep",
                                "resources": [{**BUCKET, "address": addresses["own.module.deep"]}],
                            }
                        ],
                    },
                ]
            }
        },
        "configuration": {
            "root_module": {
                "module_calls": {
                    "logs": {**call, "module": {}},
                    "own": {"source": "./own", "module": {"module_calls": {"deep": {**inner, "module": {}}}}},
                }
            }
        },
    }
    path = folder / "plan.json"
    path.write_text(json.dumps(plan))
    return path


def test_in_a_module_of_others_the_users_own_call_comes_first(tmp_path: Path) -> None:
    report = check([str(_of_others(tmp_path))], Options(select=("s3-bucket-versioning-enabled",)))
    assert places(report, tmp_path) == {
        "module.logs.aws_s3_bucket.this": ['main.tf:2: module "logs"'],
        "module.own.module.deep.aws_s3_bucket.this": ['own/own.tf:1: module "deep"'],
    }
    deep = next(one for one in report.findings if "deep" in one.address)
    assert [(one.role, pointed(report, tmp_path, one.place)) for one in deep.related] == [
        ("plan", 'plan.json:1: "module.own.module.deep.aws_s3_bucket.this"'),
        ("module-call", 'main.tf:6: module "own"'),
        ("module-resource", '.terraform/modules/x/one/main.tf:1: resource "aws_s3_bucket" "this"'),
    ]


def test_a_module_of_others_that_is_not_installed_is_its_call(tmp_path: Path) -> None:
    plan = _of_others(tmp_path)
    shutil.rmtree(tmp_path / ".terraform")
    report = check([str(plan)], Options(select=("s3-bucket-versioning-enabled",)))
    logs = next(one for one in report.findings if "logs" in one.address)
    assert places(report, tmp_path)[logs.address] == ['main.tf:2: module "logs"']
    assert [one.role for one in logs.related] == ["plan"]


def test_a_plan_without_sources_does_not_load_the_parser(project: Path, tmp_path: Path) -> None:
    plan = Path(shutil.move(project / "plan.json", tmp_path / "plan.json"))
    program = "import sys; from awslint.cli.main import main\ntry: main()\nfinally: print('tree_sitter' in sys.modules)"
    ran = [
        subprocess.run(
            [sys.executable, "-c", program, "check", str(plan), *more], capture_output=True, text=True, cwd=ROOT
        )
        for more in ([], ["--source-root", str(project)])
    ]
    assert [one.stdout.splitlines()[-1] for one in ran] == ["False", "True"]


def _told(*arguments: str, folder: Path) -> tuple[int, str]:
    program = [sys.executable, "-m", "awslint", "check", *arguments]
    ran = subprocess.run(program, cwd=folder, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ROOT})
    return ran.returncode, ran.stderr


def test_a_binary_plan_alone_is_answered_with_the_command_to_run(tmp_path: Path) -> None:
    shutil.copy(LINES / "plan.bin", tmp_path / "my plan.bin")
    command = "`terraform show -json 'my plan.bin' > 'my plan.bin.json'`"
    code, told = _told("my plan.bin", folder=tmp_path)
    assert (code, told.splitlines()[0]) == (
        0,
        f"my plan.bin: notice: not judged: Terraform plan file: {command} makes it readable",
    )
    code, told = _told(".", folder=tmp_path)
    assert code == 2
    assert f"no template, plan or state was found here; my plan.bin is a binary plan: run {command}" in told


def test_a_binary_plan_named_with_its_json_says_what_it_is_for(project: Path) -> None:
    shutil.copy(LINES / "plan.bin", project)
    _, told = _told("plan.json", "plan.bin", folder=project)
    assert "plan.bin: notice: not judged: Terraform plan file: its sources give the lines of plan.json" in told


def test_a_source_root_that_is_no_folder_is_an_error(project: Path) -> None:
    code, told = _told("plan.json", "--source-root", "nowhere", folder=project)
    assert code == 2
    assert "--source-root nowhere is no folder" in told


TEXTS = """\
locals {
  action = "s3:Get${var.what}"
  deny   = [for a in ["s3:PutObject"] : a]
}
variable "what" {
  default = "Object"
}
resource "aws_s3_bucket" "b" {}
resource "aws_eip" "office" {}
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = local.action, Resource = "${aws_s3_bucket.b.arn}/*" },
      { Effect = "Deny", Action = local.deny, Resource = [aws_s3_bucket.b.arn] },
    ]
  })
}
resource "aws_security_group" "g" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["${aws_eip.office.public_ip}/32"]
  }
}
"""
REFERENCES = ["local.action", "aws_s3_bucket.b.arn", "aws_s3_bucket.b", "local.deny"]


def _unknown_texts(folder: Path, references: list[str]) -> Path:
    """A plan in which a policy and a range are known after apply."""
    addresses = ("aws_s3_bucket.b", "aws_eip.office", "aws_iam_policy.p", "aws_security_group.g")
    rule = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": [None]}
    values: dict[str, object] = {"aws_security_group.g": {"ingress": [rule]}}
    unknown: dict[str, object] = {
        "aws_iam_policy.p": {"policy": True},
        "aws_security_group.g": {"ingress": [{"cidr_blocks": [True]}]},
    }
    range_ = {"references": ["aws_eip.office.public_ip", "aws_eip.office"]}
    expressions: dict[str, object] = {
        "aws_iam_policy.p": {"policy": {"references": references}},
        "aws_security_group.g": {"ingress": [{"cidr_blocks": range_}]},
    }
    resources, changes, configured = [], [], []
    for address in addresses:
        type_, _, name = address.partition(".")
        head = {"address": address, "mode": "managed", "type": type_, "name": name}
        resources.append({**head, "values": values.get(address, {})})
        changes.append({**head, "change": {"actions": ["create"], "after_unknown": unknown.get(address, {})}})
        configured.append({**head, "expressions": expressions.get(address, {})})
    plan = {
        "format_version": "1.2",
        "variables": {"what": {"value": "Object"}},
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": configured}},
    }
    (folder / "plan.json").write_text(json.dumps(plan))
    (folder / "main.tf").write_text(TEXTS)
    return folder / "plan.json"


@pytest.mark.parametrize(
    ("references", "verdict"),
    [(REFERENCES, "COMPLIANT"), (["aws_s3_bucket.b.arn", "aws_s3_bucket.b"], "INSUFFICIENT_DATA")],
)
def test_a_text_of_the_sources_keeps_its_known_parts(tmp_path: Path, references: list[str], verdict: str) -> None:
    """Not of other sources: a text that names more than the plan's expression refers to is not its text."""
    plan = _unknown_texts(tmp_path, references)
    report = check([str(plan)], Options(select=("iam-policy-no-statements-with-admin-access",)))
    assert [one.verdict.value for one in report.findings] == [verdict]


def test_a_block_that_was_edited_since_is_not_believed(tmp_path: Path) -> None:
    plan = _unknown_texts(tmp_path, REFERENCES)
    data = json.loads(plan.read_text())
    data["planned_values"]["root_module"]["resources"][2]["values"]["path"] = "/old/"
    plan.write_text(json.dumps(data))
    (tmp_path / "main.tf").write_text(TEXTS.replace("  policy = ", '  path   = "/new/"\n  policy = '))
    report = check([str(plan)], Options(select=("iam-policy-no-statements-with-admin-access",)))
    assert [one.verdict.value for one in report.findings] == ["INSUFFICIENT_DATA"]


@pytest.mark.parametrize(("root", "verdict"), [(None, "COMPLIANT"), ("", "INSUFFICIENT_DATA")])
def test_a_range_of_one_address_is_one_address(tmp_path: Path, root: str | None, verdict: str) -> None:
    plan = _unknown_texts(tmp_path, REFERENCES)
    report = check([str(plan)], Options(select=(PORTS,), source_root=root))
    assert [one.verdict.value for one in report.findings] == [verdict]


def test_what_is_known_of_a_policy_decides(tmp_path: Path) -> None:
    plan = _unknown_texts(tmp_path, REFERENCES)
    narrow = 'Action = local.action, Resource = "${aws_s3_bucket.b.arn}/*"'
    broad = TEXTS.replace(narrow, 'Action = "*", Resource = "*"')
    (tmp_path / "main.tf").write_text(broad)
    report = check([str(plan)], Options(select=("iam-policy-no-statements-with-admin-access",)))
    assert [one.verdict.value for one in report.findings] == ["NON_COMPLIANT"]
    assert places(report, tmp_path) == {"aws_iam_policy.p": ["main.tf:11: policy"]}
