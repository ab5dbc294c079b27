"""From paths to inputs: what is named, what a walk finds, and what cannot be opened."""

import io
import json
import os
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from awslint.source.discover import discover
from awslint.source.limits import Limits
from awslint.source.walk import walk

TEMPLATE = "Resources: {Logs: {Type: AWS::S3::Bucket}}\n"
MANIFEST = json.dumps({"version": "36.0.0", "artifacts": {"S": {"type": "aws:cloudformation:stack"}}})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to be in, and a function that fills it."""
    monkeypatch.chdir(tmp_path)

    def fill(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            place = tmp_path / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return fill


def kinds(*paths: str, **options: object) -> dict[str, str]:
    return {found.uri: found.kind for found in discover(paths, **options)}


def test_a_walk_is_sorted_and_opens_what_can_be_a_template(folder):
    names = ["b.yaml", "a/z.yml", "a/b/c.json", "a.template", "B.YAML", "c.cfn", "d.tf.json", "e.tfstate"]
    ignored = ["x.txt", "x.tf", "README.md", "x", "x.yaml.bak", "x.csv"]
    folder(dict.fromkeys([*names, *ignored], TEMPLATE))
    found = [one.uri for one in discover(["."])]
    assert found == ["B.YAML", "a/b/c.json", "a/z.yml", "a.template", "b.yaml", "c.cfn", "d.tf.json", "e.tfstate"]


@pytest.mark.parametrize(
    "name",
    [".git/a.yaml", ".terraform/a.yaml", ".venv/a.yaml", ".hidden/b/a.yaml", "node_modules/x/a.json",
     "x/node_modules/a.json", "__pycache__/a.json"],
)  # fmt: skip
def test_a_walk_leaves_out(folder, name):
    folder({name: TEMPLATE, "kept/a.yaml": TEMPLATE})
    assert kinds(".") == {"kept/a.yaml": "cloudformation"}


def test_a_walk_leaves_out_virtual_environments_of_any_name(folder):
    folder({"env/pyvenv.cfg": "", "env/lib/a.json": TEMPLATE, "a.yaml": TEMPLATE})
    assert kinds(".") == {"a.yaml": "cloudformation"}


def test_hidden_files_are_looked_at(folder):
    folder({".template.yaml": TEMPLATE})
    assert kinds(".") == {".template.yaml": "cloudformation"}


def test_what_is_named_is_walked_and_read_whatever_its_name(folder):
    folder({".hidden/a.yaml": TEMPLATE, "template.txt": TEMPLATE, "node_modules/a.json": TEMPLATE})
    assert kinds(".hidden", "template.txt", "node_modules/a.json") == {
        ".hidden/a.yaml": "cloudformation",
        "template.txt": "cloudformation",
        "node_modules/a.json": "cloudformation",
    }


def test_inputs_know_whether_they_were_named_and_come_once(folder):
    folder({"a/x.yaml": TEMPLATE, "a/y.yaml": TEMPLATE})
    found = list(discover(["a", "./a/y.yaml", "a/x.yaml", "a"]))
    assert [(one.uri, one.named) for one in found] == [("a/x.yaml", True), ("a/y.yaml", True)]
    assert [one.named for one in discover(["a"])] == [False, False]
    assert [one.path for one in discover(["a/x.yaml"])] == [Path("a/x.yaml")]


def test_paths_are_shown_as_given(folder):
    root = folder({"a/x.yaml": TEMPLATE})
    assert list(kinds("./a/")) == ["a/x.yaml"]
    assert list(kinds("a/../a/x.yaml")) == ["a/../a/x.yaml"]
    assert list(kinds(str(root / "a"))) == [(root / "a/x.yaml").as_posix()]


def test_terraform_json_is_known_by_its_name_too(folder):
    folder({"variables.tf.json": '{"variable": {"a": {}}}', "variables.json": '{"variable": {"a": {}}}'})
    assert kinds("variables.tf.json", "variables.json") == {
        "variables.tf.json": "terraform-json",
        "variables.json": "not-a-template",
    }
    assert kinds(".")["variables.tf.json"] == "terraform-json"


@pytest.mark.parametrize("path", [".", "app", "app/cdk.out", "app/cdk.out/manifest.json"])
def test_a_cloud_assembly_is_one_input(folder, path):
    folder({"app/cdk.out/manifest.json": MANIFEST, "app/cdk.out/S.template.json": TEMPLATE,
            "app/cdk.out/asset.1/x.json": TEMPLATE})  # fmt: skip
    (found,) = discover([path])
    assert (found.uri, found.kind) == ("app/cdk.out/manifest.json", "cdk-manifest")
    assert found.documents[0].data == json.loads(MANIFEST)


def test_a_template_of_a_cloud_assembly_can_be_named(folder):
    folder({"cdk.out/manifest.json": MANIFEST, "cdk.out/S.template.json": TEMPLATE})
    assert kinds("cdk.out/S.template.json") == {"cdk.out/S.template.json": "cloudformation"}


@pytest.mark.parametrize("manifest", ['{"name": "web app", "icons": []}', '{"version": 1, "artifacts": [', ""])
def test_other_manifests_hide_nothing(folder, manifest):
    folder({"cdk.out/manifest.json": manifest, "cdk.out/S.template.json": TEMPLATE})
    assert kinds(".")["cdk.out/S.template.json"] == "cloudformation"


def test_a_walk_does_not_parse_what_cannot_be_a_template(folder):
    broken = '{"name": "nothing of ours", '
    folder({"data.json": broken, "plain.yaml": "a: [", "empty.yaml": ""})
    found = {one.uri: (one.kind, one.reason) for one in discover(["."])}
    assert found == {
        "data.json": ("not-a-template", "no section of a template or a plan (not parsed)"),
        "plain.yaml": ("not-a-template", "no section of a template or a plan (not parsed)"),
        "empty.yaml": ("not-a-template", "empty"),
    }
    assert kinds("data.json") == {"data.json": "unreadable"}


def test_a_walk_finds_templates_in_utf16(folder):
    folder({"a.yaml": TEMPLATE.encode("utf-16"), "b.json": ('{"Resources"' + TEMPLATE).encode("utf-32")})
    assert kinds(".") == {"a.yaml": "cloudformation", "b.json": "unreadable"}


def test_broken_files_of_a_walk(folder):
    folder({"a.yaml": "Resources:\n  A: {Type: AWS::S3::Bucket\n", "b.yaml": "Parameters: [\n"})
    found = list(discover(["."]))
    assert [(one.uri, one.kind, one.looks_like_template) for one in found] == [
        ("a.yaml", "unreadable", True),
        ("b.yaml", "unreadable", False),
    ]
    assert found[0].diagnostics[0].span.start_line == 2


def test_missing_paths(folder):
    folder({"a.yaml": TEMPLATE})
    found = list(discover(["nothing.yaml", "no/folder", "a.yaml"]))
    assert [(one.kind, one.reason, one.named) for one in found[:2]] == [
        ("missing", "no such file or folder", True),
        ("missing", "no such file or folder", True),
    ]
    assert found[2].kind == "cloudformation"


def test_impossible_paths(folder):
    folder({"a.yaml": TEMPLATE})
    found = list(discover(["a\0b", "a.yaml/b", "x" * 5000]))
    assert [one.kind for one in found] == ["unreadable"] * 3
    assert "null" in found[0].reason
    assert found[1].reason == "not a directory"


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_links(folder):
    root = folder({"a/x.yaml": TEMPLATE, "outside/y.yaml": TEMPLATE})
    (root / "a/loop").symlink_to(root / "a")
    (root / "a/other").symlink_to(root / "outside")
    (root / "a/file.yaml").symlink_to(root / "outside/y.yaml")
    (root / "a/nowhere.yaml").symlink_to(root / "nowhere")
    (root / "a/self.yaml").symlink_to(root / "a/self.yaml")
    assert kinds("a") == {
        "a/file.yaml": "cloudformation",
        "a/nowhere.yaml": "unreadable",
        "a/self.yaml": "unreadable",
        "a/x.yaml": "cloudformation",
    }
    assert kinds("a/other") == {"a/other/y.yaml": "cloudformation"}
    assert kinds("a/nowhere.yaml") == {"a/nowhere.yaml": "unreadable"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_and_devices_never_hang(folder):
    root = folder({"x.yaml": TEMPLATE})
    os.mkfifo(root / "pipe.yaml")
    assert kinds(".") == {"pipe.yaml": "unreadable", "x.yaml": "cloudformation"}
    (named,) = discover(["pipe.yaml"])
    assert (named.kind, named.reason) == ("unreadable", "not a regular file")
    assert kinds("/dev/zero") == {"/dev/zero": "unreadable"}
    assert kinds("/dev/tty") == {"/dev/tty": "unreadable"}


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs /dev/fd")
@pytest.mark.parametrize(("size", "kind"), [(100, "cloudformation"), (41, "unreadable")])
def test_the_pipe_of_a_shell_is_read(size, kind):
    reading, writing = os.pipe()
    template = '{"Resources": {"A": {"Type": "A::B::C"}}}\n'
    writer = threading.Thread(target=lambda: (os.write(writing, template.encode()), os.close(writing)))
    writer.start()
    try:
        assert kinds(f"/dev/fd/{reading}", limits=Limits(json_bytes=size)) == {f"/dev/fd/{reading}": kind}
    finally:
        writer.join()
        os.close(reading)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(folder):
    root = folder({"a/x.yaml": TEMPLATE, "b.yaml": TEMPLATE})
    (root / "a").chmod(0)
    (root / "b.yaml").chmod(0)
    try:
        found = list(discover(["."]))
    finally:
        (root / "a").chmod(0o700)
    assert [(one.uri, one.kind, one.reason) for one in found] == [
        ("a", "unreadable", "permission denied"),
        ("b.yaml", "unreadable", "permission denied"),
    ]
    assert found[0].diagnostics[0].code == "unreadable"


def test_a_folder_that_cannot_be_listed_is_an_input(folder, monkeypatch):
    folder({"a/x.yaml": TEMPLATE, "b.yaml": TEMPLATE})
    real = os.scandir

    def scandir(path: str = "."):
        if os.path.basename(path) == "a":
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    def listdir(path: str = "."):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "listdir", listdir)
    assert list(walk(".", lambda manifest: False)) == ["./a", "./b.yaml"]
    found = list(discover(["."]))
    assert [(one.uri, one.kind, one.reason) for one in found] == [
        ("a", "unreadable", "permission denied"),
        ("b.yaml", "cloudformation", "CloudFormation template (Resources)"),
    ]


def test_files_beyond_the_size_limit_are_not_read(folder):
    limits = Limits(json_bytes=200)
    folder({"big.json": '{"AWSTemplateFormatVersion": "' + "x" * 300, "other.json": "x" * 300})
    found = list(discover(["."], limits=limits))
    assert [(one.kind, one.looks_like_template) for one in found] == [("unreadable", True), ("unreadable", False)]
    assert [one.diagnostics[0].code for one in found] == ["too-large", "too-large"]
    folder({"fits.json": '{"Resources": {}, "Description": "' + "x" * 164 + '"}'})
    assert Path("fits.json").stat().st_size == limits.json_bytes
    assert kinds("fits.json", limits=limits) == {"fits.json": "cloudformation"}


def archive(*names: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as written:
        for name in names:
            written.writestr(name, "content " * 50)
    return raw.getvalue()


def test_binary_plans_and_other_archives(folder):
    folder({"tfplan": archive("tfplan", "tfstate", "tfconfig/m-", "tfstate-prev"), "x.zip": archive("a.txt")})
    found = list(discover(["tfplan", "x.zip"]))
    assert [one.kind for one in found] == ["terraform-plan-binary", "not-a-template"]
    assert "terraform show -json" in found[0].reason
    assert found[1].reason == "zip archive"


def test_terraform_sources_are_no_error(folder):
    folder({"main.tf": 'resource "aws_s3_bucket" "a" {}', "x.tfvars": "a = 1"})
    assert kinds("main.tf", "x.tfvars") == {"main.tf": "not-a-template", "x.tfvars": "not-a-template"}


@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_names_may_be_in_capitals(folder, case):
    files = {"a.yaml": TEMPLATE, "b.tf.json": '{"variable": {"a": {}}}', "c.tf": "x {}", "d.json": '{"Resources": {'}
    folder({case(name): text for name, text in files.items()})
    assert kinds(".") == {
        case("a.yaml"): "cloudformation",
        case("b.tf.json"): "terraform-json",
        case("d.json"): "unreadable",
    }
    assert kinds(case("c.tf")) == {case("c.tf"): "not-a-template"}
    (found,) = discover([case("d.json")])
    assert found.reason == "the text ends too early"  # the JSON error, not the YAML one


def test_standard_input():
    (found,) = discover(["-", "-"], stdin=lambda: TEMPLATE.encode())
    assert (found.uri, found.kind, found.named, found.path) == ("<stdin>", "cloudformation", True, None)
    assert found.documents[0].uri == "<stdin>"
    (missing,) = discover(["-"])
    assert (missing.uri, missing.kind, missing.named) == ("<stdin>", "missing", True)


def test_standard_input_is_not_read_unless_asked_for(folder):
    folder({"a.yaml": TEMPLATE})

    def never() -> bytes:
        raise AssertionError

    assert kinds(".", stdin=never) == {"a.yaml": "cloudformation"}


def test_names_that_are_no_text(folder):
    root = folder({})
    name = os.fsencode(root) + b"/caf\xe9.yaml"
    try:
        with open(name, "wb") as file:
            file.write(TEMPLATE.encode())
    except OSError:
        pytest.skip("this file system takes only text for names")
    assert kinds(".") == {"caf?.yaml": "cloudformation"}


def test_binary_files_that_are_named(folder):
    folder({"x.png": b"\x89PNG\r\n\x1a\n\x00\x00"})
    (found,) = discover(["x.png"])
    assert (found.kind, found.looks_like_template) == ("unreadable", False)
    assert found.diagnostics[0].code == "encoding"
