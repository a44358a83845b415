"""A program: what a small repository is to whoever runs it, entered by each of its modules in an interpreter of its own.

It reads lines of JSON, {"root": folder, "entries": modules, "cache": folder}, and answers each with one line: by entry what was seen (`seen_from`). Nothing of the
repository is ever loaded here: each entry is imported by a fork, which ends when it has answered. So a fresh interpreter costs milliseconds.
"""

import builtins
import dataclasses
import enum
import functools
import importlib
import importlib.util
import io
import json
import logging
import os
import signal
import sys
import types
import typing
import unittest.mock
import warnings
from collections.abc import Callable
from typing import Any

SECONDS = 20
DEEPEST = 6
LOADED = (dataclasses, enum, functools, typing, unittest.mock)
"""Before forking, so that no fork has to load them."""


def main() -> None:
    """Answer until there are no more lines."""
    for line in sys.stdin:
        request = json.loads(line)
        sys.pycache_prefix = request["cache"]  # empty: only forks of this request know what is in it
        answers = {
            entry: in_a_fork(request["root"], entry, request["entries"]) for entry in request["entries"]
        }
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


def in_a_fork(root: str, entry: str, modules: list[str]) -> Any:
    """What a process sees that imports the entry first, and then all modules."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(SECONDS)
        sys.stdout = sys.stderr = io.StringIO()
        sys.stdin = io.StringIO()
        try:
            answer = json.dumps(seen_from(root, entry, modules))
        except BaseException as error:  # noqa: BLE001  the answer is how it ended
            answer = json.dumps({"imports": f"the judge failed: {error!r}"})
        with os.fdopen(writing, "w") as pipe:
            pipe.write(answer)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return json.loads(answer) if answer else {"imports": "the interpreter died"}


def seen_from(root: str, entry: str, modules: list[str]) -> dict[str, Any]:
    """The entry and what follows from it.

    ``imports`` is "" or the exception. ``paths`` has, by ``module:name``, what it is and a number that equal objects share (0: no matter). ``listed`` has
    the ``__all__`` of modules. ``probes`` is what functions named ``run_...`` give. ``edges`` are the imports that modules executed while loading.
    """
    warnings.simplefilter("ignore")
    sys.path.insert(0, root)
    os.chdir(root)
    edges: set[tuple[str, str]] = set()
    builtins.__import__ = noting(builtins.__import__, edges)
    try:
        importlib.import_module(entry)
    except BaseException as error:  # noqa: BLE001  whatever it is, importing fails
        return {"imports": f"{type(error).__name__}: {error}"}
    loaded = [entry, *(name for name in modules if name != entry and can_load(name))]
    paths: dict[str, tuple[str, int]] = {}
    listed: dict[str, list[str]] = {}
    for name in sorted(loaded):
        module = importlib.import_module(name)
        names = dir(module)
        listed[name] = [str(one) for one in getattr(module, "__all__", ())]
        for each in [*names, *listed[name]]:
            if each.startswith("__"):
                continue
            value = getattr(module, each, MISSING)
            if value is not MISSING:
                paths[f"{name}:{each}"] = (said(value), 0 if is_plain(value) else id(value))
    probes: dict[str, str] = {}
    for name in sorted(loaded):
        module = importlib.import_module(name)
        for each, value in sorted(vars(module).items()):
            if each.startswith("run_") and value.__module__ == name:
                probes[f"{name}:{each}"] = outcome(value)
    return {"imports": "", "paths": paths, "listed": listed, "probes": probes, "edges": sorted(edges)}


MISSING = object()


def can_load(name: str) -> bool:
    try:
        importlib.import_module(name)
    except Exception:  # noqa: BLE001  it is another entry's business
        return False
    return True


def outcome(function: Callable[[], object]) -> str:
    """What a call gives or raises."""
    try:
        return said(function())
    except Exception as error:  # noqa: BLE001  it is the answer
        return f"raises {type(error).__name__}"


def is_plain(value: object) -> bool:
    """Of a kind whose identity means nothing: Python shares such values as it likes."""
    return value is None or isinstance(value, str | int | float | tuple)


def said(value: object, depth: int = 0) -> str:  # noqa: C901, PLR0911  one arm a kind
    """What a value is, told by what was written into it: the same wherever its definition stands."""
    if depth > DEEPEST:
        return "..."
    match value:
        case types.ModuleType():
            return f"module {value.__name__}"
        case enum.Enum():
            return f"member {said(type(value), depth + 1)}.{value.name}"
        case type() | types.FunctionType() if (value.__doc__ or "").startswith("t"):
            return f"<{value.__doc__}>"
        case functools._lru_cache_wrapper():
            return f"cached {said(value.__wrapped__, depth + 1)}"
        case types.MethodType():
            return f"method {said(value.__func__, depth + 1)}"
        case logging.Logger():
            return f"logger {value.name if value.name.startswith('t') else ''}"
        case typing.TypeVar():
            return f"variable {value.__bound__}"
        case list() | tuple() | set():
            return f"[{', '.join(said(one, depth + 1) for one in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}: {said(one, depth + 1)}' for key, one in value.items())}}}"
        case None | str() | int() | float():
            return repr(value)
    doc = getattr(value, "__doc__", None) or ""
    held = said(vars(value), depth + 1) if hasattr(value, "__dict__") and doc.startswith("t") else ""
    return f"a {type(value).__name__ if not doc.startswith('t') else f'<{doc}>'} {held}".strip()


def noting(real: Callable[..., Any], edges: set[tuple[str, str]]) -> Callable[..., Any]:
    """The import function, which writes down who imports whom while loading."""

    def importing(name: str, space: Any = None, local: Any = None, names: Any = (), level: int = 0) -> Any:
        found = real(name, space, local, names, level)
        frame = sys._getframe(1)
        if frame.f_code.co_name == "<module>" and space and "__name__" in space:
            package = space.get("__package__") or ""
            whole = importlib.util.resolve_name("." * level + name, package) if level else name
            below = [f"{whole}.{one}" for one in names or () if f"{whole}.{one}" in sys.modules]
            if len(below) < len(names or ()) or not names:
                edges.add((space["__name__"], whole))
            edges.update((space["__name__"], one) for one in below)
        return found

    return importing


if __name__ == "__main__":
    main()
