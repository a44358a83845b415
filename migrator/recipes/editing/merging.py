"""Two change sets that were planned on the same base as one, or the answer that they cannot be.

Bytes that do not overlap are not enough: two recipes that each take a name out of one statement may leave it without any. So a statement
belongs to one recipe, and the merged file must still compile.
"""

import ast
from collections.abc import Iterable

from migrator.recipes.editing.edits import OverlappingEditsError, apply_edits, sorted_edits, why_broken
from migrator.recipes.editing.syntax import SourceFile, parse_source
from migrator.recipes.values import ChangeSet, Edit, FileChange
from migrator.source.values import Tree


def merge_on_base(tree: Tree, first: ChangeSet, second: ChangeSet) -> ChangeSet | None:
    """Both as one; None where the second must be planned on the result of the first."""
    files = {change.path: change for change in first.files}
    for change in second.files:
        known = files.get(change.path)
        merged = change if known is None else _merge_files(tree, known, change)
        if merged is None:
            return None
        files[change.path] = merged
    return ChangeSet(
        files=tuple(files[path] for path in sorted(files)),
        left=tuple(sorted({*first.left, *second.left})),
        renames=tuple(dict.fromkeys((*first.renames, *second.renames))),
        shims=tuple(dict.fromkeys((*first.shims, *second.shims))),
        retired=tuple(dict.fromkeys((*first.retired, *second.retired))),
        modules=tuple(dict.fromkeys((*first.modules, *second.modules))),
        notes=tuple(dict.fromkeys((*first.notes, *second.notes))),
        refused="; ".join(said for said in (first.refused, second.refused) if said),
    )


def _merge_files(tree: Tree, first: FileChange, second: FileChange) -> FileChange | None:
    if first == second:
        return first
    if first.blob is None or first.blob != second.blob or first.is_gone or second.is_gone:
        return None
    raw = tree.read(first.path)
    file = parse_source(first.path, raw) if first.path.endswith(".py") else None
    if isinstance(file, SourceFile) and _touched(file, first.edits) & _touched(file, second.edits):
        return None
    try:
        edits = sorted_edits((*first.edits, *second.edits))
    except OverlappingEditsError:
        return None
    if isinstance(file, SourceFile) and why_broken(first.path, raw, apply_edits(raw, edits)):
        return None
    return FileChange(path=first.path, blob=first.blob, edits=edits)


def _touched(file: SourceFile, edits: Iterable[Edit]) -> frozenset[int]:
    """The import statements that edits lie in, end on, or insert directly behind."""
    spans = [
        (file.span(one.node)[0], file.line_end(file.span(one.node)[1]))
        for one in file.statements
        if isinstance(one.node, ast.Import | ast.ImportFrom)
    ]
    places = [(edit.start, edit.end) for edit in edits]
    return frozenset(start for start, end in spans if any(a <= end and start <= b for a, b in places))
