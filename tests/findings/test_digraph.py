import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.findings.digraph import CyclicCore, Edge, Routes
from migrator.model.graph import components

EDGES = st.sets(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=20)


def reaches(edges: set[Edge], start: str) -> set[str]:
    """All that can be reached in one or more steps."""
    found: set[str] = set()
    stack = [start]
    while stack:
        here = stack.pop()
        for there in {end for begin, end in edges if begin == here} - found:
            found.add(there)
            stack.append(there)
    return found


@given(EDGES)
@settings(max_examples=150, deadline=None)
def test_components_are_the_modules_that_lead_back_to_each_other(edges: set[Edge]) -> None:
    names = {name for edge in edges for name in edge}
    expected = {
        tuple(sorted(other for other in reaches(edges, name) if name in reaches(edges, other)))
        for name in names
        if name in reaches(edges, name)
    }
    assert components(edges) == tuple(sorted(expected))


def test_ana_01_fifty_seeded_cycles_are_found_exactly() -> None:
    chance = random.Random(50)  # noqa: S311  a seeded graph, no secret
    edges: list[Edge] = []
    expected: list[tuple[str, ...]] = []
    for number in range(50):
        size = 1 + number % 5
        members = [f"c{number:02}.m{index}" for index in range(size)]
        edges += [(members[index - 1], members[index]) for index in range(size)]
        if size > 3:  # a cycle inside the cycle
            edges.append((members[2], members[0]))
        edges.append((members[0], f"c{(number + 1):02}.m0"))  # downwards only: closes nothing
        expected.append(tuple(members))
    chance.shuffle(edges)
    assert components(edges) == tuple(sorted(expected))


@given(EDGES, st.data())
@settings(max_examples=100, deadline=None)
def test_what_a_change_frees_equals_counting_anew(edges: set[Edge], data: st.DataObject) -> None:
    core = CyclicCore(edges)
    names = sorted({name for edge in edges for name in edge})
    removed = set(data.draw(st.lists(st.sampled_from(sorted(edges)), max_size=3))) if edges else set()
    added = (
        set(data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=2)))
        if names
        else set()
    )
    before = sum(map(len, components(edges)))
    after = sum(map(len, components((edges - removed) | (added - edges))))
    assert core.frees(removed, added) == before - after
    assert core.frees([]) == 0


def test_a_witness_is_a_shortest_cycle_and_ties_go_by_name() -> None:
    routes = Routes(
        [("a", "b"), ("b", "d"), ("d", "a"), ("b", "c"), ("c", "a"), ("b", "e"), ("e", "f"), ("f", "a")]
    )
    assert routes.cycle_through(("a", "b")) == ("a", "b", "c", "a")
    assert routes.cycle_through(("f", "a")) == ("f", "a", "b", "e", "f")
    assert Routes([("a", "a")]).cycle_through(("a", "a")) == ("a", "a")
    assert Routes([("a", "b")]).cycle_through(("a", "b")) == ()


@given(EDGES)
@settings(max_examples=100, deadline=None)
def test_a_route_is_as_short_as_any_and_goes_over_the_edges(edges: set[Edge]) -> None:
    routes = Routes(edges)
    names = sorted({name for edge in edges for name in edge})
    for start in names:
        distance, level, steps = {start: 0}, {start}, 0
        while level:
            steps += 1
            level = {end for begin, end in edges if begin in level} - distance.keys()
            distance |= dict.fromkeys(level, steps)
        for end in names:
            route = routes.shortest(start, end)
            assert len(route) - 1 == distance.get(end, -1)
            assert set(itertools.pairwise(route)) <= edges
