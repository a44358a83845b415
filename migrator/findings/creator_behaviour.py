"""What creators do beside constructing, in words, and what of it the canonical creator does not do: that is why a creator may have to stay.

A creator that keeps one object for each user isolates users; one that registers what it makes is relied on by whoever looks it up. Calling another
creator instead would lose that without any error.
"""

import ast
import textwrap

from migrator.facts.shapes import CallText, Effect
from migrator.findings.creator_effects import effect_in_words, isolates
from migrator.findings.creators import Creator

_CONDITIONS = frozenset({ast.If, ast.IfExp, ast.Match, ast.Try, ast.TryStar, ast.For, ast.While, ast.BoolOp})
_PLAIN_DECORATORS = frozenset({"staticmethod", "classmethod"})


def beyond(*creators: Creator) -> tuple[str, ...]:
    """All that they do beside constructing, each sentence once."""
    return tuple(dict.fromkeys(effect_in_words(effect) for one in creators for effect in one.shape.effects))


def lost_with(creator: Creator, canonical: Creator) -> tuple[str, ...]:
    """What the creator does and the canonical one, which takes its place, does not: caching and keeping are one, errors count by their class.

    What the canonical creator does is done for the creator too where that passes its call on.
    """
    known = {_behaviour(effect) for effect in canonical.shape.effects}
    lost = (effect for effect in creator.shape.effects if _behaviour(effect) not in known)
    return tuple(dict.fromkeys(effect_in_words(effect) for effect in lost))


def constructs_alike(creator: Creator, canonical: Creator) -> bool:
    """Both only make the same call, with the same names and constants: nothing but their own names tells them apart."""
    ours, theirs = _calls(creator), _calls(canonical)
    is_plain = not any((*one.shape.returned_names, *one.shape.effects) for one in (creator, canonical))
    return bool(ours) and ours == theirs and creator.products == canonical.products and is_plain


def passes_on(creator: Creator, canonical: Creator) -> bool:
    """It only calls the canonical creator with what it is given; a constant of its own makes it a variant."""
    own = {one.name for one in creator.shape.parameters}
    given = [call for target, call in creator.calls if target == canonical.symbol]
    return bool(given) and all(_given(call) <= own for call in given) and len(given) == len(creator.calls)


def is_registered(creator: Creator, canonical: Creator) -> bool:
    """Whether a decorator of its own puts it somewhere, where it is found under its own name."""
    own = set(creator.shape.decorators) - set(canonical.shape.decorators) - _PLAIN_DECORATORS
    return any("deprecat" not in one.lower() for one in own)


def decides(text: bytes) -> bool:
    """Whether what a creator gives is decided when it is called: it has several ends, or one that is not always reached.

    Args:
        text: Its definition, as it stands in the file.
    """
    try:
        tree = ast.parse(textwrap.dedent(text.decode()))
    except (SyntaxError, ValueError):
        return True  # what cannot be read cannot be vouched for
    kinds = [type(node) for node in ast.walk(tree)]
    return kinds.count(ast.Return) > 1 or not _CONDITIONS.isdisjoint(kinds)


def _given(call: CallText) -> set[str]:
    return {text.lstrip("*") for text in (*call.positional, *(text for _, text in call.keywords))}


def _calls(creator: Creator) -> list[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]]:
    return [
        (call.callee.rpartition(".")[2], call.positional, call.keywords) for call in creator.shape.returns
    ]


def _behaviour(effect: Effect) -> tuple[str, str]:
    if effect.kind in {"caches", "keeps"}:
        return "keeps", "apart" if isolates(effect) else ""
    return effect.kind, "" if effect.kind == "locks" else effect.what.rpartition(".")[2]
