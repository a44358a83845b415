"""`move` and `canonical`: changes without a finding behind them, in any repository. They print the diff unless told to write it somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from migrator.campaign.adhoc import (
    AdHoc,
    commit_ad_hoc,
    differing,
    expect_whole,
    plan_asked,
    plan_each,
    write_ad_hoc,
)
from migrator.campaign.asked import Asked, asked_move, asked_path, read_asked
from migrator.cli import options
from migrator.cli.desk import Desk, desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer
from migrator.cli.reading_files import read_given
from migrator.cli.rendering_batches import ad_hoc_lines
from migrator.errors import UsageError
from migrator.plan.values import ShimChoice
from migrator.views.adhoc import ad_hoc_view, each_view
from migrator.wire.acts import AdHocView

_NONE = "Name what to move and where, or --from FILE"
_FORM = "migrator move pkg.module:Name pkg.target"


@dataclass(frozen=True)
class Doing:
    """What to do with a change once it is planned: nothing, write it, or commit it; as one batch or one each."""

    write: bool
    commit: bool
    each: bool
    as_json: bool
    trust: str
    working_tree: bool


_write = click.option("--write", is_flag=True, help="Write it to the working tree, all files or none.")
_commit = click.option("--commit", is_flag=True, help="Verify it and land it on the campaign's branch.")
_from = click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take several from a TOML file: [[move]] with symbols (or module), to, rename, shim; [[canonical]] with name, via.",
)
_each = click.option("--each", is_flag=True, help="Of what --from names, make each a change of its own.")


@click.command("move")
@click.argument("words", nargs=-1, metavar="[PKG.MODULE[:NAME[,NAME...]]... PKG.TARGET[:NEWNAME]]")
@_from
@_each
@click.option("--no-shim", is_flag=True, help="Leave nothing at the old path.")
@_write
@_commit
@options.trust
@options.dry_run
@options.working_tree
@options.as_json
@click.pass_context
def move_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context,
    words: tuple[str, ...],
    file: Path | None,
    *,
    each: bool,
    no_shim: bool,
    write: bool,
    commit: bool,
    trust: str,
    dry_run: bool,
    working_tree: bool,
    as_json: bool,
) -> None:
    """Move definitions to another module, or a whole module to a new path.

    Importers follow, and the old path keeps working. A module is named without a colon: migrator move pkg.old pkg.new
    """
    doing = Doing(write, commit, each, as_json, trust, working_tree)
    _expect_fitting(doing, file, words, dry_run=dry_run)
    shim = ShimChoice.NONE if no_shim else ShimChoice.AUTO
    setting: Setting = ctx.obj
    if file is not None:
        asked = read_asked(read_given(setting.folder(file)), str(file), shim)
    elif len(words) > 1:
        asked = (asked_move(words[:-1], words[-1], shim),)
    else:
        raise UsageError(_NONE, hint=_FORM)
    ctx.exit(_run(setting.path, asked, doing))


@click.command("canonical")
@click.argument("words", nargs=-1, metavar="[PKG.MODULE:NAME]")
@_from
@_each
@_write
@_commit
@options.trust
@options.dry_run
@options.working_tree
@options.as_json
@click.pass_context
def canonical_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context,
    words: tuple[str, ...],
    file: Path | None,
    *,
    each: bool,
    write: bool,
    commit: bool,
    trust: str,
    dry_run: bool,
    working_tree: bool,
    as_json: bool,
) -> None:
    """Rewrite every import of a definition to this path."""
    doing = Doing(write, commit, each, as_json, trust, working_tree)
    _expect_fitting(doing, file, words, dry_run=dry_run)
    setting: Setting = ctx.obj
    if file is not None:
        asked = read_asked(read_given(setting.folder(file)), str(file))
    elif len(words) == 1:
        asked = (asked_path(words[0]),)
    else:
        raise UsageError("Name one path, or --from FILE", hint="migrator canonical pkg.module:Name")
    ctx.exit(_run(setting.path, asked, doing))


def _run(path: Path, asked: Sequence[Asked], doing: Doing) -> int:
    """Plan all, then write or commit where asked to, and print what was done or would be. A refusal is exit code 3."""
    working_tree = doing.write or doing.working_tree
    with desk(path, as_json=doing.as_json, working_tree=working_tree, trusted=doing.trust) as opened:
        if working_tree:
            expect_whole(opened.campaign)
        views = _each_done(opened, asked, doing) if doing.each else [_all_done(opened, asked, doing)]
        view = each_view(views) if doing.each else views[0]
        opened.line.clear()
        answer(view, ad_hoc_lines, as_json=doing.as_json)
        return 3 if view.refused else 0


def _all_done(opened: Desk, asked: Sequence[Asked], doing: Doing) -> AdHocView:
    return _done(opened, plan_asked(opened.campaign, asked), doing)


def _each_done(opened: Desk, asked: Sequence[Asked], doing: Doing) -> list[AdHocView]:
    """All are planned before the first is carried out: where one is refused, nothing is touched."""
    planned = plan_each(opened.campaign, asked)
    if any(change.refused for change in planned) or not (doing.write or doing.commit):
        return [ad_hoc_view(change, notes=differing(opened.campaign)) for change in planned]
    return [_done(opened, plan_asked(opened.campaign, (one,)), doing) for one in asked]


def _done(opened: Desk, change: AdHoc, doing: Doing) -> AdHocView:
    is_possible = not change.refused and not change.planned.change_set.is_empty
    if is_possible and doing.commit:
        return ad_hoc_view(change, commit=commit_ad_hoc(opened.acts, change).commit)
    if is_possible and doing.write:
        write_ad_hoc(opened.campaign, change)
        return ad_hoc_view(change, written=True)
    return ad_hoc_view(change, notes=differing(opened.campaign))


def _expect_fitting(doing: Doing, file: Path | None, words: Sequence[str], *, dry_run: bool) -> None:
    """Raises UsageError where options exclude each other."""
    if doing.write + doing.commit + dry_run > 1:
        raise UsageError("--write, --commit and --dry-run exclude each other")
    if doing.commit and doing.working_tree:
        raise UsageError(
            "--commit and --working-tree exclude each other", hint="only what is committed can land"
        )
    if file is not None and words:
        raise UsageError(f"{words[0]} and --from exclude each other", hint="write it into the file")
    if doing.each and file is None:
        raise UsageError("--each needs --from FILE")
