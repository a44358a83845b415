"""The report as a text of a value: what no number says is not said, and names do nothing in it."""

import msgspec
import pytest

from migrator.display import visible_line
from migrator.progress.next_steps import next_steps
from migrator.progress.report import markdown
from migrator.progress.report_values import (
    Report,
    ReportBatch,
    ReportCheck,
    ReportCommit,
    ReportKeep,
    ReportLeft,
    ReportPhase,
    ReportProblem,
)
from tests.progress.marked import ACTIVE, READ, headings, kinds, shown

RED, GREEN, UNKNOWN = (
    ReportCheck("tests", result, ("run", "tests")) for result in ("red", "green", "not run")
)
COMMIT = ReportCommit(
    sha="a" * 40,
    subject="Repair 2 dead names",
    state="landed",
    phase="broken",
    batch="b0000001",
    did=("one", "two"),
    files=3,
    closed=("dead-imports:a:X", "dead-imports:a:Y"),
    open_now=(),
    checks=(GREEN,),
    pushed=True,
)
PHASE = ReportPhase(
    id="broken",
    title="Broken imports",
    finds="dead-imports",
    scope=("app",),
    unit="dead names",
    before=5,
    after=1,
    goal=0,
    parts_before={"sites": 7},
    parts_after={"sites": 2},
    state="open",
    left=1,
    beside=0,
    kept=(),
    stale_keeps=(),
    commits=(COMMIT,),
    proposed=(),
    closable=0,
)
REPORT = Report(
    campaign="small",
    issue="#1",
    plan="migration.toml",
    branch="migration/small",
    remote="origin",
    source="the campaign's tip",
    start="b" * 40,
    tip="c" * 40,
    tip_date="2026-01-01T00:00:00+00:00",
    phases=(PHASE,),
    elsewhere=(),
    others=(),
    squashed=(),
    changed_files=3,
    unresolved_before=5,
    unresolved_after=1,
    checks=(GREEN,),
    left=(ReportLeft("finding", "broken", "app/late.py", 2, "app.gone:Two: never existed"),),
    files=9,
    parsed=9,
    unparsable=(),
    skipped=(),
    notes=(),
    first_batch=None,
    unpushed=0,
)
DONE = msgspec.structs.replace(PHASE, after=0, state="done", left=0)


def changed(**fields: object) -> str:
    """The text of the report with some fields changed, its next steps computed."""
    report = msgspec.structs.replace(REPORT, **fields)
    return markdown(msgspec.structs.replace(report, next_steps=next_steps(report)))


def test_the_parts_come_in_the_order_in_which_people_read_them() -> None:
    assert headings(markdown(REPORT)) == [
        "Campaign small #1", "Executive summary", "Objectives", "Phases", "1. Broken imports", "Keeps", "Checks",
        "Left for people", "Not analysed", "Next steps", "How to verify",
    ]  # fmt: skip


def test_a_phase_is_before_after_kept_and_left() -> None:
    cells = shown(changed())
    at = cells.index("Every first-party name resolves")
    assert cells[at + 1 : at + 7] == ["5", "1 dead names", "0", "0", "1", "open"]
    assert "sites 7 → 2" in markdown(REPORT)


def test_a_commit_is_told_with_its_files_findings_and_checks() -> None:
    cells = shown(changed())
    at = cells.index("a" * 10)
    assert cells[at : at + 5] == ["a" * 10, "Repair 2 dead names", "3", "2", "tests: green"]


def test_nothing_is_called_done_while_something_is_left() -> None:
    said = changed().lower()
    assert not any(word in said for word in ("done", "complete", "success", "achieved", "finished"))
    assert "0 of 1 phase with nothing left; 1 finding is left in the other." in said


def test_done_is_said_of_a_phase_whose_measure_says_so() -> None:
    said = changed(phases=(DONE,), left=())
    assert "- state: done; 0 left" in said
    assert "1 phase of the plan, and nothing is left in any." in said
    assert "Nothing is left for people." in said
    assert "Nothing that is measured here remains to be done." in said


def test_what_a_record_says_it_closed_is_held_against_the_tip() -> None:
    again = msgspec.structs.replace(COMMIT, open_now=("dead-imports:a:X",))
    assert "2, 1 of them open at the tip" in changed(
        phases=(msgspec.structs.replace(PHASE, commits=(again,)),)
    )


def test_a_measure_that_the_start_does_not_have_is_not_made_up() -> None:
    phase = msgspec.structs.replace(PHASE, before=None, parts_before={})
    cells = shown(changed(phases=(phase,)))
    at = cells.index("Every first-party name resolves")
    assert cells[at + 1] == "not measured"
    assert "- measure: 1 dead names (goal 0)" in changed(phases=(phase,))


def test_what_was_not_run_is_said_to_be_not_run_and_is_a_next_step() -> None:
    said = changed(checks=(UNKNOWN,), phases=(msgspec.structs.replace(PHASE, commits=()),))
    assert "- Checks: tests not run at the tip." in said
    assert "The check tests has not been run on this tree here: `run tests`" in said
    assert "green" not in said


