"""CloudFormation, naively: what one deployment with these very parameter values gives. Written apart from awslint."""

from typing import Any


class Nothing:
    """AWS::NoValue."""


class Refused(Exception):
    """The deployment fails."""


def text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        raise Refused("a list in a text")
    return str(value)


def condition(template: dict[str, Any], parameters: dict[str, Any], data: Any) -> bool:
    ((name, argument),) = data.items()
    if name == "Condition":
        return condition(template, parameters, template["Conditions"][argument])
    if name == "Fn::Equals":
        left, right = (value(template, parameters, one) for one in argument)
        return text(left) == text(right)
    parts = [condition(template, parameters, one) for one in argument]
    return {"Fn::And": all(parts), "Fn::Or": any(parts), "Fn::Not": not parts[0]}[name]


def value(template: dict[str, Any], parameters: dict[str, Any], data: Any) -> Any:
    def of(one: Any) -> Any:
        return value(template, parameters, one)

    if isinstance(data, list):
        return [one for one in map(of, data) if one is not Nothing]
    if not isinstance(data, dict):
        return data
    if len(data) != 1 or not next(iter(data)).startswith(("Ref", "Fn::")):
        return {name: one for name, one in ((name, of(one)) for name, one in data.items()) if one is not Nothing}
    ((name, argument),) = data.items()
    if name == "Ref":
        if argument == "AWS::NoValue":
            return Nothing
        given = parameters[argument]
        declared = template["Parameters"][argument]["Type"]
        return given.split(",") if declared == "CommaDelimitedList" else given
    if name == "Fn::If":
        return of(argument[1] if condition(template, parameters, {"Condition": argument[0]}) else argument[2])
    if name == "Fn::Join":
        return argument[0].join(text(one) for one in of(argument[1]))
    if name == "Fn::Select":
        items, index = of(argument[1]), int(of(argument[0]))
        if index >= len(items):
            raise Refused("no such item")
        return items[index]
    if name == "Fn::Split":
        return text(of(argument[1])).split(argument[0])
    if name == "Fn::FindInMap":
        level = template["Mappings"]
        for key in argument[:3]:
            level = level.get(text(of(key)))
            if level is None:
                if len(argument) == 4:
                    return of(argument[3]["DefaultValue"])
                raise Refused("no such key")
        return level
    if name == "Fn::Sub":
        body, own = argument if isinstance(argument, list) else (argument, {})
        result = ""
        while "${" in body:
            before, _, rest = body.partition("${")
            inside, _, body = rest.partition("}")
            result += before
            if inside.startswith("!"):
                result += "${" + inside[1:] + "}"
            else:
                found = of(own[inside]) if inside in own else of({"Ref": inside})
                result += text(found)
        return result + body
    raise AssertionError(name)
