"""Who would notice if one class became another: calls of its constructor, and uses of its members in the files that get at it.

Attributes have no types in the text, so what counts is said plainly: a file that names the class, or takes what makes one, and everywhere
else a member whose name no other class of the repository has.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from migrator.model.values import Symbol
from migrator.recipes.duplicates.class_members import Member, MemberKind, set_on_self
from migrator.recipes.duplicates.definitions import ClassDefinition, Definitions
from migrator.recipes.duplicates.meanings import FileMeanings
from migrator.recipes.duplicates.signatures import Bound, Signature
from migrator.recipes.values import Left

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class MemberUse:
    """A use of an attribute that may be the member; ``call`` where it is called."""

    path: str
    line: int
    name: str
    call: ast.Call | None


@dataclass(frozen=True)
class ClassUses:
    """The uses of one class, over the repository; its own body left out."""

    definitions: Definitions
    class_: ClassDefinition

    def constructor_problems(self, before: Signature | str, after: Signature | str) -> list[Left]:
        """Calls of the class that mean something else, or nothing, to another constructor."""
        if isinstance(after, str):
            return []
        result = []
        for home in self.near:
            for reference in home.references(self.class_.symbol):
                call = home.parents.get(id(reference.node))
                if not isinstance(call, ast.Call) or call.func is not reference.node:
                    continue
                problem = _why_different(call, before, after)
                if problem:
                    said = f"`{_line(call)}` does not fit the canonical constructor {after}: {problem}"
                    result.append(Left(home.file.path, call.lineno, said))
        return result

    def other_uses(self) -> Iterator[tuple[str, int, str]]:
        """Subclasses, ``isinstance`` tests and handlers that name the class: path, line, what."""
        for home in self.near:
            for reference in home.references(self.class_.symbol):
                parent = home.parents.get(id(reference.node))
                parent = home.parents.get(id(parent)) if isinstance(parent, ast.Tuple) else parent
                said = ""
                if isinstance(parent, ast.ClassDef):
                    said = f"{parent.name} derives from it"
                elif isinstance(parent, ast.ExceptHandler):
                    said = "it is caught"
                elif isinstance(parent, ast.Call) and ast.unparse(parent.func) in {
                    "isinstance",
                    "issubclass",
                }:
                    said = f"`{_line(parent)}` tells by it"
                if said:
                    yield home.file.path, reference.root.lineno, said

    def member_uses(self, names: Iterable[str]) -> list[MemberUse]:
        """Uses of attributes of these names that may be members of the class."""
        wanted = set(names)
        rare = {name for name in wanted if self._is_rare(name)}
        near = {home.file.path for home in self.near}
        result = []
        for home in self._naming(wanted):
            asked = wanted if home.file.path in near else rare
            for node in home.file.nodes:
                found = _attribute(node)
                if found in asked and not self._is_inside(home, node):
                    parent = home.parents.get(id(node))
                    call = parent if isinstance(parent, ast.Call) and parent.func is node else None
                    result.append(MemberUse(home.file.path, getattr(node, "lineno", 1), found, call))
        return sorted(result, key=lambda one: (one.path, one.line, one.name))

    @cached_property
    def near(self) -> tuple[FileMeanings, ...]:
        """Files that name the class, and those that take something that makes one."""
        symbol = self.class_.symbol
        first = self._files(symbol)
        makers = {maker for home in first for maker in self._makers(home)}
        found = {home.file.path: home for home in first}
        for maker in sorted(makers):
            for home in self._files(maker):
                found[home.file.path] = home
        return tuple(found[path] for path in sorted(found))

    def _files(self, symbol: Symbol) -> list[FileMeanings]:
        model = self.definitions.model
        paths = {use.site.path for use in model.uses_of(symbol)}
        own = model.modules.get(symbol.module)
        paths |= {own.path} if own is not None else set()
        modules = [model.module_at(path) for path in sorted(paths)]
        files = [self.definitions.file(one.name) for one in modules if one is not None]
        return [one for one in files if not isinstance(one, str)]

    def _makers(self, home: FileMeanings) -> Iterator[Symbol]:
        """Functions of a file that give an instance, and classes that hold one, as far as the text says so."""
        for node in home.file.tree.body:
            if isinstance(node, (*_FUNCTIONS, ast.ClassDef)) and node is not self.class_.node:
                inside = {id(one) for one in ast.walk(node)}
                if any(id(one.node) in inside for one in home.references(self.class_.symbol)):
                    yield Symbol(home.module.name, node.name)

    def _naming(self, names: Iterable[str]) -> list[FileMeanings]:
        model, tree = self.definitions.model, self.definitions.tree
        entries = tree.entries()
        words = [name.encode() for name in names]
        paths = sorted(path for path in model.facts if path in entries and not entries[path].is_symlink)
        found = [path for path, raw in tree.read_many(paths) if any(word in raw for word in words)]
        modules = (model.module_at(path) for path in found)
        files = (self.definitions.file(one.name) for one in modules if one is not None)
        return [one for one in files if not isinstance(one, str)]

    def _is_inside(self, home: FileMeanings, node: ast.AST) -> bool:
        if home.file is not self.class_.home.file:
            return False
        span = self.class_.node
        return span.lineno <= getattr(node, "lineno", 0) <= (span.end_lineno or 0)

    def _is_rare(self, name: str) -> bool:
        """No other class or module of the repository binds the name."""
        for home in self._naming([name]):
            for node in home.file.nodes:
                if isinstance(node, ast.ClassDef) and node is not self.class_.node:
                    own = {getattr(one, "name", "") for one in node.body} | set(set_on_self(node))
                    if name in own:
                        return False
            if name in home.scopes.module.bindings:
                return False
        return not any(hasattr(kind, name) for kind in (str, list, dict, set, bytes, object, int, type))


def call_problems(uses: Iterable[MemberUse], old: dict[str, Member], new: dict[str, Member]) -> list[Left]:
    """Uses of members that both classes have, which the other one would not serve."""
    result = []
    for use in uses:
        one, other = old[use.name], new[use.name]
        problem = ""
        if one.kind is MemberKind.METHOD and other.kind is MemberKind.METHOD:
            if one.is_async != other.is_async:
                problem = f"{use.name} is {'no ' if one.is_async else 'a '}coroutine in the canonical class"
            elif use.call is not None and one.signature is not None and other.signature is not None:
                problem = _why_different(use.call, one.signature, other.signature)
        elif MemberKind.METHOD in {one.kind, other.kind} and other.nodes:
            problem = f"{use.name} is a {other.kind.value} in the canonical class"
        if problem:
            result.append(
                Left(use.path, use.line, f".{use.name} does not fit the canonical class: {problem}")
            )
    return result


def _why_different(call: ast.Call, before: Signature | str, after: Signature) -> str:
    """Why a call does not give the same parameters to both; ``""`` where it does or did not fit before."""
    old = before.bind(call) if isinstance(before, Signature) else before
    if isinstance(before, Signature) and isinstance(old, str):
        return ""
    new = after.bind(call)
    if isinstance(new, str):
        return new
    if isinstance(old, Bound):
        moved = [
            name
            for name, argument in old.given.items()
            if new.given.get(name) != argument and argument.keyword is None and argument not in new.rest
        ]
        taken = {argument.index: name for name, argument in new.given.items()}
        if moved:
            return f"{moved[0]} would be taken for {taken.get(old.given[moved[0]].index, 'something else')}"
    return ""


def _attribute(node: ast.AST) -> str:
    """The member that a node may take: an attribute, or a string given to ``getattr`` and its like."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
        return node.value
    return ""


def _line(node: ast.AST) -> str:
    return ast.unparse(node).split("\n")[0]
