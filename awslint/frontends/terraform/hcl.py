"""Terraform's expressions and templates, parsed.

The syntax: https://developer.hashicorp.com/terraform/language/expressions, in JSON as
https://developer.hashicorp.com/terraform/language/syntax/json says.
"""

import re
from functools import lru_cache

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

LONGEST = 200_000  # characters of one expression
_DEEPEST = 60

_NAME = re.compile(r"[A-Za-z_][\w-]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_SPACE = re.compile(r"(?:\s+|#[^\n]*|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_HEREDOC = re.compile(r"<<(-?)([A-Za-z_]\w*)\n")
_BINARY = (("||",), ("&&",), ("==", "!="), ("<=", ">=", "<", ">"), ("+", "-"), ("*", "/", "%"))
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class SyntaxFault(ValueError):
    """The text is no expression."""


@lru_cache(maxsize=8192)
def template(text: str) -> Expression:
    """A text as JSON configurations hold it: a template, or the expression that is all of it.

    Raises SyntaxFault.
    """
    if "${" not in text and "%{" not in text:
        return Literal(text)
    if len(text) > LONGEST:
        raise SyntaxFault("too long")
    parser = _Parser(text)
    parts = parser.template_parts("")
    if parser.position < len(text):
        raise SyntaxFault(f"unexpected {text[parser.position]!r}")
    return parts[0] if len(parts) == 1 else Template(tuple(parts))


@lru_cache(maxsize=1024)
def expression(text: str) -> Expression:
    """A bare expression.

    Raises SyntaxFault.
    """
    parser = _Parser(text)
    found = parser.expression()
    parser.space()
    if parser.position < len(text):
        raise SyntaxFault(f"unexpected {text[parser.position]!r}")
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.depth = 0
        self.stopped = ""  # the directive at which a part of a template ended

    def space(self) -> None:
        match = _SPACE.match(self.text, self.position)
        if match:
            self.position = match.end()

    def peek(self, token: str) -> bool:
        self.space()
        return self.text.startswith(token, self.position)

    def accept(self, token: str) -> bool:
        if self.peek(token):
            self.position += len(token)
            return True
        return False

    def need(self, token: str) -> None:
        if not self.accept(token):
            raise SyntaxFault(f"{token!r} is missing")

    def word(self) -> str:
        self.space()
        match = _NAME.match(self.text, self.position)
        if match is None:
            raise SyntaxFault("a name is missing")
        self.position = match.end()
        return match.group()

    def keyword(self, word: str) -> bool:
        self.space()
        match = _NAME.match(self.text, self.position)
        if match and match.group() == word:
            self.position = match.end()
            return True
        return False

    def expression(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise SyntaxFault("nested too deeply")
        found = self.binary(0)
        if self.accept("?"):
            then = self.expression()
            self.need(":")
            found = Conditional(found, then, self.expression())
        self.depth -= 1
        return found

    def binary(self, level: int) -> Expression:
        if level == len(_BINARY):
            return self.unary()
        found = self.binary(level + 1)
        while True:
            self.space()
            operator = next((one for one in _BINARY[level] if self.text.startswith(one, self.position)), None)
            if operator is None or (operator == "/" and self.text.startswith(("//", "/*"), self.position)):
                return found
            self.position += len(operator)
            found = Operation(operator, (found, self.binary(level + 1)))

    def unary(self) -> Expression:
        self.space()
        for operator in ("!", "-"):
            if self.text.startswith(operator, self.position) and not self.text.startswith("!=", self.position):
                self.position += 1
                return Operation(operator, (self.unary(),))
        return self.steps(self.primary())

    def steps(self, found: Expression) -> Expression:
        """What follows a value: attributes, indexes, splats."""
        while True:
            if self.peek("...") or not (self.peek(".") or self.peek("[")):
                return found
            if self.accept(".*") or self.accept("[*]"):
                return Splat(found, self.steps(Name("")))
            if self.accept("["):
                key = self.expression()
                self.need("]")
                found = Item(found, key)
                continue
            self.need(".")
            number = re.compile(r"\d+").match(self.text, self.position)
            if number:
                self.position = number.end()
                found = Item(found, Literal(int(number.group())))
            else:
                found = Attribute(found, self.word())

    def primary(self) -> Expression:
        self.space()
        text, start = self.text, self.position
        if text.startswith('"', start):
            self.position += 1
            parts = self.template_parts('"')
            self.need('"')
            return parts[0] if len(parts) == 1 else Template(tuple(parts))
        heredoc = _HEREDOC.match(text, start)
        if heredoc:
            return self.heredoc(heredoc)
        number = _NUMBER.match(text, start)
        if number:
            self.position = number.end()
            raw = number.group()
            return Literal(int(raw) if raw.isdigit() else float(raw))
        if self.accept("("):
            found = self.expression()
            self.need(")")
            return found
        if self.accept("["):
            return self.tuple()
        if self.accept("{"):
            return self.object()
        name = self.word()
        while self.text.startswith("::", self.position):
            self.position += 2
            name += f"::{self.word()}"
        if self.text.startswith("(", self.position):
            self.position += 1
            return self.call(name)
        if name in ("true", "false", "null"):
            return Literal({"true": True, "false": False, "null": None}[name])
        return Name(name)

    def call(self, name: str) -> Call:
        arguments: list[Expression] = []
        spread = False
        while not self.accept(")"):
            arguments.append(self.expression())
            spread = self.accept("...")
            if not self.accept(","):
                self.need(")")
                break
        return Call(name, tuple(arguments), spread)

    def tuple(self) -> Expression:
        if self.keyword("for"):
            return self.loop("]")
        items: list[Expression] = []
        while not self.accept("]"):
            items.append(self.expression())
            if not self.accept(","):
                self.need("]")
                break
        return Tuple(tuple(items))

    def object(self) -> Expression:
        if self.keyword("for"):
            return self.loop("}")
        entries: list[tuple[Expression, Expression]] = []
        while not self.accept("}"):
            key = self.expression()
            if isinstance(key, Name):
                key = Literal(key.text)
            if not self.accept("="):
                self.need(":")
            entries.append((key, self.expression()))
            self.accept(",")
        return Object(tuple(entries))

    def loop(self, end: str) -> For:
        names = [self.word()]
        if self.accept(","):
            names.append(self.word())
        if not self.keyword("in"):
            raise SyntaxFault("'in' is missing")
        collection = self.expression()
        self.need(":")
        value = self.expression()
        key = None
        group = False
        if self.accept("=>"):
            key, value = value, self.expression()
            group = self.accept("...")
        condition = self.expression() if self.keyword("if") else None
        self.need(end)
        return For(tuple(names), collection, key, value, condition, group)

    def heredoc(self, match: re.Match[str]) -> Expression:
        closing = re.compile(rf"^[ \t]*{match.group(2)}[ \t]*$", re.MULTILINE).search(self.text, match.end())
        if closing is None:
            raise SyntaxFault("a heredoc has no end")
        body = self.text[match.end() : closing.start()]
        self.position = closing.end()
        if match.group(1):
            lines = body.split("\n")
            margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
            body = "\n".join(line[margin:] for line in lines)
        return template(body)

    def template_parts(self, end: str, *stops: str) -> list[Expression]:
        """Texts, `${...}` and `%{...}` up to the end, or up to a directive that is one of the stops."""
        parts: list[Expression] = []
        text: list[str] = []
        raw = self.text

        def flush(strip: bool) -> None:
            whole = "".join(text)
            if whole:
                parts.append(Literal(whole.rstrip() if strip else whole))
            text.clear()

        while self.position < len(raw):
            char = raw[self.position]
            if end and char == end:
                break
            if raw.startswith(("$${", "%%{"), self.position):
                text.append(raw[self.position + 1 : self.position + 3])
                self.position += 3
            elif raw.startswith("${", self.position):
                self.position += 2
                flush(self.accept("~"))
                parts.append(self.expression())
                self.close()
            elif raw.startswith("%{", self.position):
                self.position += 2
                flush(self.accept("~"))
                self.stopped = self.word()
                if self.stopped in stops:
                    break
                parts.append(self.directive(self.stopped, end))
            elif end and char == "\\" and self.position + 1 < len(raw):
                text.append(_ESCAPES.get(raw[self.position + 1], raw[self.position : self.position + 2]))
                self.position += 2
            else:
                text.append(char)
                self.position += 1
        flush(False)
        return parts or [Literal("")]

    def close(self) -> None:
        """The end of `${...}` or `%{...}`; with `~` what is blank behind it goes too."""
        strip = self.accept("~")
        self.need("}")
        while strip and self.text[self.position : self.position + 1].isspace():
            self.position += 1

    def directive(self, word: str, end: str) -> Expression:
        """`%{if a}b%{else}c%{endif}` and `%{for a in b}c%{endfor}` as the expressions that they are."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise SyntaxFault("nested too deeply")
        if word == "if":
            test = self.expression()
            then = self.block(end, "else", "endif")
            otherwise: Expression = Literal("")
            if self.stopped == "else":
                otherwise = self.block(end, "endif")
            found: Expression = Conditional(test, then, otherwise)
        elif word == "for":
            names = [self.word()]
            if self.accept(","):
                names.append(self.word())
            if not self.keyword("in"):
                raise SyntaxFault("'in' is missing")
            collection = self.expression()
            each = For(tuple(names), collection, None, self.block(end, "endfor"), None, False)
            found = Call("join", (Literal(""), each), False)
        else:
            raise SyntaxFault(f"{word!r} is no directive")
        self.close()
        self.depth -= 1
        return found

    def block(self, end: str, *stops: str) -> Expression:
        """What stands between two directives."""
        self.close()
        self.stopped = ""
        parts = self.template_parts(end, *stops)
        if self.stopped not in stops:
            raise SyntaxFault(f"%{{{stops[-1]}}} is missing")
        return Template(tuple(parts))
