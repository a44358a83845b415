"""Decisions on hunks: what they leave out, what they cannot leave out, and what becomes of them when the code changes."""

import pytest

from migrator.batches.diff import file_text, unified
from migrator.batches.values import Decision, Hunk
from migrator.campaign.campaign import Campaign
from migrator.errors import UsageError
from migrator.records.write import render_record
from tests.campaign.test_proposing_batches import batch_of
from tests.support.repositories import RepoBuilder


def hunk_at(campaign: Campaign, phase: str, path: str) -> Hunk:
    review = campaign.review(batch_of(campaign, phase).id, prove_it=False)
    return next(hunk for hunk in review.whole.hunks if hunk.path == path)


def decide(campaign: Campaign, phase: str, hunk: Hunk, decision: Decision, reason: str = "") -> None:
    campaign.decide(
        batch_of(campaign, phase).id, scope="hunk", key=hunk.key, decision=decision, reason=reason
    )


def test_rev_01_a_rejected_use_site_becomes_an_exclusion_and_the_rest_is_planned_around_it(
    campaign: Campaign,
) -> None:
    hunk = hunk_at(campaign, "paths", "shop/cart.py")
    decide(campaign, "paths", hunk, Decision.REJECTED, "the cart is rewritten next week")
    review = campaign.review(batch_of(campaign, "paths").id)
    assert [change.path for change in review.approved.change_set.files] == ["shop/bill.py"]
    (exclusion,) = review.record.exclusions
    assert (exclusion.path, exclusion.key, exclusion.reason) == (
        "shop/cart.py", hunk.key, "the cart is rewritten next week",
    )  # fmt: skip
    assert {one.path: one.decision for one in review.whole.hunks} == {
        "shop/cart.py": Decision.REJECTED,
        "shop/bill.py": Decision.OPEN,
    }
    assert review.state == "partly"
    assert [left.path for left in review.approved.left] == ["shop/cart.py"]
    assert "the cart is rewritten next week" in review.message


def test_law_8_a_batch_with_a_site_left_still_moves_forward_and_claims_no_more(campaign: Campaign) -> None:
    """With one of two sites left the path stays in use: there is less to do, and the finding is not called closed."""
    batch = batch_of(campaign, "paths")
    assert campaign.review(batch.id).record.closed == batch.closes
    decide(campaign, "paths", hunk_at(campaign, "paths", "shop/cart.py"), Decision.REJECTED, "later")
    review = campaign.review(batch.id)
    assert review.refused == ""
    assert review.record.closed == ()
    assert review.effect is not None
    assert review.effect.closed == ()


def test_rejecting_what_the_batch_cannot_be_without_rejects_the_batch(campaign: Campaign) -> None:
    needed = next(
        hunk
        for hunk in campaign.review(batch_of(campaign, "cycles").id, prove_it=False).whole.hunks
        if not hunk.optional
    )
    decide(campaign, "cycles", needed, Decision.REJECTED)
    review = campaign.review(batch_of(campaign, "cycles").id)
    assert review.state == "refused"
    assert needed.path in review.refused
    assert review.proofs == ()


def test_rev_08_rejecting_everything_leaves_nothing_to_land(campaign: Campaign) -> None:
    batch = batch_of(campaign, "paths")
    campaign.decide(batch.id, scope="batch", key="", decision=Decision.REJECTED)
    review = campaign.review(batch.id)
    assert review.approved.change_set.is_empty
    assert "nothing is left" in review.refused


