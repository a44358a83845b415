"""Which module an import statement names, as Python computes it from the importing module's package."""

from migrator.facts.values import ImportStatement
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
