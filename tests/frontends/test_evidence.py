"""Evidence files as the AWS CLI writes them, and what they say about the account."""

import base64
import json

import pytest

from awslint.frontends import evidence
from awslint.frontends.part import Part
from awslint.model.value import Absent, Mapping, Scalar, Unknown, Why
from awslint.source.document import Document
from awslint.source.reading import read

HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active\n"
)


def report(password: str = "not_supported", mfa: str = "true", first: str = "false", second: str = "false") -> str:
    """A credential report with an IAM user before and behind the root user."""
    alice = (
        "alice,arn:aws:iam::111122223333:user/alice,2021-01-01T00:00:00+00:00,true,N/A,N/A,N/A,false,true,,,,,false\n"
    )
    root = (
        f"<root_account>,arn:aws:iam::111122223333:root,2020-03-01T08:00:00+00:00,{password},no_information,"
        f"not_supported,not_supported,{mfa},{first},N/A,N/A,N/A,N/A,{second}\n"
    )
    return HEADER + alice + root + alice.replace("alice", "bob")


def summary(**entries: int) -> dict:
    return {"SummaryMap": {"Users": 3, **entries}}


def devices(*serials: str, **more: object) -> dict:
    return {"VirtualMFADevices": [{"SerialNumber": serial, "EnableDate": "2024-05-01"} for serial in serials], **more}


ROOT_DEVICE = "arn:aws:iam::111122223333:mfa/root-account-mfa-device"
USER_DEVICE = "arn:aws:iam::111122223333:mfa/alice"


def documents(*contents: object) -> list[Document]:
    """The contents as files called 0, 1, ...: text is a CSV, everything else JSON."""
    found: list[Document] = []
    for number, content in enumerate(contents):
        if isinstance(content, str):
            found += evidence.documents(str(number), content)
        else:
            found += read(f"{number}.json", json.dumps(content, indent=4).encode()).documents
    return found


def load(*contents: object) -> Part:
    return evidence.load([(document.uri, document) for document in documents(*contents)])


def answers(part: Part) -> dict[str, bool | None]:
    """Every property of the account, None for what is unknown."""
    account = part.resources["AWS::::Account"]
    found: dict[str, bool | None] = {}
    for section in account.properties.entries.values():
        assert isinstance(section, Mapping)
        for name, value in section.entries.items():
            assert isinstance(value, Scalar | Unknown) and not isinstance(value, Absent)
            found[name] = value.data if isinstance(value, Scalar) else None  # type: ignore[assignment]
    return found


def value(part: Part, section: str, name: str) -> Scalar | Unknown:
    inner = part.resources["AWS::::Account"].properties.entries[section]
    assert isinstance(inner, Mapping)
    found = inner.entries[name]
    assert isinstance(found, Scalar | Unknown)
    return found


NOTHING = {
    "CredentialsPresent": None,
    "MfaActive": None,
    "HardwareMfaActive": None,
    "AccessKeysPresent": None,
    "BlockPublicAcls": None,
    "IgnorePublicAcls": None,
    "BlockPublicPolicy": None,
    "RestrictPublicBuckets": None,
}


