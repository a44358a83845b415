"""Every first-party name that a file takes, by whatever form of import, and what it means.

One NameUse is one (module, name) pair at one place. Lookups through an imported module are followed attribute by attribute as long as they lead to
modules; the first part that is no module is the name that is taken.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from migrator.facts.values import Arm, Colour, Facts, ImportedName, ImportStatement, Moment, Use
from migrator.model.answers import Key
from migrator.model.resolver import Resolver
from migrator.model.strings import string_uses
from migrator.model.targets import absolute_target
from migrator.model.values import (
    External,
    IsModule,
    Missing,
    Module,
    NameUse,
    Resolution,
    Several,
    Site,
    Symbol,
    Unknown,
)

COLOUR_OF: Mapping[Moment, Colour] = {
    Moment.IMPORT_TIME: Colour.IMPORT_TIME,
    Moment.DEFERRED: Colour.DEFERRED,
    Moment.ANNOTATION: Colour.IMPORT_TIME,
    Moment.TYPING: Colour.TYPING,
}


class ModuleUses(msgspec.Struct, frozen=True, gc=False):
    """The uses of one file, in the order of the file; those that reach no single thing; and the keys of all that was asked to find them."""

    uses: tuple[NameUse, ...] = ()
    unsure: tuple[NameUse, ...] = ()
    asked: tuple[Key, ...] = ()


def uses_by_module(
    modules: Mapping[str, Module],
    facts: Mapping[str, Facts],
    resolver: Resolver,
    known: Mapping[str, ModuleUses],
) -> dict[str, ModuleUses]:
    """The uses of all files by importing module, those that are known already taken over."""
    found: dict[str, ModuleUses] = {}
    for name, module in modules.items():
        uses = known.get(name)
        if uses is None:
            own = facts.get(module.path)
            uses = ModuleUses() if own is None else module_uses(module, own, resolver)
        found[name] = uses
    return found


def module_uses(importer: Module, facts: Facts, resolver: Resolver) -> ModuleUses:
    """The uses of one file."""
    uses, asked = resolver.questions.listen(lambda: _uses(importer, facts, resolver))
    unsure = tuple(use for use in uses if isinstance(use.resolution, Missing | Several))
    return ModuleUses(tuple(uses), unsure, asked)


def _uses(importer: Module, facts: Facts, resolver: Resolver) -> list[NameUse]:
    written = [
        _Written(statement, target, target == "" or resolver.is_first_party(target))
        for statement in facts.imports
        if (target := absolute_target(importer, statement)) is not None
    ]
    asked = {tuple(chain.split(".")[-2:]) for chain in facts.asked}
    found = [use for one in written if one.is_ours for use in _statement_uses(importer, one, asked, resolver)]
    found.extend(_attribute_uses(importer, facts, written, resolver))
    found.extend(string_uses(importer, facts, resolver))
    found.sort(key=lambda use: (use.site.start, use.site.end, use.target, use.form))
    return found


def statement_text(statement: ImportStatement, name: ImportedName) -> str:
    """The import of one name as a person would write it."""
    taken = f"{name.name} as {name.asname}" if name.asname else name.name
    if not statement.is_from:
        return f"import {taken}"
    return f"from {'.' * statement.level}{statement.module} import {taken}"


class _Written(NamedTuple):
    """An import statement of a file, with the module after its ``from`` (``""`` of a plain ``import``)."""

    statement: ImportStatement
    target: str
    is_ours: bool
    """What it names may be of the repository."""


def _statement_uses(
    importer: Module, written: _Written, asked: set[tuple[str, ...]], resolver: Resolver
) -> Iterator[NameUse]:
    statement, target = written.statement, written.target
    is_typing = statement.colour is Colour.TYPING
    for name in statement.names:
        module = target if statement.is_from else name.name
        if statement.is_from and name.name != "*":
            symbol, form = Symbol(target, name.name), "from"
            resolution = resolver.taken(importer, statement, target, name.name, typing=is_typing)
        elif resolver.is_first_party(module):
            package, _, last = module.rpartition(".")
            symbol, form = Symbol(package, last), "star" if statement.is_from else "import"
            resolution = resolver.resolve_module(module)
            if not package and not isinstance(resolution, Missing):
                continue
        else:
            continue
        yield NameUse(
            target=symbol,
            resolution=resolution,
            site=Site(
                path=importer.path,
                line=statement.line,
                start=name.start,
                end=name.end,
                module=importer.name,
                scope=statement.scope,
                text=statement_text(statement, name),
            ),
            importer=importer.name,
            form=form,
            colour=statement.colour,
            arm=Arm.TRY if asked and (target.rpartition(".")[2], name.name) in asked else statement.arm,
            asname=name.asname,
        )


@dataclass(frozen=True, slots=True)
class _LocalModule:
    """What an import binds a local name to: the modules of the repository it may be, none where it is something else."""

    scope: str
    modules: tuple[str, ...]
    is_typing: bool
    is_perhaps_else: bool
    """It may also be something that is no module of the repository."""


def _attribute_uses(
    importer: Module, facts: Facts, written: Sequence[_Written], resolver: Resolver
) -> Iterator[NameUse]:
    local = _local_modules(importer, facts, written, resolver)
    stars = _stars(written)
    if not local and not stars:
        return
    imported = {name.name for statement in facts.imports if not statement.is_from for name in statement.names}
    bound = {name.binds for statement in facts.imports for name in statement.names} if stars else set()
    for lookup in facts.uses:
        first, _, rest = lookup.chain.partition(".")
        if first in local:
            if not rest and not lookup.is_store:
                continue
            use = _as_evaluated(lookup, facts)
            if facts.asked and _is_asked(use.chain, facts.asked):
                use = replace(use, is_guarded=True)
            either: list[NameUse] = []
            visible = _visible(local[first], use.scope)
            for found in visible:
                seen = replace(use, moment=Moment.TYPING) if found.is_typing else use
                for module in found.modules:
                    either.extend(_chain_use(importer, seen, (module, rest), resolver, imported=imported))
            yield from _of_either(either, is_perhaps_else=any(found.is_perhaps_else for found in visible))
        elif stars and first not in bound:
            yield from _star_use(importer, _as_evaluated(lookup, facts), first, stars, resolver)


def _is_asked(chain: str, asked: tuple[str, ...]) -> bool:
    """Whether the file asks for the name before it takes it."""
    return any(chain == one or chain.startswith(f"{one}.") for one in asked)


def _of_either(uses: list[NameUse], *, is_perhaps_else: bool) -> list[NameUse]:
    """Of a module that may be one or the other: what one of them has, the other need not."""
    if not is_perhaps_else and len(uses) <= 1:
        return uses
    is_there = [not isinstance(use.resolution, Missing) for use in uses]
    if all(is_there) or not (any(is_there) or is_perhaps_else):
        return uses
    return [use if there else replace(use, arm=Arm.TRY) for use, there in zip(uses, is_there, strict=True)]


def _as_evaluated(use: Use, facts: Facts) -> Use:
    """Annotations that are never evaluated are looked up by type checkers only."""
    if use.moment is Moment.ANNOTATION and facts.has_future_annotations:
        return replace(use, moment=Moment.TYPING)
    return use


def _local_modules(
    importer: Module, facts: Facts, written: Sequence[_Written], resolver: Resolver
) -> dict[str, list[_LocalModule]]:
    followed = {use.chain.partition(".")[0] for use in facts.uses if use.is_store or "." in use.chain}
    local: defaultdict[str, list[_LocalModule]] = defaultdict(list)
    for one in written if followed else ():
        statement, target = one.statement, one.target
        is_typing = statement.colour is Colour.TYPING
        for name in statement.names:
            binds = name.binds
            if binds not in followed or name.name == "*":
                continue
            if statement.is_from:
                found = (
                    resolver.taken(importer, statement, target, name.name, typing=is_typing)
                    if one.is_ours
                    else External(target)
                )
            else:
                found = (
                    resolver.imported_as(importer, statement, name.name, typing=is_typing)
                    if name.asname
                    else resolver.resolve_module(binds)
                )
            entry = _local_module(statement.scope, found, is_typing=is_typing)
            if entry not in local[binds]:
                local[binds].append(entry)
    return {name: entries for name, entries in local.items() if any(entry.modules for entry in entries)}


def _local_module(scope: str, found: Resolution, *, is_typing: bool) -> _LocalModule:
    modules = _module_options(found)
    count = len(found.options) if isinstance(found, Several) else 1
    return _LocalModule(scope, modules, is_typing, is_perhaps_else=len(modules) < count)


def _module_options(found: Resolution) -> tuple[str, ...]:
    options = found.options if isinstance(found, Several) else (found,)
    return tuple(option.module for option in options if isinstance(option, IsModule))


def _visible(candidates: list[_LocalModule], scope: str) -> list[_LocalModule]:
    """The imports that a lookup in a scope may find: those of the innermost scope around it."""
    around = [
        found
        for found in candidates
        if not found.scope or scope == found.scope or scope.startswith(f"{found.scope}.")
    ]
    if not around:
        return candidates[:1]
    longest = max(len(found.scope) for found in around)
    unique = {found.modules: found for found in around if len(found.scope) == longest}
    return list(unique.values())


def _chain_use(
    importer: Module, use: Use, start: tuple[str, str], resolver: Resolver, *, imported: set[str]
) -> Iterator[NameUse]:
    module, rest = start
    if not rest:
        return
    is_typing = use.moment is Moment.TYPING
    parts = rest.split(".")
    for index, part in enumerate(parts):
        found = resolver.resolve(module, part, typing=is_typing)
        is_last = index == len(parts) - 1
        if isinstance(found, IsModule) and not is_last:
            module = found.module
            continue
        if isinstance(found, IsModule) and found.module in imported:
            return
        if use.is_store and is_last and isinstance(found, Missing | Unknown):
            return
        yield _use(importer, use, Symbol(module, part), found, form="attribute")
        return


def _stars(written: Iterable[_Written]) -> list[str]:
    """The first-party modules that are star-imported, the last first."""
    return [
        one.target
        for one in written
        if one.statement.is_from and one.is_ours and any(name.name == "*" for name in one.statement.names)
    ][::-1]


def _star_use(
    importer: Module, use: Use, name: str, stars: list[str], resolver: Resolver
) -> Iterator[NameUse]:
    for module in stars:
        found = resolver.star_gives(module, name, typing=use.moment is Moment.TYPING)
        if found is None or isinstance(found, Missing | Unknown | External):
            continue
        yield _use(importer, use, Symbol(module, name), found, form="star")
        rest = use.chain.partition(".")[2]
        for option in _module_options(found):
            yield from _chain_use(importer, use, (option, rest), resolver, imported=set())
        return


def _use(importer: Module, use: Use, target: Symbol, resolution: Resolution, *, form: str) -> NameUse:
    return NameUse(
        target=target,
        resolution=resolution,
        site=Site(
            path=importer.path,
            line=use.line,
            start=use.start,
            end=use.start,
            module=importer.name,
            scope=use.scope,
            text=use.chain,
        ),
        importer=importer.name,
        form=form,
        colour=COLOUR_OF[use.moment],
        arm=Arm.TRY if use.is_guarded else Arm.NONE,
    )
