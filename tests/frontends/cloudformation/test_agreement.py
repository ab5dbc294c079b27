"""Random templates: every concrete choice of parameters gives what the values, and the worlds, say of it."""

from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, assume, given, settings

from awslint.frontends.cloudformation import Settings, Template, load
from awslint.frontends.part import Part
from awslint.knowledge.facts import Knowledge
from awslint.model.value import Absent, Mapping, Scalar, Sequence, Unknown, Value
from awslint.model.world import OTHER, TooManyWorlds, World, explore
from tests.frontends.cloudformation import concrete
from tests.frontends.cloudformation.loading import shown

PARAMETERS: dict[str, Any] = {
    "Env": {"Type": "String", "AllowedValues": ["dev", "test", "prod"]},
    "Size": {"Type": "String", "AllowedValues": ["s", "l"], "Default": "s"},
    "Free": {"Type": "String"},
    "Blank": {"Type": "String"},
    "Items": {"Type": "CommaDelimitedList", "Default": "a,b,dev"},
}
MAPPINGS: dict[str, Any] = {"M": {name: {"k": f"{name}-k"} for name in ("dev", "test", "prod", "s")}}
LITERALS = st.sampled_from(["dev", "prod", "s", "a", "x-dev", "", "other", "0", 1, True])
SCALARS = st.sampled_from(["Env", "Size", "Free", "Blank"])
CONDITIONS = ["A", "B", "C"]


def texts(depth: int) -> st.SearchStrategy[Any]:
    simple = LITERALS | SCALARS.map(lambda name: {"Ref": name})
    if not depth:
        return simple
    inside = texts(depth - 1)
    lists = st.lists(inside | chosen(inside), min_size=1, max_size=3) | st.just({"Ref": "Items"})
    return (
        simple
        | chosen(inside, nothing=False)
        | st.tuples(st.sampled_from(["-", ""]), lists).map(lambda both: {"Fn::Join": [*both]})
        | st.tuples(SCALARS, SCALARS).map(lambda two: {"Fn::Sub": f"{two[0]}-${{{two[0]}}}${{!x}}${{{two[1]}}}"})
        | st.tuples(SCALARS, inside).map(lambda two: {"Fn::Sub": [f"${{V}}/${{{two[0]}}}", {"V": two[1]}]})
        | st.tuples(st.sampled_from([0, "1"]), lists).map(lambda both: {"Fn::Select": list(both)})
        | st.tuples(st.just(0), inside.map(lambda one: {"Fn::Split": ["-", one]})).map(
            lambda both: {"Fn::Select": list(both)}
        )
        | SCALARS.map(lambda name: {"Fn::FindInMap": ["M", {"Ref": name}, "k"]})
        | SCALARS.map(lambda name: {"Fn::FindInMap": ["M", {"Ref": name}, "k", {"DefaultValue": "none"}]})
    )


def chosen(inside: st.SearchStrategy[Any], nothing: bool = True) -> st.SearchStrategy[Any]:
    other = inside | st.just({"Ref": "AWS::NoValue"}) if nothing else inside
    return st.tuples(st.sampled_from(CONDITIONS), inside, other).map(lambda three: {"Fn::If": list(three)})


def conditions(depth: int, names: list[str]) -> st.SearchStrategy[Any]:
    side = texts(0) | SCALARS.map(lambda name: {"Fn::Sub": f"x-${{{name}}}"})
    refs: st.SearchStrategy[Any] = SCALARS.map(lambda name: {"Ref": name})
    simple: st.SearchStrategy[Any] = st.tuples(refs, side).map(lambda both: {"Fn::Equals": list(both)})
    if names:
        simple |= st.sampled_from(names).map(lambda name: {"Condition": name})
    if not depth:
        return simple
    inside = conditions(depth - 1, names)
    several = st.lists(inside, min_size=2, max_size=3)
    return (
        simple
        | several.map(lambda parts: {"Fn::And": parts})
        | several.map(lambda parts: {"Fn::Or": parts})
        | inside.map(lambda part: {"Fn::Not": [part]})
    )


TEMPLATES = st.builds(
    lambda a, b, c, p, q: {
        "Parameters": PARAMETERS,
        "Mappings": MAPPINGS,
        "Conditions": {"A": a, "B": b, "C": c},
        "Resources": {"R": {"Type": "T::T", "Condition": "C", "Properties": {"P": p, "Q": q}}},
    },
    conditions(1, []),
    conditions(1, ["A"]),
    conditions(2, ["A", "B"]),
    texts(2),
    st.lists(texts(1) | chosen(texts(1)), max_size=3) | chosen(texts(1).map(lambda one: {"Inner": one})),
)
CHOICES = st.fixed_dictionaries(
    {
        "Env": st.sampled_from(["dev", "test", "prod"]),
        "Size": st.sampled_from(["s", "l"]),
        "Free": st.sampled_from(["dev", "x-dev", "prod", "zz", "", "other"]),
        "Blank": st.sampled_from(["prod", "s", "yy", "1"]),
        "Items": st.sampled_from(["a,b,dev", "dev,prod"]),
    }
)


def loaded(template: dict[str, Any], **told: Any) -> Part:
    return load([Template("t", template, lambda path: None, "t")], Settings(**told), Knowledge())


def expected(template: dict[str, Any], choice: dict[str, Any]) -> dict[str, Any]:
    def read(data: Any) -> Any:
        try:
            return concrete.value(template, choice, data)
        except concrete.Refused:
            return concrete.Refused

    properties = template["Resources"]["R"]["Properties"]
    return {name: read(one) for name, one in properties.items()} | {
        "exists": concrete.condition(template, choice, {"Condition": "C"})
    }


