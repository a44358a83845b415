"""What a name means where the order decides in which modules run and names are bound: one behaviour each, each checked with Python."""

from pathlib import Path

import pytest

from migrator.model.values import Defined, IsModule, Missing, Resolution, Several, Symbol
from tests.model.trees import meaning, model_of, run_python, write_tree


def defined(path: str) -> Defined:
    return Defined(Symbol.parse(path))


CASES: dict[str, tuple[dict[str, str], str, Resolution]] = {
    "a module that still runs gives what it has bound so far, in the end perhaps something else": (
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "def x(): ...\nimport pkg.b\nclass x: ...",
            "pkg/b.py": "from pkg.a import x",
        },
        "pkg.b:x",
        Several((defined("pkg.a:x"),)),
    ),
    "a submodule that is loaded before its package binds the name is hidden": (
        {"pkg/__init__.py": "from .x import x", "pkg/x.py": "def x(): ..."},
        "pkg:x",
        defined("pkg.x:x"),
    ),
    "a submodule that is loaded after its package has bound the name takes it": (
        {"pkg/__init__.py": "from .a import x\nimport pkg.x", "pkg/a.py": "def x(): ...", "pkg/x.py": ""},
        "pkg:x",
        IsModule("pkg.x"),
    ),
    "a submodule that somebody may load takes the name or not": (
        {
            "pkg/__init__.py": "from .a import x",
            "pkg/a.py": "def x(): ...",
            "pkg/x.py": "",
            "pkg/b.py": "import pkg.x",
        },
        "pkg:x",
        Several((defined("pkg.a:x"), IsModule("pkg.x"))),
    ),
    "a submodule that is loaded within a class is hidden by the class": (
        {"pkg/__init__.py": "class x:\n    from .x import y", "pkg/x.py": "y = 1"},
        "pkg:x",
        defined("pkg:x"),
    ),
    "import as takes what the package has by that name": (
        {
            "pkg/__init__.py": "",
            "pkg/sub/__init__.py": "from .x import x",
            "pkg/sub/x.py": "def x(): ...",
            "pkg/a.py": "import pkg.sub.x as x",
        },
        "pkg.a:x",
        defined("pkg.sub.x:x"),
    ),
    "a name that is deleted and bound again means what it was bound to again": (
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "def y(): ...\nx = y\ndel x\nif y:\n    from .b import x",
            "pkg/b.py": "def x(): ...",
        },
        "pkg.a:x",
        defined("pkg.b:x"),
    ),
    "a guarded import that finds nothing leaves what was bound": (
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "def x(): ...\ntry:\n    from .gone import x\nexcept ImportError:\n    pass",
        },
        "pkg.a:x",
        defined("pkg.a:x"),
    ),
    "names of one import are bound one after the other": (
        {
            "pkg/__init__.py": "def a(): ...\ndef b(): ...\nfrom pkg import (\n    a as b,\n    b as x,\n)",
        },
        "pkg:x",
        defined("pkg:a"),
    ),
    "a star import of a module that still runs gives what that has so far": (
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "import pkg.b\ndef x(): ...",
            "pkg/b.py": "from .a import *",
        },
        "pkg.b:x",
        Several((Missing("pkg.b", "x"), defined("pkg.a:x"))),
    ),
    "a module that asks its package for a name may start what the package imports then": (
        {
            "pkg/__init__.py": "def __getattr__(name):\n    if name == 'y':\n        from .sub import x as y\n        return y\n"
            "    raise AttributeError(name)",
            "pkg/a.py": "from . import y\ndef x(): ...",
            "pkg/sub.py": "def x(): ...\nfrom .a import *",
        },
        "pkg.sub:x",
        Several((defined("pkg.a:x"), defined("pkg.sub:x"))),
    ),
    "an attribute of a class is perhaps what an import in the body of the class binds": (
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "def x(): ...",
            "pkg/b.py": "class Names:\n    from pkg.a import x as y",
            "pkg/c.py": "import pkg.b\nx = pkg.b.Names.y",
        },
        "pkg.c:x",
        Several((defined("pkg.a:x"), defined("pkg.c:x"))),
    ),
    "import as takes a class that hides the submodule, and what is imported in the body of that class": (
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "def x(): ...",
            "pkg/sub/__init__.py": "class m:\n    from pkg.a import x as y\n    from .m import z",
            "pkg/sub/m.py": "z = 1\ndef y(): ...",
            "pkg/c.py": "import pkg.sub.m as m\nx = m.y",
        },
        "pkg.c:x",
        Several((defined("pkg.a:x"), defined("pkg.c:x"))),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_order_decides_what_a_name_means(case: str) -> None:
    files, path, expected = CASES[case]
    found = meaning(model_of(files), path)
    assert reached(found) == reached(expected), found


@pytest.mark.parametrize("case", CASES)
def test_what_python_finds_is_among_what_is_said(tmp_path: Path, case: str) -> None:
    files, path, expected = CASES[case]
    write_tree(tmp_path, files)
    module, _, name = path.partition(":")
    program = f"""
import importlib, json, types
module = importlib.import_module({module!r})
found = getattr(module, {name!r}, None)
is_module = isinstance(found, types.ModuleType)
print(json.dumps("" if found is None else found.__name__ if is_module else f"{{found.__module__}}:{{found.__qualname__}}"))
"""
    assert run_python(tmp_path, program) in reached(expected)


def reached(found: Resolution) -> set[str]:
    """The definitions and modules, whatever the way to them; empty for what is missing."""
    options = found.options if isinstance(found, Several) else (found,)
    return {
        str(one.symbol) if isinstance(one, Defined) else one.module if isinstance(one, IsModule) else ""
        for one in options
    }


def test_an_alias_of_what_a_class_binds_by_itself_is_a_definition_of_its_own() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/b.py": "class Colours:\n    from pkg import b\n    RED = 1",
        "pkg/c.py": "from pkg.b import Colours\nRED = Colours.RED",
    }
    assert meaning(model_of(files), "pkg.c:RED") == defined("pkg.c:RED")


def test_what_depends_on_the_order_is_found_anew_when_a_third_module_closes_a_circle() -> None:
    """The answer of b depends on what c imports, though neither a nor b change."""
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "def x(): ...\nimport pkg.c\nfrom .d import x",
        "pkg/b.py": "from pkg.a import x",
        "pkg/c.py": "",
        "pkg/d.py": "def x(): ...",
    }
    assert reached(meaning(model_of(files), "pkg.b:x")) == {"pkg.d:x"}
    closed = model_of({**files, "pkg/c.py": "import pkg.b"})
    assert reached(meaning(closed, "pkg.b:x")) == {"pkg.a:x", "pkg.d:x"}


def test_a_module_that_asks_its_package_first_gets_what_that_imported_had_so_far(tmp_path: Path) -> None:
    """The case above entered by the module that asks: the star finds it half done."""
    write_tree(
        tmp_path,
        CASES["a module that asks its package for a name may start what the package imports then"][0],
    )
    program = "import json, pkg.a, pkg.sub\nprint(json.dumps(pkg.sub.x.__module__))"
    assert run_python(tmp_path, program) == "pkg.sub"


def test_a_module_that_answers_for_a_name_from_itself_asks_once() -> None:
    text = "def __getattr__(name):\n    if name == 'x':\n        from pkg.a import x\n        return x\n    raise AttributeError\n"
    model = model_of({"pkg/__init__.py": "", "pkg/a.py": text})
    assert isinstance(model.resolve("pkg.a", "x", typing=True), Missing)
