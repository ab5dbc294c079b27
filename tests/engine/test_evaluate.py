"""Verdicts over worlds, asked of hand-made resources."""

import pytest

from awslint.engine.evaluate import Judgement, bound, judge
from awslint.knowledge.facts import Knowledge, Relation, ServiceDefault
from awslint.model.finding import Verdict, WorldNote
from awslint.model.graph import Graph
from awslint.model.place import Place
from awslint.model.resource import Resource
from awslint.model.rule import (
    EACH,
    AllClause,
    AnyClause,
    Clause,
    NotClause,
    Parameter,
    PathClause,
    PredicateClause,
    RelatedClause,
    Rule,
)
from awslint.model.value import Absent, Case, Choice, Mapping, Reference, Scalar, Sequence, Unknown, Value, Why
from awslint.model.world import OTHER, Variable
from awslint.query.relations import Links
from awslint.query.view import View

HERE = Place("t.yaml", ("Resources", "Db"))
PROPERTIES = HERE.at("Properties")
TRUE = Scalar(True, HERE)


def scalar(data: str | int | bool, *path: str | int) -> Scalar:
    return Scalar(data, PROPERTIES.at(*path))


def choice(variable: str, cases: dict[tuple[str, ...], Value], condition: str | None = None) -> Choice:
    made = tuple(Case(frozenset(values), value) for values, value in cases.items())
    return Choice(variable, made, HERE, condition)


def resource(
    properties: dict[str, Value],
    *,
    exists: Value = TRUE,
    complete: bool = True,
    name: str = "Db",
    type_: str = "AWS::T",
) -> Resource:
    place = Place("t.yaml", ("Resources", name))
    mapping = Mapping(properties, place.at("Properties"), complete)
    nothing = Mapping({}, place)
    return Resource(f"t.yaml#{name}", name, type_, type_, mapping, nothing, "t.yaml", exists, place.of_key())


def verdicts(
    target: Resource,
    *,
    when: Clause | None = None,
    require: Clause | None = None,
    forbid: Clause | None = None,
    others: tuple[Resource, ...] = (),
    knowledge: Knowledge | None = None,
    parameters: tuple[Parameter, ...] = (),
    given: dict[str, object] | None = None,
    conditions: dict[str, Value] | None = None,
    constraints: tuple[Value, ...] = (),
    variables: dict[str, Variable] | None = None,
) -> list[Judgement]:
    rule = Rule(
        "r", None, "t", "high", "security", "s", ("AWS::T",), "{address}", "", {}, parameters, when, require, forbid
    )
    graph = Graph(
        {one.key: one for one in (target, *others)},
        variables or {},
        {"t.yaml": conditions or {}},
        {"t.yaml": constraints},
    )
    facts = knowledge or Knowledge()
    return judge(bound(rule, given or {}), target, View(graph, facts, Links(graph, facts)))


def path(name: str, test: object, **more: object) -> PathClause:
    steps = tuple(EACH if step == "*" else step for step in name.split("."))
    return PathClause(steps, test, **more)  # type: ignore[arg-type]


def only(judgements: list[Judgement]) -> Judgement:
    assert len(judgements) == 1
    return judgements[0]


ENCRYPTED = path("Encrypted", {"const": True})
PROD = Variable("Env", "parameter", ("dev", "prod"))


def test_absence_is_a_violation_unless_the_rule_says_otherwise() -> None:
    assert only(verdicts(resource({}), require=ENCRYPTED)).verdict is Verdict.NON_COMPLIANT
    lenient = path("Encrypted", {"const": True}, absent="pass")
    assert only(verdicts(resource({}), require=lenient)).verdict is Verdict.COMPLIANT
    unknowable = path("Encrypted", {"const": True}, absent="unknown")
    assert only(verdicts(resource({}), require=unknowable)).verdict is Verdict.INSUFFICIENT_DATA


def test_what_an_incomplete_object_lacks_is_undecided() -> None:
    assert only(verdicts(resource({}, complete=False), require=ENCRYPTED)).verdict is Verdict.INSUFFICIENT_DATA


def test_a_service_default_decides_absence_and_is_named() -> None:
    row = ServiceDefault("AWS::T", "Encrypted", True, "2023-01-05", "https://docs.aws.amazon.com/x", "always encrypted")
    knowledge = Knowledge(defaults={("AWS::T", "Encrypted"): row})
    clause = path("Encrypted", {"const": True}, absent="default")
    found = only(verdicts(resource({}), require=clause, knowledge=knowledge))
    assert found.verdict is Verdict.COMPLIANT
    assert found.evidence[0].default == "always encrypted since 2023-01-05 (https://docs.aws.amazon.com/x)"


