"""Signatures read from the text: which argument of a call goes to which parameter.

The binding rules are Python's; a call whose arguments are only known when it runs (``*rest``, ``**options``) is answered with a reason.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum


class ParameterKind(Enum):
    """How an argument reaches a parameter."""

    POSITIONAL = "positional"
    EITHER = "either"
    KEYWORD = "keyword"
    ARGUMENTS = "*"
    KEYWORDS = "**"


@dataclass(frozen=True)
class Parameter:
    """One parameter. ``default`` is None where it must be given."""

    name: str
    kind: ParameterKind
    default: ast.expr | None = None

    @property
    def is_required(self) -> bool:
        """A call must give it."""
        return self.default is None and self.kind not in {ParameterKind.ARGUMENTS, ParameterKind.KEYWORDS}


@dataclass(frozen=True)
class Argument:
    """One argument of a call: ``index`` counts positional ones first, then keywords, in the order of the text."""

    node: ast.expr
    index: int
    keyword: str | None = None


@dataclass(frozen=True)
class Bound:
    """A call seen by a signature: what each named parameter gets, and what ``*`` and ``**`` collect."""

    given: Mapping[str, Argument]
    rest: tuple[Argument, ...] = ()
    options: tuple[Argument, ...] = ()


@dataclass(frozen=True)
class Signature:
    """The parameters of a callable, without the one that a method is bound to."""

    parameters: tuple[Parameter, ...]

    @property
    def named(self) -> tuple[Parameter, ...]:
        """The parameters that are no ``*`` or ``**``."""
        loose = {ParameterKind.ARGUMENTS, ParameterKind.KEYWORDS}
        return tuple(one for one in self.parameters if one.kind not in loose)

    @property
    def positional(self) -> tuple[Parameter, ...]:
        """Those that positional arguments fill, in order."""
        kinds = {ParameterKind.POSITIONAL, ParameterKind.EITHER}
        return tuple(one for one in self.parameters if one.kind in kinds)

    def loose(self, kind: ParameterKind) -> str:
        """The name of the ``*`` or ``**`` parameter, or ``""``."""
        return next((one.name for one in self.parameters if one.kind is kind), "")

    def bind(self, call: ast.Call, *, is_partial: bool = False) -> Bound | str:
        """Which argument goes where, or why the call does not fit; ``is_partial`` asks for no required ones."""
        if any(isinstance(one, ast.Starred) for one in call.args):
            return "its arguments are unpacked with *"
        if any(one.arg is None for one in call.keywords):
            return "its arguments are unpacked with **"
        arguments = list(call_arguments(call))
        given: dict[str, Argument] = {}
        rest: list[Argument] = []
        options: list[Argument] = []
        for one in arguments:
            problem = self._take(one, given, rest, options)
            if problem:
                return problem
        missing = [one.name for one in self.named if one.is_required and one.name not in given]
        if missing and not is_partial:
            return f"it does not give {', '.join(missing)}"
        return Bound(given, tuple(rest), tuple(options))

    def _take(
        self, one: Argument, given: dict[str, Argument], rest: list[Argument], options: list[Argument]
    ) -> str:
        if one.keyword is None:
            if one.index < len(self.positional):
                given[self.positional[one.index].name] = one
            elif self.loose(ParameterKind.ARGUMENTS):
                rest.append(one)
            else:
                return f"it gives {one.index + 1} positional arguments, {len(self.positional)} are taken"
            return ""
        known = {p.name for p in self.named if p.kind is not ParameterKind.POSITIONAL}
        if one.keyword in given:
            return f"it gives {one.keyword} twice"
        if one.keyword in known:
            given[one.keyword] = one
        elif self.loose(ParameterKind.KEYWORDS):
            options.append(one)
        else:
            return f"{one.keyword} is no parameter"
        return ""

    def __str__(self) -> str:
        return f"({', '.join(_said(one) for one in self.parameters)})"


def call_arguments(call: ast.Call) -> Iterator[Argument]:
    """The arguments of a call without unpacking, positional ones first."""
    for index, node in enumerate(call.args):
        yield Argument(node, index)
    for index, keyword in enumerate(call.keywords):
        yield Argument(keyword.value, len(call.args) + index, keyword.arg)


def signature_of(arguments: ast.arguments, *, is_bound: bool) -> Signature:
    """The signature that a ``def`` gives; ``is_bound`` leaves out the first parameter."""
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults)) + list(
        arguments.defaults
    )
    found = [
        Parameter(
            one.arg,
            ParameterKind.POSITIONAL if index < len(arguments.posonlyargs) else ParameterKind.EITHER,
            default,
        )
        for index, (one, default) in enumerate(zip(plain, defaults, strict=True))
    ][1 if is_bound else 0 :]
    if arguments.vararg is not None:
        found.append(Parameter(arguments.vararg.arg, ParameterKind.ARGUMENTS))
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found.append(Parameter(one.arg, ParameterKind.KEYWORD, default))
    if arguments.kwarg is not None:
        found.append(Parameter(arguments.kwarg.arg, ParameterKind.KEYWORDS))
    return Signature(tuple(found))


def _said(one: Parameter) -> str:
    if one.kind in {ParameterKind.ARGUMENTS, ParameterKind.KEYWORDS}:
        return f"{one.kind.value}{one.name}"
    return one.name if one.default is None else f"{one.name}={ast.unparse(one.default)}"