def test_without_evidence_the_account_is_there_and_names_what_would_decide():
    part = load()
    account = part.resources["AWS::::Account"]
    assert (account.key, account.address, account.type) == ("AWS::::Account",) * 3
    assert account.judged
    assert answers(part) == NOTHING
    assert part.problems == ()
    commands = {
        ("RootUser", "MfaActive"): "aws iam get-account-summary",
        ("RootUser", "AccessKeysPresent"): "aws iam get-account-summary",
        ("RootUser", "HardwareMfaActive"): "aws iam list-virtual-mfa-devices",
        ("PublicAccessBlock", "BlockPublicAcls"): "aws s3control get-public-access-block --account-id ACCOUNT",
    }
    for (section, name), command in commands.items():
        found = value(part, section, name)
        assert isinstance(found, Unknown)
        assert (found.why, found.subject, found.type) == (Why.EVIDENCE, command, "boolean")


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        # The credential report; it cannot tell hardware from virtual.
        ([report()], {"CredentialsPresent": True, "MfaActive": True, "AccessKeysPresent": False}),
        (
            [report(mfa="false", second="true")],
            {"CredentialsPresent": True, "MfaActive": False, "HardwareMfaActive": False, "AccessKeysPresent": True},
        ),
        (
            [report(mfa="FALSE", password="TRUE")],
            {"CredentialsPresent": True, "MfaActive": False, "HardwareMfaActive": False, "AccessKeysPresent": False},
        ),
        # `not_supported` is what reports say of a root user that has a password.
        (
            [report(mfa="false")],
            {"CredentialsPresent": True, "MfaActive": False, "HardwareMfaActive": False, "AccessKeysPresent": False},
        ),
        # Root credentials removed.
        (
            [report(mfa="false", password="false")],
            {"CredentialsPresent": False, "MfaActive": False, "HardwareMfaActive": False, "AccessKeysPresent": False},
        ),
        ([report(mfa="N/A", first="N/A", second="N/A")], {"CredentialsPresent": True}),
        ([report(first="N/A")], {"CredentialsPresent": True, "MfaActive": True}),
        (
            [report(first="N/A", second="true")],
            {"CredentialsPresent": True, "MfaActive": True, "AccessKeysPresent": True},
        ),
        # The account summary.
        (
            [summary(AccountMFAEnabled=1, AccountAccessKeysPresent=0, AccountPasswordPresent=1)],
            {"CredentialsPresent": True, "MfaActive": True, "AccessKeysPresent": False},
        ),
        (
            [summary(AccountMFAEnabled=0, AccountAccessKeysPresent=2, AccountPasswordPresent=1)],
            {"CredentialsPresent": True, "MfaActive": False, "HardwareMfaActive": False, "AccessKeysPresent": True},
        ),
        (
            [summary(AccountMFAEnabled=0, AccountAccessKeysPresent=0, AccountPasswordPresent=0)],
            {"CredentialsPresent": False, "MfaActive": False, "HardwareMfaActive": False, "AccessKeysPresent": False},
        ),
        # A summary from before there was AccountPasswordPresent.
        (
            [summary(AccountMFAEnabled=0, AccountAccessKeysPresent=0)],
            {"CredentialsPresent": True, "MfaActive": False, "HardwareMfaActive": False, "AccessKeysPresent": False},
        ),
        ([summary()], {}),
        # Virtual MFA devices.
        # An enabled root device is MFA, whatever else is not known.
        ([devices(ROOT_DEVICE)], {"CredentialsPresent": True, "MfaActive": True, "HardwareMfaActive": False}),
        ([{"VirtualMFADevices": [{"SerialNumber": ROOT_DEVICE}]}], {"HardwareMfaActive": False}),
        (
            [devices(ROOT_DEVICE), summary(AccountMFAEnabled=0, AccountPasswordPresent=1)],
            {"CredentialsPresent": True, "MfaActive": False, "HardwareMfaActive": False},
        ),
        ([devices(USER_DEVICE)], {}),
        (
            [report(), devices(USER_DEVICE)],
            {"CredentialsPresent": True, "MfaActive": True, "HardwareMfaActive": True, "AccessKeysPresent": False},
        ),
        (
            [report(), devices()],
            {"CredentialsPresent": True, "MfaActive": True, "HardwareMfaActive": True, "AccessKeysPresent": False},
        ),
        (
            [devices(USER_DEVICE, ROOT_DEVICE), report()],
            {"CredentialsPresent": True, "MfaActive": True, "HardwareMfaActive": False, "AccessKeysPresent": False},
        ),
        # What one file presumes, another knows.
        (
            [report(mfa="false"), summary(AccountPasswordPresent=0)],
            {"CredentialsPresent": False, "MfaActive": False, "HardwareMfaActive": False, "AccessKeysPresent": False},
        ),
        # The account's public access block.
        (
            [
                {
                    "PublicAccessBlockConfiguration": {
                        "BlockPublicAcls": True,
                        "IgnorePublicAcls": False,
                        "BlockPublicPolicy": True,
                    }
                }
            ],
            {"BlockPublicAcls": True, "IgnorePublicAcls": False, "BlockPublicPolicy": True},
        ),
    ],
)
def test_what_the_files_say(contents: list[object], expected: dict[str, bool]):
    part = load(*contents)
    assert answers(part) == {**NOTHING, **expected}
    assert part.problems == ()


def test_a_root_device_with_a_name_of_its_own_is_known_by_its_owner():
    named = {"SerialNumber": "arn:aws:iam::111122223333:mfa/phone", "User": {"Arn": "arn:aws:iam::111122223333:root"}}
    assert answers(load(report(), {"VirtualMFADevices": [named]}))["HardwareMfaActive"] is False


def test_the_report_as_the_command_prints_it():
    printed = {
        "Content": base64.b64encode(report(mfa="false").encode()).decode(),
        "ReportFormat": "text/csv",
        "GeneratedTime": "2026-11-20T10:00:00+00:00",
    }
    part = load(printed)
    assert answers(part)["MfaActive"] is False
    assert value(part, "RootUser", "MfaActive").place.path == ("Content",)


