"""`demo`: the sample campaign on a scratch repository, on the dashboard or carried out from start to end."""

import tempfile
from pathlib import Path

import click

from migrator.campaign.demonstration import carry_out, make_demo
from migrator.cli import options
from migrator.cli.desk import desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer, say
from migrator.cli.rendering_batches import demo_lines
from migrator.cli.terminal import expect_terminal
from migrator.errors import UsageError
from migrator.landing.values import Landed
from migrator.views.demonstration import demo_view


@click.command("demo")
@click.option(
    "--auto", is_flag=True, help="Carry the whole campaign out without a screen and print what it did."
)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where to make it (default: a scratch folder).",
)
@options.as_json
@click.pass_context
def demo_command(ctx: click.Context, *, auto: bool, into: Path | None, as_json: bool) -> None:
    """Make a scratch git repository from the sample, with a bare `origin`, and open the dashboard on it."""
    if as_json and not auto:
        raise UsageError(
            "--json needs --auto", hint="the dashboard has no JSON; `migrator demo --auto --json` has"
        )
    if not auto:
        expect_terminal("`migrator demo --auto` carries the campaign out without one")
    setting: Setting = ctx.obj
    place = setting.folder(into) if into else Path(tempfile.mkdtemp(prefix="migrator-demo-")) / "chat"
    root = make_demo(place)
    if not auto:
        code = setting.open_dashboard(root)
        say([f"the repository is {root}"])
        ctx.exit(code)
    with desk(root, as_json=as_json) as opened:

        def told(landed: Landed) -> None:
            opened.line.draw(f"landed {landed.batch}", is_news=True)

        view = demo_view(carry_out(opened.campaign, told))
    answer(view, demo_lines, as_json=as_json)
    ctx.exit(next((refusal.exit_code for refusal in view.refused.values() if refusal.exit_code), 0))
