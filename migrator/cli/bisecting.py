"""`migrator bisect`: what of a red batch breaks it."""

from collections.abc import Iterator

import click

from migrator.campaign.bisecting import RUNS, bisect
from migrator.cli import options
from migrator.cli.changing import expect_trusted_plan
from migrator.cli.desk import desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer
from migrator.display import plural, visible_line
from migrator.views.bisecting import bisect_view
from migrator.wire.bisecting import BisectView, CulpritView

_SHOWN = 10


@click.command("bisect")
@click.argument("batch")
@click.option(
    "--runs",
    type=click.IntRange(min=1),
    default=RUNS,
    show_default=True,
    help="Run the checks so often at the most.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.trust
@options.as_json
@click.pass_context
def bisect_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context, batch: str, *, runs: int, yes: bool, trust: str, as_json: bool
) -> None:
    """Find the shape, file or hunk of a batch that makes a check red, so that the rest can land.

    Nothing is decided and nothing lands. Exit code 1 where something breaks the batch.
    """
    setting: Setting = ctx.obj
    with desk(setting.path, as_json=as_json, trusted=trust) as opened:
        expect_trusted_plan(opened, is_asked=not yes)
        click.echo(f"the checks are run {runs} times at the most; Ctrl-C stops it", err=True)
        view = bisect_view(bisect(opened.acts, batch, at_most=runs))
    answer(view, bisect_lines, as_json=as_json)
    ctx.exit(0 if view.breaks == "nothing" else 1)


def bisect_lines(view: BisectView) -> Iterator[str]:
    """What breaks a batch, and the command that lands the rest."""
    runs = f"{plural(view.runs, 'run')} of the checks"
    if view.breaks == "nothing":
        yield f"{view.batch}: the checks have nothing against it ({runs})"
        return
    for check in view.checks:
        yield f"{view.batch}: {visible_line(check.name)} is {check.result} ({runs})"
    if view.breaks == "needed":
        yield "what the batch cannot be without breaks it: no part of it can land"
        return
    for culprit in view.culprits:
        yield from _culprit(culprit)
    if view.exhausted:
        yield "the runs were used up: less may be to blame; --runs N allows more"
    yield {
        "green": "the rest is green; it lands with:",
        "red": "the rest is red too",
        "refused": f"the rest cannot land by itself: {visible_line(view.why)}",
        "unknown": "the rest was not tried",
    }[view.rest]
    if view.command:
        yield f"  {visible_line(view.command)}"


def _culprit(culprit: CulpritView) -> Iterator[str]:
    yield f"{culprit.kind} {visible_line(culprit.key)}: {visible_line(culprit.title)}"
    for site in culprit.sites[:_SHOWN]:
        yield f"    {visible_line(site.path)}:{site.line}"
        yield from (f"      - {visible_line(line)}" for line in site.old.splitlines()[:3])
        yield from (f"      + {visible_line(line)}" for line in site.new.splitlines()[:3])
    if len(culprit.sites) > _SHOWN:
        yield f"    and {len(culprit.sites) - _SHOWN} more"
