"""Recipe: one module takes names from where they are defined, not through a re-exporter.

What it is for is that an edge of the import graph goes away, so it says when the re-exporter is executed anyway because it is a package
around the definition.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from migrator.model.model import Model
from migrator.model.values import Defined, IsModule, Symbol
from migrator.recipes.editing.hunks import file_change, keyed_edits
from migrator.recipes.exclusions import exclude
from migrator.recipes.moving.move_notes import object_patch_left
from migrator.recipes.sites.patched_names import LookedUp, patched_names
from migrator.recipes.sites.patching import PatchKnowledge
from migrator.recipes.sites.sites import SiteOptions, rewrite_sites
from migrator.recipes.sites.targets import Targets
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion, ImportFromDefinition
from migrator.source.values import Tree


def plan_import_from_definition(
    intention: ImportFromDefinition, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """The importer's statements name the defining modules; everything else stays."""
    importer = model.modules.get(intention.importer)
    if importer is None or importer.is_namespace:
        return ChangeSet(refused=f"{intention.importer} is no module of this repository")
    mapping = {}
    for name in intention.names:
        found = model.resolve(intention.imported, name)
        if isinstance(found, Defined) and found.symbol.module not in {intention.imported, intention.importer}:
            mapping[Symbol(intention.imported, name)] = found.symbol
        elif isinstance(found, IsModule) and found.module != f"{intention.imported}.{name}":
            parent, _dot, last = found.module.rpartition(".")
            own = model.resolve(parent, last)
            if not (isinstance(own, IsModule) and own.module == found.module):
                return ChangeSet(refused=f"{parent} means something else by {last} than its module")
            mapping[Symbol(intention.imported, name)] = Symbol(parent, last)
        else:
            return ChangeSet(refused=f"{intention.imported} does not just pass on {name}")
    origin = msgspec.json.encode(intention).decode()
    sites = rewrite_sites(
        model,
        tree,
        mapping,
        why=f"taken from where it is defined, not through {intention.imported}",
        options=SiteOptions(
            origin=origin,
            only_paths=frozenset({importer.path}),
            documents=False,
        ),
    )
    around = sorted(
        {one.module for one in mapping.values() if one.module.startswith(f"{intention.imported}.")}
    )
    notes = [
        f"{intention.imported} is a package around {one}: importing that still executes it first"
        for one in around
    ]
    strings = {
        old: tuple(
            one
            for one in model.uses_naming(old.module)
            if one.target == old and one.site.path != importer.path
        )
        for old in mapping
    }
    follows = tuple(_looked_up(intention.importer, model, tree, mapping)) if sites.files else ()
    hunks, left = patched_names(tree, strings, iter(follows))
    why = f"where {intention.importer} no longer looks it up"
    late = frozenset(one.old.name for one in follows)
    left += object_patch_left(model, tree, intention.imported, late, why) if late else ()
    patched = (file_change(tree, path, keyed_edits(origin, path, its)) for path, its in sorted(hunks.items()))
    change_set = ChangeSet(
        files=tuple(sorted((*sites.files, *patched), key=lambda one: one.path)),
        left=tuple(sorted({*sites.left, *left})),
        notes=(*sites.notes, *notes),
    )
    return exclude(change_set, tree, exclusions)


def _looked_up(
    importer: str, model: Model, tree: Tree, mapping: Mapping[Symbol, Symbol]
) -> Iterator[LookedUp]:
    """The names that the importer asked for while it ran: a patch of the re-exporter reached it, one of the definition does now."""
    knowledge = PatchKnowledge(model, tree, Targets(mapping, {}))
    for old, new in mapping.items():
        late = knowledge.who_looks_up_late(old)
        if importer in late:
            is_asked = knowledge.looks_up_itself(old) or knowledge.is_asked_by_function(old)
            yield LookedUp(old, new, also_stays=late != {importer} or is_asked)
