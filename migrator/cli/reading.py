"""The commands that read: nothing in the repository changes. This module is imported when one of them is asked for."""

import gc
from functools import partial
from pathlib import Path

import click

from migrator.cli import options
from migrator.cli.desk import desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer, say
from migrator.cli.rendering import history_lines, remaining
from migrator.cli.rendering_batches import batch_lines, batches_lines
from migrator.cli.rendering_findings import finding_lines, findings_lines
from migrator.cli.rendering_status import status_lines
from migrator.cli.writing import write_text
from migrator.display import visible_line
from migrator.errors import UsageError
from migrator.progress.report import markdown
from migrator.views.batches import batch_view, batches_view
from migrator.views.findings import explained_view, findings_view
from migrator.views.outcomes import history_view
from migrator.views.reports import report_view
from migrator.views.status import status_view

FINDINGS = 1
"""The exit code that says: there is work."""


@click.command("status")
@options.folder
@options.as_json
@options.working_tree
@click.pass_context
def status_command(ctx: click.Context, folder: Path | None, *, as_json: bool, working_tree: bool) -> None:
    """What is broken now, what remains per phase, what could not be analysed, where to start.

    Exit code 1 while something remains.
    """
    setting: Setting = ctx.obj
    gc.disable()  # nearly all that is made here is needed to the end, and looking through it for circles takes longer than the answer of a small repository
    with desk(setting.folder(folder), as_json=as_json, working_tree=working_tree) as opened:
        view = status_view(opened.campaign, opened.acts)
    answer(view, status_lines, as_json=as_json)
    ctx.exit(FINDINGS if remaining(view) else 0)


@click.command("findings")
@options.folder
@click.option("--phase", metavar="ID", help="Only those of this phase.")
@options.as_json
@options.working_tree
@click.pass_context
def findings_command(
    ctx: click.Context, folder: Path | None, phase: str | None, *, as_json: bool, working_tree: bool
) -> None:
    """The list of what was found. Exit code 1 while something of it is open and counts."""
    setting: Setting = ctx.obj
    with desk(setting.folder(folder), as_json=as_json, working_tree=working_tree) as opened:
        plan = opened.campaign.place().plan
        if phase is not None and plan.phase(phase) is None:
            known = ", ".join(known.id for known in plan.phases)
            raise UsageError(f"The plan has no phase {phase!r}", hint=f"it has {known}")
        view = findings_view(opened.campaign, phase)
    answer(view, findings_lines, as_json=as_json)
    ctx.exit(FINDINGS if any(finding.counts and not finding.kept for finding in view.findings) else 0)


@click.command("explain")
@click.argument("finding")
@click.option("--all", "all_sites", is_flag=True, help="Every place of it, however many there are.")
@options.as_json
@options.working_tree
@click.pass_context
def explain_command(
    ctx: click.Context, finding: str, *, all_sites: bool, as_json: bool, working_tree: bool
) -> None:
    """The evidence of one finding, what was weighed, and what each way to close it would do."""
    setting: Setting = ctx.obj
    with desk(setting.path, as_json=as_json, working_tree=working_tree) as opened:
        view = explained_view(opened.campaign, finding)
    answer(view, partial(finding_lines, all_sites=all_sites), as_json=as_json)


@click.command("batches")
@options.folder
@options.as_json
@click.pass_context
def batches_command(ctx: click.Context, folder: Path | None, *, as_json: bool) -> None:
    """What is proposed, in the order in which it should land."""
    setting: Setting = ctx.obj
    with desk(setting.folder(folder), as_json=as_json) as opened:
        view = batches_view(opened.campaign)
    answer(view, batches_lines, as_json=as_json)


@click.command("show")
@click.argument("batch")
@click.option("--diff", is_flag=True, help="With the whole diff.")
@options.as_json
@click.pass_context
def show_command(ctx: click.Context, batch: str, *, diff: bool, as_json: bool) -> None:
    """One batch: what it does, its shapes, proofs and effect, what it leaves alone."""
    setting: Setting = ctx.obj
    with desk(setting.path, as_json=as_json) as opened:
        view = batch_view(opened.campaign, batch, with_diff=diff)
    answer(view, batch_lines, as_json=as_json)


@click.command("history")
@options.folder
@click.option(
    "--measures", is_flag=True, help="With each phase's measure at each commit (an analysis of each)."
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many commits.")
@options.as_json
@click.pass_context
def history_command(
    ctx: click.Context, folder: Path | None, limit: int | None, *, measures: bool, as_json: bool
) -> None:
    """The campaign's commits, newest first, told from their records."""
    setting: Setting = ctx.obj
    with desk(setting.folder(folder), as_json=as_json) as opened:
        view = history_view(opened.acts, with_measures=measures, limit=limit)
    answer(view, history_lines, as_json=as_json)


@click.command("report")
@options.folder
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the Markdown there instead of printing it.",
)
@options.as_json
@click.pass_context
def report_command(ctx: click.Context, folder: Path | None, output: Path | None, *, as_json: bool) -> None:
    """The campaign report in Markdown: objectives, before and after, what was done, what is left, what comes next.

    Everything in it is computed from the code and the records. A result of a check that is not known here reads as not run.
    """
    setting: Setting = ctx.obj
    with desk(setting.folder(folder), as_json=as_json) as opened:
        view = report_view(opened.acts)
    text = markdown(view.report)
    if output is not None:
        write_text(setting.folder(output), text)
    if as_json:
        answer(view, lambda _: (), as_json=True)
    else:
        say(
            text.removesuffix("\n").split("\n")
            if output is None
            else [f"written to {visible_line(str(output))}"]
        )
