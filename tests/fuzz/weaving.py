"""Whole files of statements that facts are made of, in odd spellings, line endings and encodings.

A grammar's generator seldom gets past comments and names; here every file has imports, definitions, strings and `__all__` in it.
"""

from random import Random

from tests.fuzz.expressions import Expressions, parses

_ENCODINGS = (
    "utf-8", "utf-8", "utf-8", "utf-8", "latin-1", "cp1252", "cp1251", "euc-jp", "shift_jis", "gb18030", "big5", "ascii", "koi8-r", "utf-8-sig",
    "raw_unicode_escape", "johab", "mac-roman",
)  # fmt: skip


def woven_source(random: Random) -> bytes:
    """One file."""
    statements = Statements(random)
    draws = [statements.statement("", 0) for _ in range(random.randint(4, 30))]
    text = "".join(drawn for drawn in draws if parses(drawn) or random.random() < 0.003)
    text = statements.pick(*[""] * 5, statements.string() + "\n") + text
    newline = random.choice(("\n", "\n", "\n", "\r\n", "\r"))
    encoding = random.choice(_ENCODINGS)
    if encoding != "utf-8":
        text = f"{statements.pick('', '', '#!/usr/bin/python' + chr(10), chr(10))}# -*- coding: {encoding} -*-\n{text}"
    text = text.replace("\n", newline) if random.random() < 0.9 else text
    codec = "utf-8" if encoding == "utf-8-sig" else encoding
    raw = "".join(c if _has(codec, c) else "x" for c in text).encode(codec, "replace")
    raw = b"\xef\xbb\xbf" + raw if random.random() < (0.1 if codec == "utf-8" else 0.01) else raw
    return raw if random.random() < 0.9 else raw.rstrip()


def _has(codec: str, character: str) -> bool:
    return character.isascii() or character.encode(codec, "ignore") != b""


