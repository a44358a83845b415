"""Names of a module that are reached by functions: ``getattr(old, name)``, ``monkeypatch.setattr(old, "C", fake)``.

Whom such a call concerns depends on who looks the name up while it runs, so it is reported and never edited.
"""

import ast

from migrator.recipes.sites.chains import ChainFinder
from migrator.recipes.sites.string_sites import dotted_name
from migrator.recipes.values import Left

_FUNCTIONS = frozenset(
    {"getattr", "hasattr", "setattr", "delattr", "object", "spy", "stub", "vars", "multiple"}
)


def object_patches(finder: ChainFinder, modules: dict[tuple[int, str], str]) -> list[Left]:
    """Every call that names an old path by module and string, or could."""
    result = []
    targets = finder.names.targets
    for node in finder.file.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "__dict__":
            module = finder.module_of(node.value, modules)
            if module in targets.old_modules:
                said = f"{module}.__dict__ may reach an old path at run time"
                result.append(Left(finder.file.path, node.lineno, said))
        if not isinstance(node, ast.Call) or not node.args:
            continue
        function = dotted_name(node.func)
        if function.rpartition(".")[2] not in _FUNCTIONS:
            continue
        module = finder.module_of(node.args[0], modules)
        if module is None or module not in targets.old_modules:
            continue
        name = node.args[1] if len(node.args) > 1 else None
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            if targets.symbol(module, name.value) is None:
                continue
            said = f'{function}({module}, "{name.value}") reaches the old path'
        else:
            said = f"{function}({module}, ...) may reach an old path at run time"
        result.append(Left(finder.file.path, node.lineno, said))
    return result
