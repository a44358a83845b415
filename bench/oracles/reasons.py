"""Why our edges and grimp's may differ: a closed list. Each reason is a predicate on file names and on syntax read with plain ``ast``.

A reason holds for one import statement, not for a module, so that it cannot excuse a second mistake at the same place: of a statement that only we
have it also asks that the statement, read without our program, names just that module.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bench.oracles.sources import Guard, Sources, Written


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """An import statement behind an edge that only one side has.

    Attributes:
        is_ours: Whether we have it and grimp does not.
        is_run: Whether imports for type checkers only were left out on both sides.
        importer: The importing module.
        imported: The imported one.
        line: Where the statement starts.
    """

    is_ours: bool
    is_run: bool
    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        side = "only ours" if self.is_ours else "only grimp's"
        return f"{side}: {self.importer} -> {self.imported}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Reason:
    """One class of differences.

    Attributes:
        name: A few words for the table.
        explanation: One sentence.
        holds: Whether a difference is of this class.
    """

    name: str
    explanation: str
    holds: Callable[[Sources, Difference], bool]


def reason_of(sources: Sources, difference: Difference) -> Reason | None:
    """The first reason that holds; None where the difference is a contradiction."""
    return next((reason for reason in REASONS if reason.holds(sources, difference)), None)


def _lies_in_unnamed_folder(sources: Sources, difference: Difference) -> bool:
    return _is_written(sources, difference) and any(
        not part.isidentifier() for path in _ends(sources, difference) for part in path.split("/")[:-1]
    )


def _lies_in_plain_folder(sources: Sources, difference: Difference) -> bool:
    return _is_written(sources, difference) and any(
        sources.plain_folders(path) for path in _ends(sources, difference)
    )


def _lies_in_dotted_file(sources: Sources, difference: Difference) -> bool:
    return _is_written(sources, difference) and any(
        "." in path.rpartition("/")[2].removesuffix(".py") for path in _ends(sources, difference)
    )


def _is_of_two_files(sources: Sources, difference: Difference) -> bool:
    """Both files have the name; the import system takes the package, grimp either."""
    paths = sources.by_module.get(difference.importer, ())
    if len(paths) < 2 or not any(path.endswith("/__init__.py") for path in paths):
        return False
    return any(_names(written, difference) for written in sources.statements(difference.importer))


def _stands_for_missing(sources: Sources, difference: Difference) -> bool:
    """``import a.b.c`` where no file is called so, and ``a.b`` is what was found."""
    return not difference.is_ours and any(
        not written.base
        and any(
            name not in sources.by_module and name.rpartition(".")[0] == difference.imported
            for name in written.names
        )
        for written in _at(sources, difference)
    )


def _is_guarded_in_other_words(sources: Sources, difference: Difference) -> bool:
    """Found with the imports that run, though it stands under a test that no interpreter passes; grimp knows ``if TYPE_CHECKING:`` alone."""
    if difference.is_ours or not difference.is_run or not _is_written(sources, difference):
        return False
    unpassed = frozenset(
        name
        for path in sources.by_module.get(difference.importer, ())
        for name in _never_true(ast.parse(sources.texts[path]))
    )
    return any(
        any(_never_runs(guard, unpassed) for guard in written.guards)
        for written in _at(sources, difference)
        if _names(written, difference)
    )


def _never_runs(guard: Guard, unpassed: frozenset[str]) -> bool:
    test, is_body = guard
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, is_body = test.operand, not is_body
    if not is_body:
        return False
    parts: Iterable[ast.expr] = (
        test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    )
    return any(
        (isinstance(part, ast.Constant) and not part.value)
        or (isinstance(part, ast.Name) and part.id in unpassed)
        or (isinstance(part, ast.Attribute) and part.attr == "TYPE_CHECKING")
        for part in parts
    )


def _never_true(tree: ast.Module) -> Iterator[str]:
    """Names that stand for TYPE_CHECKING, or for a constant that is false."""
    yield "TYPE_CHECKING"
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names if alias.name == "TYPE_CHECKING")
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and not node.value.value:
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _ends(sources: Sources, difference: Difference) -> tuple[str, ...]:
    """The files of a statement that only we have; the other side cannot miss what it has."""
    if not difference.is_ours:
        return ()
    ends = (difference.importer, difference.imported)
    return tuple(path for module in ends for path in sources.by_module.get(module, ()))


def _is_written(sources: Sources, difference: Difference) -> bool:
    return any(_names(written, difference) for written in _at(sources, difference))


def _names(written: Written, difference: Difference) -> bool:
    return written.line == difference.line and difference.imported in written.may_name()


def _at(sources: Sources, difference: Difference) -> Iterator[Written]:
    return (written for written in sources.statements(difference.importer) if written.line == difference.line)


REASONS = (
    Reason(
        "folder name",
        "A file lies in a folder whose name is no identifier, and grimp does not enter it.",
        _lies_in_unnamed_folder,
    ),
    Reason(
        "no __init__",
        "A file lies in a folder without `__init__.py` inside a package that has one, and grimp does not enter it.",
        _lies_in_plain_folder,
    ),
    Reason(
        "file name",
        "A file has more dots in its name than the one of `.py`, and grimp leaves it out.",
        _lies_in_dotted_file,
    ),
    Reason(
        "two files",
        "A package and a module have one name: we read the package, as Python does, grimp either of them.",
        _is_of_two_files,
    ),
    Reason(
        "missing module",
        "`import a.b.c` where there is no `a.b.c`: grimp takes `a.b` for it, we have no edge and report the import.",
        _stands_for_missing,
    ),
    Reason(
        "other guard",
        "An import for type checkers that is guarded in other words than `if TYPE_CHECKING:` (another name, `not`, `and`, a false constant).",
        _is_guarded_in_other_words,
    ),
)
