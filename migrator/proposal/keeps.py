"""Creators that may have to stay: what they do beside constructing is what their callers count on.

They are shown for review, not kept: whether the reason holds is known to people only.
"""

from collections.abc import Iterable

from migrator.findings.creator_effects import effect_in_words, is_reason_to_keep
from migrator.findings.creators import creators_of
from migrator.findings.values import DuplicateFactory, Finding
from migrator.model.model import Model
from migrator.model.values import Symbol
from migrator.plan.values import Keep

MOST_SHOWN = 8


def suggest_keeps(model: Model, findings: Iterable[Finding]) -> tuple[Keep, ...]:
    """Keeps of creators that isolate, validate or register, with that as the reason, sorted; factories stand for all their methods.

    Args:
        model: Of the analysis that found them.
        findings: Of a phase that finds duplicate factories.
    """
    reasons = _reasons(model)
    suggested = []
    for finding in findings:
        if not isinstance(finding.detail, DuplicateFactory):
            continue
        said = reasons.get(finding.detail.creator, ())
        if said:
            suggested.append(Keep(finding.id, "; ".join(dict.fromkeys(said))))
    return tuple(sorted(suggested, key=lambda keep: keep.finding))


def _reasons(model: Model) -> dict[Symbol, list[str]]:
    """By creator, and by the class that it is a method of."""
    found: dict[Symbol, list[str]] = {}
    for creator in creators_of(model).values():
        said = [effect_in_words(effect) for effect in creator.shape.effects if is_reason_to_keep(effect)]
        for symbol in {creator.symbol, Symbol(creator.symbol.module, creator.owner or creator.symbol.name)}:
            found.setdefault(symbol, []).extend(said)
    return found