class Statements(Expressions):
    """Statements, simple and compound."""

    def statement(self, indent: str, depth: int) -> str:
        """One statement with its line end, or several in a line."""
        if depth < 3 and self.random.random() < 0.4:
            return self.random.choice(_COMPOUND)(self, indent, depth)
        line = "; ".join(self.random.choice(_SIMPLE)(self) for _ in range(self.random.choice((1, 1, 1, 2))))
        return f"{indent}{line}{self.pick('', '', '', ';', '  # é @ import x', ' ')}\n"

    def block(self, indent: str, depth: int) -> str:
        """What stands under a colon."""
        if self.random.random() < 0.1:
            return f" {self.random.choice(_SIMPLE)(self)}\n"
        inner = indent + self.pick("    ", "    ", "  ", "\t", "\x0c ")
        text = "".join(self.statement(inner, depth + 1) for _ in range(self.random.randint(1, 3)))
        return f"{self.pick('', '', '  # why')}\n{self.pick('', '', chr(10), inner + '# import a' + chr(10))}{text}"

    def imports(self) -> str:
        """``import a.b as c, d``."""
        names = [
            self.dotted() + self.pick("", "", f"{self.gap()}as{self.gap()}{self.name()}")
            for _ in range(self.random.randint(1, 3))
        ]
        comma = self.pick("", " ") + "," + self.pick("", " ", self.gap())
        return f"import{self.gap()}{comma.join(names)}"

    def imports_from(self) -> str:
        """``from .a import b as c``, in brackets or not."""
        dots = "." * self.random.choice((0, 0, 1, 2, 4))
        module = (
            self.pick(self.dotted(), self.dotted(), "__future__", "typing")
            if not dots or self.random.random() < 0.6
            else ""
        )
        head = f"from{self.gap()}{self.pick('', ' ') if dots else ''}{dots}{module}{self.gap()}import"
        names = [
            self.pick(self.name(), "TYPE_CHECKING", "annotations")
            + self.pick("", "", f"{self.gap()}as{self.gap()}{self.name()}")
            for _ in range(self.random.randint(1, 3))
        ]
        if self.random.random() < 0.4:
            comma = self.pick("", ",")
            inner = f"{self.space()},{self.space()}".join(names)
            return f"{head}{self.pick('', ' ')}({self.space()}{inner}{self.space()}{comma}{self.space()})"
        return f"{head}{self.gap()}{self.pick('*', *[', '.join(names)] * 5)}"

    def assignment(self) -> str:
        """Names, tuples, attributes and items, annotated or not."""
        value = self.expression()
        return self.pick(
            f"{self.name()} = {value}",
            f"{self.name()} = {self.dotted()} = ({value})",
            f"({self.name()}, *{self.name()}), {self.dotted()} = {value}",
            f"{self.name()}: {self.expression(2)} = {value}",
            f"{self.name()}: {self.string()}",
            f"{self.name()}: TypeAlias = {self.string()}",
            f"{self.name()} {self.pick('+', '@', '|')}= {value}",
            f"__all__ {self.pick('=', '+=')} [{self.string()}, {self.string()}]",
            f"globals()[{value}] = 1",
        )

    def other(self) -> str:
        """What else is a line."""
        return self.pick(
            self.expression(), f"del {self.name()}, {self.dotted()}", f"global {self.name()}", "pass", self.string(), "return", self.call(),
            f"return {self.call()}", f"raise {self.call()}", f"assert {self.expression()}", f"await {self.call()}", f"yield {self.name()}",
        )  # fmt: skip

    def decorators(self, indent: str) -> str:
        """None or some, one a line."""
        return "".join(
            f"{indent}@{self.pick('', ' ', '  ')}{self.pick(self.dotted(), self.call(2), self.bracketed(2))}{self.pick('', ' # @d')}\n"
            for _ in range(self.random.choice((0, 0, 1, 2)))
        )

    def function(self, indent: str, depth: int) -> str:
        """A function with a signature of every kind of parameter."""
        head = f"{self.pick('', '', 'async ')}def {self.name()}({self.space()}{self.pick('self, /, ', '', 'cls, ')}a: {self.string()}"
        tail = f", *b, c={self.expression(2)}, **d){self.pick('', ' -> ' + self.dotted())}:"
        return f"{self.decorators(indent)}{indent}{head}{tail}{self.block(indent, depth)}"

    def class_(self, indent: str, depth: int) -> str:
        """A class with bases."""
        bases = self.pick(
            "", "()", f"({self.space()}{self.dotted()}, metaclass={self.dotted()})", f"({self.call(2)})"
        )
        return f"{self.decorators(indent)}{indent}class {self.name()}{bases}:{self.block(indent, depth)}"

    def condition(self, indent: str, depth: int) -> str:
        """``if``, loops, ``with``, ``match``."""
        test = self.pick("TYPE_CHECKING", "False", '__name__ == "__main__"', self.expression(2))
        head = self.pick(
            f"if {test}", f"while {test}", f"for {self.name()}, {self.dotted()} in {self.expression(2)}", f"with {self.call(2)} as {self.name()}"
        )  # fmt: skip
        text = f"{indent}{head}:{self.block(indent, depth)}"
        if head.startswith("if") and self.random.random() < 0.5:
            text += f"{indent}{self.pick('else', f'elif {self.name()}')}:{self.block(indent, depth)}"
        return text

    def attempt(self, indent: str, depth: int) -> str:
        """``try`` with its arms."""
        error = self.pick(
            "",
            " ImportError",
            f" {self.name()} as {self.name()}",
            "* AttributeError",
            f" ({self.name()}, Exception)",
        )
        text = f"{indent}try:{self.block(indent, depth)}{indent}except{error}:{self.block(indent, depth)}"
        return text + self.pick("", "", f"{indent}finally:{self.block(indent, depth)}")

    def matching(self, indent: str, depth: int) -> str:
        """``match`` with patterns that bind."""
        pattern = self.pick(
            self.name(), f'{{"k": {self.name()}, **{self.name()}}}', f"[{self.name()}, *{self.name()}]", f"{self.dotted()}(x={self.name()})",
            f"1 | 2 as {self.name()}", "_",
        )  # fmt: skip
        inner = indent + "  "
        return f"{indent}match {self.expression(2)}:\n{inner}case {pattern}:{self.block(inner, depth)}"


_SIMPLE = (
    Statements.imports,
    Statements.imports_from,
    Statements.assignment,
    Statements.assignment,
    Statements.other,
)
_COMPOUND = (
    Statements.function,
    Statements.class_,
    Statements.condition,
    Statements.attempt,
    Statements.matching,
)
