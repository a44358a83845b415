"""Answers about a tree, kept between runs: a question about an unchanged repository is not worked out twice.

The key of an answer names everything it was made from: the question, the tree, the commit (history speaks too), the plan, how the campaign stands, and
this program itself, so an answer is never out of date; at worst it is not there. A kept value that cannot be read is worked out again.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from migrator import __version__
from migrator.cache import Cache

MOST_BYTES = 256 * 1024 * 1024
"""Of all answers together; the lists of a repository of four million lines are some ten megabytes."""
_PACKAGE = Path(__file__).parent.parent

Answer = TypeVar("Answer")


class Answers:
    """Answers of earlier runs.

    Args:
        folder: Where they are kept; the user's cache folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._cache = Cache(f"answers-{_program()}", folder, most_bytes=MOST_BYTES)

    def known(self, question: str, about: Iterable[object], shape: type[Answer]) -> Answer | None:
        """The kept answer to a question, None where there is none (so an answer is never None).

        Args:
            question: Its name.
            about: Everything the answer depends on, as values whose `repr` says all of them.
            shape: The type of the answer.
        """
        key = _key(question, about)
        kept = self._cache.get_many([key]).get(key)
        if kept is not None:
            with suppress(msgspec.MsgspecError):
                return msgspec.msgpack.decode(kept, type=shape)
        return None

    def keep(self, question: str, about: Iterable[object], answer: object) -> None:
        """Keep an answer; one with text that cannot be written as UTF-8 is worked out each time."""
        with suppress(UnicodeEncodeError):
            self._cache.put_many({_key(question, about): msgspec.msgpack.encode(answer)})

    @property
    def notes(self) -> tuple[str, ...]:
        """Why answers are not kept, for people."""
        return self._cache.notes

    def close(self) -> None:
        """Let the file go."""
        self._cache.close()


def _key(question: str, about: Iterable[object]) -> str:
    digest = hashlib.blake2b(question.encode(), digest_size=20)
    for part in about:
        encoded = repr(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(encoded) + encoded)
    return digest.hexdigest()


@cache
def _program() -> str:
    """What this program is: its version, and of its files the size and the time of the last change."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=8)
    for path in sorted(_PACKAGE.rglob("*.py")):
        with suppress(OSError):
            known = path.stat()
            digest.update(f"{path.relative_to(_PACKAGE)} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()
