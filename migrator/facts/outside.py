"""What a file binds in other modules, and which of their names it asks for before it takes them.

``config.DEBUG = True``, ``setattr(module, "x", 1)`` or ``sys.modules["a.b"] = ...`` give another module a name that no statement of its own binds.
Whether something is a module is not known here: every dotted owner is kept, and the model looks for it only when a name would be said to be missing.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.facts.literals import dotted_name, last_part, string_value
from migrator.facts.values import ANY_NAME, OutsideBinding

_OWN = frozenset({"self", "cls"})
_MODULE_CALLS = frozenset({"import_module", "__import__", "reload", "get"})
_READING = frozenset({"dict", "list", "sorted", "set", "tuple", "len", "print", "eval", "repr", "iter"})
_WRITING = frozenset({"update", "setdefault", "__setitem__", "pop"})
_DEFAULTED = 3
"""Arguments of a ``getattr`` that expects that there is none."""
_OF_USERS = ("", False)
"""The owner where a file writes into whatever module uses it: by the frame of a caller, or the ``__module__`` of what it is given."""

Owner = tuple[str, bool]
"""Dotted text, and whether it is the full name of a module."""


@dataclass
class Outside:
    """What was found in one file so far."""

    bound: dict[tuple[str, bool, str], int] = field(default_factory=dict)
    """Line of the first binding by owner and name."""
    aliases: dict[str, set[Owner]] = field(default_factory=dict)
    """What plain names were assigned from."""
    namespaces: dict[str, Owner] = field(default_factory=dict)
    """Whose names plain names were assigned (``g = vars(a)``)."""
    asked: dict[str, None] = field(default_factory=dict)

    def bindings(self) -> tuple[OutsideBinding, ...]:
        """All of them, those of an owner under another name included."""
        found = dict(self.bound)
        for (owner, is_absolute, name), line in self.bound.items():
            first, dot, rest = owner.partition(".")
            for other, other_is_absolute in () if is_absolute else self.aliases.get(first, ()):
                found.setdefault((f"{other}{dot}{rest}", other_is_absolute, name), line)
        return tuple(
            OutsideBinding(owner, name, line, is_absolute)
            for (owner, is_absolute, name), line in sorted(found.items())
        )

    def note_attribute(self, node: ast.Attribute) -> None:
        """``a.b.NAME = ...`` in any form, ``del`` included."""
        self._bind(node.value, node.attr, node.lineno)

    def note_item(self, node: ast.Subscript) -> None:
        """``vars(a)["NAME"] = ...``, ``sys.modules["a.b"] = ...``."""
        if last_part(node.value) == "modules":
            if isinstance(node.ctx, ast.Store):
                self._register([node.slice], node.lineno)
            return
        self._bind_in(self._namespace(node.value), _text(node.slice) or ANY_NAME, node.lineno)

    def note_alias(self, target: ast.expr, value: ast.expr) -> None:
        """``m = sys.modules["a.b"]``, ``m = a.b``."""
        if not isinstance(target, ast.Name):
            return
        owner, namespace = _owner(value), self._namespace(value)
        if namespace is not None:
            self.namespaces[target.id] = namespace
        elif owner is not None:
            self.aliases.setdefault(target.id, set()).add(owner)

    def note_call(self, node: ast.Call, last: str, line: int) -> None:
        """``setattr(a, "NAME", ...)``, ``exec(code, vars(a))``, ``hasattr(a, "NAME")`` and the like."""
        arguments = node.args
        if last == "hasattr" or (last == "getattr" and len(arguments) == _DEFAULTED):
            self._ask(arguments)
        elif last == "setattr" and isinstance(node.func, ast.Name) and len(arguments) == _DEFAULTED:
            self._bind(arguments[0], _text(arguments[1]) or ANY_NAME, line)
        elif makes_what_is_missing(node):
            self._note_made(node, last, line)
        self._note_namespaces(node, last, line)
        if _is_about_modules(node):
            self._register([*arguments, *(keyword.value for keyword in node.keywords)], line)

    def _ask(self, arguments: list[ast.expr]) -> None:
        chain = dotted_name(arguments[0]) if len(arguments) > 1 else ""
        name = _text(arguments[1]) if chain else ""
        if name:
            self.asked[f"{chain}.{name}"] = None

    def _note_made(self, node: ast.Call, last: str, line: int) -> None:
        """A patch that makes what it replaces."""
        if not node.args:
            return
        path = _text(node.args[0])
        if path:
            owner, _, name = path.rpartition(".")
            key = (path, True, ANY_NAME) if last == "multiple" else (owner, True, name)
            self.bound.setdefault(key, line)
        else:
            name = _text(node.args[1]) if len(node.args) > 1 else ""
            self._bind(node.args[0], name or ANY_NAME, line)

    def _note_namespaces(self, node: ast.Call, last: str, line: int) -> None:
        written: list[ast.expr] = [] if last in _READING else list(node.args)
        if isinstance(node.func, ast.Attribute) and last in _WRITING:
            written.append(node.func.value)
        for value in written:
            self._bind_in(self._namespace(value), ANY_NAME, line)

    def _register(self, nodes: Iterable[ast.expr], line: int) -> None:
        for node in nodes:
            values = [*node.keys] if isinstance(node, ast.Dict) else [node]
            for module in filter(None, (_text(value) for value in values if value is not None)):
                if module != "sys.modules":
                    self.bound.setdefault((module, True, ""), line)

    def _bind(self, node: ast.expr, name: str, line: int) -> None:
        self._bind_in(_owner(node), name, line)

    def _namespace(self, node: ast.expr) -> Owner | None:
        """Whose names an expression holds: ``vars(a)``, ``a.__dict__``, ``frame.f_globals``, or a name for one of them."""
        if isinstance(node, ast.Name):
            return self.namespaces.get(node.id)
        if isinstance(node, ast.Attribute) and node.attr == "f_globals":
            return _OF_USERS
        if isinstance(node, ast.Attribute) and node.attr == "__dict__":
            return _owner(node.value)
        if isinstance(node, ast.Call) and len(node.args) == 1 and dotted_name(node.func) == "vars":
            return _owner(node.args[0])
        return None

    def _bind_in(self, owner: Owner | None, name: str, line: int) -> None:
        if owner is not None:
            self.bound.setdefault((*owner, name), line)


def makes_what_is_missing(call: ast.Call) -> bool:
    """Whether a patch may be of something that is not there: ``create=True``, ``raising=False``."""
    for keyword in call.keywords:
        if keyword.arg in {"create", "raising"}:
            refuses = keyword.arg == "raising"
            return not (isinstance(keyword.value, ast.Constant) and bool(keyword.value.value) is refuses)
    return False


def _owner(node: ast.expr) -> Owner | None:
    """What a name is bound in, if it can be a module."""
    if isinstance(node, ast.Subscript) and last_part(node.value) == "modules":
        return _named(node.slice)
    if isinstance(node, ast.Call):
        return _named(node.args[0]) if last_part(node) in _MODULE_CALLS and len(node.args) == 1 else None
    chain = dotted_name(node)
    return (chain, False) if chain and chain.partition(".")[0] not in _OWN else None


def _named(node: ast.expr) -> Owner | None:
    """The module that a string, ``a.__name__``, ``a.__module__`` or a module itself stands for."""
    if isinstance(node, ast.Attribute) and node.attr == "__module__":
        return _OF_USERS
    text = _text(node)
    if text:
        return text, True
    chain = dotted_name(node).removesuffix(".__name__")
    return (chain, False) if chain and chain != "__name__" else None


def _is_about_modules(node: ast.Call) -> bool:
    """Whether it is given the interpreter's table of modules, or is a method of it."""
    if isinstance(node.func, ast.Attribute) and node.func.attr in _WRITING - {"pop"}:
        return last_part(node.func.value) == "modules"
    if last_part(node) in {"delitem", "pop"}:
        return False
    return any(dotted_name(one) == "sys.modules" or _text(one) == "sys.modules" for one in node.args[:1])


def _text(node: ast.expr) -> str:
    return string_value(node) or ""