def test_a_violation_in_one_world_names_it() -> None:
    value = choice("t:Env", {("dev",): scalar(False, "Encrypted"), ("prod",): scalar(True, "Encrypted")}, "IsProd")
    is_prod = choice("t:Env", {("dev",): Scalar(False, HERE), ("prod",): TRUE})
    found = only(
        verdicts(
            resource({"Encrypted": value}),
            require=ENCRYPTED,
            conditions={"IsProd": is_prod},
            variables={"t:Env": PROD},
        )
    )
    assert found.verdict is Verdict.NON_COMPLIANT
    assert found.world == WorldNote((("Env", "dev"),), (("IsProd", False),))


def test_a_value_that_complies_in_both_branches_complies() -> None:
    value = choice("t:Env", {("dev",): scalar(True, "a"), ("prod",): scalar(True, "b")})
    assert only(verdicts(resource({"Encrypted": value}), require=ENCRYPTED)).verdict is Verdict.COMPLIANT


def test_a_place_that_only_some_worlds_have_names_the_first_of_them() -> None:
    value = choice("t:Env", {("dev",): scalar(False, "a"), ("prod",): scalar(False, "b")})
    found = verdicts(resource({"Encrypted": value}), require=ENCRYPTED, variables={"t:Env": PROD})
    assert [(one.verdict, one.world, one.evidence[0].path) for one in found] == [
        (Verdict.NON_COMPLIANT, WorldNote((("Env", "dev"),)), "a"),
        (Verdict.NON_COMPLIANT, WorldNote((("Env", "prod"),)), "b"),
    ]


def test_a_violation_at_the_same_place_in_every_world_names_none() -> None:
    both = resource({"Encrypted": scalar(False, "Encrypted")})
    split = choice("t:Env", {("dev",): scalar(1, "Other"), ("prod",): scalar(2, "Other")})
    target = resource({**both.properties.entries, "Other": split})
    either = AllClause((path("Other", {"minimum": 0}), ENCRYPTED))
    found = only(verdicts(target, require=either, variables={"t:Env": PROD}))
    assert (found.verdict, found.world) == (Verdict.NON_COMPLIANT, None)


def test_only_worlds_in_which_the_resource_exists_count() -> None:
    exists = choice("t:Env", {("dev",): Scalar(False, HERE), ("prod",): TRUE})
    value = choice("t:Env", {("dev",): scalar(False, "Encrypted"), ("prod",): scalar(True, "Encrypted")})
    target = resource({"Encrypted": value}, exists=exists)
    assert only(verdicts(target, require=ENCRYPTED)).verdict is Verdict.COMPLIANT
    never = resource({"Encrypted": scalar(False, "Encrypted")}, exists=Scalar(False, HERE))
    assert only(verdicts(never, require=ENCRYPTED)).verdict is Verdict.NOT_APPLICABLE


def test_the_templates_own_assertions_exclude_worlds() -> None:
    value = choice("t:Env", {("dev",): scalar(False, "Encrypted"), ("prod",): scalar(True, "Encrypted")})
    only_prod = choice("t:Env", {("dev",): Scalar(False, HERE), ("prod",): TRUE})
    target = resource({"Encrypted": value})
    assert only(verdicts(target, require=ENCRYPTED, constraints=(only_prod,))).verdict is Verdict.COMPLIANT


def test_a_free_parameter_is_undecided_but_a_condition_on_it_makes_worlds() -> None:
    free = Unknown(Why.PARAMETER, "P", PROPERTIES.at("Encrypted"))
    soft = Choice(
        "t:P",
        (Case(frozenset({"true"}), scalar(True, "Encrypted")), Case(frozenset({OTHER}), free)),
        HERE,
        otherwise=free,
    )
    assert only(verdicts(resource({"Encrypted": soft}), require=ENCRYPTED)).verdict is Verdict.INSUFFICIENT_DATA
    chosen = choice("t:P", {("true",): scalar(True, "Encrypted"), (OTHER,): scalar(False, "Encrypted")}, "On")
    variables = {"t:P": Variable("P", "parameter", ("true", OTHER), witness="other")}
    found = only(verdicts(resource({"Encrypted": chosen}), require=ENCRYPTED, variables=variables))
    assert (found.verdict, found.world) == (Verdict.NON_COMPLIANT, WorldNote((("P", "other"),)))


