"""A finding: one item of remaining work, with the evidence a person can check.

Its identity is its kind and qualified names, never a line number, so that it survives edits around it. ``detail`` carries what a recipe
needs to close it; each kind has its own, and ``match`` over them is exhaustive.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from migrator.facts.values import Colour
from migrator.model.values import Site, Symbol
from migrator.plugins.loading import PluginTrouble


class Tier(StrEnum):
    """How sure the evidence is."""

    EXACT = "exact"
    PROPOSE = "propose"
    REVIEW = "review"


class CutKind(StrEnum):
    """How an import edge can be removed, cheapest first."""

    DROP = "drop"
    """The import is unused."""
    DEFINITION = "definition"
    """The names are only re-exported there: import them from where they are defined."""
    GUARD = "guard"
    """The names are used in annotations only."""
    MOVE = "move"
    """The names can move down to a shared module."""
    DEFER = "defer"
    """Used inside functions only: hides the cycle, does not fix it."""


class Cut(msgspec.Struct, frozen=True):
    """One way to remove the edge ``importer>imported``, with its effect on the graph."""

    kind: CutKind
    importer: str
    imported: str
    names: tuple[str, ...]
    frees: int
    """How many modules leave import-time components when the edge goes."""
    reason: str


class CycleEdge(msgspec.Struct, frozen=True, tag="import-cycles"):
    """An import inside a component of modules that import each other."""

    importer: str
    imported: str
    colour: Colour
    component: tuple[str, ...]
    names: tuple[str, ...] = ()
    cuts: tuple[Cut, ...] = ()
    fails_from: Sequence[str] = ()
    """Entry modules from which importing the component fails; worked out when somebody looks."""


class ImportPath(msgspec.Struct, frozen=True, tag="import-paths"):
    """A path in use that is not the canonical one of its definition."""

    definition: Symbol
    path: Symbol
    canonical: Symbol
    count: int
    all_paths: tuple[tuple[Symbol, int], ...] = ()
    """Every path of the definition in use, with its number of sites, the canonical one included."""


class NameTrouble(StrEnum):
    """Why a name does not say what it means."""

    SEVERAL = "several meanings"
    """It is another definition, depending on where it is imported from."""
    CROSSED = "crossed"
    """Each of two definitions is offered under the name of the other."""
    CONDITIONAL = "decided at run time"
    """A condition decides which definition the path is."""


class UnclearName(msgspec.Struct, frozen=True, tag="unclear-names"):
    """A name, or two that are crossed, for a person to look at."""

    names: tuple[str, ...]
    trouble: NameTrouble
    definitions: tuple[Symbol, ...]
    paths: tuple[Symbol, ...]
    """In use."""


class DeadList(StrEnum):
    """The lists of dead imports: by how many candidates they have, and those without by whether they ever were."""

    ONE = "one candidate"
    SEVERAL = "several candidates"
    REMOVED = "removed"
    """It resolved once, and nothing took its place."""
    NEVER = "never existed"
    """As far as history is known."""


class DeadImport(msgspec.Struct, frozen=True, tag="dead-imports"):
    """A first-party import or path string that names nothing."""

    target: Symbol | str
    """``Symbol`` for a name in a module, the module's dotted name where the module itself is gone."""
    listed: DeadList
    candidates: tuple[Symbol | str, ...] = ()
    rejected: tuple[Symbol | str, ...] = ()
    """What has its name too, while history leads elsewhere."""
    names: tuple[str, ...] = ()
    """What is looked up in it, as in a module."""


class Shim(msgspec.Struct, frozen=True, tag="shims"):
    """Something that exists for an old path only."""

    path: Symbol
    target: Symbol
    users: int
    made_by: str = ""
    """The batch whose record declares it, or ``""``."""


class LayerBreach(msgspec.Struct, frozen=True, tag="layers"):
    """An import that goes against the plan's layers."""

    importer: str
    imported: str
    lower: str
    higher: str
    route: tuple[str, ...]
    cuts: tuple[Cut, ...] = ()


class ContractTrouble(StrEnum):
    """What can be the matter with a contract itself."""

    UNLISTED = "unlisted"
    """It must list all modules of a container, and lacks one."""
    UNCHECKED = "unchecked"
    """It cannot be checked: what it names is not there."""
    DOUBTFUL = "doubtful"
    """It is checked, and something that it names is not there."""
    UNREAD = "unread"
    """It is not read: its type or an option is not known here."""


class ContractState(msgspec.Struct, frozen=True, tag="contracts"):
    """Something about a contract of an import-linter configuration that no import shows."""

    contract: str
    trouble: ContractTrouble
    said: str


class MemberGap(msgspec.Struct, frozen=True):
    """A public member of a duplicate that the canonical class lacks, with those who use it."""

    name: str
    callers: tuple[Site, ...]
    can_move: bool
    """It uses nothing of its class that the canonical class lacks."""
    reason: str = ""


