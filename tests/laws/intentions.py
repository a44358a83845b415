"""What people ask for, over a generated repository: every recipe, with every way to ask."""

from collections.abc import Callable

from hypothesis import assume
from hypothesis import strategies as st

from migrator.model.values import Symbol
from migrator.plan.values import ShimChoice
from migrator.records.intentions import (
    AliasDuplicate,
    CollapseEnum,
    DropImport,
    GuardForTyping,
    ImportFromDefinition,
    Moved,
    MoveMembers,
    MoveModule,
    MoveSymbols,
    Recipe,
    RepairDeadImport,
    ReplaceCalls,
    RetireCreator,
    RewriteImports,
)
from tests.laws.drafts import Definition
from tests.laws.repositories import Kind, Repository

SHIMS = (
    ShimChoice.AUTO,
    ShimChoice.AUTO,
    ShimChoice.AUTO,
    ShimChoice.NONE,
    ShimChoice.LAZY,
    ShimChoice.PLAIN,
)
Recipes = tuple[Recipe, ...]


def _symbol(one: Definition) -> Symbol:
    return Symbol(one.module, one.name)


def move_symbols(draw: st.DrawFn, repository: Repository) -> Recipes:
    """One to three of a module, now and then under another name, to a module that is there or to a new one."""
    homes = sorted({one.module for one in repository.definitions})
    home = draw(st.sampled_from(homes))
    own = sorted({one.name for one in repository.definitions if one.module == home})
    names = draw(st.lists(st.sampled_from(own), unique=True, min_size=1, max_size=3))
    there = [one for one in repository.modules if one.startswith("pkg") and one != home]
    new = [
        "pkg.fresh",
        "pkg.fresh",
        "pkg.types",
        "pkg.made.fresh",
        *(["pkg.sub.fresh"] if "pkg.sub" in there else []),
    ]
    target = draw(st.sampled_from([*there, *new]))
    moves = []
    for name in names:
        renamed = draw(st.integers(1, 5)) == 1
        moves.append(Moved(Symbol(home, name), Symbol(target, f"New{name.strip('_')}" if renamed else name)))
    return (MoveSymbols(tuple(moves), target, draw(st.sampled_from(SHIMS))),)


def move_module(draw: st.DrawFn, repository: Repository) -> Recipes:
    """A module or the subpackage, to another name or place."""
    inside = [one for one in repository.modules if one.startswith("pkg.")]
    old = draw(st.sampled_from(inside))
    new = ["pkg.fresh", "pkg.made.fresh", f"pkg.{old.rpartition('.')[2]}_new"]
    new += ["pkg.sub.fresh"] if "pkg.sub" in inside and old != "pkg.sub" else []
    shim = draw(st.sampled_from([ShimChoice.AUTO, ShimChoice.AUTO, ShimChoice.NONE]))
    return (MoveModule(old, draw(st.sampled_from(new)), shim),)


def rewrite_imports(draw: st.DrawFn, repository: Repository) -> Recipes:
    """One or two definitions, by any path that leads to them: one that has several, if there is one."""
    ways: dict[Definition, list[Symbol]] = {}
    for module, name, means in repository.paths:
        ways.setdefault(means, []).append(Symbol(module, name))
    several = [one for one, paths in ways.items() if len(paths) > 1] or list(ways)
    chosen = draw(st.lists(st.sampled_from(several), unique=True, min_size=1, max_size=2))
    return tuple(RewriteImports(_symbol(one), draw(st.sampled_from(ways[one]))) for one in chosen)


def repair(draw: st.DrawFn, repository: Repository) -> Recipes:
    dead, means = draw(st.sampled_from(repository.ingredients.dead))
    return (RepairDeadImport(Symbol(*dead), _symbol(means)),)


def alias(draw: st.DrawFn, repository: Repository) -> Recipes:
    assume(repository.ingredients.duplicates)
    duplicate, canonical, more = draw(st.sampled_from(repository.ingredients.duplicates))
    made = AliasDuplicate(_symbol(duplicate), _symbol(canonical))
    is_complete = draw(st.booleans())
    if more and is_complete:
        return (MoveMembers(_symbol(duplicate), _symbol(canonical), more), made)
    return (made,)


def move_members(draw: st.DrawFn, repository: Repository) -> Recipes:
    fitting = [one for one in repository.ingredients.duplicates if one[2]]
    assume(fitting)
    duplicate, canonical, more = draw(st.sampled_from(fitting))
    some = draw(st.lists(st.sampled_from(more), unique=True, min_size=1))
    return (MoveMembers(_symbol(duplicate), _symbol(canonical), tuple(some)),)


