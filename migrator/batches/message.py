"""Commit messages that a reviewer likes to read: what and why first, trailers for people at the end.

Nothing is ever read back from a message: the record in the tree is the database, so a message can be reworded freely.
"""

from collections.abc import Sequence

from migrator.batches.identity import in_words
from migrator.batches.values import Effect, PlannedBatch
from migrator.plan.values import Plan

SUBJECT_WIDTH = 72
BODY_LINES = 20


def message_for(plan: Plan, planned: PlannedBatch, effect: Effect | None) -> str:
    """The message of the commit that lands a batch, ending in a newline."""
    batch = planned.batch
    body: list[str] = []
    recipes = [in_words(recipe) for recipe in batch.recipes]
    if len(recipes) > 1 or recipes[0].lower() != batch.title.lower():
        body.extend(_some(recipes, BODY_LINES))
    if effect is not None:
        body.extend(_measures(effect))
    left = [f"{left.path}:{left.line}: {left.reason}" for left in planned.left]
    body.extend(f"Left as it is: {line}" for line in left[:BODY_LINES])
    if len(left) > BODY_LINES:
        body.append(f"Left as they are: {len(left) - BODY_LINES} more")
    paragraphs = [subject(batch.title)]
    if body:
        paragraphs.append("\n".join(_bullet(line) for line in body))
    return "\n\n".join([*paragraphs, trailers(plan, batch.phase, batch.id)]) + "\n"


def subject(title: str) -> str:
    """A title as the first line of a message: one line, shortened at a word."""
    line = " ".join(title.split())
    if len(line) <= SUBJECT_WIDTH:
        return line
    return line[: SUBJECT_WIDTH - 1].rsplit(" ", 1)[0] + "…"


def trailers(plan: Plan, phase: str, batch: str) -> str:
    """Campaign, phase and batch, for people who read the log."""
    campaign = f"{plan.name} {plan.issue}".strip()
    lines = [f"Campaign: {campaign}", f"Phase: {phase}", f"Batch: {batch}"]
    return "\n".join(" ".join(line.split()) for line in lines)


def _measures(effect: Effect) -> list[str]:
    return [
        f"{change.phase}: {change.before.value} {change.before.unit} before, {change.after.value} after"
        for change in effect.measures
    ]


def _some(lines: Sequence[str], most: int) -> list[str]:
    if len(lines) <= most:
        return list(lines)
    return [*lines[:most], f"and {len(lines) - most} more"]


def _bullet(line: str) -> str:
    return f"- {' '.join(line.split())}"
