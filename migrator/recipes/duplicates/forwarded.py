"""Expressions in terms of a function's parameters, so that what a creator does can be said at its call sites.

A value has a text with holes for parameters, and beside it the same with every global name replaced by what it means: two values are equal
when the latter are, wherever they were written. Expressions that cannot be carried elsewhere are answered with a reason.
"""

import ast
import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from migrator.model.values import Defined, External, IsModule, Resolution, Symbol
from migrator.recipes.duplicates.meanings import FileMeanings

_MARK = "\x00"
_BUILTINS = frozenset(dir(builtins))
_ATOMS = (
    ast.Name, ast.Constant, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Dict, ast.Set, ast.Tuple,
)  # fmt: skip
_UNCARRIED = (
    ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp, ast.JoinedStr, ast.Starred,
)  # fmt: skip


class Hole(NamedTuple):
    """A parameter's place in a text."""

    name: str


class Need(NamedTuple):
    """A global name that a text uses: what must be imported where it is written. ``name`` None: the module itself."""

    local: str
    module: str
    name: str | None


Pieces = tuple[str | Hole, ...]


@dataclass(frozen=True)
class Value:
    """An expression over parameters.

    Attributes:
        pieces: Its text.
        meaning: The same with global names resolved: what equality is judged by.
        needs: The global names in it.
        is_atom: It needs no parentheses inside another expression.
        is_fixed: It gives the same object whenever it is evaluated, and evaluating it does nothing else.
        fallback: It is the first of these, or the second where the first is None.
    """

    pieces: Pieces
    meaning: Pieces
    needs: frozenset[Need] = frozenset()
    is_atom: bool = True
    is_fixed: bool = True
    fallback: "tuple[Value, Value] | None" = None

    @property
    def holes(self) -> tuple[str, ...]:
        """The parameters in it, in the order of the text, repeated as often as they stand there."""
        return tuple(one.name for one in self.pieces if isinstance(one, Hole))

    @property
    def is_parameter(self) -> bool:
        """It is a parameter passed on as it is."""
        return len(self.pieces) == 1 and isinstance(self.pieces[0], Hole)

    @property
    def text(self) -> str:
        """The text, parameters by their names."""
        return "".join(one.name if isinstance(one, Hole) else one for one in self.pieces)


def parameter(name: str) -> Value:
    """A parameter passed on as it is."""
    return Value((Hole(name),), (Hole(name),))


def given_text(text: str, node: ast.expr) -> Value:
    """An argument as it is written at a call site."""
    meaning = ast.unparse(node) if isinstance(node, ast.Constant) else f"{_MARK}{text}"
    return Value((text,), (meaning,), is_atom=isinstance(node, _ATOMS), is_fixed=is_still(node))


def or_default(first: Value, default: Value) -> Value:
    """``first``, or ``default`` where it is None; as short as what is known of the first allows."""
    if first.meaning == ("None",):
        return default
    if len(first.meaning) == 1 and isinstance(first.meaning[0], str) and _is_literal(first.meaning[0]):
        return first
    pieces = _joined(
        (
            *_inside(first, first.pieces),
            " if ",
            *_inside(first, first.pieces),
            " is not None else ",
            *default.pieces,
        )
    )
    meaning = _joined((*first.meaning, " if ", *first.meaning, " is not None else ", *default.meaning))
    fixed = first.is_fixed and default.is_fixed
    needs = first.needs | default.needs
    return Value(pieces, meaning, needs, is_atom=False, is_fixed=fixed, fallback=(first, default))


def _is_literal(text: str) -> bool:
    if text.startswith(_MARK):
        return False
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return isinstance(node, ast.Constant)


def filled(value: Value, mapping: Mapping[str, Value]) -> Value:
    """The value with parameters replaced; those that the mapping lacks stay."""
    if value.is_parameter:
        return mapping.get(value.holes[0], value)
    if value.fallback is not None:
        return or_default(filled(value.fallback[0], mapping), filled(value.fallback[1], mapping))
    needs = value.needs.union(*(mapping[one].needs for one in value.holes if one in mapping))
    fixed = value.is_fixed and all(mapping[one].is_fixed for one in value.holes if one in mapping)
    pieces = _filled(value.pieces, {name: _inside(one, one.pieces) for name, one in mapping.items()})
    meaning = _filled(value.meaning, {name: _inside(one, one.meaning) for name, one in mapping.items()})
    return Value(pieces, meaning, needs, value.is_atom, fixed)


def value_of(home: FileMeanings, node: ast.expr, known: Mapping[str, Value]) -> Value | str:
    """An expression of a function as a value; ``known`` says what its parameters and local names are."""
    for inner in ast.walk(node):
        if isinstance(inner, _UNCARRIED):
            return f"`{ast.unparse(node)}` cannot be written elsewhere"
    if isinstance(node, ast.Name) and node.id in known:
        return known[node.id]
    units = _Units(home, known)
    problem = units.find(node)
    if problem:
        return problem
    said = ast.unparse(_replaced(node, units.marks))
    text = said if "'" in home.file.source_of(node) or '"' in said else said.replace("'", '"')
    return Value(
        _split(text, [_inside(one, one.pieces) for one in units.values]),
        _split(said, [_inside(one, one.meaning) for one in units.values]),
        frozenset[Need]().union(*(one.needs for one in units.values)),
        isinstance(node, _ATOMS),
        is_still(node) and all(one.is_fixed for one in units.values),
    )


