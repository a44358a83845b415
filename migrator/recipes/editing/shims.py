"""What stays at an old path so that it keeps working: a plain re-export, or a module ``__getattr__`` that warns.

The plain form is preferred: it is static, typed, and gives the same object. The lazy form imports nothing until somebody asks, so it is
the one that cannot close an import-time cycle; it warns at the line that asks, and hands every other name on to a ``__getattr__`` that
was there before. What a star import takes is given without a warning: the star asks for all of ``__all__`` at once, mostly in the package around,
so whoever imports that would be warned of a name that nobody wanted.
"""

import ast
from collections.abc import Collection, Mapping

from migrator.model.values import Symbol
from migrator.recipes.editing.edits import newline_near
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.origins import ImportedAs
from migrator.recipes.editing.placement import is_docstring
from migrator.recipes.editing.syntax import SourceFile


def plain_import(old: Symbol, new: Symbol, *, is_used: bool, level: int) -> ImportedAs:
    """The re-export: ``from new import C`` where the old module itself uses or exports it, else ``from new import C as C``."""
    is_plain = is_used and old.name == new.name
    return ImportedAs(new.module, new.name, None if is_plain else old.name, level)


def lazy_functions(moved: Mapping[str, Symbol], starred: Collection[str] = ()) -> str:
    """``__getattr__`` and ``__dir__`` of a module whose names live elsewhere now; ``starred`` are those that stars take.

    Each line but the last ends with a line feed.
    """
    manner = "" if set(moved) <= set(starred) else ", with a warning at the line that asks"
    known = ", ".join(f'"{name}"' for name in sorted(moved))
    lines = [
        "def __getattr__(name: str) -> object:",
        f'    """Give what lives elsewhere now{manner}."""',
        *_branches(moved, starred, "name", "    "),
        '    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")',
        "",
        "",
        "def __dir__() -> list[str]:",
        f"    return sorted({{*globals(), {known}}})",
    ]
    return "\n".join(lines)


def chain_lazy(
    file: SourceFile, moved: Mapping[str, Symbol], starred: Collection[str] = ()
) -> list[Splice] | None:
    """Put the names in front of a ``__getattr__`` that is there; None where there is none."""
    existing = _function(file, "__getattr__")
    if existing is None or not existing.args.args:
        return None
    first = existing.body[0]
    after_docstring = is_docstring(first) and len(existing.body) > 1
    anchor = existing.body[1] if after_docstring else first
    start = file.statement_span(anchor)[0]
    if file.raw[file.line_start(start) : start].strip():
        return None
    newline = newline_near(file.raw, start)
    indent = file.indentation(start).decode("ascii")
    lines = _branches(moved, starred, existing.args.args[0].arg, indent)
    text = newline.join(file.encode(line) for line in lines) + newline
    place = file.line_start(start)
    return [Splice(place, place, text), *_extended_dir(file, moved)]


def _extended_dir(file: SourceFile, moved: Mapping[str, Symbol]) -> list[Splice]:
    """Add the names to a ``__dir__`` of our own form."""
    existing = _function(file, "__dir__")
    if existing is None:
        return []
    for node in ast.walk(existing):
        if isinstance(node, ast.Set) and isinstance(node.elts[0], ast.Starred):
            place = file.span(node.elts[-1])[1]
            return [Splice(place, place, file.encode("".join(f', "{name}"' for name in sorted(moved))))]
    return []


def _function(file: SourceFile, name: str) -> ast.FunctionDef | None:
    return next(
        (node for node in file.tree.body if isinstance(node, ast.FunctionDef) and node.name == name), None
    )


def _branches(
    moved: Mapping[str, Symbol], starred: Collection[str], parameter: str, indent: str
) -> list[str]:
    """Lines that answer for the moved names, those that stars take apart."""
    warned = {name: new for name, new in moved.items() if name not in starred}
    silent = {name: new for name, new in moved.items() if name in starred}
    parts = [(warned, True), (silent, False)]
    return [line for part, warns in parts if part for line in _branch(part, parameter, indent, warns=warns)]


def _branch(moved: Mapping[str, Symbol], parameter: str, indent: str, *, warns: bool) -> list[str]:
    """Lines that answer for some of the moved names; the import is inside, so it runs when somebody asks."""
    names = sorted(moved)
    known = ", ".join(f'"{name}"' for name in names)
    test = f"{parameter} == {known}" if len(names) == 1 else f"{parameter} in {{{known}}}"
    lines = [f"if {test}:"]
    lines += ["    import warnings", ""] if warns else ["    # No warning: a star import asks for it too."]
    for module in sorted({moved[name].module for name in names}):
        own = [name for name in names if moved[name].module == module]
        taken = [
            moved[name].name if moved[name].name == name else f"{moved[name].name} as {name}" for name in own
        ]
        lines.append(f"    from {module} import {', '.join(taken)}")
    homes = ", ".join(sorted({one.module for one in moved.values()}))
    values = ", ".join(f'"{name}": {name}' for name in names)
    given = names[0] if len(names) == 1 else f"{{{values}}}[{parameter}]"
    said = f'    warnings.warn(f"{{__name__}}.{{{parameter}}} lives in {homes} now", DeprecationWarning, stacklevel=2)'
    lines += ["", said] if warns else [""]
    lines.append(f"    return {given}")
    return [f"{indent}{line}" if line else "" for line in lines]
