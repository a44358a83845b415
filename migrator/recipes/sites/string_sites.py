"""Strings of Python code that name an old path: patch targets, import helpers, docstrings, and those that are only listed.

A string is rewritten where something says that it is a path (the function it is given to) and where its new meaning is the old one. The
question of ``mock.patch`` is who looks the name up while it is patched; `PatchRule` answers it.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from migrator.model.values import Symbol
from migrator.recipes.editing.hunks import PendingHunk
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.quoted import annotation_roots, literal_start
from migrator.recipes.editing.syntax import SourceFile
from migrator.recipes.sites.references import may_be_spelled, references
from migrator.recipes.sites.targets import Targets
from migrator.recipes.values import Left

_PATCHERS = frozenset({"patch", "setattr", "delattr", "spy", "stub"})
_LOADERS = frozenset(
    {
        "import_module", "import_string", "import_object", "import_attr", "import_class", "locate", "resolve_name", "find_spec",
        "__import__", "reload", "run_module", "load_object", "load_class", "lazy_import", "symbol_by_name", "EntryPoint",
        "importorskip", "load_entry_point", "get_class", "get_callable", "dict", "multiple",
    }
)  # fmt: skip


_NO_LOOK_UP = frozenset({"dict", "multiple", "find_spec", "importorskip"})
"""Loaders by what their string may be, which patch or only ask whether there is one."""


def loads_by_path(call: str) -> bool:
    """Whether a function, as it is written, gives what its path string names."""
    return call.rpartition(".")[2] in _LOADERS - _NO_LOOK_UP


class Verdict(Enum):
    """What becomes of a patch string."""

    REWRITE = "rewrite"
    STAY = "stay"
    SPLIT = "split"


PatchRule = Callable[[Symbol, Symbol], Verdict]
"""Old path and new path of a patched global: whether the patch follows, stays, or would have to be in both places."""


@dataclass(frozen=True)
class PathString:
    """A string that starts with an old path.

    Attributes:
        node: The literal.
        call: The dotted name of the function it is given to, or ``""``.
        old: The path.
        new: What takes its place.
        spelled: The old path as written.
        replaced: The new path in the same spelling.
        has_member: More follows the path (``old.C.method``).
    """

    node: ast.Constant
    call: str
    old: Symbol
    new: Symbol
    spelled: str
    replaced: str
    has_member: bool


class StringSites:
    """Plans the strings of one file."""

    def __init__(self, file: SourceFile, targets: Targets, rule: PatchRule, why: str) -> None:
        self.file, self.targets, self.rule, self.why = file, targets, rule, why
        self.left: list[Left] = []

    def hunks(self) -> list[PendingHunk]:
        """Every string and docstring to rewrite; what was left is in ``left`` afterwards."""
        result: list[PendingHunk] = []
        if not may_be_spelled(self.file.raw, self.targets):
            return result
        for found in self._path_strings():
            hunk = self._rewritten(found)
            if hunk is not None:
                result.append(hunk)
        result += self._docstrings()
        self._put_together()
        return result

    def _leave(self, node: ast.expr, reason: str) -> None:
        self.left.append(Left(self.file.path, node.lineno, reason))

    def _path_strings(self) -> Iterator[PathString]:
        calls = _calls_of_strings(self.file.nodes)
        skipped = docstring_ids(self.file.nodes) | _inner_ids(self.file.nodes)
        for node in self.file.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
                found = self._old_path(node, calls.get(id(node), ""))
                if found is not None:
                    yield found

    def _old_path(self, node: ast.Constant, call: str) -> PathString | None:
        value = str(node.value)
        plain = value.replace(":", ".", 1)
        parts = plain.split(".")
        if len(parts) < 2 or not all(part.isidentifier() for part in parts):
            return self._module_string(node, call) if value in self.targets.modules else None
        for count in range(len(parts) - 1, 0, -1):
            old = Symbol(".".join(parts[:count]), parts[count])
            new = self.targets.symbol(old.module, old.name)
            if new is not None:
                mark = value[len(old.module)]
                spelled = f"{old.module}{mark}{old.name}"
                replaced = f"{new.module}{mark}{new.name}" if new.module else new.name
                return PathString(node, call, old, new, spelled, replaced, has_member=len(parts) > count + 1)
        is_loaded = value in self.targets.shadowed and call.rpartition(".")[2] in _LOADERS
        return self._module_string(node, call) if is_loaded else None

    def _module_string(self, node: ast.Constant, call: str) -> PathString:
        value = str(node.value)
        new = self.targets.modules[value]
        return PathString(node, call, Symbol(value, ""), Symbol(new, ""), value, new, has_member=True)

    def _rewritten(self, found: PathString) -> PendingHunk | None:
        last = found.call.rpartition(".")[2]
        value = str(found.node.value)
        if last not in _PATCHERS | _LOADERS:
            self._leave(found.node, f'"{value}" names {found.spelled}, but nothing says that it is looked up')
            return None
        if last in _PATCHERS and not self._is_dead(found):
            verdict = Verdict.REWRITE if found.has_member else self.rule(found.old, found.new)
            if verdict is not Verdict.REWRITE:
                self._leave(
                    found.node,
                    _PATCH_REASONS[verdict].format(value=value, old=found.old.module, new=found.new.module),
                )
                return None
        start = literal_start(self.file, found.node)
        if start is None:
            self._leave(found.node, f'"{value}" is written in pieces or with escapes')
            return None
        shape = f'`"{found.spelled}"` -> `"{found.replaced}"`, string in {found.call}'
        new = self.file.encode(found.replaced)
        splice = Splice(start, start + len(self.file.encode(found.spelled)), new)
        why = self.targets.why([found.old], self.why)
        return PendingHunk("", f"{found.call}({value!r})", shape, why, [splice])

    def _is_dead(self, found: PathString) -> bool:
        return self.targets.module(found.old.module) is not None

    def _docstrings(self) -> list[PendingHunk]:
        result = []
        for node in _docstrings(self.file.nodes):
            start, end = self.file.span(node)
            for one in references(self.file.raw, start, end, self.targets):
                if one.splice is None:
                    line = self.file.line_of(one.start)
                    self.left.append(Left(self.file.path, line, f"{one.old} is mentioned in a docstring"))
                    continue
                shape = f"`{one.old}` -> `{one.new}`, {one.said} in a docstring"
                why = self.targets.why([one.old], self.why)
                result.append(PendingHunk("", f"docstring {one.old}", shape, why, [one.splice]))
        return result

    def _put_together(self) -> None:
        for node in self.file.nodes:
            pieces: list[ast.expr] = []
            if isinstance(node, ast.JoinedStr):
                pieces = node.values
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
                pieces = [node.left]
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "format"
            ):
                pieces = [node.func.value]
            for piece in pieces:
                if (
                    isinstance(piece, ast.Constant)
                    and isinstance(piece.value, str)
                    and self._starts_old(piece.value)
                ):
                    self._leave(piece, f'a path that is put together at run time starts with "{piece.value}"')

    def _starts_old(self, text: str) -> bool:
        return any(text.startswith(f"{one}{mark}") for one in self.targets.old_modules for mark in ".:")


_PATCH_REASONS = {
    Verdict.STAY: '"{value}" patches what is still looked up in {old}: it stays',
    Verdict.SPLIT: '"{value}" patches what {old} looks up, and also what now comes from {new}: it may have to patch both',
}


def _calls_of_strings(nodes: Iterable[ast.AST]) -> dict[int, str]:
    """The function that each string literal is given to, directly or by the one variable that holds it."""
    result: dict[int, str] = {}
    takers: dict[str, str] = {}
    held: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Call):
            name = dotted_name(node.func)
            for argument in (*node.args, *(one.value for one in node.keywords)):
                if isinstance(argument, ast.Constant):
                    result[id(argument)] = name
                elif isinstance(argument, ast.Name) and name.rpartition(".")[2] in _PATCHERS | _LOADERS:
                    takers[argument.id] = name
        elif (
            isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        ):
            held.setdefault(node.targets[0].id, []).append(node.value)
    for name, values in held.items():
        if len(values) == 1 and name in takers:
            result[id(values[0])] = takers[name]
    return result


def dotted_name(node: ast.expr) -> str:
    """``a.b.c`` for a chain of attributes; ``.c`` where it starts at no name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if isinstance(node, ast.Name) else "")
    return ".".join(reversed(parts))


def _docstrings(nodes: Iterable[ast.AST]) -> Iterator[ast.Constant]:
    for node in nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for statement in node.body:
                value = statement.value if isinstance(statement, ast.Expr) else None
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value


def docstring_ids(nodes: Iterable[ast.AST]) -> set[int]:
    """The strings that stand alone as statements of modules, classes and functions."""
    return {id(one) for one in _docstrings(nodes)}


def _inner_ids(nodes: Iterable[ast.AST]) -> set[int]:
    """Pieces of f-strings, of joined text, and quoted annotations: none of them is a path string."""
    result: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            result |= {id(one) for one in node.values}
        elif isinstance(node, ast.BinOp):
            result |= {id(node.left), id(node.right)}
    for root in annotation_roots(nodes):
        result |= {id(one) for one in ast.walk(root)}
    return result
