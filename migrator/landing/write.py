"""Writing a change into the user's working tree so that a crash never leaves half of it unexplained.

No system renames many files at once. So before the first file is touched, every new content is put aside in git's own folder with a list of what
each file holds now and is to hold, and the journal says that a write begins. After a crash `recover` reads that list: where no file was in place
yet nothing has happened and the rest is cleaned away, else it puts the remaining files in place. A file that is neither the old nor the new one
is somebody's work: it stays, and is named.
"""

import contextlib
import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec

from migrator.errors import BusyError, JournalDamagedError
from migrator.git.door import Repository
from migrator.interrupts import held_back
from migrator.landing.faultpoints import reach
from migrator.landing.journal import Entry, new_transaction, note, unfinished
from migrator.landing.locks import landing_lock
from migrator.landing.places import our_folder
from migrator.source.writing import (
    SUFFIX,
    NewContent,
    place_inside,
    remove_empty_folders,
    write_files,
    written_beside,
)

WRITE = "write-begun"
_MANIFEST = "manifest.json"


class _Listed(msgspec.Struct, frozen=True):
    """One file of a write: digests of what it held and is to hold ("" for no file), and its mode then."""

    path: str
    old: str
    new: str
    mode: int


def write(repo: Repository, changes: Mapping[str, NewContent]) -> None:
    """Write files into a checkout, all or none.

    Args:
        repo: The checkout.
        changes: By path relative to its root.

    Raises:
        RefusedError: A file is not what the change was planned on, a path leads elsewhere, or an earlier write was interrupted. Nothing is written.
        FailedError: A file could not be written; those before it were put back.
    """
    with landing_lock(repo):
        expect_no_interrupted_write(repo)
        transaction = new_transaction()
        folder = _folder(repo, transaction)
        drop_forgotten(repo)
        try:
            _put_aside(repo.root, folder, changes)
            with held_back():
                note(repo, transaction, WRITE, {"root": str(repo.root)})
                reach("write-begun")
                _write_noted(repo, transaction, changes)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def expect_no_interrupted_write(repo: Repository) -> None:
    """Refuse while the working tree holds a part of a change.

    Raises:
        BusyError: A write was cut off and nobody has finished it.
    """
    for group in unfinished(repo):
        if group[0].event == WRITE:
            raise BusyError(
                "Writing into the working tree was interrupted",
                f"{group[0].facts['root']} may hold a part of that change.",
                hint="Run: migrator recover",
            )


def recover_write(repo: Repository, group: tuple[Entry, ...]) -> list[str]:
    """Bring an interrupted write to an end; a line for each thing that was done. Called with the landing lock held."""
    transaction, root = group[0].transaction, Path(group[0].facts["root"])
    folder = _folder(repo, transaction)
    if not root.is_dir():
        note(repo, transaction, "recovered", {"how": "gone"})
        shutil.rmtree(folder, ignore_errors=True)
        return [f"the checkout {root} is gone; nothing was written"]
    listed = _listed(folder)
    _drop_strays(root, transaction, listed)
    state = {one.path: _digest(_content(root / one.path)) for one in listed}
    waiting = [one for one in listed if state[one.path] == one.old]
    others = [one.path for one in listed if state[one.path] not in {one.old, one.new}]
    if len(waiting) + len(others) == len(listed):
        for one in listed:
            if not one.old:
                remove_empty_folders(root, root / one.path)
        note(repo, transaction, "rolled-back", {"why": "interrupted"})
        said = [f"writing into {root} had changed nothing: no file of it is in place"]
    else:
        for number, one in enumerate(listed):
            if one in waiting:
                _finish(root, folder / str(number), one)
        note(repo, transaction, "recovered", {"how": "completed"})
        said = [f"{root} holds the whole change now: {len(waiting)} of {len(listed)} files were missing"]
    said += [f"{path} is neither the old nor the new file; it was left as it is" for path in others]
    shutil.rmtree(folder, ignore_errors=True)
    return said


def _write_noted(repo: Repository, transaction: str, changes: Mapping[str, NewContent]) -> None:
    try:
        write_files(repo.root, changes, mark=transaction, placed=lambda: reach("write-first-file"))
    except BaseException as error:
        note(repo, transaction, "rolled-back", {"why": str(error)[:500]})
        raise
    reach("write-files")
    note(repo, transaction, "written", {"files": str(len(changes))})


def _put_aside(root: Path, folder: Path, changes: Mapping[str, NewContent]) -> None:
    folder.mkdir(parents=True)
    listed: list[_Listed] = []
    for number, (path, change) in enumerate(sorted(changes.items())):
        target = root / path
        mode = 0o755 if change.is_executable else 0o644
        with contextlib.suppress(OSError):
            mode = target.stat().st_mode & 0o7777
        if change.content is not None:
            _on_disk(folder / str(number), change.content)
        listed.append(_Listed(path, _digest(change.expected), _digest(change.content), mode))
    _on_disk(folder / _MANIFEST, msgspec.json.encode(listed))


def _on_disk(target: Path, content: bytes) -> None:
    written_beside(target, content, 0o600).replace(target)


def _listed(folder: Path) -> list[_Listed]:
    manifest = folder / _MANIFEST
    try:
        return msgspec.json.decode(manifest.read_bytes(), type=list[_Listed])
    except (OSError, msgspec.MsgspecError) as error:
        raise JournalDamagedError(
            "What an interrupted write was about to do cannot be read, so nothing is changed",
            f"{manifest}: {error}",
            hint="Look at `git status`; when the files are right, move that folder and the journal beside it away.",
        ) from error


def _drop_strays(root: Path, transaction: str, listed: list[_Listed]) -> None:
    """Files that were written beside their places and never got there."""
    for parent in {(root / one.path).parent for one in listed}:
        for stray in parent.glob(f".{transaction}*{SUFFIX}"):
            stray.unlink(missing_ok=True)


def _finish(root: Path, kept: Path, one: _Listed) -> None:
    target = place_inside(root, one.path)
    if not one.new:
        target.unlink(missing_ok=True)
        remove_empty_folders(root, target)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    written_beside(target, kept.read_bytes(), one.mode).replace(target)


def drop_forgotten(repo: Repository) -> None:
    """Remove contents put aside by writes that ended, or that never began. Called with the landing lock held and no write open."""
    for folder in (repo.common_dir / "migrator" / "writes").glob("*"):  # looking makes no folder
        shutil.rmtree(folder, ignore_errors=True)


def _writes(repo: Repository) -> Path:
    return our_folder(repo) / "writes"


def _folder(repo: Repository, transaction: str) -> Path:
    return _writes(repo) / transaction


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _digest(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()