class MemberRow(msgspec.Struct, frozen=True):
    """One member in the comparison of two classes. ``canonical`` and ``duplicate`` are lines, 0 where it is missing."""

    name: str
    sign: str
    """``=`` equal bodies, ``~`` both have it and bodies differ, ``+`` only the duplicate has it, ``-`` only the canonical has it."""
    canonical: int
    duplicate: int


class Rung(StrEnum):
    """The ladder of evidence that two classes are one, and what is said beside it."""

    ALIAS = "alias"
    FALLBACK = "import fallback"
    EMPTY = "empty subclass"
    MARKER = "marker"
    BODIES = "equal bodies"
    STUB = "stub"
    RARE = "rare members"
    FIELDS = "equal fields"
    MEMBERS = "equal members"
    HELPER = "extract a helper"
    """Siblings that share bodies: both stay."""
    SAME_ROLE = "same role"
    """Nothing but the name of the role."""


class DuplicateClass(msgspec.Struct, frozen=True, tag="duplicate-classes"):
    """A class that does the job of another one."""

    duplicate: Symbol
    canonical: Symbol
    evidence: Rung
    members: tuple[MemberRow, ...]
    gap: tuple[MemberGap, ...] = ()
    vetoes: tuple[str, ...] = ()
    """Why no merge is proposed; such a pair is shown, never counted."""
    is_alias: bool = False
    """It is the canonical class already, under another name."""


class FitKind(StrEnum):
    """How calls of a creator could become calls of the canonical one."""

    SAME = "same"
    ADAPTABLE = "adaptable"
    INCOMPATIBLE = "incompatible"


class CallSite(msgspec.Struct, frozen=True):
    """A place that calls a creator. ``problem`` says why it cannot be rewritten, ``""`` where it can."""

    site: Site
    problem: str = ""


class DuplicateFactory(msgspec.Struct, frozen=True, tag="duplicate-factories"):
    """A creator of a product that has a canonical creator. The name of a method is ``Class.method``."""

    creator: Symbol
    canonical: Symbol
    product: Symbol
    signature: str
    canonical_signature: str
    fit: FitKind
    fit_reason: str
    calls: tuple[CallSite, ...]
    beyond: tuple[str, ...] = ()
    """What it does besides constructing, in words."""


class ProtocolGap(msgspec.Struct, frozen=True, tag="protocol-gaps"):
    """What a class lacks of a Protocol or an abstract base class."""

    cls: Symbol
    protocol: Symbol
    missing: tuple[str, ...] = ()
    differing: tuple[tuple[str, str], ...] = ()
    """Methods that a fitting call does not fit, and why."""
    late: tuple[str, ...] = ()
    """Attributes that only another method than ``__init__`` sets."""


class CollapsibleEnum(msgspec.Struct, frozen=True, tag="collapsible-enums"):
    """An enum of which the plan says that all members mean one."""

    enum: Symbol
    member: str
    others: tuple[str, ...]


class CheckState(msgspec.Struct, frozen=True, tag="checks"):
    """A check of the plan that is not green at the tip."""

    check: str
    outcome: str
    """``red``, ``unrunnable``, ``hollow`` or ``not run``."""


class Unpushed(msgspec.Struct, frozen=True, tag="unpushed"):
    """A commit of the campaign that its remote has not."""

    commit: str
    subject: str


class Plugged(msgspec.Struct, frozen=True, tag="plug-in"):
    """What the detector of a plug-in found; the names are its identity."""

    plugin: str
    names: tuple[str, ...]


class PluginState(msgspec.Struct, frozen=True, tag="plug-in-state"):
    """A plug-in that was not asked."""

    plugin: str
    trouble: PluginTrouble
    said: str


Detail = (
    CycleEdge
    | ImportPath
    | UnclearName
    | DeadImport
    | Shim
    | LayerBreach
    | ContractState
    | DuplicateClass
    | DuplicateFactory
    | ProtocolGap
    | CollapsibleEnum
    | CheckState
    | Unpushed
    | Plugged
    | PluginState
)


class Finding(msgspec.Struct, frozen=True):
    """One item of remaining work. ``id`` is ``kind:qualified-names``."""

    id: str
    kind: str
    tier: Tier
    title: str
    modules: tuple[str, ...]
    names: tuple[str, ...]
    """As ``pkg.module:Name``."""
    evidence: Sequence[str]
    """Sentences; a tuple, or what is equal to it and made when somebody looks."""
    sites: tuple[Site, ...]
    detail: Detail
    counts: bool = True
    """Whether it is part of its phase's measure (a deferred cycle is shown, not counted)."""
    colour: Colour | None = None
    witness: tuple[str, ...] = ()
    """For cycles: a shortest cycle through the edge, first module repeated at the end."""
    group: str = ""
    """What the screen groups it under (the component, the definition, the list)."""


class Measure(msgspec.Struct, frozen=True):
    """The size of what a phase works on. ``value`` is its headline (paths in use, cyclic edges, dead names); ``goal`` where it ends."""

    value: int
    goal: int
    unit: str
    parts: tuple[tuple[str, int], ...] = ()
    """Named numbers beside it: components, modules, edges by colour…"""
