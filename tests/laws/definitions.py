"""Definitions of every kind that people move: each carries a mark by which it is known again."""

from collections.abc import Callable

from hypothesis import strategies as st

from tests.laws.drafts import Definition, Draft, Numbers

Write = Callable[[Draft, str, str, list[str]], str]
"""Draft, name, mark and the expressions that it needs, to text."""


def plain_class(draft: Draft, name: str, mark: str, needs: list[str]) -> str:
    inside = "".join(f", {need}" for need in needs)
    extra = draft.one(
        "", "\n    limit: int = 3\n", '\n    def again(self) -> "' + name + '":\n        return self\n'
    )
    return f'class {name}:\n    """{mark}"""\n{extra}\n    def go(self):\n        return ["{mark}"{inside}]\n'


def function(draft: Draft, name: str, mark: str, needs: list[str]) -> str:
    inside = "".join(f", {need}" for need in needs)
    start = draft.one("", "# About it.\n", "@functools.lru_cache\n", "@functools.wraps(print, assigned=())\n")
    if start.startswith("@"):
        draft.top.append("import functools")
    parameters = draft.one("", "*given", "x=None, /, y: int = 1", 'x: "int | None" = None')
    comment = draft.one("", "  # trailing")
    return f'{start}def {name}({parameters}):{comment}\n    """{mark}"""\n    return ["{mark}"{inside}]\n'


def constant(draft: Draft, name: str, mark: str, needs: list[str]) -> str:
    del needs
    return draft.one(
        f'{name} = ["{mark}"]\n',
        f'{name}: list = ["{mark}"]  # why\n',
        f'{name} = (\n    ["{mark}"]  # inside\n)\n',
        f'{name} = \\\n    ["{mark}"]\n',
        f'# Attached.\n{name}   =   ["{mark}"]\n',
    )


def built_constant(draft: Draft, name: str, mark: str, needs: list[str]) -> str:
    """It needs something when it is made."""
    del draft
    return f'{name} = ["{mark}", {", ".join(need.removesuffix("()") for need in needs) or "1"}]\n'


def logger(draft: Draft, name: str, mark: str, needs: list[str]) -> str:
    del needs
    draft.top.append("import logging")
    return f"{name} = logging.getLogger({draft.one(repr(mark), '__name__')})\n"


def type_variable(draft: Draft, name: str, mark: str, needs: list[str]) -> str:
    del needs
    draft.top.append(draft.one("from typing import TypeVar", "from typing import TypeVar, Any"))
    return f'{name} = TypeVar("{name}", bound="{mark}")\n'


def overloads(draft: Draft, name: str, mark: str, needs: list[str]) -> str:
    draft.top.append("from typing import overload")
    inside = "".join(f", {need}" for need in needs)
    return (
        f"@overload\ndef {name}(x: int) -> int: ...\n@overload\ndef {name}(x: str = ...) -> str: ...\n"
        f'def {name}(x=None):\n    """{mark}"""\n    return ["{mark}"{inside}]\n'
    )


def conditional(draft: Draft, name: str, mark: str, needs: list[str]) -> str:
    del needs
    draft.top.append("import sys")
    return (
        f'if sys.version_info >= (3, 8):\n    def {name}():\n        """{mark}"""\n        return ["{mark}"]\n'
        f"else:\n    {name} = None\n"
    )


def enumeration(draft: Draft, name: str, mark: str, needs: list[str]) -> str:
    del needs
    draft.top.append("from enum import Enum")
    return f'class {name}(Enum):\n    """{mark}"""\n\n    ONE = "one"\n    TWO = "two"  # second\n    THREE = "three"\n'


def data_class(draft: Draft, name: str, mark: str, needs: list[str]) -> str:
    del needs
    draft.top.append(draft.one("import dataclasses", "import dataclasses  # noqa"))
    return f'@dataclasses.dataclass\nclass {name}:\n    """{mark}"""\n\n    size: int = 1\n\n    def go(self):\n        return self.size\n'


KINDS: dict[str, tuple[str, Write]] = {
    "class": ("Class", plain_class),
    "function": ("func", function),
    "constant": ("CONST", constant),
    "built": ("BUILT", built_constant),
    "logger": ("log", logger),
    "variable": ("T", type_variable),
    "overloads": ("over", overloads),
    "conditional": ("maybe", conditional),
    "enum": ("Mode", enumeration),
    "data": ("Data", data_class),
    "helper": ("_help", function),
    "private": ("_CONST", constant),
}
MANY = (*("class", "function") * 3, *KINDS)
CALLED = {"function", "overloads", "helper", "conditional"}
MADE = {"class", "data"}


def called(expression: str, kind: str) -> str:
    """What a probe says to look at a definition: the value, what calling it gives, or the instance at work."""
    if kind in CALLED:
        return f"{expression}()"
    if kind in MADE:
        return f"{expression}().go()"
    return f"{expression}.TWO" if kind == "enum" else expression


def define(draft: Draft, numbers: Numbers, kind: str, name: str = "") -> Definition:
    """Add a definition, which may need earlier ones of its module, and private ones most of all."""
    number = numbers.next()
    start, write = KINDS[kind]
    made = Definition(draft.name, name or f"{start}{number}", kind, f"t{number}")
    earlier = [one for one in draft.own if one.name != made.name]
    needs = []
    if earlier and draft.chance(50):
        needed = draft.draw(st.sampled_from(earlier))
        needs = [called(needed.name, needed.kind)]
    add(draft, made, write(draft, made.name, made.mark, needs))
    return made


def add(draft: Draft, made: Definition, text: str) -> None:
    """Put a definition's text into its module."""
    draft.body.append(text)
    draft.own = [*(one for one in draft.own if one.name != made.name), made]
    draft.offers[made.name] = made
    draft.bound.add(made.name)
