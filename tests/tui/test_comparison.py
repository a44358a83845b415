"""Two classes side by side, and a creator beside the canonical one: what is shown and where the keys lead."""

import pytest

from migrator.tui.bodies import alone, side_by_side
from migrator.tui.comparison import Comparison
from migrator.tui.creator import Creator
from migrator.tui.dashboard import DashboardScreen
from migrator.tui.dialogs import Reason
from migrator.tui.page_view import PageLine, PageView
from migrator.tui.review import Review
from migrator.tui.runs import Line, plain
from migrator.wire.comparisons import BodiesView
from tests.tui.driver import Driver, dashboard
from tests.tui.fake_engine import FakeEngine


@pytest.fixture(name="engine")
def _engine() -> FakeEngine:
    engine = FakeEngine()
    engine.duplicates = True
    return engine


async def _open(board: Driver, text: str) -> None:
    await (await board.panel("findings").select(text)).press("enter")
    await board.settle()


async def test_enter_on_a_duplicate_class_shows_members_verdict_gap_and_both_bodies(
    engine: FakeEngine,
) -> None:
    async with dashboard(engine.connect) as board:
        await _open(board, "orders.manager:OrderManager")
        assert isinstance(board.screen, Comparison)
        assert board.panel("members").rows == ["get", "save", "lock", "export"]
        verdict = board.panel("verdict").text
        assert "Gap: export" in verdict
        assert "shop/jobs/export.py:12" in verdict
        await board.press("j")
        await board.until(lambda: "session.flush()" in board.panel("goes").text)
        assert "with self.session()" in board.panel("stays").text
        assert "~ " in board.panel("stays").text
        frame = board.frame()
        assert "with self.session()" in frame
        assert "with self._session()" in frame


async def test_a_member_that_one_class_lacks_says_so_and_who_would_lose_it(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await _open(board, "orders.manager:OrderManager")
        await board.press("G")
        await board.until(lambda: "has no export" in board.panel("stays").text)
        assert "it can be moved over first" in board.panel("stays").text
        assert "shop/jobs/export.py:12" in board.panel("stays").text
        await board.press("k")
        await board.until(lambda: "has no lock" in board.panel("goes").text)


async def test_a_narrow_screen_shows_one_body_and_sideways_keys_change_it(engine: FakeEngine) -> None:
    async with dashboard(engine.connect, size=(80, 24)) as board:
        await _open(board, "orders.manager:OrderManager")
        await board.press("j")
        await board.until(lambda: "with self.session()" in board.frame())
        assert "session.flush()" not in board.frame()
        await board.press("l")
        assert "session.flush()" in board.frame()
        assert "with self.session()" not in board.frame()
        assert board.current == "save"
        await board.press("h")
        assert "with self.session()" in board.frame()


async def test_vetoes_are_said_in_words(engine: FakeEngine) -> None:
    engine.vetoes = ("siblings of a base: both extend shop.base:Store.",)
    async with dashboard(engine.connect) as board:
        await _open(board, "orders.manager:OrderManager")
        assert "LEFT ALONE" in board.panel("verdict").text
        assert "siblings of a base" in board.frame()


async def test_enter_leads_to_the_batch_and_escape_back_to_the_findings(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await _open(board, "orders.manager:OrderManager")
        await board.press("enter")
        review = board.screen
        assert isinstance(review, Review)
        assert review.batch_id == "b02"
        await board.press("escape")
        await board.press("2", "escape")
        assert board.at == "members"
        await board.press("escape")
        assert board.at == "findings"


async def test_the_screen_leaves_when_its_finding_is_closed(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await _open(board, "orders.manager:OrderManager")
        await board.press("enter")
        engine.duplicates = False
        await board.press("R")
        await board.press("escape")
        await board.until(lambda: isinstance(board.screen, DashboardScreen))


async def test_a_finding_can_be_kept_from_its_own_screen(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await _open(board, "orders.manager:OrderManager")
        await board.press("w")
        assert isinstance(board.screen, Reason)
        await board.write("two teams")
        await board.press("enter")
        await board.until(lambda: "two teams" in board.panel("verdict").text)
        assert "keep duplicate-classes:shop.orders.manager:OrderManager two teams" in engine.calls


async def test_a_creator_shows_signatures_fit_beyond_and_what_is_left_for_a_person(
    engine: FakeEngine,
) -> None:
    async with dashboard(engine.connect) as board:
        await _open(board, "make_orders")
        assert isinstance(board.screen, Creator)
        said = board.panel("fit").text
        for words in (
            "make_orders(size, context)",
            "get_orders(context, *, size=3)",
            "another position",
            "writes a line",
            "Left for a person",
        ):
            assert words in said
        assert "for a person" in board.frame()
        await board.press("j")
        await board.until(lambda: "unpacked here" in _text(board, "call"))


async def test_without_a_batch_enter_says_that_a_person_has_to_act(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await _open(board, "make_orders")
        await board.press("enter")
        assert isinstance(board.screen, Creator)
        await board.until(lambda: "left for a person" in board.frame())


async def test_help_of_the_comparison_names_its_sides(engine: FakeEngine) -> None:
    async with dashboard(engine.connect) as board:
        await _open(board, "orders.manager:OrderManager")
        await board.press("question_mark")
        rows = board.panel("keys").rows
        assert any("the body that goes" in row for row in rows)
        assert not any("fold the group" in row for row in rows)


BODIES = BodiesView(
    "save",
    "a.py",
    10,
    ("    def save(self):", "        one()", "        two(1)", "        return 3"),
    "b.py",
    20,
    ("    def save(self):", "        two(2)", "        three()", "        return 3"),
)


def _plain(lines: list[PageLine]) -> list[str]:
    return [plain(_pieces(one)) for one in lines]


def _pieces(one: PageLine) -> Line:
    return one[0] if len(one) == 2 and isinstance(one[1], str) else one


def test_bodies_are_level_and_numbered_as_in_their_files() -> None:
    left, right = side_by_side(BODIES)
    assert len(left) == len(right)
    assert _plain(left)[0].split() == ["10", "def", "save(self):"]
    assert _plain(right)[0].split() == ["20", "def", "save(self):"]
    assert "return 3" in _plain(left)[-1]
    assert "return 3" in _plain(right)[-1]


def test_alone_a_body_is_all_its_lines_and_no_gaps() -> None:
    for lines, body in zip(side_by_side(BODIES), (BODIES.canonical, BODIES.duplicate), strict=True):
        said = _plain(alone(lines))
        assert len(said) == len(body)
        assert all(text.strip() in shown for text, shown in zip(body, said, strict=True))


def test_lines_that_one_side_lacks_have_a_sign_that_needs_no_colour() -> None:
    longer = BodiesView(
        "m", "a.py", 1, ("def m():", "    x()", "    return 1"), "b.py", 1, ("def m():", "    return 1")
    )
    left, right = side_by_side(longer)
    assert "- " in _plain(left)[1]
    assert "x()" not in _plain(right)[1]


def _text(board: Driver, name: str) -> str:
    view = board.screen.query_one(f"#{name}", PageView)
    return "\n".join(plain(pieces) for pieces, _ in view.lines)
