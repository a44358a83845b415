"""Which files git would not see in a tree, by the `.gitignore` files that are in it.

A module that a build writes and git ignores is on somebody's disk and in no tree: before it is said not to exist this is asked. The user's own
exclude files are left out, they say nothing about the repository.
"""

from collections.abc import Mapping

import pathspec

from migrator.source.values import Tree

FILE = ".gitignore"


class Ignored:
    """The patterns of a tree, equal where the files say the same.

    Args:
        files: The text of each ``.gitignore``, by its path.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = dict(files)
        self._specs = {
            path[: -len(FILE)]: pathspec.GitIgnoreSpec.from_lines(text.split("\n"))
            for path, text in files.items()
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ignored) and self.files == other.files

    def __hash__(self) -> int:
        return hash(tuple(self.files))

    def has(self, path: str) -> bool:
        """Whether git would ignore a new file of this path, or with a slash at its end a folder: the nearest file that speaks of it decides."""
        folder = path
        while folder:
            folder = folder.rstrip("/").rpartition("/")[0]
            place = f"{folder}/" if folder else ""
            spec = self._specs.get(place)
            verdict = spec.check_file(path[len(place) :]).include if spec is not None else None
            if verdict is not None:
                return verdict
        return False


NOTHING = Ignored({})


def ignored_in(tree: Tree) -> Ignored:
    """The patterns of all ``.gitignore`` files of a tree."""
    paths = [
        path
        for path, entry in tree.entries().items()
        if (path == FILE or path.endswith(f"/{FILE}")) and not entry.is_symlink
    ]
    if not paths:
        return NOTHING
    return Ignored({path: raw.decode("utf-8", "replace") for path, raw in tree.read_many(paths)})
