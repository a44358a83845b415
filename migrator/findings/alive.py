"""What looks dead and may be there all the same, for reasons that a name's meaning alone does not tell: asked before a name is called dead.

A local name that an import binds may be bound again to something else, and a module that answers for any attribute may say that it is a package. There we
prefer to miss one: people delete imports on the word of a finding.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from migrator.facts.parsing import quietly
from migrator.facts.workers import is_safe
from migrator.model.model import Model
from migrator.model.values import Missing, NameUse
from migrator.source.values import UnreadableFileError

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_Span = tuple[int, int, frozenset[str]]
"""First and last line of a function, and the names that it binds by other means than imports."""


@dataclass
class AliveAfterAll:
    """Asked about uses that find nothing.

    Attributes:
        model: The repository.
        read: The bytes of a file of the tree; None where they are not to be had.
    """

    model: Model
    read: Callable[[str], bytes] | None
    _spans: dict[str, tuple[_Span, ...]] = field(default_factory=dict)

    def may_be(self, use: NameUse, missing: Missing) -> bool:
        """Whether the use may find something after all."""
        if use.target.name == "__init__" and use.target.module in self.model.modules:
            return self.model.modules[
                use.target.module
            ].is_package  # ``import a.__init__``: the package's own file
        return self._is_bound_again(use) or self._may_be_package(missing.module)

    def _is_bound_again(self, use: NameUse) -> bool:
        """``version.release`` below ``from a import version``, where the file also says ``version = "v" + ...``."""
        if use.form != "attribute":
            return False
        first = use.site.text.partition(".")[0]
        facts = self.model.facts.get(use.site.path)
        if facts is not None and any(one.name == first and not one.is_typing for one in facts.definitions):
            return True
        return any(
            start <= use.site.line <= end and first in bound
            for start, end, bound in self._functions(use.site.path)
        )

    def _may_be_package(self, dotted: str) -> bool:
        """Whether a plain module on the way answers for any attribute, perhaps for ``__path__``, which makes it a package."""
        while dotted and dotted not in self.model.modules:
            dotted = dotted.rpartition(".")[0]
        module = self.model.modules.get(dotted)
        facts = self.model.facts.get(module.path) if module is not None else None
        if module is None or facts is None or module.is_package:
            return False
        return facts.has_getattr and not facts.is_getattr_closed

    def _functions(self, path: str) -> tuple[_Span, ...]:
        if path not in self._spans:
            self._spans[path] = tuple(self._read_functions(path))
        return self._spans[path]

    def _read_functions(self, path: str) -> Iterator[_Span]:
        try:
            raw = self.read(path) if self.read is not None else b""
            if not is_safe(raw):
                return
            with quietly():
                tree = ast.parse(raw)
        except (UnreadableFileError, SyntaxError, ValueError, RecursionError, MemoryError):
            return  # the analysis has said so: files that cannot be read are listed with their reason
        for node in ast.walk(tree):
            if isinstance(node, _FUNCTIONS):
                yield node.lineno, node.end_lineno or node.lineno, frozenset(_bound_in(node))


def _bound_in(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterator[str]:
    """What a function binds itself, functions inside it left out."""
    arguments = function.args
    every = (
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    )
    yield from (one.arg for one in every if one is not None)
    waiting: list[ast.AST] = [function.body] if isinstance(function, ast.Lambda) else [*function.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler):
            yield node.name or ""
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))
