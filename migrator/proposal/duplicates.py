"""Which class does a job, and which creator makes its objects, where the code itself says that there are several.

Only the findings that would be proposed without a plan are evidence here: a plan that names a canonical class is believed, so one must not be
named on a likeness. What is proposed are names and exact patterns; to widen a pattern to a whole family is for people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from migrator.display import plural
from migrator.findings.evidence import ALIAS, EMPTY, FALLBACK, FIELDS, MARKER
from migrator.findings.importers import Importers
from migrator.findings.scopes import is_inside
from migrator.findings.values import DuplicateClass, DuplicateFactory, Finding, Tier
from migrator.model.values import Symbol

_MOST = 12
"""Groups of one phase, the largest first."""


@dataclass(frozen=True)
class Choice:
    """A canonical name.

    Attributes:
        symbol: What stays.
        patterns: The class names that it stands for.
        reason: Why this one.
        members: Everything of its group, itself included.
        is_record: A data class, an enum or a row: compared by its fields.
    """

    symbol: Symbol
    patterns: tuple[str, ...]
    reason: str
    members: tuple[Symbol, ...]
    is_record: bool = False

    @property
    def modules(self) -> frozenset[str]:
        """Where the group stands."""
        return frozenset(member.module for member in self.members)


def choose_classes(
    importers: Importers, findings: Iterable[Finding], subject: str, shared_module: str
) -> tuple[Choice, ...]:
    """The class that stays of each group of duplicates in the subject, sorted by name.

    Args:
        importers: Who imports what.
        findings: Of a phase that looks at every class.
        subject: What the campaign is about.
        shared_module: A record that stands there too stays there: no cycle can need it elsewhere.
    """
    groups: defaultdict[str, list[DuplicateClass]] = defaultdict(list)
    for detail in _proposed(findings):
        groups[str(detail.canonical)].append(detail)
    choices = [
        _class_choice(importers, group, shared_module)
        for group in groups.values()
        if any(map(_is_telling, group))
    ]
    return _largest(choices, subject)


def count_unsure(findings: Iterable[Finding], subject: str, chosen: Collection[Choice]) -> int:
    """How many duplicates of the subject are in no group that was chosen: a word such as "deprecated", or members alike under another name, say too little."""
    known = {member for choice in chosen for member in choice.members}
    return sum(
        is_inside(detail.duplicate.module, (subject,)) and detail.duplicate not in known
        for detail in _proposed(findings)
    )


def choose_creators(
    importers: Importers, findings: Iterable[Finding], subject: str, classes: Collection[Choice]
) -> tuple[Choice, ...]:
    """The creator that stays of each product of the subject of which another one only passes its calls on, sorted by name.

    Args:
        importers: Who imports what.
        findings: Of a phase without canonical creators.
        subject: What the campaign is about.
        classes: The classes that stay: their creators make what the classes of the group are.
    """
    groups: defaultdict[Symbol, list[Finding]] = defaultdict(list)
    for finding in findings:
        if isinstance(finding.detail, DuplicateFactory) and finding.counts:
            groups[finding.detail.canonical].append(finding)
    choices = [
        _creator_choice(importers, canonical, group, classes)
        for canonical, group in groups.items()
        if any(finding.tier is Tier.PROPOSE for finding in group)
    ]
    return _largest(choices, subject)


def _is_telling(detail: DuplicateClass) -> bool:
    """Equal members say it of classes of one name; of different names only what the code itself says to be an old name, and no mere word."""
    is_same_name = detail.duplicate.name == detail.canonical.name
    return detail.evidence != MARKER if is_same_name else detail.evidence in {FALLBACK, EMPTY, ALIAS}


def _proposed(findings: Iterable[Finding]) -> Iterable[DuplicateClass]:
    return (
        finding.detail
        for finding in findings
        if isinstance(finding.detail, DuplicateClass) and finding.counts and finding.tier is Tier.PROPOSE
    )


def _largest(choices: Iterable[Choice], subject: str) -> tuple[Choice, ...]:
    inside = [
        choice
        for choice in choices
        if is_inside(choice.symbol.module, (subject,))
        and any(is_inside(member.module, (subject,)) for member in choice.members if member != choice.symbol)
    ]
    largest = sorted(inside, key=lambda choice: (-len(choice.members), str(choice.symbol)))[:_MOST]
    return tuple(sorted(largest, key=lambda choice: str(choice.symbol)))


def _class_choice(importers: Importers, group: Sequence[DuplicateClass], shared_module: str) -> Choice:
    usual = group[0].canonical
    members = tuple(sorted({usual, *(detail.duplicate for detail in group)}))
    is_record = all(detail.evidence == FIELDS for detail in group)
    lower = next((one for one in members if is_record and one.module == shared_module), None)
    count = len(importers.of(lower or usual))
    used = f"{plural(count, 'module')} import it"
    if lower is None or lower == usual:
        reason = f"{used}, of {len(members)} with this job"
    else:
        reason = f"{used}; it stands where shared types belong, so that nothing has to import upwards"
    names = tuple(dict.fromkeys(member.name for member in members))
    return Choice(lower or usual, names, reason, members, is_record)


def _creator_choice(
    importers: Importers, canonical: Symbol, group: Sequence[Finding], classes: Collection[Choice]
) -> Choice:
    details = [finding.detail for finding in group if isinstance(finding.detail, DuplicateFactory)]
    products = {detail.product for detail in details}
    alike = [choice for choice in classes if not products.isdisjoint(choice.members)]
    names = {product.name for product in products} | {name for one in alike for name in one.patterns}
    owner = Symbol(canonical.module, canonical.name.partition(".")[0])
    members = (canonical, *(detail.creator for detail in details))
    reason = f"{plural(len(importers.of(owner)), 'module')} import it, of {len(members)} creators"
    return Choice(canonical, tuple(sorted(names)), reason, members)
