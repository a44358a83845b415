"""The commands that change a campaign: each verifies first, each can be taken back, each has a --dry-run that changes nothing."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from migrator.batches.values import Decision
from migrator.campaign.review import scope_of
from migrator.campaign.undoing import undo_batch
from migrator.cli import options
from migrator.cli.desk import Desk, desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer
from migrator.cli.rendering import history_lines
from migrator.cli.rendering_batches import applied_lines, batch_lines, landed_lines
from migrator.cli.rendering_findings import finding_lines
from migrator.cli.trusting import expect_trust
from migrator.errors import RefusedError, UsageError
from migrator.views.batches import batch_view
from migrator.views.findings import finding_view
from migrator.views.outcomes import applied_view, history_view, landed_view, said_view
from migrator.wire.acts import AppliedView, HistoryView
from migrator.wire.batches import BatchView
from migrator.wire.encoding import SCHEMA


@click.command("apply")
@click.argument("batches", nargs=-1, metavar="[BATCH]...")
@click.option("--phase", "phases", multiple=True, metavar="ID", help="Every batch of this phase.")
@click.option("--all", "everything", is_flag=True, help="Every batch of every phase.")
@click.option("--yes", is_flag=True, help="Approve what nobody has decided on, and do not ask.")
@click.option(
    "--without", multiple=True, metavar="KEY", help="Reject this shape, file or hunk of the one batch named."
)
@click.option("--accept-flaky", is_flag=True, help="Land although a check is red once and green then.")
@options.trust
@options.dry_run
@options.as_json
@click.pass_context
def apply_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context,
    batches: tuple[str, ...],
    phases: tuple[str, ...],
    *,
    everything: bool,
    yes: bool,
    without: tuple[str, ...],
    accept_flaky: bool,
    trust: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Verify batches in a worktree of their own and land them, one commit each.

    Hunks that were rejected in review stay out. What landed before a failure stays landed; exit code 4 or 3 then.
    """
    if (bool(batches) + bool(phases) + everything) != 1:
        raise UsageError("Say what to land", hint="name batches, or --phase ID, or --all")
    if without and len(batches) != 1:
        raise UsageError("--without is about one batch", hint="name that batch and no other")
    setting: Setting = ctx.obj
    with desk(setting.path, as_json=as_json, trusted=trust) as opened:
        wanted = _wanted(opened, batches, phases)
        if dry_run:
            views = tuple(batch_view(opened.campaign, batch) for batch in wanted)
            answer(views, _each_batch, as_json=as_json)
            return
        if not yes:
            ask(f"Land {len(wanted)} of the proposed batches?", "--yes")
        expect_trusted_plan(opened, is_asked=not yes)
        _reject(opened, wanted, without)
        opened.acts.accept_flaky = accept_flaky
        outcome = opened.acts.land_all(phases=phases, batches=wanted if batches else ())
        view = applied_view(outcome)
    answer(view, applied_lines, as_json=as_json)
    ctx.exit(_exit_code(view))


@click.command("keep")
@click.argument("finding")
@click.option("--reason", required=True, help="Why it is left; it is committed with the decision.")
@click.option("--owner", default="", help="Who answers for it.")
@options.dry_run
@options.as_json
@click.pass_context
def keep_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context, finding: str, *, reason: str, owner: str, dry_run: bool, as_json: bool
) -> None:
    """Record the decision to leave a finding: a commit on the campaign's branch that adds it to the plan."""
    setting: Setting = ctx.obj
    with desk(setting.path, as_json=as_json) as opened:
        if dry_run:
            answer(finding_view(opened.campaign, finding), finding_lines, as_json=as_json)
            return
        view = landed_view(opened.acts.keep(finding, reason, owner=owner))
    answer(view, landed_lines, as_json=as_json)


@click.command("undo")
@click.argument("batch", required=False, default="")
@options.trust
@options.dry_run
@options.as_json
@click.pass_context
def undo_command(ctx: click.Context, batch: str, *, trust: str, dry_run: bool, as_json: bool) -> None:
    """Take a landed batch back (the last one by default) with a commit of its own."""
    setting: Setting = ctx.obj
    with desk(setting.path, as_json=as_json, trusted=trust) as opened:
        if dry_run:
            answer(_undoable(opened, batch), history_lines, as_json=as_json)
            return
        expect_trusted_plan(opened, is_asked=sys.stdin.isatty())
        view = landed_view(undo_batch(opened.acts, batch))
    answer(view, landed_lines, as_json=as_json)


