"""What only the account can tell, from files that the user made with the AWS CLI.

Read are the IAM credential report (the CSV, or the JSON that `aws iam get-credential-report` prints), and what
`aws iam get-account-summary`, `aws iam list-virtual-mfa-devices` and `aws s3control get-public-access-block` print.
They become the properties of one resource, `AWS::::Account`, which is there without evidence too; its properties are
unknown then, each naming the command that would tell.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html,
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html,
https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html (no root credentials at all).
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from awslint.frontends.part import Part, Problem
from awslint.model.place import Path, Place
from awslint.model.record import record
from awslint.model.resource import Resource
from awslint.model.value import Mapping as MappingValue
from awslint.model.value import Scalar, Unknown, Value, Why
from awslint.source.document import Document, Extent
from awslint.source.lines import Lines

ACCOUNT = "AWS::::Account"
ROOT_ROW = "<root_account>"

SUMMARY = "aws iam get-account-summary"
MFA_DEVICES = "aws iam list-virtual-mfa-devices"
PUBLIC_ACCESS = "aws s3control get-public-access-block --account-id ACCOUNT"
PUBLIC_ACCESS_FLAGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")

_FIELD = re.compile(r'"((?:[^"]|"")*)"|([^,]*)')
_ACCOUNT_ID = re.compile(r"arn:[\w-]+:iam::(\d{12}):")


@record()
class _Fact:
    """A yes or no about the account, and where it is written."""

    holds: bool
    place: Place


@dataclass(slots=True)
class _Facts:
    """Everything that the files say.

    told          by fact, each statement
    presumed      what files imply without saying it; counts only where no file tells
    """

    told: dict[str, list[_Fact]] = field(default_factory=dict)
    presumed: dict[str, list[_Fact]] = field(default_factory=dict)
    accounts: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, name: str, holds: bool | None, place: Place) -> None:
        """Note a fact, unless the file does not say."""
        if holds is not None:
            self.told.setdefault(name, []).append(_Fact(holds, place))

    def presume(self, name: str, holds: bool, place: Place) -> None:
        """Note what a file implies."""
        self.presumed.setdefault(name, []).append(_Fact(holds, place))

    def complain(self, message: str, place: Place, severity: str = "error", code: str = "evidence") -> None:
        """Note a problem of a file."""
        self.problems.append(Problem(severity, code, message, place))

    def fact(self, name: str) -> _Fact | None:
        """What the files say, if they agree."""
        found = self.told.get(name) or self.presumed.get(name, [])
        return found[0] if found and all(one.holds is found[0].holds for one in found) else None


def documents(uri: str, text: str) -> tuple[Document, ...]:
    """The credential report CSV as a document, so that its fields have places; see `load`."""
    return (Document(uri, 0, {ROOT_ROW: _root_row(text)}, (), Lines(text), _ReportPositions(text)),)


def load(evidence: Iterable[tuple[str, Document]]) -> Part:
    """Build the account from documents, each with the key under which the run keeps it.

    What no file tells, or what files tell differently, is unknown; the latter is a problem too, and so are files of
    different accounts.
    """
    facts = _Facts()
    for key, document in evidence:
        _read(facts, Place(key, ()), document.data)
    _compare(facts)
    place = Place(ACCOUNT, ())  # in no file: each fact that is known has the place where it is written
    resource = Resource(
        key=ACCOUNT,
        address=ACCOUNT,
        type=ACCOUNT,
        written_type=ACCOUNT,
        properties=MappingValue(
            {"RootUser": _root_user(facts, place), "PublicAccessBlock": _public_access_block(facts, place)}, place
        ),
        attributes=MappingValue({}, place),
        scope="",
        exists=Scalar(True, place),
        place=place,
        language="evidence",
    )
    return Part(resources={ACCOUNT: resource}, problems=tuple(facts.problems))


def _read(facts: _Facts, place: Place, data: object) -> None:
    if not isinstance(data, Mapping):
        return
    if ROOT_ROW in data:
        _credential_report(facts, data[ROOT_ROW], lambda column: place.at(ROOT_ROW, column), place)
    if "Content" in data:
        _encoded_report(facts, data["Content"], place.at("Content"))
    if "SummaryMap" in data:
        _account_summary(facts, data["SummaryMap"], place.at("SummaryMap"))
    if "VirtualMFADevices" in data:
        _virtual_devices(facts, data["VirtualMFADevices"], data.get("IsTruncated") is True, place)
    if "PublicAccessBlockConfiguration" in data:
        block, at = data["PublicAccessBlockConfiguration"], place.at("PublicAccessBlockConfiguration")
        if not isinstance(block, Mapping):
            facts.complain(f"PublicAccessBlockConfiguration is not what `{PUBLIC_ACCESS}` prints", at)
            return
        for flag in PUBLIC_ACCESS_FLAGS:
            facts.tell(flag, _flag(block.get(flag)), at.at(flag))
    if "PasswordPolicy" in data:
        facts.complain("no rule reads the password policy of an account", place, "notice")


# The credential report


def _credential_report(facts: _Facts, row: object, at: Callable[[str], Place], place: Place) -> None:
    if not isinstance(row, Mapping) or not row:
        facts.complain(f"the credential report has no row {ROOT_ROW}", place)
        return
    _remember_account(facts, row.get("arn"), at("arn"))
    facts.tell("mfa", _flag(row.get("mfa_active")), at("mfa_active"))
    password = row.get("password_enabled")
    facts.tell("password", _flag(password), at("password_enabled"))
    if password == "not_supported":  # noqa: S105 - AWS's word, not a password
        # Reports said so of every root user until AWS could remove root credentials, in November 2024.
        facts.presume("password", True, at("password_enabled"))
    keys = [(column, _flag(row.get(column))) for column in ("access_key_1_active", "access_key_2_active")]
    active = next((column for column, holds in keys if holds), None)
    if active is not None:
        facts.tell("keys", True, at(active))
    elif all(holds is not None for _, holds in keys):
        facts.tell("keys", False, at(keys[0][0]))


def _encoded_report(facts: _Facts, content: object, place: Place) -> None:
    try:
        text = base64.b64decode(str(content), validate=True).decode("utf-8-sig")
    except (binascii.Error, ValueError):
        facts.complain("Content is not the base64 text of a credential report", place)
        return
    _credential_report(facts, _root_row(text), lambda column: place, place)


def _root_row(text: str) -> dict[str, str]:
    return {column: value for column, value, _ in _root_fields(text)}


def _root_fields(text: str) -> Iterator[tuple[str, str, Extent]]:
    """The columns of the root user's row with their values and where these stand."""
    header: list[str] | None = None
    offset = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            fields = list(_split(line.rstrip("\r\n"), offset))
            if header is None:
                header = [name.lower().lstrip("\ufeff") for name, _ in fields]
            elif fields[0][0] == ROOT_ROW:
                for name, (value, extent) in zip(header, fields, strict=False):
                    yield name, value, extent
                return
        offset += len(line)


