"""Objects by their ids: trees, blobs, and trees that do not exist yet.

`write_tree` makes a tree from a base and changes in an index of its own, so the id of what will be committed is known
before any worktree exists and no index of the user is read or written.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from migrator.errors import GitFailedError, MissingObjectError, UnknownRevisionError
from migrator.git.door import Repository, failure

GITLINK = "160000"
SYMLINK = "120000"
REGULAR = "100644"
EXECUTABLE = "100755"


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file of a tree; `path` is relative to its root, `mode` octal digits as git writes them."""

    path: str
    mode: str
    oid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One path that differs between two trees; an id is None where the path does not exist."""

    path: str
    old_mode: str
    new_mode: str
    old_oid: str | None
    new_oid: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A file of two trees under one name or two; path and id are None on the side that has no such plain file."""

    old_path: str | None
    new_path: str | None
    old_oid: str | None
    new_oid: str | None


_MOST_RENAMES = 1000
"""Beyond, git takes only files with equal content for renamed; fixed here, so that no configuration changes what is found."""


def resolve_commit(repo: Repository, revision: str) -> str:
    """The full id of the commit that a name leads to.

    Raises:
        UnknownRevisionError: It leads to none.
    """
    reply = repo.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if reply.returncode != 0:
        raise UnknownRevisionError(
            f"{revision!r} is not a commit of this repository", hint="Name a branch, a tag or a commit id."
        )
    return reply.output.decode("ascii").strip()


def tree_of(repo: Repository, commit: str) -> str:
    """The id of a commit's tree."""
    return repo.git("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}").decode("ascii").strip()


def has_commit(repo: Repository, oid: str) -> bool:
    """Whether the commit is here (a shallow clone or a pruned one may lack it)."""
    return repo.ask("cat-file", "-e", f"{oid}^{{commit}}").returncode == 0


def is_ancestor(repo: Repository, ancestor: str, descendant: str) -> bool:
    """Whether one commit is reachable from the other (a commit is its own ancestor)."""
    reply = repo.ask("merge-base", "--is-ancestor", ancestor, descendant)
    if reply.returncode not in (0, 1):
        raise failure(("merge-base",), reply)
    return reply.returncode == 0


def list_tree(repo: Repository, treeish: str) -> tuple[TreeEntry, ...]:
    """All files of a tree, recursively, in git's order; submodules are listed with mode 160000."""
    listing = repo.git("ls-tree", "-r", "-z", "--full-tree", treeish)
    return tuple(_tree_entry(record) for record in listing.split(b"\0") if record)


def plain_files(repo: Repository, treeish: str, paths: Sequence[str]) -> dict[str, str]:
    """The blob ids of those of some files that a tree has; what is no plain file is left out."""
    if not paths:
        return {}
    listing = repo.git("ls-tree", "-z", "--full-tree", treeish, "--", *paths)
    entries = (_tree_entry(record) for record in listing.split(b"\0") if record)
    return {entry.path: entry.oid for entry in entries if entry.mode.startswith("100")}


def files_below(repo: Repository, treeish: str, folder: str) -> tuple[str, ...]:
    """The paths of the files in a folder of a tree, at any depth; none where there is no such folder."""
    listing = repo.git("ls-tree", "-r", "-z", "--full-tree", "--name-only", treeish, "--", f"{folder}/")
    return tuple(os.fsdecode(path) for path in listing.split(b"\0") if path)


