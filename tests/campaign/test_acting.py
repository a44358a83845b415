"""Landing, undoing, keeping: each a commit of its own with a record, each leaving the user's checkout alone."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.batches.values import Decision
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.campaign.undoing import undo_batch
from migrator.errors import (
    CheckFailedError,
    MigratorError,
    NothingToDoError,
    RefusedError,
    UntrustedCommandError,
    UsageError,
)
from migrator.landing.values import CheckOutcome
from migrator.progress.history import CommitState
from tests.campaign.conftest import CHECK, FILES, PLAN
from tests.campaign.test_proposing_batches import batch_of
from tests.support.repositories import RepoBuilder, Snapshot, snapshot

BRANCH = "refs/heads/migration/shop"


def theirs(builder: RepoBuilder) -> Snapshot:
    """What belongs to the user: everything but the campaign's branch and our own refs."""
    seen = snapshot(builder.root)
    refs = "\n".join(line for line in seen.refs.split("\n") if not line.startswith(BRANCH))
    return Snapshot(**{**{name: getattr(seen, name) for name in Snapshot.__slots__}, "refs": refs})


def untidy(builder: RepoBuilder) -> None:
    """Staged, unstaged, untracked and stashed work, some of it in files that batches change."""
    builder.write({"shop/prices.py": "STASHED = 1\n"})
    builder.git("stash")
    builder.staged({"shop/cart.py": "STAGED = 1\n", "shop/staged.py": "STAGED = 2\n"})
    builder.write({"shop/bill.py": "UNSTAGED = 1\n", "loose.txt": "untracked\n"})


def fail_every_check(builder: RepoBuilder) -> None:
    plan = PLAN + CHECK.replace(
        '"-m", "unittest", "discover", "-s", "tests", "-t", "."',
        "\"-c\", \"import sys; sys.exit(bool(__import__('pathlib').Path('shop/types.py').exists()))\"",
    )
    builder.commit("a check against the move", {"migration.toml": plan})


def expect_red(acts: Acts, batch: str) -> None:
    with pytest.raises(CheckFailedError):
        acts.land(batch, approve_all=True)


def test_law_2_nothing_of_the_users_changes_whatever_is_done(builder: RepoBuilder) -> None:
    fail_every_check(builder)
    untidy(builder)
    before = theirs(builder)
    acts = Acts(Campaign.open(builder.root))
    campaign = acts.campaign
    steps: list[Callable[[], object]] = [
        campaign.analysis,
        campaign.batches,
        lambda: [campaign.review(batch.id) for batch in campaign.batches()],
        lambda: campaign.decide(batch_of(campaign, "paths").id, scope="batch", key="", decision=Decision.APPROVED),
        campaign.decisions.undo,
        acts.confirm_trust,
        acts.check_results,
        lambda: acts.land(batch_of(campaign, "broken").id, approve_all=True),
        lambda: expect_red(acts, batch_of(campaign, "cycles").id),
        lambda: acts.land(batch_of(campaign, "paths").id, approve_all=True),
        acts.run_checks,
        acts.history,
        acts.progress,
        lambda: undo_batch(acts),
        lambda: acts.keep("import-paths:shop.api:Price", "public API"),
        acts.recover,
    ]  # fmt: skip
    for step in steps:
        step()
        assert theirs(builder) == before
    assert (builder.root / "shop/cart.py").read_text() == "STAGED = 1\n"
    assert builder.git("log", "--format=%s", f"main..{BRANCH}").count("\n") == 3


