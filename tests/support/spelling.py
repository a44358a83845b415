"""How an import of one module may be written in another."""


def relative(importer: str, imported: str, *, is_package: bool) -> str:
    """The imported module with dots, as it stands after ``from``; both have a package in common.

    Args:
        importer: The module that the statement stands in.
        imported: The module.
        is_package: The importer is an ``__init__.py``.
    """
    package = importer if is_package else importer.rpartition(".")[0]
    dots = "."
    while imported != package and not imported.startswith(f"{package}."):
        package = package.rpartition(".")[0]
        dots += "."
    return dots + imported[len(package) :].lstrip(".")