def test_a_domain_proves_but_makes_no_worlds() -> None:
    def among(*data: bool) -> Unknown:
        place = PROPERTIES.at("Encrypted")
        return Unknown(Why.PARAMETER, "P", place, among=tuple(Scalar(one, place) for one in data))

    assert only(verdicts(resource({"Encrypted": among(True)}), require=ENCRYPTED)).verdict is Verdict.COMPLIANT
    undecided = only(verdicts(resource({"Encrypted": among(True, False)}), require=ENCRYPTED))
    assert (undecided.verdict, undecided.world) == (Verdict.INSUFFICIENT_DATA, None)


def test_an_unknown_scope_is_undecided_even_where_the_requirement_holds() -> None:
    engine = Unknown(Why.IMPORT, "E", PROPERTIES.at("Engine"))
    scope = path("Engine", {"const": "mysql"})
    target = resource({"Engine": engine, "Encrypted": scalar(True, "Encrypted")})
    assert only(verdicts(target, when=scope, require=ENCRYPTED)).verdict is Verdict.INSUFFICIENT_DATA
    other = resource({"Engine": scalar("oracle", "Engine")})
    assert only(verdicts(other, when=scope, require=ENCRYPTED)).verdict is Verdict.NOT_APPLICABLE


def test_each_offending_item_is_one_judgement() -> None:
    items = Sequence(
        tuple(
            Mapping({"Cidr": scalar(cidr, "In", i, "Cidr")}, PROPERTIES.at("In", i))
            for i, cidr in enumerate(("0.0.0.0/0", "10.0.0.0/8", "0.0.0.0/0"))
        ),
        PROPERTIES.at("In"),
    )
    clause = path("In.*.Cidr", {"const": "0.0.0.0/0"}, quantifier="some")
    every = path("In.*.Cidr", {"not": {"const": "0.0.0.0/0"}}, quantifier="every", absent="pass")
    assert [one.evidence[0].path for one in verdicts(resource({"In": items}), require=every)] == [
        "In[0].Cidr",
        "In[2].Cidr",
    ]
    assert only(verdicts(resource({"In": items}), require=clause)).verdict is Verdict.COMPLIANT
    assert only(verdicts(resource({}), require=every)).verdict is Verdict.COMPLIANT


def test_a_branch_without_value_is_no_item() -> None:
    item = choice("t:Env", {("dev",): Absent(PROPERTIES), ("prod",): scalar("a", "In", 0)})
    items = Sequence((item,), PROPERTIES.at("In"))
    found = only(verdicts(resource({"In": items}), require=path("In", {"minItems": 1}), variables={"t:Env": PROD}))
    assert found.world == WorldNote((("Env", "dev"),))


def test_any_all_and_not_combine() -> None:
    a, b = path("A", {"const": 1}), path("B", {"const": 1})
    target = resource({"A": scalar(1, "A")})
    assert only(verdicts(target, require=AnyClause((b, a)))).verdict is Verdict.COMPLIANT
    assert only(verdicts(target, require=AllClause((a, NotClause(b))))).verdict is Verdict.COMPLIANT
    assert only(verdicts(target, forbid=a)).verdict is Verdict.NON_COMPLIANT
    assert only(verdicts(target, require=path("B", False))).verdict is Verdict.COMPLIANT
    assert only(verdicts(target, require=path("A", False))).verdict is Verdict.NON_COMPLIANT


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({}, Verdict.COMPLIANT),
        ({"least": "5"}, Verdict.NON_COMPLIANT),
        ({"least": "3"}, Verdict.COMPLIANT),
        ({"least": "many"}, Verdict.ERROR),
        ({"lest": "5"}, Verdict.ERROR),
    ],
)
def test_an_optional_parameter_asserts_nothing_without_a_value(given: dict[str, object], verdict: Verdict) -> None:
    clause = path("Days", {"minimum": {"param": "least"}})
    target = resource({"Days": scalar(3, "Days")})
    found = only(verdicts(target, require=clause, parameters=(Parameter("least", "int"),), given=given))
    assert found.verdict is verdict


def test_a_required_parameter_without_value_is_undecided() -> None:
    clause = path("Days", {"minimum": {"param": "least"}})
    parameters = (Parameter("least", "int", required=True),)
    found = only(verdicts(resource({"Days": scalar(3, "Days")}), require=clause, parameters=parameters))
    assert found.verdict is Verdict.INSUFFICIENT_DATA
    assert found.reason == "the rule parameter least has no value"


