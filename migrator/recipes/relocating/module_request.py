"""What was asked of the move of a module or package, checked before anything is read deeper: which files go where.

All that lies in a package's folder goes with it, data included. A refusal here names what is wrong with the request itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.model.model import Model
from migrator.model.values import Module
from migrator.recipes.moving.move_request import check_module_name, new_module
from migrator.recipes.moving.move_values import MoveRefusedError
from migrator.recipes.relocating.module_shims import is_shim_of
from migrator.records.intentions import MoveModule
from migrator.source.values import Tree


@dataclass(frozen=True)
class ModuleRequest:
    """A checked request.

    Attributes:
        modules: The modules that move, the asked one first, each with its new name.
        files: Old to new path of every file that moves.
        packages: Files of packages that have to be made around the new place.
        is_done: There is nothing to do: the module is there already.
    """

    modules: Mapping[Module, str]
    files: Mapping[str, str]
    packages: tuple[str, ...] = ()
    is_done: bool = False

    def new_path(self, path: str) -> str:
        """Where a file is after the move."""
        return self.files.get(path, path)


def read_module_request(intention: MoveModule, model: Model, tree: Tree) -> ModuleRequest:
    """Check the request. Raises MoveRefusedError."""
    old, new = intention.old, intention.new
    check_module_name(new)
    module = model.modules.get(old)
    if new in model.modules and (module is None or _is_shim(module, new, model, tree)):
        return ModuleRequest({}, {}, is_done=True)
    if module is None:
        raise MoveRefusedError(f"{old} does not exist", f"there is no module {old}")
    _check_names(module, new, model)
    target, packages = new_module(new, model, tree)
    within = f"{old}."
    modules = {module: new} | {
        one: new + name[len(old) :] for name, one in sorted(model.modules.items()) if name.startswith(within)
    }
    files = _files(module, target.path.removesuffix(".py"), tree)
    _check_files(files, tree)
    return ModuleRequest(modules, files, packages)


def _check_names(module: Module, new: str, model: Model) -> None:
    old = module.name
    if old == new:
        raise MoveRefusedError(f"{old} cannot be moved to {new}", "it is there already")
    if new in model.modules:
        raise MoveRefusedError(f"{new} exists already", "two modules cannot become one: move the definitions")
    if f"{new}.".startswith(f"{old}."):
        raise MoveRefusedError(f"{old} cannot be moved to {new}", "it would be inside of itself")
    if "." not in old:
        raise MoveRefusedError(
            f"{old} is a top-level package",
            "the plan, packaging files and everybody's installation name it: it is more than a module's path",
        )
    if not module.is_importable:
        raise MoveRefusedError(f"{old} cannot be imported", f"nobody could import it back from {module.path}")


def _is_shim(module: Module, new: str, model: Model, tree: Tree) -> bool:
    """Whether what is left of a module only stands for the new one."""
    if module.is_namespace:
        inside = [one for name, one in model.modules.items() if name.startswith(f"{module.name}.")]
        return all(_is_shim(one, new + one.name[len(module.name) :], model, tree) for one in inside)
    return is_shim_of(tree.read(module.path), new)


def _files(module: Module, place: str, tree: Tree) -> Mapping[str, str]:
    """Old to new path; ``place`` is the new path without what a file's name ends with."""
    if module.is_package or module.is_namespace:
        folder = module.path if module.is_namespace else module.path.rpartition("/")[0]
        return {path: place + path[len(folder) :] for path in tree.entries() if path.startswith(f"{folder}/")}
    stub = f"{module.path}i"
    return {module.path: f"{place}.py"} | ({stub: f"{place}.pyi"} if stub in tree.entries() else {})


def _check_files(files: Mapping[str, str], tree: Tree) -> None:
    entries = tree.entries()
    links = [path for path in files if entries[path].is_symlink]
    if links:
        raise MoveRefusedError(
            f"{links[0]} is a symbolic link",
            "what it leads to may be elsewhere from its new place",
            hint="move it by hand first",
        )
