from __future__ import annotations

from pathlib import Path

import pytest

from tests.sample.independent_count import Count, count

PLAN = """
[campaign]
packages = ["p"]
consumers = ["tests"]
exclude = ["backup*"]
[[phase]]
finds = "import-paths"
scope = "p.core"
canonical = ["p.core:Offered"]
"""
START = {
    "p/__init__.py": "",
    "p/core/__init__.py": "",
    "p/core/a.py": "class A: ...\n",
    "p/core/b.py": "from .a import A\n",
}


def counted(folder: Path, **files: str) -> Count:
    return counted_files(folder, {f"tests/{name}.py": text for name, text in files.items()})


def counted_files(folder: Path, files: dict[str, str]) -> Count:
    for path, text in {"migration.toml": PLAN, **START, **files}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return count(folder)


@pytest.mark.parametrize(
    "text",
    [
        "from p.core.b import A",
        "from p.core.b import A as Other",
        "def f():\n    from p.core.b import A",
        "import p.core.b\np.core.b.A",
        "import p.core.b as short\nshort.A",
        "from p.core import b\nb.A",
        "from p.core.b import *\nA()",
        "try:\n    from p.core.b import A\nexcept ImportError:\n    A = None",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.core.b import A",
    ],
)
def test_every_form_of_import_uses_the_path(tmp_path: Path, text: str) -> None:
    assert list(counted(tmp_path, user=text).paths["p.core.a:A"]) == ["p.core.a:A", "p.core.b:A"]


@pytest.mark.parametrize(
    "text",
    [
        "from p.core.b import *",
        "from p.core.b import *\nA = 1\nA",
        "from p.core import b\ndef f(b):\n    return b.A",
        "from p.core.a import A",
        "'p.core.b.A'",
    ],
)
def test_what_does_not_use_the_second_path_leaves_one(tmp_path: Path, text: str) -> None:
    assert counted(tmp_path, user=text).total == 0


def test_a_re_export_uses_the_path_that_it_imports_from(tmp_path: Path) -> None:
    files = {"p/core/c.py": "from p.core.b import A as A\n", "tests/user.py": "from p.core.c import A"}
    assert set(counted_files(tmp_path, files).paths["p.core.a:A"]) == {f"p.core.{name}:A" for name in "abc"}


def test_a_path_that_only_feeds_the_canonical_one_is_set_aside(tmp_path: Path) -> None:
    files = {
        "p/core/o.py": "class Offered: ...\n",
        "p/core/__init__.py": "from .o import Offered\n",
        "tests/user.py": "from p.core import Offered",
    }
    found = counted_files(tmp_path, files)
    assert (found.total, found.feeding) == (0, ["p.core.o:Offered"])


def test_an_import_in_a_function_makes_no_component(tmp_path: Path) -> None:
    files = {"p/core/a.py": "class A: ...\ndef f():\n    from p.core import b\n"}
    found = counted_files(tmp_path, files)
    assert (found.components, found.deferred_edges) == ([], ["p.core.a > p.core.b"])


def test_an_import_in_a_try_or_a_class_body_runs_at_import_time(tmp_path: Path) -> None:
    for text in (
        "try:\n    from p.core import b\nexcept ImportError:\n    b = None\n",
        "class A:\n    from p.core import b\n",
    ):
        assert counted_files(tmp_path, {"p/core/a.py": text}).components == [["p.core.a", "p.core.b"]]


def test_dead_imports_attributes_and_patches_are_found_with_their_candidates(tmp_path: Path) -> None:
    text = "from p.gone import A\nfrom p.core import b\nb.Nothing\nmock.patch('p.core.b.Never')\n"
    found = counted(tmp_path, user=text)
    assert [(item.name, item.candidates) for item in found.dead_one] == [("A", ("p.core.a:A",))]
    assert [(item.name, item.line) for item in found.dead_none] == [("Nothing", 3), ("Never", 4)]


def test_a_guarded_import_is_not_dead_but_its_fallback_may_be(tmp_path: Path) -> None:
    text = "try:\n    from p.gone import X\nexcept ImportError:\n    from p.lost import Y\n"
    assert [item.name for item in counted(tmp_path, user=text).dead_none] == ["Y"]
