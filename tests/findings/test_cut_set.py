import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.findings.cut_set import cut_set, searched_cuts
from migrator.findings.digraph import Edge, strong_components

NAMES = "abcdefghij"
GRAPHS = st.sets(st.tuples(st.sampled_from(NAMES[:6]), st.sampled_from(NAMES[:6])), max_size=13).map(sorted)


def smallest(edges: list[Edge]) -> int:
    """The size of the smallest cut set, by trying them all."""
    cyclic = [edge for edge in edges if strong_components(edges)]
    for size in range(len(cyclic) + 1):
        for removed in combinations(cyclic, size):
            if not strong_components(set(edges) - set(removed)):
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
    assert not strong_components(set(edges) - set(cuts))
    for edge in cuts:
        assert strong_components((set(edges) - set(cuts)) | {edge})


@given(GRAPHS)
@settings(max_examples=60, deadline=None)
def test_the_set_of_a_small_graph_is_as_small_as_possible(edges: list[Edge]) -> None:
    assert len(cut_set(edges)) == smallest(edges)


@pytest.mark.parametrize("seed", range(150))
def test_the_search_for_large_graphs_is_within_one_of_the_best_and_has_nothing_superfluous(seed: int) -> None:
    edges = random_graph(seed, modules=10, density=0.15 + seed % 5 / 10)
    cuts = searched_cuts(NAMES, edges)
    best = cut_set(edges)  # exact up to twelve modules, and compared with trying everything above
    assert len(best) <= len(cuts) <= len(best) + 1
    for edge in cuts:
        assert strong_components((set(edges) - set(cuts)) | {edge})


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
    assert not strong_components(set(edges) - set(cuts))
