"""Bringing a checkout from one commit to a later one without ever losing a byte of the user's.

git's own fast-forward is not used: it can be overtaken by a `git switch` and then moves another branch, and killed half-way
it leaves files changed that nothing completes. Here the index is locked the way git locks it, so no git command can change
branch, index or files meanwhile; each file is replaced in one step, and only where it is exactly the old one; refs and index
follow. Every step can be repeated, so recovery is the same code run again.
"""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import BusyError, InTheWayError, RefMovedError
from migrator.git.door import Repository
from migrator.git.listing import changed_paths, untracked_and_ignored
from migrator.git.objects import Difference, differences, temporary_index
from migrator.git.refs import RefChange, read_ref, update_refs
from migrator.git.state import head
from migrator.landing.faultpoints import reach
from migrator.landing.locks import wait_for_index


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """What is to happen to a checkout.

    Attributes:
        branch: Full ref that is checked out, at `old`.
        pending: Full ref that is at `new` and goes when the branch has caught up.
        old: Commit.
        new: Commit, a descendant of `old`.
    """

    branch: str
    pending: str
    old: str
    new: str


@contextlib.contextmanager
def held_index(repo: Repository, token: str) -> Iterator[None]:
    """Hold git's lock of this checkout's index; the token tells recovery that the lock is ours.

    Raises:
        BusyError: Another program holds it.
    """
    lock = _lock(repo)
    if not holds_index(repo, token):
        wait_for_index(repo)
        try:
            with lock.open("x", encoding="ascii") as file:
                file.write(token)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError as error:
            raise BusyError("The index of this checkout is locked", str(lock), hint="Try again.") from error
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def holds_index(repo: Repository, token: str) -> bool:
    """Whether the index is locked, and by the transaction of that name."""
    try:
        return _lock(repo).read_bytes() == token.encode("ascii")
    except OSError:
        return False


def expect_room(repo: Repository, advance: Advance) -> None:
    """Refuse when the checkout is not where it is expected, or changes of the user are in the way.

    Raises:
        RefMovedError: Another branch is checked out, or it moved.
        InTheWayError: Names the files; nothing was touched.
    """
    where = head(repo)
    if where.branch != advance.branch or where.commit != advance.old:
        raise RefMovedError(f"{advance.branch} is not checked out here any more", hint="Nothing was changed.")
    paths = [change.path for change in differences(repo, advance.old, advance.new)]
    _expect_apart_by_more_than_case(repo, paths)
    changed = changed_paths(repo)
    in_the_way = {path for path in paths if path in changed} | set(untracked_and_ignored(repo, paths))
    in_the_way |= {path for path in paths if not _is_reachable(repo, path)}
    if in_the_way:
        raise InTheWayError(
            "Changes of yours are in files that the batch changes too",
            tuple(sorted(in_the_way)),
            hint="Commit or put them aside, then run `migrator follow`. They were not touched.",
        )


def _expect_apart_by_more_than_case(repo: Repository, paths: Sequence[str]) -> None:
    """Where case is ignored, taking the old name away would take the new file: git does that in steps of its own."""
    if repo.ask("config", "--type=bool", "--get", "core.ignoreCase").output.strip() != b"true":
        return
    names: dict[str, set[str]] = {}
    for path in paths:
        parts = path.split("/")
        for length in range(1, len(parts) + 1):
            name = "/".join(parts[:length])
            names.setdefault(name.casefold(), set()).add(name)
    alike = sorted(name for group in names.values() if len(group) > 1 for name in group)
    if alike:
        raise InTheWayError(
            "This file system ignores case, and the batch renames by case only",
            tuple(alike),
            hint="Let git bring the checkout along: git merge --ff-only with the commit that landed. Nothing was touched.",
        )


def advance_checkout(repo: Repository, advance: Advance) -> tuple[str, ...]:
    """Bring files, refs and index along, with the index held. Doing it twice is doing it once.

    Returns:
        The files that are neither the old nor the new ones: they were left as they are.
    """
    changes = differences(repo, advance.old, advance.new)
    rest = _replace_files(repo, advance, changes)
    reach("follow-files")
    _move_refs(repo, advance)
    reach("follow-refs")
    _move_index(repo, advance)
    reach("follow-index")
    return rest


