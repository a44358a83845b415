"""What the report collects from a real repository: its numbers are those of two trees, its story that of commits and records."""

import json

import msgspec
import pytest

from migrator.batches.values import Decision
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.campaign.reporting import campaign_report
from migrator.campaign.undoing import undo_batch
from migrator.progress.report import markdown
from migrator.progress.report_values import Report, ReportPhase
from tests.campaign.conftest import CHECK, FILES, PLAN
from tests.support.repositories import RepoBuilder, snapshot

BRANCH = "migration/shop"
RECORDS = ".migrator/batches"


@pytest.fixture
def checked(builder: RepoBuilder) -> Acts:
    builder.commit("a check", {"migration.toml": PLAN + CHECK})
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    return acts


def land(acts: Acts, phase: str) -> str:
    batch = next(batch for batch in acts.campaign.batches() if batch.phase == phase)
    return acts.land(batch.id, approve_all=True)[0].commit


def phase_of(report: Report, phase: str) -> ReportPhase:
    return next(found for found in report.phases if found.id == phase)


def test_where_nothing_has_landed_it_says_so_and_gives_todays_numbers(
    acts: Acts, builder: RepoBuilder
) -> None:
    report = campaign_report(acts)
    assert (report.start, report.tip) == ("", builder.git("rev-parse", "main"))
    assert [(phase.before, phase.after, phase.left, phase.state) for phase in report.phases] == [
        (None, 2, 2, "open"), (None, 2, 2, "open"), (None, 2, 1, "open"),
    ]  # fmt: skip
    assert report.commits == report.others == ()
    assert report.first_batch is not None
    said = markdown(report)
    assert "Nothing has landed yet" in said
    assert f"`migrator show {report.first_batch.id} --diff`" in said


def test_where_nothing_is_committed_it_is_of_the_working_tree(builder: RepoBuilder) -> None:
    fresh = RepoBuilder.create(builder.root.with_name("fresh"))
    fresh.write({**FILES, "migration.toml": PLAN})
    report = campaign_report(Acts(Campaign.open(fresh.root)))
    assert (report.start, report.tip, report.tip_date) == ("", "", "")
    assert "- analysed: the working tree; nothing is committed" in markdown(report)


def test_without_a_plan_the_first_step_is_to_propose_one(builder: RepoBuilder) -> None:
    fresh = RepoBuilder.create(builder.root.with_name("fresh"))
    fresh.commit("start", FILES)
    report = campaign_report(Acts(Campaign.open(fresh.root)))
    assert report.next_steps[0].command == "migrator init"


def test_before_is_measured_on_the_start_and_after_on_the_tip(acts: Acts, builder: RepoBuilder) -> None:
    start = builder.git("rev-parse", "main")
    first, second = land(acts, "broken"), land(acts, "cycles")
    report = campaign_report(acts)
    assert (report.start, report.tip) == (start, second)
    broken, cycles = phase_of(report, "broken"), phase_of(report, "cycles")
    assert (broken.before, broken.after, broken.left, broken.state) == (2, 1, 1, "open")
    assert (cycles.before, cycles.after, cycles.left, cycles.state) == (2, 0, 0, "done")
    assert (report.unresolved_before, report.unresolved_after) == (2, 1)
    assert [commit.sha for commit in broken.commits] == [first]
    assert [commit.sha for commit in cycles.commits] == [second]


def test_a_commit_is_counted_in_files_and_findings_without_its_record(
    acts: Acts, builder: RepoBuilder
) -> None:
    commit = land(acts, "broken")
    (told,) = phase_of(campaign_report(acts), "broken").commits
    assert told.subject == builder.git("show", "--no-patch", "--format=%s", commit)
    changed = builder.git("diff-tree", "--no-commit-id", "-r", "--name-only", commit).split("\n")
    assert told.files == len(changed) - 1
    assert told.closed == ("dead-imports:shop.money:Price",)
    assert (told.open_now, told.state, told.pushed) == ((), "landed", False)
    assert told.did == ("shop.money:Price names nothing: import shop.prices:Price instead",)


