"""Every place of a file that names something: called or handed on, with what it is called with. Read when it is asked for.

A chain is written as in the file; ``Factory().make`` stands for a method of a fresh object, also where the object has a local name.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from migrator.facts.parsing import quietly
from migrator.facts.positions import Positions
from migrator.facts.traces import Function
from migrator.source.bytes import SourceText, decode_source

_KEPT = 512
"""Files whose references are kept: the next analysis asks for the same."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Reference:
    """One place.

    Attributes:
        chain: What is named.
        scope: The dotted name of the function or class around it, ``""`` for the module.
        line: From 1.
        start: Byte offset of the whole chain, of the whole call where it is one.
        end: Byte offset behind it.
        is_call: It is called here.
        is_awaited: The call is awaited here.
        positional: How many positional arguments the call has.
        keywords: The names of its keyword arguments.
        unpacked: ``*rows`` and ``**options`` among its arguments, as written.
    """

    chain: str
    scope: str
    line: int
    start: int
    end: int
    is_call: bool = False
    is_awaited: bool = False
    positional: int = 0
    keywords: tuple[str, ...] = ()
    unpacked: tuple[str, ...] = ()


@lru_cache(maxsize=_KEPT)
def references(raw: bytes) -> tuple[Reference, ...]:
    """All references of a file, in its order; none where it cannot be parsed."""
    source = decode_source(raw)
    if not isinstance(source, SourceText):
        return ()
    try:
        with quietly():
            tree = ast.parse(raw)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()  # the analysis has said so: files without facts are listed with their reason
    walk = _Walk(Positions(source))
    return tuple(sorted(walk.run(tree), key=lambda one: (one.start, one.end)))


@dataclass(frozen=True)
class _Place:
    scope: str
    local: dict[str, str | None]
    """Local names of the function, with the class or function whose result they hold; None where that is not said."""
    is_awaited: bool = False


class _Walk:
    def __init__(self, positions: Positions) -> None:
        self.positions = positions

    def run(self, tree: ast.Module) -> Iterator[Reference]:
        """Walk without recursion: nesting costs memory only."""
        stack: list[tuple[ast.AST, _Place]] = [(tree, _Place("", _held(tree)))]
        while stack:
            node, place = stack.pop()
            if isinstance(node, ast.Await):
                stack.append((node.value, _Place(place.scope, place.local, is_awaited=True)))
            elif isinstance(node, ast.Call):
                yield from self._call(node, place)
                stack.extend(self._parts(node, place))
            elif isinstance(node, ast.Name | ast.Attribute):
                yield from self._plain(node, place)
                inner = _root(node)
                if isinstance(inner, ast.Call) or not isinstance(inner, ast.Name):
                    stack.append((inner, _Place(place.scope, place.local)))
            else:
                stack.extend(_children(node, place))

    def _call(self, node: ast.Call, place: _Place) -> Iterator[Reference]:
        chain = _chain(node.func, place)
        if chain:
            text = self.positions.text
            yield Reference(
                chain,
                place.scope,
                node.lineno,
                self.positions.start(node),
                self.positions.end(node),
                is_call=True,
                is_awaited=place.is_awaited,
                positional=len(node.args),
                keywords=tuple(one.arg for one in node.keywords if one.arg),
                unpacked=(
                    *(text(one) for one in node.args if isinstance(one, ast.Starred)),
                    *(f"**{text(one.value)}" for one in node.keywords if one.arg is None),
                ),
            )

    def _parts(self, node: ast.Call, place: _Place) -> Iterator[tuple[ast.AST, _Place]]:
        plain = _Place(place.scope, place.local)
        yield from ((one, plain) for one in node.args)
        yield from ((one.value, plain) for one in node.keywords)
        inner = _root(node.func)
        if not isinstance(inner, ast.Name):
            yield inner, plain

    def _plain(self, node: ast.Name | ast.Attribute, place: _Place) -> Iterator[Reference]:
        chain = _chain(node, place) if isinstance(node.ctx, ast.Load) else ""
        if chain:
            start, end = self.positions.start(node), self.positions.end(node)
            yield Reference(chain, place.scope, node.lineno, start, end)


def _root(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def _chain(node: ast.expr, place: _Place) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Call) and parts:
        inner = _chain(node.func, place)
        return f"{inner}().{'.'.join(reversed(parts))}" if inner else ""
    if not isinstance(node, ast.Name):
        return ""
    held = place.local.get(f"{node.id}.{parts[-1]}") if len(parts) > 1 else None
    if held and node.id in {"self", "cls"}:
        return f"{held}().{'.'.join(reversed(parts[:-1]))}"
    if node.id in {"self", "cls"}:
        return ".".join([node.id, *reversed(parts)])
    if node.id in place.local:
        held = place.local[node.id]
        return f"{held}().{'.'.join(reversed(parts))}" if held and parts else ""
    return ".".join([node.id, *reversed(parts)])


def _children(node: ast.AST, place: _Place) -> list[tuple[ast.AST, _Place]]:
    inner = _Place(place.scope, place.local)
    if isinstance(node, ast.ClassDef):
        inner = _Place(f"{place.scope}.{node.name}".lstrip("."), {**place.local, **_attributes(node)})
    if not isinstance(node, _FUNCTIONS):
        return [(child, inner) for child in ast.iter_child_nodes(node)]
    body = _Place(f"{place.scope}.{node.name}".lstrip("."), {**place.local, **_held(node)})
    outside: list[ast.AST] = [*node.decorator_list, *node.args.defaults]
    outside.extend(one for one in node.args.kw_defaults if one is not None)
    return [*((one, inner) for one in outside), *((one, body) for one in node.body)]


def _attributes(node: ast.ClassDef) -> dict[str, str | None]:
    """``self.x`` of a class that is known to hold the result of a call; None where several are put there."""
    found: dict[str, str | None] = {}
    empty = _Place("", {})
    for method in node.body:
        for inner in ast.walk(method) if isinstance(method, _FUNCTIONS) else ():
            if isinstance(inner, ast.Assign) and len(inner.targets) == 1:
                target, value = inner.targets[0], inner.value
                if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                    callee = _chain(value.func, empty) if isinstance(value, ast.Call) else None
                    name = f"{target.value.id}.{target.attr}"
                    found[name] = callee if name not in found else None
    return found


def _held(node: ast.Module | Function) -> dict[str, str | None]:
    """Names of a scope: what is known to hold the result of a call, and for functions all names that are bound otherwise."""
    found: dict[str, str | None] = {}
    is_module = isinstance(node, ast.Module)
    if isinstance(node, _FUNCTIONS):
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every.extend(one for one in (arguments.vararg, arguments.kwarg) if one is not None)
        found.update((one.arg, None) for one in every)
    empty = _Place("", {})
    stack: list[ast.AST] = list(node.body)
    while stack:
        inner = stack.pop()
        if isinstance(inner, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(inner, ast.Assign) and len(inner.targets) == 1:
            target, value = inner.targets[0], inner.value
            if isinstance(target, ast.Name) and isinstance(value, ast.Call):
                callee = _chain(value.func, empty)
                found[target.id] = callee if target.id not in found else None
        if not is_module and isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load):
            found.setdefault(inner.id, None)
        stack.extend(ast.iter_child_nodes(inner))
    return found
