"""Law 9 on another commit: somebody has added a user of the old path meanwhile, before the change or after it."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from migrator.plan.values import ShimChoice
from migrator.records.intentions import MoveModule, MoveSymbols, Recipe, RewriteImports
from tests.laws.planning import Change, analysed, contents_after, plan_of
from tests.laws.public import Texts, imported

LATE = "tests/late.py"
MODULE = "tests.late"


def replays(
    files: Mapping[str, bytes], after: Mapping[str, bytes], recipes: Sequence[Recipe]
) -> Iterator[str]:
    """The same job is done there: all else as before, and the newcomer follows."""
    recipe = recipes[0]
    if len(recipes) > 1 or not isinstance(recipe, MoveSymbols | MoveModule):
        return
    text = late_user(recipe)
    moved_base = {**files, LATE: text}
    elsewhere = plan_of(analysed(moved_base), recipes)
    if elsewhere.refused:
        yield f"9: with one more user it is refused: {elsewhere.refused}"
        return
    result = contents_after(elsewhere, moved_base)
    if {path: raw for path, raw in result.items() if path != LATE} != dict(after):
        yield "9: with one more user the other files become something else"
    yield from _stays_behind(result[LATE], recipe, elsewhere, "a user that came before")
    if recipe.shim is ShimChoice.NONE:
        return  # nothing could have used the old path any more
    on_top = {**after, LATE: text}
    late = plan_of(analysed(on_top), recipes)
    if late.refused:
        yield f"9: with a user that came after it is refused: {late.refused}"
        return
    if {one.path for one in late.change_set.files} - {LATE}:
        yield "9: for a user that came after, other files change"
    if isinstance(
        recipe, MoveSymbols
    ):  # who came after uses a shim: that is another recipe's job, which knows it by then
        new = recipe.moves[0].new
        follows = plan_of(analysed(on_top), (RewriteImports(new, new),))
        if follows.refused:
            yield f"9: a user that came after cannot be brought along: {follows.refused}"
            return
        yield from _stays_behind(
            contents_after(follows, on_top)[LATE], recipe, follows, "a user that came after"
        )


def late_user(recipe: MoveSymbols | MoveModule) -> bytes:
    """A consumer that takes what is moved by its old path."""
    if isinstance(recipe, MoveModule):
        return f"import {recipe.old} as late\n\n\ndef run_late():\n    return late\n".encode()
    one = recipe.moves[0].old
    return f"from {one.module} import {one.name} as late\n\n\ndef run_late():\n    return late\n".encode()


def _stays_behind(raw: bytes, recipe: MoveSymbols | MoveModule, change: Change, who: str) -> Iterator[str]:
    if any(one.path == LATE for one in change.change_set.left):
        return
    texts = Texts.of({LATE: raw})
    tree = texts.trees[MODULE]
    taken = imported(MODULE, tree, texts)
    if isinstance(recipe, MoveSymbols):
        is_behind = (recipe.moves[0].old.module, recipe.moves[0].old.name) in taken
    else:
        names = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
        is_behind = recipe.old in names
    if is_behind:
        yield f"9: {who} stays on the old path"
