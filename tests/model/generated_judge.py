"""A program: what each name of a small package is, as a fresh interpreter finds it, however the package is entered.

First it takes out, one by one, the statements that cannot run, so that what is left imports: whatever was generated becomes a package that works, the
circles in it included. Then each module is imported first once, with all others after it, in a state in which nothing of the package is loaded.

It reads {"order": modules, "asked": {module: names}} and writes {"left": {path: text}, "found": {"module:name": [what was found, each time]}}, where
what was found is a list of equally good answers. The package is code that was just made; nothing else is imported.
"""

import ast
import importlib
import json
import sys
import types
from collections import defaultdict
from pathlib import Path
from typing import Any

MADE = "made"
MISSING = "missing"
REFUSED = "refused"
"""Not there, though a module ``__getattr__`` was asked: only running it could tell."""

Found = dict[str, list[list[str]]]

ASSIGNED: dict[int, tuple[object, list[str]]] = {}
"""By identity, the values that plain assignments bound since nothing of the package was loaded, each with the names it was assigned to."""
WATCHED: dict[str, tuple[str, set[str]]] = {}
"""By file, its module and the names that are assigned in it."""


def main(root: Path) -> None:
    """Settle the package below the root, look, and print what was seen."""
    request = json.load(sys.stdin)
    order, asked = request["order"], request["asked"]
    sys.path.insert(0, str(root))
    sys.dont_write_bytecode = True
    while (place := failure(order, root)) is not None:
        take_out(*place)
    left = {path.relative_to(root).as_posix(): path.read_text() for path in sorted(root.rglob("*.py"))}
    for module in order:
        WATCHED[str(file_of(root, module))] = module, assigned_names(root, module)
    found: Found = defaultdict(list)
    for entry in order:
        if failure([entry], root) is None:
            for name in asked[entry]:  # each in a state of its own: taking a submodule loads it
                failure([entry], root)
                look(found, {entry: [name]})
            if failure([entry, *order], root) is None:
                look(found, asked)
    json.dump({"found": found, "left": left}, sys.stdout)


def failure(modules: list[str], root: Path) -> tuple[Path, int] | None:
    """Where importing the modules into an empty state fails: the innermost line of the package that was running."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "pkg"]:
        del sys.modules[name]
    ASSIGNED.clear()
    sys.settrace(note_assignments)  # again, since running out of stack ends a trace
    try:
        for module in modules:
            importlib.import_module(module)
    except Exception as error:  # whatever it is, the statement goes
        place = None
        trace = error.__traceback__
        while trace is not None:
            path = Path(trace.tb_frame.f_code.co_filename)
            if path.is_relative_to(root):
                place = path, trace.tb_lineno
            trace = trace.tb_next
        if place is None:
            raise
        return place
    return None


def take_out(path: Path, line: int) -> None:
    """Remove the statement at module level that a line belongs to."""
    text = path.read_text()
    lines = text.splitlines()
    for statement in ast.parse(text).body:
        if statement.lineno <= line <= (statement.end_lineno or line):
            del lines[statement.lineno - 1 : statement.end_lineno]
    path.write_text("".join(f"{line}\n" for line in lines))


def file_of(root: Path, module: str) -> Path:
    """The file of a module."""
    place = root.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def assigned_names(root: Path, module: str) -> set[str]:
    """Names that plain assignments of a module bind: another name for a value is a definition of its own."""
    return {
        target.id
        for node in ast.walk(ast.parse(file_of(root, module).read_text()))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def note_assignments(frame: types.FrameType, event: str, _: object) -> Any:
    """A trace: each time that a line of a module has run, what its assigned names are bound to."""
    found = WATCHED.get(frame.f_code.co_filename)
    if found is None or frame.f_code.co_name != "<module>":
        return None
    if event in {"line", "return"}:
        module, names = found
        for name in names & frame.f_globals.keys():
            value = frame.f_globals[name]
            known = ASSIGNED.setdefault(id(value), (value, []))[1]
            if f"{module}:{name}" not in known:
                known.append(f"{module}:{name}")
    return note_assignments


def look(found: Found, asked: dict[str, list[str]]) -> None:
    """Take every name; those of submodules last, since taking one may load it."""
    pairs = [(module, name) for module, names in asked.items() for name in names]
    for module, name in sorted(pairs, key=lambda pair: len(pair[1])):
        space: dict[str, object] = {}
        try:
            exec(f"from {module} import {name} as found", space)  # noqa: S102  the form itself is what is judged
        except Exception as error:  # noqa: BLE001  a module's __getattr__ may raise anything
            if is_from_loading(error):  # whether a module can be entered here is another question
                continue
            is_asked = "__getattr__" in vars(sys.modules[module])
            seen = [REFUSED if is_asked else MISSING]
        else:
            seen = identity(space["found"])
        if seen not in found[f"{module}:{name}"]:
            found[f"{module}:{name}"].append(seen)


def is_from_loading(error: Exception) -> bool:
    """Whether it was raised by a module of the package that was being imported."""
    trace = error.__traceback__
    names = []
    while trace is not None:
        names.append((trace.tb_frame.f_globals.get("__package__"), trace.tb_frame.f_code.co_name))
        trace = trace.tb_next
    return any(name == "<module>" and package for package, name in names)


def identity(value: object) -> list[str]:
    """Where a thing was made: it says so itself. What has another meaning by that name now may also be known by those that it was assigned to."""
    if isinstance(value, types.ModuleType):
        return [value.__name__]
    if isinstance(value, list):
        module, name = (MADE, "") if value == [MADE] else value
        is_known = False
    else:
        module, name = value.__module__, value.__qualname__  # type: ignore[attr-defined]
        is_known = vars(sys.modules[module]).get(name) is value
    others = [] if is_known else ASSIGNED.get(id(value), (value, []))[1]
    return list(dict.fromkeys([f"{module}:{name}" if name else module, *others]))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
