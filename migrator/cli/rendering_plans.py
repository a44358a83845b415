"""What `init` says as plain text: what is broken and where to start before anything else, and where the proposed plan is."""

from collections.abc import Iterator

from migrator.cli.rendering_status import status_lines
from migrator.display import plural, visible_line
from migrator.wire.plans import ProposedPlanView


def plan_lines(view: ProposedPlanView) -> Iterator[str]:
    """What `init` wrote or would write. A plan that was written is in its file; one that was not is shown."""
    if view.exists:
        yield from _existing(view)
        return
    if not view.written:
        yield from view.text.rstrip("\n").split("\n")
        yield ""
    if view.status is not None:
        yield from status_lines(view.status)
        yield ""
    if view.written:
        size = plural(view.text.count("\n"), "line")
        yield f"written to {visible_line(view.path)} ({size}); read it, change what you like, then commit it"
    else:
        yield f"nothing was written (without --dry-run this would be {visible_line(view.path)})"


def _existing(view: ProposedPlanView) -> Iterator[str]:
    yield f"there is a plan already: {visible_line(view.path)}; it was left as it is"
    if view.difference:
        yield "a new proposal would differ from it so:"
        yield from view.difference.rstrip("\n").split("\n")
    else:
        yield "a new proposal would be the same"
