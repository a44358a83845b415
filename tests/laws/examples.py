"""Examples: a repository with what somebody asks to be done to it."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from hypothesis import strategies as st

from migrator.records.intentions import Recipe
from tests.laws.intentions import ASKED
from tests.laws.repositories import Kind, repositories


@dataclass(frozen=True)
class Example:
    """Files and recipes."""

    kind: Kind
    files: dict[str, bytes]
    recipes: tuple[Recipe, ...]

    def __str__(self) -> str:
        text = "\n".join(f"--- {path}\n{_shown(raw)}" for path, raw in self.files.items())
        return f"{text}\n=== {self.kind}: {msgspec.json.encode(self.recipes).decode()}"


def _shown(raw: bytes) -> str:
    """The content as text where that hides nothing."""
    text = raw.decode("utf-8", "backslashreplace")
    return text if set(text) <= _PLAIN else repr(raw)


_PLAIN = {chr(code) for code in range(32, 127)} | {"\n"}


@st.composite
def examples(draw: st.DrawFn, kinds: Sequence[Kind] = tuple(Kind)) -> Example:
    """Examples of these kinds of change."""
    kind = draw(st.sampled_from(kinds))
    repository = draw(repositories(kind))
    return Example(kind, repository.files, ASKED[kind](draw, repository))
