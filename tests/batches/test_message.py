"""Commit messages: a subject of one line, and trailers that git itself reads as such."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.batches.identity import batch_id, in_words
from migrator.batches.message import BODY_LINES, SUBJECT_WIDTH, message_for, subject
from migrator.batches.values import Batch, Effect, MeasureChange, PlannedBatch
from migrator.findings.values import Measure
from migrator.model.values import Symbol
from migrator.plan.values import Plan
from migrator.recipes.values import ChangeSet, Left
from migrator.records.intentions import Recipe, RepairDeadImport
from tests.support.repositories import RepoBuilder

PLAN = Plan(name="websocket ssot", issue="#965", packages=("pkg",))


def repair(number: int) -> Recipe:
    return RepairDeadImport(dead=Symbol("pkg.old", f"N{number}"), means=Symbol("pkg.new", f"N{number}"))


def planned(title: str, *recipes: Recipe, left: tuple[Left, ...] = ()) -> PlannedBatch:
    batch = Batch("b1234567", "broken", title, recipes or (repair(0),), (), 1)
    return PlannedBatch(batch, "base", ChangeSet(), (), (), left)


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_a_subject_is_one_line_of_bounded_width(title: str) -> None:
    line = subject(title)
    assert len(line) <= SUBJECT_WIDTH
    assert len(line.split("\n")) == 1
    assert line == subject(line)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("Repair 2 dead names", "websocket ssot", id="usual"),
        pytest.param("# looks like a comment", "websocket ssot", id="a leading hash"),
        pytest.param("- looks like an option", "websocket ssot", id="a leading dash"),
        pytest.param("Fixes: a trailer?", "two\nlines", id="names with line ends"),
        pytest.param("Repair " + "x" * 200, "ünïcode ✨", id="one word of 200 columns and an emoji"),
    ],
)
def test_com_06_git_reads_exactly_three_trailers(tmp_path: Path, title: str, name: str) -> None:
    plan = Plan(name=name, issue="#965", packages=("pkg",))
    left = (Left("a.py", 3, "Reviewed-by: nobody"),)
    effect = Effect((MeasureChange("broken", Measure(3, 0, "names"), Measure(1, 0, "names")),), (), (), 3, 1)
    message = message_for(plan, planned(title, repair(0), repair(1), left=left), effect)
    builder = RepoBuilder.create(tmp_path / "repo")
    trailers = builder.git("interpret-trailers", "--parse", stdin=message.encode()).split("\n")
    assert [line.split(":")[0] for line in trailers] == ["Campaign", "Phase", "Batch"]
    assert message.endswith("Batch: b1234567\n")
    assert "broken: 3 names before, 1 after" in message


def test_a_title_that_says_it_all_is_not_said_twice() -> None:
    words = in_words(repair(0))
    message = message_for(PLAN, planned(words[0].upper() + words[1:]), None)
    assert message.count("names nothing") == 1


def test_long_lists_are_counted_not_listed() -> None:
    recipes = tuple(repair(number) for number in range(BODY_LINES + 30))
    left = tuple(Left(f"f{number:03}.py", 1, "kept") for number in range(BODY_LINES + 7))
    message = message_for(PLAN, planned("Repair many", *recipes, left=left), None)
    assert "- and 30 more" in message
    assert "Left as it is" in message
    assert "Left as they are: 7 more" in message


def test_an_id_is_made_of_phase_and_recipes_alone() -> None:
    assert batch_id("broken", [repair(0)]) == batch_id("broken", [repair(0)])
    assert batch_id("broken", [repair(0)]) != batch_id("broken", [repair(1)])
    assert batch_id("broken", [repair(0)]) != batch_id("paths", [repair(0)])