def read_blobs(repo: Repository, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The contents of blobs, in the order asked for, by one process.

    Raises:
        MissingObjectError: The clone lacks one.
    """
    wanted = list(oids)
    if not wanted:
        return
    asked = "".join(f"{oid}\n" for oid in wanted).encode("ascii")
    with repo.stream("cat-file", "--batch", "--buffer", stdin=asked) as answer:
        for oid in wanted:
            yield oid, _read_object(answer, oid)


def read_blobs_here(repo: Repository, oids: Iterable[str]) -> dict[str, bytes]:
    """The contents of those of some blobs that this clone has; of a partial clone some may be elsewhere."""
    wanted = sorted(set(oids))
    found: dict[str, bytes] = {}
    try:
        found.update(read_blobs(repo, wanted))
    except MissingObjectError:
        # git ends at the first that it lacks and may not fetch; only the list of all that is here tells which those are.
        here = _objects_here(repo, frozenset(wanted))
        found.update(read_blobs(repo, sorted(here)))
    return found


def _objects_here(repo: Repository, wanted: frozenset[str]) -> frozenset[str]:
    """Those of some objects that are in this clone."""
    names = "--batch-check=%(objectname)"
    with repo.stream("cat-file", "--batch-all-objects", "--unordered", names) as answer:
        return wanted.intersection(line.strip().decode("ascii") for line in answer)


def read_blob(repo: Repository, oid: str) -> bytes:
    """The content of one blob."""
    return next(content for _, content in read_blobs(repo, [oid]))


def blob_id(repo: Repository, content: bytes) -> str:
    """The id that git gives to these very bytes in this repository, without any conversion."""
    return name_of_blob(content, repo.object_format)


def name_of_blob(content: bytes, object_format: str = "sha1") -> str:
    """The id that git gives to these very bytes; `object_format` is `sha1` or `sha256`."""
    digest = hashlib.sha256() if object_format == "sha256" else hashlib.sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % len(content))
    digest.update(content)
    return digest.hexdigest()


def hash_bytes(repo: Repository, files: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """The blob id of each file's bytes, by path; nothing is stored."""
    return {path: blob_id(repo, content) for path, content in files}


def write_blobs(repo: Repository, contents: Sequence[bytes]) -> tuple[str, ...]:
    """Store contents as blobs, byte for byte; returns their ids in the same order."""
    if not contents:
        return ()
    with tempfile.TemporaryDirectory(prefix="migrator-") as folder:
        names = []
        for number, content in enumerate(contents):
            name = Path(folder) / str(number)
            name.write_bytes(content)
            names.append(f"{name}\n")
        answer = repo.git(
            "hash-object", "-w", "--no-filters", "--stdin-paths", stdin="".join(names).encode("ascii")
        )
    return tuple(answer.decode("ascii").split())


def write_files(
    repo: Repository, base_tree: str, files: Mapping[str, bytes | None], modes: Mapping[str, str]
) -> str:
    """The id of a tree that is the base with these files on top; its objects are stored.

    Args:
        repo: The repository.
        base_tree: A tree or commit id.
        files: Content by path, None removes the path.
        modes: By path; a file without one becomes a regular one.

    Raises:
        GitFailedError: As `write_tree`.
    """
    kept = {path: content for path, content in files.items() if content is not None}
    blobs = dict(zip(kept, write_blobs(repo, list(kept.values())), strict=True))
    changes = {path: (modes.get(path) or REGULAR, blobs[path]) if path in blobs else None for path in files}
    return write_tree(repo, base_tree, changes)


def write_tree(repo: Repository, base_tree: str, changes: Mapping[str, tuple[str, str] | None]) -> str:
    """The id of a tree that is the base with changes on top; its objects are stored.

    Args:
        repo: The repository; its own index is neither read nor written.
        base_tree: A tree or commit id.
        changes: (mode, blob id) by path, None removes the path.

    Raises:
        GitFailedError: A path cannot be in a tree (`../x`, `.git/config`), or stands where a folder is needed.
    """
    null = "0" * len(base_tree)
    lines = [
        f"0 {null}\t{path}\0" if change is None else f"{change[0]} {change[1]} 0\t{path}\0"
        for path, change in sorted(changes.items())
    ]
    with temporary_index(repo, base_tree) as index:
        if lines:
            repo.git("update-index", "-z", "--index-info", stdin=os.fsencode("".join(lines)), env=index)
        tree = repo.git("write-tree", env=index).decode("ascii").strip()
    _expect_changes(repo, base_tree, tree, changes)
    return tree


@contextlib.contextmanager
def leaving_no_objects(repo: Repository) -> Iterator[Repository]:
    """The repository with all its objects, whose new ones are gone again after the block: to know an id without writing anything."""
    # The variable is a list with colons between; a name in quotes may have any character.
    own = str(repo.common_dir / "objects").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    with tempfile.TemporaryDirectory(prefix="migrator-") as folder:
        elsewhere = (("GIT_OBJECT_DIRECTORY", folder), ("GIT_ALTERNATE_OBJECT_DIRECTORIES", f'"{own}"'))
        yield replace(repo, variables=(*repo.variables, *elsewhere))


@contextlib.contextmanager
def temporary_index(repo: Repository, tree: str) -> Iterator[dict[str, str]]:
    """Variables that give git an index of its own, filled from a tree, for as long as the block runs."""
    with tempfile.TemporaryDirectory(prefix="migrator-") as folder:
        index = {"GIT_INDEX_FILE": os.path.join(folder, "index")}  # noqa: PTH118  a variable is a string
        repo.git("read-tree", tree, env=index)
        yield index


def differences(repo: Repository, old: str, new: str) -> tuple[Difference, ...]:
    """The paths that differ between two trees or commits, renames as removal and addition."""
    raw = repo.git("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", old, new)
    fields = raw.split(b"\0")
    return tuple(_difference(fields[at], fields[at + 1]) for at in range(0, len(fields) - 1, 2))


def changes_with_renames(repo: Repository, old: str, new: str) -> tuple[Moved, ...]:
    """The files that differ between two trees or commits, with what git takes for a rename: half of the content or more is the same."""
    raw = repo.git(
        "diff-tree", "-r", "-z", "--raw", "--find-renames=50%", f"-l{_MOST_RENAMES}", "--no-abbrev", "--no-ext-diff", old, new
    )  # fmt: skip
    fields = iter(raw.split(b"\0"))
    found: list[Moved] = []
    for facts in fields:
        if not facts:
            continue
        old_mode, new_mode, old_oid, new_oid, status = facts[1:].decode("ascii").split(" ")
        before = os.fsdecode(next(fields, b""))
        after = os.fsdecode(next(fields, b"")) if status.startswith("R") else before
        is_there = old_mode.startswith("100"), new_mode.startswith("100")
        found.append(
            Moved(
                old_path=before if is_there[0] else None,
                new_path=after if is_there[1] else None,
                old_oid=old_oid if is_there[0] else None,
                new_oid=new_oid if is_there[1] else None,
            )
        )
    return tuple(found)


def diff_text(repo: Repository, old: str, new: str, paths: Sequence[str] = ()) -> bytes:
    """The unified diff between two trees or commits, without running any configured program."""
    return repo.git(
        "diff-tree", "-r", "-p", "--no-ext-diff", "--no-textconv", "--no-renames", old, new, "--", *paths
    )


def _read_object(answer: IO[bytes], oid: str) -> bytes:
    header = answer.readline().split()
    if len(header) != 3:
        raise MissingObjectError(
            "This clone lacks an object that is needed",
            oid,
            hint="Fetch it first, for instance with: git fetch --unshallow, or git fetch --refetch",
        )
    size = int(header[2])
    content = answer.read(size)
    if len(content) != size or answer.read(1) != b"\n":
        raise GitFailedError("git cat-file ended too early", oid)
    return content


def _tree_entry(record: bytes) -> TreeEntry:
    facts, path = record.split(b"\t", 1)
    mode, _, oid = facts.split(b" ")
    return TreeEntry(os.fsdecode(path), mode.decode("ascii"), oid.decode("ascii"))


def _difference(facts: bytes, path: bytes) -> Difference:
    old_mode, new_mode, old, new, _ = facts[1:].decode("ascii").split(" ")
    return Difference(
        path=os.fsdecode(path),
        old_mode=old_mode,
        new_mode=new_mode,
        old_oid=None if old_mode == "000000" else old,
        new_oid=None if new_mode == "000000" else new,
    )


def _expect_changes(
    repo: Repository, base: str, tree: str, changes: Mapping[str, tuple[str, str] | None]
) -> None:
    # update-index skips some impossible paths with a mere warning, and a file put where a folder is replaces the folder.
    extra = [found.path for found in differences(repo, base, tree) if found.path not in changes]
    if extra:
        raise GitFailedError("The changes do not fit the tree", "\n".join(extra))
    if not any(changes.values()):
        return
    present = {entry.path: (entry.mode, entry.oid) for entry in list_tree(repo, tree)}
    lost = [path for path, change in changes.items() if present.get(path) != change]
    if lost:
        raise GitFailedError("git refuses these paths", "\n".join(lost))
