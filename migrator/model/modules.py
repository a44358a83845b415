"""Which file is which module: from the listing of a tree and the plan, without opening anything.

Python finds a package before a module of the same name, a file before a folder without ``__init__.py``, and the first source root before the
second; the table follows it, and whatever loses is said to be shadowed. Files outside the packages (tests, scripts) get their path with dots as
name, so that they can be importers and, where they are imported that way, targets.
"""

import keyword
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pathspec

from migrator.facts.values import Problem
from migrator.model.values import Module, ModuleRole
from migrator.plan.values import Plan

_OTHER_SOURCES = (".pyx", ".pyi", ".so", ".pyd", ".pyc", ".c", ".cpp", ".cc", ".pxd")
"""Endings of files that may make a module importable though there is no Python source of it."""


@dataclass(frozen=True)
class ModuleTable:
    """What every file of a tree is.

    Attributes:
        modules: By dotted name, sorted.
        skipped: Python files that are no module of the table, each with its reason.
        opaque: Names that can be imported or may be, though they are not read, with the reason.
        roots: The folders on the import path below the repository's own.
    """

    modules: Mapping[str, Module]
    skipped: tuple[Problem, ...]
    opaque: Mapping[str, str]
    roots: tuple[str, ...] = ()

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The files that are a module, sorted."""
        return tuple(sorted(module.path for module in self.modules.values() if not module.is_namespace))


@dataclass
class _Draft:
    """The table in the making."""

    paths: frozenset[str]
    folders: frozenset[str]
    modules: dict[str, Module] = field(default_factory=dict)
    skipped: dict[str, Problem] = field(default_factory=dict)
    opaque: dict[str, str] = field(default_factory=dict)

    def skip(self, path: str, stage: str, reason: str) -> None:
        self.skipped.setdefault(path, Problem(path, stage, reason))

    def add(self, module: Module) -> None:
        """Add a module; the first of a name stays."""
        first = self.modules.get(module.name)
        if first is None or (first.is_namespace and not module.is_namespace):
            self.modules[module.name] = module
        elif not module.is_namespace:
            self.skip(module.path, "shadowed", f"{first.path} is imported by the same name {module.name}")


def module_table(paths: Iterable[str], plan: Plan) -> ModuleTable:
    """The table of a tree's files under a plan."""
    spec = pathspec.GitIgnoreSpec.from_lines(plan.exclude)
    kept: list[str] = []
    excluded: list[str] = []
    for path in sorted(paths):
        if path.endswith((".py", *_OTHER_SOURCES)):
            (excluded if plan.exclude and spec.match_file(path) else kept).append(path)
    sources = [path for path in kept if path.endswith(".py")]
    draft = _Draft(frozenset(kept), _folders(sources))
    owned = _add_packages(draft, sources, plan)
    rest = [path for path in sources if path not in owned]
    consumers = [path for path in rest if _is_under(path, plan.consumers)]
    for path in rest:
        if not _is_under(path, plan.consumers):
            draft.skip(path, "outside", "in none of the plan's packages and consumers")
    _add_files(draft, consumers, "", ModuleRole.CONSUMER)
    _note_excluded(draft, excluded, plan)
    _note_other_sources(draft, kept, plan)
    skipped = tuple(draft.skipped[path] for path in sorted(draft.skipped))
    roots = tuple(sorted({clean for root in plan.source_roots if (clean := _clean(root))}))
    return ModuleTable(
        dict(sorted(draft.modules.items())), skipped, dict(sorted(draft.opaque.items())), roots
    )


def _clean(root: str) -> str:
    """A source root as paths begin with it; ``""`` for the repository's own."""
    place = root.strip("/").removeprefix("./")
    return "" if place == "." else place


def _folders(sources: Iterable[str]) -> frozenset[str]:
    """All folders that hold Python files at any depth."""
    folders: set[str] = set()
    for path in sources:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(folders)


def _is_under(path: str, places: Iterable[str]) -> bool:
    for place in places:
        clean = place.strip("/")
        if clean in {"", "."} or path == clean or path.startswith(f"{clean}/"):
            return True
    return False


def _add_packages(draft: _Draft, sources: list[str], plan: Plan) -> set[str]:
    """Add every package of the plan; gives the files that belong to one, shadowed ones included."""
    owned: set[str] = set()
    for package in sorted(set(plan.packages)):
        found = _portions(draft, package, plan.source_roots)
        for index, (root, place) in enumerate(found):
            portion = [path for path in sources if path == f"{place}.py" or path.startswith(f"{place}/")]
            owned.update(portion)
            if index and _is_whole(draft, found[0][1]):
                for path in portion:
                    draft.skip(path, "shadowed", f"{found[0][1]} comes first on the import path as {package}")
                continue
            _add_files(draft, portion, root, ModuleRole.PACKAGE)
            _add_parents(draft, package, root)
    return owned


