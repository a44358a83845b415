"""What a creator does beside constructing, in words, and whether that is a reason to let it stay."""

from migrator.facts.shapes import Effect

_USER_WORDS = ("user", "context", "session", "tenant", "account", "thread", "request")
_REGISTERING = ("register", "add", "append", "subscribe")


def effect_in_words(effect: Effect) -> str:
    """For people: a part of a sentence that begins with a verb."""
    if effect.kind == "caches":
        return f"caches what it returns (`{effect.what}`)"
    if effect.kind == "keeps":
        key = f" under `{effect.key}`" if effect.key else ""
        return f"keeps it in `{effect.what}`{key}" + (
            ", one apart from the others" if _isolates(effect) else ""
        )
    if effect.kind == "raises":
        return f"validates: may raise {effect.what}"
    if effect.kind == "locks":
        return f"holds `{effect.what}`"
    return f"registers by `{effect.what}`" if _registers(effect) else f"calls `{effect.what}`"


def is_reason_to_keep(effect: Effect) -> bool:
    """It isolates, validates or registers: a plain creator in its place would do less than callers count on."""
    return effect.kind == "raises" or _isolates(effect) or _registers(effect)


def _isolates(effect: Effect) -> bool:
    return effect.kind == "keeps" and any(word in effect.key.lower() for word in _USER_WORDS)


def _registers(effect: Effect) -> bool:
    what = effect.what.rpartition(".")[2].lower()
    return effect.kind == "calls" and any(word in what for word in _REGISTERING)
