"""Three-way merges of trees, as objects: no checkout, no index, nothing configured runs.

git's own merge is asked (`merge-tree --write-tree`), because people judge a conflict by what git does: it finds renames and merges line by
line. It takes commits and finds their base itself; which base is meant is told by commits made for the question, that no ref ever names.
"""

import os
from dataclasses import dataclass

from migrator.errors import GitFailedError
from migrator.git.door import Repository, expect_git

MERGING_GIT = (2, 38)
"""`merge-tree --write-tree` came with 2.38."""

_NOBODY = {
    "GIT_AUTHOR_NAME": "migrator",
    "GIT_AUTHOR_EMAIL": "migrator@localhost",
    "GIT_AUTHOR_DATE": "2000-01-01T00:00:00+00:00",
    "GIT_COMMITTER_NAME": "migrator",
    "GIT_COMMITTER_EMAIL": "migrator@localhost",
    "GIT_COMMITTER_DATE": "2000-01-01T00:00:00+00:00",
}
"""Whose name stands on the commits of a question; fixed, so that the same question has the same ids."""


@dataclass(frozen=True, slots=True)
class MergedTree:
    """What a merge made.

    Attributes:
        tree: The id of the tree; with conflicts its files hold git's markers.
        conflicts: The paths that git could not merge, sorted; empty for a clean merge.
        said: What git said of them.
    """

    tree: str
    conflicts: tuple[str, ...] = ()
    said: str = ""


def merge_trees(repo: Repository, *, base: str, ours: str, theirs: str) -> MergedTree:
    """Merge what became of ``base`` on two sides; each is a tree id or a commit id.

    Raises:
        GitMissingError: This git is older than 2.38.
    """
    asked = [_tree(repo, side) for side in (base, ours, theirs)]
    if asked[0] == asked[2] or asked[1] == asked[2]:
        return MergedTree(asked[1])
    if asked[0] == asked[1]:
        return MergedTree(asked[2])
    root = unnamed_commit(repo, asked[0])
    return merge_commits(repo, unnamed_commit(repo, asked[1], root), unnamed_commit(repo, asked[2], root))


def merge_commits(repo: Repository, ours: str, theirs: str) -> MergedTree:
    """Merge two commits as `git merge` would, from their own common ancestor.

    Raises:
        GitMissingError: This git is older than 2.38.
        GitFailedError: They have no common ancestor, or git failed otherwise.
    """
    expect_git(repo, MERGING_GIT, "to merge the work of others without a checkout")
    reply = repo.ask("merge-tree", "--write-tree", "-z", "--name-only", "--messages", ours, theirs)
    if reply.returncode not in (0, 1):
        raise GitFailedError("git merge-tree failed", reply.error.strip(), returncode=reply.returncode)
    tree, _, rest = reply.output.partition(b"\0")
    names, _, messages = rest.partition(b"\0\0") if reply.returncode else (b"", b"", b"")
    paths = sorted({os.fsdecode(name) for name in names.split(b"\0") if name})
    if reply.returncode and not paths:
        paths = ["."]  # it is about no single path
    return MergedTree(tree.decode("ascii").strip(), tuple(paths), _messages(messages))


def unnamed_commit(repo: Repository, tree: str, *parents: str) -> str:
    """A commit of a tree that no ref names: for questions about it, until git throws it away."""
    named = [word for parent in parents for word in ("-p", parent)]
    made = repo.git("commit-tree", *named, tree, stdin=b"a question\n", env=_NOBODY)
    return made.decode("ascii").strip()


def _messages(listing: bytes) -> str:
    """What git says of conflicts: each message comes as a count of paths, those paths, a short type, and the text."""
    fields = listing.split(b"\0")
    said: list[str] = []
    at = 0
    while at < len(fields) and fields[at].strip().isdigit():
        at += 1 + int(fields[at])
        if at + 1 < len(fields) and fields[at].startswith(b"CONFLICT"):
            said.append(fields[at + 1].decode("utf-8", "replace").strip())
        at += 2
    return "\n".join(said)


def _tree(repo: Repository, treeish: str) -> str:
    return (
        repo.git("rev-parse", "--verify", "--end-of-options", f"{treeish}^{{tree}}").decode("ascii").strip()
    )