def test_com_01_a_landed_batch_is_one_commit_with_the_shown_tree_and_its_record(
    checked: Acts, builder: RepoBuilder
) -> None:
    campaign = checked.campaign
    batch = batch_of(campaign, "cycles")
    review = campaign.review(batch.id)
    shown = campaign.approved_tree(review)
    landed, _ = checked.land(batch.id, approve_all=True)
    assert landed.ref == BRANCH
    assert builder.git("rev-parse", f"{landed.commit}^{{tree}}") == shown == landed.tree
    assert builder.git("rev-parse", f"{landed.commit}^@") == builder.git("rev-parse", "main")
    changed = builder.git("diff-tree", "-r", "--name-only", "main", landed.commit).split("\n")
    record = f".migrator/batches/{batch.id}.json"
    assert changed == sorted([record, *(change.path for change in review.approved.change_set.files)])
    written = json.loads(builder.git("cat-file", "-p", f"{landed.commit}:{record}"))
    assert written["id"] == batch.id
    assert written["closed"] == list(batch.closes)
    assert written["renames"] == [
        [{"module": "shop.orders", "name": "Order"}, {"module": "shop.types", "name": "Order"}]
    ]
    assert [result.outcome for result in landed.checks] == [CheckOutcome.GREEN]
    assert builder.git("log", "-1", "--format=%B", landed.commit).startswith(batch.title)
    assert campaign.place().commit == landed.commit
    assert batch.id not in {other.id for other in campaign.batches()}


def test_law_7_old_paths_give_the_same_objects_after_a_move(acts: Acts, builder: RepoBuilder) -> None:
    landed, _ = acts.land(batch_of(acts.campaign, "cycles").id, approve_all=True)
    builder.git("worktree", "add", "--quiet", "--detach", "../seen", landed.commit)
    script = "import shop.orders, shop.stock, shop.types; assert shop.orders.Order is shop.types.Order is shop.stock.Order"
    builder.write({"../seen/check.py": script})
    from migrator.processes import run, scrubbed_environment  # noqa: PLC0415  beside its only use

    outcome = run(
        [sys.executable, "check.py"],
        cwd=builder.root.parent / "seen",
        env=scrubbed_environment({}),
        timeout=60,
    )
    assert outcome.returncode == 0, outcome.output


def test_law_9_what_landed_is_not_proposed_again_and_the_next_is_planned_on_it(checked: Acts) -> None:
    outcome = checked.land_all()
    assert [landed.batch for landed in outcome.landed] == [
        entry.record.id for entry in reversed(checked.history()) if entry.record
    ]
    assert outcome.refused == ()
    assert checked.campaign.batches() == ()
    remaining = {state.phase.id: len(state.remaining) for state in checked.campaign.analysis().phases}
    assert remaining == {"broken": 1, "cycles": 0, "paths": 0}
    progress = {one.state.phase.id: (one.before.value, one.after.value) for one in checked.progress()}
    assert progress["cycles"][1] == 0
    assert progress["cycles"][0] > 0


def test_only_the_approved_hunks_land_and_the_others_are_proposed_again(
    acts: Acts, builder: RepoBuilder
) -> None:
    campaign = acts.campaign
    batch = batch_of(campaign, "paths")
    with pytest.raises(RefusedError, match="Nothing of batch"):
        acts.land(batch.id)
    campaign.decide(batch.id, scope="file", key="shop/cart.py", decision=Decision.APPROVED)
    landed, _ = acts.land(batch.id)
    changed = builder.git("diff-tree", "-r", "--name-only", "main", landed.commit).split("\n")
    assert changed == [f".migrator/batches/{batch.id}.json", "shop/cart.py"]
    again = batch_of(campaign, "paths")
    review = campaign.review(again.id)
    assert [hunk.path for hunk in review.whole.hunks] == ["shop/bill.py"]
    second, _ = acts.land(again.id, approve_all=True)
    assert second.batch != landed.batch
    assert all(batch.phase != "paths" for batch in campaign.batches())


def test_a_rejected_hunk_is_left_and_not_proposed_again(acts: Acts) -> None:
    campaign = acts.campaign
    batch = batch_of(campaign, "paths")
    campaign.decide(batch.id, scope="batch", key="", decision=Decision.APPROVED)
    campaign.decide(
        batch.id, scope="file", key="shop/cart.py", decision=Decision.REJECTED, reason="rewritten soon"
    )
    _, review = acts.land(batch.id)
    assert [left.path for left in review.approved.left] == ["shop/cart.py"]
    assert all(other.phase != "paths" for other in campaign.batches())
    state = campaign.analysis().phase("paths")
    assert state is not None
    assert [finding.id for finding in state.remaining] == ["import-paths:shop.api:Price"]
    assert Campaign.open(campaign.repo.root).analysis().records[0].exclusions[0].reason == "rewritten soon"


