"""What was asked of a move, checked before anything is read deeper: which symbols, from where, to which file.

A refusal here names what is wrong with the request itself: a target that is no importable module, a name that is not at the top level,
a folder, a module that would be shadowed.
"""

import keyword
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from migrator.facts.values import Facts
from migrator.model.model import Model
from migrator.model.values import Module, ModuleRole, Symbol
from migrator.recipes.editing.opening import why_not_edited
from migrator.recipes.moving.move_values import MoveRefusedError
from migrator.records.intentions import MoveSymbols
from migrator.source.values import Tree


@dataclass(frozen=True)
class Request:
    """A checked request.

    Attributes:
        moves: Old to new symbol, those that are still to be moved.
        target: The module they go to; for a new one the module it will be.
        is_new: The target does not exist yet.
        packages: Files of packages that have to be made around it.
    """

    moves: Mapping[Symbol, Symbol]
    target: Module
    is_new: bool
    packages: tuple[str, ...] = ()


def read_request(intention: MoveSymbols, model: Model, tree: Tree) -> Request:
    """Check the request. Raises MoveRefusedError."""
    _check_names(intention)
    existing = model.modules.get(intention.target)
    if existing is not None:
        _check_existing(existing, model)
    pending = {one.old: one.new for one in intention.moves if not _is_done(model, one.old, one.new)}
    for old, new in pending.items():
        _check_symbol(model, old, new)
    if existing is not None:
        return Request(pending, existing, is_new=False)
    target, packages = new_module(intention.target, model, tree)
    return Request(pending, target, is_new=True, packages=packages)


def check_module_name(target: str) -> None:
    """Refuse a name that could not be imported, or would hide another. Raises MoveRefusedError."""
    if any(not part.isidentifier() or keyword.iskeyword(part) for part in target.split(".")):
        raise MoveRefusedError(
            f"{target} is no module name", "a part of it is no identifier, so nobody could import it"
        )
    if "." not in target and target in sys.stdlib_module_names:
        raise MoveRefusedError(
            f"{target} would hide a module of the standard library",
            "every import of that module would change",
        )


def new_module(name: str, model: Model, tree: Tree) -> tuple[Module, tuple[str, ...]]:
    """The module that a name will be, and the files of packages to make around it. Raises MoveRefusedError where there is no place for it."""
    parent_name, _dot, last = name.rpartition(".")
    missing: list[str] = []
    parent = model.modules.get(parent_name)
    while parent is None and parent_name:
        parent_name, _dot, part = parent_name.rpartition(".")
        missing.insert(0, part)
        parent = model.modules.get(parent_name)
    if parent is None:
        raise MoveRefusedError(
            f"{name} is in no package of the plan", "a new module needs a package that is there"
        )
    if not parent.is_package and not parent.is_namespace:
        raise MoveRefusedError(
            f"{parent.name} is a module, not a package", f"{parent.path} cannot contain {name}"
        )
    folder = parent.path if parent.is_namespace else parent.path.rpartition("/")[0]
    packages: list[str] = []
    for part in missing:
        folder = f"{folder}/{part}"
        packages += [f"{folder}/__init__.py"] if parent.is_package else []
    path = f"{folder}/{last}.py"
    if any(
        entry.lower() == path.lower() or entry.lower().startswith(f"{folder}/{last}/".lower())
        for entry in tree.entries()
    ):
        raise MoveRefusedError(
            f"{path} exists already", "it is no module of the plan, or differs in upper and lower case only"
        )
    bound = missing[0] if missing else last
    if any(symbol.name == bound for symbol in _names_in(model, parent)):
        raise MoveRefusedError(f"{parent.name} has a name {bound}", f"importing {name} would replace it")
    role = parent.role if parent.role is ModuleRole.CONSUMER else ModuleRole.PACKAGE
    return Module(name=name, path=path, role=role), tuple(packages)


def _check_names(intention: MoveSymbols) -> None:
    target = intention.target
    check_module_name(target)
    news = [one.new for one in intention.moves]
    for one in intention.moves:
        if one.new.module != target:
            raise MoveRefusedError(f"{one.new} is not in {target}", "all symbols of a move go to one module")
        if "." in one.old.name or "." in one.new.name:
            raise MoveRefusedError(
                f"{one.old} cannot be moved", "only what stands at the top level of a module can be moved"
            )
        if not one.new.name.isidentifier() or keyword.iskeyword(one.new.name):
            raise MoveRefusedError(f"{one.new.name} is no name", "it must be an identifier")
        if one.old.module == target:
            raise MoveRefusedError(f"{one.old} cannot be moved to {target}", "it is there already")
        if news.count(one.new) > 1:
            raise MoveRefusedError(f"two symbols would become {one.new}", "each needs a name of its own")


def _check_existing(target: Module, model: Model) -> None:
    if target.is_namespace:
        raise MoveRefusedError(f"{target.name} is a folder", "definitions need a file: name a module in it")
    if not target.is_importable:
        raise MoveRefusedError(
            f"{target.name} cannot be imported", f"{target.path} is shadowed or has no importable name"
        )
    if target.path not in model.facts:
        raise _not_read(model, target)


def _not_read(model: Model, module: Module) -> MoveRefusedError:
    problem = model.problem_at(module.path)
    said = "it does not parse or is too large" if problem is None else why_not_edited(problem)
    place = module.path if problem is None or problem.line is None else f"{module.path}:{problem.line}"
    return MoveRefusedError(f"{module.name} was not read", f"{place}: {said}")


def _facts(model: Model, module: str) -> Facts | None:
    found = model.modules.get(module)
    return model.facts.get(found.path) if found is not None else None


def _defines(model: Model, symbol: Symbol) -> bool:
    facts = _facts(model, symbol.module)
    return facts is not None and any(one.name == symbol.name for one in facts.definitions)


def _is_done(model: Model, old: Symbol, new: Symbol) -> bool:
    return not _defines(model, old) and _defines(model, new)


def _check_symbol(model: Model, old: Symbol, new: Symbol) -> None:
    module = model.modules.get(old.module)
    if module is None or module.is_namespace:
        raise MoveRefusedError(f"{old} does not exist", f"there is no module {old.module}")
    if module.path not in model.facts:
        raise _not_read(model, module)
    if not module.is_importable:
        raise MoveRefusedError(
            f"{old.module} cannot be imported", f"nobody could import {old.name} back from {module.path}"
        )
    if f"{new.module}.{new.name}" in model.modules:
        raise MoveRefusedError(
            f"{new} would hide the submodule of that name", f"{new.module}.{new.name} is a module"
        )
    if f"{old.module}.{old.name}" in model.modules:
        raise MoveRefusedError(
            f"{old} is also a submodule",
            f"without it, importing {old.name} from {old.module} would give the module",
        )


def _names_in(model: Model, package: Module) -> list[Symbol]:
    return (
        [Symbol(package.name, name) for name in model.public_names(package.name)]
        if package.is_package
        else []
    )