def _portions(draft: _Draft, package: str, roots: Iterable[str]) -> list[tuple[str, str]]:
    """(source root, place) where the package is found; a regular one before folders without ``__init__.py``."""
    found: list[tuple[str, str]] = []
    for clean in dict.fromkeys(map(_clean, roots)):
        place = "/".join(filter(None, (clean, package.replace(".", "/"))))
        if place in draft.folders or f"{place}.py" in draft.paths:
            found.append((clean, place))
    found.sort(key=lambda portion: not _is_whole(draft, portion[1]))
    return found


def _is_whole(draft: _Draft, place: str) -> bool:
    """Whether it ends the search: a regular package or a module."""
    return f"{place}/__init__.py" in draft.paths or f"{place}.py" in draft.paths


def _add_parents(draft: _Draft, package: str, root: str) -> None:
    parts = package.split(".")[:-1]
    for length in range(1, len(parts) + 1):
        place = "/".join(filter(None, (root, *parts[:length])))
        init = f"{place}/__init__.py"
        is_regular = init in draft.paths
        name = ".".join(parts[:length])
        path = init if is_regular else place
        draft.add(Module(name, path, ModuleRole.PACKAGE, is_package=is_regular, is_namespace=not is_regular))


def _add_files(draft: _Draft, sources: list[str], root: str, role: ModuleRole) -> None:
    """Add files as modules whose names count from a root, and their folders without ``__init__.py`` as namespaces."""
    start = len(root) + 1 if root else 0
    for path in sources:
        shadow = _shadow(draft, path, start)
        if shadow:
            draft.skip(path, "shadowed", f"{shadow} is imported by that name")
            continue
        parts = path[start:].removesuffix(".py").split("/")
        is_package = parts[-1] == "__init__" and len(parts) > 1
        parts = parts[:-1] if is_package else parts
        importable = all(_is_name(part) for part in parts)
        draft.add(Module(".".join(parts), path, role, is_package=is_package, is_importable=importable))
        _add_namespaces(draft, path, start, role)


def _add_namespaces(draft: _Draft, path: str, start: int, role: ModuleRole) -> None:
    folder = path.rpartition("/")[0]
    while len(folder) > start:
        if f"{folder}/__init__.py" not in draft.paths:
            parts = folder[start:].split("/")
            name = ".".join(parts)
            if name in draft.modules:
                return
            importable = all(_is_name(part) for part in parts)
            draft.add(Module(name, folder, role, is_namespace=True, is_importable=importable))
        folder = folder.rpartition("/")[0]


def _shadow(draft: _Draft, path: str, start: int) -> str:
    """What is imported instead of the file: a package of its name, or a module named like one of its folders."""
    own_package = f"{path.removesuffix('.py')}/__init__.py"
    if own_package in draft.paths and path.endswith(".py") and not path.endswith("/__init__.py"):
        return own_package
    folder = path.rpartition("/")[0]
    while len(folder) > start:
        if f"{folder}.py" in draft.paths and f"{folder}/__init__.py" not in draft.paths:
            return f"{folder}.py"
        folder = folder.rpartition("/")[0]
    return ""


def _is_name(part: str) -> bool:
    # An import statement looks for the name in normal form: a file that is called otherwise is never found.
    return part.isidentifier() and not keyword.iskeyword(part) and unicodedata.is_normalized("NFKC", part)


def _note_excluded(draft: _Draft, excluded: list[str], plan: Plan) -> None:
    for path in excluded:
        if path.endswith(".py"):
            draft.skip(path, "excluded", "excluded by the plan")
        for name in _possible_names(path, plan):
            draft.opaque.setdefault(name, f"{path} is excluded by the plan")


def _note_other_sources(draft: _Draft, kept: list[str], plan: Plan) -> None:
    for path in kept:
        if path.endswith(".py"):
            continue
        if path.endswith(".pyi") and _is_under_package(path, plan):
            draft.skip(path, "stub", "stub files are not read")
        for name in _possible_names(path, plan):
            if name not in draft.modules:
                draft.opaque.setdefault(name, f"{path} is no Python source")


def _is_under_package(path: str, plan: Plan) -> bool:
    return any(True for _ in _possible_names(path, plan)) or _is_under(path, plan.consumers)


def _possible_names(path: str, plan: Plan) -> Iterable[str]:
    """The names under the plan's packages that a file, or its folder if it is an ``__init__``, would be imported by."""
    for clean in map(_clean, plan.source_roots):
        if clean and not path.startswith(f"{clean}/"):
            continue
        parts = path[len(clean) + 1 if clean else 0 :].split("/")
        parts[-1] = parts[-1].partition(".")[0]
        if parts[-1] == "__init__":
            parts.pop()
        name = ".".join(parts)
        if any(name == package or name.startswith(f"{package}.") for package in plan.packages):
            yield name
