"""A folder and a user to whom file permissions apply: root may read and write everything, so tests that root runs become nobody for a while."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def ordinary_user() -> Iterator[Path]:
    """A new folder that belongs to an ordinary user, as whom this process acts as long as the block runs.

    Nobody may be unable to read this interpreter's own files: what the block needs must have been imported before.
    """
    folder = Path(
        tempfile.mkdtemp(prefix="migrator-test-")
    )  # not below pytest's own, which only its owner may enter
    try:
        if os.name != "posix" or os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, NOBODY, NOBODY)
        group = os.getegid()
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(0)
            os.setegid(group)
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
        shutil.rmtree(folder)
