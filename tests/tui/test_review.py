"""The review of a batch: shapes first, outliers, files; decisions by each."""

import pytest

from migrator.tui.dialogs import Reason
from migrator.tui.diff_view import DiffView
from migrator.tui.review import Review
from tests.tui.driver import Driver, dashboard
from tests.tui.fake_engine import PATHS, FakeEngine


@pytest.fixture(name="engine")
def _engine() -> FakeEngine:
    return FakeEngine()


async def opened(board: Driver) -> Driver:
    """The review of the first batch."""
    await (await board.panel("batches").select("OrderManager")).press("enter")
    await board.until(lambda: isinstance(board.screen, Review) and board.screen.planned is not None)
    await board.settle()
    return board


async def opened_any(board: Driver) -> None:
    await (await board.panel("batches").select("Import")).press("enter")
    await board.until(lambda: isinstance(board.screen, Review) and board.screen.planned is not None)
    await board.settle()


def decided(engine: FakeEngine) -> list[str]:
    return [call for call in engine.calls if call.startswith("decide")]


async def test_a_review_opens_on_its_shapes_and_outliers(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        rows = board.panel("parts").rows
        assert rows[0] == "the whole batch"
        assert rows[1] == "Shapes"
        assert rows[3] == "Outliers: read each"
        assert "1 static proof hold" in board.frame()


async def test_a_shape_shows_each_of_its_sites_and_a_approves_exactly_them(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        await (await board.panel("parts").select("from shop.managers")).press("a")
        await board.until(lambda: decided(engine) == ["decide b01 shape s1 approved"])
        assert sorted(key for key, (state, _) in engine.decisions.items() if state == "approved") == sorted(
            f"b01-{path}" for path in PATHS[:3]
        )
        await board.until(lambda: "3✓" in board.frame())


async def test_after_a_decision_the_cursor_is_on_the_next_open_part(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        await (await board.panel("parts").select("from shop.managers")).press("space")
        await board.until(lambda: board.current == "shape:s2")


async def test_an_outlier_shows_its_place_in_the_file(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        await board.panel("parts").select("with a comment")
        await board.until(lambda: "[0] tests/test_orders.py" in board.frame())
        assert "○ open  hunk 1 of 1  outlier" in board.frame()
        assert "imports it by another path" in board.frame()


async def test_a_hunk_is_rejected_with_a_reason_and_the_cursor_goes_to_the_next_open_one(
    engine: FakeEngine,
) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        await (await board.panel("parts").select("shop/billing/invoice.py")).press("enter")
        assert board.at == "change"
        await board.press("D")
        assert isinstance(board.screen, Reason)
        await board.write("keeps retry semantics")
        await board.press("enter")
        await board.until(
            lambda: (
                decided(engine)
                == ["decide b01 hunk b01-shop/billing/invoice.py rejected keeps retry semantics"]
            )
        )
        await board.until(lambda: "[0] shop/api/orders.py" in board.frame())
        await board.panel("parts").select("shop/billing/invoice.py")
        await board.until(lambda: "✗ rejected" in board.frame())
        assert "“keeps retry semantics”" in board.frame()


async def test_space_on_a_hunk_approves_it_and_takes_that_back(engine: FakeEngine) -> None:
    engine.decisions = {f"b01-{path}": ("approved", "") for path in PATHS[1:]}
    async with dashboard(engine.connect) as board:
        await opened(board)
        await (await board.panel("parts").select("shop/api/orders.py")).press("enter", "space")
        await board.until(lambda: "✓ approved  hunk 1 of 1" in board.frame())
        await board.press("space")
        await board.until(lambda: "○ open  hunk 1 of 1" in board.frame())


async def test_keys_typed_fast_decide_one_hunk_after_the_other(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        await (await board.panel("parts").select("shop/api/orders.py")).press("enter")
        await board.pilot.press("space", "space", "d")
        await board.until(lambda: len(decided(engine)) == 3)
        assert decided(engine) == [
            f"decide b01 hunk b01-{path} {decision}"
            for path, decision in zip(PATHS, ("approved", "approved", "rejected"), strict=False)
        ]


async def test_a_on_a_hunk_approves_its_shape_and_capital_a_the_rest_of_its_file(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        await (await board.panel("parts").select("shop/api/orders.py")).press("enter", "a")
        await board.until(lambda: decided(engine) == ["decide b01 shape s1 approved"])
        await board.until(lambda: "[0] tests/test_orders.py" in board.frame())
        await board.press("A")
        await board.until(
            lambda: decided(engine)[1:] == ["decide b01 hunk b01-tests/test_orders.py approved"]
        )


async def test_the_whole_batch_is_decided_on_its_first_row_and_landed(engine: FakeEngine) -> None:
    engine.trusted = True
    async with dashboard(engine.connect) as board:
        await opened(board)
        await board.press("space")
        await board.until(lambda: decided(engine) == ["decide b01 batch  approved"])
        await board.press("c", "y")
        await board.until(lambda: "land b01" in engine.calls)
        await board.until(lambda: not isinstance(board.screen, Review))
        await board.until(lambda: "91be0c2" in board.frame())


async def test_brackets_walk_through_the_files(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        await board.press("right_square_bracket")
        assert f"[0] {PATHS[0]}" in board.frame()
        await board.press("right_square_bracket")
        assert f"[0] {PATHS[1]}" in board.frame()
        await board.press("left_square_bracket")
        assert f"[0] {PATHS[0]}" in board.frame()


async def test_a_change_is_inline_or_side_by_side_with_more_or_less_around_it(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        await (await board.panel("parts").select("shop/api/orders.py")).press("enter")
        assert "inline ·" in board.frame()
        await board.press("vertical_line")
        assert "side by side ·" in board.frame()
        before = board.frame().count("def step_")
        await board.press("right_curly_bracket", "right_curly_bracket")
        assert board.frame().count("def step_") > before
        await board.press(
            "left_curly_bracket", "left_curly_bracket", "left_curly_bracket", "left_curly_bracket"
        )
        assert board.frame().count("def step_") == 0


async def test_a_wide_terminal_shows_changes_side_by_side(engine: FakeEngine) -> None:
    async with dashboard(engine.connect, size=(220, 50)) as board:
        await opened(board)
        await board.panel("parts").select("shop/api/orders.py")
        await board.until(lambda: "side by side ·" in board.frame())


async def test_enter_unfolds_what_is_unchanged(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        await (await board.panel("parts").select("shop/api/orders.py")).press("enter", "G", "enter")
        assert "enter unfolds" not in board.frame()


async def test_enter_on_a_shape_leads_to_its_first_site(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await opened(board)
        await (await board.panel("parts").select("from shop.managers")).press("enter", "enter")
        await board.until(lambda: f"[0] {PATHS[0]}" in board.frame())
        assert isinstance(board.screen.focused, DiffView)


async def test_tui_02_markup_in_repository_text_is_literal() -> None:
    hostile = "[red]x[/red] [/nope] [link=file:///etc/passwd]y[/link]"
    engine = FakeEngine(names=dict.fromkeys(("finding", "source", "subject", "campaign"), hostile))
    async with dashboard(engine.connect, size=(160, 50)) as board:
        assert "[red]x[/red] [/nope]" in board.frame()
        await board.panel("findings").select("[red]")
        await opened_any(board)
        await board.panel("parts").select(PATHS[0])
        await board.until(lambda: "[link=file:///etc/passwd]y" in board.frame())


async def test_tui_01_escape_sequences_in_repository_text_are_shown_and_not_sent() -> None:
    hostile = "a\x1b]52;c;ZXZpbA==\x07b\x9b31mc\u202ed"
    engine = FakeEngine(names=dict.fromkeys(("finding", "source", "subject", "campaign"), hostile))
    engine.refuses = hostile
    engine.trusted = True
    async with dashboard(engine.connect, size=(160, 50)) as board:
        frames = [board.frame()]
        engine.on_event_output(hostile)
        await board.panel("findings").select("\x1b")
        frames.append(board.frame())
        await opened_any(board)
        frames.append(board.frame())
        await board.panel("parts").select(PATHS[0])
        frames.append(board.frame())
        await board.press("c", "y")
        frames.append(board.frame())
        for frame in frames:
            assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(frame)
            assert r"\x1b]52;c" in frame


async def test_tui_05_wide_and_combining_characters_keep_the_columns() -> None:
    engine = FakeEngine(names={"source": "x = '漢字 e\u0301 👩‍💻 \u200b'"})
    async with dashboard(engine.connect) as board:
        await opened_any(board)
        await board.panel("parts").select(PATHS[0])
        await board.until(lambda: "漢字" in board.frame())
        widths = {strip.cell_length for strip in board.screen._compositor.render_strips()}
        assert widths == {120}
