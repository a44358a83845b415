"""A reason for a difference holds for what it names, and excuses nothing beside it."""

import pytest

from bench.oracles.edges import Scan, compare, compared
from bench.oracles.reasons import REASONS, Difference, reason_of
from bench.oracles.sources import Sources

SOURCES = Sources.of(
    {
        "pkg/__init__.py": b"",
        "pkg/a.py": (
            b"import pkg.gone\n"
            b"from pkg.plain import x\n"
            b"from pkg import b\n"
            b"import pkg.plain\n"
            b"if pkg:\n"
            b"    import pkg.c\n"
            b"if False:\n"
            b"    import pkg.b\n"
            b"else:\n"
            b"    import pkg.d\n"
        ),
        "pkg/b.py": b"",
        "pkg/c.py": b"",
        "pkg/d.py": b"",
        "pkg/plain/x.py": b"import pkg.b\n",
        "pkg/odd-name/y.py": b"import pkg.b\n",
        "pkg/old.copy.py": b"import pkg.b\n",
        "pkg/twice.py": b"import pkg.b\n",
        "pkg/twice/__init__.py": b"import pkg.c\n",
        "pkg/aliased.py": (
            b"from typing import TYPE_CHECKING as TYPES\n"
            b"MYPY = False\n"
            b"if TYPES:\n"
            b"    import pkg.b\n"
            b"if pkg and MYPY:\n"
            b"    import pkg.c\n"
            b"if not TYPES:\n"
            b"    import pkg.a\n"
            b"else:\n"
            b"    import pkg.d\n"
        ),
    }
)
HOLDS = {
    "folder name": [(True, False, "pkg.odd-name.y", "pkg.b", 1)],
    "no __init__": [(True, False, "pkg.plain.x", "pkg.b", 1), (True, True, "pkg.a", "pkg.plain.x", 2)],
    "file name": [(True, False, "pkg.old.copy", "pkg.b", 1)],
    "two files": [(True, False, "pkg.twice", "pkg.c", 1), (False, False, "pkg.twice", "pkg.b", 1)],
    "missing module": [(False, False, "pkg.a", "pkg", 1), (False, False, "pkg.a", "pkg", 4)],
    "other guard": [
        (False, True, "pkg.a", "pkg.b", 8),
        (False, True, "pkg.aliased", "pkg.b", 4),
        (False, True, "pkg.aliased", "pkg.c", 6),
        (False, True, "pkg.aliased", "pkg.d", 10),
    ],
}
HOLDS_NOT = {
    "we cannot be alone with what both can read": (True, False, "pkg.a", "pkg.b", 3),
    "grimp cannot be alone with what both can read": (False, False, "pkg.a", "pkg.b", 3),
    "the odd folder has no such import": (True, False, "pkg.odd-name.y", "pkg.c", 1),
    "nor has it one on that line": (True, False, "pkg.odd-name.y", "pkg.b", 2),
    "grimp cannot be in a folder that it does not enter": (False, False, "pkg.plain.x", "pkg.b", 1),
    "the folder without __init__ is not what the line names": (True, False, "pkg.a", "pkg.plain.x", 3),
    "neither file of the two has the import": (False, False, "pkg.twice", "pkg.d", 1),
    "the package above is no place for a module that is there": (False, False, "pkg.a", "pkg", 8),
    "nor for one that is missing and named in from": (False, False, "pkg.a", "pkg", 2),
    "we take no package for a missing module": (True, False, "pkg.a", "pkg", 1),
    "a test that may be true guards nothing": (False, True, "pkg.a", "pkg.c", 6),
    "the other arm of a false constant runs": (False, True, "pkg.a", "pkg.d", 10),
    "what stands under `not TYPE_CHECKING` runs": (False, True, "pkg.aliased", "pkg.a", 8),
    "guards matter only where imports for type checkers are left out": (False, False, "pkg.a", "pkg.b", 8),
    "what we have running under a guard is no matter of words": (True, True, "pkg.a", "pkg.b", 8),
}


@pytest.mark.parametrize("name", [reason.name for reason in REASONS])
def test_each_reason_holds_for_what_it_is_about(name: str) -> None:
    found = [reason_of(SOURCES, Difference(*difference)) for difference in HOLDS[name]]
    assert [reason.name if reason else None for reason in found] == [name] * len(HOLDS[name])


@pytest.mark.parametrize("why", HOLDS_NOT)
def test_what_no_reason_is_about_stays_a_contradiction(why: str) -> None:
    assert reason_of(SOURCES, Difference(*HOLDS_NOT[why])) is None


def test_an_edge_that_one_side_loses_is_reported() -> None:
    honest = compare(SOURCES, ("pkg",)).comparisons[0]
    assert honest.unexplained == ()
    kept = Scan(honest.ours.modules, honest.ours.statements - {("pkg.a", "pkg.b", 3)})
    assert compared("all", SOURCES, kept, honest.theirs).unexplained == (
        Difference(False, False, "pkg.a", "pkg.b", 3),
    )
    invented = Scan(honest.ours.modules, honest.ours.statements | {("pkg.b", "pkg.a", 1)})
    assert compared("all", SOURCES, invented, honest.theirs).unexplained == (
        Difference(True, False, "pkg.b", "pkg.a", 1),
    )


def test_a_wrong_colour_is_reported() -> None:
    run = compare(SOURCES, ("pkg",)).comparisons[1]
    assert (run.view, run.unexplained) == ("run", ())
    painted = Scan(run.ours.modules, run.ours.statements - {("pkg.a", "pkg.c", 6)})
    assert compared("run", SOURCES, painted, run.theirs).unexplained == (
        Difference(False, True, "pkg.a", "pkg.c", 6),
    )


def test_folders_without_init_are_compared_too_once_they_have_one() -> None:
    filled = compare(SOURCES, ("pkg",)).comparisons[2]
    assert filled.view == "filled"
    assert {("pkg.plain.x", "pkg.b"), ("pkg.a", "pkg.plain.x")} <= filled.ours.edges & filled.theirs.edges
