"""Which module an import statement names, as Python computes it from the importing module's package."""

from migrator.facts.values import Colour, Facts, ImportStatement
from migrator.model.values import Module


def absolute_target(importer: Module, statement: ImportStatement) -> str | None:
    """The dotted module after ``from``; ``""`` for a plain ``import``; None where there are more dots than packages."""
    if statement.level == 0:
        return statement.module
    package = importer.package
    for _ in range(statement.level - 1):
        if "." not in package:
            return None
        package = package.rpartition(".")[0]
    if not package:
        return None
    return f"{package}.{statement.module}" if statement.module else package


def loads(own: Module, facts: Facts, dotted: str) -> bool:
    """Whether running a module imports another one or something inside it, which makes a submodule an attribute of its package."""
    for statement in facts.imports:
        target = absolute_target(own, statement) if statement.colour is Colour.IMPORT_TIME else None
        if target is None:
            continue
        named = [f"{target}.{alias.name}" if statement.is_from else alias.name for alias in statement.names]
        if any(one == dotted or one.startswith(f"{dotted}.") for one in (target, *named)):
            return True
    return False
