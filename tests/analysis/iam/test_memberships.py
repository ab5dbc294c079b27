"""Groups, attachments and actions that are too many, as rules ask about them."""

import pytest

from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, Ref
from tests.analysis.iam.test_questions import ask

ALL_KEYS = "arn:aws:kms:*:*:key/*"


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("s3:*", Truth.YES),
        ("s3:**", Truth.YES),
        ("*", Truth.YES),
        ("s3:Get*", Truth.NO),
        (["s3:GetObject", Parameter("Action")], Truth.UNKNOWN),
    ],
)
def test_all_actions_of_a_service(action: object, answer: Truth) -> None:
    document = {"Statement": {"Effect": "Allow", "Action": action, "Resource": "arn:aws:s3:::one/*"}}
    policy = {"Policy": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": document})}
    assert ask("iam.full-access", policy, "Policy").truth is answer


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        ({"Action": "kms:Decrypt", "Resource": "*"}, Truth.YES),
        ({"Action": "KMS:decrypt", "Resource": ALL_KEYS}, Truth.YES),
        ({"Action": "kms:ReEncryptTo", "Resource": ALL_KEYS}, Truth.YES),
        ({"NotAction": "kms:Decrypt", "Resource": "*"}, Truth.YES),
        ({"NotAction": "kms:*", "Resource": "*"}, Truth.NO),
        ({"Action": "kms:Encrypt", "Resource": "*"}, Truth.NO),
        ({"Action": "kms:Decrypt", "Resource": "arn:aws:kms:eu-west-1:111122223333:key/0a"}, Truth.NO),
        ({"Action": "kms:Decrypt", "Resource": "arn:aws:s3:::bucket/*"}, Truth.NO),
        ({"Action": "kms:Decrypt", "NotResource": "arn:aws:s3:::bucket/*"}, Truth.YES),
        ({"Action": "kms:Decrypt", "Resource": Parameter("Keys")}, Truth.UNKNOWN),
        ({"Action": Parameter("Action"), "Resource": "*"}, Truth.UNKNOWN),
    ],
)
def test_blocked_actions_on_all_keys(statement: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    policy = {
        "Policy": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Statement": {"Effect": "Allow", **statement}}})
    }
    blocked = ["kms:Decrypt", "kms:ReEncrypt*"]
    assert ask("iam.blocked-on-all-keys", policy, "Policy", actions=blocked).truth is answer


@pytest.mark.parametrize(("deny", "answer"), [({}, Truth.NO), ({"Condition": {"Bool": {"a": "true"}}}, Truth.YES)])
def test_only_a_denial_without_conditions_takes_back(deny: dict, answer: Truth) -> None:  # type: ignore[type-arg]
    statements = [
        {"Effect": "Allow", "Action": "kms:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*", **deny},
    ]
    policy = {"Policy": ("AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Statement": statements}})}
    assert ask("iam.blocked-on-all-keys", policy, "Policy", actions=["kms:Decrypt"]).truth is answer


def test_users_are_in_groups_by_their_list_and_by_additions() -> None:
    template = {
        "User": ("AWS::IAM::User", {"UserName": "alice", "Groups": ["staff"]}),
        "Alone": ("AWS::IAM::User", {}),
        "Audit": ("AWS::IAM::Group", {"GroupName": "audit"}),
        "Adds": ("AWS::IAM::UserToGroupAddition", {"GroupName": Ref("Audit"), "Users": ["alice"]}),
    }
    assert ask("iam.in-groups", template, "User", groups=["staff", "audit"]).truth is Truth.YES
    assert ask("iam.in-groups", template, "User", groups="staff,owners").truth is Truth.NO
    assert ask("iam.in-groups", template, "User").truth is Truth.YES
    assert ask("iam.in-groups", template, "Alone").truth is Truth.NO


def test_a_policy_is_attached_from_either_side() -> None:
    arn = "arn:aws:iam::111122223333:policy/support"
    template = {
        "Policy": ("AWS::IAM::ManagedPolicy", {"ManagedPolicyName": "support", "Users": ["alice"]}),
        "Named": ("AWS::IAM::User", {"UserName": "alice"}),
        "Naming": ("AWS::IAM::Role", {"ManagedPolicyArns": [Ref("Policy")]}),
        "Spelled": ("AWS::IAM::Role", {"ManagedPolicyArns": [arn]}),
        "Other": ("AWS::IAM::Role", {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}),
        "Open": ("AWS::IAM::Role", {"ManagedPolicyArns": [Parameter("Policy")]}),
        "Empty": ("AWS::IAM::Group", {"ManagedPolicyArns": [arn]}),
    }
    answers = {name: ask("iam.attaches", template, name, policy=arn).truth for name in template if name != "Policy"}
    assert [name for name, truth in answers.items() if truth is Truth.YES] == ["Named", "Naming", "Spelled", "Empty"]
    assert answers["Other"] is Truth.NO
    assert answers["Open"] is Truth.UNKNOWN
    assert ask("iam.uses", template, "Empty", policy=arn).truth is Truth.NO
    assert ask("iam.uses", template, "Named", policy=arn, usage="IAM_ROLE").truth is Truth.NO
    assert ask("iam.uses", template, "Spelled", policy=arn, usage="IAM_ROLE").truth is Truth.YES
