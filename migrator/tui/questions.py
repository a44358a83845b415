"""What is asked before something is done: what it would do, how much of it, and whether it can be taken back. Pure."""

from collections.abc import Sequence

from migrator.display import plural
from migrator.tui.page_view import PageLine
from migrator.tui.pages import fact
from migrator.tui.runs import EMPTY, line
from migrator.wire.acts import CommitView, SyncView
from migrator.wire.batches import BatchRow, BatchView
from migrator.wire.status import CheckView, PhaseView

LISTED = 10
"""So many batches or commits are named, the rest is counted."""


def trusting(commands: Sequence[CheckView]) -> list[PageLine]:
    """May the plan's commands run?"""
    return [
        line(
            "The plan of this repository wants to run these commands on your machine, each time a batch is verified."
        ),
        EMPTY,
        *(
            line(("  $ ", "accent"), (command.command, "strong"), (f"   {command.name}", "muted"))
            for command in commands
        ),
        EMPTY,
        line(("They are asked for again when they change.", "muted")),
    ]


def landing(view: BatchView) -> list[PageLine]:
    """May this batch land?"""
    approved = sum(hunk.decision == "approved" for hunk in view.hunks)
    rejected = sum(hunk.decision == "rejected" for hunk in view.hunks)
    left = len(view.hunks) - approved - rejected
    page: list[PageLine] = [
        line((view.title, "strong")),
        EMPTY,
        fact("APPROVED", (f"{approved}✓", "approved"), f" of {plural(len(view.hunks), 'hunk')}"),
    ]
    if rejected:
        page.append(fact("LEFT OUT", (f"{rejected}✗", "rejected"), " rejected"))
    if left:
        page.append(fact("OPEN", (f"{left}○", "warn"), " not decided: they are not landed"))
    page += [
        fact("", ("✗ ", "bad"), f"{proof.name}: {proof.said}") for proof in view.proofs if not proof.holds
    ]
    if view.refused:
        page.append(fact("REFUSED", (view.refused, "bad")))
    steps = (
        "static proofs, the plan's checks in a worktree of its own, one commit, compare-and-swap of the tip"
    )
    return [
        *page,
        fact("THEN", (steps, "muted")),
        EMPTY,
        line(("Your working tree is not touched. z takes it back.", "muted")),
    ]


def landing_phase(phase: PhaseView, batches: Sequence[BatchRow]) -> list[PageLine]:
    """May these batches land, one after another?"""
    rows = [
        line(
            ("    ✓ " if batch.state == "approved" else "    ○ ", "muted"),
            (f"{batch.id} ", "link"),
            batch.title,
        )
        for batch in batches[:LISTED]
    ]
    more = [line((f"    … and {len(batches) - LISTED:,} more", "muted"))] if len(batches) > LISTED else []
    return [
        line((phase.title, "strong"), f": {plural(len(batches), 'batch', 'batches')}, one commit each"),
        EMPTY,
        *rows,
        *more,
        EMPTY,
        fact("DECIDED", "what nobody rejected is approved by this, what was rejected stays out"),
        fact(
            "EACH",
            ("is planned anew on the one before; what that makes possible in this phase lands too", "muted"),
        ),
        fact("STOPS", ("at a red check, and on ctrl+x; what landed stays, z takes each back", "muted")),
    ]


def carrying(view: SyncView) -> list[PageLine]:
    """May the campaign land on another base as it was replayed there?"""
    page: list[PageLine] = [
        line(
            (view.name, "strong"),
            f": {plural(len(view.commits), 'commit')} of the campaign on {view.onto[:7]}",
        ),
        EMPTY,
    ]
    for commit in view.commits[:LISTED]:
        sites = f", {plural(commit.sites, 'site')}" if commit.sites else ""
        page.append(
            line(
                (f"    {commit.outcome:<9}", "muted"),
                (f" {commit.sha[:7]} ", "link"),
                f"{commit.subject}{sites}",
            )
        )
    if len(view.commits) > LISTED:
        page.append(line((f"    … and {len(view.commits) - LISTED:,} more", "muted")))
    page.append(EMPTY)
    new = [f"{site.path}:{site.line}" for commit in view.commits for site in commit.added]
    if new:
        page.append(fact("NEW", (f"{plural(len(new), 'site')} that nobody has approved yet", "warn")))
        page += [line(f"    {place}") for place in new[:LISTED]]
        page += [line((f"    … and {len(new) - LISTED:,} more", "muted"))] if len(new) > LISTED else []
    if view.stop is not None:
        page.append(fact("STOPPED", (view.stop.why, "bad")))
        page += [line(f"    {path}") for path in view.stop.paths[:LISTED]]
        page += [line((f"    {command}", "muted")) for command in view.stop.how]
    page.append(fact("PROOF", (view.proof, "muted")))
    page.append(
        fact("THEN", ("one merge commit, compare-and-swap of the tip; nobody's commit is rewritten", "muted"))
    )
    return page


def pushing(branch: str, waiting: Sequence[CommitView]) -> list[PageLine]:
    """May these commits go to the remote?"""
    rows = [line((f"    {commit.sha[:7]} ", "link"), commit.subject) for commit in waiting[:LISTED]]
    more = [line((f"    … and {len(waiting) - LISTED:,} more", "muted"))] if len(waiting) > LISTED else []
    return [
        line((branch, "strong"), f": {plural(len(waiting), 'commit')} that the remote does not have"),
        EMPTY,
        *rows,
        *more,
        EMPTY,
        fact("HOW", ("fast-forward only: the remote's branch is never overwritten", "muted")),
        line(
            (
                "What others may have fetched cannot be taken back; z and t add commits, they remove none.",
                "warn",
            )
        ),
    ]
