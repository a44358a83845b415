"""A module's file opened for editing: only one that the analysis has read.

What was too deeply nested, took too long or needs another Python was tried in a worker process, where it could do no harm, and is not tried
again in this one. It could not be proved right after an edit either, so it is left as it is, with the reason that the analysis gave.
"""

from migrator.facts.values import Problem
from migrator.model.model import Model
from migrator.model.values import Module
from migrator.recipes.editing.syntax import SourceFile, Unreadable, parse_source
from migrator.source.values import Tree


def open_module(model: Model, tree: Tree, module: Module) -> SourceFile | Unreadable:
    """The file of a module parsed for editing, or why it is not edited.

    Raises:
        UnreadableFileError: It was read before and cannot be read now, or holds other bytes.
    """
    return not_read(model, module) or parse_source(module.path, tree.read(module.path))


def not_read(model: Model, module: Module) -> Unreadable | None:
    """Why a module is not edited where the analysis could not read it, None where it could."""
    problem = model.problem_at(module.path)
    return None if problem is None else Unreadable(why_not_edited(problem), problem.line or 1)


def why_not_edited(problem: Problem) -> str:
    """What the analysis said of a file that it could not read, as a reason to leave it."""
    if problem.needs_python is None:
        return problem.reason
    return f"it needs Python {problem.needs_python} and cannot be verified here ({problem.reason})"
