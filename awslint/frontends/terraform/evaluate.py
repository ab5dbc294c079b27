"""Evaluates expressions over data in which some things are unknown; what is unknown spreads as in Terraform."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from awslint.frontends.terraform.data import (
    NOWHERE,
    Data,
    Encoded,
    Made,
    Named,
    Secret,
    has_secret,
    hidden,
    is_open,
    unknown,
    value_of,
)
from awslint.frontends.terraform.encodings import ENCODINGS
from awslint.frontends.terraform.files import FILES, WORD, Reader, read_file, template_file
from awslint.frontends.terraform.functions import PURE, STRUCTURAL, Fault, Function, boolean, number, same, text
from awslint.frontends.terraform.patterns import PATTERNS
from awslint.frontends.terraform.syntax import (
    Attribute,
    Call,
    Conditional,
    Expression,
    For,
    Item,
    Literal,
    Name,
    Object,
    Operation,
    Splat,
    Template,
    Tuple,
)
from awslint.model.value import Mapping, Scalar, Sequence, Unknown, Value, Why

Lookup = Callable[[str], Data]

_MOST_STEPS = 400_000  # of one folder: far beyond any real configuration
_FAULTS = (ValueError, TypeError, KeyError, IndexError, OverflowError, ArithmeticError, RecursionError)


class Exhausted(Fault):
    """The configuration takes too long to evaluate."""


@dataclass(slots=True, eq=False)
class Budget:
    """How many steps are left."""

    left: int = _MOST_STEPS

    def spend(self) -> None:
        """Take one step. Raises Exhausted."""
        self.left -= 1
        if self.left < 0:
            raise Exhausted("too many steps")


def evaluate(expression: Expression, look_up: Lookup, budget: Budget) -> Data:
    """The data of an expression; `look_up` knows its first words.

    Raises Fault where Terraform would report an error, or where this is not evaluated here.
    """
    budget.spend()
    match expression:
        case Literal(data):
            return data
        case Name(name):
            return look_up(name)
        case Attribute(of, name):
            return _attribute(evaluate(of, look_up, budget), name)
        case Item(of, key):
            return _item(evaluate(of, look_up, budget), evaluate(key, look_up, budget))
        case Template(parts):
            return _joined([evaluate(part, look_up, budget) for part in parts])
        case Tuple(parts):
            return [evaluate(part, look_up, budget) for part in parts]
        case Object(pairs):
            return _object([(evaluate(k, look_up, budget), evaluate(v, look_up, budget)) for k, v in pairs])
        case Conditional():
            return _conditional(expression, look_up, budget)
        case Operation():
            return _operation(expression, look_up, budget)
        case Call():
            return _call(expression, look_up, budget)
        case Splat(of, each):
            return _splat(evaluate(of, look_up, budget), each, look_up, budget)
        case For():
            return _loop(expression, look_up, budget)


def _attribute(base: Data, name: str) -> Data:
    if isinstance(base, Unknown):
        symbol = f"{base.symbol}.{name}" if base.symbol else None
        return unknown(base.why, f"{base.subject}.{name}", symbol)
    if isinstance(base, Made):
        if isinstance(base.value, Mapping) and name in base.value.entries:
            return of_value(base.value.entries[name])
        raise Fault(f"no attribute {name}")
    if isinstance(base, dict):
        if name in base:
            return base[name]
        raise Fault(f"no attribute {name}")
    read = getattr(base, "attribute", None)
    if callable(read):
        return read(name)
    raise Fault(f"{name} of something without attributes")


def of_value(value: Value) -> Data:
    """A made value as data that expressions can work on."""
    if isinstance(value, Scalar):
        if value.secret:
            return hidden(value.data)
        return value.data if value.refers_to is None else Named.of(str(value.data), value.refers_to)
    if isinstance(value, Sequence) and value.complete:
        return [of_value(item) for item in value.items]
    if isinstance(value, Mapping) and value.complete:
        return {name: of_value(entry) for name, entry in value.entries.items()}
    return value if isinstance(value, Unknown) else Made(value)


def _item(base: Data, key: Data) -> Data:
    if isinstance(base, Unknown):
        shown = key if isinstance(key, str | int) else "?"
        return unknown(base.why, f"{base.subject}[{shown}]")
    if isinstance(key, Unknown):
        return unknown(Why.FUNCTION, key.subject)
    if isinstance(base, Made):
        base = of_value(base.value)
    if isinstance(base, list):
        at = int(number(key))
        if 0 <= at < len(base):
            return base[at]
        raise Fault("no such item")
    if isinstance(base, dict):
        name = text(key)
        if name in base:
            return base[name]
        raise Fault("no such key")
    if callable(getattr(base, "attribute", None)):
        # One instance stands for a count that is not known.
        return base if not isinstance(key, str) else _attribute(base, key)
    raise Fault("nothing to index")


def _joined(parts: list[Data]) -> Data:
    if all(isinstance(part, str | int | float) for part in parts):
        whole = "".join(text(part) for part in parts)
        return Secret(whole) if any(isinstance(part, Secret) for part in parts) else whole
    kept: list[str | Unknown] = []
    for part in parts:
        one: Data = part
        if isinstance(one, Secret):
            one = unknown(Why.PARAMETER, "a sensitive value")
        elif callable(getattr(one, "attribute", None)) or isinstance(one, list | dict | Made | Encoded):
            one = unknown(Why.FUNCTION, "a template")
        if isinstance(one, Unknown):
            kept.extend(one.parts or (one,))
        else:
            kept.append(text(one))
    first = next(part for part in kept if isinstance(part, Unknown))
    if len(kept) == 1:
        return first
    return Unknown(Why.FUNCTION, first.subject, NOWHERE, parts=tuple(kept), type="string")


def _object(pairs: list[tuple[Data, Data]]) -> Data:
    made: dict[str, Data] = {}
    for key, one in pairs:
        if isinstance(key, Unknown):
            return unknown(Why.FUNCTION, key.subject)
        made[text(key)] = one
    return made


def _conditional(expression: Conditional, look_up: Lookup, budget: Budget) -> Data:
    test = evaluate(expression.test, look_up, budget)
    if not isinstance(test, Unknown):
        return evaluate(expression.then if boolean(test) else expression.otherwise, look_up, budget)
    branches: list[Data] = []
    for one in (expression.then, expression.otherwise):
        try:
            branches.append(evaluate(one, look_up, budget))
        except Exhausted:
            raise
        except _FAULTS:
            return unknown(Why.FUNCTION, test.subject, may_be_absent=True)
    if branches[0] is branches[1] or (not is_open(branches) and same(branches[0], branches[1])):
        return branches[0]
    absent = any(one in (None, "", [], {}) for one in branches)
    among: list[Value] = []
    for branch in branches:
        if isinstance(branch, Unknown):
            among.extend(branch.among or (branch,))
        elif isinstance(branch, str | int | float | bool):
            among.append(value_of(branch, NOWHERE))
        elif branch is not None:
            return unknown(Why.FUNCTION, test.subject, may_be_absent=absent)
    return Unknown(Why.FUNCTION, test.subject, NOWHERE, among=tuple(among), may_be_absent=absent)


def _operation(expression: Operation, look_up: Lookup, budget: Budget) -> Data:
    operator = expression.operator
    operands = [evaluate(one, look_up, budget) for one in expression.operands]
    if operator in ("&&", "||"):
        decides = operator == "||"
        if any(not isinstance(one, Unknown) and boolean(one) is decides for one in operands):
            return decides
    if operator in ("==", "!="):
        return _equality(operator, operands)
    open_one = next((one for one in operands if isinstance(one, Unknown) or is_open(one)), None)
    if open_one is not None:
        return unknown(Why.FUNCTION, open_one.subject if isinstance(open_one, Unknown) else "an expression")
    if operator == "!":
        return not boolean(operands[0])
    if operator in ("&&", "||"):
        return not decides
    if len(operands) == 1:
        return -number(operands[0])
    try:
        return _ARITHMETIC[operator](number(operands[0]), number(operands[1]))
    except ArithmeticError as fault:
        raise Fault("no number comes of it") from fault


_ARITHMETIC: dict[str, Callable[[int | float, int | float], int | float | bool]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": lambda a, b: a % b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def _equality(operator: str, operands: list[Data]) -> Data:
    one, other = operands
    for known, left in ((one, other), (other, one)):
        # What is set and merely unknown is certainly not null, and a name is not empty.
        if known in (None, "") and isinstance(left, Unknown) and left.refers_to is not None:
            return operator == "!="
    if is_open(one) or is_open(other):
        found = next((each for each in operands if isinstance(each, Unknown)), None)
        return unknown(Why.FUNCTION, found.subject if found else "a comparison")
    return same(one, other) is (operator == "==")


def _call(expression: Call, look_up: Lookup, budget: Budget) -> Data:
    name = expression.name.rpartition("::")[2]
    if name in ("try", "can"):
        return _attempt(name, expression.arguments, look_up, budget)
    arguments = [evaluate(one, look_up, budget) for one in expression.arguments]
    if expression.spread and arguments:
        last = arguments.pop()
        if isinstance(last, Unknown):
            return unknown(Why.FUNCTION, last.subject)
        arguments.extend(last if isinstance(last, list) else [last])
    structural = STRUCTURAL.get(name)
    function = structural or _function(name, look_up, budget)
    if function is None:
        return unknown(Why.FUNCTION, f"{name}()")
    for one in arguments:
        if isinstance(one, Unknown):
            return one if name in ("nonsensitive", "sensitive", "tostring") else unknown(Why.FUNCTION, one.subject)
        if structural is None and name != "templatefile" and is_open(one):
            return unknown(Why.FUNCTION, f"{name}()")
    try:
        found = function(*arguments)
        open_about_it = name in ("nonsensitive", "length", "jsonencode") or structural is not None
        return found if open_about_it or not any(has_secret(one) for one in arguments) else hidden(found)
    except Fault:
        raise
    except _FAULTS as fault:
        raise Fault(f"{name}(): {fault}") from fault


def _function(name: str, look_up: Lookup, budget: Budget) -> Function | None:
    if name in FILES or name == "fileexists":
        return lambda path: read_file(name, _reader(look_up), path)
    if name == "templatefile":

        def rendered(path: Data, names: Data) -> Data:
            expression, known = template_file(_reader(look_up), path, names)
            return evaluate(expression, lambda word: _named(word, known), budget)

        return rendered
    return PURE.get(name) or ENCODINGS.get(name) or PATTERNS.get(name)


def _reader(look_up: Lookup) -> Reader:
    found = look_up(WORD)
    if not callable(found):
        raise Fault("files are not read here")
    return found


def _named(word: str, known: dict[str, Data]) -> Data:
    if word not in known:
        raise Fault(f"the template is not given {word}")
    return known[word]


def _attempt(name: str, arguments: tuple[Expression, ...], look_up: Lookup, budget: Budget) -> Data:
    for one in arguments:
        try:
            found = evaluate(one, look_up, budget)
        except Exhausted:
            raise
        except _FAULTS:
            continue
        if name == "can":
            return unknown(Why.FUNCTION, found.subject) if isinstance(found, Unknown) else True
        return found
    if name == "can":
        return False
    raise Fault("try(): nothing works")


def _members(data: Data) -> Iterator[tuple[Data, Data]]:
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)
    else:
        raise Fault("nothing to iterate over")


def _splat(base: Data, each: Expression, look_up: Lookup, budget: Budget) -> Data:
    if isinstance(base, Unknown):
        return unknown(base.why, base.subject)
    if isinstance(base, Made):
        base = of_value(base.value)
    if base is None:
        return []
    if getattr(base, "uncertain", False):
        return unknown(Why.FUNCTION, "a count")
    found = base if isinstance(base, list) else [base]
    return [evaluate(each, _bound({"": one}, look_up), budget) for one in found]


def _loop(expression: For, look_up: Lookup, budget: Budget) -> Data:
    collection = evaluate(expression.collection, look_up, budget)
    if isinstance(collection, Made):
        collection = of_value(collection.value)
    if isinstance(collection, Unknown):
        return unknown(Why.FUNCTION, collection.subject)
    made: dict[str, Data] = {}
    listed: list[Data] = []
    for key, one in _members(collection):
        names = {expression.names[-1]: one}
        if len(expression.names) == 2:
            names[expression.names[0]] = key
        inner = _bound(names, look_up)
        if expression.condition is not None:
            condition = evaluate(expression.condition, inner, budget)
            if isinstance(condition, Unknown):
                return unknown(Why.FUNCTION, condition.subject)
            if not boolean(condition):
                continue
        result = evaluate(expression.value, inner, budget)
        if expression.key is None:
            listed.append(result)
            continue
        name = evaluate(expression.key, inner, budget)
        if isinstance(name, Unknown):
            return unknown(Why.FUNCTION, name.subject)
        if expression.group:
            group = made.setdefault(text(name), [])
            assert isinstance(group, list)
            group.append(result)
        else:
            made[text(name)] = result
    return listed if expression.key is None else made


def _bound(names: dict[str, Data], look_up: Lookup) -> Lookup:
    return lambda name: names[name] if name in names else look_up(name)
