"""The text of definitions by their names: functions, methods (``Class.method``) and classes, each with the file it stands in.

Recipes about duplicates compare what two definitions do; this finds both, parses each file once, and says what calling them takes.
"""

import ast
from dataclasses import dataclass, field

from migrator.model.model import Model
from migrator.model.values import Defined, Symbol
from migrator.recipes.duplicates.forwarded import is_constant, value_of
from migrator.recipes.duplicates.meanings import FileMeanings
from migrator.recipes.duplicates.signatures import Parameter, ParameterKind, Signature, signature_of
from migrator.recipes.editing.opening import open_module
from migrator.recipes.editing.syntax import Unreadable
from migrator.source.values import Tree

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class FunctionDefinition:
    """A function or method.

    Attributes:
        symbol: Its name, ``Class.method`` for a method.
        home: The file.
        node: The ``def``.
        owner: The class it stands in.
    """

    symbol: Symbol
    home: FileMeanings
    node: FunctionNode
    owner: ast.ClassDef | None = None

    @property
    def is_async(self) -> bool:
        """Calling it gives a coroutine."""
        return isinstance(self.node, ast.AsyncFunctionDef)

    @property
    def is_static(self) -> bool:
        """A ``staticmethod``."""
        return "staticmethod" in decorator_names(self.node)

    @property
    def needs_instance(self) -> bool:
        """A method that is called on an instance."""
        return (
            self.owner is not None and not self.is_static and "classmethod" not in decorator_names(self.node)
        )

    @property
    def signature(self) -> Signature:
        """What a call gives, ``self`` and ``cls`` left out."""
        return signature_of(self.node.args, is_bound=self.owner is not None and not self.is_static)


@dataclass(frozen=True)
class ClassDefinition:
    """A class at module level."""

    symbol: Symbol
    home: FileMeanings
    node: ast.ClassDef


