"""What a class offers, read from its body and those of its bases: methods, properties, class attributes, and what its methods set on ``self``.

Two classes that are to become one are compared by this: what one of them lacks, what is called differently, and who would notice.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from migrator.recipes.duplicates.definitions import ClassDefinition, Definitions, decorator_names
from migrator.recipes.duplicates.signatures import Signature, signature_of

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class MemberKind(Enum):
    """How a member is used."""

    METHOD = "method"
    PROPERTY = "property"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True)
class Member:
    """One member of a class.

    Attributes:
        name: Its name.
        kind: How it is used.
        nodes: The statements of the class body that bind it; empty for what is only set on ``self``.
        owner: The class whose body has it.
    """

    name: str
    kind: MemberKind
    nodes: tuple[ast.stmt, ...]
    owner: ClassDefinition

    @property
    def is_async(self) -> bool:
        """Calling it gives a coroutine."""
        return bool(self.nodes) and isinstance(self.nodes[-1], ast.AsyncFunctionDef)

    @property
    def signature(self) -> Signature | None:
        """What a call takes; None for what is not called."""
        node = self.nodes[-1] if self.nodes else None
        if self.kind is not MemberKind.METHOD or not isinstance(node, _FUNCTIONS):
            return None
        return signature_of(node.args, is_bound="staticmethod" not in decorator_names(node))


def members_of(definitions: Definitions, found: ClassDefinition) -> dict[str, Member]:
    """Every member by name, the nearest first; what bases outside the repository have is not known."""
    bases, _foreign = definitions.bases(found)
    result: dict[str, Member] = {}
    for one in (found, *bases):
        for member in own_members(one):
            result.setdefault(member.name, member)
    return result


def own_members(found: ClassDefinition) -> Iterator[Member]:
    """The members that a class body has itself."""
    nodes: dict[str, list[ast.stmt]] = {}
    for node in found.node.body:
        for name in _names(node):
            nodes.setdefault(name, []).append(node)
    for name, bound in nodes.items():
        yield Member(name, _kind(bound[-1]), tuple(bound), found)
    for name in set_on_self(found.node):
        if name not in nodes:
            yield Member(name, MemberKind.ATTRIBUTE, (), found)


def set_on_self(node: ast.ClassDef) -> list[str]:
    """The attributes that methods set on their first parameter, in the order of the text."""
    return [
        one.attr
        for method in methods_of(node)
        for one in self_attributes(method)
        if isinstance(one.ctx, ast.Store)
    ]


def methods_of(node: ast.ClassDef) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions in a class body."""
    return [one for one in node.body if isinstance(one, _FUNCTIONS)]


def self_attributes(method: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Attribute]:
    """Every use of an attribute of the method's first parameter."""
    arguments = [*method.args.posonlyargs, *method.args.args]
    if not arguments or "staticmethod" in decorator_names(method):
        return
    for node in ast.walk(method):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == arguments[0].arg
        ):
            yield node


def is_public(name: str) -> bool:
    """People outside may use it."""
    return not name.startswith("_")


def lacking(theirs: Mapping[str, Member], ours: Mapping[str, Member]) -> list[Member]:
    """The public members that ``ours`` lacks, in the order of the text."""
    return [one for name, one in theirs.items() if is_public(name) and name not in ours]


def differences(old: Mapping[str, Member], new: Mapping[str, Member]) -> list[str]:
    """How the members that both have differ, in words: defaults, signatures, bodies of special methods."""
    result = []
    for name, one in old.items():
        other = new.get(name)
        if other is None:
            if name.startswith("__") and name not in {"__slots__", "__init__"}:
                result.append(f"only the duplicate has {name}")
            continue
        if (
            one.signature is not None
            and other.signature is not None
            and str(one.signature) != str(other.signature)
        ):
            result.append(f"{name}{one.signature} becomes {name}{other.signature}")
        elif _text(one) != _text(other):
            result.append(_changed(name, one, other))
    result += [
        f"only the canonical class has {name}" for name in new if name not in old and _matters(new[name])
    ]
    return result


def _matters(member: Member) -> bool:
    is_field = any(isinstance(node, ast.AnnAssign | ast.Assign) for node in member.nodes)
    return is_field or member.name == "__post_init__"


def _changed(name: str, one: Member, other: Member) -> str:
    fields = [member.nodes[-1] for member in (one, other) if member.nodes]
    if len(fields) == 2 and all(isinstance(node, ast.AnnAssign | ast.Assign) for node in fields):
        return f"`{ast.unparse(fields[0])}` becomes `{ast.unparse(fields[1])}`"
    return f"{name} does something else"


def _text(member: Member) -> str:
    return "\n".join(ast.dump(_without_docstring(node)) for node in member.nodes)


def _without_docstring(node: ast.stmt) -> ast.AST:
    if not isinstance(node, _FUNCTIONS):
        return node
    body = [
        one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]
    named = ast.arguments(
        [ast.arg(one.arg) for one in node.args.posonlyargs],
        [ast.arg(one.arg) for one in node.args.args],
        ast.arg(node.args.vararg.arg) if node.args.vararg else None,
        [ast.arg(one.arg) for one in node.args.kwonlyargs],
        node.args.kw_defaults,
        ast.arg(node.args.kwarg.arg) if node.args.kwarg else None,
        node.args.defaults,
    )
    return type(node)(node.name, named, body, node.decorator_list, None)


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (
            one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)
        )
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def _kind(node: ast.stmt) -> MemberKind:
    if not isinstance(node, _FUNCTIONS):
        return MemberKind.ATTRIBUTE
    names = {one.rpartition(".")[2] for one in decorator_names(node)}
    is_property = names & {"property", "cached_property", "setter", "getter", "deleter"}
    return MemberKind.PROPERTY if is_property else MemberKind.METHOD