def test_rev_08_rejecting_all_lands_nothing_and_is_no_error(acts: Acts, builder: RepoBuilder) -> None:
    batch = batch_of(acts.campaign, "paths")
    acts.campaign.decide(batch.id, scope="batch", key="", decision=Decision.REJECTED)
    before = builder.git("for-each-ref")
    with pytest.raises(NothingToDoError) as raised:
        acts.land(batch.id)
    assert raised.value.exit_code == 0
    assert builder.git("for-each-ref") == before


def test_law_5_what_a_batch_needs_has_to_be_approved_as_well(acts: Acts) -> None:
    campaign = acts.campaign
    batch = batch_of(campaign, "cycles")
    hunks = campaign.review(batch.id, prove_it=False).whole.hunks
    optional = [hunk for hunk in hunks if hunk.optional]
    needed = [hunk for hunk in hunks if not hunk.optional]
    assert optional
    assert needed
    campaign.decide(batch.id, scope="hunk", key=optional[0].key, decision=Decision.APPROVED)
    with pytest.raises(RefusedError, match="not approved in all that it needs") as raised:
        acts.land(batch.id)
    assert needed[0].path in raised.value.detail


def test_com_03_a_failing_check_lands_nothing_and_can_be_tried_again(builder: RepoBuilder) -> None:
    fail_every_check(builder)
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    batch = batch_of(acts.campaign, "cycles")
    acts.campaign.decide(batch.id, scope="batch", key="", decision=Decision.APPROVED)
    before = builder.git("for-each-ref")
    with pytest.raises(CheckFailedError):
        acts.land(batch.id)
    assert builder.git("for-each-ref") == before
    assert acts.campaign.review(batch.id).state == "approved"
    assert acts.history() == ()


def test_com_11_of_several_batches_those_before_a_failure_stay_and_those_after_are_not_touched(
    builder: RepoBuilder,
) -> None:
    fail_every_check(builder)
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    outcome = acts.land_all()
    assert len(outcome.landed) == 1
    ((refused, error),) = outcome.refused
    assert refused == batch_of(acts.campaign, "cycles").id
    assert isinstance(error, CheckFailedError)
    assert [batch.phase for batch in acts.campaign.batches()] == ["cycles", "paths"]
    assert [entry.state for entry in acts.history()] == [CommitState.LANDED]


def test_law_4_an_undone_batch_is_a_commit_that_brings_the_old_files_back(
    acts: Acts, builder: RepoBuilder
) -> None:
    batch = batch_of(acts.campaign, "cycles")
    landed, _ = acts.land(batch.id, approve_all=True)
    undone = undo_batch(acts)
    assert builder.git("rev-parse", f"{undone.commit}^") == landed.commit
    changed = builder.git("diff-tree", "-r", "--name-only", "main", undone.commit).split("\n")
    assert all(path.startswith(".migrator/batches/") for path in changed)
    assert [entry.state for entry in acts.history()] == [CommitState.UNDO, CommitState.UNDONE]
    assert batch_of(acts.campaign, "cycles") == batch
    with pytest.raises(RefusedError, match="Nothing has landed"):
        undo_batch(acts)


def test_law_9_an_undone_batch_lands_again_and_can_be_undone_again(checked: Acts) -> None:
    batch = batch_of(checked.campaign, "cycles")
    checked.land(batch.id, approve_all=True)
    undo_batch(checked)
    again, _ = checked.land(batch.id, approve_all=True)
    assert again.batch == f"{batch.id}-2"
    undo_batch(checked, again.batch)
    states = [entry.state for entry in checked.history()]
    assert states == [CommitState.UNDO, CommitState.UNDONE, CommitState.UNDO, CommitState.UNDONE]
    assert batch_of(checked.campaign, "cycles") == batch


