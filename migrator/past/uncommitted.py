"""What a commit has and the tree that is made from it has not: lost in a change that nobody has committed yet."""

from collections.abc import Iterator, Mapping, Sequence

from migrator.git.objects import plain_files
from migrator.model.values import Symbol
from migrator.past.became import Became
from migrator.past.bound import as_symbol, binds
from migrator.past.likeness import definitions_in
from migrator.past.losses import places_of
from migrator.past.pairing import Place, successors_of
from migrator.past.values import Loss, Step, Target
from migrator.source.values import Tree, UnreadableFileError

Lost = tuple[Loss, tuple[Step, ...]]


def uncommitted(became: Became, commit: str, tree: Tree, things: Sequence[Target]) -> Mapping[Target, Lost]:
    """Those of some things that the commit still has, with what they became in the tree."""
    places = {thing: places_of(thing, became.roots) for thing in things}
    paths = sorted({path for place in places.values() for path in (*place.module, *place.own)})
    there = plain_files(became.contents.repo, commit, paths)
    found: dict[Target, Lost] = {}
    for thing, place in places.items():
        own = [path for path in place.own if path in there]
        if own and not any(path in tree.entries() for path in place.own):
            loss = Loss("", commit, own[0], there[own[0]], None, is_module=True)
            found[thing] = loss, tuple(_renamed(became, thing, loss, tree))
            continue
        for path in place.module:
            lost = _lost_name(became, commit, tree, thing, (path, there[path])) if path in there else None
            if lost is not None:
                found[thing] = lost
    return found


def _renamed(became: Became, thing: Target, loss: Loss, tree: Tree) -> Iterator[Step]:
    """The files that came with the very bytes of the one that went; every empty file is like every other."""
    if not became.contents.raw([loss.old]).get(loss.old):
        return
    for path, entry in tree.entries().items():
        is_same = entry.blob == loss.old and path.endswith(".py")
        if is_same and not plain_files(became.contents.repo, loss.parent, [path]):
            module = became.module_name(path)
            target: Target = module if isinstance(thing, str) else as_symbol(module)
            yield Step(target, f"{loss.by} renamed {loss.path} to {path}.")


def _lost_name(
    became: Became, commit: str, tree: Tree, thing: Target, before: tuple[str, str]
) -> Lost | None:
    path, oid = before
    now = _read(tree, path)
    raw = became.contents.raw([oid])
    if not isinstance(thing, Symbol) or oid not in raw or raw[oid] == now:
        return None
    name = thing.name
    facts = became.contents.facts(raw).get(oid)
    if facts is None or not binds(facts, name):
        return None
    if now is not None and name in definitions_in(now):
        return None
    loss = Loss("", commit, path, oid, None, is_module=False)
    steps = became.steps_of_binding(thing, facts, loss)
    if steps or now is None:
        return loss, steps
    pairs = successors_of(raw[oid], name, [Place(path, raw[oid], now, is_same=True)])
    return loss, tuple(
        Step(
            Symbol(thing.module, pair.name),
            f"{loss.by} {pair.how}: {thing.module}:{pair.name}.",
            is_sure=pair.is_sure,
        )
        for pair in pairs
    )


def _read(tree: Tree, path: str) -> bytes | None:
    try:
        return tree.read(path)
    except UnreadableFileError:
        return None