def _split(line: str, offset: int) -> Iterator[tuple[str, Extent]]:
    """The fields of one line of CSV. A match that follows no comma is the empty one at the line's end."""
    at = 0
    while at <= len(line):
        found = _FIELD.match(line, at)
        if found is None:
            return
        quoted = found.group(1)
        value = found.group(2) if quoted is None else quoted.replace('""', '"')
        group = 2 if quoted is None else 1
        yield value.strip(), (offset + found.start(group), offset + found.end(group))
        at = found.end() + 1


class _ReportPositions:
    """Places in a credential report: of the root user's fields; everything else is its first word."""

    def __init__(self, text: str) -> None:
        self._text = text

    def extent(self, path: Path, key: bool) -> Extent:
        """See `Document.span`."""
        fields = {column: extent for column, _, extent in _root_fields(self._text)}
        name = path[1] if len(path) > 1 else "user"
        found = fields.get(str(name)) or fields.get("user")
        return found or (0, len(self._text.partition(",")[0]))

    def text_at(self, path: Path) -> str | None:
        """See `Document.text_at`."""
        start, end = self.extent(path, key=False)
        return self._text[start:end] if len(path) > 1 else None


# What the other commands print


def _account_summary(facts: _Facts, summary: object, place: Place) -> None:
    if not isinstance(summary, Mapping):
        facts.complain(f"SummaryMap is not what `{SUMMARY}` prints", place)
        return
    facts.tell("mfa", _flag(summary.get("AccountMFAEnabled")), place.at("AccountMFAEnabled"))
    facts.tell("keys", _flag(summary.get("AccountAccessKeysPresent")), place.at("AccountAccessKeysPresent"))
    facts.tell("password", _flag(summary.get("AccountPasswordPresent")), place.at("AccountPasswordPresent"))
    if "AccountPasswordPresent" not in summary and "AccountMFAEnabled" in summary:
        # The entry came when AWS could remove root credentials; before, every root user had a password.
        facts.presume("password", True, place)


