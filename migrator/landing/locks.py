"""One landing at a time in a repository, and patience with git's own lock.

Ours is a lock of the operating system: when its holder dies it is free at once. git's `index.lock` belongs to whoever made
it; it is waited for and never deleted.
"""

import contextlib
import errno
import time
from collections.abc import Iterator

import filelock

from migrator.errors import BusyError, FailedError
from migrator.git.door import Repository
from migrator.git.state import index_lock
from migrator.landing.places import our_folder

PATIENCE_SECONDS = 5.0
_NO_ROOM = {getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS") if hasattr(errno, name)}


@contextlib.contextmanager
def landing_lock(repo: Repository) -> Iterator[None]:
    """Hold the repository's landing lock for the block.

    Raises:
        BusyError: Another landing holds it for longer than `PATIENCE_SECONDS`.
        FailedError: The disk, or what the user may use of it, is full.
    """
    try:
        lock = filelock.FileLock(our_folder(repo) / "lock")
        lock.acquire(timeout=PATIENCE_SECONDS)
    except filelock.Timeout as error:
        raise BusyError(
            "Another landing is under way in this repository", hint="Wait for it to end, then try again."
        ) from error
    except OSError as error:
        raise BusyError(
            "This repository cannot be written to",
            str(error),
            hint="Landing needs write access to the .git folder.",
        ) from error
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise FailedError(
            "There is no room to write, so this was not done",
            str(error),
            hint="Make room on the disk, then run: migrator recover   (it says what was kept)",
        ) from error
    finally:
        lock.release()


def wait_for_index(repo: Repository) -> None:
    """Wait until no program holds the index.

    Raises:
        BusyError: It is still held after `PATIENCE_SECONDS`.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (held := index_lock(repo)) is not None:
        if time.monotonic() >= deadline:
            raise BusyError(
                "The index of this checkout is locked",
                str(held),
                hint="Another git command may be running. If none is, remove that file yourself.",
            )
        time.sleep(0.05)
