"""Recipe: an import that only annotations need goes under ``if TYPE_CHECKING``.

Annotations that use it are put in quotes unless the file has ``from __future__ import annotations``. Refused where anything may evaluate
annotations while the program runs: then the name would be missing.
"""

import ast
from collections.abc import Sequence

import msgspec

from migrator.model.model import Model
from migrator.recipes.drop_import import removal_hunks
from migrator.recipes.editing.edits import apply_edits, newline_near, why_broken
from migrator.recipes.editing.evaluated_annotations import annotations_of, why_evaluated
from migrator.recipes.editing.hunks import PendingHunk, file_change, keyed_edits
from migrator.recipes.editing.import_edits import Splice, Wanted, current, insert_after, join_names
from migrator.recipes.editing.import_placement import ImportStyle, add_imports
from migrator.recipes.editing.origins import ImportedAs
from migrator.recipes.editing.own_imports import ImporterFile, OwnImport, open_importer
from migrator.recipes.editing.placement import header_length, settled
from migrator.recipes.editing.syntax import SourceFile, is_typing_test
from migrator.recipes.values import ChangeSet, Left
from migrator.records.intentions import Exclusion, GuardForTyping
from migrator.source.values import Tree

_WORD = "TYPE_CHECKING"


def plan_guard(
    intention: GuardForTyping, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """The importer with these imports guarded; refused where one of them is needed at run time."""
    del exclusions  # the one hunk is the recipe: leaving it out is not doing it
    opened = open_importer(model, tree, intention.importer)
    if isinstance(opened, str):
        return ChangeSet(refused=opened)
    found = opened.imports_of(intention.imported, intention.names)
    if not found:
        return ChangeSet()
    problems = [
        Left(opened.file.path, line, reason) for one in found for line, reason in _problems(opened, one)
    ]
    quoted, unquotable = _quotes(opened, {one.local for one in found})
    problems += unquotable
    if problems:
        refused = "; ".join(dict.fromkeys(one.reason for one in problems))
        return ChangeSet(left=tuple(sorted(set(problems))), refused=refused)
    hunk = _hunk(opened, found, intention, quoted)
    edits = keyed_edits(msgspec.json.encode(intention).decode(), opened.file.path, [hunk])
    broken = why_broken(opened.file.path, opened.file.raw, apply_edits(opened.file.raw, edits))
    if broken:
        return ChangeSet(refused=f"the result would not compile: {broken}")
    return ChangeSet(files=(file_change(tree, opened.file.path, edits),))


def _problems(opened: ImporterFile, one: OwnImport) -> list[tuple[int, str]]:
    line = one.placed.node.lineno
    if one.local == "*":
        return [(line, "a star import cannot be guarded")]
    if len(one.placed.parents) > 1:
        return [(line, "the import stands in a block of its own")]
    takers = opened.takers(one.local)
    if takers:
        return [(line, f"{one.local} is taken from {opened.module.name} by {', '.join(takers)}")]
    inside = {id(name) for root in annotations_of(opened.file.tree) for name in ast.walk(root)}
    needed = [name for name in opened.lookups(one.local) if id(name) not in inside]
    if needed:
        return [(name.lineno, f"{one.local} is needed at run time") for name in needed]
    reason = why_evaluated(opened.file.tree, one.local)
    return [(line, reason)] if reason else []


def _quotes(opened: ImporterFile, names: set[str]) -> tuple[list[Splice], list[Left]]:
    """Quotes around each annotation that uses one of the names."""
    facts = opened.model.facts_of(opened.module.name)
    if facts is not None and facts.has_future_annotations:
        return [], []
    file = opened.file
    uses = {id(use) for name in names for use in opened.lookups(name)}
    splices, problems = [], []
    for root in annotations_of(file.tree):
        if not any(id(node) in uses for node in ast.walk(root)):
            continue
        start, end = file.span(root)
        text = file.text(start, end)
        mark = '"' if '"' not in text else "'"
        if mark in text or "\n" in text or "\r" in text or "\\" in text:
            problems.append(
                Left(file.path, root.lineno, "an annotation cannot be put in quotes as it is written")
            )
        else:
            splices.append(Splice(start, end, file.encode(f"{mark}{text}{mark}")))
    return splices, problems


def _hunk(
    opened: ImporterFile, found: Sequence[OwnImport], intention: GuardForTyping, quoted: list[Splice]
) -> PendingHunk:
    file = opened.file
    anchor = _anchor(file, found)
    removals = removal_hunks(opened, found, why="", replaced=anchor)
    splices = [splice for hunk in removals for splice in hunk.splices]
    statements = []
    for one in found:
        wanted = current(one.placed.node)[one.index]
        comment = file.comment_after(file.span(one.placed.node)[1]).decode(file.codec)
        statements.append(f"{wanted.statement}  {comment}" if comment else wanted.statement)
    splices = _with_guard(opened, anchor, splices, statements)
    words = "; ".join(f"`{one}`" for one in statements)
    shape = f"{words} moved under TYPE_CHECKING" + (", annotations quoted" if quoted else "")
    why = f"{intention.imported} is needed for annotations only"
    text = "; ".join(hunk.old for hunk in removals)
    return PendingHunk("", text, shape, why, [*splices, *quoted], optional=False)


def _anchor(file: SourceFile, found: Sequence[OwnImport]) -> ast.stmt:
    """What the guarded imports stand below: the end of the file's ``if TYPE_CHECKING`` block, the imports at its top, or their own old place."""
    for node in file.tree.body:
        if isinstance(node, ast.If) and is_typing_test(node.test) and file.stands_alone(node.body[-1]):
            return node.body[-1]
    return _last_import(file) or found[-1].placed.node


def _with_guard(
    opened: ImporterFile, last: ast.stmt, removals: list[Splice], statements: Sequence[str]
) -> list[Splice]:
    """The statements at the end of the file's ``if TYPE_CHECKING`` block, or in a new one below ``last``."""
    file = opened.file
    gone = frozenset(
        id(node) for node in file.tree.body if any(_covers(one, file.span(node)) for one in removals)
    )
    if not any(last is node for node in file.tree.body):
        return [*removals, insert_after(file, last, statements)]
    test, joined = _typing_name(file)
    own = [] if joined or test != _WORD or _imports_word(file) else [f"from typing import {_WORD}"]
    if own and _has_others(file, gone):
        style = ImportStyle(opened.module.package, opened.model.is_first_party, gone, gone)
        joined, own = add_imports(file, style, [ImportedAs("typing", _WORD, None)]), []
    below_text = [] if isinstance(last, ast.Import | ast.ImportFrom) or not own else [""]
    lines = [*below_text, *own, "", f"if {test}:", *(f"    {one}" for one in statements)]
    place = insert_after(file, last, lines)
    end = file.span(last)[1]
    for index, one in enumerate(removals):
        if _covers(one, file.span(last)):
            newline = newline_near(file.raw, end)
            is_apart = file.raw[: one.start].endswith(newline * 2)
            text = place.new.lstrip(newline) if is_apart else place.new.removeprefix(newline)
            whole = Splice(one.start, one.end, text + newline)
            return [*removals[:index], whole, *removals[index + 1 :], *joined]
    return settled([*removals, *joined, place], newline_near(file.raw, end))


def _covers(splice: Splice, span: tuple[int, int]) -> bool:
    return splice.start <= span[0] and span[1] <= splice.end


def _has_others(file: SourceFile, gone: frozenset[int]) -> bool:
    """The file starts with imports of which some stay."""
    header = file.tree.body[: header_length(file.tree.body)]
    return any(isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in gone for node in header)


def _imports_word(file: SourceFile) -> bool:
    return any(
        alias.name == _WORD and alias.asname is None
        for node in file.tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "typing"
        for alias in node.names
    )


def _typing_name(file: SourceFile) -> tuple[str, list[Splice]]:
    """How the file says TYPE_CHECKING, and the splices that join it to an import of typing names."""
    hosts = []
    for node in file.tree.body:
        for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
            if isinstance(node, ast.Import) and alias.name == "typing":
                return f"{alias.asname or 'typing'}.{_WORD}", []
            if isinstance(node, ast.ImportFrom) and node.module == "typing" and alias.name == _WORD:
                return alias.asname or _WORD, []
        if isinstance(node, ast.ImportFrom) and node.module == "typing" and node.names[0].name != "*":
            hosts.append(node)
    joined = join_names(file, hosts[0], [Wanted("typing", _WORD)]) if hosts else None
    return _WORD, joined or []


def _last_import(file: SourceFile) -> ast.stmt | None:
    """The last statement of the imports that the file starts with (its docstring before them), None where it starts with something else."""
    last = None
    for node in file.tree.body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not (is_text or isinstance(node, ast.Import | ast.ImportFrom)):
            break
        last = node
    return last
