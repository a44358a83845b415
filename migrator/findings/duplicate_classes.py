"""Classes that do the job of another one.

Where the plan names a canonical class, its group are the classes whose names fit the patterns and those whose members say so; what counts are real
definitions and aliases that somebody still imports. An alias that a record declares is an old path kept working, nothing that remains. All
other classes of the role are compared with each other: without a canonical class those pairs count, beside one they are for review.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from migrator.findings.class_index import ClassIndex, ClassInfo, class_index
from migrator.findings.class_pairs import Verdict, record_pairs, role_pairs, verdict_on
from migrator.findings.collapsible_enums import find_collapsible_enums
from migrator.findings.context import DetectContext, Detection
from migrator.findings.creators import creators_by_product, creators_of
from migrator.findings.evidence import ALIAS, FIELDS, HELPER, MEMBERS
from migrator.findings.extractable import sibling_pairs
from migrator.findings.importers import Importers
from migrator.findings.member_gap import HOW_FOUND, CreatorsOf, member_gap, member_rows
from migrator.findings.old_names import old_name_pairs
from migrator.findings.on_purpose import of_other_people
from migrator.findings.role_names import matching, names_a_role
from migrator.findings.scopes import is_inside, phase_scope
from migrator.findings.second_names import SecondName, second_names
from migrator.findings.values import DuplicateClass, Finding, Measure, MemberGap, Tier
from migrator.findings.without_plan import without_a_plan
from migrator.model.model import Model
from migrator.model.uses import defined_symbols
from migrator.model.values import Site, Symbol
from migrator.plan.values import Phase

KIND = "duplicate-classes"
_MOST_SHOWN = 6


def find_duplicate_classes(model: Model, phase: Phase, context: DetectContext) -> Detection:
    """Duplicates of the plan's canonical classes, of each other, and enums that the plan collapses.

    The measure is the number of classes and used aliases of all groups, the canonical ones included; its goal is one a group.
    """
    search = _Search(model, phase, context, class_index(model, context.read))
    planned = [group for path, patterns in phase.canonical for group in search.planned(path, patterns)]
    known = {info.symbol for group in planned for info in group.classes}
    groups, beside = search.unplanned(known, counts=not phase.canonical)
    enums = find_collapsible_enums(model, phase)
    counted = [finding for group in planned + groups for finding in group.findings]
    every = {finding.id: finding for finding in [*beside, *counted, *enums]}
    return Detection(
        tuple(every[name] for name in sorted(every)),
        _measure(planned if phase.canonical else groups, list(every.values())),
    )


@dataclass(frozen=True)
class _Group:
    """The classes of one job."""

    canonical: ClassInfo
    classes: tuple[ClassInfo, ...]
    findings: tuple[Finding, ...]

    @property
    def counted(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.counts]


def _measure(groups: Sequence[_Group], findings: Sequence[Finding]) -> Measure:
    counted = [finding for group in groups for finding in group.counted]
    details = [finding.detail for finding in findings if isinstance(finding.detail, DuplicateClass)]
    aliases = sum(isinstance(one.detail, DuplicateClass) and one.detail.is_alias for one in counted)
    total = len(groups) + len(counted)
    return Measure(
        value=total,
        goal=len(groups),
        unit="classes",
        parts=(
            ("classes", total - aliases),
            ("aliases", aliases),
            ("review", sum(not finding.counts for finding in findings)),
            ("vetoed", sum(bool(detail.vetoes) for detail in details)),
            ("helpers", sum(detail.evidence == HELPER for detail in details)),
        ),
    )


@dataclass(frozen=True)
class _Search:
    model: Model
    phase: Phase
    context: DetectContext
    index: ClassIndex

    @cached_property
    def importers(self) -> Importers:
        """Who imports what."""
        return Importers(self.model)

    @cached_property
    def creators(self) -> Mapping[Symbol, tuple[Symbol, ...]]:
        """Who makes what."""
        return creators_by_product(creators_of(self.model))

    def planned(self, path: str, patterns: tuple[str, ...]) -> Iterator[_Group]:
        """The group of a class that the plan names; none where there is no such class."""
        asked = Symbol.parse(path)
        found = defined_symbols(self.model.resolve(asked.module, asked.name))
        canonical = next((self.index.classes[one] for one in found if one in self.index.classes), None)
        if canonical is None:
            return
        patterns = patterns or (canonical.shape.name,)
        named = {
            info.shape.name for info in self.index.classes.values() if matching(info.shape.name, patterns)
        }
        index = self.index.for_group(named | {canonical.shape.name})
        verdicts = tuple(self._verdicts(canonical, patterns, index))
        aliases = tuple(self._aliases(canonical, [one.duplicate for one in verdicts], patterns))
        reasons = ("The plan names it as the one that stays.",)
        findings = [self._finding(one, index, reasons, is_planned=True, counts=True) for one in verdicts]
        yield _Group(canonical, (canonical, *(one.duplicate for one in verdicts)), (*findings, *aliases))

    def unplanned(self, known: set[Symbol], *, counts: bool) -> tuple[list[_Group], list[Finding]]:
        """Groups among the other classes of the roles, and pairs for review."""
        others = [
            info
            for info in self._in_scope()
            if info.symbol not in known and matching(info.shape.name, self.phase.roles)
        ]
        verdicts = self._among(others, known)
        groups = [self._group(members, self.index, counts=counts) for members in _components(verdicts)]
        if counts:
            groups = self._with_aliases(groups, others)
        beside = [
            self._finding(one, self.index, self._reasons(one), is_planned=False, counts=False)
            for one in (*verdicts, *self._of_records(others, known))
            if not one.is_proposed
        ]
        return groups, beside

    def _among(self, others: Sequence[ClassInfo], known: set[Symbol]) -> list[Verdict]:
        """What is to be said of pairs of a role, each pair once: what the code itself says of an old name comes first."""
        old = self._old_names(others, known)
        found: dict[frozenset[Symbol], Verdict] = {
            frozenset({symbol, verdict.canonical.symbol}): verdict for symbol, verdict in old.items()
        }
        for first, second in role_pairs(others):
            pair = frozenset({first.symbol, second.symbol})
            role = self._common_role(first, second)
            verdict = verdict_on(*self._ordered(first, second), self.index, role)
            if verdict is not None and pair not in found:
                found[pair] = without_a_plan(verdict, self.index)
                if any(symbol in old and old[symbol].is_proposed for symbol in pair):
                    found[pair] = _for_review(found[pair])
        for first, second in sibling_pairs(others, self.index):
            pair = frozenset({first.symbol, second.symbol})
            verdict = None if pair in found else verdict_on(*self._ordered(first, second), self.index, "")
            if verdict is not None and verdict.evidence.rung == HELPER:
                found[pair] = verdict
        return [*_with_best_helpers(found.values())]

    def _old_names(self, others: Sequence[ClassInfo], known: set[Symbol]) -> dict[Symbol, Verdict]:
        """What the code itself says of an old name: it is that of one class, the one that is named if any is."""
        found: dict[Symbol, Verdict] = {}
        for old, other in old_name_pairs(others, self.index):
            said = verdict_on(old, other, self.index, "")
            if said is not None and said.evidence.is_for_an_old_name and other.symbol not in known:
                verdict = without_a_plan(said, self.index)
                first = found.setdefault(old.symbol, verdict)
                is_named = other.shape.name in old.shape.marked_with
                if is_named and first.canonical.shape.name not in old.shape.marked_with:
                    found[old.symbol] = verdict
        return found

    def _of_records(self, others: Sequence[ClassInfo], known: set[Symbol]) -> Iterator[Verdict]:
        """Data classes and enums of one name that have no role are always shown."""
        for first, second in record_pairs(self.index, others):
            pair = self._ordered(first, second)
            is_known = known.issuperset({first.symbol, second.symbol})
            if not is_known and self._is_in_scope(pair[0]) and (one := verdict_on(*pair, self.index, "")):
                yield _for_review(one)

    def _with_aliases(self, groups: Sequence[_Group], others: Sequence[ClassInfo]) -> list[_Group]:
        """The groups with the used aliases of their classes, and one for each other class that has some."""
        found: list[_Group] = []
        grouped = {info.symbol for group in groups for info in group.classes}
        alone = (_Group(info, (info,), ()) for info in others if info.symbol not in grouped)
        aliases: defaultdict[Symbol, list[Finding]] = defaultdict(list)
        for one in self._second_names(self.phase.roles):
            finding = self._alias_finding(one.symbol, one.target, one.site)
            if finding.counts and one.is_old_name and not of_other_people(one.target, self.index):
                aliases[one.target.symbol].append(finding)
        for group in (*groups, *alone):
            more = tuple(finding for info in group.classes for finding in aliases.get(info.symbol, ()))
            if more or len(group.classes) > 1:
                found.append(replace(group, findings=(*group.findings, *more)))
        return found

    def _verdicts(
        self, canonical: ClassInfo, patterns: tuple[str, ...], index: ClassIndex
    ) -> Iterator[Verdict]:
        like = {
            name for method in canonical.methods if index.is_rare(method) for name in index.having(method)
        }
        for info in self._in_scope():
            if info.symbol == canonical.symbol:
                continue
            role = matching(info.shape.name, patterns)
            if role or info.shape.name in like or info.shape.markers or info.shape.fallback_of:
                found = verdict_on(info, canonical, index, role)
                if found is not None and (role or found.is_proposed):
                    yield found

    def _aliases(
        self, canonical: ClassInfo, others: Sequence[ClassInfo], patterns: tuple[str, ...]
    ) -> Iterator[Finding]:
        """Second names for a class of the group."""
        targets = {info.symbol for info in (canonical, *others)}
        for one in self._second_names((*patterns, *self.phase.roles)):
            if one.target.symbol in targets:
                yield self._alias_finding(one.symbol, canonical, one.site)

    def _second_names(self, patterns: Sequence[str]) -> Iterator[SecondName]:
        return second_names(self.index, self._scope(), patterns, self.context.declared_shims)

    def _alias_finding(self, symbol: Symbol, canonical: ClassInfo, site: Site) -> Finding:
        users = self.importers.of_path(symbol)
        used = (
            f"{len(users)} files import it." if users else "Nobody here imports it: it is there for others."
        )
        return Finding(
            id=f"{KIND}:{symbol}",
            kind=KIND,
            tier=Tier.PROPOSE if users else Tier.REVIEW,
            title=f"{symbol} is {canonical.symbol} under another name",
            modules=tuple(sorted({symbol.module, canonical.symbol.module})),
            names=(str(symbol), str(canonical.symbol)),
            evidence=(f"`{site.text}` at {site.path}:{site.line} binds a second name.", used),
            sites=(site, canonical.site),
            detail=DuplicateClass(symbol, canonical.symbol, ALIAS, (), is_alias=True),
            counts=bool(users),
            group=str(canonical.symbol),
        )

    def _group(self, verdicts: Sequence[Verdict], index: ClassIndex, *, counts: bool) -> _Group:
        classes = {info.symbol: info for one in verdicts for info in (one.duplicate, one.canonical)}
        old = {one.duplicate.symbol: one for one in verdicts if one.evidence.is_for_an_old_name}
        canonical = min(classes.values(), key=lambda info: (info.symbol in old, self._rank(info)))
        findings = []
        for info in classes.values():
            if info.symbol == canonical.symbol:
                continue
            chosen = old.get(info.symbol) or self._against(info, canonical, verdicts)
            if chosen is not None:
                findings.append(
                    self._finding(chosen, index, self._reasons(chosen), is_planned=False, counts=counts)
                )
        return _Group(canonical, tuple(classes.values()), tuple(findings))

    def _against(self, info: ClassInfo, canonical: ClassInfo, verdicts: Sequence[Verdict]) -> Verdict | None:
        """What is to be said of a class of a group: against the one that stays, else against the one that it is like."""
        found = verdict_on(info, canonical, self.index, "")
        found = without_a_plan(found, self.index) if found is not None else None
        if found is not None and found.is_proposed:
            return found
        own = (one for one in verdicts if info.symbol in {one.duplicate.symbol, one.canonical.symbol})
        alike = (self._turned(one, info) for one in own if not one.evidence.is_for_an_old_name)
        return next(alike, None)

    def _turned(self, verdict: Verdict, duplicate: ClassInfo) -> Verdict:
        """The same verdict with that class as the one that goes."""
        if verdict.duplicate.symbol == duplicate.symbol:
            return verdict
        return Verdict(duplicate, verdict.duplicate, verdict.evidence, verdict.vetoes)

    def _finding(
        self, verdict: Verdict, index: ClassIndex, reasons: Sequence[str], *, is_planned: bool, counts: bool
    ) -> Finding:
        duplicate, canonical = verdict.duplicate, verdict.canonical
        gap = member_gap(duplicate, canonical, index, self._creators()) if verdict.is_proposed else ()
        name = str(duplicate.symbol) if is_planned else f"{duplicate.symbol}>{canonical.symbol}"
        return Finding(
            id=f"{KIND}:{name}",
            kind=KIND,
            tier=Tier.PROPOSE if counts and verdict.is_proposed else Tier.REVIEW,
            title=_title(verdict),
            modules=tuple(sorted({duplicate.symbol.module, canonical.symbol.module})),
            names=(str(duplicate.symbol), str(canonical.symbol)),
            evidence=tuple(self._evidence(verdict, gap, reasons)),
            sites=(duplicate.site, canonical.site),
            detail=DuplicateClass(
                duplicate.symbol,
                canonical.symbol,
                verdict.evidence.rung,
                member_rows(duplicate, canonical, index),
                gap,
                verdict.vetoes,
            ),
            counts=counts and verdict.is_proposed,
            group=HELPER if verdict.evidence.rung == HELPER else str(canonical.symbol),
        )

    def _evidence(self, verdict: Verdict, gap: Sequence[MemberGap], reasons: Sequence[str]) -> Iterator[str]:
        yield from verdict.evidence.said
        yield from (f"Left alone, {veto}" for veto in verdict.vetoes)
        if verdict.is_proposed:
            count = len(self.importers.of(verdict.duplicate.symbol))
            yield f"{count} files import {verdict.duplicate.symbol}; {verdict.canonical.symbol} stays. {' '.join(reasons)}"
        called = [one for one in gap if one.callers]
        for one in called[:_MOST_SHOWN]:
            first = one.callers[0]
            how = "it can be moved" if one.can_move else f"it cannot simply be moved: {one.reason}"
            yield f"{one.name} is missing there and used, first at {first.path}:{first.line}; {how}."
        if called:
            yield HOW_FOUND

    def _creators(self) -> CreatorsOf:
        return lambda symbol: self.creators.get(symbol, ())

    def _common_role(self, first: ClassInfo, second: ClassInfo) -> str:
        """Two classes of one name and role; different names that merely end alike say nothing, unless there is a veto to explain."""
        role = matching(first.shape.name, filter(names_a_role, self.phase.roles))
        return role if role and matching(second.shape.name, (role,)) else ""

    def _ordered(self, first: ClassInfo, second: ClassInfo) -> tuple[ClassInfo, ClassInfo]:
        return (second, first) if self._rank(first) <= self._rank(second) else (first, second)

    def _rank(self, info: ClassInfo) -> tuple[int, bool, int, str]:
        """The lower, the better it is as the one that stays."""
        importers = len(self.importers.of(info.symbol))
        return (-importers, not self._is_in_scope(info), -len(info.lines), str(info.symbol))

    def _reasons(self, verdict: Verdict) -> tuple[str, ...]:
        canonical = verdict.canonical
        importers = len(self.importers.of(canonical.symbol))
        return (f"It is imported by {importers} files and has {len(canonical.lines)} members.",)

    def _scope(self) -> tuple[str, ...]:
        return phase_scope(self.phase.scope, self.model.packages)

    def _is_in_scope(self, info: ClassInfo) -> bool:
        return is_inside(info.module.name, self._scope())

    def _in_scope(self) -> Iterable[ClassInfo]:
        return (info for info in self.index.classes.values() if self._is_in_scope(info))


def _components(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """Proposed pairs that hang together, sorted."""
    group_of: dict[Symbol, Symbol] = {}

    def root(symbol: Symbol) -> Symbol:
        while group_of.setdefault(symbol, symbol) != symbol:
            symbol = group_of[symbol]
        return symbol

    proposed = [one for one in verdicts if one.is_proposed]
    for one in proposed:
        low, high = sorted((root(one.duplicate.symbol), root(one.canonical.symbol)))
        group_of[high] = low
    found: defaultdict[Symbol, list[Verdict]] = defaultdict(list)
    for one in proposed:
        found[root(one.duplicate.symbol)].append(one)
    return [found[symbol] for symbol in sorted(found)]


def _title(verdict: Verdict) -> str:
    duplicate, canonical = verdict.duplicate.symbol, verdict.canonical.symbol
    if verdict.evidence.rung == HELPER:
        return f"{duplicate} and {canonical} are siblings with equal methods, which can be extracted"
    if verdict.vetoes:
        return f"{duplicate} looks like {canonical}, and is left alone"
    if verdict.evidence.rung in {FIELDS, MEMBERS}:
        what = "enum" if verdict.evidence.rung == MEMBERS else "data class"
        sure = "is" if verdict.is_proposed else "may be"
        return f"{duplicate} {sure} the same {what} as {canonical} ({verdict.evidence.rung})"
    if verdict.is_proposed:
        return f"{duplicate} does the job of {canonical} ({verdict.evidence.rung})"
    return f"{duplicate} may do the job of {canonical}"


def _with_best_helpers(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Of the siblings that a class shares methods with only the one that it shares most with: a family of ten is nine findings, not forty-five."""
    best: dict[Symbol, Verdict] = {}
    for one in verdicts:
        if one.evidence.rung != HELPER:
            yield one
            continue
        known = best.setdefault(one.duplicate.symbol, one)
        if one.evidence.equal > known.evidence.equal:
            best[one.duplicate.symbol] = one
    yield from best.values()


def _for_review(verdict: Verdict) -> Verdict:
    return replace(verdict, evidence=replace(verdict.evidence, tier=Tier.REVIEW))
