"""The proposed plan, and the commands of a plan that wait to be confirmed."""

from migrator.campaign.acts import Acts
from migrator.campaign.proposing import PlanProposal
from migrator.wire.encoding import SCHEMA
from migrator.wire.plans import ProposedPlanView
from migrator.wire.status import CheckView, StatusView


def plan_view(proposal: PlanProposal, *, written: bool, status: StatusView | None = None) -> ProposedPlanView:
    """What `init` wrote or would write, with the first screen under that plan where it was asked for."""
    return ProposedPlanView(
        schema=SCHEMA,
        path=proposal.path,
        text=proposal.text,
        written=written and not proposal.exists,
        exists=proposal.exists,
        difference=proposal.difference,
        status=status,
    )


def untrusted_view(acts: Acts) -> tuple[CheckView, ...]:
    """The commands that would run and that nobody has confirmed here yet; none where all are."""
    digest, commands = acts.untrusted()
    names = [check.name for check in acts.campaign.place().plan.checks]
    names += [command.name for command in acts.campaign.place().plan.formats]
    return tuple(
        CheckView(name, "not run", " ".join(command), said=digest)
        for name, command in zip(names, commands, strict=False)
    )
