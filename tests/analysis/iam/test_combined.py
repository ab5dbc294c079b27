"""Identity policies, boundary and resource policy together, against a naive reading of AWS's flow chart.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-res-id.html
"""

import itertools

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from awslint.analysis.iam.combined import may_use
from awslint.analysis.iam.evaluate import Caller, Request
from awslint.analysis.iam.identity import Identity, Policies
from awslint.analysis.iam.text import literal
from awslint.model.truth import Truth
from tests.analysis.graphs import Parameter, resource, view_of
from tests.analysis.iam.policies import Who, about, document_of, many

ROLE = "arn:aws:iam::111111111111:role/a"
ROOT = "arn:aws:iam::111111111111:root"
ACTIONS = ["kms:Decrypt", "kms:Encrypt"]
TARGETS = ["arn:aws:kms:eu-west-1:111111111111:key/1", "arn:aws:kms:eu-west-1:111111111111:key/2"]
VIEW = view_of({"Role": ("AWS::IAM::Role", {})})

parts = {
    "Effect": st.sampled_from(["Allow", "Allow", "Deny"]),
    "Action": st.sampled_from([*ACTIONS, "kms:*"]),
    "Resource": st.sampled_from([*TARGETS, "*"]),
}
own = st.builds(lambda one: {"Statement": one}, st.lists(st.fixed_dictionaries(parts), max_size=2))
whom = st.sampled_from([{"AWS": ROLE}, {"AWS": ROOT}, {"AWS": "111111111111"}, "*", {"AWS": f"{ROLE}x"}])
attached = st.builds(
    lambda one: {"Statement": one}, st.lists(st.fixed_dictionaries({**parts, "Principal": whom}), max_size=2)
)


def effects(policy: dict, who: Who, action: str, target: str) -> set[str]:
    return {one["Effect"] for one in many(policy["Statement"]) if about(one, who, action, target, {})}


def naive(identity: dict, boundary: dict | None, on: dict, action: str, target: str, key: bool) -> bool:
    who = Who(arn=ROLE)
    own_effects = effects(identity, who, action, target)
    limits = {"Allow"} if boundary is None else effects(boundary, who, action, target)
    named = [one for one in many(on["Statement"]) if one["Principal"] in ("*", {"AWS": ROLE})]
    direct = effects({"Statement": named}, who, action, target)
    whole = effects(on, who, action, target)
    if "Deny" in own_effects | limits | whole or "Allow" not in limits:
        return False
    return "Allow" in direct or ("Allow" in own_effects and (not key or "Allow" in whole))


def policies(document: dict) -> Policies:
    return Policies(sure=[(resource(VIEW, "Role"), document_of(document))])


@settings(max_examples=120, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(own, st.one_of(st.none(), own), attached, st.booleans())
def test_policies_combine_as_by_enumeration(identity: dict, boundary: dict | None, on: dict, key: bool) -> None:
    whole = Identity(policies(identity), None if boundary is None else policies(boundary))
    for action, target in itertools.product(ACTIONS, TARGETS):
        request = Request(action, literal(target), Caller(literal(ROLE)))
        expected = naive(identity, boundary, on, action, target, key)
        assert may_use(whole, policies(on), request, key=key).truth is (Truth.YES if expected else Truth.NO)


ALLOW = {"Statement": {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}}


@pytest.mark.parametrize(
    ("on", "answer"),
    [
        ({"Statement": {**ALLOW["Statement"], "Principal": {"AWS": ROOT}}}, Truth.YES),
        ({"Statement": {**ALLOW["Statement"], "Principal": {"AWS": f"{ROLE}x"}}}, Truth.NO),
        ({"Statement": {**ALLOW["Statement"], "Principal": {"AWS": Parameter("Who")}}}, Truth.UNKNOWN),
        ({"Statement": {"Effect": Parameter("E"), "Action": "*", "Resource": "*", "Principal": "*"}}, Truth.UNKNOWN),
    ],
)
def test_a_key_must_delegate_to_the_account_before_identity_policies_count(on: dict, answer: Truth) -> None:
    request = Request("kms:Decrypt", literal(TARGETS[0]), Caller(literal(ROLE)))

    assert may_use(Identity(policies(ALLOW)), policies(on), request, key=True).truth is answer
