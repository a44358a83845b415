"""The command that writes what a plan says in the form of another tool."""

from pathlib import Path

import click

from migrator.campaign.exporting import FORMS, exported_layers
from migrator.cli import options
from migrator.cli.desk import desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer
from migrator.wire.encoding import SCHEMA
from migrator.wire.plans import ExportView


@click.command("export")
@click.argument("tool", type=click.Choice(["import-linter"]))
@options.folder
@click.option(
    "--form",
    type=click.Choice(sorted(FORMS)),
    default="ini",
    help="ini for .importlinter and setup.cfg (the default), toml for pyproject.toml.",
)
@click.option("--phase", metavar="ID", help="Only the layers of this phase.")
@options.as_json
@options.working_tree
@click.pass_context
def export_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context,
    tool: str,
    folder: Path | None,
    form: str,
    phase: str | None,
    *,
    as_json: bool,
    working_tree: bool,
) -> None:
    """Write the plan's layers as contracts of import-linter to stdout.

    What people decided to keep becomes an ignored import, with the reason beside it.
    """
    setting: Setting = ctx.obj
    with desk(setting.folder(folder), as_json=as_json, working_tree=working_tree) as opened:
        text = exported_layers(opened.campaign, form, phase)
    view = ExportView(SCHEMA, tool, form, FORMS[form][0], text)
    answer(view, lambda view: view.text.removesuffix("\n").split("\n"), as_json=as_json)
