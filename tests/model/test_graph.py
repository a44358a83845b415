import json
import os
import subprocess  # noqa: TID251  other hash seeds need other interpreters
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from migrator.facts.values import Colour
from migrator.model.graph import components, shortest_cycle
from tests.model.trees import model_of

RUN, LATER, TYPED = Colour.IMPORT_TIME, Colour.DEFERRED, Colour.TYPING


def test_an_edge_has_a_colour_and_the_statements_behind_it() -> None:
    model = model_of(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "from pkg.b import X, Y\nfrom pkg import b\ndef f():\n    import pkg.b\n",
            "pkg/b.py": "X = Y = 1",
        }
    )
    run, later = model.edges_between("pkg.a", "pkg.b")[::-1]
    assert (run.colour, later.colour) == (RUN, LATER)
    assert [(found.site.line, found.names, found.site.text) for found in run.sites] == [
        (1, ("X", "Y"), "from pkg.b import X, Y"),
        (2, (), "from pkg import b"),
    ]
    assert [found.site.scope for found in later.sites] == ["f"]


def test_packages_above_are_implied_only_where_nobody_wrote_them() -> None:
    model = model_of(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "import pkg.sub.b",
            "pkg/sub/__init__.py": "",
            "pkg/sub/b.py": "from pkg import nothing",
        }
    )
    assert [(edge.importer, edge.imported, edge.is_implied) for edge in model.edges] == [
        ("pkg.a", "pkg", True),
        ("pkg.a", "pkg.sub", True),
        ("pkg.a", "pkg.sub.b", False),
        ("pkg.sub.b", "pkg", False),
    ]


def test_components_are_those_of_the_asked_colours_without_implied_edges() -> None:
    model = model_of(
        {
            "pkg/__init__.py": "from pkg import a",
            "pkg/a.py": "import pkg.b",
            "pkg/b.py": "def f():\n    import pkg.a\n",
            "pkg/c.py": "import pkg.c",
            "pkg/d.py": "import pkg.e",
            "pkg/e.py": "if TYPE_CHECKING:\n    import pkg.d\n",
        }
    )
    assert model.components([RUN]) == (("pkg.c",),)
    assert model.components([RUN, LATER]) == (("pkg.a", "pkg.b"), ("pkg.c",))
    assert model.components(Colour) == (("pkg.a", "pkg.b"), ("pkg.c",), ("pkg.d", "pkg.e"))


def test_the_graph_of_a_colour_has_its_edges_and_all_modules() -> None:
    model = model_of(
        {"pkg/__init__.py": "", "pkg/a.py": "import pkg.b", "pkg/b.py": "def f():\n    import pkg.a\n"}
    )
    graph = model.import_graph([RUN])
    assert graph.modules == {"pkg", "pkg.a", "pkg.b"}
    assert graph.find_modules_directly_imported_by("pkg.a") == {"pkg.b"}
    assert graph.find_modules_directly_imported_by("pkg.b") == set()


def test_the_shortest_cycle_through_an_edge() -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "a"), ("b", "d"), ("d", "e"), ("e", "a"), ("f", "f"), ("a", "g")]
    assert shortest_cycle(edges, "a", "b") == ("a", "b", "c", "a")
    assert shortest_cycle(edges, "d", "e") == ("d", "e", "a", "b", "d")
    assert shortest_cycle(edges, "f", "f") == ("f", "f")
    assert shortest_cycle(edges, "a", "g") == ()


PAIRS = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=14)


@given(PAIRS)
def test_ana_01_components_are_the_sets_that_reach_each_other(pairs: list[tuple[str, str]]) -> None:
    reach = {name: {end for start, end in pairs if start == name} for name in "abcdef"}
    for middle in "abcdef":
        for name in "abcdef":
            if middle in reach[name]:
                reach[name] |= reach[middle]
    expected = {
        tuple(sorted({name, *(o for o in reach[name] if name in reach[o])}))
        for name in "abcdef"
        if name in reach[name]
    }
    assert components(pairs) == tuple(sorted(expected))
    assert components(reversed(pairs)) == components(pairs)


def test_ana_02_equal_models_under_every_hash_seed() -> None:
    program = (
        "import json, msgspec\n"
        "from tests.model.trees import model_of\n"
        "from tests.model.test_resolver import FILES\n"
        "model = model_of(FILES)\n"
        "print(msgspec.json.encode([model.name_uses, model.edges, model.coverage, [*model.modules],\n"
        "    model.components(['import-time']), [model.public_names(m) for m in model.modules]]).decode())\n"
    )
    root = Path(__file__).parents[2]
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2", "77")
    }
    assert len(said) == 1
    assert len(json.loads(said.pop())[0]) > 15
