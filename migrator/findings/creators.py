"""Creators: functions and methods of which can be told which class's instances they return, fresh or kept.

What a function returns is followed through calls of other creators, through state that holds what a call gave, and through factories. Dictionaries
of callables, and whatever is decided at run time, are out of scope: nothing is guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from migrator.facts.shapes import CallText, FunctionShape
from migrator.findings.meanings import meaning_of
from migrator.model.model import Model
from migrator.model.values import Module, ModuleRole, Site, Symbol

VERBS = frozenset({"create", "get", "make", "build", "new", "provide", "init"})


@dataclass(frozen=True)
class Creator:
    """One creator.

    Attributes:
        symbol: Its name; a method is ``Class.method``.
        module: Where it stands.
        shape: What it takes and does.
        products: The classes whose instances it may return.
        calls: The creators whose result it returns, with the call as written.
    """

    symbol: Symbol
    module: Module
    shape: FunctionShape
    products: frozenset[Symbol]
    calls: tuple[tuple[Symbol, CallText], ...]

    @property
    def owner(self) -> str:
        """The class it is a method of, or ``""``."""
        return self.symbol.name.rpartition(".")[0]

    @property
    def is_static(self) -> bool:
        """It is no method, or one that gets no object."""
        return not self.owner or "staticmethod" in self.shape.decorators

    @property
    def is_offered(self) -> bool:
        """It is public, and its name or its class says that it creates."""
        name = self.symbol.name.rpartition(".")[2]
        if name.startswith("_"):
            return False
        return name.partition("_")[0] in VERBS or self.owner.endswith("Factory")

    @property
    def site(self) -> Site:
        """Where it stands."""
        shape = self.shape
        text = f"def {self.symbol.name}" if shape.form == "function" else f"{self.symbol.name} = {shape.form}"
        return Site(self.module.path, shape.line, shape.start, shape.end, self.module.name, text=text)


def creators_of(model: Model) -> dict[Symbol, Creator]:
    """All creators of the plan's packages, sorted by name; those that give no class of the repository are left out."""
    world = _World(model)
    links = {symbol: tuple(world.links(symbol)) for symbol in world.functions}
    products = _products(links, world.classes)
    return {
        symbol: Creator(
            symbol,
            model.modules[symbol.module],
            world.functions[symbol],
            frozenset(products[symbol]),
            tuple(
                (target, call) for target, call in links[symbol] if call is not None and target in products
            ),
        )
        for symbol in sorted(world.functions)
        if products[symbol]
    }


def creators_by_product(creators: Mapping[Symbol, Creator]) -> dict[Symbol, tuple[Symbol, ...]]:
    """The creators of each class."""
    found: defaultdict[Symbol, list[Symbol]] = defaultdict(list)
    for creator in creators.values():
        for product in creator.products:
            found[product].append(creator.symbol)
    return {product: tuple(symbols) for product, symbols in found.items()}


_Link = tuple[Symbol, CallText | None]
"""A class or a creator that something returned leads to, and the call that is returned, if it is one."""


class _World:
    """Functions, classes and kept state of the packages by name."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.functions: dict[Symbol, FunctionShape] = {}
        self.classes: dict[Symbol, tuple[str, ...]] = {}
        self.kept: defaultdict[Symbol, list[str]] = defaultdict(list)
        for module in model.modules.values():
            facts = model.facts.get(module.path) if module.role is ModuleRole.PACKAGE else None
            if facts is None:
                continue
            self.functions.update((Symbol(module.name, one.name), one) for one in facts.functions)
            bases = {one.name: one.bases for one in facts.definitions}
            self.classes.update(
                (Symbol(module.name, one.name), bases.get(one.name, ())) for one in facts.classes
            )
            for state in facts.kept_calls:
                self.kept[Symbol(module.name, state.name)].append(state.callee)

    def links(self, symbol: Symbol) -> Iterator[_Link]:
        """What the results of a function lead to."""
        shape = self.functions[symbol]
        for call in shape.returns:
            yield from ((target, call) for target in self._callee(symbol.module, call.callee, shape.name))
        for name in shape.returned_names:
            yield from ((target, None) for target in self._state(symbol.module, name, shape.name))

    def _callee(self, module: str, dotted: str, scope: str, depth: int = 3) -> Iterator[Symbol]:
        found = meaning_of(self.model, module, dotted, scope)
        if found is None:
            return
        symbol, rest = found
        if not rest:
            if symbol in self.classes or symbol in self.functions:
                yield symbol
        elif symbol in self.classes:
            yield from self._member(symbol, rest, depth)
        else:
            yield from self._through_state(symbol, rest, scope, depth)

    def _member(self, owner: Symbol, rest: str, depth: int) -> Iterator[Symbol]:
        """``Class.method``, its own or an inherited one, or a method of what ``Class.attribute`` holds."""
        for one in self._with_bases(owner):
            method = Symbol(one.module, f"{one.name}.{rest}")
            if method in self.functions:
                yield method
                return
            attribute, _, below = rest.partition(".")
            if below and depth:
                yield from self._through_state(
                    Symbol(one.module, f"{one.name}.{attribute}"), below, "", depth
                )

    def _through_state(self, state: Symbol, rest: str, scope: str, depth: int) -> Iterator[Symbol]:
        """A method of what some state holds: ``factory.make`` where ``factory = Factory()``."""
        for callee in self.kept.get(state, ()) if depth else ():
            yield from self._callee(state.module, f"{callee}.{rest}", scope, depth - 1)

    def _state(self, module: str, name: str, scope: str) -> Iterator[Symbol]:
        own = Symbol(module, name)
        if own in self.kept:
            for callee in self.kept[own]:
                yield from self._callee(module, callee, scope)
            return
        found = meaning_of(self.model, module, name, scope)
        if found is not None and not found[1]:
            for callee in self.kept.get(found[0], ()):
                yield from self._callee(found[0].module, callee, "")

    def _with_bases(self, owner: Symbol) -> Iterator[Symbol]:
        waiting, seen = [owner], set[Symbol]()
        while waiting:
            one = waiting.pop(0)
            if one in seen:
                continue
            seen.add(one)
            yield one
            for base in self.classes.get(one, ()):
                found = meaning_of(self.model, one.module, base)
                if found is not None and not found[1]:
                    waiting.append(found[0])


def _products(
    links: Mapping[Symbol, Iterable[_Link]], classes: Mapping[Symbol, object]
) -> dict[Symbol, set[Symbol]]:
    """The classes that each function leads to, through any number of others."""
    products = {
        symbol: {target for target, _ in found if target in classes} for symbol, found in links.items()
    }
    callers: defaultdict[Symbol, list[Symbol]] = defaultdict(list)
    for symbol, found in links.items():
        for target, _ in found:
            if target in products:
                callers[target].append(symbol)
    waiting = [symbol for symbol, found in products.items() if found]
    while waiting:
        symbol = waiting.pop()
        for caller in callers[symbol]:
            if not products[symbol] <= products[caller]:
                products[caller] |= products[symbol]
                waiting.append(caller)
    return products
