"""Expressions in odd spellings: gaps, comments and line ends in brackets, strings of every kind, names that are equal only after NFKC."""

import ast
import warnings
from random import Random

NAMES = (
    "a", "b", "pkg", "mod", "Name", "_private", "x1", "match", "type", "TYPE_CHECKING", "__name__", "__all__",
    "__getattr__", "self", "len", "fix", "ﬁx", "𝔫𝔞𝔪𝔢", "é", "e\u0301", "日本", "ª", "ℌ", "µ", "x·y",
)  # fmt: skip
_BETWEEN = (" ", " ", " ", "  ", "\t", " \\\n ", "\x0c ")
_IN_BRACKETS = (
    "",
    "",
    "",
    " ",
    "\n",
    "\n\t",
    " # why, @b, 'c\n",
    "\r\n",
    " \\\n",
    "\r",
    "\x0c",
    "\n# é import d\n",
)
_TEXTS = (
    "", "a.b", "pkg.mod.Name", "pkg.mod:Name.x", "C", "ﬁx.é", "no path", "{}", "(y := 1)", "é日", "\\ud800", "\\udc00.b", "\\N{DIGIT ONE}",
    "\\d", "\\\n", "use pkg.New instead", "list['C']", "setattr(m, 'n', 1)", "lambda: a.b", "[z for z in a.b]", "deprecated: see Name", "\\0",
)  # fmt: skip
_PREFIXES = ("", "", "", "r", "R", "u", "b", "f", "F", "rb", "fr", "Rf")
_OPERATORS = ("+", "-", "*", "@", "**", "//", "or", "and", "in", "is", "not in", "<", "==", "if c else")


class Expressions:
    """Draws pieces of source from one source of chance."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def pick(self, *choices: str) -> str:
        """One of several."""
        return self.random.choice(choices)

    def gap(self) -> str:
        """What must stand between two words."""
        return self.random.choice(_BETWEEN)

    def space(self) -> str:
        """What may stand anywhere inside brackets."""
        return self.random.choice(_IN_BRACKETS)

    def name(self) -> str:
        """A name alone."""
        return self.random.choice(NAMES)

    def dotted(self) -> str:
        """A dotted name, seldom with a space around a dot."""
        dot = self.pick(".", ".", ".", " . ", ".\\\n")
        return dot.join(self.name() for _ in range(self.random.randint(1, 3)))

    def string(self) -> str:
        """A literal, or several that are joined by standing side by side."""
        between = self.pick("", "", " ", "\t")
        draws = (
            between.join(self._string() for _ in range(self.random.choice((1, 1, 1, 2)))) for _ in range(9)
        )
        return next(filter(parses, draws), "'a.b'")

    def call(self, depth: int = 0) -> str:
        """A call of something, with arguments of every kind."""
        arguments = [
            self.pick("", "", "*", "**", f"{self.name()}=") + self.expression(depth + 1)
            for _ in range(self.random.randint(0, 3))
        ]
        callee = self.pick(
            self.dotted(), "patch", "mock.patch.object", "import_module", "setattr", "cast", "hasattr", "TypeVar",
            "globals().update", "exec", "warnings.warn", "sys.modules.get", "__all__.extend",
        )  # fmt: skip
        comma = "," + self.space()
        return f"{callee}({self.space()}{comma.join(arguments)}{self.space()})"

    def expression(self, depth: int = 0) -> str:
        """Any expression."""
        if depth > 3:
            return self.pick(self.name(), "1", self.dotted())
        return self.random.choice(_EXPRESSIONS)(self, depth + 1)

    def lambda_(self, depth: int) -> str:
        """A function without a name."""
        return f"lambda {self.name()}, *a, k={self.expression(depth)}: {self.expression(depth)}"

    def comprehension(self, depth: int) -> str:
        """A list, set or generator."""
        left, right = self.random.choice((("[", "]"), ("{", "}"), ("(", ")")))
        inner = f"{self.expression(depth)} for {self.name()} in ({self.expression(depth)}) if ({self.expression(depth)})"
        return f"{left}{self.space()}{inner}{self.space()}{right}"

    def bracketed(self, depth: int) -> str:
        """Brackets around it, with what may stand in them."""
        left, right = self.random.choice((("(", ")"), ("[", "]")))
        return f"{left}{self.space()}{self.expression(depth)}{self.space()}{right}"

    def operation(self, depth: int) -> str:
        """Two operands, an attribute, an item, or a walrus."""
        first, second = self.expression(depth), self.expression(depth)
        return self.pick(
            f"({first}) {self.random.choice(_OPERATORS)} ({second})",
            f"({first}){self.pick('', ' ')}.{self.name()}",
            f"({first})[{self.space()}{second}]",
            f"({self.space()}{self.name()}{self.space()}:={self.space()}{second})",
            f"{self.pick('not ', '-', '~', '+')}({first})",
            f"{{{first}: {second}, **{self.name()}}}",
            f"sys.modules[{first}]",
        )

    def _string(self) -> str:
        prefix = self.random.choice(_PREFIXES)
        quote = self.pick("'", '"', '"""', "'''")
        text = "".join(self.random.choice(_TEXTS) for _ in range(self.random.choice((1, 1, 2))))
        if "f" in prefix.lower():
            text += (
                "{"
                + self.pick("a", "a.b!r", "(y := 1):>{w}", "a . b", "z['k']", "(lambda: c.d)()", "\nx\n")
                + "}"
            )
        if len(quote) == 3:
            text = self.pick("", "\n", "\r\n", "\r", "\x0c\n") + text + self.pick("", "\n", "\n  ")
        return f"{prefix}{quote}{text}{quote}"


_EXPRESSIONS = (
    lambda self, _depth: self.name(),
    lambda self, _depth: self.dotted(),
    lambda self, _depth: self.string(),
    Expressions.call,
    Expressions.call,
    Expressions.lambda_,
    Expressions.comprehension,
    Expressions.bracketed,
    Expressions.operation,
    lambda self, _depth: self.pick("1", "0x1F", "1e3j", "...", "None", "1_000"),
)


def parses(text: str) -> bool:
    """Whether it is Python by itself."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd escapes are wanted here
            ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
