"""What to look at in a repository that has no plan: its packages, and everything else as their consumers."""

import keyword
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

_USUAL_ROOTS = ("src", "lib", "python", "source", "sources")
"""Folders that are on the import path, and no part of it, unless imports say otherwise."""
_MOST_READ = 200
"""Files whose imports are looked at to tell a source root from a package."""
_NO_PACKAGES = frozenset(
    {
        "test", "tests", "testing", "doc", "docs", "example", "examples", "sample", "samples", "demo", "demos", "script", "scripts",
        "tool", "tools", "bench", "benchmark", "benchmarks", "build", "dist", "ci", "etc", "contrib", "bin", "notebooks", "fixtures",
        "integration_tests", "unit_tests", "e2e", "requirements", "src", "node_modules", "venv", "env", "site-packages", "backup", "backups",
        "conftest", "setup", "noxfile", "tasks", "fabfile", "manage", "versioneer", "asv_bench", "perf",
    }
)  # fmt: skip


class FoundPackages(NamedTuple):
    """What a repository without a plan holds.

    Attributes:
        packages: Top-level packages, sorted; if there are none, top-level modules and folders of Python files.
        source_roots: Where they were found.
        consumers: Top-level folders and files with other Python code, sorted.
    """

    packages: tuple[str, ...]
    source_roots: tuple[str, ...]
    consumers: tuple[str, ...]


ReadFiles = Callable[[Iterable[str]], Iterable[tuple[str, bytes]]]
"""Paths to their bytes, those that cannot be read left out: many are read by one process, one at a time by one each."""


def find_packages(paths: Iterable[str], *, read: ReadFiles | None = None) -> FoundPackages:
    """The packages under the root and its source roots, and who else is there.

    Args:
        paths: All paths of the tree.
        read: Gives the bytes of files; with it, imports decide whether a folder of packages is a source root or a package without ``__init__.py``.
    """
    sources = sorted(path for path in paths if path.endswith(".py"))
    present = set(sources)
    roots = ("", *_source_roots(sources, present, read))
    found: dict[str, str] = {}
    for root in roots:
        for name in _packages_in(sources, present, root):
            found.setdefault(name, root)
    if not found:
        found = _without_init(sources)
    used = tuple(root for root in dict.fromkeys((*roots, "src")) if root in found.values()) or ("",)
    places = {"/".join(filter(None, (root, name))) for name, root in found.items()}
    consumers = {_top(path, used) for path in sources if not _is_in(path, places)}
    return FoundPackages(tuple(sorted(found)), used, tuple(sorted(consumers - places)))


def _source_roots(sources: list[str], present: set[str], read: ReadFiles | None) -> list[str]:
    """Top-level folders without ``__init__.py`` whose packages are imported by their own names, the usual ones first."""
    folders = dict.fromkeys(path.partition("/")[0] for path in sources if "/" in path)
    possible = [
        folder
        for folder in sorted(folders, key=lambda folder: (folder not in _USUAL_ROOTS, folder))
        if f"{folder}/__init__.py" not in present
        and (folder in _USUAL_ROOTS or folder.lower() not in _NO_PACKAGES)
    ]
    return [folder for folder in possible if _is_source_root(folder, sources, present, read)]


def _is_source_root(folder: str, sources: list[str], present: set[str], read: ReadFiles | None) -> bool:
    packages = _packages_in(sources, present, folder)
    if not packages:
        return False
    own, through_folder = (0, 0) if read is None else _imports(folder, packages, sources, read)
    return own > through_folder or (folder in _USUAL_ROOTS and own == through_folder)


def _imports(folder: str, packages: list[str], sources: list[str], read: ReadFiles) -> tuple[int, int]:
    """How often sampled files import the packages by their own names, and through the folder."""
    names = "|".join(map(re.escape, packages))
    pattern = re.compile(
        rf"^[ \t]*(?:from|import)[ \t]+({re.escape(folder)}\.)?(?:{names})\b".encode(), re.MULTILINE
    )
    inside = [path for path in sources if path.startswith(f"{folder}/")]
    own = through_folder = 0
    for _, raw in read(inside[:: len(inside) // _MOST_READ + 1]):
        for match in pattern.finditer(raw):
            through_folder += match.group(1) is not None
            own += match.group(1) is None
    return own, through_folder


def _packages_in(sources: list[str], present: set[str], root: str) -> list[str]:
    """The regular packages directly in a folder."""
    prefix = f"{root}/" if root else ""
    return [
        name
        for name in _candidates(sources, root)
        if f"{prefix}{name}/__init__.py" in present and _is_package_name(name)
    ]


def _candidates(sources: Iterable[str], root: str) -> Iterable[str]:
    prefix = f"{root}/" if root else ""
    names = (path[len(prefix) :].partition("/") for path in sources if path.startswith(prefix))
    return dict.fromkeys(name.removesuffix(".py") for name, _, _ in names)


def _is_package_name(name: str) -> bool:
    return (
        name.isidentifier()
        and not keyword.iskeyword(name)
        and name.lower() not in _NO_PACKAGES
        and not name.startswith("test_")
    )


def _without_init(sources: Iterable[str]) -> dict[str, str]:
    """Namespace folders and single modules: the second best that can be called a package."""
    under_src = Counter(_candidate_root(path) for path in sources)
    root = "src" if under_src["src"] else ""
    return {name: root for name in _candidates(sources, root) if _is_package_name(name)}


def _candidate_root(path: str) -> str:
    return "src" if path.startswith("src/") else ""


def _is_in(path: str, places: Iterable[str]) -> bool:
    return any(path == f"{place}.py" or path.startswith(f"{place}/") for place in places)


def _top(path: str, roots: Iterable[str]) -> str:
    """The consumer a file belongs to: its top-level folder, or under a source root the one below."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in roots and len(parts) > 1 else parts[0]
