"""A module's file opened for editing: only one that the analysis has read.

What was too deeply nested, took too long or needs another Python was tried in a worker process, where it could do no harm, and is not tried
again in this one. It could not be proved right after an edit either, so it is left as it is, with the reason that the analysis gave.
"""

import re

from migrator.facts.values import Problem
from migrator.model.model import Model
from migrator.model.values import Module
from migrator.recipes.editing.syntax import SourceFile, Unreadable, parse_source
from migrator.source.values import Tree

_GENERATED = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\r\n]*)?\r?\n){0,20}?"
    rb"#(?:[^\r\n]*@generated\b|[^\r\n]*\bgenerated\b[^\r\n]*(?:\r?\n#[^\r\n]*)?\bdo not (?:edit|modify|change)\b"
    rb"|[^\r\n]*\bdo not (?:edit|modify|change)\b[^\r\n]*(?:\r?\n#[^\r\n]*)?\bgenerated\b)",
    re.IGNORECASE,
)
"""A comment at the top of a file that says so; the two halves of the sentence may stand on two lines."""


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


def generated_line(raw: bytes) -> int:
    """The line on which a file says that it is generated and not to be edited by hand, 0 where it does not."""
    found = _GENERATED.match(raw)
    return raw.count(b"\n", 0, found.end()) + 1 if found else 0


def why_not_edited(problem: Problem) -> str:
    """What the analysis said of a file that it could not read, as a reason to leave it."""
    if problem.needs_python is None:
        return problem.reason
    return f"it needs Python {problem.needs_python} and cannot be verified here ({problem.reason})"
