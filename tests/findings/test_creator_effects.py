import pytest

from migrator.facts.shapes import Effect
from migrator.findings.creator_effects import effect_in_words, is_reason_to_keep


@pytest.mark.parametrize(
    ("effect", "words", "is_reason"),
    [
        (Effect("calls", "announce"), "calls `announce`", False),
        (Effect("caches", "lru_cache"), "caches what it returns (`lru_cache`)", False),
        (Effect("locks", "_lock"), "holds `_lock`", False),
        (Effect("keeps", "_all", "name"), "caches: keeps it in `_all` under `name`", False),
        (Effect("keeps", "_one"), "caches: keeps it in `_one`", False),
        (
            Effect("keeps", "_by_user", "context.user_id"),
            "isolates: keeps it in `_by_user` under `context.user_id`, one apart from the others",
            True,
        ),
        (Effect("raises", "WrongUserError"), "validates: may raise WrongUserError", True),
        (Effect("calls", "hub.register"), "registers by `hub.register`", True),
        (Effect("calls", "register.clear"), "calls `register.clear`", False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_isolates_validates_or_registers_is_a_reason_to_stay(
    effect: Effect, words: str, is_reason: object
) -> None:
    assert (effect_in_words(effect), is_reason_to_keep(effect)) == (words, is_reason)