def test_law_4_a_batch_that_cured_a_check_can_be_undone_as_well(builder: RepoBuilder) -> None:
    """The check was red before the batch: the undo brings nothing new back."""
    red = FILES["tests/test_shop.py"].replace("from shop.stock import RESERVED\nfrom shop.orders import place", "from shop.orders import place\nfrom shop.stock import RESERVED")  # fmt: skip
    builder.commit("the luck is gone", {"tests/test_shop.py": red, "migration.toml": PLAN + CHECK})
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    landed, _ = acts.land(batch_of(acts.campaign, "cycles").id, approve_all=True)
    assert [result.outcome for result in landed.checks] == [CheckOutcome.GREEN]
    undone = undo_batch(acts)
    assert [(result.outcome, result.was_failing) for result in undone.checks] == [(CheckOutcome.RED, True)]


def test_one_of_several_batches_is_undone_by_its_id(acts: Acts) -> None:
    first, _ = acts.land(batch_of(acts.campaign, "broken").id, approve_all=True)
    acts.land(batch_of(acts.campaign, "paths").id, approve_all=True)
    undo_batch(acts, first.batch)
    assert [entry.state for entry in acts.history()] == [
        CommitState.UNDO,
        CommitState.LANDED,
        CommitState.UNDONE,
    ]
    assert [batch.phase for batch in acts.campaign.batches()] == ["broken", "cycles"]


def test_a_kept_finding_is_a_commit_to_the_plan_alone_and_leaves_the_measure(
    acts: Acts, builder: RepoBuilder
) -> None:
    landed = acts.keep("import-paths:shop.api:Price", "public API of the shop", owner="ada")
    assert builder.git("diff-tree", "-r", "--name-only", "main", landed.commit) == "migration.toml"
    plan = builder.git("show", f"{landed.commit}:migration.toml")
    assert plan.startswith("# the plan of the shop")
    assert 'reason = "public API of the shop"' in plan
    state = acts.campaign.analysis().phase("paths")
    assert state is not None
    assert (state.remaining, [keep.owner for _, keep in state.kept]) == ((), ["ada"])
    assert all(batch.phase != "paths" for batch in acts.campaign.batches())


def test_a_keep_reopens_when_what_it_is_about_changes(acts: Acts, builder: RepoBuilder) -> None:
    acts.keep("import-paths:shop.api:Price", "public API")
    builder.git("switch", "--quiet", "migration/shop")
    builder.commit("one use more", {"shop/more.py": "from shop.api import Price\n\nVALUE = Price(1)\n"})
    state = acts.campaign.analysis().phase("paths")
    assert state is not None
    assert [finding.id for finding in state.remaining] == ["import-paths:shop.api:Price"]
    assert [keep.finding for keep in state.stale_keeps] == ["import-paths:shop.api:Price"]


