"""What an earlier model hands over to one of the same files, some of which have other facts.

It holds because of what each part is made of. The edges of a file follow from its own facts and from which modules there are. Its uses follow
from its facts and from answers, and every answer knows what was read to find it (``answers.py``). What other facts change is said in the same
keys (``changes.py``), so whatever was made of none of the changed ones is what would be made again. Where the files are not the same ones, nothing
is handed over.
"""

from bisect import insort
from collections.abc import Collection, Mapping
from dataclasses import replace

from migrator.facts.values import Colour, Facts
from migrator.model.answers import Key, order_key
from migrator.model.changes import changes
from migrator.model.graph import Linking, Links, following, importers_of, leading_to
from migrator.model.handover import Components, Handover
from migrator.model.imports import ModuleUses
from migrator.model.loading import imported_late
from migrator.model.model import Model, defined_names
from migrator.model.uses import Uses


def handed_over(earlier: Model, facts: Mapping[str, Facts]) -> Handover:
    """What holds for a model of the same modules with these facts.

    Args:
        earlier: The other model.
        facts: By path.
    """
    changed = [
        module
        for module in earlier.modules.values()
        if earlier.facts.get(module.path) is not facts.get(module.path)
    ]
    names = frozenset(module.name for module in changed)
    difference = changes(
        {module.name: (earlier.facts.get(module.path), facts.get(module.path)) for module in changed}
    )
    known = earlier.worked_out
    before = {module.name: earlier.links[module.name] for module in changed}
    linking = Linking(earlier.modules, earlier.roots)
    after = {module.name: linking.of(module, facts.get(module.path)) for module in changed}
    reshaped = [name for name in after if before[name].shape != after[name].shape]
    restarting = [
        module.name
        for module in changed
        if module.name in reshaped
        or imported_late(earlier.facts.get(module.path)) != imported_late(facts.get(module.path))
    ]
    if restarting:
        leading = leading_to(
            importers_of(earlier.edges), restarting
        )  # only those can start others than before
        order = frozenset(map(order_key, leading))
        difference = replace(difference, keys=difference.keys | order)
    linked = {**earlier.links, **after}
    resolver, stale = known.resolver.renewed(facts, linked, difference)
    return Handover(
        stale=stale,
        links=linked,
        resolver=resolver,
        uses={} if known.uses is None else _holding(known.uses, names, stale),
        earlier_uses=known.uses,
        shape=None if reshaped else earlier.shape,
        successors={
            colours: _with_followers(found, after, colours) for colours, found in known.successors.items()
        },
        components=_same_components(known.components, before, after),
        definers=None if known.definers is None else _definers(known.definers, earlier, names, facts),
    )


def _holding(uses: Uses, changed: Collection[str], stale: frozenset[Key]) -> dict[str, ModuleUses]:
    return {
        name: found
        for name, found in uses.by_module.items()
        if name not in changed and stale.isdisjoint(found.asked)
    }


def _with_followers(
    known: Mapping[str, frozenset[str]], after: Mapping[str, Links], colours: frozenset[Colour]
) -> dict[str, frozenset[str]]:
    found = dict(known)
    for name, one in after.items():
        imported = following(one, colours)
        if imported:
            found[name] = imported
        else:
            found.pop(name, None)
    return found


def _same_components(
    known: Mapping[frozenset[Colour], Components], before: Mapping[str, Links], after: Mapping[str, Links]
) -> dict[frozenset[Colour], Components]:
    return {
        colours: found
        for colours, found in known.items()
        if all(following(before[name], colours) == following(after[name], colours) for name in after)
    }


def _definers(
    known: Mapping[str, tuple[str, ...]], earlier: Model, changed: Collection[str], facts: Mapping[str, Facts]
) -> dict[str, tuple[str, ...]]:
    found = dict(known)
    for name in changed:
        module = earlier.modules[name]
        old, new = set(defined_names(module, earlier.facts)), set(defined_names(module, facts))
        for gone in old - new:
            found[gone] = tuple(one for one in found[gone] if one != name)
        for added in new - old:
            modules = list(found.get(added, ()))
            insort(modules, name)
            found[added] = tuple(modules)
    return {name: modules for name, modules in found.items() if modules}