def _replace_files(repo: Repository, advance: Advance, changes: Sequence[Difference]) -> tuple[str, ...]:
    staging = repo.git_dir / "migrator-follow"
    shutil.rmtree(staging, ignore_errors=True)
    written = [change.path for change in changes if change.new_oid is not None]
    try:
        with temporary_index(repo, advance.new) as index:
            asked = os.fsencode("".join(f"{path}\0" for path in written))
            repo.git("checkout-index", "-z", "--stdin", f"--prefix={staging}/", stdin=asked, env=index)
        on_disk = _ids_on_disk(repo, [change.path for change in changes])
        rest = []
        for change in changes:
            found = on_disk.get(change.path)
            if found == change.old_oid and _is_reachable(repo, change.path):
                _replace(repo.root, staging, change)
            elif found != change.new_oid:
                rest.append(change.path)
            reach("follow-first-file")
        return tuple(rest)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _replace(root: Path, staging: Path, change: Difference) -> None:
    target = root / change.path
    if change.new_oid is None:
        target.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            for folder in target.parents:
                if folder == root:
                    break
                folder.rmdir()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    source = staging / change.path
    _put_on_disk(source)
    try:
        source.replace(target)
    except (
        OSError
    ):  # another file system: stage it beside its place, so that the last step is one rename all the same
        beside = target.with_name(f".{target.name}.migrator")
        shutil.copy2(source, beside, follow_symlinks=False)
        _put_on_disk(beside)
        beside.replace(target)


def _put_on_disk(path: Path) -> None:
    """Before a file takes its place its content must be on disk: a power cut would leave an empty one there."""
    if path.is_symlink():
        return
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _ids_on_disk(repo: Repository, paths: Sequence[str]) -> Mapping[str, str | None]:
    """The blob id that git would give each file now, conversions applied; None where there is none, "" for what is no file."""
    found: dict[str, str | None] = {}
    plain = []
    for path in paths:
        try:
            mode = (repo.root / path).lstat().st_mode
        except OSError:
            found[path] = None
            continue
        found[path] = ""
        if stat.S_ISREG(mode):
            plain.append(path)
    asked = "".join(f"{_quoted(path)}\n" for path in plain).encode("ascii")
    if plain:
        ids = repo.git("hash-object", "--stdin-paths", stdin=asked).decode("ascii").split()
        found.update(zip(plain, ids, strict=True))
    return found


def _quoted(path: str) -> str:
    return '"' + "".join(f"\\{byte:03o}" for byte in os.fsencode(path)) + '"'


def _is_reachable(repo: Repository, path: str) -> bool:
    """No folder on the way is a link that leads elsewhere, or a file."""
    parent = (repo.root / path).parent
    while not os.path.lexists(parent) and parent != repo.root:
        parent = parent.parent
    return parent.is_dir() and os.path.realpath(parent) == os.path.normpath(parent)


def _move_refs(repo: Repository, advance: Advance) -> None:
    moves = []
    if read_ref(repo, advance.branch) == advance.old:
        moves.append(RefChange(advance.branch, advance.new, advance.old))
    if read_ref(repo, advance.pending) == advance.new:
        moves.append(RefChange(advance.pending, None, advance.new))
    update_refs(repo, moves, reason="migrator: follow")


def _move_index(repo: Repository, advance: Advance) -> None:
    """The index with the entries of the change; what the user has staged elsewhere stays staged."""
    index, made = repo.git_dir / "index", repo.git_dir / "migrator-index"
    shutil.copyfile(index, made)
    variables = {"GIT_INDEX_FILE": str(made)}
    try:
        repo.git("read-tree", "-i", "-m", advance.old, advance.new, env=variables)
        repo.ask("update-index", "-q", "--refresh", env=variables)
        _put_on_disk(made)
        made.replace(index)
    finally:
        made.unlink(missing_ok=True)


def _lock(repo: Repository) -> Path:
    return repo.git_dir / "index.lock"