@click.command("follow")
@options.folder
@options.dry_run
@options.as_json
@click.pass_context
def follow_command(ctx: click.Context, folder: Path | None, *, dry_run: bool, as_json: bool) -> None:
    """Bring the checkout that has the campaign's branch checked out up to the tip.

    Files with changes of yours in the way are named, and nothing is moved then.
    """
    setting: Setting = ctx.obj
    with desk(setting.folder(folder), as_json=as_json) as opened:
        if dry_run:
            place = opened.campaign.place()
            said = f"the tip is {place.commit[:10]}" if place.tip_ref else "nothing has landed yet"
            answer(said_view(said), landed_lines, as_json=as_json)
            return
        view = said_view(opened.acts.follow())
    answer(view, landed_lines, as_json=as_json)


@click.command("recover")
@options.folder
@options.dry_run
@options.as_json
@click.pass_context
def recover_command(ctx: click.Context, folder: Path | None, *, dry_run: bool, as_json: bool) -> None:
    """Clean up after a crash: finish or take back what was interrupted, and say what was done."""
    setting: Setting = ctx.obj
    with desk(setting.folder(folder), as_json=as_json) as opened:
        said = opened.acts.recover(dry_run=dry_run)
        view = said_view("\n".join(said) or "nothing was left behind")
    answer(view, landed_lines, as_json=as_json)


def _reject(opened: Desk, wanted: list[str], without: tuple[str, ...]) -> None:
    """Reject parts of a batch; that is kept as a decision of the review, and with the batch when it lands."""
    for key in without:
        opened.campaign.decide(
            wanted[0],
            scope=scope_of(opened.campaign.review(wanted[0], prove_it=False), key),
            key=key,
            decision=Decision.REJECTED,
            reason="left out with --without",
        )


def _each_batch(views: Iterable[BatchView]) -> Iterator[str]:
    for view in views:
        yield from batch_lines(view)
        yield ""


def _wanted(opened: Desk, batches: tuple[str, ...], phases: tuple[str, ...]) -> list[str]:
    """The full ids of what is asked for. Raises `UsageError` for what is not there."""
    plan = opened.campaign.place().plan
    for phase in phases:
        if plan.phase(phase) is None:
            known = ", ".join(known.id for known in plan.phases)
            raise UsageError(f"The plan has no phase {phase!r}", hint=f"it has {known}")
    if batches:
        return [opened.campaign.batch(batch).id for batch in batches]
    return [batch.id for batch in opened.campaign.batches() if not phases or batch.phase in phases]


def ask(question: str, option: str) -> None:
    """Go on only where somebody says so. Raises `UsageError` where nobody can be asked, `RefusedError` where they say no."""
    if not sys.stdin.isatty():
        raise UsageError(
            "Nobody can be asked here", question, hint=f"say {option}, or --dry-run to see what would land"
        )
    if not click.confirm(question, err=True):
        raise RefusedError("Nothing was landed")


def expect_trusted_plan(opened: Desk, *, is_asked: bool) -> None:
    """The plan's commands run only after somebody has seen and confirmed them.

    Raises:
        UntrustedCommandError: Nobody did, and nobody can be asked.
        RefusedError: Somebody was asked and said no.
    """
    digest, commands = opened.acts.untrusted()
    if not commands:
        return
    expect_trust(digest, commands, opened.line, is_asked=is_asked, refusal="Nothing was landed")
    opened.acts.confirm_trust()


def _undoable(opened: Desk, batch: str) -> HistoryView:
    view = history_view(opened.acts)
    landed = [
        commit for commit in view.commits if commit.state == "landed" and commit.batch.startswith(batch)
    ]
    if not landed:
        raise RefusedError(
            f"No landed batch {batch}".rstrip(), hint="`migrator history` lists what has landed"
        )
    return HistoryView(SCHEMA, view.branch, tuple(landed[:1]))


def _exit_code(view: AppliedView) -> int:
    """0 where all landed, else that of the first refusal: 3 refused, 4 failed and rolled back."""
    return next((refusal.exit_code for refusal in view.refused.values() if refusal.exit_code), 0)
