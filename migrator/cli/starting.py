"""`init`: a repository without a plan gets a proposed one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from migrator.campaign.acts import Acts
from migrator.campaign.proposing import PlanProposal, proposed_plan, run_found_checks
from migrator.cli import options
from migrator.cli.desk import Desk, desk
from migrator.cli.main import Setting
from migrator.cli.printing import answer
from migrator.cli.rendering_plans import plan_lines
from migrator.cli.trusting import expect_trust
from migrator.landing.trust import commands_hash, is_trusted, trust
from migrator.landing.values import CheckResult
from migrator.plan.values import Check
from migrator.views.plans import plan_view
from migrator.views.status import status_view
from migrator.wire.status import StatusView


@click.command("init")
@options.folder
@click.option(
    "--scope", default="", metavar="PKG", help="The package that the campaign is about (proposed by default)."
)
@click.option(
    "--try-checks", "is_tried", is_flag=True, help="Run the checks that are found, and say what came of them."
)
@options.trust
@options.dry_run
@options.as_json
@click.pass_context
def init_command(  # noqa: PLR0913  the options of one command
    ctx: click.Context,
    folder: Path | None,
    *,
    scope: str,
    is_tried: bool,
    trust: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Analyse a repository without a plan and write a proposed `migration.toml`, commented. A plan that is there stays.

    Where there is a plan: what a new proposal would change, and exit code 1 where that is anything.
    """
    setting: Setting = ctx.obj
    with desk(setting.folder(folder), as_json=as_json, trusted=trust) as opened:
        trying = _Trying(opened) if is_tried else None
        proposal = proposed_plan(opened.campaign, scope=scope, write=not dry_run, try_checks=trying)
        view = plan_view(proposal, written=not dry_run, status=_first_screen(proposal))
    answer(view, plan_lines, as_json=as_json)
    ctx.exit(1 if view.difference else 0)


def _first_screen(proposal: PlanProposal) -> StatusView | None:
    """What `status` says under the proposed plan; of a plan that is there `migrator status` says it."""
    return None if proposal.exists else status_view(proposal.campaign, Acts(proposal.campaign))


class _Trying:
    """Runs the checks that are found, once somebody has confirmed them."""

    def __init__(self, opened: Desk) -> None:
        self._opened = opened

    def __call__(self, name: str, checks: Sequence[Check]) -> Mapping[str, CheckResult]:
        repo, given = self._opened.campaign.repo, self._opened.acts.trusted
        digest = commands_hash(checks, ())
        if checks and given != digest and not is_trusted(repo, digest):
            commands = [check.words for check in checks]
            expect_trust(
                digest, commands, self._opened.line, is_asked=True, refusal="Nothing was run or written"
            )
            trust(repo, digest)
        return run_found_checks(self._opened.campaign, name, checks, trusted=digest)
