"""References: to parameters, to resources and their attributes, to what the deployment is, to other stacks."""

from awslint.frontends.cloudformation import parameters
from awslint.frontends.cloudformation.distribute import distribute, moved
from awslint.frontends.cloudformation.exports import exported
from awslint.frontends.cloudformation.inputs import Settings
from awslint.frontends.cloudformation.loops import name_in
from awslint.frontends.cloudformation.parameters import open_choice
from awslint.frontends.cloudformation.resolve import resolve
from awslint.frontends.cloudformation.stack import Frame, Stack
from awslint.frontends.cloudformation.texts import symbol_of, written
from awslint.knowledge.facts import Shape
from awslint.model.place import Path, Place
from awslint.model.value import Absent, Case, Origin, Reference, Scalar, Unknown, Value, Why

PSEUDO = frozenset(
    {
        "AWS::AccountId",
        "AWS::NoValue",
        "AWS::NotificationARNs",
        "AWS::Partition",
        "AWS::Region",
        "AWS::StackId",
        "AWS::StackName",
        "AWS::URLSuffix",
    }
)
_WITNESSES = {
    "AWS::Region": ("eu-west-1", "us-east-2", "ap-southeast-1", "us-west-2", "eu-central-1"),
    "AWS::AccountId": ("111122223333", "444455556666"),
    "AWS::StackName": ("example",),
    "AWS::Partition": ("aws", "aws-cn", "aws-us-gov"),
}
_PLURAL_TEXTS = ("Address", "Status", "Class", "Alias", "Access")


