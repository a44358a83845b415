"""A landed batch planned again on another tree: what its record says is asked for, and nothing else.

Recipes that are settled there are left out; sites that came to use an old path after its definition had moved are added. What people had left
out stays out, and the record goes on under the batch's id.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from migrator.analysis import Analysis
from migrator.batches.assemble import joined, new_contents, overlay, plan_all
from migrator.batches.effect import effect_of
from migrator.batches.proofs import prove
from migrator.batches.review import hunks_of
from migrator.batches.values import Hunk, Proof
from migrator.git.door import Repository
from migrator.git.objects import EXECUTABLE, write_files
from migrator.recipes.newcomers import done_modules, done_moves, is_done, plan_newcomers
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import MoveModule, MoveSymbols, Recipe
from migrator.records.values import Record
from migrator.records.write import render_record
from migrator.replay.settled import why_settled


@dataclass(frozen=True)
class PlannedAgain:
    """A batch as it is on another tree.

    Attributes:
        analysis: Of that tree.
        change_set: Against it.
        hunks: Of the change set.
        after: The analysis of what it makes, None where it changes nothing or is refused.
        said: Which of its recipes are settled, and why.
        refused: Why it cannot be planned, or ``""``.
    """

    analysis: Analysis
    change_set: ChangeSet
    hunks: tuple[Hunk, ...] = ()
    after: Analysis | None = None
    said: tuple[str, ...] = ()
    refused: str = ""

    @property
    def failing(self) -> tuple[Proof, ...]:
        """The static proofs that do not hold."""
        if self.after is None:
            return ()
        proofs = prove(self.analysis, self.after, self.change_set)
        return tuple(proof for proof in proofs if not proof.holds)


def plan_again(analysis: Analysis, record: Record) -> PlannedAgain:
    """Plan a batch on the tree that was analysed."""
    recipes, said = _pending(analysis, record.recipes)
    change_set = plan_all(analysis, recipes, record.exclusions) if recipes else ChangeSet()
    if change_set.refused:
        recipes, said = _unsettled(analysis, recipes, said)
        change_set = plan_all(analysis, recipes, record.exclusions) if recipes else ChangeSet()
    if change_set.refused:
        return PlannedAgain(analysis, change_set, said=said, refused=change_set.refused)
    hunks = hunks_of(change_set.files, analysis.tree.read)
    later = analysis if change_set.is_empty else overlay(analysis, change_set)
    newcomers = plan_newcomers(
        done_moves(record.recipes, record.renames, analysis.model),
        _modules_moved(analysis, record),
        later.model,
        later.tree,
        record.exclusions,
    )
    if newcomers.files:
        hunks = (*hunks, *hunks_of(newcomers.files, later.tree.read))
        change_set = joined(analysis, change_set, newcomers)
        later = overlay(analysis, change_set)
    after = None if change_set.is_empty else later
    return PlannedAgain(analysis, change_set, hunks, after, said)


def record_again(planned: PlannedAgain, record: Record) -> Record:
    """The record of a batch as it is on another tree; what was moved there before stays said."""
    moved = done_moves(record.recipes, record.renames, planned.analysis.model)
    kept = [pair for pair in record.renames if moved.get(pair[0]) == pair[1]]
    renames = tuple(dict.fromkeys((*planned.change_set.renames, *kept)))
    shims = tuple(dict.fromkeys((*planned.change_set.shims, *(one for one in record.shims if one in moved))))
    closed = record.closed
    if closed and planned.after is not None:
        closed = effect_of(planned.analysis, planned.after).closed
    return msgspec.structs.replace(record, renames=renames, shims=shims, closed=closed)


def tree_with(repo: Repository, base: str, planned: PlannedAgain, record: Record) -> str:
    """The id of the tree that a planned batch makes, its record included; its objects are stored."""
    contents = dict(new_contents(planned.analysis, planned.change_set))
    executable = {change.path for change in planned.change_set.files if change.is_executable}
    contents[record.path] = render_record(record)
    modes = {path: entry.mode for path, entry in planned.analysis.tree.entries().items()}
    modes |= dict.fromkeys(executable, EXECUTABLE)
    return write_files(repo, base, contents, modes)


def _modules_moved(analysis: Analysis, record: Record) -> Mapping[str, str]:
    """The modules that had moved on this tree before; one that is moved now brings its users along itself."""
    done = tuple(one for one in record.recipes if isinstance(one, MoveModule) and _is_moved(analysis, one))
    return done_modules(done, analysis.model)


def _is_moved(analysis: Analysis, recipe: MoveModule) -> bool:
    planned = plan_all(analysis, [recipe])
    return not planned.refused and planned.is_empty


def _pending(analysis: Analysis, recipes: tuple[Recipe, ...]) -> tuple[tuple[Recipe, ...], tuple[str, ...]]:
    """Without the moves that are done: what a later move took on can neither be found nor be moved again."""
    pending: list[Recipe] = []
    said: list[str] = []
    for recipe in recipes:
        why = why_settled(recipe, analysis.model) if isinstance(recipe, MoveSymbols | MoveModule) else ""
        if why:
            said.append(why)
        else:
            pending.append(_rest(recipe, analysis) if isinstance(recipe, MoveSymbols) else recipe)
    return tuple(pending), tuple(said)


def _rest(recipe: MoveSymbols, analysis: Analysis) -> MoveSymbols:
    moves = tuple(one for one in recipe.moves if not is_done(one.old, one.new, analysis.model))
    return msgspec.structs.replace(recipe, moves=moves)


def _unsettled(
    analysis: Analysis, recipes: tuple[Recipe, ...], said: tuple[str, ...]
) -> tuple[tuple[Recipe, ...], tuple[str, ...]]:
    settled = {one: why_settled(one, analysis.model) for one in recipes}
    return tuple(one for one in recipes if not settled[one]), (*said, *filter(None, settled.values()))
