"""Recipe: drop an import that the module does not use and that nobody takes from it.

The proof is complete or the import stays: no lookup in any scope, no quoted annotation, not in ``__all__``, no other file and no string
takes the name from here.
"""

import ast
from collections.abc import Sequence

import msgspec

from migrator.facts.values import Colour
from migrator.model.model import Model
from migrator.recipes.editing.edits import apply_edits, why_broken
from migrator.recipes.editing.hunks import PendingHunk, circumstances, file_change, keyed_edits
from migrator.recipes.editing.import_edits import ImportContext, current, rewrite_statement
from migrator.recipes.editing.own_imports import ImporterFile, OwnImport, open_importer
from migrator.recipes.editing.placement import remove_definitions
from migrator.recipes.editing.syntax import Placed
from migrator.recipes.values import ChangeSet, Left
from migrator.records.intentions import DropImport, Exclusion
from migrator.source.values import Tree


def plan_drop(
    intention: DropImport, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """The importer without these imports; refused where one of them is needed."""
    del exclusions  # the one hunk is the recipe: leaving it out is not doing it
    opened = open_importer(model, tree, intention.importer)
    if isinstance(opened, str):
        return ChangeSet(refused=opened)
    found = opened.imports_of(intention.imported, intention.names)
    left = tuple(
        Left(opened.file.path, one.placed.node.lineno, reason)
        for one in found
        if (reason := why_needed(opened, one))
    )
    if left:
        return ChangeSet(left=left, refused="; ".join(dict.fromkeys(one.reason for one in left)))
    if not found:
        return ChangeSet()
    hunks = removal_hunks(opened, found, why=f"{intention.imported} is not used here")
    edits = keyed_edits(msgspec.json.encode(intention).decode(), opened.file.path, hunks)
    broken = why_broken(opened.file.path, opened.file.raw, apply_edits(opened.file.raw, edits))
    if broken:
        return ChangeSet(refused=f"the result would not compile: {broken}")
    return ChangeSet(
        files=(file_change(tree, opened.file.path, edits),), notes=_side_effects(intention, model)
    )


def why_needed(opened: ImporterFile, one: OwnImport) -> str:
    """Why an import cannot go, or ``""``."""
    if isinstance(one.placed.scope_node, ast.ClassDef):
        return f"{one.local} is an attribute of {one.placed.scope}, and who reads it there is not known"
    if opened.lookups(one.local) or opened.is_quoted(one.local):
        return f"{one.local} is used in {opened.module.name}"
    if one.local == "*":
        return f"what a star import brings to {opened.module.name} is not known"
    takers = opened.takers(one.local)
    return f"{one.local} is taken from {opened.module.name} by {', '.join(takers)}" if takers else ""


def removal_hunks(
    opened: ImporterFile, found: Sequence[OwnImport], why: str, *, replaced: ast.stmt | None = None
) -> list[PendingHunk]:
    """One hunk for each statement, taking out its found aliases; around one that goes whole the blank lines close, unless it is ``replaced``."""
    statements: dict[int, tuple[Placed, list[int]]] = {}
    for one in found:
        statements.setdefault(id(one.placed.node), (one.placed, []))[1].append(one.index)
    context = ImportContext(opened.file, opened.module.package, frozenset(statements))
    hunks = []
    for placed, indices in statements.values():
        now = current(placed.node)
        wanted = [[] if index in indices else [one] for index, one in enumerate(now)]
        done = rewrite_statement(context, placed, wanted)
        splices = list(done.splices)
        stands = len(placed.parents) == 1 and opened.file.stands_alone(placed.node)
        if not any(wanted) and stands and placed.node is not replaced:
            splices = remove_definitions(opened.file, [placed.index], with_comments=False)
        gone = "; ".join(f"`{now[index].statement}`" for index in indices)
        shape = f"{gone} dropped{circumstances(opened.file, placed)}"
        text = opened.file.source_of(placed.node)
        hunks.append(PendingHunk(placed.scope, text, shape, why, splices, optional=False))
    return hunks


def _side_effects(intention: DropImport, model: Model) -> tuple[str, ...]:
    others = {
        edge.importer
        for edge in model.edges_to(intention.imported)
        if edge.colour is Colour.IMPORT_TIME and not edge.is_implied
    } - {intention.importer}
    if others:
        return ()
    return (f"nothing else imports {intention.imported}: what it does when it is imported no longer happens",)
