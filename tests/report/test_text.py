from dataclasses import replace

import pytest

from awslint.model.finding import Verdict, WorldNote
from awslint.model.report import InputFile
from awslint.report.setting import Setting
from awslint.report.text import render
from tests.report import sample

PLAIN = Setting()


def test_the_text_report_is_exactly_this():
    assert render(sample.report(), PLAIN) == (
        """\
high[restricted-ssh]: Web lets everyone connect to port 22
 --> app.yaml:9:63  Web (AWS::EC2::SecurityGroup)
  |
9 |         - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
  |                                                               ^^^^^^^^^
  |
  = when: Env = dev, IsProd is false; reproduce with --parameters Env=dev
  = see: app.yaml:2:3: Env is declared here
  = why: Everyone on the internet can try passwords and keys on the instance, all day long.
  = fix: Name the addresses of your office in `CidrIp`.

high[restricted-ssh]: Web lets everyone connect to port 3389
  --> app.yaml:10:90  Web (AWS::EC2::SecurityGroup)
   |
10 | … {Description: "日本語 🌍", IpProtocol: tcp, FromPort: 3389, ToPort: 3389, CidrIp: 0.0.0.0/0}
   |                                                                                     ^^^^^^^^^
   |
   = why, fix: as at app.yaml:9:63 above

medium[rds-storage-encrypted]: Db is not encrypted at rest
 --> data.json:1:397  Db (AWS::RDS::DBInstance)
  |
1 | …xxxxxxxxxx","StorageEncrypted":false,"MultiAZ":false,"More":"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…
  |                                 ^^^^^
  |
  = why: Whoever gets at the disk or a snapshot reads the data.
  = fix: Set `StorageEncrypted: true`; this replaces the instance.

3 non-compliant (2 high, 1 medium), 2 undecided (1 needs account evidence), 1 suppressed
Checked 6 resources in 2 files against 4 rules; 1 file could not be read
Undecided verdicts are listed with --show NON_COMPLIANT,ERROR,INSUFFICIENT_DATA
"""
    )


def test_other_verdicts_are_shown_when_asked_for():
    text = render(replace(sample.report(), shown=frozenset({"INSUFFICIENT_DATA", "COMPLIANT"})), PLAIN)
    assert "compliant[rds-storage-encrypted]: Safe complies\n" in text
    assert "  = default: S3 encrypts\n" in text
    assert "undecided[rds-storage-encrypted]: Copy cannot be judged: the parameter Enc has no value\n" in text
    assert (
        "undecided[root-account-mfa-enabled]: AWS::::Account cannot be judged: only the account can tell\n"
        " --> AWS::::Account\n"
        "  = decide: --evidence FILE with the output of `aws iam get-account-summary`\n"
    ) in text
    assert "restricted-ssh" not in text and "--show" not in text
    assert "3 non-compliant" in text, "what is shown never changes the summary"


def test_a_reason_that_the_message_does_not_give_is_added():
    crashed = replace(sample.UNDECIDED, verdict=Verdict.ERROR, message="Copy was not judged", reason="a bug")
    assert "error[rds-storage-encrypted]: Copy was not judged\n" in render(sample.report(crashed), PLAIN)
    assert "  = reason: a bug\n" in render(sample.report(crashed), PLAIN)
    assert "0 non-compliant, 0 undecided, 1 rule failure\n" in render(sample.report(crashed), PLAIN)


def test_nothing_found_still_says_what_was_checked():
    clean = sample.report(sample.GOOD, diagnostics=(), inputs=(InputFile("app.yaml", "cloudformation", "", 1),))
    assert render(replace(clean, resources=1), PLAIN) == (
        "0 non-compliant, 0 undecided\nChecked 1 resource in 1 file against 4 rules\n"
    )


def test_without_summary_there_are_only_findings():
    text = render(sample.report(), replace(PLAIN, summary=False))
    assert "Checked" not in text
    assert text.endswith("this replaces the instance.\n\n")


def test_colours_only_add_escape_sequences():
    import re

    coloured = render(sample.report(), replace(PLAIN, colour=True))
    assert "\x1b[1;31mhigh[restricted-ssh]\x1b[0m: \x1b[1mWeb lets everyone connect to port 22\x1b[0m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == render(sample.report(), PLAIN)


def test_a_world_is_quoted_for_the_shell():
    world = WorldNote((("Cidr", "10.0.0.0/8, 0.0.0.0/0"), ("Env", "dev")), (), ("staging", "prod"))
    text = render(sample.report(replace(sample.OPEN_SSH, world=world)), replace(PLAIN, width=160))
    assert (
        "  = when: Cidr = 10.0.0.0/8, 0.0.0.0/0, Env = dev, in staging and prod; "
        "reproduce with --parameters 'Cidr=10.0.0.0/8, 0.0.0.0/0' --parameters Env=dev\n"
    ) in text


def test_what_the_input_says_cannot_drive_the_terminal():
    hostile = replace(sample.OPEN_RDP, message="\x1b[2J\u202eWeb\nfoo", address="We\x9bb", related=())
    text = render(sample.report(hostile), PLAIN)
    assert "\ufffd[2J\ufffdWeb foo" in text
    assert "We\ufffdb (AWS::EC2::SecurityGroup)" in text
    assert "\x1b" not in text and "\x9b" not in text and "\u202e" not in text


def test_a_line_that_must_not_be_shown_is_not():
    places = sample.Texts({"app.yaml": sample.APP, "data.json": sample.DATA}, hidden={("app.yaml", 9)})
    text = render(sample.report(sample.OPEN_SSH, places=places), PLAIN)
    assert " --> app.yaml:9:63  Web (AWS::EC2::SecurityGroup)\n  = when:" in text
    assert "0.0.0.0" not in text


def test_different_remedies_of_a_rule_are_each_printed_once():
    terraform = replace(sample.OPEN_RDP, remedy="Name them in `cidr_blocks`.")
    text = render(sample.report(sample.OPEN_SSH, terraform, replace(terraform, fingerprint="z")), PLAIN)
    assert text.count("`CidrIp`") == 1 and text.count("`cidr_blocks`") == 1
    assert text.count("= why, fix: as at app.yaml:10:90 above") == 1


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_asked(width: int):
    from awslint.report.excerpt import columns

    text = render(replace(sample.report(), shown=sample.ALL), replace(PLAIN, width=width))
    blocks = text.rsplit("\n\n", 1)[0]
    excerpts = [line for line in blocks.splitlines() if " | " in line or " = why" in line]
    assert excerpts and all(columns(line) <= width for line in excerpts)