@dataclass
class Definitions:
    """Finds definitions of one tree; a file is parsed once."""

    model: Model
    tree: Tree
    _files: dict[str, FileMeanings | str] = field(default_factory=dict)
    _asked: set[Symbol] = field(default_factory=set)

    def file(self, module: str) -> FileMeanings | str:
        """A module's file, or why it cannot be read."""
        if module not in self._files:
            self._files[module] = self._open(module)
        return self._files[module]

    def function(self, symbol: Symbol) -> FunctionDefinition | str:
        """The one ``def`` of that name at module level or in a class, or why there is none."""
        home = self.file(symbol.module)
        if isinstance(home, str):
            return home
        class_name, _dot, name = symbol.name.rpartition(".")
        owner = _class_in(home, class_name) if class_name else None
        if class_name and owner is None:
            return f"{symbol.module} has no class {class_name} at module level"
        body = owner.body if owner is not None else home.file.tree.body
        found = [node for node in body if isinstance(node, _FUNCTIONS) and node.name == name]
        if len(found) != 1:
            return f"{symbol} is {'no function' if not found else f'defined {len(found)} times'}"
        return FunctionDefinition(symbol, home, found[0], owner)

    def class_(self, symbol: Symbol) -> ClassDefinition | str:
        """The one class of that name at module level, or why there is none."""
        home = self.file(symbol.module)
        if isinstance(home, str):
            return home
        node = _class_in(home, symbol.name)
        return ClassDefinition(symbol, home, node) if node else f"{symbol} is no class at module level"

    def constant(self, symbol: Symbol) -> str:
        """What a name that is set once at module level, to a constant or a member, stands for; ``""`` for any other."""
        home = self.file(symbol.module)
        if isinstance(home, str) or symbol in self._asked:
            return ""
        bound = home.scopes.module.bindings.get(symbol.name, [])
        for node in home.file.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if len(bound) == 1 and bound[0] is targets[0] and value is not None and is_constant(value):
                self._asked.add(symbol)
                said = value_of(home, value, {})
                self._asked.discard(symbol)
                return "" if isinstance(said, str) else "".join(str(one) for one in said.meaning)
        return ""

    def signature(self, symbol: Symbol) -> Signature | str:
        """What calling it takes: of a function, a method, or a class's constructor."""
        function = self.function(symbol)
        if not isinstance(function, str):
            return function.signature
        found = self.class_(symbol)
        return function if isinstance(found, str) else self.constructor(found)

    def constructor(self, found: ClassDefinition, depth: int = 0) -> Signature | str:
        """What making an instance takes: ``__init__`` of the class or of its first base that has one, or the fields of a data class."""
        methods = {node.name: node for node in found.node.body if isinstance(node, _FUNCTIONS)}
        if "__new__" in methods or found.node.keywords:
            return f"{found.symbol.name} decides in `__new__` or a metaclass how it is made"
        if "__init__" in methods:
            return signature_of(methods["__init__"].args, is_bound=True)
        if any(one.rpartition(".")[2] == "dataclass" for one in decorator_names(found.node)):
            return self._fields(found, depth)
        for base in found.node.bases:
            symbol = found.home.defined(base)
            parent = self.class_(symbol) if symbol is not None else f"{ast.unparse(base)} is not known"
            if isinstance(parent, str) or depth > 8:
                return f"{found.symbol.name} gets its constructor from {ast.unparse(base)}"
            return self.constructor(parent, depth + 1)
        return Signature(())

    def bases(self, found: ClassDefinition) -> tuple[list[ClassDefinition], list[str]]:
        """Every class of the repository that it derives from, nearest first, and the bases that are not read."""
        known: dict[Symbol, ClassDefinition] = {}
        foreign: list[str] = []
        waiting = [found]
        while waiting:
            one = waiting.pop(0)
            for base in one.node.bases:
                symbol = one.home.defined(base)
                parent = self.class_(symbol) if symbol is not None else ""
                if isinstance(parent, str):
                    foreign.append(ast.unparse(base))
                elif parent.symbol not in known:
                    known[parent.symbol] = parent
                    waiting.append(parent)
        return list(known.values()), [one for one in foreign if one != "object"]

    def _open(self, module: str) -> FileMeanings | str:
        known = self.model.modules.get(module)
        if known is None or known.is_namespace:
            return f"{module} is no module of this repository"
        file = open_module(self.model, self.tree, known)
        if isinstance(file, Unreadable):
            return f"{known.path} is not edited: {file.reason}"
        return FileMeanings(self.model, known, file, self.constant)

    def _fields(self, found: ClassDefinition, depth: int) -> Signature | str:
        parameters: dict[str, Parameter] = {}
        for base in found.node.bases:
            symbol = found.home.defined(base)
            parent = self.class_(symbol) if symbol is not None else None
            if isinstance(parent, ClassDefinition) and depth < 8:
                above = self.constructor(parent, depth + 1)
                parameters |= (
                    {one.name: one for one in above.parameters} if isinstance(above, Signature) else {}
                )
        for node in found.node.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                field_ = _field(node)
                if field_ is not None:
                    parameters[field_.name] = field_
        return Signature(tuple(parameters.values()))


def resolved(model: Model, symbol: Symbol) -> Symbol | None:
    """The definition that a path leads to; of ``Class.method`` the class is followed."""
    head, dot, tail = symbol.name.partition(".")
    found = model.resolve(symbol.module, head)
    if not isinstance(found, Defined):
        return None
    return Symbol(found.symbol.module, f"{found.symbol.name}{dot}{tail}")


def decorator_names(node: FunctionNode | ast.ClassDef) -> tuple[str, ...]:
    """The decorators as dotted names, arguments left out."""
    called = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    return tuple(ast.unparse(one) for one in called)


def _field(node: ast.AnnAssign) -> Parameter | None:
    name = node.target.id if isinstance(node.target, ast.Name) else ""
    if "ClassVar" in ast.unparse(node.annotation):
        return None
    if isinstance(node.value, ast.Call) and ast.unparse(node.value.func).rpartition(".")[2] == "field":
        said = {one.arg: one.value for one in node.value.keywords}
        if isinstance(said.get("init"), ast.Constant) and said["init"].value is False:  # type: ignore[attr-defined]  # it is a Constant
            return None
        default = said.get("default") or said.get("default_factory")
        is_keyword = isinstance(said.get("kw_only"), ast.Constant)
        return Parameter(name, ParameterKind.KEYWORD if is_keyword else ParameterKind.EITHER, default)
    return Parameter(name, ParameterKind.EITHER, node.value)


def _class_in(home: FileMeanings, name: str) -> ast.ClassDef | None:
    found = [node for node in home.file.tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    return found[0] if len(found) == 1 else None
