"""The files of a module in their new place: the same bytes, but for what would mean something else there.

Two steps, each on exact bytes: every path of the moved modules is rewritten as in any other file, seen from the old place; then relative
imports are counted from the new place. A relative import between two files that move together comes out as it was.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from migrator.model.model import Model
from migrator.model.values import Module
from migrator.recipes.editing.edits import apply_edits, why_broken
from migrator.recipes.editing.import_edits import absolute_module, module_splice, relative_module
from migrator.recipes.editing.syntax import SourceFile, Unreadable, parse_source
from migrator.recipes.moving.move_values import MoveRefusedError
from migrator.recipes.relocating.module_request import ModuleRequest
from migrator.recipes.sites.sites import SiteEdits
from migrator.recipes.sites.targets import Targets
from migrator.recipes.values import Edit, Left
from migrator.source.values import Tree


@dataclass
class MovedFiles:
    """Old path to the content in the new place, and what was left as it is (under the new paths)."""

    contents: dict[str, bytes] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)


def moved_files(
    model: Model, tree: Tree, request: ModuleRequest, sites: SiteEdits, targets: Targets
) -> MovedFiles:
    """The content of every file that moves.

    Args:
        model: The repository.
        tree: Its files.
        request: What moves.
        sites: How paths of the moved modules are rewritten in those files.
        targets: The modules and their new names.
    """
    edits = {change.path: change.edits for change in sites.files}
    by_path = {
        module.path: (module, new) for module, new in request.modules.items() if not module.is_namespace
    }
    result = MovedFiles(left=[Left(request.new_path(one.path), one.line, one.reason) for one in sites.left])
    for path in request.files:
        raw = tree.read(path)
        if not path.endswith((".py", ".pyi")):
            result.contents[path] = raw
            continue
        packages = _packages(path, by_path)
        middle = _Middle(path, raw, apply_edits(raw, edits.get(path, ())))
        problem = "it is no module of the plan" if packages is None else _problem(model, path)
        if packages is None or problem:
            result.contents[path] = middle.text
            reason = f"moved as it is, imports in it were not counted from the new place: {problem}"
            result.left.append(Left(request.new_path(path), 1, reason))
            continue
        result.contents[path] = _rebased(middle, packages, targets, result.left, request)
    return result


@dataclass(frozen=True)
class _Middle:
    path: str
    before: bytes
    text: bytes


@dataclass(frozen=True)
class _Packages:
    """What relative imports count from, before and after."""

    old: str
    new: str


def _packages(path: str, by_path: Mapping[str, tuple[Module, str]]) -> _Packages | None:
    """None where the file is no module; a stub is that of the module beside it."""
    found = by_path.get(path if path.endswith(".py") else path[:-1])
    if found is None:
        return None
    module, new = found
    return _Packages(module.package, new if module.is_package else new.rpartition(".")[0])


def _problem(model: Model, path: str) -> str:
    problem = model.problem_at(path)
    return "" if problem is None else problem.reason


def _rebased(
    middle: _Middle, packages: _Packages, targets: Targets, left: list[Left], request: ModuleRequest
) -> bytes:
    file = parse_source(middle.path, middle.text)
    new_path = request.new_path(middle.path)
    if isinstance(file, Unreadable):
        left.append(Left(new_path, file.line, f"moved as it is: {file.reason}"))
        return middle.text
    edits = [
        Edit(*splice, hunk="", shape="", why="it is counted from the new place")
        for splice in _splices(file, packages, targets)
    ]
    after = apply_edits(middle.text, edits)
    broken = why_broken(middle.path, middle.before, after)
    if broken:
        raise MoveRefusedError("a moved file would not compile", f"{middle.path}: {broken}")
    return after


def _splices(file: SourceFile, packages: _Packages, targets: Targets) -> Iterator[tuple[int, int, bytes]]:
    for placed in file.statements:
        node = placed.node
        module = absolute_module(node, packages.old) if isinstance(node, ast.ImportFrom) else None
        if module is None or not isinstance(node, ast.ImportFrom):
            continue
        meant = targets.module(module) or module
        spelled = (relative_module(meant, packages.new) if node.level else None) or meant
        if spelled != "." * node.level + (node.module or ""):
            yield module_splice(file, node, spelled)
