"""The commands that carry a campaign to another base: `sync`, and `adopt` for a branch or for a commit made by hand."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from migrator.campaign.adopting import (
    adopt_branch,
    adopt_commit,
    branch_called,
    preview_adoption,
    record_by_hand,
)
from migrator.campaign.replaying import Carried
from migrator.campaign.syncing import Synced, preview_sync, sync
from migrator.cli import options
from migrator.cli.changing import ask, expect_trusted_plan
from migrator.cli.desk import Desk, desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer
from migrator.cli.rendering_batches import landed_lines
from migrator.cli.rendering_replays import replay_lines
from migrator.errors import RefusedError
from migrator.views.outcomes import landed_view, said_view
from migrator.views.replays import ADOPT_AGAIN, SYNC_AGAIN, carried_view, synced_view
from migrator.wire.acts import SyncView

_YES = click.option(
    "--yes",
    is_flag=True,
    help="Approve sites that turned up since the batches were approved, and do not ask.",
)


@click.command("sync")
@options.folder
@click.option(
    "--onto", metavar="REF", default="", help="The new base; else the branch that the campaign forked from."
)
@click.option(
    "--push",
    is_flag=True,
    help="Push the campaign's branch to the plan's remote, fast-forward only; by itself it does nothing else.",
)
@_YES
@options.trust
@options.dry_run
@options.as_json
@click.pass_context
def sync_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context,
    folder: Path | None,
    *,
    onto: str,
    push: bool,
    yes: bool,
    trust: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Replay the campaign on a base that moved, as one merge commit on its branch; nothing is fetched.

    Batches are planned again, the work of others is merged. A conflict stops it with exit code 3, and what came before is kept on a branch of its
    own. With --push alone the branch is pushed as it is.
    """
    setting: Setting = ctx.obj
    with desk(setting.folder(folder), as_json=as_json, trusted=trust) as opened:
        if push and not onto:
            answer(said_view(_pushed(opened, dry_run=dry_run)), landed_lines, as_json=as_json)
            return
        view = _carried(
            opened,
            lambda: preview_sync(opened.acts, onto),
            lambda approved: sync(opened.acts, onto, yes=yes, approved=approved),
            again=SYNC_AGAIN,
            is_asked=not (yes or dry_run or as_json),
            dry_run=dry_run,
        )
        pushed = _pushed(opened, dry_run=False) if push and view.landed is not None else ""
    answer(view, replay_lines, as_json=as_json)
    if pushed and not as_json:
        click.echo(pushed)
    ctx.exit(_exit_code(view))


@click.command("adopt")
@click.argument("what", metavar="BRANCH|COMMIT")
@_YES
@options.trust
@options.dry_run
@options.as_json
@click.pass_context
def adopt_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context, what: str, *, yes: bool, trust: str, dry_run: bool, as_json: bool
) -> None:
    """Carry the campaign to a branch that forked before it, or take a commit made by hand in as a batch.

    The branch gets a merge commit in which its own users of old paths follow; one that is checked out is not touched, a branch beside it gets it
    then. A commit must be part of the campaign's branch; it gets a record, so that history and undo know it.
    """
    setting: Setting = ctx.obj
    with desk(setting.path, as_json=as_json, trusted=trust) as opened:
        branch = branch_called(opened.campaign.repo, what)
        if branch is None:
            _adopt_commit(opened, what, dry_run=dry_run, as_json=as_json)
            return
        view = _carried(
            opened,
            lambda: preview_adoption(opened.acts, branch),
            lambda approved: adopt_branch(opened.acts, branch, yes=yes, approved=approved),
            again=ADOPT_AGAIN,
            is_asked=not (yes or dry_run or as_json),
            dry_run=dry_run,
        )
    answer(view, replay_lines, as_json=as_json)
    ctx.exit(_exit_code(view))


def _carried(  # noqa: PLR0913  the parts of one act
    opened: Desk,
    look: Callable[[], Carried],
    act: Callable[[str], Synced],
    *,
    again: str,
    is_asked: bool,
    dry_run: bool,
) -> SyncView:
    """What it would come to, or what came of it. Where somebody can be asked, what nobody has approved is shown first, and only that tree lands."""
    if dry_run:
        return carried_view(look(), again)
    expect_trusted_plan(opened, is_asked=sys.stdin.isatty())
    approved = ""
    if is_asked and sys.stdin.isatty():
        seen = look()
        if seen.replayed.unapproved and seen.replayed.stop is None:
            for line in replay_lines(carried_view(seen, again)):
                click.echo(line, err=True)
            ask("Land this, with the sites that nobody has approved yet?", "--yes")
            approved = seen.tree
    return synced_view(act(approved), again)


def _adopt_commit(opened: Desk, revision: str, *, dry_run: bool, as_json: bool) -> None:
    if dry_run:
        record = record_by_hand(opened.acts, revision)
        said = f"would take {record.adopts[:10]} in as {record.id}, phase {record.phase}, closing {len(record.closed)}"
        answer(said_view(said), landed_lines, as_json=as_json)
        return
    answer(landed_view(adopt_commit(opened.acts, revision)), landed_lines, as_json=as_json)


def _pushed(opened: Desk, *, dry_run: bool) -> str:
    if not dry_run:
        return opened.acts.push()
    plan, place = opened.campaign.place().plan, opened.campaign.place()
    return f"would push {place.commit[:10]} to {plan.remote or 'no remote'} as {plan.branch or 'no branch'}"


def _exit_code(view: SyncView) -> int:
    """0 where it is whole, 3 where it was stopped."""
    return 0 if view.stop is None else RefusedError.exit_code
