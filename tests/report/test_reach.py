"""What the reports say of a violation that the internet can, or cannot, get at."""

import json
from dataclasses import replace

from awslint.model.finding import Finding, Reach
from awslint.model.resource import RelatedPlace
from awslint.report.json import render as json_report
from awslint.report.sarif import render as sarif_report
from awslint.report.setting import Setting
from awslint.report.text import render as text_report
from tests.report import sample

HOPS = (
    RelatedPlace("hop", "Host has a public address", sample.at("app.yaml", "AWS::S3::Bucket"), "Host"),
    RelatedPlace("hop", "Web lets everyone in on port 22", sample.at("app.yaml", "0.0.0.0/0"), "Web"),
)
OPEN = replace(
    sample.OPEN_SSH,
    reach=Reach(True, "reachable from the internet: Host has a public address, Web lets everyone in", HOPS),
)
CLOSED = replace(
    sample.OPEN_RDP, reach=Reach(False, "nothing outside can reach it: nothing in the input uses Web", HOPS[1:])
)


def _json(finding: Finding) -> dict:
    return json.loads(json_report(sample.report(finding), Setting()))["findings"][0]


def test_json_says_whether_and_relates_every_hop():
    assert [_json(one)["reachable"] for one in (OPEN, CLOSED, sample.PLAIN_DB)] == [True, False, None]
    assert [(one["role"], one["message"]) for one in _json(OPEN)["related"]] == [
        ("parameter", "Env is declared here"),
        ("hop", "Host has a public address"),
        ("hop", "Web lets everyone in on port 22"),
    ]
    assert _json(OPEN)["severity"] == _json(sample.OPEN_SSH)["severity"] == "high"


def test_text_says_it_in_one_line():
    lines = text_report(sample.report(OPEN, CLOSED, sample.PLAIN_DB), Setting(width=100)).splitlines()
    assert [line.strip() for line in lines if "= reach:" in line] == [
        "= reach: reachable from the internet: Host has a public address, Web lets everyone in",
        "= reach: nothing outside can reach it: nothing in the input uses Web",
    ]
    assert not [line for line in lines if "= see:" in line and "Host has" in line]


def _sarif(finding: Finding) -> dict:
    return json.loads(sarif_report(sample.report(finding), Setting()))["runs"][0]["results"][0]


def test_sarif_tells_the_way_hop_by_hop():
    result = _sarif(OPEN)
    flow = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [
        (step["location"]["message"]["text"], step["location"]["physicalLocation"]["region"]["startLine"])
        for step in flow
    ] == [
        ("Host has a public address.", 12),
        ("Web lets everyone in on port 22.", 9),
        ("Web lets everyone connect to port 22.", 9),
    ]
    assert [one["id"] for one in result["relatedLocations"]] == [1, 2, 3]
    assert result["properties"]["reachable"] is True
    assert "Reachable from the internet: Host has a public address" in result["message"]["text"]
    assert (result["level"], "reachable" in _sarif(sample.PLAIN_DB)["properties"]) == ("error", False)