@pytest.mark.parametrize("scope", ["batch", "shape", "file", "hunk"])
def test_a_decision_covers_exactly_its_scope(campaign: Campaign, scope: str) -> None:
    batch = batch_of(campaign, "paths")
    hunk = hunk_at(campaign, "paths", "shop/cart.py")
    whole = campaign.review(batch.id, prove_it=False).whole
    shape = next(shape for shape in whole.shapes if hunk.key in shape.hunks)
    key = {"batch": "", "shape": shape.id, "file": hunk.path, "hunk": hunk.key}[scope]
    wanted = {
        "batch": {one.key for one in whole.hunks}, "shape": set(shape.hunks), "file": {hunk.key}, "hunk": {hunk.key},
    }[scope]  # fmt: skip
    review = campaign.decide(batch.id, scope=scope, key=key, decision=Decision.APPROVED)
    assert {one.key for one in review.whole.hunks if one.decision is Decision.APPROVED} == wanted
    undone = campaign.decisions.undo()
    assert undone.startswith("approved")
    again = campaign.review(batch.id, prove_it=False)
    assert all(one.decision is Decision.OPEN for one in again.whole.hunks)


@pytest.mark.parametrize(
    ("scope", "key"), [("hunk", "none"), ("file", "none.py"), ("shape", "none"), ("line", "1")]
)
def test_a_decision_on_nothing_is_a_usage_error(campaign: Campaign, scope: str, key: str) -> None:
    with pytest.raises(UsageError, match="has no"):
        campaign.decide(batch_of(campaign, "paths").id, scope=scope, key=key, decision=Decision.APPROVED)


def test_rev_06_decisions_are_there_when_the_repository_is_opened_again(
    campaign: Campaign, builder: RepoBuilder
) -> None:
    decide(campaign, "paths", hunk_at(campaign, "paths", "shop/cart.py"), Decision.APPROVED)
    assert hunk_at(Campaign.open(builder.root), "paths", "shop/cart.py").decision is Decision.APPROVED


def test_rev_03_a_decision_survives_changes_elsewhere_and_reopens_when_its_bytes_change(
    campaign: Campaign, builder: RepoBuilder
) -> None:
    for path in ("shop/cart.py", "shop/bill.py"):
        decide(campaign, "paths", hunk_at(campaign, "paths", path), Decision.APPROVED)
    cart = (builder.root / "shop/cart.py").read_text()
    bill = (builder.root / "shop/bill.py").read_text()
    builder.commit(
        "work goes on",
        {
            "shop/cart.py": f"import json\n{cart}\n\nDUMP = json.dumps\n",
            "shop/bill.py": bill.replace("import Price", "import Price as Price"),
        },
    )
    assert hunk_at(campaign, "paths", "shop/cart.py").decision is Decision.APPROVED
    assert hunk_at(campaign, "paths", "shop/bill.py").decision is Decision.OPEN


def test_an_undecided_hunk_does_not_land_with_the_approved_ones(campaign: Campaign) -> None:
    decide(campaign, "paths", hunk_at(campaign, "paths", "shop/cart.py"), Decision.APPROVED)
    review = campaign.review(batch_of(campaign, "paths").id, undecided=False)
    assert [change.path for change in review.approved.change_set.files] == ["shop/cart.py"]
    assert [exclusion.path for exclusion in review.record.exclusions] == ["shop/bill.py"]


def test_law_5_the_tree_that_is_shown_is_base_and_diff_and_record(
    campaign: Campaign, builder: RepoBuilder
) -> None:
    review = campaign.review(batch_of(campaign, "paths").id)
    tree = campaign.approved_tree(review)
    base = campaign.analysis().tree
    diff = b"".join(
        unified(file_text(change, base.read(change.path))) for change in review.approved.change_set.files
    )
    builder.git("apply", "--cached", "-", stdin=diff)
    blob = builder.git("hash-object", "-w", "--stdin", stdin=render_record(review.record))
    builder.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{review.record.path}")
    assert builder.git("write-tree") == tree
    builder.git("read-tree", "HEAD")


def test_a_reason_may_be_anything_that_a_person_types(campaign: Campaign) -> None:
    reason = "ünï ✨ \x1b[31m [red] \udcff"
    decide(campaign, "paths", hunk_at(campaign, "paths", "shop/cart.py"), Decision.REJECTED, reason)
    review = campaign.review(batch_of(campaign, "paths").id)
    assert review.record.exclusions[0].reason.startswith("ünï ✨")
    assert campaign.approved_tree(review)