def test_a_finding_that_came_back_is_told_with_the_commit_that_closed_it(
    acts: Acts, builder: RepoBuilder
) -> None:
    land(acts, "broken")
    builder.git("switch", "--quiet", BRANCH)
    builder.commit("back again", {"shop/report.py": FILES["shop/report.py"]})
    report = campaign_report(acts)
    (told,) = phase_of(report, "broken").commits
    assert told.open_now == ("dead-imports:shop.money:Price",)
    assert [other.subject for other in report.others] == ["back again"]
    assert "1, 1 of them open at the tip" in markdown(report)


def test_a_batch_that_was_taken_back_does_not_count_as_landed(acts: Acts) -> None:
    land(acts, "broken")
    undo_batch(acts)
    report = campaign_report(acts)
    assert [commit.state for commit in phase_of(report, "broken").commits] == ["undone", "undo"]
    assert phase_of(report, "broken").state == "open"
    said = markdown(report)
    assert "0 batches landed and stand, 1 taken back" in said
    assert "(taken back later)" in said


def test_what_no_batch_would_close_is_left_with_file_line_and_reason(acts: Acts) -> None:
    left = campaign_report(acts).left
    assert [(one.why, one.file, one.line) for one in left] == [("finding", "shop/audit.py", 2)]
    assert left[0].reason == "shop.ledger:Ledger: never existed"


def test_what_was_left_out_in_review_is_told_with_its_reason_and_where_it_is_now(
    acts: Acts, builder: RepoBuilder
) -> None:
    batch = next(batch for batch in acts.campaign.batches() if batch.phase == "paths")
    acts.campaign.decide(
        batch.id, scope="file", key="shop/bill.py", decision=Decision.REJECTED, reason="not mine"
    )
    acts.land(batch.id, approve_all=True)
    builder.git("switch", "--quiet", BRANCH)
    builder.commit("two lines above", {"shop/bill.py": f"# one\n# two\n{FILES['shop/bill.py']}"})
    (left,) = (one for one in campaign_report(acts).left if one.why == "excluded")
    assert (left.phase, left.file, left.line) == ("paths", "shop/bill.py", 3)
    assert left.reason.startswith("not mine (")


def test_checks_are_told_for_the_tip_and_for_each_commit_by_their_trees(checked: Acts) -> None:
    land(checked, "broken")
    report = campaign_report(checked)
    assert [(check.name, check.result) for check in report.checks] == [("tests", "green")]
    (told,) = phase_of(report, "broken").commits
    assert [check.result for check in told.checks] == ["green"]


def test_a_check_that_never_ran_on_the_tips_tree_is_not_run(checked: Acts, builder: RepoBuilder) -> None:
    land(checked, "broken")
    builder.git("switch", "--quiet", BRANCH)
    builder.commit("by hand", {"shop/hand.py": "HAND = 1\n"})
    report = campaign_report(checked)
    assert [check.result for check in report.checks] == ["not run"]
    assert any("tests has not been run" in step.what for step in report.next_steps)
    assert "tests green at the tip" not in markdown(report)


def test_checks_and_pushing_are_phases_measured_where_something_is_known(builder: RepoBuilder) -> None:
    phases = '\n[[phase]]\nid = "golden"\nfinds = "checks"\n\n[[phase]]\nid = "sync"\nfinds = "unpushed"\n'
    builder.commit("phases", {"migration.toml": PLAN + phases + CHECK})
    checked = Acts(Campaign.open(builder.root))
    checked.confirm_trust()
    land(checked, "broken")
    report = campaign_report(checked)
    golden, sync = phase_of(report, "golden"), phase_of(report, "sync")
    assert (golden.before, golden.after, golden.state) == (None, 0, "done")
    assert (sync.after, sync.state, report.unpushed) == (1, "open", 1)
    assert {one.why for one in report.left if one.phase in {"golden", "sync"}} == set()
    assert [step.what for step in report.next_steps if "Phase sync" in step.what] == []


def test_checks_that_ran_on_the_start_are_its_before(builder: RepoBuilder) -> None:
    phases = '\n[[phase]]\nid = "golden"\nfinds = "checks"\n'
    builder.commit("phases", {"migration.toml": PLAN + phases + CHECK})
    checked = Acts(Campaign.open(builder.root))
    checked.confirm_trust()
    checked.run_checks()
    land(checked, "broken")
    golden = phase_of(campaign_report(checked), "golden")
    assert (golden.before, golden.after, golden.state) == (0, 0, "done")


