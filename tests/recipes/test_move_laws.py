"""Laws of a move over generated packages: what imported before still imports, old paths give the same objects, doing it again does nothing."""

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.plan.values import Plan, ShimChoice
from tests.recipes.conftest import DictTree, Sandbox
from tests.support.moving import move

MODULES = ("old", "new", "low", "mid", "user")
KINDS = ("class", "function", "constant")
FORMS = (
    "from pkg.{module} import {name}\nuse_{name} = {name}",
    "from .{module} import {name} as alias_{name}\nuse_{name} = alias_{name}",
    "import pkg.{module}\ndef use_{name}():\n    return pkg.{module}.{name}",
    "import pkg.{module} as m_{module}\ndef use_{name}():\n    return m_{module}.{name}",
    "from pkg import {module}\ndef use_{name}():\n    return {module}.{name}",
    "def use_{name}():\n    from pkg.{module} import {name}\n    return {name}",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pkg.{module} import {name}\ndef use_{name}(x: '{name}'):\n    return x",
    "from pkg.{module} import *\ndef use_{name}():\n    return {name}",
    "try:\n    from pkg.{module} import {name}\nexcept ImportError:\n    {name} = None",
)
PROBE = """
import importlib, json, warnings
warnings.simplefilter("ignore")
found = {}
for name in MODULES:
    try:
        module = importlib.import_module(f"pkg.{name}")
    except Exception as error:
        continue
    found[name] = "imports"
    for each in ("A", "B", "C", "use_A", "use_B", "use_C"):
        try:
            value = getattr(module, each)
            if each.startswith("use_") and hasattr(value, "__code__") and not value.__code__.co_argcount:
                value = value()
        except Exception as error:
            continue
        found[f"{name}.{each}"] = type(value).__name__
print(json.dumps(found, sort_keys=True))
"""


def _definition(name: str, kind: str, needs: list[str], helper: str) -> str:
    uses = ", ".join([*needs, *([helper] if helper else [])]) or "None"
    if kind == "class":
        return f"class {name}:\n    def f(self):\n        return {uses}\n"
    if kind == "function":
        return f"def {name}():\n    return {uses}\n"
    return f"{name} = [1]\n"


@st.composite
def packages(draw: st.DrawFn) -> dict[str, str]:
    """A package whose module ``old`` defines A, B and C, which the others import in all forms."""
    old = ["import os", "import sys", ""]
    helper = draw(st.sampled_from(["", "_helper", "helper", "os", "sys"]))
    if helper in {"_helper", "helper"}:
        old += [f"def {helper}():", "    return 1", "", ""]
    for name in ("A", "B", "C"):
        others = [each for each in ("A", "B", "C") if each != name]
        needs = draw(st.lists(st.sampled_from(others), max_size=1))
        comment = draw(st.sampled_from(["", "# About it.\n", "# A block.\n\n"]))
        old += [comment + _definition(name, draw(st.sampled_from(KINDS)), needs, helper), ""]
    if draw(st.booleans()):
        old.append("__all__ = ['A', 'B', 'C']\n")
    files = {"pkg/__init__.py": "", "pkg/old.py": "\n".join(old)}
    for module in MODULES[1:]:
        lines = [f'"""{module}."""'] if draw(st.booleans()) else []
        for name in draw(st.lists(st.sampled_from(["A", "B", "C"]), unique=True, max_size=2)):
            source = draw(st.sampled_from(["old", "old", "low"])) if module == "user" else "old"
            form = draw(st.sampled_from(FORMS))
            lines.append(form.format(module=source, name=name))
        lines.append(draw(st.sampled_from(["", "Z = 1", "class Z:\n    pass"])))
        files[f"pkg/{module}.py"] = "\n".join(lines) + draw(st.sampled_from(["\n", ""]))
    return files


def _probe(sandbox: Sandbox, first: str) -> dict[str, str]:
    order = (first, *(module for module in MODULES if module != first))
    with tempfile.TemporaryDirectory() as folder:
        code = PROBE.replace("MODULES", repr(order))
        found: dict[str, str] = json.loads(sandbox.runs(Path(folder), code))
        return found


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    packages(),
    st.lists(st.sampled_from(["A", "B", "C"]), unique=True, min_size=1, max_size=2),
    st.sampled_from(["pkg.new", "pkg.fresh"]),
    st.sampled_from(ShimChoice),
    st.sampled_from(MODULES),
)
def test_mod_01_after_a_move_all_imports_work_and_a_second_one_is_empty(
    files: dict[str, str], names: list[str], target: str, shim: ShimChoice, first: str
) -> None:
    before = Sandbox(DictTree(files), Plan(name="t", packages=("pkg",)))
    intention = move(*names, to=target, shim=shim)
    planned = before.planned(intention)
    if planned.refused:
        assert not planned.files
        return
    after = before.after(intention)
    assert after.planned(intention).is_empty
    was, now = _probe(before, first), _probe(after, first)
    # Without a shim the name is gone from the old module, and from what had it only through a star import of that module.
    without = ["old", *(path[4:-3] for path, text in files.items() if "import *" in text)]
    gone = {f"{module}.{name}" for module in without for name in names}
    retired = gone if shim is ShimChoice.NONE else set()
    assert {key: now.get(key) for key in was if key not in retired} == {
        key: value for key, value in was.items() if key not in retired
    }
    if shim is not ShimChoice.NONE:
        same = "\n".join(f"assert pkg.old.{name} is {target}.{name}" for name in names)
        with tempfile.TemporaryDirectory() as folder:
            after.runs(
                Path(folder),
                f"import warnings\nwarnings.simplefilter('ignore')\nimport pkg.old, {target}\n{same}",
            )
