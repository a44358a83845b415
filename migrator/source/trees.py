"""The three kinds of tree: a commit, the working tree, and either with changes on top.

Reading never leaves the root: a symlink is a file whose content is a name, and what is neither file nor symlink (a FIFO, a
socket, a device) is not opened.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from migrator.git.door import Repository
from migrator.git.listing import look_at_working_tree
from migrator.git.objects import (
    GITLINK,
    REGULAR,
    blob_id,
    list_tree,
    name_of_blob,
    read_blob,
    read_blobs,
    resolve_commit,
    tree_of,
)
from migrator.source.blob_cache import BlobCache
from migrator.source.values import ChangedFileError, FileEntry, Tree, UnreadableFileError

_SHA256_DIGITS = 64


class CommitTree:
    """The files of a commit, read from git's objects without a checkout.

    Args:
        repo: The repository.
        commit: A commit id or any name of one; a tree id works too.
        blobs: Contents to share with other trees.
    """

    def __init__(self, repo: Repository, commit: str, *, blobs: BlobCache | None = None) -> None:
        self._repo = repo
        self._blobs = blobs or BlobCache()
        self.commit = commit
        self._identity = tree_of(repo, commit)

    @classmethod
    def at(cls, repo: Repository, revision: str) -> "CommitTree":
        """The tree of what a name leads to now.

        Raises:
            UnknownRevisionError: It leads to no commit.
        """
        return cls(repo, resolve_commit(repo, revision))

    @property
    def identity(self) -> str:
        """The tree id."""
        return self._identity

    def entries(self) -> Mapping[str, FileEntry]:
        """The files by path."""
        return self._entries

    def read(self, path: str) -> bytes:
        """The content of one file."""
        oid = self.content_id(path)
        content = self._blobs.get(oid)
        if content is None:
            content = read_blob(self._repo, oid)
            self._blobs.put(oid, content)
        return content

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The contents of many, by one process."""
        wanted = [(path, entry.blob) for path in paths if (entry := self._entries.get(path)) and entry.blob]
        known = {oid: content for _, oid in wanted if (content := self._blobs.get(oid)) is not None}
        fresh = read_blobs(self._repo, [oid for _, oid in wanted if oid not in known])
        for path, oid in wanted:
            content = known.get(oid)
            if content is None:
                _, content = next(fresh)
                self._blobs.put(oid, content)
            yield path, content

    def content_id(self, path: str) -> str:
        """The blob id of a file."""
        entry = self._entries.get(path)
        if entry is None or entry.blob is None:
            raise UnreadableFileError(path, "it is not in this commit")
        return entry.blob

    @cached_property
    def _entries(self) -> Mapping[str, FileEntry]:
        listed = list_tree(self._repo, self._identity)
        files = (FileEntry(entry.path, entry.mode, entry.oid) for entry in listed if entry.mode != GITLINK)
        return _by_path(files)


class WorkingTree:
    """The files of the working tree that git tracks or would add, as they are listed at construction.

    Contents are read when asked for. A file is what it was when it was listed, or where git does not know that, when it was first read: so facts,
    plans and diffs made from several readings are about the same bytes. Other bytes than those are refused.
    """

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        listing = look_at_working_tree(repo)
        self._entries = _by_path(FileEntry(entry.path, entry.mode, entry.oid) for entry in listing.entries)
        self.notes = tuple(
            f"the folder {folder} could not be opened ({reason}): what git does not track in it is not known"
            for folder, reason in listing.closed
        )
        """What could not be seen, for people."""
        self._ids: dict[str, str] = {
            path: entry.blob for path, entry in self._entries.items() if entry.blob is not None
        }
        self._changed: set[str] = set()
        self._safe_folders: dict[str, bool] = {}

    @property
    def has_changed(self) -> bool:
        """Whether a file was found to hold other bytes than when the tree was listed."""
        return bool(self._changed)

    @cached_property
    def identity(self) -> str:
        """A digest of paths, modes and content ids; files that git has not hashed are hashed for it."""
        unknown = [path for path, entry in self._entries.items() if entry.blob is None]
        return _listing_digest(self._entries, self.blob_ids(unknown))

    def entries(self) -> Mapping[str, FileEntry]:
        """The files by path."""
        return self._entries

    def read(self, path: str) -> bytes:
        """The bytes on disk.

        Raises:
            ChangedFileError: They are not those that were listed, or read before.
        """
        if path not in self._entries:
            raise UnreadableFileError(path, "it is not tracked, or is ignored")
        content = self._bytes(path)
        found = blob_id(self._repo, content)
        if self._ids.setdefault(path, found) != found:
            self._changed.add(path)
            raise ChangedFileError(path)
        return content

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many on disk, those that changed since they were listed left out."""
        for path in paths:
            try:
                content = self.read(path)
            except UnreadableFileError:
                continue
            yield path, content

    def content_id(self, path: str) -> str:
        """The blob id of a file, from git where it knows it, from its bytes otherwise (once)."""
        if path not in self._ids:
            self.read(path)
        return self._ids[path]

    def blob_ids(self, paths: Iterable[str]) -> dict[str, str]:
        """The content ids of many; a file that cannot be read is left out."""
        found = {}
        for path in paths:
            try:
                found[path] = self.content_id(path)
            except UnreadableFileError:
                continue
        return found

    def _bytes(self, path: str) -> bytes:
        folder = os.path.dirname(path)  # noqa: PTH120  this runs for every file: pathlib would triple its cost
        if folder not in self._safe_folders:
            whole = os.path.join(self._repo.root, folder)  # noqa: PTH118  as above
            self._safe_folders[folder] = os.path.realpath(whole) == os.path.normpath(whole)
        if not self._safe_folders[folder]:
            raise UnreadableFileError(path, "its folder is a symbolic link")
        try:
            return _read_plain(os.path.join(self._repo.root, path), path)  # noqa: PTH118  as above
        except OSError as error:
            raise UnreadableFileError(path, error.strerror or str(error)) from error


class EmptyTree:
    """A tree without files: what a whole repository in memory is put on top of."""

    @property
    def identity(self) -> str:
        """There is only one."""
        return "empty"

    def entries(self) -> Mapping[str, FileEntry]:
        """None."""
        return {}

    def read(self, path: str) -> bytes:
        """Raises `UnreadableFileError`."""
        raise UnreadableFileError(path, "there is no such file")

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Nothing."""
        del paths
        return iter(())


