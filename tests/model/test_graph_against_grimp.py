"""Our edges equal those that grimp finds by scanning, statement by statement; each difference has a reason that is listed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.oracles.edges import Verdict, compare
from bench.oracles.sources import Sources, read_sources
from tests.model.examples import EXAMPLES
from tests.model.installed import root_of

PATHS = (
    "pkg/__init__.py",
    "pkg/a.py",
    "pkg/b.py",
    "pkg/sub/__init__.py",
    "pkg/sub/c.py",
    "pkg/sub/d.py",
    "pkg/plain/e.py",
    "pkg/twice.py",
    "pkg/twice/__init__.py",
    "pkg/odd-name/f.py",
    "pkg/g.h.py",
)
STATEMENTS = (
    "import pkg.a",
    "import pkg",
    "import pkg.sub.c as x, pkg.b",
    "import pkg.gone, pkg.sub.gone",
    "import pkg.plain, pkg.plain.e",
    "from pkg import a, b as z",
    "from pkg import plain, twice",
    "from pkg.sub import c, thing",
    "from pkg.sub.d import thing as other",
    "from pkg.plain import e",
    "from pkg.gone import thing",
    "from pkg.b import *",
    "from . import a",
    "from . import c, thing",
    "from .. import b",
    "from ... import b",
    "from .sub import d",
    "from .a import name",
    "from .twice import name",
    "import os, json as j; import pkg.b",
    "def f():\n    from pkg.sub import d",
    "async def f():\n    with x:\n        import pkg.sub.d",
    "class K:\n    import pkg.sub",
    "try:\n    import pkg.b\nexcept ImportError:\n    from pkg import sub",
    "match x:\n    case 1:\n        import pkg.a",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pkg.a import T",
    "from typing import TYPE_CHECKING as T\nif T:\n    from pkg.b import T",
    "if not TYPE_CHECKING:\n    from pkg.b import T\nelse:\n    from pkg.a import T",
    "if False:\n    import pkg.sub",
    "def (:",
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.fixed_dictionaries({path: st.lists(st.sampled_from(STATEMENTS), max_size=4) for path in PATHS}))
def test_edges_of_generated_packages_are_those_of_grimp(bodies: dict[str, list[str]]) -> None:
    texts = {path: "\n".join([*statements, ""]).encode() for path, statements in bodies.items()}
    assert contradictions(compare(Sources.of(texts), ("pkg",))) == []


@pytest.mark.parametrize(
    ("packages", "fewest"),
    [
        (("click",), 40),
        (("_pytest", "pytest"), 400),
        (("git", "gitdb"), 100),
        (("grimp", "importlinter"), 60),
        (("hypothesis",), 500),
        (("mypy", "mypyc"), 1500),
        (("pygments",), 300),
        (("rich",), 250),
        (("textual",), 1000),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else "",
)
def test_edges_of_installed_packages_are_those_of_grimp(packages: tuple[str, ...], fewest: int) -> None:
    verdict = compare(read_sources(root_of(packages[0]), packages), packages)
    assert contradictions(verdict) == []
    assert len(verdict.comparisons[0].theirs.edges) > fewest
    assert not verdict.left_out


def test_a_file_that_grimp_cannot_read_costs_one_file_and_not_the_comparison() -> None:
    texts = {
        "pkg/__init__.py": b"",
        "pkg/a.py": b"import pkg.bad, pkg.high\n",
        "pkg/bad.py": b"import pkg.a\ndef (\n",
        "pkg/high.py": b"import pkg.a\nfrom ... import far\n",
        "pkg/nul.py": b"import pkg.a\n\0\n",
    }
    verdict = compare(Sources.of(texts), ("pkg",))
    assert sorted(verdict.left_out) == ["pkg/bad.py", "pkg/high.py", "pkg/nul.py"]
    assert verdict.comparisons[0].theirs.edges == {("pkg.a", "pkg.bad"), ("pkg.a", "pkg.high")}
    assert contradictions(verdict) == []


def contradictions(verdict: Verdict) -> list[str]:
    return [
        f"{comparison.view}: {found}"
        for comparison in verdict.comparisons
        for found in comparison.unexplained
    ]
