"""Names of a module that functions ask for while they run, by other ways than an import or an attribute of the module's name.

``getattr(old, "C")``, ``import_module("old").C`` and ``sys.modules["old"].C`` are listed and never edited: they go on asking the old module,
and a patch of the name has to stay where they ask.
"""

import ast
from collections.abc import Iterator

from migrator.model.values import Module, Symbol
from migrator.recipes.editing.scopes import analyse_scopes
from migrator.recipes.editing.syntax import SourceFile
from migrator.recipes.sites.chains import ChainFinder
from migrator.recipes.sites.module_uses import ModuleUses, Permission, module_bindings
from migrator.recipes.sites.run_time_uses import module_asked
from migrator.recipes.sites.string_sites import dotted_name
from migrator.recipes.sites.targets import ModuleNames

_WORDS = (b"getattr", b"import_module", b"__import__", b"importorskip", b"modules")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def may_ask_late(raw: bytes) -> bool:
    """Whether one of the ways is spelled in a file at all, which is quicker than parsing it."""
    return any(word in raw for word in _WORDS)


def asked_late(file: SourceFile, module: Module, names: ModuleNames) -> Iterator[Symbol]:
    """The (module, name) pairs that functions of the file ask for in one of these ways, where both are written out."""
    finder = ChainFinder(file, analyse_scopes(file.tree), names)
    bindings = module_bindings(file, names, module.package)
    bound = ModuleUses(
        finder, bindings, module.package, Permission(lambda _placed, _old, _new: True)
    ).modules()
    for node in _in_functions(file):
        if isinstance(node, ast.Attribute):
            asked, name = module_asked(node.value), node.attr
        elif isinstance(node, ast.Call) and dotted_name(node.func) == "getattr" and len(node.args) > 1:
            first, second = node.args[:2]
            asked = finder.module_of(first, bound) or module_asked(first)
            name = str(second.value) if isinstance(second, ast.Constant) else ""
        else:
            continue
        if asked and name:
            yield Symbol(asked, name)


def _in_functions(file: SourceFile) -> Iterator[ast.AST]:
    """Every node that stands in a function, once."""
    seen: set[int] = set()
    for outer in file.nodes:
        for node in ast.walk(outer) if isinstance(outer, _FUNCTIONS) and id(outer) not in seen else ():
            if id(node) not in seen:
                seen.add(id(node))
                yield node
