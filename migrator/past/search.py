"""One look at what is gone from a tree: what its modules still take in vain, what history knows of it, and what of today is offered instead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from migrator.git.door import Repository
from migrator.git.objects import tree_of
from migrator.model.model import Model
from migrator.model.values import Defined, IsModule, Module, ModuleRole, Several, Symbol
from migrator.past.became import Became
from migrator.past.bound import as_symbol, starred, taken_from
from migrator.past.contents import Contents
from migrator.past.likeness import definitions_in
from migrator.past.stars import dropped_stars
from migrator.past.uncommitted import uncommitted
from migrator.past.values import Loss, Step, Target
from migrator.past.walk import Line
from migrator.source.values import Tree, UnreadableFileError


class Known(Protocol):
    """The part of the past that does not depend on the tree."""

    repo: Repository
    line: Line
    contents: Contents

    def losses(self, tip: str, things: Sequence[Target], roots: tuple[str, ...]) -> Mapping[Target, Loss]:
        """When things were lost, for those that were there once."""

    def steps(self, thing: Target, loss: Loss, roots: tuple[str, ...]) -> tuple[Step, ...]:
        """What a thing became when it was lost in a commit."""


@dataclass(frozen=True)
class Fate:
    """What is known of one thing: its loss, and what it became."""

    loss: Loss | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Search:
    """Looks for one tree's dead names, in history and in the tree itself."""

    past: Known
    commit: str
    model: Model
    tree: Tree

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The source roots, the longest first."""
        return tuple(sorted({*self.model.roots, ""}, key=lambda root: (-len(root), root)))

    def fates(self, things: Sequence[Target]) -> Mapping[Target, Fate]:
        """What became of some things."""
        found: dict[Target, Fate] = {}
        unknown: list[Target] = []
        for thing in things:
            steps, is_bound = self._taken_now(thing)
            found[thing] = Fate(None, steps)
            if not is_bound:
                unknown.append(thing)
        fresh = {thing: Fate(loss, steps) for thing, (loss, steps) in self._uncommitted(unknown).items()}
        losses = self.past.losses(self.commit, [one for one in unknown if one not in fresh], self.roots)
        for thing, loss in losses.items():
            steps = self.past.steps(thing, loss, self.roots)
            found[thing] = Fate(loss, (*found[thing].steps, *steps))
        for thing in unknown:
            if thing not in losses and thing not in fresh and isinstance(thing, Symbol):
                found[thing] = self._by_star(thing) or found[thing]
        return found | fresh

    def _by_star(self, thing: Symbol) -> Fate | None:
        """What the name was if a star brought it that is no longer there."""
        for module, loss in dropped_stars(self.past.line, self.past.contents, self.commit, thing, self.roots):
            source = Symbol(module, thing.name)
            is_known = self.now(source, thing) or self.past.losses(self.commit, [source], self.roots)
            if self.is_ours(source) and is_known:
                how = f"{thing.module} imported {module} with a star until {loss.by}."
                return Fate(loss, (Step(source, how),))
        return None

    def now(self, target: Target, origin: Target) -> Target | None:
        """What of today the target is; None where it does not resolve."""
        if isinstance(target, str):
            module = self.model.modules.get(target)
            return target if module is not None and self._is_offered(module, origin) else None
        found = self.model.resolve(target.module, target.name)
        if isinstance(found, Several):
            found = next((option for option in found.options if isinstance(option, Defined)), found)
        if isinstance(found, Defined):
            now, place = found.symbol, found.symbol.module
        elif isinstance(found, IsModule):
            now, place = as_symbol(found.module), found.module
        else:
            return None
        module = self.model.modules.get(place)
        return now if module is not None and self._is_offered(module, origin) else None

    def is_ours(self, target: Target) -> bool:
        """Whether the repository is answerable for it."""
        return self.model.is_first_party(target if isinstance(target, str) else target.module)

    def of_same_body(self, origin: Target, loss: Loss | None) -> Iterator[Target]:
        """Of several definitions of its name those that do what it did, where history did not lead on."""
        if loss is None or loss.is_module or not isinstance(origin, Symbol):
            return
        named = [one for one in self.model.symbols_named(origin.name) if one != origin]
        old = definitions_in(self.past.contents.raw([loss.old]).get(loss.old, b"")).get(origin.name)
        if len(named) < 2 or old is None:
            return
        for symbol in named:
            module = self.model.modules[symbol.module]
            like = definitions_in(self._read(module.path)).get(symbol.name)
            if like is not None and like.digest == old.digest and self._is_offered(module, origin):
                yield symbol

    def _is_offered(self, module: Module, origin: Target) -> bool:
        """Whether it can be imported from where the lost one was: what is migrated does not import those who use it."""
        own = self.model.modules.get(origin if isinstance(origin, str) else origin.module)
        is_near = module.role is ModuleRole.PACKAGE or (own is not None and own.role is module.role)
        return is_near and module.is_importable and not module.is_namespace

    def _taken_now(self, thing: Target) -> tuple[tuple[Step, ...], bool]:
        """Where the module of today takes the name from, in vain; and whether that is all that there is to know."""
        module = self.model.modules.get(thing.module) if isinstance(thing, Symbol) else None
        facts = self.model.facts.get(module.path) if module is not None else None
        if module is None or facts is None or not isinstance(thing, Symbol):
            return (), False
        steps = [
            Step(
                Symbol(one.module, one.name) if one.name is not None else one.module,
                f"{module.name} takes it from {one.module}.",
            )
            for one in taken_from(facts, module.name, thing.name, is_package=module.is_package)
        ]
        stars = starred(facts, module.name, is_package=module.is_package)
        ours = [star for star in stars if self.model.is_first_party(star)]
        return (
            (
                *steps,
                *(
                    Step(Symbol(star, thing.name), f"{module.name} imports {star} with a star.")
                    for star in ours
                ),
            ),
            bool(steps),
        )

    def _uncommitted(self, things: Sequence[Target]) -> Mapping[Target, tuple[Loss, tuple[Step, ...]]]:
        if self._is_of_commit:
            return {}
        became = Became(self.past.line, self.past.contents, self.roots)
        return uncommitted(became, self.commit, self.tree, things)

    @cached_property
    def _is_of_commit(self) -> bool:
        return self.tree.identity == tree_of(self.past.repo, self.commit)

    def _read(self, path: str) -> bytes:
        try:
            return self.tree.read(path)
        except UnreadableFileError:
            return b""
