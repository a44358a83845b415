"""Python's own parser, asked quietly: what it would warn of is the repository's affair.

Warnings can only be silenced for the whole process. So one thread at a time does, or the last to leave would put back what another had set, and the
process that reads in threads would be silent for good.
"""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_LOCK = threading.RLock()


@contextmanager
def quietly() -> Iterator[None]:
    """Parse without warnings of invalid escapes and the like."""
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
