"""Laws of rewriting imports over generated packages: everything still imports, untouched bytes stay, twice is once."""

import ast
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.model.values import Symbol
from migrator.recipes.editing.edits import apply_change_set
from migrator.recipes.together import plan_together
from migrator.records.intentions import RewriteImports
from tests.recipes.conftest import DictTree, Make, Sandbox

REWRITES = [
    RewriteImports(definition=Symbol("pkg.base", name), canonical=Symbol("pkg.base", name)) for name in "ABC"
]
_BASE = "class A: ...\n\n\nclass B: ...\n\n\nC = 3\n"
_OLD = [
    "from pkg.base import A, B, C",
    "from .base import (\n    A,  # a\n    B,\n    C,\n)",
    "from pkg.base import *",
]
_FORMS = [
    ("from pkg.{old} import {a}", "{a}"),
    ("from pkg.{old} import {a}, {b}", "{a}, {b}"),
    ("from .{old} import (\n    {a},  # first\n    {b}\n)", "{a}, {b}"),
    ("from .{old} import {a} as X", "X"),
    ("import pkg.{old}", "pkg.{old}.{a}"),
    ("import pkg.{old} as o", "o.{a}, o.{b}"),
    ("from pkg import {old}", "{old}.{a}, {old}.Z"),
    ("from . import {old} as m", "m.{a}, [m.{b} for m in [m]]"),
    ("from pkg.{old} import *", "{a}, {b}"),
    ("import os; from pkg.{old} import {a}, {b}; y = {a}", "{b}, os"),
    ("try:\n    from pkg.{old} import {a}\nexcept ImportError:\n    {a} = None", "{a}"),
    ("from pkg.base import {a}\nfrom pkg.{old} import {b}", "{a}, {b}"),
    ("if True:\n    from pkg.{old} import {a}, {b}\nelse:\n    {a} = {b} = None", "{a}, {b}"),
]


@st.composite
def users(draw: st.DrawFn) -> str:
    """The text of a module that takes names of ``old1`` or ``old2`` in some forms, at module level or in a function."""
    parts = [
        draw(st.sampled_from(["", '"""Words."""\n', "# a comment\n", "from __future__ import annotations\n"]))
    ]
    for number in range(draw(st.integers(1, 3))):
        form, use = draw(st.sampled_from(_FORMS))
        a, b = draw(st.permutations(["A", "B", "C"]))[:2]
        names = {"old": draw(st.sampled_from(["old1", "old2"])), "a": a, "b": b}
        code = form.format(**names) + f"\nu{number} = ({use.format(**names)},)\n"
        if draw(st.booleans()) and "*" not in form:
            code = f"def f{number}():\n" + "".join(f"    {line}\n" for line in code.split("\n") if line)
            code += f"f{number}()\n"
        parts.append(code)
    return "".join(parts)


@st.composite
def packages(draw: st.DrawFn) -> dict[str, str]:
    files = {
        "pkg/__init__.py": "",
        "pkg/base.py": _BASE,
        "pkg/old1.py": draw(st.sampled_from(_OLD)) + "\nZ = 1\n",
        "pkg/old2.py": "from pkg.old1 import *\nZ = 2\n",
    }
    for number in range(draw(st.integers(1, 3))):
        files[f"pkg/user{number}.py"] = draw(users())
    return files


def _rewritten(sandbox: Sandbox) -> Sandbox:
    planned = plan_together(REWRITES, sandbox.model, sandbox.tree)
    assert not planned.waiting
    assert not planned.change_set.refused
    changes = apply_change_set(sandbox.tree, planned.change_set)
    return Sandbox(sandbox.tree.with_changes(changes), sandbox.plan)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=packages())
def test_mod_01_applied_to_its_own_result_a_rewrite_does_nothing(make: Make, files: dict[str, str]) -> None:
    done = _rewritten(make(files))
    again = plan_together(REWRITES, done.model, done.tree).change_set
    assert again.is_empty, again


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=packages(), newline=st.sampled_from(["\n", "\r\n"]))
def test_lines_without_an_import_or_a_use_stay(make: Make, files: dict[str, str], newline: str) -> None:
    before = make({path: text.replace("\n", newline) for path, text in files.items()})
    done = _rewritten(before)
    for path in files:
        old, new = before.tree.files[path], done.tree.files[path]
        assert (b"\n" in new.replace(b"\r\n", b"")) == (newline == "\n" and b"\n" in new)
        kept = [line for line in old.split(newline.encode()) if b"import" not in line and b"(" not in line]
        kept = [line for line in kept if line.strip() and b"," not in line and b"." not in line]
        missing = [line for line in kept if line.strip() not in {b")", b"A", b"B", b"C"} and line not in new]
        assert not missing


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=packages())
def test_mod_13_every_module_that_imported_before_imports_after(
    make: Make, tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]
) -> None:
    code = (
        "import importlib, os\n"
        "for name in sorted(os.listdir('pkg')):\n"
        "    if not name.endswith('.py'): continue\n"
        "    module = importlib.import_module('pkg.' + name[:-3])\n"
        "    values = {k: repr(v) for k, v in vars(module).items() if k[0] == 'u' and k[1:].isdigit()}\n"
        "    print(name, values)\n"
    )
    before = make(files)
    folder: Path = tmp_path_factory.mktemp("law")
    assert before.runs(folder / "before", code) == _rewritten(before).runs(folder / "after", code)


@settings(max_examples=100, deadline=None)
@given(text=users())
def test_the_generator_makes_python(text: str) -> None:
    ast.parse(text)
    assert DictTree({"a.py": text}).read("a.py") == text.encode()