def test_a_phase_that_the_start_did_not_have_has_no_before(acts: Acts, builder: RepoBuilder) -> None:
    land(acts, "broken")
    builder.git("switch", "--quiet", BRANCH)
    narrower = PLAN.replace('id = "paths"', 'id = "paths"\nscope = "shop.orders"')
    builder.commit("more", {"migration.toml": narrower + '\n[[phase]]\nid = "old"\nfinds = "shims"\n'})
    report = campaign_report(acts)
    assert [phase.before for phase in report.phases] == [2, 2, None, None]
    assert phase_of(report, "old").state in {"done", "open"}


def test_a_keep_is_told_with_reason_and_owner_and_a_stale_one_is_a_step(
    acts: Acts, builder: RepoBuilder
) -> None:
    acts.keep("dead-imports:shop.ledger:Ledger", "bought next year", owner="the shop team")
    report = campaign_report(acts)
    (kept,) = phase_of(report, "broken").kept
    assert (kept.reason, kept.owner) == ("bought next year", "the shop team")
    assert not [one for one in report.left if one.file == "shop/audit.py"]
    builder.git("switch", "--quiet", BRANCH)
    builder.commit("gone", {"shop/audit.py": "AUDIT = 1\n"})
    assert any("names nothing that is open" in step.what for step in campaign_report(acts).next_steps)


def test_a_joined_campaign_names_the_batches_that_have_no_commit(acts: Acts, builder: RepoBuilder) -> None:
    land(acts, "broken")
    land(acts, "cycles")
    builder.git("switch", "--quiet", BRANCH)
    builder.git("reset", "--quiet", "--soft", "main")
    builder.git("commit", "--quiet", "-m", "all at once")
    report = campaign_report(acts)
    assert len(report.commits) == 1
    assert len(report.squashed) == 1
    assert "Batches without a commit of their own" in markdown(report)


def test_a_record_of_names_that_are_not_there_is_told_and_ends_nothing(
    acts: Acts, builder: RepoBuilder
) -> None:
    land(acts, "broken")
    builder.git("switch", "--quiet", BRANCH)
    (record,) = (builder.root / RECORDS).iterdir()
    value = json.loads(record.read_text())
    value |= {
        "id": "bffffff1", "title": "](https://evil.example)\n# DONE", "phase": "not\na phase", "closed": ["<b>"],
        "recipes": [
            {"type": "rewrite-imports", "definition": {"module": "no.where", "name": "N"}, "canonical": {"module": "no", "name": "N"}},
            {"type": "move-symbols", "moves": [{"old": {"module": "no", "name": "A"}, "new": {"module": "no2", "name": "A"}}], "target": "no2"},
            {"type": "repair-dead-import", "dead": "no", "means": "where"},
        ],
        "exclusions": [{"path": "no/file.py", "key": "k", "reason": "`<i>`"}],
    }  # fmt: skip
    builder.commit("evil", {f"{RECORDS}/bffffff1.json": json.dumps(value)})
    report = campaign_report(acts)
    assert [commit.batch for commit in report.elsewhere] == ["bffffff1"]
    assert [(one.file, one.line) for one in report.left if one.why == "excluded"] == [("no/file.py", 0)]
    assert "\n# DONE" not in markdown(report)


def test_law_10_the_same_repository_gives_the_same_bytes(acts: Acts, builder: RepoBuilder) -> None:
    land(acts, "broken")
    land(acts, "paths")
    once = campaign_report(acts)
    again = campaign_report(Acts(Campaign.open(builder.root, use_cache=False)))
    assert markdown(again) == markdown(once)
    assert msgspec.json.encode(again) == msgspec.json.encode(once)


def test_law_2_reporting_changes_nothing(acts: Acts, builder: RepoBuilder) -> None:
    land(acts, "broken")
    before = snapshot(builder.root)
    campaign_report(acts)
    assert snapshot(builder.root) == before


def test_no_path_of_this_machine_is_in_it(acts: Acts, builder: RepoBuilder) -> None:
    land(acts, "broken")
    assert str(builder.root) not in markdown(campaign_report(acts))
