"""Recipe: what a plug-in does with one finding of its detector, as edits like those of any other recipe.

The plug-in says which nodes become what; their bytes are found here, on the file as it is, so that a plug-in need not know of encodings, line endings
or offsets. The result must compile, and everything else that is proved of a batch is proved of this one.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from migrator.errors import PluginError
from migrator.model.model import Model
from migrator.plugin import CannotRewriteError, LeftAlone, Replacement
from migrator.plugins.calling import rewritten_by
from migrator.plugins.code import ModelCode
from migrator.plugins.loading import Plugins, Unavailable
from migrator.recipes.editing.edits import apply_edits, why_broken
from migrator.recipes.editing.hunks import PendingHunk, file_change, keyed_edits
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.opening import open_module
from migrator.recipes.editing.syntax import Placed, SourceFile
from migrator.recipes.exclusions import exclude
from migrator.recipes.values import ChangeSet, FileChange, Left
from migrator.records.intentions import Exclusion, PlugInRecipe
from migrator.source.values import Tree


def plan_plugged(
    intention: PlugInRecipe, model: Model, tree: Tree, exclusions: Sequence[Exclusion], plugins: Plugins
) -> ChangeSet:
    """The edits that the plug-in gives; refused where it cannot be asked, fails, or gives what is no edit of this tree."""
    recipe = plugins.recipe(intention.recipe)
    if isinstance(recipe, Unavailable):
        return ChangeSet(refused=recipe.said)
    code = ModelCode(model, tree.read, ())
    try:
        made = rewritten_by(recipe, code, intention.names)
    except CannotRewriteError as error:
        return ChangeSet(refused=str(error) or f"the recipe {recipe.name} refuses")
    except PluginError as error:
        return ChangeSet(refused=f"{error.title}; {error.detail}" if error.detail else error.title)
    left = [Left(one.path, one.line, one.reason) for one in made if isinstance(one, LeftAlone)]
    by_path: dict[str, list[Replacement]] = {}
    for one in made:
        if isinstance(one, Replacement):
            by_path.setdefault(one.path, []).append(one)
    changes: list[FileChange] = []
    for path in sorted(by_path):
        change = _change(intention, model, tree, path, by_path[path])
        if isinstance(change, str):
            return ChangeSet(left=tuple(sorted(left)), refused=change)
        if change.edits:
            changes.append(change)
    return exclude(ChangeSet(files=tuple(changes), left=tuple(sorted(left))), tree, exclusions)


def _change(
    intention: PlugInRecipe, model: Model, tree: Tree, path: str, replacements: Iterable[Replacement]
) -> FileChange | str:
    """The edits of one file, or why there can be none."""
    module = model.module_at(path)
    if module is None:
        return f"the recipe {intention.recipe} edits {path}, which is no file of the plan's packages or consumers"
    file = open_module(model, tree, module)
    if not isinstance(file, SourceFile):
        return f"{path} is not edited: {file.reason}"
    hunks = []
    for one in replacements:
        try:
            start, end = file.span(one.node)
            new = file.encode(one.new)
        except (IndexError, UnicodeError) as error:
            return f"the recipe {intention.recipe} gives an edit that does not fit {path}: {error}"
        if file.raw[start:end] == new:
            continue
        hunks.append(
            PendingHunk(
                scope=_scope(file.statements, start, file),
                old=file.text(start, end),
                shape=one.shape,
                why=one.why,
                splices=[Splice(start, end, new)],
                optional=not one.is_needed,
            )
        )
    edits = keyed_edits(msgspec.json.encode(intention).decode(), path, hunks)
    if any(first.end > second.start for first, second in pairwise(edits)):
        return f"the recipe {intention.recipe} edits the same text of {path} twice"
    broken = why_broken(path, file.raw, apply_edits(file.raw, edits))
    return f"the result would not compile: {broken}" if broken else file_change(tree, path, edits)


def _scope(statements: Sequence[Placed], offset: int, file: SourceFile) -> str:
    """The dotted scope of the innermost statement that an offset is in."""
    around = [
        one for one in statements if file.statement_span(one.node)[0] <= offset <= file.span(one.node)[1]
    ]
    return around[-1].scope if around else ""
