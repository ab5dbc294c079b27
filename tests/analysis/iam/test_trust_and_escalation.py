"""Escalation paths, PassRole, confused deputies, federation, lock-out and statements that miss their resource."""

import pytest

from awslint.analysis.iam.escalation import PATHS
from awslint.analysis.iam.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref, resource, view_of

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
ACCOUNT = "arn:aws:iam::111122223333"


def asked(question: str, type_: str, properties: dict, **others: tuple) -> Outcome:  # type: ignore[type-arg]
    view = view_of({"It": (type_, properties), **others})
    return QUESTIONS[f"iam.{question}"].ask(view, resource(view, "It"), {})


def user(*statements: dict, **more: object) -> dict:  # type: ignore[type-arg]
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return {"Policies": [{"PolicyName": "p", "PolicyDocument": document}], **more}


def allow(action: object, resource_: object = "*", **more: object) -> dict:  # type: ignore[type-arg]
    return {"Effect": "Allow", "Action": action, "Resource": resource_, **more}


@pytest.mark.parametrize("actions", PATHS.values(), ids="+".join)
def test_each_path_is_found_whole_and_not_without_one_of_its_actions(actions: tuple[str, ...]) -> None:
    whole = asked("escalates", "AWS::IAM::User", user(allow(list(actions))))

    assert whole.truth is YES
    assert any(" and ".join(actions) in one.detail for one in whole.evidence)
    for left_out in actions:
        rest = [one for one in actions if one != left_out]
        if rest and not any(set(path) <= set(rest) for path in PATHS.values()):
            assert asked("escalates", "AWS::IAM::User", user(allow(rest))).truth is NO


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        ([allow("iam:PutUserPolicy", f"{ACCOUNT}:user/app")], NO),
        ([allow("iam:PutUserPolicy", f"{ACCOUNT}:user/*")], YES),
        ([allow("iam:CreateAccessKey", f"{ACCOUNT}:user/${{aws:username}}")], NO),
        ([allow("iam:*"), {"Effect": "Deny", "Action": "*", "Resource": "*"}], NO),
        ([{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}], YES),
        ([allow("iam:PutUserPolicy", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})], UNKNOWN),
        ([allow(Parameter("Action"))], UNKNOWN),
        ([allow(["s3:*", "iam:GetUser", "iam:ListRoles"])], NO),
    ],
)
def test_what_is_named_or_denied_is_no_path(statements: list[dict], answer: Truth) -> None:  # type: ignore[type-arg]
    assert asked("escalates", "AWS::IAM::User", user(*statements)).truth is answer


