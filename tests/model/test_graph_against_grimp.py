"""Our edges equal those that grimp finds by scanning, wherever grimp can scan; each difference has a reason that is listed."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import grimp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.facts.values import Colour
from migrator.model.model import Model
from migrator.model.values import Missing
from tests.model.trees import model_of, write_tree

MODULES = ("pkg", "pkg.a", "pkg.b", "pkg.sub", "pkg.sub.c", "pkg.sub.d")
PATHS = {
    "pkg": "pkg/__init__.py",
    "pkg.a": "pkg/a.py",
    "pkg.b": "pkg/b.py",
    "pkg.sub": "pkg/sub/__init__.py",
    "pkg.sub.c": "pkg/sub/c.py",
    "pkg.sub.d": "pkg/sub/d.py",
}
STATEMENTS = (
    "import pkg.a",
    "import pkg.sub.c as x, pkg.b",
    "from pkg import a, b as z",
    "from pkg.sub import c, thing",
    "from pkg.sub.d import thing as other",
    "from pkg.b import *",
    "from . import a",
    "from . import c",
    "from .. import b",
    "from .sub import d",
    "from .a import name",
    "import os, json as j",
    "def f():\n    from pkg.sub import d",
    "class K:\n    import pkg.sub",
    "try:\n    import pkg.b\nexcept ImportError:\n    from pkg import sub",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pkg.a import T",
)


@contextmanager
def importable(root: Path) -> Iterator[None]:
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))


def scanned(root: Path, package: str) -> set[tuple[str, str]]:
    """The edges that grimp finds; it does not run the package."""
    with importable(root):
        graph = grimp.build_graph(package, cache_dir=None)
    return {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }


def ours(model: Model) -> set[tuple[str, str]]:
    graph = model.import_graph(Colour)
    return {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }


def reason(model: Model, importer: str, imported: str) -> str:
    """Why grimp has an edge that we do not have; empty where nothing explains it."""
    statements = model.facts[model.modules[importer].path].imports
    if importer == imported:
        return "a module that imports a name from itself"
    for statement in statements:
        for name in statement.names:
            is_dead = isinstance(model.resolve_module(name.name), Missing)
            if not statement.is_from and is_dead and name.name.rpartition(".")[0] == imported:
                return "a module that does not exist: grimp takes the package above for it"
    return ""


def is_below_plain_folder(model: Model, module: str) -> bool:
    """Whether a folder without ``__init__.py`` is on the way to it: grimp does not go there."""
    while module:
        if module in model.modules and model.modules[module].is_namespace:
            return True
        module = module.rpartition(".")[0]
    return False


def files_of(bodies: Mapping[str, list[str]]) -> dict[str, str]:
    return {PATHS[name]: "\n".join(bodies[name]) + "\n" for name in MODULES}


def fits(module: str, statement: str) -> bool:
    """Relative imports that reach above the root package end grimp's scan."""
    return not (module == "pkg" and statement.startswith("from .. "))


@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries({name: st.lists(st.sampled_from(STATEMENTS), max_size=4) for name in MODULES}))
def test_edges_of_generated_packages_are_those_of_grimp(
    tmp_path_factory: pytest.TempPathFactory, bodies: dict[str, list[str]]
) -> None:
    possible = {name: [text for text in texts if fits(name, text)] for name, texts in bodies.items()}
    files = files_of(possible)
    root = tmp_path_factory.mktemp("generated")
    write_tree(root, files)
    assert unexplained(model_of(files), scanned(root, "pkg")) == set()
    shutil.rmtree(root)


@pytest.mark.parametrize("package", ["click", "textual"])
def test_edges_of_real_packages_are_those_of_grimp(tmp_path: Path, package: str) -> None:
    source = Path(import_module(package).__file__ or "").parent
    shutil.copytree(source, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    files = {path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*.py")}
    model = model_of(files, packages=(package,))
    found = scanned(tmp_path, package)
    assert len(found) > 30
    assert unexplained(model, found) == set()


def unexplained(model: Model, found: set[tuple[str, str]]) -> set[tuple[str, str, str]]:
    mine = ours(model)
    only_ours = {
        ("ours", *edge)
        for edge in mine - found
        if edge[0] != edge[1] and not any(is_below_plain_folder(model, module) for module in edge)
    }
    only_theirs = {("grimp", *edge) for edge in found - mine if not reason(model, *edge)}
    return only_ours | only_theirs
