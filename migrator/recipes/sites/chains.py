"""Uses of a module through its name: ``old.C``, ``pkg.old.C``, in code, in f-strings and in quoted annotations.

Finds the longest module that a chain of attributes walks through and the old path at its end. Where a chain's place in the file cannot be
known for sure it is reported with a reason instead of a span.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from migrator.model.values import Symbol
from migrator.recipes.editing.quoted import QuotedAnnotation, quoted_annotations
from migrator.recipes.editing.scopes import Scope, Scopes
from migrator.recipes.editing.syntax import AFTER_WORD, BEFORE_WORD, SourceFile
from migrator.recipes.sites.targets import ModuleNames


@dataclass(frozen=True)
class Chain:
    """A use of an old path through a module's name.

    Attributes:
        old: The path that is used; for a module that is replaced, the module under its package.
        new: What takes its place.
        is_module: ``new`` is a module (its package and last part), not a name in one.
        span: The bytes from the first name to the last attribute, or None.
        line: Where it is.
        problem: Why it cannot be rewritten, or ``""``.
    """

    old: Symbol
    new: Symbol
    is_module: bool
    span: tuple[int, int] | None
    line: int
    problem: str = ""

    @property
    def needs(self) -> str:
        """The module that must be reachable for the new chain."""
        if self.is_module:
            return f"{self.new.module}.{self.new.name}" if self.new.module else self.new.name
        return self.new.module


class _Hit(NamedTuple):
    """Where a walk along a chain ended."""

    old: Symbol
    new: Symbol
    is_module: bool
    last: ast.Attribute


@dataclass(frozen=True)
class ChainFinder:
    """Finds chains in one file."""

    file: SourceFile
    scopes: Scopes
    names: ModuleNames

    def chains(self, owner: Scope, local: str, module: str) -> tuple[list[Chain], int]:
        """Every use of an old path through ``local``, which is ``module`` in ``owner``; and how many uses of ``local`` are none."""
        found: list[Chain] = []
        others = 0
        for name in self.scopes.uses(owner, local):
            hit = self._walk(name, module, self._parents)
            if hit is None:
                others += 1
            else:
                found.append(self._placed(name, hit))
        quoted, quoted_others = self._quoted(owner, local, module)
        return [*found, *quoted], others + quoted_others

    def module_of(self, node: ast.expr, modules: dict[tuple[int, str], str]) -> str | None:
        """The module that an expression is, given what local names are bound to by (scope id, name)."""
        attributes: list[str] = []
        while isinstance(node, ast.Attribute):
            attributes.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        module = modules.get((id(self._owner_of(node)), node.id))
        for attribute in reversed(attributes):
            if module is None:
                return None
            module = f"{module}.{attribute}" if self.names.is_module(f"{module}.{attribute}") else None
        return module

    def _owner_of(self, name: ast.Name) -> Scope | None:
        scope = self._scope_of_name.get(id(name))
        return scope.owner(name.id) if scope is not None else None

    @cached_property
    def _scope_of_name(self) -> dict[int, Scope]:
        return {id(name): scope for scope in self.scopes.all for name in scope.lookups}

    @cached_property
    def _parents(self) -> dict[int, ast.Attribute]:
        return _attribute_parents(self.file.nodes)

    @cached_property
    def _f_strings(self) -> dict[int, ast.JoinedStr]:
        result: dict[int, ast.JoinedStr] = {}
        for node in self.file.nodes:
            if isinstance(node, ast.JoinedStr):
                for inner in ast.walk(node):
                    result.setdefault(id(inner), node)
        return result

    def _walk(self, name: ast.Name, module: str, parents: dict[int, ast.Attribute]) -> "_Hit | None":
        node: ast.expr = name
        targets = self.names.targets
        while (parent := parents.get(id(node))) is not None:
            dotted = f"{module}.{parent.attr}"
            whole = targets.whole(dotted)
            if whole is not None:
                package, _dot, last = whole.rpartition(".")
                return _Hit(Symbol(module, parent.attr), Symbol(package, last), True, parent)
            exact = targets.symbol(module, parent.attr)
            if exact is not None:
                return _Hit(Symbol(module, parent.attr), exact, False, parent)
            if not self.names.is_module(dotted):
                return None
            module, node = dotted, parent
        return None

    def _placed(self, name: ast.Name, hit: "_Hit") -> Chain:
        old, new, is_module, last = hit
        start, end = self.file.span(name)[0], self.file.span(last)[1]
        line = name.lineno
        if not isinstance(last.ctx, ast.Load):
            return Chain(old, new, is_module, None, line, f"{old} is set or deleted from outside")
        container = self._f_strings.get(id(name))
        if container is not None:
            span = self._span_in_f_string(container, name, last)
            problem = "" if span else "its place in an f-string is not certain"
            return Chain(old, new, is_module, span, line, problem)
        text = self.file.raw[start:end]
        if re.search(rb"[#\r\n]", text):
            return Chain(old, new, is_module, None, line, "the chain is written over several lines")
        return Chain(old, new, is_module, (start, end), line)

    def _span_in_f_string(
        self, container: ast.JoinedStr, name: ast.Name, last: ast.Attribute
    ) -> tuple[int, int] | None:
        """Positions inside f-strings are unreliable before Python 3.12: counted instead, text against tree."""
        text = ast.unparse(last)
        outer = container
        while id(outer) in self._f_strings and self._f_strings[id(outer)] is not outer:
            outer = self._f_strings[id(outer)]
        start, end = self.file.span(outer)
        pattern = re.compile(BEFORE_WORD + re.escape(self.file.encode(text)) + AFTER_WORD)
        written = [found.span() for found in pattern.finditer(self.file.raw, start, end)]
        meant = [
            one.value
            for one in ast.walk(outer)
            if isinstance(one, ast.Attribute) and ast.unparse(one) == text
        ]
        roots = sorted((_root(one) for one in meant), key=lambda one: (one.lineno, one.col_offset))
        if len(written) != len(roots) or name not in roots:
            return None
        return written[roots.index(name)]

    def _quoted(self, owner: Scope, local: str, module: str) -> tuple[list[Chain], int]:
        found: list[Chain] = []
        others = 0
        for quoted in self._quoted_annotations:
            parents = _attribute_parents(ast.walk(quoted.expression))
            for name in ast.walk(quoted.expression):
                if not isinstance(name, ast.Name) or name.id != local:
                    continue
                hit = self._walk(name, module, parents)
                if hit is None:
                    others += 1
                    continue
                old, new, is_module, last = hit
                span = quoted.span(last)
                problem = "" if span else "it stands in a string that cannot be edited safely"
                if (
                    sum(local in scope.bindings for scope in self.scopes.all) > 1
                    or owner is not self.scopes.module
                ):
                    span, problem = (
                        None,
                        f"it stands in a string, and {local} means several things in this file",
                    )
                found.append(Chain(old, new, is_module, span, quoted.node.lineno, problem))
        return found, others

    @cached_property
    def _quoted_annotations(self) -> tuple[QuotedAnnotation, ...]:
        return tuple(quoted_annotations(self.file))


def _attribute_parents(nodes: Iterable[ast.AST]) -> dict[int, ast.Attribute]:
    return {id(node.value): node for node in nodes if isinstance(node, ast.Attribute)}


def _root(node: ast.expr) -> ast.Name:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node if isinstance(node, ast.Name) else ast.Name("", lineno=0, col_offset=0)
