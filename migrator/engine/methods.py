"""What the dashboard can ask of the engine: one name, one call of the campaign, one value of the wire.

Reads may be answered at any time; jobs change the repository or take long, so they are done one after another.
"""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from migrator.batches.values import Decision
from migrator.campaign.acts import Acts
from migrator.campaign.adopting import adopt_branch, adopt_commit, branch_called, preview_adoption
from migrator.campaign.bisecting import bisect
from migrator.campaign.campaign import Campaign
from migrator.campaign.proposing import proposed_plan
from migrator.campaign.syncing import preview_sync, sync
from migrator.campaign.undoing import undo_batch
from migrator.errors import UsageError
from migrator.views.batches import batch_rows, batch_view, file_diff
from migrator.views.bisecting import bisect_view
from migrator.views.comparisons import bodies_view
from migrator.views.findings import finding_rows, finding_view
from migrator.views.outcomes import applied_view, history_view, landed_view, said_view
from migrator.views.plans import plan_view, untrusted_view
from migrator.views.replays import ADOPT_AGAIN, carried_view, synced_view
from migrator.views.status import check_view, status_view

Params = Mapping[str, Any]
Method = Callable[[Campaign, Acts, Params], object]


def reads() -> Mapping[str, Method]:
    """Questions that change nothing but decisions."""
    return {
        "status": lambda campaign, acts, _: status_view(campaign, acts),
        "findings": lambda campaign, _acts, _: finding_rows(campaign),
        "finding": lambda campaign, _acts, params: finding_view(campaign, _text(params, "finding")),
        "bodies": lambda campaign, _acts, params: bodies_view(
            campaign, _text(params, "finding"), _text(params, "member")
        ),
        "batches": lambda campaign, _acts, _: batch_rows(campaign),
        "batch": lambda campaign, _acts, params: batch_view(campaign, _text(params, "batch")),
        "file_diff": lambda campaign, _acts, params: file_diff(
            campaign, _text(params, "batch"), _text(params, "path")
        ),
        "decide": _decide,
        "undo_decision": lambda campaign, _acts, _: campaign.decisions.undo(),
        "history": lambda _campaign, acts, _: history_view(acts),
        "trust": lambda _campaign, acts, _: untrusted_view(acts),
        "confirm_trust": lambda _campaign, acts, _: acts.confirm_trust(),
        "propose_plan": lambda campaign, _acts, _: plan_view(proposed_plan(campaign), written=False),
    }


def jobs() -> Mapping[str, Method]:
    """Acts, one at a time, each with the title the screen shows while it runs."""
    return {
        "land": _land,
        "apply": lambda _campaign, acts, params: applied_view(
            acts.land_all(phases=(_text(params, "phase"),))
        ),
        "bisect": lambda _campaign, acts, params: bisect_view(bisect(acts, _text(params, "batch"))),
        "undo": lambda _campaign, acts, params: landed_view(undo_batch(acts, params.get("batch", ""))),
        "keep": lambda _campaign, acts, params: landed_view(
            acts.keep(_text(params, "finding"), _text(params, "reason"))
        ),
        "follow": lambda _campaign, acts, _: said_view(acts.follow()),
        "push": lambda _campaign, acts, _: said_view(acts.push()),
        "look_at_sync": lambda _campaign, acts, _: carried_view(preview_sync(acts)),
        "sync": lambda _campaign, acts, params: synced_view(sync(acts, approved=_text(params, "tree"))),
        "look_at_adoption": _look_at_adoption,
        "adopt_branch": lambda campaign, acts, params: synced_view(
            adopt_branch(acts, _branch(campaign, params), approved=_text(params, "tree")), ADOPT_AGAIN
        ),
        "adopt_commit": lambda _campaign, acts, params: landed_view(
            adopt_commit(acts, _text(params, "commit"))
        ),
        "run_checks": lambda _campaign, acts, _: tuple(check_view(result) for result in acts.run_checks()),
        "write_plan": _write_plan,
    }


def unknown_method(name: str) -> Method:
    """What answers a question that nobody knows."""

    def refuse(_campaign: Campaign, _acts: Acts, _params: Params) -> object:
        raise UsageError(f"The engine has no method {name}")

    return refuse


def _land(_campaign: Campaign, acts: Acts, params: Params) -> object:
    """One batch; that a check is flaky is accepted for this landing only."""
    wanted = dataclasses.replace(acts, accept_flaky=params.get("accept_flaky") is True)
    return landed_view(wanted.land(_text(params, "batch"))[0])


def _write_plan(campaign: Campaign, _acts: Acts, _params: Params) -> object:
    return plan_view(proposed_plan(campaign, write=True), written=True)


def _look_at_adoption(campaign: Campaign, acts: Acts, params: Params) -> object:
    branch = branch_called(campaign.repo, _text(params, "branch"))
    return () if branch is None else (carried_view(preview_adoption(acts, branch), ADOPT_AGAIN),)


def _branch(campaign: Campaign, params: Params) -> str:
    branch = branch_called(campaign.repo, _text(params, "branch"))
    if branch is None:
        raise UsageError(f"There is no branch {params['branch']}")
    return branch


def _decide(campaign: Campaign, _acts: Acts, params: Params) -> object:
    batch = _text(params, "batch")
    campaign.decide(
        batch,
        scope=_text(params, "scope"),
        key=str(params.get("key", "")),
        decision=_decision(_text(params, "decision")),
        reason=str(params.get("reason", "")),
    )
    return batch_view(campaign, batch, prove_it=False)


def _decision(said: str) -> Decision:
    try:
        return Decision(said)
    except ValueError as error:
        raise UsageError(
            f"{said!r} is no decision", hint=f"one of {', '.join(decision.value for decision in Decision)}"
        ) from error


def _text(params: Params, name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str):
        raise UsageError(f"The request lacks {name!r}")
    return value
