"""`move` and `canonical`: one change, without a plan or with one. They print the diff unless told to write it somewhere."""

from dataclasses import dataclass

import click

from migrator.campaign.adhoc import AdHoc, commit_ad_hoc, plan_canonical, plan_move, write_ad_hoc
from migrator.cli import options
from migrator.cli.desk import Desk, desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer
from migrator.cli.rendering_batches import ad_hoc_lines
from migrator.errors import UsageError
from migrator.plan.values import ShimChoice
from migrator.views.adhoc import ad_hoc_diff, ad_hoc_view


@dataclass(frozen=True)
class Asked:
    """What to do with the change once it is planned: nothing, write it, or commit it."""

    write: bool
    commit: bool
    as_json: bool


_write = click.option("--write", is_flag=True, help="Write it to the working tree.")
_commit = click.option("--commit", is_flag=True, help="Verify it and land it on the campaign's branch.")


@click.command("move")
@click.argument("symbols", nargs=-1, required=True, metavar="PKG.MODULE:NAME[,NAME...]...")
@click.argument("target", metavar="PKG.TARGET[:NEWNAME]")
@click.option("--no-shim", is_flag=True, help="Leave nothing at the old path.")
@_write
@_commit
@options.trust
@options.dry_run
@options.as_json
@click.pass_context
def move_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context,
    symbols: tuple[str, ...],
    target: str,
    *,
    no_shim: bool,
    write: bool,
    commit: bool,
    trust: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Move definitions to another module; importers follow, and the old path keeps working."""
    asked = _asked(write=write, commit=commit, dry_run=dry_run, as_json=as_json)
    setting: Setting = ctx.obj
    shim = ShimChoice.NONE if no_shim else ShimChoice.AUTO
    with desk(setting.path, as_json=as_json, working_tree=write, trusted=trust) as opened:
        change = plan_move(opened.campaign, symbols, target, shim)
        ctx.exit(_finish(opened, change, asked))


@click.command("canonical")
@click.argument("path", metavar="PKG.MODULE:NAME")
@_write
@_commit
@options.trust
@options.dry_run
@options.as_json
@click.pass_context
def canonical_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context, path: str, *, write: bool, commit: bool, trust: str, dry_run: bool, as_json: bool
) -> None:
    """Rewrite every import of a definition to this path."""
    asked = _asked(write=write, commit=commit, dry_run=dry_run, as_json=as_json)
    setting: Setting = ctx.obj
    with desk(setting.path, as_json=as_json, working_tree=write, trusted=trust) as opened:
        change = plan_canonical(opened.campaign, path)
        ctx.exit(_finish(opened, change, asked))


def _finish(opened: Desk, change: AdHoc, asked: Asked) -> int:
    """Write or commit where asked to, and print what was done or would be. A refusal is exit code 3."""
    diff = ad_hoc_diff(change)
    landed = ""
    is_possible = not change.refused and not change.planned.change_set.is_empty
    if is_possible and asked.commit:
        landed = commit_ad_hoc(opened.acts, change).commit
    elif is_possible and asked.write:
        write_ad_hoc(opened.campaign, change)
    view = ad_hoc_view(change, diff=diff, written=is_possible and asked.write, commit=landed)
    opened.line.clear()
    answer(view, ad_hoc_lines, as_json=asked.as_json)
    return 3 if view.refused else 0


def _asked(*, write: bool, commit: bool, dry_run: bool, as_json: bool) -> Asked:
    if write + commit + dry_run > 1:
        raise UsageError("--write, --commit and --dry-run exclude each other")
    return Asked(write=write, commit=commit, as_json=as_json)
