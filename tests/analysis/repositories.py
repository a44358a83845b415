"""Random small repositories and edits of them, with all forms in which names get from one module into another."""

from collections.abc import Mapping

from hypothesis import strategies as st

NAMES = ("A", "B", "C", "a", "_d")
MODULES = ("pkg", "pkg.a", "pkg.b", "pkg.c", "pkg.sub", "pkg.sub.d", "pkg.sub.e", "tests.t")
PATHS = {
    "pkg": "pkg/__init__.py",
    "pkg.a": "pkg/a.py",
    "pkg.b": "pkg/b.py",
    "pkg.c": "pkg/c.py",
    "pkg.sub": "pkg/sub/__init__.py",
    "pkg.sub.d": "pkg/sub/d.py",
    "pkg.sub.e": "pkg/sub/e.py",
    "tests.t": "tests/t.py",
}
NEW_PATHS = ("pkg/f.py", "pkg/sub/f.py", "pkg/other/g.py", "pkg/a/__init__.py", "tests/u.py", "README.md")
FORMS = (
    "from {module} import {name}\n",
    "from {module} import {name} as {other}\n",
    "from {module} import *\n",
    "import {module}\n",
    "import {module} as {name}\n",
    "from . import {last}\n",
    "from .{last} import {name}\n",
    "from ..{last} import {name}\n",
    "from .{last} import *\n",
    "class {name}:\n    pass\n",
    "class {name}({other}):\n    kept: {other} = None\n",
    "def {name}(x: {other}) -> None:\n    return x\n",
    "{name} = 1\n",
    "{name} = {other}\n",
    "{name} = {module}.{other}\n",
    "del {name}\n",
    "__all__ = ['{name}', '{other}']\n",
    "__all__ += ['{name}']\n",
    "__all__ = list(globals())\n",
    "try:\n    from {module} import {name}\nexcept ImportError:\n    {name} = None\n",
    "if x:\n    from {module} import {name}\nelse:\n    from {second} import {name}\n",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from {module} import {name}\n",
    "def work():\n    from {module} import {name}\n    return {name}\n",
    "def look():\n    return {module}.{name}, {other}\n",
    "print({name}, {module}.{other})\n",
    "def __getattr__(name):\n    if name == '{name}':\n        from {module} import {name}\n        return {name}\n    raise AttributeError\n",
    "def __getattr__(name):\n    return make(name)\n",
    "globals()['{name}'] = 1\n",
    "import {module}\n{module}.{name} = 1\n",
    "from {module} import {name}\n{name}.{other} = 1\n",
    "setattr({last}, '{name}', 1)\n",
    "import sys\nsys.modules['{module}.gone'] = None\n",
    "mock.patch('{module}.{name}')\n",
    "import_module('{module}.{last}')\n",
    "hasattr({module}, '{name}')\n",
    '"""Deprecated: use {module}."""\n',
    "x = (\n",
    "\n",
)

Files = dict[str, tuple[str, ...]]
"""By path, the statements."""


@st.composite
def statements(draw: st.DrawFn) -> str:
    module = draw(st.sampled_from(MODULES))
    return draw(st.sampled_from(FORMS)).format(
        module=module,
        second=draw(st.sampled_from(MODULES)),
        last=draw(st.sampled_from(MODULES)).rpartition(".")[2],
        name=draw(st.sampled_from(NAMES)),
        other=draw(st.sampled_from(NAMES)),
    )


def contents(*, most: int = 5) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(statements(), max_size=most).map(tuple)


@st.composite
def repositories(draw: st.DrawFn) -> Files:
    return {path: draw(contents()) for path in PATHS.values()}


@st.composite
def edited(draw: st.DrawFn, files: Files) -> Files:
    """The files after one edit, mostly of a single statement."""
    after = dict(files)
    path = draw(st.sampled_from(sorted(files)))
    lines = list(files[path])
    place = draw(st.integers(0, len(lines)))
    match draw(
        st.sampled_from(("insert", "insert", "append", "remove", "exchange", "new", "gone", "renamed"))
    ):
        case "insert":
            lines.insert(place, draw(statements()))
        case "append":
            lines.append(draw(statements()))
        case "remove":
            del lines[place : place + 1]
        case "exchange":
            lines = list(draw(contents()))
        case "new":
            after[draw(st.sampled_from(NEW_PATHS))] = draw(contents())
        case "renamed":
            after[draw(st.sampled_from(NEW_PATHS))] = after.pop(path)
            return after
        case _:
            if len(after) > 1:
                del after[path]
            return after
    after[path] = tuple(lines)
    return after


@st.composite
def histories(draw: st.DrawFn, *, most: int = 4) -> list[Files]:
    """States of a repository, each made of the one before by a few edits."""
    states = [draw(repositories())]
    for _ in range(draw(st.integers(1, most))):
        state = states[-1]
        for _ in range(draw(st.integers(1, 3))):
            state = draw(edited(state))
        states.append(state)
    return states


def as_bytes(files: Mapping[str, tuple[str, ...]]) -> dict[str, bytes | None]:
    return {path: "".join(lines).encode() for path, lines in files.items()}