def test_a_scope_that_takes_a_missing_parameter_is_not_asked() -> None:
    when = AllClause((path("Days", True), PredicateClause("t.uses", {"policy": {"param": "policy"}})))
    parameters = (Parameter("policy", "String", required=True),)

    found = only(verdicts(resource({"Days": scalar(3, "Days")}), when=when, require=ENCRYPTED, parameters=parameters))
    assert (found.verdict, found.reason) == (Verdict.INSUFFICIENT_DATA, "the rule parameter policy has no value")
    found = only(verdicts(resource({}), when=when, require=ENCRYPTED, parameters=parameters))
    assert found.verdict is Verdict.NOT_APPLICABLE


LOGS = Knowledge(
    relations={"policy": (Relation("policy", ("AWS::P",), "Bucket", ("AWS::T",)),)},
    identities={"AWS::T": {"Ref": "Name", "Arn": "arn:${AWS::Partition}:t:::${Name}"}},
)


def policy(bucket: Value, strict: bool, exists: Value = TRUE) -> Resource:
    return resource(
        {"Bucket": bucket, "Strict": scalar(strict, "Strict")}, name="Policy", type_="AWS::P", exists=exists
    )


def related(quantifier: str) -> RelatedClause:
    return RelatedClause("policy", quantifier, path("Strict", {"const": True}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "bucket",
    [
        Unknown(Why.ATTRIBUTE, "Db", HERE, refers_to=Reference("t.yaml#Db")),
        Scalar("logs", HERE),
        Scalar("arn:aws-cn:t:::logs", HERE),
    ],
)
def test_a_relation_is_found_by_reference_name_and_arn(bucket: Value) -> None:
    knowledge = Knowledge(
        relations={"policy": (Relation("policy", ("AWS::P",), "Bucket", ("AWS::T",), ("Ref", "Arn")),)},
        identities=LOGS.identities,
    )
    target = resource({"Name": scalar("logs", "Name")})
    strict = verdicts(target, require=related("some"), others=(policy(bucket, True),), knowledge=knowledge)
    assert only(strict).verdict is Verdict.COMPLIANT
    lax = only(verdicts(target, require=related("some"), others=(policy(bucket, False),), knowledge=knowledge))
    assert (lax.verdict, lax.evidence[0].resource) == (Verdict.NON_COMPLIANT, "t.yaml#Policy")


def test_a_resource_without_relatives_fails_some_and_passes_every() -> None:
    target = resource({"Name": scalar("logs", "Name")})
    assert only(verdicts(target, require=related("some"), knowledge=LOGS)).verdict is Verdict.NON_COMPLIANT
    assert only(verdicts(target, require=related("every"), knowledge=LOGS)).verdict is Verdict.COMPLIANT


def test_a_relative_that_only_some_deployments_have_makes_worlds() -> None:
    exists = choice("t:Env", {("dev",): Scalar(False, HERE), ("prod",): TRUE})
    target = resource({"Name": scalar("logs", "Name")})
    others = (policy(Scalar("logs", HERE), True, exists),)
    found = only(verdicts(target, require=related("some"), others=others, knowledge=LOGS, variables={"t:Env": PROD}))
    assert (found.verdict, found.world) == (Verdict.NON_COMPLIANT, WorldNote((("Env", "dev"),)))


def test_a_name_that_cannot_be_worked_out_may_mean_any_resource() -> None:
    target = resource({"Name": scalar("logs", "Name")})
    unclear = Unknown(Why.FUNCTION, "Fn::Select", HERE)
    found = only(verdicts(target, require=related("some"), others=(policy(unclear, True),), knowledge=LOGS))
    assert found.verdict is Verdict.INSUFFICIENT_DATA


def test_a_world_names_only_what_the_verdict_depends_on_with_values_that_the_assertions_allow() -> None:
    value = choice("t:Env", {("dev", "test"): scalar(False, "Encrypted"), ("prod",): scalar(True, "Encrypted")})
    not_dev = choice("t:Env", {("dev",): Scalar(False, HERE), ("test", "prod"): TRUE})
    size = choice("t:Size", {("s",): Scalar(False, HERE), ("l",): TRUE})
    variables = {
        "t:Env": Variable("Env", "parameter", ("dev", "test", "prod")),
        "t:Size": Variable("Size", "parameter", ("s", "l")),
    }
    found = only(
        verdicts(resource({"Encrypted": value}), require=ENCRYPTED, constraints=(not_dev, size), variables=variables)
    )
    assert found.world == WorldNote((("Env", "test"),))
