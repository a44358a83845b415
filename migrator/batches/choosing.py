"""The batch that somebody means by what was typed."""

from collections.abc import Iterable

from migrator.batches.values import Batch
from migrator.errors import UsageError


def batch_called(name: str, proposed: Iterable[Batch]) -> Batch:
    """The batch of that id, or the only one whose id begins so. Proposing stops at the very id.

    Raises:
        UsageError: There is none, or there are several.
    """
    found: list[Batch] = []
    for batch in proposed:
        if batch.id == name:
            return batch
        if batch.id.startswith(name):
            found.append(batch)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{name} could be {', '.join(batch.id for batch in found)}", hint="give more of the id"
        )
    raise UsageError(
        f"There is no batch {name}",
        "It may have landed, or what it was made for has changed.",
        hint="`migrator batches` lists what is proposed now",
    )