def agrees(value: Value, wanted: Any, world: World) -> bool:
    """Whether a value, seen in a world, says nothing that the concrete deployment contradicts."""
    value = world.resolve(value)
    if wanted is concrete.Refused:
        return True
    if isinstance(value, Absent):
        return wanted is concrete.Nothing
    if wanted is concrete.Nothing:
        return isinstance(value, Unknown)
    if isinstance(value, Scalar):
        return not isinstance(wanted, list | dict) and concrete.text(value.data) == concrete.text(wanted)
    if isinstance(value, Unknown):
        return may_be(value, wanted, world)
    if isinstance(value, Sequence):
        items = [one for one in map(world.resolve, value.items) if not isinstance(one, Absent)]
        return len(items) == len(wanted) and all(
            agrees(item, one, world) for item, one in zip(items, wanted, strict=True)
        )
    assert isinstance(value, Mapping)
    entries = {name: world.resolve(one) for name, one in value.entries.items()}
    entries = {name: one for name, one in entries.items() if not isinstance(one, Absent)}
    return entries.keys() == wanted.keys() and all(agrees(one, wanted[name], world) for name, one in entries.items())


def may_be(value: Unknown, wanted: Any, world: World) -> bool:
    if isinstance(wanted, str) and wanted in value.excluding:
        return False
    if value.among is not None and not any(agrees(one, wanted, world) for one in value.among):
        return False
    text = concrete.text(wanted) if not isinstance(wanted, list | dict) else ""
    for part in value.parts:
        if isinstance(part, str):
            if part not in text:
                return False
            text = text.partition(part)[2]
    return True


RANDOM = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@RANDOM
@given(TEMPLATES, CHOICES)
def test_given_parameters_give_what_cloudformation_gives(template: dict[str, Any], choice: dict[str, Any]) -> None:
    part = loaded(template, parameters=choice)
    resource = part.resources["t#R"]
    wanted = expected(template, choice)
    assert isinstance(resource.exists, Scalar)
    assert resource.exists.data == wanted.pop("exists")
    world = World()
    for name, one in wanted.items():
        value = resource.properties.entries[name]
        assert agrees(value, one, world)
        if one is not concrete.Refused:
            assert known(value)


def known(value: Value) -> bool:
    if isinstance(value, Sequence):
        return value.complete and all(known(one) for one in value.items)
    if isinstance(value, Mapping):
        return value.complete and all(known(one) for one in value.entries.values())
    return isinstance(value, Scalar | Absent)


@RANDOM
@given(TEMPLATES, CHOICES, st.sampled_from(["default", "all"]))
def test_no_deployment_contradicts_what_was_decided(
    template: dict[str, Any], choice: dict[str, Any], worlds: str
) -> None:
    # A parameter with a default has it, unless all worlds are asked for; a list is never taken apart.
    choice = {**choice, "Items": "a,b,dev"} | ({} if worlds == "all" else {"Size": "s"})
    part = loaded(template, worlds=worlds)
    resource = part.resources["t#R"]
    wanted = expected(template, choice)
    start = World()
    for key, variable in part.variables.items():
        if variable.kind == "parameter":
            value = choice[variable.name]
            start = start.narrow(key, frozenset({value if value in variable.values else OTHER}))

    def question(world: World) -> bool:
        exists = world.resolve(resource.exists)
        assert isinstance(exists, Scalar)
        return exists.data == wanted["exists"] and all(
            agrees(value, wanted[name], world) for name, value in resource.properties.entries.items()
        )

    try:
        answers = [answer for _, answer in explore(question, start)]
    except TooManyWorlds:
        assume(False)
    # Comparisons that no parameter decides make worlds of their own: one of them is this deployment.
    assert any(answers)
    if all(variable.kind == "parameter" for variable in part.variables.values()):
        assert all(answers)


BODIES = st.recursive(
    st.sampled_from(["${N}", "a-${N}", "plain", {"Ref": "N"}, {"Fn::Sub": "${N}/${Env}"}, {"Ref": "Env"}]),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.sampled_from(["p", "${N}", "q${N}"]), inside),
    max_leaves=6,
)


@RANDOM
@given(st.lists(st.sampled_from(["A", "B", "C1"]), unique=True, max_size=3), BODIES)
def test_a_loop_is_what_its_body_written_out_would_be(items: list[str], body: Any) -> None:
    loop = {"Fn::ForEach::L": ["N", items, {"R${N}": {"Type": "T::${N}", "Properties": {"P": body}}}]}
    template = {"Parameters": {"Env": PARAMETERS["Env"]}, "Resources": loop}
    out = {f"R{item}": {"Type": f"T::{item}", "Properties": {"P": written_out(body, item)}} for item in items}
    rolled, unrolled = loaded(template), loaded({**template, "Resources": out})
    assert list(rolled.resources) == list(unrolled.resources)
    assert rolled.problems == unrolled.problems == ()
    for key, resource in rolled.resources.items():
        assert resource.type == unrolled.resources[key].type
        assert shown(resource.properties) == shown(unrolled.resources[key].properties)


def written_out(body: Any, item: str) -> Any:
    if isinstance(body, str):
        return body.replace("${N}", item)
    if isinstance(body, list):
        return [written_out(one, item) for one in body]
    if body == {"Ref": "N"}:
        return item
    return {written_out(name, item): written_out(one, item) for name, one in body.items()}
