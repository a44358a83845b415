"""The dashboard over an engine that answers at once: panels, keys and what they do."""

from pathlib import Path

import pytest
from textual.widgets import Input

from migrator.engine.messages import CommandRan, Output
from migrator.errors import RefusedError
from migrator.tui.app import open_dashboard
from migrator.tui.dialogs import Confirm, Help, Reason
from migrator.tui.review import Review
from migrator.tui.welcome import Welcome
from tests.tui.driver import dashboard
from tests.tui.fake_engine import FakeEngine


@pytest.fixture(name="engine")
def _engine() -> FakeEngine:
    return FakeEngine()


async def test_the_first_screen_shows_what_is_broken_and_every_panel(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        frame = board.frame()
        for words in (
            "BROKEN NOW",
            "START HERE",
            "[1] Phases",
            "[2] Findings",
            "[3] Batches",
            "[4] History",
            "[5] Log",
        ):
            assert words in frame


async def test_the_main_view_follows_the_selection(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.panel("findings").select("OrderManager 2")
        assert "shop.managers:OrderManager 2" in board.panel("main").text
        await board.panel("batches").select("Repair")
        assert "b02" in board.panel("main").text
        await board.panel("phases").select("One path")
        assert "exit rule" in board.panel("main").text
        await board.panel("history").select("Cut")
        assert "findings" in board.panel("main").text


async def test_digits_and_tab_walk_between_panels(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        walked = []
        for key in ("2", "3", "4", "5", "0", "1", "tab", "shift+tab", "shift+tab"):
            await board.press(key)
            walked.append(board.at)
        assert walked == [
            "findings",
            "batches",
            "history",
            "log",
            "main",
            "phases",
            "findings",
            "phases",
            "main",
        ]


async def test_enter_goes_in_and_escape_goes_out(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await (await board.panel("phases").select("One path")).press("enter")
        assert board.at == "findings"
        await (await board.panel("findings").select("OrderManager 1")).press("enter")
        assert board.at == "main"
        await board.press("escape")
        assert board.at == "findings"
        await board.press("escape")
        assert board.at == "phases"
        assert "BROKEN NOW" in board.panel("main").text


async def test_the_overview_leads_to_where_to_start(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("enter")
        assert isinstance(board.screen, Review)
        await board.press("escape")
        assert board.at == "phases"


async def test_a_filter_narrows_its_panel_and_escape_clears_it(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("2", "slash")
        await board.write("order 3")
        assert board.panel("findings").rows == ["One path a name", "managers:OrderManager 3"]
        await board.press("enter")
        assert board.at == "findings"
        await board.press("escape")
        assert len(board.panel("findings").rows) == 10


async def test_keys_typed_into_a_filter_do_nothing_else(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("3", "slash")
        await board.write("dcqz")
        assert isinstance(board.screen.focused, Input)
        assert board.screen.focused.value == "dcqz"
        assert not [call for call in engine.calls if call.startswith(("decide", "land"))]


async def test_space_approves_a_batch_and_takes_that_back(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        panel = await board.panel("batches").select("OrderManager")
        await panel.press("space")
        await board.until(lambda: "✓ Import" in board.frame())
        await panel.press("space")
        await board.until(lambda: "○ Import" in board.frame())
        decided = [call for call in engine.calls if call.startswith("decide")]
        assert decided == ["decide b01 batch  approved", "decide b01 batch  open"]


async def test_a_rejection_asks_for_its_reason(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        panel = await board.panel("batches").select("OrderManager")
        await panel.press("D")
        assert isinstance(board.screen, Reason)
        await board.write("not now")
        await board.press("enter")
        await board.until(lambda: "decide b01 batch  rejected not now" in engine.calls)


async def test_landing_asks_for_trust_once_then_verifies_and_the_measure_falls(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        panel = await board.panel("batches").select("OrderManager")
        await panel.press("c")
        assert isinstance(board.screen, Confirm)
        assert "$ python -m unittest" in board.panel("question").text
        await board.press("y")
        assert "Your working tree is not touched" in board.panel("question").text
        await board.press("y")
        await board.until(lambda: "91be0c2" in board.frame())
        assert "land b01" in engine.calls
        assert board.app.held is not None
        assert board.app.held.remaining == 2
        await board.press("z", "y")
        await board.until(lambda: "undo" in engine.calls)
        await board.until(lambda: board.app.held is not None and board.app.held.remaining == 6)


async def test_leaving_a_question_does_nothing(engine: FakeEngine) -> None:
    engine.trusted = True
    async with dashboard(engine.connect) as board:
        panel = await board.panel("batches").select("OrderManager")
        await panel.press("c", "enter")
        assert isinstance(board.screen, Confirm)
        await board.press("escape")
        assert not [call for call in engine.calls if call.startswith("land")]


async def test_a_refusal_is_a_message_and_not_the_end(engine: FakeEngine) -> None:
    engine.trusted = True
    engine.refuses = "A file is in the way"
    async with dashboard(engine.connect) as board:
        panel = await board.panel("batches").select("OrderManager")
        await panel.press("c", "y")
        await board.until(lambda: "A file is in the way" in board.frame())
        assert "commit it first" in board.frame()
        await panel.press("j")
        assert board.app.is_running


async def test_tui_06_a_running_job_can_be_cancelled_while_keys_answer(engine: FakeEngine) -> None:
    engine.trusted = True
    engine.slow = 5.0
    async with dashboard(engine.connect) as board:
        panel = await board.panel("batches").select("OrderManager")
        await panel.press("c", "y")
        await board.until(lambda: "ctrl+x cancels" in board.frame())
        await board.press("2", "j")
        assert board.at == "findings"
        await board.press("ctrl+x")
        assert "cancel" in engine.calls


async def test_only_one_act_writes_at_a_time(engine: FakeEngine) -> None:
    engine.trusted = True
    engine.slow = 5.0
    async with dashboard(engine.connect) as board:
        panel = await board.panel("batches").select("OrderManager")
        await panel.press("c", "y", "space")
        assert "something is being written" in board.frame()
        assert not [call for call in engine.calls if call.startswith("decide")]


async def test_quitting_asks_only_while_something_is_written(engine: FakeEngine) -> None:
    engine.trusted = True
    engine.slow = 5.0
    async with dashboard(engine.connect) as board:
        panel = await board.panel("batches").select("OrderManager")
        await panel.press("c", "y", "q")
        assert isinstance(board.screen, Confirm)
        await board.press("y")
        assert board.app.return_code == 0


async def test_a_finding_is_kept_with_a_reason(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        panel = await board.panel("findings").select("OrderManager 0")
        await panel.press("w", "enter")
        assert isinstance(board.screen, Reason), "an empty reason is none"
        await board.write("public")
        await board.press("enter")
        await board.until(lambda: "keep path-0 public" in engine.calls)


async def test_undo_of_a_decision_says_what_it_undid(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        panel = await board.panel("batches").select("OrderManager")
        await panel.press("space", "z")
        await board.until(lambda: "undone: a decision on b01" in board.frame())
        assert engine.decisions == {}


async def test_a_landed_batch_is_taken_back_from_the_history(engine: FakeEngine) -> None:
    engine.landed.append("b01")
    async with dashboard(engine.connect) as board:
        panel = await board.panel("history").select("91be0c2")
        await panel.press("t", "y")
        await board.until(lambda: "undo b01" in engine.calls)


async def test_tui_08_help_lists_the_keys_of_the_panel_and_enter_does_one(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("3", "question_mark")
        assert isinstance(board.screen, Help)
        assert any("verify and commit" in row for row in board.panel("keys").rows)
        assert not any("hunk" in row for row in board.panel("keys").rows)
        await (await board.panel("keys").select("reject it with a reason")).press("enter")
        await board.until(lambda: isinstance(board.screen, Reason))


async def test_the_palette_finds_actions_batches_and_findings(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("colon")
        await board.write("Repair shop.gone")
        await board.until(lambda: "Repair shop.gone:Cart" in board.frame())
        await board.press("down", "enter")
        await board.until(lambda: isinstance(board.screen, Review))


async def test_every_command_is_in_the_log_and_a_flood_is_one_drawing(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        engine.on_event(CommandRan(("git", "write-tree"), 0.2, 0))
        for number in range(3000):
            engine.on_event(Output("1", (f"line {number}",)))
        await board.settle()
        rows = board.panel("log").rows
        assert len(rows) == 2000
        assert "line 2999" in rows[-1]
        assert "line 2999" in board.frame()


async def test_tui_03_below_100_columns_one_side_is_shown_and_the_overview_comes_first(
    engine: FakeEngine,
) -> None:
    async with dashboard(engine.connect, size=(80, 24)) as board:
        assert "BROKEN NOW" in board.frame()
        assert "[2] Findings" not in board.frame()
        await board.press("escape")
        assert "[2] Findings" in board.frame()
        assert "BROKEN NOW" not in board.frame()
        assert "[4] History" not in board.frame()
        await board.press("4")
        assert "[4] History" in board.frame()
        await board.press("5")
        assert "[5] Log" in board.frame()


@pytest.mark.parametrize("size", [(40, 12), (59, 40), (120, 15)])
async def test_tui_03_where_nothing_useful_fits_it_says_so(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with dashboard(engine.connect, size=size) as board:
        assert "migrator needs 60 by 16" in board.frame()
        assert "[1]" not in board.frame()


async def test_tui_03_a_storm_of_sizes_ends_usable(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        for width, height in ((300, 80), (40, 12), (80, 24), (61, 17), (200, 20), (120, 40)):
            await board.pilot.resize_terminal(width, height)
            await board.settle()
        await board.press("3")
        assert "[3] Batches" in board.frame()


async def test_a_repository_without_a_plan_is_welcomed_and_one_key_writes_it() -> None:
    engine = FakeEngine(plan="")
    async with dashboard(engine.connect) as board:
        await board.until(lambda: isinstance(board.screen, Welcome))
        await board.until(lambda: 'name = "shop"' in board.frame())
        assert "BROKEN NOW" in board.frame()
        await board.press("i")
        await board.until(lambda: "write_plan" in engine.calls and not isinstance(board.screen, Welcome))


async def test_an_engine_that_cannot_start_is_told_on_the_screen() -> None:
    async def fails(_: object) -> FakeEngine:
        raise RefusedError("This is no git repository", "/srv/shop", hint="git init makes one")

    async with dashboard(fails, ready=False) as board:
        await board.until(lambda: "This is no git repository" in board.frame())
        assert "git init makes one" in board.frame()
        await board.press("q")
        assert board.app.return_code == 0


async def test_quit_ends_the_engine(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("q")
    assert engine.calls[-1] == "close"
    assert board.app.return_code == 0


def test_tui_04_without_a_terminal_it_refuses_politely(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="needs a terminal") as caught:
        open_dashboard(tmp_path)
    assert "migrator status" in caught.value.hint


async def test_tui_04_without_colour_every_state_is_readable(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    engine.decisions["b01-tests/test_orders.py"] = ("rejected", "")
    async with dashboard(engine.connect) as board:
        assert board.app.no_color
        assert "partly decided" in board.frame()
        assert "◐" in board.frame()


async def test_light_and_dark(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("T")
        assert board.app.theme == "migrator-light"
        await board.press("T")
        assert board.app.theme == "migrator-dark"


async def test_the_rest_of_the_application_keys_reach_the_engine(engine: FakeEngine) -> None:
    engine.landed.append("b01")
    async with dashboard(engine.connect) as board:
        await board.press("F", "P")
        await board.until(lambda: isinstance(board.screen, Confirm))
        await board.press("y", "R")
        await board.until(lambda: {"follow", "push", "rescan"} <= set(engine.calls))


async def test_a_list_of_ten_thousand_findings_opens_and_moves(engine: FakeEngine) -> None:
    engine.extra_findings = 10_000
    async with dashboard(engine.connect) as board:
        await board.press("2", "G")
        assert "a → b" in board.frame()
        await board.press("slash")
        await board.write("name777")
        assert len(board.panel("findings").rows) == 12


async def test_the_panel_grows_to_the_screen_and_back(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("2", "plus")
        assert board.screen.maximized is not None
        await board.press("escape")
        assert board.screen.maximized is None


async def test_checks_are_run_after_trust_and_the_header_says_so(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("V")
        assert isinstance(board.screen, Confirm)
        await board.press("y")
        await board.until(lambda: "run_checks" in engine.calls)
        await board.until(lambda: "✓ imports" in board.frame())


async def test_pushing_asks_once_and_names_what_goes(engine: FakeEngine) -> None:
    engine.landed.append("b01")
    async with dashboard(engine.connect) as board:
        await board.press("P")
        await board.until(lambda: isinstance(board.screen, Confirm))
        assert "Import OrderManager" in board.frame()
        await board.press("escape")
        assert "push" not in engine.calls
        await board.press("P")
        await board.until(lambda: isinstance(board.screen, Confirm))
        await board.press("y")
        await board.until(lambda: "push" in engine.calls)


async def test_where_everything_is_pushed_nothing_is_asked(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("P")
        await board.until(lambda: "everything is pushed" in board.frame())
        assert "push" not in engine.calls


async def test_a_phase_is_landed_after_one_question_that_names_its_batches(engine: FakeEngine) -> None:
    engine.trusted = True
    async with dashboard(engine.connect) as board:
        await (await board.panel("phases").select("One path")).press("C")
        await board.until(lambda: isinstance(board.screen, Confirm))
        assert "b01 Import OrderManager" in board.frame()
        await board.press("y")
        await board.until(lambda: "apply paths" in engine.calls and "landed 1 batch of" in board.frame())


async def test_a_phase_that_stops_says_which_batch_and_why(engine: FakeEngine) -> None:
    engine.trusted = True
    async with dashboard(engine.connect) as board:
        await (await board.panel("batches").select("Repair")).press("C")
        await board.until(lambda: isinstance(board.screen, Confirm))
        engine.landed.append("b02")
        engine.refuses = "red"
        await board.press("y")
        await board.until(lambda: "b02: golden path is red" in board.frame())


async def test_plumbing_is_out_of_the_log_until_asked_for(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        assert not board.panel("log").rows
        await board.press("5", "p")
        assert any("ls-files" in row for row in board.panel("log").rows)
        await board.press("p")
        assert not board.panel("log").rows


async def test_a_sync_names_the_new_sites_and_lands_the_tree_that_was_shown(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("M", "y")
        await board.until(lambda: isinstance(board.screen, Confirm) and "Sync with main" in board.frame())
        assert "shop/late.py:3" in board.frame()
        assert not [call for call in engine.calls if call.startswith("sync")]
        await board.press("y")
        await board.until(lambda: f"sync {'7ee1' * 10}" in engine.calls)
        await board.until(lambda: "synced with main" in board.frame())


async def test_a_sync_that_stops_names_the_files_and_how_to_go_on(engine: FakeEngine) -> None:
    engine.stop = True
    async with dashboard(engine.connect) as board:
        await board.press("M", "y")
        await board.until(lambda: isinstance(board.screen, Confirm) and "Sync with main" in board.frame())
        assert "shop/api/orders.py" in board.frame()
        assert "git merge 2d9f6aa" in board.frame()
        await board.press("y")
        await board.until(lambda: "kept on managers-sync" in board.frame())


async def test_a_branch_is_adopted_by_its_name_and_a_commit_by_its_id(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await board.press("B")
        await board.until(lambda: isinstance(board.screen, Reason))
        await board.write("feature")
        await board.press("enter")
        await board.until(lambda: isinstance(board.screen, Confirm))
        await board.press("y")
        await board.until(lambda: isinstance(board.screen, Confirm) and "Adopt feature" in board.frame())
        await board.press("y")
        await board.until(lambda: f"adopt_branch feature {'7ee1' * 10}" in engine.calls)
        await board.press("B")
        await board.until(lambda: isinstance(board.screen, Reason))
        await board.write("91be0c2")
        await board.press("enter")
        await board.until(lambda: isinstance(board.screen, Confirm))
        await board.press("y")
        await board.until(lambda: "adopt_commit 91be0c2" in engine.calls)