class OverlayTree:
    """A tree with changes on top: what a batch would make of it.

    Args:
        base: What is changed.
        changes: New content by path; None removes the file. A new file is a regular one.
    """

    def __init__(self, base: Tree, changes: Mapping[str, bytes | None]) -> None:
        self.base = base
        self._changes = dict(changes)

    @cached_property
    def identity(self) -> str:
        """A digest of the base's identity and the changes."""
        digest = hashlib.blake2b(self.base.identity.encode("ascii"), digest_size=20)
        for path, content in sorted(self._changes.items()):
            digest.update(b"\0%b\0" % os.fsencode(path))
            digest.update(b"gone" if content is None else name_of_blob(content).encode("ascii"))
        return digest.hexdigest()

    def entries(self) -> Mapping[str, FileEntry]:
        """The files by path, with the changes."""
        return self._entries

    def read(self, path: str) -> bytes:
        """The changed content, else the base's."""
        if path not in self._changes:
            return self.base.read(path)
        content = self._changes[path]
        if content is None:
            raise UnreadableFileError(path, "it is removed here")
        return content

    def read_many(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Changed contents and the base's, in the order asked for."""
        wanted = list(paths)
        unchanged = self.base.read_many([path for path in wanted if path not in self._changes])
        waiting = next(unchanged, None)
        for path in wanted:
            if path in self._changes:
                content = self._changes[path]
                if content is not None:
                    yield path, content
            elif waiting is not None and waiting[0] == path:
                yield waiting
                waiting = next(unchanged, None)

    @cached_property
    def _entries(self) -> Mapping[str, FileEntry]:
        base = self.base.entries()
        object_format = _object_format(base)
        kept = [entry for path, entry in base.items() if path not in self._changes]
        for path, content in self._changes.items():
            if content is not None:
                mode = base[path].mode if path in base else REGULAR
                kept.append(FileEntry(path, mode, name_of_blob(content, object_format)))
        return _by_path(kept)


def content_id(tree: Tree, path: str) -> str:
    """The blob id of any file of any tree, computed where it is not known.

    Raises:
        UnreadableFileError: There is no such file or it cannot be read.
    """
    if isinstance(tree, WorkingTree):
        return tree.content_id(path)
    entry = tree.entries().get(path)
    if entry is not None and entry.blob is not None:
        return entry.blob
    return name_of_blob(tree.read(path), _object_format(tree.entries()))


def is_outdated(tree: Tree) -> bool:
    """Whether files were found to hold other bytes than when the tree was listed."""
    if isinstance(tree, OverlayTree):
        return is_outdated(tree.base)
    return isinstance(tree, WorkingTree) and tree.has_changed


def can_change(tree: Tree) -> bool:
    """Whether a file may hold other bytes later, which are then refused: what needs its content must read it now."""
    return can_change(tree.base) if isinstance(tree, OverlayTree) else isinstance(tree, WorkingTree)


def notes_of(tree: Tree) -> tuple[str, ...]:
    """What could not be seen of a tree, for people."""
    if isinstance(tree, OverlayTree):
        return notes_of(tree.base)
    return tree.notes if isinstance(tree, WorkingTree) else ()


def _object_format(entries: Mapping[str, FileEntry]) -> str:
    known = next((entry.blob for entry in entries.values() if entry.blob is not None), "")
    return "sha256" if len(known) == _SHA256_DIGITS else "sha1"


def _by_path(entries: Iterable[FileEntry]) -> Mapping[str, FileEntry]:
    return {entry.path: entry for entry in sorted(entries, key=lambda entry: entry.path)}


def _listing_digest(entries: Mapping[str, FileEntry], ids: Mapping[str, str]) -> str:
    digest = hashlib.blake2b(digest_size=20)
    for path, entry in entries.items():
        name = entry.blob or ids.get(path, "unreadable")
        digest.update(b"%b\0%b\0%b\0" % (os.fsencode(path), entry.mode.encode("ascii"), name.encode("ascii")))
    return digest.hexdigest()


def _read_plain(whole: str, path: str) -> bytes:
    """The bytes of a regular file, the name in a symlink; nothing else is opened, and no link is followed."""
    mode = os.lstat(whole).st_mode
    if stat.S_ISLNK(mode):
        return os.fsencode(os.readlink(whole))  # noqa: PTH115  as above
    if not stat.S_ISREG(mode):
        raise UnreadableFileError(path, "it is not a regular file")
    # Between the look and the opening it may have become something else: then neither follow nor wait.
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with open(os.open(whole, flags), "rb") as file:  # noqa: PTH123  a descriptor has no path
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise UnreadableFileError(path, "it is not a regular file")
        return file.read()
