"""What must not be torn apart or closed by a move, checked once it is known what moves.

A statement moves as a whole or not at all; a class moves out only if its old module does nothing to its making afterwards; and no import
that the move adds may close an import-time cycle.
"""

import ast
from dataclasses import replace

from migrator.facts.values import Moment
from migrator.model.model import Model
from migrator.model.values import Symbol
from migrator.recipes.editing.origins import ImportedAs, late_hooks
from migrator.recipes.moving.move_values import Closure, MoveRefusedError, Surroundings


def check_closure(around: Surroundings, closure: Closure) -> None:
    """Refuse what would break; imports that only annotations need go under ``TYPE_CHECKING`` where that avoids a cycle.

    Raises MoveRefusedError.
    """
    _whole_statements(around, closure)
    _no_late_hook(around, closure)
    _no_new_cycle(around, closure)


def _whole_statements(around: Surroundings, closure: Closure) -> None:
    for module, indexes in closure.statements.items():
        place = around.places[module]
        for index in sorted(indexes):
            for name in place.names_of(index):
                symbol = Symbol(module, name)
                if symbol in closure.names:
                    continue
                if set(place.binds[name]) <= indexes:
                    is_registered = isinstance(
                        place.body[index], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
                    )
                    if is_registered:
                        closure.names[symbol] = Symbol(around.target, name)
                        continue
                elif name.startswith("_") and not place.readers(name):
                    continue
                raise MoveRefusedError(
                    f"{symbol} would be torn out of its statement",
                    f"{place.file.path}:{place.line(index)} binds {', '.join(place.names_of(index))} together",
                    hint="move all of them, or write separate statements first",
                )


def _no_late_hook(around: Surroundings, closure: Closure) -> None:
    """A class that is defined in another module is defined later: after the old one locked or hooked its metaclass."""
    for module, indexes in closure.statements.items():
        place = around.places[module]
        needed, waiting = set(indexes), list(indexes)
        while waiting:
            for read in place.reads[waiting.pop()]:
                following = (
                    set(place.binds.get(read.name, ())) - needed if read.moment is Moment.IMPORT_TIME else ()
                )
                needed |= set(following)
                waiting += following
        for index, names in late_hooks(place).items():
            is_needed = any(set(place.binds.get(name, ())) & (needed - indexes) for name in names)
            if index not in indexes and index > min(indexes) and is_needed:
                raise MoveRefusedError(
                    f"{module} changes how its classes are made once it has defined them",
                    f"{place.file.path}:{place.line(index)}: what moves would be defined after that",
                )


def _no_new_cycle(around: Surroundings, closure: Closure) -> None:
    target = around.target
    graph = closure.graph
    for wanted, moment in list(closure.imports.items()):
        imported = _module_of(around.model, wanted)
        if wanted.is_typing or imported is None or imported == target:
            continue
        chain = graph.chain(imported, target)
        if chain and graph.is_new(target, imported):
            if moment is not Moment.TYPING:
                raise MoveRefusedError(
                    "the move would close an import-time cycle",
                    f"what moves needs {wanted.name or wanted.module} of {imported}: "
                    + " -> ".join((target, *chain)),
                )
            del closure.imports[wanted]
            closure.imports[replace(wanted, is_typing=True)] = moment
        else:
            graph = graph.with_edges([(target, imported)])
    for importer in sorted(graph.after):
        if target in graph.after[importer] and graph.is_new(importer, target):
            chain = graph.chain(target, importer)
            if chain:
                raise MoveRefusedError(
                    "the move would close an import-time cycle",
                    f"{importer} uses what moves, and {target} needs {importer}: "
                    + " -> ".join((*chain, target)),
                )
    closure.graph = graph


def _module_of(model: Model, wanted: ImportedAs) -> str | None:
    """The first-party module that an import runs, or None."""
    submodule = f"{wanted.module}.{wanted.name}"
    if wanted.name is not None and submodule in model.modules:
        return submodule
    return wanted.module if wanted.module in model.modules else None
