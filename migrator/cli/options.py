"""The options and arguments that several commands share."""

from pathlib import Path

import click

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON value on stdout, nothing else.")
folder = click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[PATH]")
dry_run = click.option("--dry-run", is_flag=True, help="Say what would be done and change nothing.")
trust = click.option("--trust", metavar="HASH", default="", help="Let the plan's commands of this hash run.")
working_tree = click.option(
    "--working-tree", is_flag=True, help="Analyse the files as they are, not the campaign's tip."
)
