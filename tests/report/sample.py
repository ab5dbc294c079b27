"""A small report made by hand: every kind of verdict, place, world and line."""

from dataclasses import dataclass, field

from awslint.model.finding import Finding, Suppression, Verdict, WorldNote
from awslint.model.place import Path, Place
from awslint.model.report import Diagnostic, InputFile, Location, Report
from awslint.model.resource import RelatedPlace
from awslint.model.rule import Parameter, Rule

APP = """\
Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: "🌍 open"
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
        - {Description: "日本語 🌍", IpProtocol: tcp, FromPort: 3389, ToPort: 3389, CidrIp: 0.0.0.0/0}
  Logs:
    Type: AWS::S3::Bucket
"""
DATA = '{"Resources":{"Db":{"Type":"AWS::RDS::DBInstance","Properties":{' + '"Padding":"' + "x" * 300 + '",'
DATA += '"StorageEncrypted":false,"MultiAZ":false,' + '"More":"' + "y" * 300 + '"}}}}'


def at(file: str, text: str, number: int = 0) -> Place:
    """The place of a text in a file of the sample, the n-th time that it is there."""
    return Place(file, (text, number))


@dataclass
class Texts:
    """Places by what is written there."""

    texts: dict[str, str]
    hidden: set[tuple[str, int]] = field(default_factory=set)

    def locate(self, document: str, path: Path, key: bool) -> Location | None:
        if document not in self.texts:
            return None
        text, number = str(path[0]), int(path[1])
        whole = self.texts[document]
        start = -1
        for _ in range(number + 1):
            start = whole.index(text, start + 1)
        return Location(document, *_position(whole, start), *_position(whole, start + len(text)))

    def line(self, file: str, number: int) -> str:
        lines = self.texts[file].split("\n")
        return "" if (file, number) in self.hidden else lines[number - 1]

    def text(self, file: str) -> str | None:
        return self.texts.get(file)


def _position(whole: str, offset: int) -> tuple[int, int]:
    before = whole[:offset]
    line = before[before.rfind("\n") + 1 :]
    return before.count("\n") + 1, len(line.encode("utf-16-le")) // 2 + 1


SSH = Rule(
    id="restricted-ssh",
    config_rule="INCOMING_SSH_DISABLED",
    title="Security groups do not let everyone reach SSH",
    severity="high",
    category="security",
    service="ec2",
    resource_types=("AWS::EC2::SecurityGroup",),
    message="{address} lets everyone connect to port 22",
    why="Everyone on the internet can try passwords and keys on the instance,\nall day long.\n",
    remedy={
        "cloudformation": "Name the addresses of your office in `CidrIp`.",
        "terraform": "Name them in `cidr_blocks`.",
    },
    profile="recommended",
    source="https://docs.aws.amazon.com/config/latest/developerguide/restricted-ssh.html",
)
ENCRYPTED = Rule(
    id="rds-storage-encrypted",
    config_rule="RDS_STORAGE_ENCRYPTED",
    title="RDS DB instances are encrypted at rest",
    severity="medium",
    category="security",
    service="rds",
    resource_types=("AWS::RDS::DBInstance",),
    message="{address} is not encrypted at rest",
    why="Whoever gets at the disk or a snapshot reads the data.",
    remedy={"cloudformation": "Set `StorageEncrypted: true`; this replaces the instance."},
    parameters=(Parameter("kmsKeyId", "String", description="ARN of the key | alias that must be used"),),
    confidence="medium",
    source="https://docs.aws.amazon.com/config/latest/developerguide/rds-storage-encrypted.html",
)
OWN = Rule(
    id="nat-gateway-per-zone",
    config_rule=None,
    title="Each zone has its own NAT gateway",
    severity="low",
    category="reliability",
    service="ec2",
    resource_types=("AWS::EC2::Subnet",),
    message="",
    why="",
    remedy={},
    decidable="graph",
)
ROOT = Rule(
    id="root-account-mfa-enabled",
    config_rule="ROOT_ACCOUNT_MFA_ENABLED",
    title="The root user has MFA",
    severity="critical",
    category="security",
    service="iam",
    resource_types=("AWS::::Account",),
    message="",
    why="",
    remedy={},
    decidable="evidence",
)


