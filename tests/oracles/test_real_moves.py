"""What is drawn of a package, and what counts as another outcome of its tests: the parts of the command that need no network."""

import ast
from pathlib import Path

import pytest

from bench.moves.drawing import Candidate, candidates, draw, is_public, is_test, new_sibling, population_of
from bench.moves.outcomes import Changed, changed, read_outcomes, stable

MODULES = frozenset({"pkg", "pkg.one", "pkg.two", "pkg.three"})


def test_public_definitions_are_drawn_from_and_nothing_else() -> None:
    text = """
import os
LIMIT = 1
Alias = int
logger = get()
TWICE = 1
TWICE = 2
A, B = 1, 2
_HIDDEN = 3
TYPED: int = 4
BARE: int
class C: ...
def f(): ...
async def g(): ...
class _D: ...
if os:
    class E: ...
"""
    found = [(one.name, one.kind) for one in candidates("pkg.one", ast.parse(text))]
    assert found == [
        ("LIMIT", "constant"),
        ("Alias", "constant"),
        ("TYPED", "constant"),
        ("C", "class"),
        ("f", "function"),
        ("g", "function"),
    ]


def test_an_overloaded_function_is_one_candidate() -> None:
    text = "@overload\ndef f(a: int): ...\n@overload\ndef f(a: str): ...\ndef f(a): ...\n"
    assert list(candidates("pkg.one", ast.parse(text))) == [Candidate("pkg.one", "f", "function")]


@pytest.mark.parametrize("module", ["pkg._one", "_pkg.one", "pkg.tests.x", "pkg.test_one", "pkg.conftest"])
def test_private_modules_and_tests_are_not_drawn_from(module: str) -> None:
    assert not is_public(module)
    assert population_of({module: ast.parse("class C: ...")}) == ()


def test_a_private_module_is_no_test() -> None:
    assert not is_test("pkg._one")


def test_the_same_seed_draws_the_same_moves_whatever_the_order_they_are_given_in() -> None:
    population = [Candidate("pkg.one", f"f{number}", "function") for number in range(30)]
    first = draw(population, MODULES, {"pkg"})
    assert first == draw(list(reversed(population)), MODULES, {"pkg"})
    assert len({one.candidate for one in first}) == 10
    assert first != draw(population, MODULES, {"pkg"}, seed=966)


def test_a_target_is_never_the_old_module_and_both_sorts_are_drawn() -> None:
    population = [Candidate("pkg.one", f"f{number}", "function") for number in range(30)]
    drawn = [one for seed in range(20) for one in draw(population, MODULES, {"pkg"}, seed)]
    assert {one.target for one in drawn} == {"pkg", "pkg.two", "pkg.three", "pkg.one_part"}
    assert all(one.is_new is (one.target == "pkg.one_part") for one in drawn)


def test_a_new_module_stands_beside_a_module_and_inside_a_package() -> None:
    assert new_sibling("pkg.one", MODULES, {"pkg"}) == "pkg.one_part"
    assert new_sibling("pkg", MODULES, {"pkg"}) == "pkg.part"
    assert new_sibling("pkg.one", MODULES | {"pkg.one_part"}, {"pkg"}) == "pkg.one_part_more"


def test_a_test_that_appears_twice_has_the_worse_of_its_outcomes(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="t.a" name="x"/><testcase classname="t.a" name="x"><error/></testcase>'
        '<testcase classname="t.a" name="y"><skipped/></testcase><testcase classname="t.a" name="z"><failure/></testcase>'
        '<testcase classname="" name="t.b"><error/></testcase></testsuite></testsuites>',
        "utf-8",
    )
    assert read_outcomes(report) == {
        "t.a::x": "error",
        "t.a::y": "skipped",
        "t.a::z": "failed",
        "t.b": "error",
    }


def test_only_tests_that_said_the_same_twice_are_held_against_a_move() -> None:
    first, second = {"a": "passed", "b": "passed", "c": "failed"}, {"a": "passed", "b": "failed"}
    assert stable(first, second) == {"a": "passed"}


def test_a_test_that_vanished_or_came_or_says_something_else_is_a_difference() -> None:
    before = {"kept": "passed", "gone": "passed", "worse": "passed", "flaky": "passed"}
    after = {"kept": "passed", "worse": "failed", "new": "passed", "flaky": "failed"}
    assert changed(before, after, frozenset({"flaky"})) == (
        Changed("gone", "passed", ""),
        Changed("new", "", "passed"),
        Changed("worse", "passed", "failed"),
    )
