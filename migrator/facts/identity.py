"""Who reads: equal in two processes exactly where equal bytes give equal facts in both."""

import hashlib
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from migrator.facts.values import FACTS_VERSION

_SOURCES = ("bytes.py", "columns.py")
"""Of the room below, what facts are made with."""


@cache
def reader_identity() -> str:
    """The interpreter, and a digest of the code that makes facts."""
    digest = hashlib.blake2b(str(FACTS_VERSION).encode(), digest_size=6)
    here = Path(__file__).parent
    for source in sorted((*here.glob("*.py"), *(here.parent / "source" / name for name in _SOURCES))):
        with suppress(OSError):
            digest.update(source.read_bytes())
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{sys.implementation.name}-{version}-{digest.hexdigest()}"