def ref(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Ref."""
    stack = frame.stack
    place = stack.place(path)
    if not isinstance(data, str):
        return _computed(frame, data, path)
    bound = frame.bindings.get(data)
    if bound is not None:
        return moved(bound, place)
    return reference(stack, name_in(frame, data), path)


def _computed(frame: Frame, data: object, path: Path) -> Value:
    """A name that is itself an expression, as the language extensions allow."""
    if not isinstance(data, dict):
        return frame.stack.invalid(path, "Ref")

    def follow(settled: list[Value]) -> Value:
        name = settled[0]
        if isinstance(name, Scalar) and isinstance(name.data, str):
            return reference(frame.stack, name.data, path)
        return Unknown(Why.FUNCTION, "Ref", frame.stack.place(path), type="string")

    return distribute([resolve(frame, data, path)], frame.stack.place(path), follow)


def reference(stack: Stack, name: str, path: Path) -> Value:
    """What a name in Ref or Fn::Sub stands for."""
    place = stack.place(path)
    if name in PSEUDO:
        return pseudo(stack, name, place)
    if name in stack.section("Parameters"):
        return moved(parameters.parameter(stack, name), place)
    if name in stack.resources:
        return Unknown(
            Why.ATTRIBUTE,
            f"Ref of {stack.prefix}{name}",
            place,
            symbol=f"Ref:{stack.prefix}{name}",
            refers_to=Reference(stack.key(name)),
            type="string",
        )
    return missing(stack, name, path)


def missing(stack: Stack, name: str, path: Path) -> Unknown:
    """The value of a name that the template does not have."""
    if stack.open is not None:
        return Unknown(Why.MACRO, name, stack.place(path), symbol=f"Ref:{stack.prefix}{name}")
    return stack.invalid(path, name)


def get_att(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::GetAtt, with a list or a dotted text."""
    stack = frame.stack
    if isinstance(data, str):
        name, _, attribute = name_in(frame, data).partition(".")
        return attribute_of(stack, name, attribute, path) if attribute else stack.invalid(path, "Fn::GetAtt")
    if not isinstance(data, list) or len(data) < 2:
        return stack.invalid(path, "Fn::GetAtt")
    parts = [_named(frame, one, (*path, index)) for index, one in enumerate(data)]

    def follow(settled: list[Value]) -> Value:
        texts = [written(one) for one in settled if isinstance(one, Scalar)]
        if len(texts) == len(settled):
            return attribute_of(stack, texts[0], ".".join(texts[1:]), path)
        if texts and isinstance(settled[0], Scalar) and texts[0] in stack.resources:
            return Unknown(Why.ATTRIBUTE, f"an attribute of {stack.prefix}{texts[0]}", stack.place(path))
        return Unknown(Why.FUNCTION, "Fn::GetAtt", stack.place(path))

    return distribute(parts, stack.place(path), follow)


def _named(frame: Frame, data: object, path: Path) -> Value:
    """A name in Fn::GetAtt. In a loop over an unknown collection a resource has its name as it is written."""
    text = data.get("Fn::Sub") if isinstance(data, dict) and len(data) == 1 else data
    if isinstance(text, str):
        name = name_in(frame, text)
        if "${" not in name or name in frame.stack.resources:
            return Scalar(name, frame.stack.place(path))
    return resolve(frame, data, path)


def attribute_of(stack: Stack, name: str, attribute: str, path: Path) -> Value:
    """An attribute of a resource: its value is AWS's choice at the deployment."""
    place = stack.place(path)
    child = stack.children.get(name)
    if child is not None and attribute.startswith("Outputs."):
        return output(child, attribute.removeprefix("Outputs."), place)
    if name not in stack.resources:
        module = name.split(".")[0]
        return missing(stack, f"{module}.{attribute}", path)
    is_list = attribute.endswith("s") and not attribute.endswith(_PLURAL_TEXTS)
    return Unknown(
        Why.ATTRIBUTE,
        f"{stack.prefix}{name}.{attribute}",
        place,
        symbol=f"GetAtt:{stack.prefix}{name}.{attribute}",
        refers_to=Reference(stack.key(name), attribute),
        type=None if is_list else "string",
    )


def output(child: Stack, name: str, place: Place) -> Value:
    """An output of a nested stack, where the parent uses it."""
    entry = child.outputs.get(name)
    if entry is None or not isinstance(entry.data, dict) or "Value" not in entry.data:
        subject = f"{child.prefix.rstrip('/')}.Outputs.{name}"
        return Unknown(Why.INVALID if child.open is None else Why.MACRO, subject, place)
    mark = (child.scope, child.prefix, f"output {name}")
    if mark in child.run.busy:
        return Unknown(Why.INVALID, f"{child.prefix}{name}", place)
    child.run.busy.add(mark)
    try:
        value = resolve(entry.frame, entry.data["Value"], (*entry.path, "Value"))
    finally:
        child.run.busy.discard(mark)
    return moved(value, place, Origin("output", f"{child.prefix}{name}", child.place(entry.path, key=True)))


def pseudo(stack: Stack, name: str, place: Place) -> Value:
    """A pseudo parameter: what the user says of the deployment, else unknown."""
    if name == "AWS::NoValue":
        return Absent(place)
    settings = Settings() if stack.elsewhere else stack.run.settings
    partition = settings.partition or _partition_of(settings.region)
    given = {
        "AWS::Region": settings.region,
        "AWS::AccountId": settings.account,
        "AWS::Partition": partition,
        "AWS::URLSuffix": partition and ("amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"),
    }.get(name)
    if given is not None and not (name == "AWS::URLSuffix" and partition not in ("aws", "aws-cn", "aws-us-gov")):
        return Scalar(given, place, origins=(Origin("parameter", name, None, "given for this run"),))
    shared = not stack.elsewhere and name in ("AWS::Region", "AWS::AccountId", "AWS::Partition", "AWS::URLSuffix")
    unknown = Unknown(
        Why.PSEUDO,
        name,
        place,
        symbol=f"Ref:{name}" if shared else f"Ref:{stack.prefix}{name}",
        type="array" if name == "AWS::NotificationARNs" else "string",
    )
    literals = stack.compared.get(name, ())
    if not literals or name == "AWS::NotificationARNs":
        return unknown
    made_up = next((text for text in _WITNESSES.get(name, ()) if text not in literals), None)
    cases = tuple(Case(frozenset({text}), Scalar(text, place)) for text in literals)
    return open_choice(stack, name, cases, unknown, "pseudo-parameter", made_up)


def _partition_of(region: str | None) -> str | None:
    if region is None:
        return None
    if region.startswith("cn-"):
        return "aws-cn"
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    return None if "-iso" in region or region.startswith("eusc-") else "aws"


def import_value(frame: Frame, data: object, path: Path, shape: Shape | None) -> Value:
    """Fn::ImportValue: what another stack exports."""
    place = frame.stack.place(path)

    def follow(settled: list[Value]) -> Value:
        return imported(frame.stack, settled[0], place)

    return distribute([resolve(frame, data, path)], place, follow)


def imported(stack: Stack, name: Value, place: Place) -> Value:
    """The value that is exported under a name."""
    found = exported(stack, name, place)
    if found is not None:
        return found
    if isinstance(name, Scalar):
        text = written(name)
        known = stack.run.settings.facts.get("exports", {}).get(text)
        if isinstance(known, str | int | float):
            return Scalar(known, place, origins=(Origin("import", text, None, "given as a fact"),))
        return Unknown(Why.IMPORT, text, place, symbol=f"ImportValue:{text}", type="string")
    if isinstance(name, Unknown):
        shown = "".join(part if isinstance(part, str) else f"${{{part.subject}}}" for part in name.parts or (name,))
        symbol = name.symbol or symbol_of(name.parts or (name,))
        return Unknown(Why.IMPORT, shown, place, symbol=symbol and f"ImportValue:{symbol}", type="string")
    return stack.invalid(place.path, "Fn::ImportValue")