def _virtual_devices(facts: _Facts, devices: object, truncated: bool, place: Place) -> None:
    at = place.at("VirtualMFADevices")
    if not isinstance(devices, Sequence) or isinstance(devices, str):
        facts.complain(f"VirtualMFADevices is not what `{MFA_DEVICES}` prints", at)
        return
    found = False
    for number, device in enumerate(devices):
        if not isinstance(device, Mapping):
            continue
        serial = str(device.get("SerialNumber", ""))
        _remember_account(facts, serial, at.at(number, "SerialNumber"))
        user = device.get("User")
        owner = str(user.get("Arn", "")) if isinstance(user, Mapping) else ""
        # Further devices of the root user have names of their own; only their owner tells.
        if serial.endswith(":mfa/root-account-mfa-device") or owner.endswith(":root"):
            found = True
            facts.tell("virtual", True, at.at(number, "SerialNumber"))
            if device.get("EnableDate"):
                facts.presume("mfa", True, at.at(number, "EnableDate"))
    if truncated and not found:
        facts.complain("the list of virtual MFA devices is truncated; get all of it", at, "warning")
    elif not found:
        facts.tell("virtual", False, at)


def _flag(value: object) -> bool | None:
    """Yes and no as the files write them; nothing for `not_supported`, `N/A` and whatever else says nothing."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value > 0
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def _remember_account(facts: _Facts, arn: object, place: Place) -> None:
    found = _ACCOUNT_ID.match(str(arn))
    if found:
        facts.accounts.setdefault(found.group(1), place)


# From facts to properties


def _compare(facts: _Facts) -> None:
    words = {
        "mfa": "whether the root user has MFA",
        "keys": "whether the root user has access keys",
        "password": "whether the root user has a password",
        "virtual": "whether the root user has a virtual MFA device",
    }
    for name, found in facts.told.items():
        other = next((one for one in found if one.holds is not found[0].holds), None)
        if other is not None:
            facts.complain(
                f"the evidence disagrees about {words.get(name, name)}; {found[0].place.document} says "
                f"{'yes' if found[0].holds else 'no'}, here it is {'yes' if other.holds else 'no'}",
                other.place,
                "warning",
                "conflicting-evidence",
            )
    if len(facts.accounts) > 1:
        (first, _), (second, place) = list(facts.accounts.items())[:2]
        facts.complain(
            f"the evidence is of different accounts, {first} and {second}", place, code="conflicting-evidence"
        )


def _root_user(facts: _Facts, place: Place) -> MappingValue:
    mfa, virtual = facts.fact("mfa"), facts.fact("virtual")
    hardware: _Fact | None = None
    if mfa is not None and not mfa.holds:
        hardware = mfa
    elif virtual is not None and virtual.holds:
        hardware = _Fact(False, virtual.place)
    elif mfa is not None and virtual is not None:
        hardware = mfa
    decides = SUMMARY if virtual is not None or "virtual" in facts.told else MFA_DEVICES
    return MappingValue(
        {
            "CredentialsPresent": _value(_credentials(facts), "RootUser.CredentialsPresent", SUMMARY, place),
            "MfaActive": _value(mfa, "RootUser.MfaActive", SUMMARY, place),
            "HardwareMfaActive": _value(hardware, "RootUser.HardwareMfaActive", decides, place),
            "AccessKeysPresent": _value(facts.fact("keys"), "RootUser.AccessKeysPresent", SUMMARY, place),
        },
        place,
    )


def _credentials(facts: _Facts) -> _Fact | None:
    """Whether there is a password, a key or an MFA device; no only when there certainly is none of them."""
    found = [facts.fact(name) for name in ("password", "keys", "mfa")]
    present = next((fact for fact in found if fact is not None and fact.holds), None)
    if present is not None:
        return present
    return None if None in found else found[0]


def _public_access_block(facts: _Facts, place: Place) -> MappingValue:
    return MappingValue(
        {
            flag: _value(facts.fact(flag), f"PublicAccessBlock.{flag}", PUBLIC_ACCESS, place)
            for flag in PUBLIC_ACCESS_FLAGS
        },
        place,
    )


def _value(fact: _Fact | None, path: str, command: str, place: Place) -> Value:
    if fact is None:
        return Unknown(Why.EVIDENCE, command, place, symbol=f"{ACCOUNT}.{path}", type="boolean")
    return Scalar(fact.holds, fact.place)
