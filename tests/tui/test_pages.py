"""Pages say what design asks for, in words; rows have glyphs and words."""

import asyncio

import pytest

from migrator.tui.batch_page import batch_page
from migrator.tui.evidence import commit_page, finding_page, phase_page, shape_page
from migrator.tui.held import Held
from migrator.tui.overview import overview
from migrator.tui.page_view import PageLine
from migrator.tui.pages import chart, spark
from migrator.tui.rows import batch_rows, finding_rows, history_rows, part_rows, phase_rows
from migrator.tui.runs import plain
from migrator.tui.themes import DARK, LIGHT, Palette, roles
from tests.tui.fake_engine import FakeEngine


def said(page: list[PageLine]) -> str:
    lines = [one[0] if len(one) == 2 and isinstance(one[1], str) else one for one in page]
    return "\n".join(plain(pieces) for pieces in lines)


async def held_of(engine: FakeEngine) -> Held:
    return Held(
        status=await engine.status(),
        findings=await engine.findings(),
        batches=await engine.batches(),
        history=await engine.history(),
    )


@pytest.fixture(name="engine")
def _engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture(name="held")
def _held(engine: FakeEngine) -> Held:
    return asyncio.run(held_of(engine))


@pytest.mark.parametrize(
    "words",
    [
        "BROKEN NOW  ✗ 2 names do not resolve at 3 sites, 1 of them in product code",
        "START HERE  Import OrderManager from where it is defined   b01   enter opens it",
        "4 sites, 4 files, 2 shapes   lowers paths -4",
        "PROOF       ✓ golden path green at 4f2c91a   1.4s",
        "NOT READ    ! 2 files of 92: 1 need Python 3.12, 1 decode",
        "OTHER       182 duplicate groups outside the scope",
    ],
)
def test_the_first_screen_says_what_matters_before_any_list(held: Held, words: str) -> None:
    assert words in said(overview(held))


def test_phases_show_their_share_from_the_history(held: Held) -> None:
    rows = phase_rows(held)
    assert [row.text for row in rows] == [
        "Overview",
        "1 Break import cycles",
        "2 One path a name",
        "3 Repair dead imports",
    ]
    assert [row.bar for row in rows] == [None, 1.0, 0.5, 0.0]
    assert "exit rule: down to 1" in said(phase_page(held, "paths"))


def test_findings_that_do_not_count_stand_apart(held: Held) -> None:
    groups = [row.text for row in finding_rows(held) if row.folds]
    assert groups == ["One path a name", "Repair dead imports", "not counted: import cycles, deferred"]


def test_a_kept_finding_stands_last_with_its_reason(engine: FakeEngine) -> None:
    engine.keeps["path-0"] = "documented"
    rows = finding_rows(asyncio.run(held_of(engine)))
    assert rows[-2].text == "kept, with a reason"
    assert rows[-1].detail == "documented"


def test_a_batch_lists_the_whole_then_shapes_outliers_and_files(engine: FakeEngine) -> None:
    rows = part_rows(asyncio.run(engine.batch("b01")))
    assert [row.key for row in rows] == [
        "whole", "shapes", "shape:s1", "outliers", "shape:s2", "files",
        "file:shop/api/orders.py", "file:shop/billing/invoice.py", "file:shop/jobs/export.py", "file:tests/test_orders.py",
    ]  # fmt: skip


def test_pages_of_one_thing_carry_its_evidence(engine: FakeEngine, held: Held) -> None:
    batch = asyncio.run(engine.batch("b01"))
    assert "LOWERS      5 → 1 paths" in said(batch_page(batch))
    assert "docs/conf.py:3   a string that nobody resolves" in said(batch_page(batch))
    finding = said(finding_page(asyncio.run(engine.finding("path-0"))))
    assert "4 sites import it by a path that is not its own" in finding
    assert "Considered and not taken" in finding
    shape = said(shape_page(batch.shapes[0], {hunk.key: hunk for hunk in batch.hunks}))
    assert shape.count("- from shop.managers import OrderManager") == 3
    assert "CLOSED      -5 findings" in said(commit_page(held.history.commits[0], held))


def test_glyphs_of_batches_come_with_words(engine: FakeEngine) -> None:
    asyncio.run(engine.decide("b01", scope="shape", key="s1", decision="approved"))
    rows = batch_rows(asyncio.run(engine.batches()))
    assert [(row.glyph, row.note) for row in rows] == [("◐", "partly decided"), ("○", "2 sites")]


def test_history_is_newest_first_with_what_was_closed(held: Held) -> None:
    assert [(row.text, row.note) for row in history_rows(held.history.commits)] == [
        ("2d9f6aa b00 Cut shop.a > shop.b", "✓ -5")
    ]


def test_a_chart_needs_two_values_and_shows_the_largest() -> None:
    assert chart([3]) == []
    page = chart([8, 4, 0], width=3, height=2)
    assert said(page).split("\n") == ["  8 ┤█  ", "    ┤██ ", "  0 ┼───"]
    assert spark([8, 4, 0]) == "█▄▁"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_every_role_has_a_style_in_both_themes(theme: type) -> None:
    palette = Palette(theme.to_color_system().generate())  # type: ignore[attr-defined]  # a theme of Textual
    assert all(palette.style(role).color for role in roles())
