"""Creators of a product that has a canonical creator, with their signatures, their calls and what they do beside constructing.

What counts are public functions and methods whose name (or whose class) says that they create. A creator that only warns and passes its call on to the
canonical one is retired: it is there for others, and counts nothing. Factory classes of other products are shown, so that a plan can say why they stay.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from migrator.findings.class_index import ClassIndex, ClassInfo, class_index
from migrator.findings.context import DetectContext, Detection
from migrator.findings.creator_behaviour import (
    beyond,
    constructs_alike,
    decides,
    is_registered,
    lost_with,
    passes_on,
)
from migrator.findings.creator_calls import CallSites
from migrator.findings.creators import Creator, creators_of
from migrator.findings.importers import Importers
from migrator.findings.role_names import matching
from migrator.findings.scopes import is_inside, is_of_tests, phase_scope
from migrator.findings.signatures import INCOMPATIBLE, fit, signature
from migrator.findings.values import DuplicateFactory, Finding, Measure, Tier
from migrator.model.model import Model
from migrator.model.uses import defined_symbols
from migrator.model.values import Symbol
from migrator.plan.values import Phase
from migrator.source.values import UnreadableFileError

KIND = "duplicate-factories"
_PASSIVE = (
    "Result", "Response", "Request", "Error", "Exception", "Payload", "Event", "Message", "Config", "Settings",
    "Info", "Data", "Context", "Options", "Params", "Record", "Row", "Key", "Spec",
)  # fmt: skip
_MOST_SHOWN = 6


def find_duplicate_factories(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """Redundant creators of the plan's products; without a canonical creator in the plan those of all products that have several.

    The measure is the number of creators that are not retired, canonical ones included; its goal is one a product.
    """
    search = _Search(model, phase, context)
    groups = [group for path, patterns in phase.canonical for group in search.planned(path, patterns)]
    if not phase.canonical:
        groups = search.unplanned()
    findings = [finding for group in groups for finding in search.findings(group)]
    known = {product for group in groups for product in group.products}
    beside = list(search.other_factories(known))
    fits = [finding.detail.fit for finding in findings if isinstance(finding.detail, DuplicateFactory)]
    measure = Measure(
        value=len(groups) + len(findings),
        goal=len(groups),
        unit="creators",
        parts=(
            ("creators", len(groups) + len(findings)),
            ("adaptable", len(fits) - fits.count(INCOMPATIBLE)),
            ("incompatible", fits.count(INCOMPATIBLE)),
            ("retired", sum(len(group.retired) for group in groups)),
        ),
    )
    every = {finding.id: finding for finding in [*beside, *findings]}
    return Detection(tuple(every[name] for name in sorted(every)), measure)


@dataclass(frozen=True)
class _Group:
    """The creators of one product."""

    canonical: Creator
    redundant: tuple[Creator, ...]
    retired: tuple[Creator, ...]
    products: frozenset[Symbol]
    reason: str


@dataclass(frozen=True)
class _Search:
    model: Model
    phase: Phase
    context: DetectContext

    def planned(self, path: str, patterns: tuple[str, ...]) -> Iterator[_Group]:
        """The group of a creator that the plan names; none where there is no such creator."""
        asked = Symbol.parse(path)
        found = defined_symbols(self.model.resolve(asked.module, asked.name))
        canonical = next((self.creators[one] for one in found if one in self.creators), None)
        if canonical is None:
            return
        named = {
            info.symbol
            for info in self.index.classes.values()
            if matching(info.shape.name, patterns) and _behaves(info, self.index)
        }
        products = frozenset(named | canonical.products)
        reason = "The plan names it as the one that stays."
        yield self._group(canonical, products, reason, list(self._offered()))

    def unplanned(self) -> list[_Group]:
        """Products that behave and whose creators stand in two or more modules; methods of other objects depend on these."""
        by_product: defaultdict[Symbol, list[Creator]] = defaultdict(list)
        offered = [one for one in self._offered() if _is_free(one) and not is_of_tests(one.symbol.module)]
        for creator in offered:
            for product in creator.products:
                by_product[product].append(creator)
        groups: list[_Group] = []
        taken: set[Symbol] = set()
        for product, creators in sorted(by_product.items()):
            info = self.index.classes.get(product)
            modules = {creator.symbol.module for creator in creators}
            fresh = [creator for creator in creators if creator.symbol not in taken]
            if len(modules) < 2 or len(fresh) < 2 or info is None or not _behaves(info, self.index):
                continue
            canonical = min(fresh, key=lambda one: (-len(self._importers(one)), str(one.symbol)))
            reason = f"{len(self._importers(canonical))} files import it, more than any other."
            group = self._group(canonical, frozenset({product}), reason, offered)
            taken.update(one.symbol for one in (canonical, *group.redundant))
            groups.append(group)
        return groups

    def findings(self, group: _Group) -> Iterator[Finding]:
        """One for each redundant creator."""
        asked = {one.symbol: one for one in (*group.redundant, group.canonical)}
        calls = CallSites(self.model, self.context.read, asked)
        for creator in group.redundant:
            yield self._finding(creator, group, calls)

    def other_factories(self, known: set[Symbol]) -> Iterator[Finding]:
        """Factory classes whose product has no canonical creator."""
        by_class: defaultdict[Symbol, list[Creator]] = defaultdict(list)
        for creator in self._offered():
            if creator.owner.endswith("Factory"):
                by_class[Symbol(creator.symbol.module, creator.owner)].append(creator)
        for symbol, creators in sorted(by_class.items()):
            products = frozenset(product for creator in creators for product in creator.products)
            info = self.index.classes.get(symbol)
            if info is not None and products and known.isdisjoint(products):
                yield _other(info, creators, min(products))

    @cached_property
    def creators(self) -> Mapping[Symbol, Creator]:
        """All creators of the packages."""
        return creators_of(self.model)

    @cached_property
    def index(self) -> ClassIndex:
        """All classes of the packages."""
        return class_index(self.model, self.context.read)

    @cached_property
    def importers(self) -> Importers:
        """Who imports what."""
        return Importers(self.model)

    def _group(
        self, canonical: Creator, products: frozenset[Symbol], reason: str, offered: Sequence[Creator]
    ) -> _Group:
        others = [
            one for one in offered if one.symbol != canonical.symbol and not products.isdisjoint(one.products)
        ]
        retired = tuple(one for one in others if _is_retired(one, canonical))
        redundant = tuple(one for one in others if one not in retired)
        return _Group(canonical, redundant, retired, products, reason)

    def _is_proposed(self, creator: Creator, canonical: Creator, kind: str) -> bool:
        """The plan says that the two are one, or the code does; never where something would be lost that the creator does beside constructing."""
        is_one = bool(self.phase.canonical) or (
            (passes_on(creator, canonical) or constructs_alike(creator, canonical))
            and not is_registered(creator, canonical)
            and not decides(self._text(creator))
        )
        return kind != INCOMPATIBLE and is_one and not lost_with(creator, canonical)

    def _text(self, creator: Creator) -> bytes:
        """Its definition in whole lines."""
        site = creator.site
        try:
            raw = self.context.read(site.path) if self.context.read is not None else b""
        except (OSError, LookupError, UnreadableFileError):
            return b""
        return raw[raw.rfind(b"\n", 0, site.start) + 1 : site.end]

    def _offered(self) -> Iterator[Creator]:
        scope = phase_scope(self.phase.scope, self.model.packages)
        for creator in self.creators.values():
            of_product = Symbol(creator.symbol.module, creator.owner) in creator.products and creator.owner
            is_bound = of_product and not {"classmethod", "staticmethod"}.intersection(
                creator.shape.decorators
            )
            if creator.is_offered and not is_bound and is_inside(creator.symbol.module, scope):
                yield creator

    def _importers(self, creator: Creator) -> Sequence[str]:
        return self.importers.of(Symbol(creator.symbol.module, creator.symbol.name.partition(".")[0]))

    def _finding(self, creator: Creator, group: _Group, calls: CallSites) -> Finding:
        canonical = group.canonical
        fits = fit(creator, canonical, self.creators)
        places = calls.of(creator, fits)
        product = min(creator.products & group.products)
        detail = DuplicateFactory(
            creator=creator.symbol,
            canonical=canonical.symbol,
            product=product,
            signature=signature(creator),
            canonical_signature=signature(canonical),
            fit=fits.kind,
            fit_reason=fits.reason,
            calls=places,
            beyond=beyond(creator),
        )
        return Finding(
            id=f"{KIND}:{creator.symbol}",
            kind=KIND,
            tier=Tier.PROPOSE if self._is_proposed(creator, canonical, fits.kind) else Tier.REVIEW,
            title=f"{creator.symbol} makes what {canonical.symbol} makes",
            modules=tuple(sorted({creator.symbol.module, canonical.symbol.module})),
            names=(str(creator.symbol), str(canonical.symbol)),
            evidence=tuple(_evidence(detail, group.reason, lost_with(creator, canonical))),
            sites=(creator.site, canonical.site),
            detail=detail,
            group=str(product),
        )


def _is_free(creator: Creator) -> bool:
    """What it gives does not depend on an object of something else."""
    is_of_class = creator.is_static or "classmethod" in creator.shape.decorators
    return is_of_class or creator.owner.endswith("Factory")


def _is_retired(creator: Creator, canonical: Creator) -> bool:
    return creator.shape.is_retired and [target for target, _ in creator.calls] == [canonical.symbol]


def _behaves(info: ClassInfo, index: ClassIndex) -> bool:
    """A product that does something: no result, error, payload, no shape of one."""
    if info.is_enum or info.is_data or info.is_protocol or info.shape.name.endswith((*_PASSIVE, "Factory")):
        return False
    if any(name.endswith(("Error", "Exception")) for name in index.outside(info)):
        return False
    every = (info, *index.ancestors(info))
    return any(not name.startswith("__") for one in every for name in one.methods) or bool(info.outside)


def _evidence(detail: DuplicateFactory, reason: str, lost: Sequence[str]) -> Iterator[str]:
    yield f"Both give a {detail.product}. {detail.canonical} stays: {reason[0].lower()}{reason[1:]}"
    yield f"`{detail.signature}` against `{detail.canonical_signature}`: {detail.fit}, {detail.fit_reason}."
    if detail.beyond:
        yield f"Beside constructing it {'; '.join(detail.beyond)}."
    if lost:
        only = "that" if len(lost) == len(detail.beyond) else f"this: {'; '.join(lost)}"
        yield f"{detail.canonical} does not do {only}: a reason to keep it."
    left = [call for call in detail.calls if call.problem]
    yield f"{len(detail.calls)} call sites, {len(left)} of them for a person."
    for call in left[:_MOST_SHOWN]:
        yield f"{call.site.path}:{call.site.line}: {call.problem}."


def _other(info: ClassInfo, creators: Sequence[Creator], product: Symbol) -> Finding:
    done = beyond(*creators)
    names = ", ".join(creator.symbol.name.rpartition(".")[2] for creator in creators)
    detail = DuplicateFactory(
        creator=info.symbol,
        canonical=info.symbol,
        product=product,
        signature=names,
        canonical_signature="",
        fit=INCOMPATIBLE,
        fit_reason="its product has no canonical creator",
        calls=(),
        beyond=done,
    )
    return Finding(
        id=f"{KIND}:{info.symbol}",
        kind=KIND,
        tier=Tier.REVIEW,
        title=f"{info.symbol} makes {product}, which has no canonical creator",
        modules=(info.symbol.module,),
        names=(str(info.symbol), str(product)),
        evidence=(
            f"Its methods ({names}) give a {product}; the plan names no canonical creator of that.",
            *([f"Beside constructing it {'; '.join(done)}."] if done else []),
        ),
        sites=(info.site,),
        detail=detail,
        counts=False,
        group=str(product),
    )
