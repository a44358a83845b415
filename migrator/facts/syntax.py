"""The syntax tree of a file, read when it is asked for: for the few files of which facts do not say enough."""

import ast
from functools import lru_cache

from migrator.facts.parsing import quietly

_KEPT = 16
"""Files whose trees are kept: the next analysis asks for the same."""


@lru_cache(maxsize=_KEPT)
def syntax_tree(raw: bytes) -> ast.Module | None:
    """The tree; None where the running interpreter cannot parse the file."""
    try:
        with quietly():
            return ast.parse(raw)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # the analysis has said so: files without facts are listed with their reason
