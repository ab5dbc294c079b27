"""Plans and states that others have: every resource is accounted for."""

import json
from pathlib import Path

import pytest

from awslint.model.finding import Verdict
from awslint.model.value import Mapping, Sequence, Value
from awslint.run import Options, check, view_of
from tests.frontends.terraform.reading import read


def _count(tree: object) -> int:
    """The managed resources of AWS in an end state."""
    if not isinstance(tree, dict):
        return 0
    own = tree.get("resources", [])
    here = sum(1 for one in own if one.get("mode") == "managed" and one["type"].startswith(("aws_", "awscc_")))
    return here + sum(_count(child) for child in tree.get("child_modules", []))


def _walk(value: Value) -> int:
    if isinstance(value, Mapping):
        return 1 + sum(_walk(entry) for entry in value.entries.values())
    if isinstance(value, Sequence):
        return 1 + sum(_walk(item) for item in value.items)
    return 1


def test_every_plan_and_state_of_the_corpus_is_read_whole(shared: Path) -> None:
    seen = 0
    for path in sorted((shared / "corpus" / "plans").glob("*/*.json")):
        if path.name.endswith(".tf.json"):
            continue
        raw = path.read_bytes()
        data = json.loads(raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"))
        kind = "plan" if "planned_values" in data or "resource_changes" in data else "state"
        part = read(data, kind)
        end = data.get("planned_values") or data.get("values") or {}
        addresses = {one.address for one in part.resources.values() if not one.written_type.startswith("data.")}
        assert len(addresses) == _count(end.get("root_module")), path.name
        for one in part.resources.values():
            assert one.type or not one.judged
            assert _walk(one.properties) >= 1
        seen += len(addresses)
    if not seen:
        pytest.skip("no corpus")
    assert seen > 1000


def test_every_resource_of_the_corpus_is_judged_or_listed(shared: Path) -> None:
    """What no table has is named by a notice of its file; no rule fails on what is judged."""
    folder = shared / "corpus" / "plans"
    if not folder.is_dir():
        pytest.skip("no corpus")
    view, gathered = view_of([str(folder)], Options())
    notices = [one for one in gathered.diagnostics if one.code == "terraform-unmapped"]

    for one in view.graph.resources.values():
        part_of = any(origin.role == "part-of" for origin in one.origins)
        if one.type or part_of or one.written_type.startswith("data."):
            continue
        named = [each for each in notices if each.file == one.place.document]
        assert any(one.written_type in each.message for each in named), one.key
    report = check([str(folder)], Options(profile="all"))
    assert report.findings
    assert not [one.message for one in report.findings if one.verdict is Verdict.ERROR]