def is_still(node: ast.expr) -> bool:
    """Evaluating it has no effect that anybody could see: names, constants, attributes, and displays of those."""
    allowed = (
        ast.Name, ast.Constant, ast.Attribute, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.BinOp, ast.BoolOp,
        ast.Compare, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context,
    )  # fmt: skip
    return all(isinstance(inner, allowed) for inner in ast.walk(node))


def is_constant(node: ast.expr) -> bool:
    """A default that is the same whenever it is evaluated: constants, names, members, and tuples of them."""
    allowed = (ast.Name, ast.Constant, ast.Attribute, ast.Tuple, ast.UnaryOp, ast.unaryop, ast.expr_context)
    return all(isinstance(inner, allowed) for inner in ast.walk(node))


def _replaced(node: ast.AST, marks: Mapping[int, str]) -> ast.AST:
    """A copy of the expression in which the marked nodes are names of their marks."""
    if id(node) in marks:
        return ast.Name(marks[id(node)], ast.Load())
    fields: dict[str, object] = {}
    for name, child in ast.iter_fields(node):
        if isinstance(child, list):
            fields[name] = [_replaced(one, marks) if isinstance(one, ast.AST) else one for one in child]
        else:
            fields[name] = _replaced(child, marks) if isinstance(child, ast.AST) else child
    return type(node)(**fields)


class _Units:
    """The parameters, local names and global names of an expression, outermost chains first."""

    def __init__(self, home: FileMeanings, known: Mapping[str, Value]) -> None:
        self.home, self.known = home, known
        self.values: list[Value] = []
        self.marks: dict[int, str] = {}

    def find(self, node: ast.AST) -> str:
        """Mark every unit; why one of them cannot be carried, or ``""``."""
        waiting = [node]
        while waiting:
            inner = waiting.pop()
            unit = self._unit(inner)
            if isinstance(unit, str):
                return unit
            if unit is None:
                waiting.extend(ast.iter_child_nodes(inner))
            else:
                self.marks[id(inner)] = f"{_MARK}{len(self.values)}{_MARK}"
                self.values.append(unit)
        return ""

    def _unit(self, node: ast.AST) -> Value | str | None:
        if isinstance(node, ast.Attribute):
            meaning = self.home.meaning(node)
            return None if meaning is None else self._global(ast.unparse(node), node, meaning)
        if not isinstance(node, ast.Name):
            return None
        if node.id in self.known:
            return self.known[node.id]
        meaning = self.home.meaning(node)
        scope = self.home.scope_of.get(id(node))
        owner = scope.owner(node.id) if scope is not None else None
        is_builtin = owner is not None and node.id not in owner.bindings and node.id in _BUILTINS
        if is_builtin:
            return Value((node.id,), (f"builtins:{node.id}",))
        if meaning is None:
            return f"{node.id} is only known inside"
        return self._global(node.id, node, meaning)

    def _global(self, text: str, node: ast.Name | ast.Attribute, meaning: Resolution) -> Value | str | None:
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        local = root.id if isinstance(root, ast.Name) else ""
        if isinstance(meaning, Defined):
            found = meaning.symbol
            if isinstance(node, ast.Attribute):
                return Value(
                    (found.name,),
                    (self._said(found),),
                    frozenset({Need(found.name, found.module, found.name)}),
                )
            return Value((text,), (self._said(found),), frozenset({Need(local, found.module, found.name)}))
        if isinstance(meaning, External):
            said = f"{meaning.module}:{meaning.name}"
            return Value((text,), (said,), frozenset({Need(local, meaning.module, meaning.name)}))
        if isinstance(meaning, IsModule):
            return f"{text} is a module"
        return f"what {text} means is not certain"

    def _said(self, symbol: Symbol) -> str:
        return self.home.constant(symbol) or str(symbol)


def _inside(value: Value, pieces: Pieces) -> Pieces:
    return pieces if value.is_atom else ("(", *pieces, ")")


def _filled(pieces: Pieces, mapping: Mapping[str, Pieces]) -> Pieces:
    result: list[str | Hole] = []
    for one in pieces:
        result += mapping.get(one.name, (one,)) if isinstance(one, Hole) else (one,)
    return _joined(result)


def _split(text: str, units: Sequence[Pieces]) -> Pieces:
    result: list[str | Hole] = []
    for position, part in enumerate(text.split(_MARK)):
        result += units[int(part)] if position % 2 else (part,)
    return _joined(result)


def _joined(pieces: Sequence[str | Hole]) -> Pieces:
    result: list[str | Hole] = []
    for one in pieces:
        if isinstance(one, str) and result and isinstance(result[-1], str):
            result[-1] += one
        elif one != "":
            result.append(one)
    return tuple(result)