def test_a_boundary_closes_the_paths() -> None:
    boundary = ("AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Statement": allow("s3:*")}})
    given = user(allow("iam:*"), PermissionsBoundary=Ref("Boundary"))

    assert asked("escalates", "AWS::IAM::User", given, Boundary=boundary).truth is NO


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        (allow("iam:PassRole"), YES),
        (allow("iam:*"), YES),
        (allow("*"), NO),  # administration
        (allow("iam:PassRole", "arn:aws:iam::*:role/*"), YES),
        (allow("iam:PassRole", f"{ACCOUNT}:role/app"), NO),
        (allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ecs.amazonaws.com"}}), NO),
        (allow("iam:PassRole", Parameter("Roles")), UNKNOWN),
        (allow(["s3:*", "iam:GetRole"]), NO),
    ],
)
def test_every_role_may_be_passed(statement: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    given = {"PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}

    assert asked("passes-any-role", "AWS::IAM::ManagedPolicy", given).truth is answer


READ = allow("s3:GetObject", "arn:aws:s3:::b/*")


@pytest.mark.parametrize(
    ("deny", "answer"),
    [
        ({"Action": "s3:*", "Resource": "*"}, YES),
        ({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}, YES),
        ({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/logs/*"}, NO),
        ({"Action": "s3:PutObject", "Resource": "*"}, NO),
        ({"Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}, NO),
        ({"NotAction": "iam:*", "Resource": "*"}, NO),
    ],
)
def test_an_allow_that_a_deny_covers_whole_is_dead(deny: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    given = {"PolicyDocument": {"Version": "2012-10-17", "Statement": [READ, {"Effect": "Deny", **deny}]}}

    assert asked("dead-allows", "AWS::IAM::ManagedPolicy", given).truth is answer


@pytest.mark.parametrize(
    ("permission", "answer"),
    [
        ({"Principal": "sns.amazonaws.com"}, YES),
        ({"Principal": "sns.amazonaws.com", "SourceArn": Parameter("Topic")}, NO),
        ({"Principal": "sns.amazonaws.com", "SourceAccount": "111122223333"}, NO),
        ({"Principal": "events.amazonaws.com", "SourceArn": "*"}, YES),
        ({"Principal": "apigateway.amazonaws.com", "SourceArn": "arn:aws:execute-api:*:*:*/*"}, YES),
        ({"Principal": "apigateway.amazonaws.com", "SourceArn": "arn:aws:execute-api:eu-west-1:111122223333:*"}, NO),
        ({"Principal": "111122223333"}, NO),
    ],
)
def test_a_service_is_held_to_a_source(permission: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    given = {"FunctionName": "f", "Action": "lambda:InvokeFunction", **permission}

    assert asked("unheld-deputies", "AWS::Lambda::Permission", given).truth is answer


GITHUB = "token.actions.githubusercontent.com"


@pytest.mark.parametrize(
    ("provider", "condition", "answer"),
    [
        (Ref("Provider"), None, YES),
        (Ref("Provider"), {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}, YES),
        (Ref("Provider"), {"StringEquals": {f"{GITHUB}:sub": "repo:mine/app:ref:refs/heads/main"}}, NO),
        (Ref("Provider"), {"StringLike": {f"{GITHUB}:sub": "repo:mine/*"}}, NO),
        (Ref("Provider"), {"StringLike": {f"{GITHUB}:sub": "*"}}, YES),
        (Ref("Provider"), {"StringLike": {f"{GITHUB}:sub": "repo:*"}}, YES),
        (Ref("Provider"), {"StringNotEquals": {f"{GITHUB}:sub": "repo:other"}}, YES),
        ("cognito-identity.amazonaws.com", {"StringEquals": {"cognito-identity.amazonaws.com:aud": "pool"}}, NO),
        (Ref("Provider"), Parameter("Limits"), UNKNOWN),
    ],
)
def test_web_identities_are_told_apart_by_their_subject(provider: object, condition: object, answer: Truth) -> None:
    statement: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
    }
    if condition is not None:
        statement["Condition"] = condition
    given = {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
    others = {"Provider": ("AWS::IAM::OIDCProvider", {"Url": f"https://{GITHUB}"})}

    assert asked("open-federation", "AWS::IAM::Role", given, **others).truth is answer


@pytest.mark.parametrize(
    ("principal", "condition", "answer"),
    [
        ({"AWS": f"{ACCOUNT}:root"}, {}, YES),
        ({"AWS": "111122223333"}, {}, YES),
        ("*", {}, YES),
        ({"AWS": f"{ACCOUNT}:root"}, {"StringEquals": {"sts:ExternalId": "x"}}, NO),
        ({"AWS": f"{ACCOUNT}:role/deployer"}, {}, NO),
        ({"Service": "ec2.amazonaws.com"}, {}, NO),
        ({"AWS": Ref("Other", "Arn")}, {}, NO),
    ],
)
def test_another_account_is_let_in_with_something_to_hold_it(principal: object, condition: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition}
    given = {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}

    assert asked("broad-trust", "AWS::IAM::Role", given, Other=("AWS::IAM::Role", {})).truth is answer


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        ({"Principal": {"AWS": f"{ACCOUNT}:root"}, "Action": "kms:*"}, NO),
        ({"Principal": {"AWS": f"{ACCOUNT}:role/app"}, "Action": ["kms:Encrypt", "kms:Decrypt"]}, YES),
        ({"Principal": {"AWS": f"{ACCOUNT}:role/app"}, "Action": "kms:Put*"}, NO),
        ({"Principal": {"Service": "logs.amazonaws.com"}, "Action": "kms:*"}, YES),
        ({"Principal": {"AWS": Parameter("Who")}, "Action": Parameter("What")}, UNKNOWN),
    ],
)
def test_somebody_can_change_the_policy_of_a_key(statement: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    given = {"KeyPolicy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **statement}]}}

    assert asked("locked-out", "AWS::KMS::Key", given).truth is answer


@pytest.mark.parametrize(
    ("named", "answer"),
    [
        ([Ref("Bucket", "Arn")], NO),
        (["arn:aws:s3:::mine/*"], NO),
        (["*"], NO),
        (["arn:aws:s3:::mine", "arn:aws:s3:::other/*"], YES),
        (["arn:aws:s3:::mine-too"], YES),
        ([Parameter("Arn")], UNKNOWN),
    ],
)
def test_a_bucket_policy_names_its_bucket(named: list[object], answer: Truth) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": named}
    given = {"Bucket": Ref("Bucket"), "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
    bucket = ("AWS::S3::Bucket", {"BucketName": "mine"})

    assert asked("speaks-of-another", "AWS::S3::BucketPolicy", given, Bucket=bucket).truth is answer


def test_a_boundary_passes_no_role_to_anybody_unless_it_is_attached_too() -> None:
    given = {"PolicyDocument": {"Version": "2012-10-17", "Statement": [allow("iam:PassRole")]}}
    limited = ("AWS::IAM::Role", {"PermissionsBoundary": Ref("It")})

    assert asked("passes-any-role", "AWS::IAM::ManagedPolicy", given, Limited=limited).truth is NO
    holder = ("AWS::IAM::Role", {"ManagedPolicyArns": [Ref("It")]})
    assert asked("passes-any-role", "AWS::IAM::ManagedPolicy", given, Limited=limited, Holder=holder).truth is YES


@pytest.mark.parametrize(
    ("service", "condition", "answer"),
    [
        ("vpc-flow-logs.amazonaws.com", {}, YES),
        ("vpc-flow-logs.amazonaws.com", {"StringEquals": {"aws:SourceAccount": "111122223333"}}, NO),
        ("vpc-flow-logs.amazonaws.com", {"StringNotEquals": {"aws:SourceAccount": "111122223333"}}, YES),
        ("states.eu-central-1.amazonaws.com", {}, YES),
        ("states.eu-central-1.amazonaws.com", {"StringEquals": {"aws:SourceAccount": "111122223333"}}, NO),
        ("ec2.amazonaws.com", {}, NO),
        ("ec2.eu-central-1.amazonaws.com", {}, NO),
    ],
)
def test_a_role_holds_the_service_that_assumes_it(service: str, condition: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }
    given = {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}

    assert asked("unheld-trust", "AWS::IAM::Role", given).truth is answer
