"""Where a file calls a creator: by its name, through a module, on its class, on a fresh instance or on a local name that holds one.

Every use of the creator is answered for: it is a call, or it comes with the reason why it is none that can be rewritten.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from migrator.model.values import Symbol
from migrator.recipes.duplicates.definitions import FunctionDefinition
from migrator.recipes.duplicates.forwarded import is_still
from migrator.recipes.duplicates.meanings import FileMeanings, Reference
from migrator.recipes.editing.scopes import Scope

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class CreatorUse:
    """One use of a creator.

    Attributes:
        reference: How the file gets at it (for a method: at its class).
        callee: The whole expression that names it.
        call: The call, or None where it is not called.
        problem: Why it stays, or ``""``.
    """

    reference: Reference
    callee: ast.expr
    call: ast.Call | None
    problem: str = ""

    @property
    def names_it(self) -> bool:
        """The expression itself says whose it is; False where a local name holds the object."""
        return self.reference.root in ast.walk(self.callee)

    @property
    def line(self) -> int:
        """Where it is."""
        return self.callee.lineno


def creator_uses(home: FileMeanings, creator: FunctionDefinition) -> list[CreatorUse]:
    """Every use of a creator in a file, in the order of the text; its own body left out."""
    head, _dot, method = creator.symbol.name.partition(".")
    inside = {id(node) for node in ast.walk(creator.node)} if home.file is creator.home.file else set()
    result: list[CreatorUse] = []
    for reference in home.references(Symbol(creator.symbol.module, head)):
        if id(reference.node) in inside:
            continue
        uses = (
            _of_method(home, reference, method, creator)
            if method
            else [_use(home, reference, reference.node)]
        )
        result += uses
    if method and creator.owner is not None and home.file is creator.home.file:
        result += _inside_class(home, creator, inside)
    return sorted(result, key=lambda one: (one.callee.lineno, one.callee.col_offset))


def _use(home: FileMeanings, reference: Reference, callee: ast.expr) -> CreatorUse:
    parent = home.parents.get(id(callee))
    call = parent if isinstance(parent, ast.Call) and parent.func is callee else None
    problem = ""
    if not reference.is_sure:
        problem = "what is called depends on which import succeeds"
    elif call is None:
        problem = f"{ast.unparse(callee)} is passed on or looked at, not called"
    elif id(call) in home.in_f_strings:
        problem = "it stands in an f-string"
    return CreatorUse(reference, callee, call, problem)


def _of_method(
    home: FileMeanings, reference: Reference, method: str, creator: FunctionDefinition
) -> Iterator[CreatorUse]:
    """Uses of a method by way of its class."""
    parent = home.parents.get(id(reference.node))
    if isinstance(parent, ast.Attribute) and parent.attr == method:
        use = _use(home, reference, parent)
        if creator.needs_instance and not use.problem:
            use = CreatorUse(
                reference, parent, use.call, f"{method} is called on the class, not on an instance"
            )
        yield use
    elif isinstance(parent, ast.Call) and parent.func is reference.node:
        yield from _on_instance(home, reference, parent, method)
    elif isinstance(parent, ast.arg) and isinstance(parent.annotation, ast.expr):
        yield from _on_annotated(home, reference, parent, method)


def _on_instance(
    home: FileMeanings, reference: Reference, made: ast.Call, method: str
) -> Iterator[CreatorUse]:
    parent = home.parents.get(id(made))
    arguments = [*made.args, *(one.value for one in made.keywords)]
    if isinstance(parent, ast.Attribute) and parent.attr == method:
        use = _use(home, reference, parent)
        still = all(is_still(one) for one in arguments)
        yield (
            use
            if still or use.problem
            else CreatorUse(
                reference, parent, use.call, "its object is made with arguments that may have effects"
            )
        )
        return
    targets = parent.targets if isinstance(parent, ast.Assign) else [getattr(parent, "target", None)]
    target = targets[0] if len(targets) == 1 and isinstance(parent, ast.Assign | ast.AnnAssign) else None
    if isinstance(target, ast.Name):
        scope = home.scope_of[id(target)]
        owner = scope.owner(target.id) or scope
        problem = "" if len(owner.bindings.get(target.id, [])) == 1 else f"{target.id} is set more than once"
        for callee in _called_on(home, owner, target.id, method):
            use = _use(home, reference, callee)
            yield CreatorUse(reference, callee, use.call, use.problem or problem)
    elif isinstance(target, ast.Attribute):
        text = ast.unparse(target)
        for node in home.file.nodes:
            if isinstance(node, ast.Attribute) and node.attr == method and ast.unparse(node.value) == text:
                use = _use(home, reference, node)
                yield CreatorUse(reference, node, use.call, f"what {text} holds when it runs is not certain")


def _called_on(home: FileMeanings, owner: Scope, name: str, method: str) -> Iterator[ast.Attribute]:
    """Where a method is taken from a local name."""
    for lookup in home.scopes.uses(owner, name):
        parent = home.parents.get(id(lookup))
        if isinstance(parent, ast.Attribute) and parent.attr == method:
            yield parent


def _on_annotated(
    home: FileMeanings, reference: Reference, parameter: ast.arg, method: str
) -> Iterator[CreatorUse]:
    function = next(
        (one for one in home.file.nodes if isinstance(one, _FUNCTIONS) and parameter in ast.walk(one.args)),
        None,
    )
    if function is not None:
        problem = f"which object {parameter.arg} is, is decided by the caller"
        for callee in _called_on(home, home.scopes.of(function), parameter.arg, method):
            yield CreatorUse(reference, callee, _use(home, reference, callee).call, problem)


def _inside_class(home: FileMeanings, creator: FunctionDefinition, inside: set[int]) -> Iterator[CreatorUse]:
    """``cls.method()`` and ``self.method()`` in the class itself: a subclass may mean another one."""
    method = creator.symbol.name.rpartition(".")[2]
    for node in ast.walk(creator.owner) if creator.owner is not None else ():
        if not isinstance(node, ast.Attribute) or node.attr != method or id(node) in inside:
            continue
        if isinstance(node.value, ast.Name) and node.value.id in {"cls", "self"}:
            scope = home.scope_of[id(node.value)]
            reference = Reference(
                node.value, node.value, scope.owner(node.value.id) or scope, (), is_sure=True
            )
            use = _use(home, reference, node)
            yield CreatorUse(reference, node, use.call, "a subclass may have another one")