def replace(draw: st.DrawFn, repository: Repository) -> Recipes:
    assume(repository.ingredients.creators)
    creator, canonical = draw(st.sampled_from(repository.ingredients.creators))
    made = ReplaceCalls(_symbol(creator), _symbol(canonical))
    return (made, RetireCreator(made.creator, made.canonical)) if draw(st.booleans()) else (made,)


def retire(draw: st.DrawFn, repository: Repository) -> Recipes:
    assume(repository.ingredients.creators)
    creator, canonical = draw(st.sampled_from(repository.ingredients.creators))
    return (RetireCreator(_symbol(creator), _symbol(canonical)),)


def guard(draw: st.DrawFn, repository: Repository) -> Recipes:
    assume(repository.ingredients.cuts)
    return (GuardForTyping(*draw(st.sampled_from(repository.ingredients.cuts))),)


def drop(draw: st.DrawFn, repository: Repository) -> Recipes:
    assume(repository.ingredients.cuts)
    return (DropImport(*draw(st.sampled_from(repository.ingredients.cuts))),)


def from_definition(draw: st.DrawFn, repository: Repository) -> Recipes:
    """Some module takes something by a facade."""
    ways = [(module, name, means) for module, name, means in repository.paths if module != means.module]
    assume(ways)
    module, name, means = draw(st.sampled_from(ways))
    users = [one for one in repository.modules if one not in {module, means.module}]
    taking = [one for one in users if name.encode() in repository.files[path_of(repository, one)]]
    return (ImportFromDefinition(draw(st.sampled_from(taking or users)), module, (name,)),)


def collapse(draw: st.DrawFn, repository: Repository) -> Recipes:
    enums = [one for one in repository.definitions if one.kind == "enum"]
    assume(enums)
    return (
        CollapseEnum(_symbol(draw(st.sampled_from(enums))), draw(st.sampled_from(["ONE", "TWO", "THREE"]))),
    )


def together(draw: st.DrawFn, repository: Repository) -> Recipes:
    """A batch of several, as a file of moves or a phase makes it: paths are chosen of what does not move along."""
    two = draw(
        st.lists(st.sampled_from([move_symbols, rewrite_imports, move_module, alias]), min_size=2, max_size=2)
    )
    recipes = [recipe for one in two for recipe in one(draw, repository)]
    moved = {one for recipe in recipes for one in _moved_modules(recipe)}
    fitting = tuple(recipe for recipe in recipes if not moved & _relied_on(recipe))
    assume(fitting)
    return fitting


def _relied_on(recipe: Recipe) -> set[str]:
    """The modules that are to stay where they are, or the recipe is undone by another: then the batch has no result to be applied to again."""
    match recipe:
        case RewriteImports(definition=definition, canonical=canonical):
            return {definition.module, canonical.module}
        case MoveSymbols(target=target):
            return {target}
        case AliasDuplicate(duplicate=duplicate, canonical=canonical):
            return {duplicate.module, canonical.module}
        case MoveMembers(source=source, target=target_class):
            return {source.module, target_class.module}
        case _:
            return set()


def _moved_modules(recipe: Recipe) -> set[str]:
    """The modules that something leaves."""
    match recipe:
        case MoveSymbols(moves=moves):
            return {one.old.module for one in moves}
        case MoveModule(old=old):
            return {old, f"{old}.delta", f"{old}.omega"}
        case _:
            return set()


ASKED: dict[Kind, Callable[[st.DrawFn, Repository], Recipes]] = {
    Kind.MOVE: move_symbols,
    Kind.MOVE_MODULE: move_module,
    Kind.REWRITE: rewrite_imports,
    Kind.REPAIR: repair,
    Kind.ALIAS: alias,
    Kind.MEMBERS: move_members,
    Kind.REPLACE: replace,
    Kind.RETIRE: retire,
    Kind.GUARD: guard,
    Kind.DEFINITION: from_definition,
    Kind.DROP: drop,
    Kind.COLLAPSE: collapse,
    Kind.TOGETHER: together,
}


def path_of(repository: Repository, module: str) -> str:
    """The file of a module."""
    place = module.replace(".", "/")
    return next(path for path in (f"{place}.py", f"{place}/__init__.py") if path in repository.files)
