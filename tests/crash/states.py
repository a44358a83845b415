"""Everything of a repository that an act may change or must not, in a form that two runs of the same act agree on."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from migrator.git.door import open_repository
from migrator.landing.journal import unfinished
from tests.support.repositories import RepoBuilder

_QUIET = {"GIT_OPTIONAL_LOCKS": "0"}


@dataclass(frozen=True, slots=True)
class State:
    """A repository at one moment; refs of the program are part of it, times of files are not."""

    refs: str
    head: str
    staged: str
    status: str
    stash: str
    worktrees: str
    files: tuple[tuple[str, int, str], ...]

    @classmethod
    def of(cls, root: Path) -> "State":
        builder = RepoBuilder(root)
        return cls(
            refs=builder.git("for-each-ref", "--format=%(refname) %(objectname)"),
            head=(root / ".git" / "HEAD").read_text(),
            staged=builder.git("ls-files", "-s", "-t", "-v", "-z"),
            status=builder.git("status", "--porcelain=v2", "-z", "--ignored", env=_QUIET),
            stash=builder.git("stash", "list", "--format=%H"),
            worktrees=builder.git("worktree", "list", "--porcelain").replace(str(root), ""),
            files=tuple(_files(root)),
        )

    def differing(self, other: "State") -> list[str]:
        """The names of the parts that are not the same."""
        return [name for name in self.__slots__ if getattr(self, name) != getattr(other, name)]


def index_bytes(root: Path) -> bytes:
    return (root / ".git" / "index").read_bytes()


def left_behind(root: Path) -> list[str]:
    """What an interrupted act may leave beside refs and files: locks of git, half-made copies, open entries of the journal."""
    git_dir = root / ".git"
    locks = [path for path in git_dir.rglob("*.lock") if path.parent != git_dir / "migrator"]
    ours = [*git_dir.glob("migrator-*"), *git_dir.glob("migrator/writes/*")]
    strays = [
        path for path in root.rglob("*.migrator*") if git_dir not in path.parents and path.name != ".migrator"
    ]
    found = [str(path.relative_to(root)) for path in (*locks, *ours, *strays)]
    return sorted(found) + [
        f"journal: {group[0].event} is open" for group in unfinished(open_repository(root))
    ]


def _files(root: Path) -> list[tuple[str, int, str]]:
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in {".git", "__pycache__"})
        for name in sorted(names):
            path = Path(folder) / name
            content = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
            found.append(
                (str(path.relative_to(root)), path.lstat().st_mode, hashlib.sha256(content).hexdigest())
            )
    return found