@pytest.mark.parametrize(
    ("act", "error", "said"),
    [
        pytest.param(lambda acts: acts.keep("import-paths:shop.api:Price", "  "), UsageError, "reason", id="a keep without a reason"),
        pytest.param(lambda acts: acts.keep("no:such", "why"), UsageError, "no finding", id="a keep of nothing"),
        pytest.param(lambda acts: undo_batch(acts, "b0000000"), RefusedError, "No landed batch", id="an undo of nothing"),
        pytest.param(lambda acts: acts.push(), RefusedError, "no remote", id="a push without a remote"),
        pytest.param(lambda acts: acts.land("b0000000"), UsageError, "no batch", id="a batch that is not there"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_sentence(
    acts: Acts, builder: RepoBuilder, act: Callable[[Acts], object], error: type[MigratorError], said: str
) -> None:
    before = builder.git("for-each-ref")
    with pytest.raises(error, match=said):
        act(acts)
    assert builder.git("for-each-ref") == before


def test_inr_06_the_plans_commands_do_not_run_before_they_are_confirmed(builder: RepoBuilder) -> None:
    builder.commit("a check", {"migration.toml": PLAN + CHECK})
    campaign = Campaign.open(builder.root)
    acts = Acts(campaign)
    digest, commands = acts.untrusted()
    assert commands[0][1:3] == ("-m", "unittest")
    with pytest.raises(UntrustedCommandError):
        acts.land(batch_of(campaign, "broken").id, approve_all=True)
    named = Acts(campaign, trusted=digest)
    assert named.untrusted() == (digest, ())
    named.land(batch_of(campaign, "broken").id, approve_all=True)
    acts.confirm_trust()
    assert acts.untrusted() == (digest, ())


def test_nothing_lands_under_a_plan_that_is_not_committed(builder: RepoBuilder) -> None:
    builder.remove("migration.toml").commit("no plan")
    builder.write({"migration.toml": PLAN})
    acts = Acts(Campaign.open(builder.root))
    with pytest.raises(RefusedError, match="not committed"):
        acts.land(batch_of(acts.campaign, "paths").id, approve_all=True)
    assert len(acts.campaign.batches()) == 3


def test_the_first_cycle_of_a_repository_without_commits_is_seen_and_not_landed(tmp_path: Path) -> None:
    builder = RepoBuilder.create(tmp_path / "unborn")
    builder.write(
        {"app/__init__.py": "", "app/a.py": "from app import b\n", "app/b.py": "from app import a\n"}
    )
    acts = Acts(Campaign.open(builder.root))
    phases = {state.phase.finds.value: len(state.remaining) for state in acts.campaign.analysis().phases}
    assert phases["import-cycles"] == 2
    assert acts.history() == ()
    assert acts.pushed_commits() == frozenset()
    with pytest.raises(RefusedError, match="no commit"):
        acts.run_checks()


def test_com_02_a_batch_is_planned_again_when_the_tip_has_moved(acts: Acts, builder: RepoBuilder) -> None:
    acts.land(batch_of(acts.campaign, "broken").id, approve_all=True)
    batch = batch_of(acts.campaign, "paths")
    acts.campaign.review(batch.id)
    builder.git("switch", "--quiet", "migration/shop")
    moved = builder.commit("somebody else's work", {"shop/cart.py": "VALUE = 1\n"})
    landed, review = acts.land(batch_of(acts.campaign, "paths").id, approve_all=True)
    assert builder.git("rev-parse", f"{landed.commit}^") == moved
    assert [change.path for change in review.approved.change_set.files] == ["shop/bill.py"]
    assert [entry.state for entry in acts.history()] == [
        CommitState.LANDED,
        CommitState.OTHER,
        CommitState.LANDED,
    ]


def test_a_checked_out_branch_is_brought_along_when_nothing_is_in_the_way(
    acts: Acts, builder: RepoBuilder
) -> None:
    first, _ = acts.land(batch_of(acts.campaign, "broken").id, approve_all=True)
    builder.git("switch", "--quiet", "migration/shop")
    landed, _ = acts.land(batch_of(acts.campaign, "paths").id, approve_all=True)
    assert landed.followed
    assert builder.git("rev-parse", "HEAD") == landed.commit
    assert builder.git("status", "--porcelain") == ""
    assert first.commit != landed.commit


def test_com_07_a_checkout_with_work_in_the_way_stays_and_follows_later(
    acts: Acts, builder: RepoBuilder
) -> None:
    acts.land(batch_of(acts.campaign, "broken").id, approve_all=True)
    builder.git("switch", "--quiet", "migration/shop")
    builder.write({"shop/cart.py": "MINE = 1\n"})
    landed, _ = acts.land(batch_of(acts.campaign, "paths").id, approve_all=True)
    assert not landed.followed
    assert landed.said
    assert (builder.root / "shop/cart.py").read_text() == "MINE = 1\n"
    assert acts.campaign.place().commit == landed.commit
    builder.git("checkout", "--quiet", "--", "shop/cart.py")
    assert acts.follow()
    assert builder.git("rev-parse", "HEAD") == landed.commit
