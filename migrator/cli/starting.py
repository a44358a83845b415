"""`init`: a repository without a plan gets a proposed one."""

from pathlib import Path

import click

from migrator.campaign.proposing import proposed_plan
from migrator.cli import options
from migrator.cli.desk import desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer
from migrator.cli.rendering_batches import plan_lines
from migrator.views.plans import plan_view


@click.command("init")
@options.folder
@click.option(
    "--scope", default="", metavar="PKG", help="The package that the campaign is about (proposed by default)."
)
@options.dry_run
@options.as_json
@click.pass_context
def init_command(
    ctx: click.Context, folder: Path | None, *, scope: str, dry_run: bool, as_json: bool
) -> None:
    """Analyse a repository without a plan and write a proposed `migration.toml`, commented. A plan that is there stays."""
    setting: Setting = ctx.obj
    with desk(setting.folder(folder), as_json=as_json) as opened:
        proposal = proposed_plan(opened.campaign, scope=scope, write=not dry_run)
    answer(plan_view(proposal, written=not dry_run), plan_lines, as_json=as_json)
