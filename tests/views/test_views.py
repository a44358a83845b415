"""What the front ends show: the values that issue after issue promises, from a real repository."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from migrator.batches.values import Decision
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.campaign.undoing import undo_batch
from migrator.errors import UsageError
from migrator.views.batches import batch_rows, batch_view, batches_view, file_diff
from migrator.views.findings import finding_rows, finding_view, findings_view
from migrator.views.outcomes import applied_view, history_view, refusal_view
from migrator.views.plans import untrusted_view
from migrator.views.status import status_view
from migrator.wire.encoding import SCHEMA, to_json
from tests.campaign.conftest import CHECK, PLAN
from tests.support.repositories import RepoBuilder


def as_json(value: object) -> Any:
    return msgspec.json.decode(to_json(value))


def test_status_has_what_scripts_are_promised(acts: Acts, builder: RepoBuilder) -> None:
    status = as_json(status_view(acts.campaign, acts))
    assert status["schema"] == SCHEMA
    assert status["commit"] == builder.git("rev-parse", "HEAD")
    assert [(one["id"], one["finds"], one["remaining"], one["kept"], one["state"]) for one in status["phases"]] == [
        ("broken", "dead-imports", 2, 0, "open"),
        ("cycles", "import-cycles", 2, 0, "open"),
        ("paths", "import-paths", 1, 0, "open"),
    ]  # fmt: skip
    assert status["analysed"] == {"files": 11, "parsed": 11, "unparsable": [], "skipped": []}
    assert (status["broken"]["names"], status["broken"]["product_sites"]) == (2, 2)
    assert status["start"]["batch"] == batch_rows(acts.campaign)[0].id
    assert status["checkout"] == "none yet"
    assert status["landed"] == 0


def test_law_11_what_was_not_read_is_said_with_the_reason(builder: RepoBuilder) -> None:
    builder.commit(
        "odd files",
        {
            "shop/new.py": "type X = int\n",
            "shop/broken.py": "def (:\n",
            "shop/old.py": "print 'x'\n",
            "shop/bytes.py": b"\xff\xfe = 1\n",
        },
    )
    acts = Acts(Campaign.open(builder.root))
    analysed = status_view(acts.campaign, acts).analysed
    assert analysed.files == analysed.parsed + len(analysed.unparsable)
    assert {problem.path: problem.needs_python for problem in analysed.unparsable} == {
        "shop/new.py": "3.12", "shop/broken.py": None, "shop/old.py": "2", "shop/bytes.py": None,
    }  # fmt: skip
    assert all(problem.reason for problem in analysed.unparsable)


def test_the_state_of_the_checkout_is_said(acts: Acts, builder: RepoBuilder) -> None:
    acts.land(batch_rows(acts.campaign)[0].id, approve_all=True)
    assert status_view(acts.campaign, acts).checkout == "elsewhere"
    builder.git("switch", "--quiet", "migration/shop")
    assert status_view(acts.campaign, acts).checkout == "follows"
    builder.write({"shop/cart.py": "MINE = 1\n"})
    assert "1 file differs" in " ".join(status_view(acts.campaign, acts).notes)
    paths = next(row for row in batch_rows(acts.campaign) if row.phase == "paths")
    acts.land(paths.id, approve_all=True)
    assert status_view(acts.campaign, acts).checkout == "behind"


def test_a_phase_is_done_when_all_is_closed_or_kept(acts: Acts) -> None:
    for row in batch_rows(acts.campaign):
        acts.land(row.id, approve_all=True)
    acts.keep("dead-imports:shop.ledger:Ledger", "a plug-in brings it")
    states = {phase.id: (phase.state, phase.kept) for phase in status_view(acts.campaign, acts).phases}
    assert states == {"broken": ("done", 1), "cycles": ("done", 0), "paths": ("done", 0)}


def test_nothing_is_called_pushed_before_anything_has_landed(acts: Acts, builder: RepoBuilder) -> None:
    text = (builder.root / "migration.toml").read_text("utf-8")
    sync = '\n[[phase]]\nid = "sync"\nfinds = "unpushed"\n'
    builder.commit("sync", {"migration.toml": text + sync})
    states = {phase.id: phase.state for phase in status_view(acts.campaign, acts).phases}
    assert states["sync"] == "empty"


def test_a_phase_is_empty_when_there_never_was_anything_to_do(tmp_path: Path) -> None:
    plain = RepoBuilder.create(tmp_path / "plain")
    plain.commit("base", {"pkg/__init__.py": "", "pkg/a.py": "VALUE = 1\n"})
    acts = Acts(Campaign.open(plain.root))
    assert {phase.state for phase in status_view(acts.campaign, acts).phases} == {"empty"}


def test_findings_have_what_scripts_are_promised(acts: Acts) -> None:
    view = as_json(findings_view(acts.campaign))
    assert view["schema"] == SCHEMA
    for finding in view["findings"]:
        assert {"id", "phase", "kind", "tier", "title", "modules", "names", "evidence", "recipes"} <= set(
            finding
        )
        assert finding["evidence"]
        assert all(":" in name for name in finding["names"])
    cycles = [one for one in view["findings"] if one["kind"] == "import-cycles"]
    assert {one["colour"] for one in cycles} == {"import-time"}
    assert all(one["witness"][0] == one["witness"][-1] for one in cycles)
    assert len(findings_view(acts.campaign, "cycles").findings) == len(cycles)


def test_rows_and_details_speak_of_the_same_findings(acts: Acts) -> None:
    rows = finding_rows(acts.campaign)
    assert [row.id for row in rows] == [finding.id for finding in findings_view(acts.campaign).findings]
    for row in rows:
        view = finding_view(acts.campaign, row.id)
        assert (view.title, view.phase, view.batch, len(view.sites)) == (
            row.title,
            row.phase,
            row.batch,
            row.sites,
        )
    with pytest.raises(UsageError):
        finding_view(acts.campaign, "none")


def test_a_site_shows_the_line_it_is_at(acts: Acts, builder: RepoBuilder) -> None:
    finding = finding_view(acts.campaign, "import-paths:shop.api:Price")
    for site in finding.sites:
        line = (builder.root / site.path).read_text().split("\n")[site.line - 1]
        assert site.text in line


def test_batches_show_their_state_as_decisions_are_made(acts: Acts) -> None:
    campaign = acts.campaign
    rows = batches_view(campaign).batches
    assert [row.state for row in rows] == ["proposed"] * 3
    paths = rows[2]
    hunks = batch_view(campaign, paths.id, prove_it=False).hunks
    seen = []
    for hunk, decision in (
        (hunks[0], Decision.APPROVED),
        (hunks[1], Decision.REJECTED),
        (hunks[0], Decision.REJECTED),
    ):
        campaign.decide(paths.id, scope="hunk", key=hunk.key, decision=decision)
        seen.append(batch_rows(campaign)[2].state)
    assert seen == ["partly", "approved", "rejected"]
    view = batch_view(campaign, paths.id)
    assert {shape.rejected for shape in view.shapes} == {len(shape.hunks) for shape in view.shapes}
    assert all(file.rejected == file.hunks for file in view.files)


def test_a_batch_counts_the_lines_that_its_diff_has(acts: Acts) -> None:
    for row in batch_rows(acts.campaign):
        view = batch_view(acts.campaign, row.id, with_diff=True)
        assert view.diff is not None
        lines = view.diff.split("\n")
        added = [line for line in lines if line.startswith("+") and not line.startswith("+++ ")]
        removed = [line for line in lines if line.startswith("-") and not line.startswith("--- ")]
        assert (sum(file.added for file in view.files), sum(file.removed for file in view.files)) == (
            len(added),
            len(removed),
        )
        assert all(shape.text and shape.hunks for shape in view.shapes)
        assert sorted(key for shape in view.shapes for key in shape.hunks) == sorted(
            hunk.key for hunk in view.hunks
        )


def test_the_spans_of_a_file_join_old_and_new(acts: Acts) -> None:
    for row in batch_rows(acts.campaign):
        for file in batch_view(acts.campaign, row.id, prove_it=False).files:
            diff = file_diff(acts.campaign, row.id, file.path)
            rebuilt: list[str] = []
            position = 0
            for span in diff.spans:
                rebuilt += [*diff.old[position : span.old_start], *diff.new[span.new_start : span.new_end]]
                position = span.old_end
            assert (*rebuilt, *diff.old[position:]) == diff.new
            assert diff.kind == file.kind
    with pytest.raises(UsageError, match="does not change"):
        file_diff(acts.campaign, batch_rows(acts.campaign)[0].id, "none.py")


def test_line_endings_and_a_missing_last_one_are_noted(builder: RepoBuilder) -> None:
    builder.commit("odd endings", {"shop/cart.py": b"from shop.api import Price\r\n\r\nVALUE = Price(1)"})
    campaign = Campaign.open(builder.root)
    diff = file_diff(campaign, batch_rows(campaign)[2].id, "shop/cart.py")
    assert diff.note == "lines end in CRLF, no newline at the end of the file"
    (span,) = diff.spans
    assert (span.old_start, span.old_end, len(diff.old)) == (0, 1, 3)


def test_history_is_told_with_what_each_commit_closed(acts: Acts) -> None:
    for row in batch_rows(acts.campaign)[:2]:
        acts.land(row.id, approve_all=True)
    undo_batch(acts)
    view = history_view(acts, with_measures=True)
    assert [commit.state for commit in view.commits] == ["undo", "undone", "landed"]
    assert [commit.closed for commit in view.commits] == [0, 2, 1]
    assert view.commits[1].measures["cycles"] == 0
    assert view.commits[0].measures["cycles"] == 2
    assert not any(commit.pushed for commit in view.commits)


def test_commands_that_wait_for_trust_are_shown_whole(builder: RepoBuilder) -> None:
    builder.commit(
        "checks", {"migration.toml": PLAN + CHECK + '\n[[format]]\nname = "fmt"\nrun = ["true", "{files}"]\n'}
    )
    acts = Acts(Campaign.open(builder.root))
    views = untrusted_view(acts)
    assert [view.name for view in views] == ["tests", "fmt"]
    assert views[1].command == "true {files}"
    acts.confirm_trust()
    assert untrusted_view(acts) == ()


def test_an_outcome_of_several_says_which_landed_and_why_others_did_not(acts: Acts) -> None:
    view = applied_view(acts.land_all())
    assert len(view.landed) == 3
    assert view.refused == {}
    assert refusal_view(UsageError("what", "where", hint="do")).exit_code == 2


def test_law_12_text_that_is_no_utf8_can_be_shown_and_sent(builder: RepoBuilder) -> None:
    builder.commit(
        "latin",
        {
            "shop/cart.py": b"# -*- coding: latin-1 -*-\nfrom shop.api import Price  # \xe9\x1b[31m\n\nVALUE = Price\n"
        },
    )
    campaign = Campaign.open(builder.root)
    paths = batch_rows(campaign)[2]
    view = batch_view(campaign, paths.id, with_diff=True)
    assert view.refused == ""
    for value in (view, file_diff(campaign, paths.id, "shop/cart.py"), findings_view(campaign)):
        assert as_json(value)


def test_law_12_a_file_whose_name_is_no_utf8_is_no_crash(builder: RepoBuilder) -> None:
    name = b"shop/caf\xe9.py".decode("utf-8", "surrogateescape")
    builder.commit("an odd name", {name: "from shop.api import Price\n\nVALUE = Price\n"})
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    assert as_json(status_view(acts.campaign, acts))
    assert as_json(findings_view(acts.campaign))
    paths = batch_rows(acts.campaign)[2]
    view = as_json(batch_view(acts.campaign, paths.id, with_diff=True))
    odd = next(file["path"] for file in view["files"] if "caf" in file["path"])
    assert odd == "shop/caf\\xe9.py"
    assert file_diff(acts.campaign, paths.id, odd).spans
    assert acts.land(paths.id, approve_all=True)
