"""What the resolver says equals what a fresh interpreter finds, on packages that nobody thought of."""

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.model.model import Model
from migrator.model.values import Defined, IsModule, Missing, Resolution, Several
from tests.model.trees import model_of, run_python, write_tree

NAMES = ("A", "B", "C", "_d")
MODULES = ("pkg.m0", "pkg.sub.m1", "pkg.m2", "pkg.sub", "pkg")
"""In the order in which they may import: each only from those before it (pkg.sub not from m2, which may import what is inside it)."""
PATHS = {
    "pkg": "pkg/__init__.py",
    "pkg.m0": "pkg/m0.py",
    "pkg.m2": "pkg/m2.py",
    "pkg.sub": "pkg/sub/__init__.py",
    "pkg.sub.m1": "pkg/sub/m1.py",
}
JUDGE = """
import importlib, json, types
found = {}
for module in MODULES:
    importlib.import_module(module)
for module in MODULES:
    for name in NAMES:
        space = {}
        try:
            exec(f"from {module} import {name} as found", space)
        except ImportError:
            found[f"{module}:{name}"] = "missing"
            continue
        value = space["found"]
        is_module = isinstance(value, types.ModuleType)
        found[f"{module}:{name}"] = value.__name__ if is_module else f"{value.__module__}:{value.__qualname__}"
print(json.dumps(found))
"""


def relative(importer: str, imported: str) -> str:
    """The import of one module from another with dots."""
    package = importer if PATHS[importer].endswith("__init__.py") else importer.rpartition(".")[0]
    dots = "."
    while imported != package and not imported.startswith(f"{package}."):
        package = package.rpartition(".")[0]
        dots += "."
    return dots + imported[len(package) :].lstrip(".")


class Draft:
    """A module in the making; knows which names it has bound so far, so that what it says can run."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[str] = []
        self.bound: dict[str, bool] = {}
        self.exports: tuple[str, ...] | None = None

    def bind(self, name: str, *, is_module: bool = False) -> None:
        self.bound[name] = is_module

    def star_names(self) -> tuple[str, ...]:
        if self.exports is not None:
            return self.exports
        return tuple(name for name in self.bound if not name.startswith("_"))


@st.composite
def packages(draw: st.DrawFn) -> dict[str, str]:
    drafts: list[Draft] = []
    for name in MODULES:
        draft = Draft(name)
        for _ in range(draw(st.integers(0, 5))):
            add_statement(draw, draft, drafts)
        is_listed = draw(st.booleans())
        if draft.bound and is_listed:
            draft.exports = tuple(draw(st.lists(st.sampled_from(sorted(draft.bound)), unique=True)))
            draft.lines.append(f"__all__ = {list(draft.exports)!r}")
        drafts.append(draft)
    return {PATHS[draft.name]: "\n".join(draft.lines) + "\n" for draft in drafts}


def add_statement(draw: st.DrawFn, draft: Draft, before: list[Draft]) -> None:
    name = draw(st.sampled_from(NAMES))
    forms = ["define", "alias", "delete", "branch"]
    usable = [other for other in before if other.bound and (draft.name, other.name) != ("pkg.sub", "pkg.m2")]
    if usable:
        forms += ["from", "from", "star", "module", "guarded"]
        if draft.name != "pkg.sub":  # while it runs it is no attribute of pkg yet
            forms.append("attribute")
    form = draw(st.sampled_from(forms))
    local = sorted(draft.bound)
    if form == "define":
        draft.lines.append(f"def {name}(): pass")
        draft.bind(name)
    elif form == "alias" and local:
        source = draw(st.sampled_from(local))
        draft.lines.append(f"{name} = {source}")
        draft.bind(name, is_module=draft.bound[source])
    elif form == "delete" and local:
        gone = draw(st.sampled_from(local))
        draft.lines.append(f"del {gone}")
        del draft.bound[gone]
    elif form == "branch":
        test = draw(st.sampled_from(["__name__", "not __name__"]))
        draft.lines.append(f"if {test}:\n    def {name}(): pass\nelse:\n    class {name}: pass")
        draft.bind(name)
    elif form not in {"alias", "delete"}:
        add_import(draw, draft, draw(st.sampled_from(usable)), form, name)


def add_import(draw: st.DrawFn, draft: Draft, other: Draft, form: str, name: str) -> None:
    spelled = relative(draft.name, other.name) if draw(st.booleans()) else other.name
    taken = draw(st.sampled_from(sorted(other.bound)))
    if form == "from":
        draft.lines.append(f"from {spelled} import {taken} as {name}")
        draft.bind(name, is_module=other.bound[taken])
    elif form == "guarded":
        draft.lines.append(
            f"try:\n    from {spelled} import {taken} as {name}\nexcept ImportError:\n    def {name}(): pass"
        )
        draft.bind(name, is_module=other.bound[taken])
    elif form == "star":
        draft.lines.append(f"from {spelled} import *")
        for star in other.star_names():
            draft.bind(star, is_module=other.bound[star])
    elif form == "module":
        draft.lines.append(f"import {other.name} as {name}")
        draft.bind(name, is_module=True)
    else:
        draft.lines.append(f"import {other.name}\n{name} = {other.name}.{taken}")
        draft.bind(name, is_module=other.bound[taken])


def as_python_says(found: Resolution) -> set[str]:
    if isinstance(found, Several):
        return {text for option in found.options for text in as_python_says(option)}
    if isinstance(found, Defined):
        return {str(found.symbol)}
    if isinstance(found, IsModule):
        return {found.module}
    return {"missing"} if isinstance(found, Missing) else {repr(found)}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(packages())
def test_every_name_means_what_a_fresh_interpreter_finds(files: dict[str, str]) -> None:
    model = model_of(files)
    with tempfile.TemporaryDirectory() as folder:
        write_tree(Path(folder), files)
        program = f"MODULES = {MODULES!r}\nNAMES = {NAMES!r}\n{JUDGE}"
        truth = run_python(Path(folder), program)
    wrong = {path: (said, truth[path]) for path, said in answers(model).items() if truth[path] not in said}
    assert not wrong, json.dumps(files, indent=1)


def answers(model: Model) -> dict[str, set[str]]:
    return {
        f"{module}:{name}": as_python_says(model.resolve(module, name))
        for module in MODULES
        for name in NAMES
    }
