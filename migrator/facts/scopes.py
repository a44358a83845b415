"""Which scope binds a name: enough of Python's rules to tell a global lookup from a local one.

A scope is filled while the tree is walked and asked afterwards, since a function may use what is bound below it.
"""

import ast
import builtins
from enum import Enum
from typing import NamedTuple

from migrator.facts.values import Arm, Moment

_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__path__", "__annotations__", "WindowsError"}


class ScopeKind(Enum):
    """The kinds of scope that differ in how names are looked up."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    COMPREHENSION = "comprehension"


class Scope:
    """One scope while a file is walked.

    Attributes:
        name: Dotted name of the function or class, ``""`` for the module.
        bound: Names bound by something else than an import, in order.
        imported: Names bound by imports.
        globals: Names declared ``global``.
        free: Names declared ``nonlocal``.
    """

    __slots__ = ("bound", "free", "globals", "has_star", "imported", "kind", "name", "parent")

    def __init__(self, kind: ScopeKind, name: str, parent: "Scope | None") -> None:
        self.kind = kind
        self.name = name
        self.parent = parent
        self.bound: dict[str, None] = {}
        self.imported: set[str] = set()
        self.globals: set[str] = set()
        self.free: set[str] = set()
        self.has_star = False

    def child(self, kind: ScopeKind, name: str = "") -> "Scope":
        """A scope inside this one."""
        dotted = f"{self.name}.{name}" if self.name and name else name or self.name
        return Scope(kind, dotted, self)

    def module(self) -> "Scope":
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def binder(self, name: str) -> "Scope | None":
        """The scope that a binding of the name in this scope writes to; None for a ``nonlocal``."""
        if name in self.globals:
            return self.module()
        return None if name in self.free else self

    def is_from_outside(self, name: str) -> bool:
        """Whether a lookup here finds an import, or nothing that the file itself binds."""
        scope: Scope | None = self
        while scope is not None:
            if scope.kind is not ScopeKind.CLASS or scope is self:
                if name in scope.globals:
                    scope = scope.module()
                if name in scope.imported:
                    return True
                if name in scope.bound:
                    return False
            if scope.parent is None:
                return scope.has_star or name not in _BUILTINS
            scope = scope.parent
        return True


class Context(NamedTuple):
    """What is true of a node because of where it stands."""

    scope: Scope
    moment: Moment = Moment.IMPORT_TIME
    is_typing: bool = False
    arm: Arm = Arm.NONE
    is_guarded: bool = False
    """In a ``try`` that catches AttributeError, NameError, ImportError or more."""
    is_conditional: bool = False
    """Under ``if``, ``match`` or a loop."""
    is_nested: bool = False
    """In any compound statement other than a TYPE_CHECKING test, at the level of its scope."""
    is_annotation: bool = False
    """Strings here are annotations."""
    anchor: ast.expr | None = None
    """The string whose place is given to everything below: for code inside strings."""
    is_quoted: bool = False
    """In an annotation in quotes, which running the file never evaluates: it binds nothing and calls nothing."""
