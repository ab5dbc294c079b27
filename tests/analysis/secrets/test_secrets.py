"""Where secrets become readable."""

from dataclasses import replace

import pytest

from awslint.analysis.secrets.questions import QUESTIONS
from awslint.model.finding import Outcome
from awslint.model.graph import Graph, Output
from awslint.model.place import Place
from awslint.model.truth import Truth
from awslint.model.value import Mapping, Origin, Scalar, Unknown, Value, Why
from awslint.query.view import View
from tests.analysis.graphs import DOCUMENT, If, Incomplete, Ref, Sub, _Builder, in_worlds, resource, view_of

PLACE = Place(DOCUMENT, ("Parameters", "Password"))
HIDDEN = Unknown(
    Why.PARAMETER,
    "Password",
    PLACE,
    symbol="Ref:Password",
    type="string",
    origins=(Origin("parameter", "Password", PLACE),),
    secret=True,
)
GIVEN = Scalar("x", PLACE, origins=(Origin("parameter-default", "Password", PLACE),), secret=True)
STORED = Unknown(Why.DYNAMIC, "secretsmanager:db:SecretString:password", PLACE, symbol="secretsmanager:db")
USER = Unknown(Why.DYNAMIC, "secretsmanager:db:SecretString:username", PLACE, symbol="secretsmanager:db-user")
PLAIN = Unknown(Why.DYNAMIC, "ssm:/app/mode", PLACE, symbol="ssm:/app/mode")
ENCODED = Unknown(Why.FUNCTION, "Password", PLACE, type="string", encodes=HIDDEN)
KEY = ("AWS::IAM::AccessKey", {"UserName": "app"})
Template = dict[str, tuple[object, ...]]


def _ask(template: Template, name: str, question: str, outputs: dict[str, object] | None = None) -> Outcome:
    view = _shown(template, outputs or {})
    return QUESTIONS[f"secrets.{question}"].ask(view, resource(view, name), {})


def _shown(template: Template, outputs: dict[str, object]) -> View:
    view = view_of(template)
    builder = _Builder(template)
    found = []
    for name, data in outputs.items():
        place = Place(DOCUMENT, ("Outputs", name))
        value, exists = data if isinstance(data, tuple) else (data, True)
        contents = Mapping({"Value": builder.value(value, place.at("Value"))}, place)
        found.append(Output(name, contents, builder.value(exists, place), place))
    graph = view.graph
    shown = Graph(graph.resources, {**graph.variables, **builder.variables}, outputs={DOCUMENT: tuple(found)})
    return replace(view, graph=shown)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (HIDDEN, "the hidden parameter Password"),
        (GIVEN, "the hidden parameter Password"),
        (Sub(("postgres://app:", HIDDEN, "@db")), "the hidden parameter Password"),
        (STORED, "the content of the secret db"),
        (Sub(("a-", STORED)), "the content of the secret db"),
        (Ref("Key", "SecretAccessKey"), "the secret access key of Key"),
        (USER, None),
        (PLAIN, None),
        (Ref("Key"), None),
        (Ref("Name"), None),
        ("hunter2", None),
    ],
)
def test_a_variable_shows_what_it_is_given(value: object, words: str | None) -> None:
    template: Template = {
        "Key": KEY,
        "App": ("AWS::Lambda::Function", {"Environment": {"Variables": {"A": "plain", "B": value}}}),
    }
    outcome = _ask(template, "App", "in-environment")
    assert outcome.truth is (Truth.NO if words is None else Truth.YES)
    assert [one.detail for one in outcome.evidence] == ([] if words is None else [words])


def test_variables_that_a_macro_adds_are_open() -> None:
    template: Template = {"App": ("AWS::Lambda::Function", {"Environment": {"Variables": Incomplete({"A": "b"})}})}
    assert _ask(template, "App", "in-environment").truth is Truth.UNKNOWN


def test_a_secret_outweighs_what_is_open() -> None:
    template: Template = {"App": ("AWS::Lambda::Function", {"Environment": {"Variables": Incomplete({"A": HIDDEN})}})}
    assert _ask(template, "App", "in-environment").truth is Truth.YES


@pytest.mark.parametrize(("value", "expected"), [(ENCODED, Truth.YES), ("IyEvYmluL3No", Truth.NO)])
def test_base64_hides_nothing(value: object, expected: Truth) -> None:
    template: Template = {"Web": ("AWS::EC2::Instance", {"UserData": value})}
    assert _ask(template, "Web", "in-user-data").truth is expected


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (Ref("Key", "SecretAccessKey"), Truth.YES),
        (Sub(("id:", Ref("Key", "SecretAccessKey"))), Truth.YES),
        (Ref("Key"), Truth.NO),
        (Ref("Other", "SecretAccessKey"), Truth.NO),
    ],
)
def test_a_key_is_blamed_for_outputs_that_show_it(output: object, expected: Truth) -> None:
    outcome = _ask({"Key": KEY, "Other": KEY}, "Key", "in-outputs", {"Out": output})
    assert outcome.truth is expected
    if expected is Truth.YES:
        assert (outcome.evidence[0].path, outcome.evidence[0].detail) == (
            "Outputs.Out.Value",
            "the output Out shows the secret access key of Key",
        )


@pytest.mark.parametrize(
    ("password", "output", "expected"),
    [
        (HIDDEN, HIDDEN, Truth.YES),
        (HIDDEN, Sub(("mysql://app:", HIDDEN, "@", Ref("Db", "Endpoint.Address"))), Truth.YES),
        (GIVEN, HIDDEN, Truth.YES),
        (STORED, STORED, Truth.YES),
        (HIDDEN, STORED, Truth.NO),
        (STORED, USER, Truth.NO),
        ("plain", "plain", Truth.NO),
    ],
)
def test_a_password_is_followed_into_the_outputs(password: Value | str, output: object, expected: Truth) -> None:
    template: Template = {"Db": ("AWS::RDS::DBInstance", {"MasterUserPassword": password})}
    assert _ask(template, "Db", "in-outputs", {"Url": output}).truth is expected


def test_an_output_counts_where_the_deployment_has_it() -> None:
    view = _shown({"Key": KEY}, {"Out": (Ref("Key", "SecretAccessKey"), If("Show"))})
    ask = QUESTIONS["secrets.in-outputs"].ask
    answers = in_worlds(view, lambda seen: ask(seen, resource(seen, "Key"), {}).truth)
    assert answers == {("true",): Truth.YES, ("false",): Truth.NO}


def test_a_parameter_of_terraform_is_marked_whatever_it_holds() -> None:
    view = view_of({"P": ("AWS::SSM::Parameter", {"Type": "String", "Value": Scalar("x", PLACE, secret=True)})})
    ask = QUESTIONS["secrets.in-parameter"].ask
    assert ask(view, replace(resource(view, "P"), language="terraform"), {}).truth is Truth.UNKNOWN
    assert ask(view, resource(view, "P"), {}).truth is Truth.YES
