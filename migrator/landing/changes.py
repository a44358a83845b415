"""From the writes of a request to the tree that is approved, before any worktree exists."""

from collections.abc import Mapping, Sequence

from migrator.errors import RefusedError
from migrator.git.door import Repository
from migrator.git.objects import GITLINK, SYMLINK, list_tree, tree_of, write_files
from migrator.landing.values import FileWrite, LandingRequest


def approved_tree(repo: Repository, request: LandingRequest) -> str:
    """The id of the tree that is the base with the writes on top; its objects are stored.

    Raises:
        RefusedError: A write would replace a symbolic link or a submodule, or two writes are of one file.
    """
    modes = {entry.path: entry.mode for entry in list_tree(repo, request.base)}
    kept = [write for write in request.writes if write.content is not None or write.path in modes]
    _expect_plain_files(kept, modes)
    modes |= {write.path: write.mode for write in kept if write.mode}
    files = {write.path: write.content for write in kept}
    return write_files(repo, tree_of(repo, request.base), files, modes)


def new_paths(repo: Repository, request: LandingRequest) -> tuple[str, ...]:
    """The paths that a request creates."""
    present = {entry.path for entry in list_tree(repo, request.base)}
    return tuple(
        write.path for write in request.writes if write.content is not None and write.path not in present
    )


def _expect_plain_files(writes: Sequence[FileWrite], modes: Mapping[str, str]) -> None:
    special = [write.path for write in writes if modes.get(write.path) in {SYMLINK, GITLINK}]
    if special:
        raise RefusedError("Symbolic links and submodules are not edited", "\n".join(special))
    paths = [write.path for write in writes]
    if len(paths) != len(set(paths)):
        raise RefusedError("Two writes are of the same file", "\n".join(sorted(paths)))
