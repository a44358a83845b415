"""Commits as values: who, when, why, and what they touched."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from migrator.git.door import Repository

_FIELDS = ("%H", "%T", "%P", "%an", "%ae", "%aI", "%s", "%B", "%(trailers:only,unfold)")
_CHUNK = 1 << 16
_QUIET = ("--no-show-signature", "--no-color", "--no-decorate", "--encoding=UTF-8", "--no-mailmap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit.

    Attributes:
        sha: Its id.
        tree: The id of its tree.
        parents: Ids.
        author: Name.
        email: The author's.
        date: When it was authored, ISO 8601.
        subject: First paragraph of the message in one line.
        message: The whole message.
        trailers: (key, value) in order; for people, nothing is computed from them.
    """

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: str
    email: str
    date: str
    subject: str
    message: str
    trailers: tuple[tuple[str, str], ...]

    @property
    def body(self) -> str:
        """The message without its subject."""
        return self.message.partition("\n\n")[2].strip("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChange:
    """A file that came to a folder with a commit, or went with it, against the commit's first parent.

    Attributes:
        parent: The commit's first parent, None where it has none.
        path: The file.
        is_added: It came.
    """

    parent: str | None
    path: str
    is_added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVersion:
    """What a commit made of a file, against the commit's first parent.

    Attributes:
        commit: Its id.
        parent: The id of its first parent, None where it has none here.
        subject: First paragraph of its message in one line.
        path: The file.
        old: The blob id before, None where there was no such file.
        new: The blob id after, None where there is none.
    """

    commit: str
    parent: str | None
    subject: str
    path: str
    old: str | None
    new: str | None


def commits(
    repo: Repository, revisions: str, *, limit: int | None = None, paths: Sequence[str] = ()
) -> tuple[Commit, ...]:
    """Commits of a range, newest first.

    Args:
        repo: The repository.
        revisions: What `git rev-list` takes, such as `BASE..TIP`, made of full names or ids.
        limit: At most so many.
        paths: Only those that touch one of these files.
    """
    bound = () if limit is None else (f"--max-count={limit}",)
    listing = repo.git(
        "log",
        "-z",
        f"--format={'%x00'.join(_FIELDS)}",
        *_QUIET,
        *bound,
        "--end-of-options",
        revisions,
        "--",
        *paths,
    )
    fields = listing.split(b"\0")
    width = len(_FIELDS)
    return tuple(_commit(fields[at : at + width]) for at in range(0, len(fields) - width + 1, width))


def commit_of(repo: Repository, revision: str) -> Commit:
    """One commit."""
    return commits(repo, revision, limit=1)[0]


def touched(repo: Repository, revisions: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each commit of a range, newest first, with the paths it changed against its first parent."""
    listing = repo.git(
        "log", "-z", "--format=%x01%H", "--name-only", "--no-renames", "--diff-merges=first-parent", *_QUIET,
        "--no-ext-diff", "--end-of-options", revisions,
    )  # fmt: skip
    sha, paths = "", set[str]()
    for field in listing.split(b"\0"):
        if field.startswith(b"\x01"):
            if sha:
                yield sha, frozenset(paths)
            sha, paths = field[1:].strip().decode("ascii"), set()
        elif name := field.removeprefix(b"\n"):
            paths.add(os.fsdecode(name))
    if sha:
        yield sha, frozenset(paths)


def changes_below(repo: Repository, tip: str, folder: str) -> Iterator[FolderChange]:
    """What the commits of the first-parent line added to a folder and removed from it, newest first.

    Each is given as soon as git has found it; who stops asking ends git's walk.
    """
    with repo.stream(
        "log", "-z", "--first-parent", "--format=%x01%P", "--name-status", "--no-renames", "--diff-filter=AD",
        "--diff-merges=first-parent", *_QUIET, "--no-ext-diff", "--end-of-options", tip, "--", f"{folder}/",
    ) as output:  # fmt: skip
        parent: str | None = None
        fields = _fields(output)
        for field in fields:
            if field.startswith(b"\x01"):
                parent = field[1:].decode("ascii").partition(" ")[0] or None
            elif kind := field.strip(b"\n"):
                path = os.fsdecode(next(fields, b""))
                yield FolderChange(parent=parent, path=path, is_added=kind == b"A")


def file_versions(
    repo: Repository, tip: str, paths: Sequence[str], *, after: str | None = None
) -> tuple[FileVersion, ...]:
    """How the commits of the first-parent line changed some files, newest first; a merge counts as one commit that brings all it merges.

    Args:
        repo: The repository.
        tip: The commit to start from.
        paths: Files, or folders for all below them.
        after: Only what came after this commit of the same line.
    """
    if not paths:
        return ()
    bound = () if after is None else (f"^{after}",)
    listing = repo.git(
        "log", "-z", "--first-parent", "--diff-merges=first-parent", "--raw", "--no-abbrev", "--no-renames",
        "--format=%x01%H%x00%P%x00%s", *_QUIET, "--no-ext-diff", "--end-of-options", tip, *bound, "--", *paths,
    )  # fmt: skip
    found: list[FileVersion] = []
    fields = iter(listing.split(b"\0"))
    commit, parent, subject = "", None, ""
    for part in fields:
        entry = part.lstrip(b"\n")
        if entry.startswith(b"\x01"):
            commit = entry[1:].decode("ascii")
            parent = next(fields, b"").decode("ascii").partition(" ")[0] or None
            subject = next(fields, b"").decode("utf-8", "replace")
        elif entry.startswith(b":"):
            old, new = _blobs(entry)
            path = os.fsdecode(next(fields, b""))
            found.append(
                FileVersion(commit=commit, parent=parent, subject=subject, path=path, old=old, new=new)
            )
    return tuple(found)


def first_parents(repo: Repository, tip: str, *, limit: int, skip: int = 0) -> tuple[str, ...]:
    """The ids of the first-parent line, newest first, the tip included; at most so many after those that are skipped."""
    listing = repo.git(
        "rev-list", "--first-parent", f"--skip={skip}", f"--max-count={limit}", "--end-of-options", tip, "--"
    )
    return tuple(listing.decode("ascii").split())


def first_parents_outside(repo: Repository, tip: str, outside: Sequence[str]) -> tuple[str, ...]:
    """The ids of the first-parent line of a tip, newest first, without what these other commits have in their history."""
    listing = repo.git(
        "rev-list", "--first-parent", "--end-of-options", tip, *(f"^{commit}" for commit in outside), "--"
    )
    return tuple(listing.decode("ascii").split())


def reachable(repo: Repository, tips: Sequence[str], *, without: str) -> tuple[str, ...]:
    """The ids of all that some commits have in their history and another has not."""
    if not tips:
        return ()
    return tuple(repo.git("rev-list", "--end-of-options", *tips, f"^{without}", "--").decode("ascii").split())


def commits_by_id(repo: Repository, shas: Sequence[str]) -> dict[str, Commit]:
    """Some commits, by id."""
    if not shas:
        return {}
    listing = repo.git(
        "log", "-z", "--no-walk=unsorted", f"--format={'%x00'.join(_FIELDS)}", *_QUIET, "--end-of-options", *shas, "--"
    )  # fmt: skip
    fields = listing.split(b"\0")
    width = len(_FIELDS)
    found = (_commit(fields[at : at + width]) for at in range(0, len(fields) - width + 1, width))
    return {commit.sha: commit for commit in found}


def subjects(repo: Repository, shas: Sequence[str]) -> dict[str, str]:
    """The first line of the messages of some commits, by id."""
    if not shas:
        return {}
    listing = repo.git(
        "log", "-z", "--no-walk=unsorted", "--format=%H%x00%s", *_QUIET, "--end-of-options", *shas, "--"
    )
    fields = listing.decode("utf-8", "replace").split("\0")
    return dict(zip(fields[::2], fields[1::2], strict=False))


def _blobs(entry: bytes) -> tuple[str | None, str | None]:
    """The ids before and after of a raw line of git, None where there is no plain file."""
    old_mode, new_mode, old, new, _ = entry[1:].decode("ascii").split(" ")
    return (old if old_mode.startswith("100") else None, new if new_mode.startswith("100") else None)


def _fields(output: IO[bytes]) -> Iterator[bytes]:
    """What a program writes with NULs between, as soon as it is written."""
    rest = b""
    while chunk := os.read(output.fileno(), _CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest


def count(repo: Repository, revisions: str) -> int:
    """How many commits a range has."""
    return int(repo.git("rev-list", "--count", "--end-of-options", revisions))


def merge_base(repo: Repository, one: str, other: str) -> str | None:
    """The best common ancestor, None for unrelated histories."""
    found = repo.git("merge-base", one, other, accept=(0, 1)).decode("ascii").strip()
    return found or None


def _commit(fields: Sequence[bytes]) -> Commit:
    sha, tree, parents, author, email, date, subject, message, trailers = (
        field.decode("utf-8", "replace") for field in fields
    )
    return Commit(
        sha=sha.strip(),
        tree=tree,
        parents=tuple(parents.split()),
        author=author,
        email=email,
        date=date,
        subject=subject,
        message=message,
        trailers=tuple(_trailers(trailers)),
    )


def _trailers(block: str) -> Iterator[tuple[str, str]]:
    for line in block.split("\n"):
        key, colon, value = line.partition(":")
        if colon:
            yield key.strip(), value.strip()