def finding(rule: Rule, verdict: Verdict, message: str, place: Place | None, address: str, **more: object) -> Finding:
    values: dict[str, object] = {
        "rule": rule.id,
        "config_rule": rule.config_rule,
        "verdict": verdict,
        "severity": rule.severity,
        "resource": f"app.yaml#{address}",
        "address": address,
        "type": rule.resource_types[0],
        "written_type": rule.resource_types[0],
        "path": "",
        "place": place,
        "message": message,
        "remedy": rule.remedy.get("cloudformation", "") if verdict is Verdict.NON_COMPLIANT else "",
        "fingerprint": f"{rule.id}-{address}",
    }
    return Finding(**{**values, **more})  # type: ignore[arg-type]


OPEN_SSH = finding(
    SSH,
    Verdict.NON_COMPLIANT,
    "Web lets everyone connect to port 22",
    at("app.yaml", "0.0.0.0/0"),
    "Web",
    path="SecurityGroupIngress[0].CidrIp",
    world=WorldNote((("Env", "dev"),), (("IsProd", False),)),
    related=(RelatedPlace("parameter", "Env is declared here", at("app.yaml", "Env"), None),),
    fingerprint="a1",
)
OPEN_RDP = finding(
    SSH,
    Verdict.NON_COMPLIANT,
    "Web lets everyone connect to port 3389",
    at("app.yaml", "0.0.0.0/0", 1),
    "Web",
    path="SecurityGroupIngress[1].CidrIp",
    fingerprint="a2",
)
PLAIN_DB = finding(
    ENCRYPTED,
    Verdict.NON_COMPLIANT,
    "Db is not encrypted at rest",
    at("data.json", "false"),
    "Db",
    resource="data.json#Db",
    path="StorageEncrypted",
    fingerprint="b1",
)
NO_EVIDENCE = finding(
    ROOT,
    Verdict.INSUFFICIENT_DATA,
    "AWS::::Account cannot be judged: only the account can tell",
    None,
    "AWS::::Account",
    resource="AWS::::Account",
    reason="only the account can tell",
    unknowns=(("evidence", "aws iam get-account-summary"),),
    fingerprint="c1",
)
UNDECIDED = finding(
    ENCRYPTED,
    Verdict.INSUFFICIENT_DATA,
    "Copy cannot be judged: the parameter Enc has no value",
    at("data.json", "MultiAZ"),
    "Copy",
    resource="data.json#Copy",
    path="StorageEncrypted",
    reason="the parameter Enc has no value",
    unknowns=(("parameter", "Enc"),),
    fingerprint="d1",
)
GOOD = finding(
    ENCRYPTED, Verdict.COMPLIANT, "Safe complies", at("data.json", "Db"), "Safe", rests_on_default="S3 encrypts"
)
EXEMPT = finding(OWN, Verdict.NOT_APPLICABLE, "Subnet is not in scope", at("app.yaml", "Logs"), "Subnet")
SUPPRESSED = finding(
    ENCRYPTED,
    Verdict.NON_COMPLIANT,
    "Old is not encrypted at rest",
    at("data.json", "false", 1),
    "Old",
    suppressed=Suppression("comment", "goes away in May", "data.json:1", "2027-05-31"),
    fingerprint="e1",
)
BROKEN = Diagnostic(
    "error",
    "yaml-syntax",
    "mapping values are not allowed here",
    "sub dir/bad.yaml",
    Location("sub dir/bad.yaml", 3, 7, 3, 8),
)
DANGLING = Diagnostic("warning", "dangling-reference", "Ref: nothing is called Webb", "app.yaml", None)


def report(*findings: Finding, diagnostics: tuple[Diagnostic, ...] = (BROKEN, DANGLING), **more: object) -> Report:
    """A report over the sample's files; all of the sample's findings unless others are given."""
    everything = (PLAIN_DB, NO_EVIDENCE, UNDECIDED, OPEN_RDP, GOOD, EXEMPT, SUPPRESSED, OPEN_SSH)
    values: dict[str, object] = {
        "findings": findings or everything,
        "diagnostics": diagnostics,
        "inputs": (
            InputFile("app.yaml", "cloudformation", "CloudFormation template (Resources)", 2),
            InputFile("data.json", "cloudformation", "CloudFormation template (Resources)", 4),
            InputFile("sub dir/bad.yaml", "unreadable", "mapping values are not allowed here"),
        ),
        "rules": (SSH, ENCRYPTED, OWN, ROOT),
        "places": Texts({"app.yaml": APP, "data.json": DATA}),
        "resources": 6,
    }
    return Report(**{**values, **more})  # type: ignore[arg-type]


ALL = frozenset(verdict.value for verdict in Verdict)