def test_checks_count_the_commits_at_which_they_were_green() -> None:
    commits = (COMMIT, msgspec.structs.replace(COMMIT, checks=(UNKNOWN,)))
    said = changed(checks=(RED,), phases=(msgspec.structs.replace(PHASE, commits=commits),))
    assert "| tests | red | green at 1 of 2, not run at 1 of 2 | `run tests` |" in said
    assert "The check tests is red: `run tests`" in said


def test_what_is_not_pushed_is_counted_and_is_a_next_step() -> None:
    assert "Every commit since the start is on `origin`" in changed()
    assert "2 commits are not on origin: `migrator sync --push`" in changed(unpushed=2)
    nowhere = changed(unpushed=2, remote="")
    assert "The plan names no remote: nothing is pushed." in nowhere
    assert "2 commits are on no remote: the plan names none" in nowhere


def test_next_steps_are_the_first_batch_and_every_open_phase() -> None:
    phase = msgspec.structs.replace(PHASE, left=3, proposed=("b1",), closable=2, stale_keeps=("a:Gone",))
    said = changed(phases=(phase,), first_batch=ReportBatch("b1", "Repair it"))
    assert "1. Review the first proposed batch: Repair it: `migrator show b1 --diff`" in said
    assert "2. Phase broken is open: 3 left, 1 proposed batch would close 2 of them" in said
    assert "3. The keep a:Gone of phase broken names nothing" in said


def test_where_nothing_has_landed_there_is_no_before_and_after() -> None:
    phase = msgspec.structs.replace(PHASE, before=None, parts_before={}, commits=())
    said = changed(start="", phases=(phase,), unresolved_before=None, changed_files=0, checks=(UNKNOWN,))
    assert "Nothing has landed yet" in said
    assert "→" not in said
    assert "git log" not in said
    assert "There is nothing to push." in said
    assert "before" not in shown(said)


def test_what_was_not_read_is_named_with_its_reason() -> None:
    problem = ReportProblem("app/new.py", 3, "parse", "invalid syntax", "3.14")
    left_out = (ReportProblem("backup/x.py", 0, "excluded", "", ""),) * 2
    said = changed(unparsable=(problem,), skipped=left_out, files=12, notes=("a record is left out",))
    assert "- `app/new.py:3`: invalid syntax (needs Python 3.14)" in said
    assert "Left out: 2 excluded." in said
    assert "9 of 12 files read, 2 left out, 1 could not be read and are not counted." in said
    assert "- note: a record is left out" in said


def test_a_long_list_says_how_much_more_there_is() -> None:
    left = tuple(ReportLeft("finding", "broken", "a.py", line, "why") for line in range(1, 252))
    said = changed(left=left)
    assert said.count("- `a.py:") == 200
    assert "- and 51 more, which `migrator report --json` lists" in said


def test_the_same_report_gives_the_same_bytes() -> None:
    again = msgspec.json.decode(msgspec.json.encode(REPORT), type=Report)
    assert markdown(again) == markdown(REPORT)


@pytest.mark.parametrize(
    "evil",
    [
        "# DONE", "](https://evil.example) [x", "<script>alert(1)</script>", "a|b|c", "`` ` ```", "![i](https://evil.example/x.png)",
        "line\n\n# DONE\n", "@everyone https://evil.example", "**DONE**", "```\n# DONE", "\x1b[2J\u202e", "caf\udce9", "- [x] DONE", "1. DONE", "<!--",
    ],
)  # fmt: skip
def test_hostile_names_messages_and_reasons_stay_text(evil: str) -> None:
    check = ReportCheck(evil, "green", (evil, evil))
    commit = msgspec.structs.replace(
        COMMIT, subject=evil, did=(evil, evil), checks=(check,), batch=evil, phase=evil
    )
    phase = msgspec.structs.replace(
        PHASE,
        id=evil,
        title=evil,
        scope=(evil,),
        unit=evil,
        parts_before={evil: 1},
        parts_after={evil: 2},
        kept=(ReportKeep(evil, evil, evil, evil),),
        stale_keeps=(evil,),
        commits=(commit,),
    )
    made = changed(
        campaign=evil,
        issue=evil,
        plan=evil,
        branch=evil,
        remote=evil,
        tip_date=evil,
        phases=(phase,),
        elsewhere=(commit,),
        others=(commit,),
        squashed=(evil,),
        checks=(check,),
        left=tuple(ReportLeft(why, evil, evil, 1, evil) for why in ("finding", "excluded", "recipe")),
        unparsable=(ReportProblem(evil, 1, evil, evil, evil),),
        skipped=(ReportProblem(evil, 1, evil, evil, evil),),
        notes=(evil,),
        first_batch=ReportBatch(evil, evil),
        unpushed=1,
    )
    plain = changed(
        elsewhere=(COMMIT,),
        others=(COMMIT,),
        squashed=("x",),
        left=REPORT.left,
        first_batch=ReportBatch("b", "x"),
    )
    assert not kinds(made) & ACTIVE
    assert len(headings(made)) == len(headings(plain))
    assert made.encode()
    assert not set(made) & {"\x1b", "\u202e"}
    assert sum(token.type == "table_open" for token in READ.parse(made)) == 5
    assert visible_line(evil).strip() in {line.strip() for line in shown(made)}
