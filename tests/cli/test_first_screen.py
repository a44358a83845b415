"""The first screen fits a terminal of 24 lines and 80 columns, whatever there is to say; what is cut is counted."""

import pytest

from migrator.cli.rendering_status import HEIGHT, WIDTH, status_lines
from migrator.wire.encoding import SCHEMA
from migrator.wire.status import (
    AnalysedView,
    BrokenView,
    CheckView,
    PhaseView,
    ProblemView,
    StartView,
    StatusView,
)


def phase(number: int) -> PhaseView:
    return PhaseView(
        id=f"phase-{number}",
        title="A phase",
        finds="duplicate-factories",
        remaining=12_345,
        kept=12,
        state="open",
        value=3_920,
        goal=1_707,
        unit="creators",
        parts={},
    )


def problem(number: int) -> ProblemView:
    return ProblemView(f"app/some/files/m{number}.py", "parse", "invalid syntax", 12, "3.14")


def screen(
    *, problems: int = 0, notes: int = 0, other: int = 0, phases: int = 8, title: str = "Repair"
) -> list[str]:
    status = StatusView(
        schema=SCHEMA,
        root="/r",
        commit="0123456789abcdef",
        source="HEAD",
        campaign="websocket-ssot",
        issue="#965",
        plan="migration.toml",
        branch="migration/websocket-ssot",
        tip="",
        checkout="none yet",
        scope=("chat_backend.websocket_core",),
        scope_modules=1_526,
        scope_files=2_011,
        phases=tuple(phase(number) for number in range(phases)),
        analysed=AnalysedView(
            files=2_818,
            parsed=2_800,
            unparsable=tuple(problem(number) for number in range(problems)),
            skipped=(),
        ),
        broken=BrokenView(names=12, sites=20, files=10, product_sites=3),
        start=StartView(batch="b687ac8b", title=title, sites=6, files=6, shapes=6, lowers={"broken": 6}),
        checks=(CheckView("tests", "not run", "x"), CheckView("imports", "not run", "x")),
        other={f"kind number {number} to review": 100 + number for number in range(other)},
        landed=0,
        notes=tuple(f"note {number} is about something that takes all of a line" for number in range(notes)),
    )
    return list(status_lines(status))


LONG = "Import AnExtraordinarilyLongNameOfAClass from where it is defined in some.package.somewhere.deep"


@pytest.mark.parametrize("title", ["Repair", LONG], ids=["short title", "long title"])
@pytest.mark.parametrize("problems", [0, 1, 3, 40])
@pytest.mark.parametrize("notes", [0, 1, 2, 9])
@pytest.mark.parametrize("other", [0, 2, 9])
def test_everything_at_once_fits(problems: int, notes: int, other: int, title: str) -> None:
    lines = screen(problems=problems, notes=notes, other=other, title=title)
    assert len(lines) <= HEIGHT
    assert max(map(len, lines)) <= WIDTH


def test_phases_broken_names_and_where_to_start_are_never_cut() -> None:
    lines = screen(problems=40, notes=9, other=9, title=LONG)
    text = " ".join(" ".join(lines).split())
    assert text.count("duplicate-factories") == 8
    assert "12 names do not resolve, in 10 files (3 sites in product code)" in text
    assert LONG in text


@pytest.mark.parametrize(("problems", "shown"), [(1, 1), (3, 3), (8, 8)])
def test_files_that_were_not_read_are_listed_while_there_is_room(problems: int, shown: int) -> None:
    lines = screen(problems=problems, phases=1)
    assert sum("invalid syntax" in line for line in lines) == shown
    assert not any("more" in line for line in lines)


def test_what_does_not_fit_is_counted_and_nothing_is_counted_that_is_shown() -> None:
    lines = screen(problems=40, phases=4)
    shown = sum("invalid syntax" in line for line in lines)
    assert shown >= 2
    assert f"… and {40 - shown} more (--json lists all)" in " ".join(lines)
    noted = screen(notes=9, phases=4)
    shown = sum(line.startswith("note: note") for line in noted)
    assert f"note: … and {9 - shown} more (--json lists all)" in noted


def test_the_first_note_is_there_even_where_the_room_is_gone() -> None:
    assert any(line.startswith("note: note 0") for line in screen(problems=40, notes=9, other=9, title=LONG))


def test_a_word_that_is_longer_than_the_screen_stays_whole() -> None:
    name = "x" * 100
    assert any(name in line for line in screen(title=f"Import {name} only"))
