"""The sample's campaign carried out, and its report: every number of it is that of the code, and the shipped one is current."""

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

import migrator
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.campaign.reporting import campaign_report
from migrator.progress.report import markdown
from migrator.progress.report_values import Report
from tests.sample.independent_count import count
from tests.support.repositories import RepoBuilder
from tests.support.sample_runs import BRANCH, SampleRun

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sample")]
DOCS = Path(migrator.__file__).parent.parent / "docs"
MAKE = runpy.run_path(str(DOCS / "make_report.py"))


@pytest.fixture(scope="module")
def root(sample_run: SampleRun) -> Iterator[Path]:
    with sample_run.looking():
        yield sample_run.builder.root


@pytest.fixture(scope="module")
def report(root: Path) -> Report:
    return campaign_report(Acts(Campaign.open(root)))


@pytest.fixture(scope="module")
def text(report: Report) -> str:
    return markdown(report)


def test_the_shipped_report_is_current_in_all_but_ids_and_dates(text: str) -> None:
    shipped = (DOCS / "sample-report.md").read_text(encoding="utf-8")
    normalised = MAKE["normalised"]
    assert normalised(shipped) == normalised(text), "run: python docs/make_report.py"


def test_every_commit_of_the_branch_is_told_once(root: Path, report: Report) -> None:
    listed = RepoBuilder(root).git("rev-list", f"{report.start}..{report.tip}").split("\n")
    told = [commit.sha for commit in (*report.commits, *report.others)]
    assert sorted(told) == sorted(listed)


def test_the_golden_path_was_green_at_every_commit_and_everything_is_pushed(report: Report) -> None:
    assert {check.result for commit in report.commits for check in commit.checks} == {"green"}
    assert {check.result for check in report.checks} == {"green"}
    assert report.unpushed == 0


def test_phases_are_open_exactly_where_something_is_left(report: Report) -> None:
    assert report.phases
    for phase in report.phases:
        assert (phase.state == "open") == bool(phase.left)
        if phase.commits:
            assert phase.before is not None
            assert phase.after < phase.before


def test_what_an_independent_count_finds_unresolved_is_left_or_kept(
    sample_run: SampleRun, report: Report
) -> None:
    assert sample_run.builder.git("rev-parse", BRANCH) == report.tip
    counted = count(sample_run.after)
    left = {(one.file, one.line) for one in report.left if one.why == "finding"}
    kept = " ".join(kept.finding for phase in report.phases for kept in phase.kept)
    assert counted.dead_several
    for item in (*counted.dead_one, *counted.dead_several, *counted.dead_none):
        assert (item.file, item.line) in left or item.name in kept


def test_it_does_not_depend_on_what_was_remembered(root: Path, text: str) -> None:
    again = campaign_report(Acts(Campaign.open(root, use_cache=False)))
    assert markdown(again) == text