def test_places_point_into_the_files():
    contents = (report(mfa="false", second="true").replace("\n", "\r\n"), devices(USER_DEVICE, ROOT_DEVICE))
    part = load(*contents)
    texts = {document.uri: document for document in documents(*contents)}

    def at(section: str, name: str) -> tuple[str, str]:
        place = value(part, section, name).place
        document = texts[place.document]
        span = document.span(place.path, place.key)
        assert span.start_line == span.end_line
        return place.document, document.line(span.start_line)[span.start_column - 1 : span.end_column - 1]

    assert at("RootUser", "MfaActive") == ("0", "false")
    assert at("RootUser", "AccessKeysPresent") == ("0", "true")
    mfa = value(part, "RootUser", "MfaActive").place
    keys = value(part, "RootUser", "AccessKeysPresent").place
    assert texts["0"].span(mfa.path).start_line == 3
    assert texts["0"].span(keys.path).start_column > texts["0"].span(mfa.path).start_column
    # Without MFA it does not matter which devices there are.
    assert at("RootUser", "HardwareMfaActive") == ("0", "false")

    virtual = load(devices(USER_DEVICE, ROOT_DEVICE))
    texts = {document.uri: document for document in documents(devices(USER_DEVICE, ROOT_DEVICE))}
    place = value(virtual, "RootUser", "HardwareMfaActive").place
    span = texts[place.document].span(place.path)
    assert (
        texts[place.document].line(span.start_line)[span.start_column - 1 : span.end_column - 1] == f'"{ROOT_DEVICE}"'
    )


def test_quoted_fields_and_a_byte_order_mark():
    quoted = "\ufeff" + "\n".join(
        ",".join(f'"{field}"' for field in line.split(",")) for line in report(mfa="false").splitlines()
    )
    part = load(quoted)
    assert answers(part)["MfaActive"] is False
    [document] = documents(quoted)
    span = document.span(value(part, "RootUser", "MfaActive").place.path)
    assert document.line(3)[span.start_column - 1 : span.end_column - 1] == "false"


@pytest.mark.parametrize(
    ("contents", "code", "severity", "words", "document"),
    [
        (
            [report(mfa="true"), summary(AccountMFAEnabled=0)],
            "conflicting-evidence",
            "warning",
            "disagrees about whether the root user has MFA; 0 says yes, here it is no",
            "1.json",
        ),
        (
            [report(), devices("arn:aws:iam::999988887777:mfa/alice")],
            "conflicting-evidence",
            "error",
            "different accounts, 111122223333 and 999988887777",
            "1.json",
        ),
        ([HEADER], "evidence", "error", "no row <root_account>", "0"),
        ([{"Content": "%%%", "ReportFormat": "text/csv"}], "evidence", "error", "not the base64 text", "0.json"),
        ([{"SummaryMap": []}], "evidence", "error", "not what `aws iam get-account-summary` prints", "0.json"),
        (
            [{"VirtualMFADevices": 1}],
            "evidence",
            "error",
            "not what `aws iam list-virtual-mfa-devices` prints",
            "0.json",
        ),
        ([{"PublicAccessBlockConfiguration": 1}], "evidence", "error", "not what `aws s3control", "0.json"),
        ([devices(USER_DEVICE, IsTruncated=True)], "evidence", "warning", "is truncated", "0.json"),
        ([{"PasswordPolicy": {}}], "evidence", "notice", "no rule reads the password policy", "0.json"),
    ],
)
def test_problems(contents: list[object], code: str, severity: str, words: str, document: str):
    [problem] = load(*contents).problems
    assert (problem.code, problem.severity, problem.place.document) == (code, severity, document)
    assert words in problem.message


def test_what_files_disagree_about_is_unknown():
    part = load(report(mfa="true"), summary(AccountMFAEnabled=0), devices())
    assert answers(part)["MfaActive"] is None
    assert answers(part)["HardwareMfaActive"] is None
    undecided = value(part, "RootUser", "HardwareMfaActive")
    assert isinstance(undecided, Unknown) and undecided.subject == "aws iam get-account-summary"


def test_a_truncated_list_proves_a_device_but_no_absence():
    assert answers(load(report(), devices(USER_DEVICE, IsTruncated=True)))["HardwareMfaActive"] is None
    assert answers(load(report(), devices(ROOT_DEVICE, IsTruncated=True)))["HardwareMfaActive"] is False
