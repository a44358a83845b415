"""What a creator does beside constructing, in words, and whether that is a reason to let it stay."""

from collections.abc import Iterator

from migrator.facts.shapes import Effect

_USER_WORDS = ("user", "context", "session", "tenant", "account", "thread", "request")
_REGISTERING = ("register", "add", "append", "subscribe")


def effect_in_words(effect: Effect) -> str:
    """For people: a part of a sentence that begins with a verb."""
    return "".join(_parts(effect))


def is_reason_to_keep(effect: Effect) -> bool:
    """It isolates, validates or registers: a plain creator in its place would do less than callers count on."""
    return effect.kind == "raises" or isolates(effect) or _registers(effect)


def isolates(effect: Effect) -> bool:
    """It keeps what it makes under somebody's name, apart from what others get."""
    return effect.kind == "keeps" and any(word in effect.key.lower() for word in _USER_WORDS)


def _registers(effect: Effect) -> bool:
    what = effect.what.rpartition(".")[2].lower()
    return effect.kind == "calls" and any(word in what for word in _REGISTERING)


def _parts(effect: Effect) -> Iterator[str]:
    match effect.kind:
        case "caches":
            yield f"caches what it returns (`{effect.what}`)"
        case "keeps" if isolates(effect):
            yield f"isolates: keeps it in `{effect.what}` under `{effect.key}`, one apart from the others"
        case "keeps":
            yield f"caches: keeps it in `{effect.what}`"
            yield f" under `{effect.key}`" if effect.key else ""
        case "raises":
            yield f"validates: may raise {effect.what}"
        case "locks":
            yield f"holds `{effect.what}`"
        case _:
            yield f"registers by `{effect.what}`" if _registers(effect) else f"calls `{effect.what}`"
