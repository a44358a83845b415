"""What to look at in a repository that has no plan: its packages, and everything else as their consumers."""

import keyword
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

_SOURCE_ROOTS = ("", "src")
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


def find_packages(paths: Iterable[str]) -> FoundPackages:
    """The packages under the root and ``src``, and who else is there."""
    sources = sorted(path for path in paths if path.endswith(".py"))
    present = set(sources)
    found: dict[str, str] = {}
    for root in _SOURCE_ROOTS:
        for name in _candidates(sources, root):
            init = "/".join(filter(None, (root, name, "__init__.py")))
            if init in present and _is_package_name(name):
                found.setdefault(name, root)
    if not found:
        found = _without_init(sources)
    roots = tuple(root for root in _SOURCE_ROOTS if root in found.values()) or ("",)
    places = {"/".join(filter(None, (root, name))) for name, root in found.items()}
    consumers = {_top(path) for path in sources if not _is_in(path, places)}
    return FoundPackages(tuple(sorted(found)), roots, tuple(sorted(consumers - places)))


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


def _top(path: str) -> str:
    """The consumer a file belongs to: its top-level folder, or under ``src`` the one below."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "src" and len(parts) > 1 else parts[0]
