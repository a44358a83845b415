import random
import sys
import time
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.findings.cut_set import cut_set, searched_cuts
from migrator.findings.digraph import Edge
from migrator.model.graph import components
from migrator.processes import run

NAMES = "abcdefghijkl"
PRICES = st.dictionaries(
    st.tuples(st.sampled_from(NAMES[:6]), st.sampled_from(NAMES[:6])), st.integers(0, 9), max_size=12
)
GRAPHS = st.sets(st.tuples(st.sampled_from(NAMES[:6]), st.sampled_from(NAMES[:6])), max_size=13).map(sorted)


def smallest(edges: list[Edge]) -> int:
    """The size of the smallest cut set, by trying them all."""
    cyclic = [edge for edge in edges if components(edges)]
    for size in range(len(cyclic) + 1):
        for removed in combinations(cyclic, size):
            if not components(set(edges) - set(removed)):
                return size
    raise AssertionError("removing everything leaves no cycle")


def random_graph(seed: int, *, modules: int, density: float) -> list[Edge]:
    chance = random.Random(seed)  # noqa: S311  a seeded graph, no secret
    names = NAMES[:modules]
    return [(a, b) for a in names for b in names if a != b and chance.random() < density]


@given(GRAPHS)
@settings(max_examples=120, deadline=None)
def test_no_cycle_is_left_and_no_edge_of_the_set_can_stay(edges: list[Edge]) -> None:
    cuts = cut_set(edges)
    assert not components(set(edges) - set(cuts))
    for edge in cuts:
        assert components((set(edges) - set(cuts)) | {edge})


@given(GRAPHS)
@settings(max_examples=60, deadline=None)
def test_the_set_of_a_small_graph_is_as_small_as_possible(edges: list[Edge]) -> None:
    assert len(cut_set(edges)) == smallest(edges)


@given(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20).map(sorted))
@settings(max_examples=100, deadline=None)
def test_with_up_to_twelve_modules_the_set_is_within_one_of_the_best_and_has_nothing_superfluous(
    edges: list[Edge],
) -> None:
    cuts = cut_set(edges)
    assert len(cuts) <= smallest(edges) + 1
    for edge in cuts:
        assert components((set(edges) - set(cuts)) | {edge})


@given(GRAPHS, PRICES)
@settings(max_examples=80, deadline=None)
def test_of_the_smallest_sets_the_cheapest_is_chosen(edges: list[Edge], prices: dict[Edge, int]) -> None:
    size = smallest(edges)
    every = (set(found) for found in combinations(edges, size))
    cheapest = min(
        sum(prices.get(edge, 0) for edge in found) for found in every if not components(set(edges) - found)
    )
    cuts = cut_set(edges, prices)
    assert len(cuts) == size
    assert sum(prices.get(edge, 0) for edge in cuts) == cheapest


def test_three_edges_are_rather_removed_than_one_that_is_dear() -> None:
    edges = [
        ("pkg", "pkg.a"),
        ("pkg.a", "b"),
        ("pkg.a", "c"),
        ("pkg.a", "d"),
        ("b", "pkg"),
        ("c", "pkg"),
        ("d", "pkg"),
    ]
    assert cut_set(edges) == (("pkg", "pkg.a"),)
    assert cut_set(edges, dear=[("pkg", "pkg.a")]) == (("b", "pkg"), ("c", "pkg"), ("d", "pkg"))


def test_of_two_edges_in_a_large_component_the_cheaper_one_goes() -> None:
    names = [f"m{number:02}" for number in range(30)]
    edges = [pair for a, b in pairwise(names) for pair in ((a, b), (b, a))]
    prices = dict.fromkeys(pairwise(names), 5)
    assert cut_set(edges, prices) == tuple((b, a) for a, b in pairwise(names))


def test_the_set_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "import random, sys\nfrom migrator.findings.cut_set import cut_set\nchance = random.Random(7)\n"
        "names = [f'm{number}' for number in range(40)]\n"
        "small = {(a, b) for a in names[:11] for b in names[:11] if a != b and chance.random() < .3}\n"
        "large = {(a, b) for a in names for b in names if a != b and chance.random() < .1}\n"
        "print(cut_set(small), cut_set(large), cut_set(large, {edge: len(edge[0]) for edge in large}))\n"
    )
    said = {
        run(
            [sys.executable, "-c", program],
            cwd=Path.cwd(),
            env={"PYTHONHASHSEED": str(seed)},
            timeout=60,
        ).output
        for seed in range(4)
    }
    assert len(said) == 1
    assert b"m1" in said.pop()


@pytest.mark.parametrize("seed", range(150))
def test_the_search_for_large_graphs_is_within_one_of_the_best_and_has_nothing_superfluous(seed: int) -> None:
    edges = random_graph(seed, modules=10 + seed % 3, density=0.15 + seed % 5 / 10)
    cuts = searched_cuts(NAMES, edges, dict.fromkeys(edges, 1))
    best = cut_set(edges)  # exact up to twelve modules, and compared with trying everything above
    assert len(best) <= len(cuts) <= len(best) + 1
    for edge in cuts:
        assert components((set(edges) - set(cuts)) | {edge})


def test_the_order_of_the_edges_does_not_matter() -> None:
    edges = random_graph(3, modules=10, density=0.4)
    shuffled = edges.copy()
    random.Random(1).shuffle(shuffled)  # noqa: S311  a seeded graph, no secret
    assert cut_set(shuffled) == cut_set(edges)


def test_a_self_import_is_cut_by_itself() -> None:
    assert cut_set([("a", "a"), ("a", "b")]) == (("a", "a"),)


def test_a_component_of_800_modules_takes_no_more_than_seconds() -> None:
    chance = random.Random(3)  # noqa: S311  a seeded graph, no secret
    names = [f"m{number}" for number in range(800)]
    edges = [(names[number - 1], names[number]) for number in range(800)]
    edges += [(chance.choice(names), chance.choice(names)) for _ in range(2400)]
    start = time.process_time()
    cuts = cut_set(edges)
    assert time.process_time() - start < 5
    assert not components(set(edges) - set(cuts))
