"""Which module an import statement names, as Python computes it from the importing module's package."""

from collections.abc import Iterable, Mapping

from migrator.facts.values import ImportStatement
from migrator.model.values import Module


def absolute_target(importer: Module, statement: ImportStatement) -> str | None:
    """The dotted module after ``from``; ``""`` for a plain ``import``; None where there are more dots than packages."""
    if statement.level == 0:
        return _without_init(statement.module)
    package = importer.package
    for _ in range(statement.level - 1):
        if "." not in package:
            return None
        package = package.rpartition(".")[0]
    if not package:
        return None
    return _without_init(f"{package}.{statement.module}") if statement.module else package


def _without_init(dotted: str) -> str:
    """``a.__init__`` is the package's own file: it has the same names."""
    return dotted.removesuffix(".__init__")


def through_root(dotted: str, modules: Mapping[str, Module], roots: Iterable[str]) -> str | None:
    """The module that a path names which goes through a source root, as ``import src.pkg.a`` does where ``src`` is one; None where it names none."""
    if dotted in modules:
        return None
    for root in roots:
        head = f"{root.replace('/', '.')}."
        if dotted.startswith(head):
            found = modules.get(dotted[len(head) :])
            if found is not None and found.path.startswith(f"{root}/"):
                return found.name
    return None
