"""The commands of `migrator` and what all of them share.

Only names and one line of help stand here: the module of a command is imported when that command is asked for, so that `migrator --version`
does not wait for what it does not use.
"""

import difflib
import importlib
from dataclasses import dataclass
from pathlib import Path

import click

from migrator import __version__
from migrator.cli.boundary import Opener
from migrator.cli.safe_path import leave_out
from migrator.errors import UsageError

COMMANDS = {
    "demo": ("demonstration", "Make a scratch repository from the sample and open the dashboard on it."),
    "init": ("starting", "Analyse a repository without a plan and write a proposed one."),
    "status": ("reading", "What is broken now, what remains per phase, where to start."),
    "findings": ("reading", "The list of what was found."),
    "explain": ("reading", "The evidence of one finding."),
    "batches": ("reading", "What is proposed."),
    "show": ("reading", "One batch with its effect, shapes and diff."),
    "apply": ("changing", "Verify batches and land them."),
    "bisect": ("bisecting", "Find what of a red batch breaks it."),
    "move": ("ad_hoc", "Move definitions to another module."),
    "canonical": ("ad_hoc", "Import a definition by this path, everywhere."),
    "keep": ("changing", "Record the decision to leave a finding."),
    "undo": ("changing", "Take a landed batch back."),
    "follow": ("changing", "Bring the checkout up to the campaign's tip."),
    "recover": ("changing", "Clean up after a crash."),
    "sync": ("carrying", "Replay the campaign on a base that moved; push its branch."),
    "adopt": ("carrying", "Carry the campaign to a branch, or take a commit made by hand in as a batch."),
    "history": ("reading", "The campaign's commits."),
    "report": ("reading", "The campaign report, in Markdown."),
    "plugins": ("plugins", "Plug-ins: which are there, which may run here, do their examples hold."),
    "export": ("exporting", "The plan's layers as contracts of import-linter."),
}


@dataclass(frozen=True)
class Setting:
    """What the options before the command say.

    Attributes:
        path: The folder that `-C` names, or the current one.
        is_named: Whether `-C` was given.
        open_dashboard: What the program does without a command.
    """

    path: Path
    is_named: bool
    open_dashboard: Opener

    def folder(self, argument: Path | None) -> Path:
        """The folder a command works on: its own argument, taken relative to `-C` as git does."""
        return self.path if argument is None else self.path / argument


class Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Every command, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  as above
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"migrator.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A command by its name; a folder in its place opens the dashboard there."""
        word = args[0]
        if word not in COMMANDS and not word.startswith("-"):
            if len(args) == 1 and (_path_so_far(ctx) / word).is_dir():
                return "dashboard", dashboard_command, args
            close = difflib.get_close_matches(word, COMMANDS, n=1)
            hint = f"did you mean `migrator {close[0]}`?" if close else "`migrator --help` lists the commands"
            raise UsageError(f"There is no command {word!r}", hint=hint)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  as above
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(
    cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "-C",
    "path",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The repository, or a folder in it (default: the current folder).",
)
@click.version_option(__version__, message="migrator %(version)s")
@click.pass_context
def cli(ctx: click.Context, path: Path | None) -> None:
    """Refactoring campaigns on Python repositories. Without a command: the dashboard.

    Exit codes: 0 done, 1 findings, 2 usage or plan error, 3 refused, 4 failed and rolled back, 70 bug, 130 interrupted.
    """
    opener: Opener = ctx.obj
    ctx.obj = Setting(path=path or Path(), is_named=path is not None, open_dashboard=opener)
    leave_out(str(ctx.obj.path))
    if ctx.invoked_subcommand is None:
        ctx.exit(opener(ctx.obj.path))


@click.command("dashboard")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_context
def dashboard_command(ctx: click.Context, folder: Path) -> None:
    """Open the dashboard on a folder."""
    setting: Setting = ctx.obj
    leave_out(str(setting.folder(folder)))
    ctx.exit(setting.open_dashboard(setting.folder(folder)))


def _path_so_far(ctx: click.Context) -> Path:
    path = ctx.params.get("path")
    return path if isinstance(path, Path) else Path()
