"""What is particular to each kind of finding: one value a kind, told apart by its ``kind``.

The sentences of the evidence are for people. These are for scripts, which should not take sentences apart; every closed set of words is
listed in the schema. A symbol is ``pkg.module:Name``.
"""

import msgspec

from migrator.facts.values import Colour
from migrator.findings.values import ContractTrouble, CutKind, DeadList, FitKind, NameTrouble, Rung
from migrator.plugins.loading import PluginTrouble


class CutView(msgspec.Struct, frozen=True):
    """A way to take an import away. ``frees``: how many modules leave the import-time cycles then."""

    kind: CutKind
    names: tuple[str, ...]
    frees: int
    reason: str


class CycleView(msgspec.Struct, frozen=True, tag_field="kind", tag="import-cycles"):
    """An import inside a component of modules that import each other."""

    importer: str
    imported: str
    colour: Colour
    component_size: int
    """How many modules import each other here."""
    component: tuple[str, ...]
    """Their names, in an explanation; empty in a list, which would repeat them for each import between them."""
    names: tuple[str, ...]
    cuts: tuple[CutView, ...]
    fails_from: tuple[str, ...]
    """Modules from which importing the component fails when they are imported first."""


class PathCount(msgspec.Struct, frozen=True):
    """A path in use."""

    path: str
    sites: int


class ImportPathView(msgspec.Struct, frozen=True, tag_field="kind", tag="import-paths"):
    """A path in use that is not the canonical one of its definition."""

    definition: str
    path: str
    canonical: str
    paths: tuple[PathCount, ...]
    """All of the definition."""


class UnclearNameView(msgspec.Struct, frozen=True, tag_field="kind", tag="unclear-names"):
    """A name that does not say what it means."""

    names: tuple[str, ...]
    trouble: NameTrouble
    definitions: tuple[str, ...]
    paths: tuple[str, ...]


class DeadImportView(msgspec.Struct, frozen=True, tag_field="kind", tag="dead-imports"):
    """An import or path string that names nothing."""

    target: str
    listed: DeadList
    candidates: tuple[str, ...]
    rejected: tuple[str, ...] = ()
    """What has its name too, while history leads elsewhere."""


class ProtocolGapView(msgspec.Struct, frozen=True, tag_field="kind", tag="protocol-gaps"):
    """What a class lacks of a Protocol or an abstract base class."""

    cls: str
    protocol: str
    missing: tuple[str, ...]
    differing: tuple[tuple[str, str], ...]
    """Methods that a fitting call does not fit, and why."""
    late: tuple[str, ...]
    """Attributes that only another method than ``__init__`` sets."""


class ShimView(msgspec.Struct, frozen=True, tag_field="kind", tag="shims"):
    """What exists for an old path only. ``made_by``: the batch whose record declares it, or ``""``."""

    path: str
    target: str
    users: int
    made_by: str


class LayerBreachView(msgspec.Struct, frozen=True, tag_field="kind", tag="layers"):
    """An import against the layers, or against a contract."""

    importer: str
    imported: str
    lower: str
    higher: str
    route: tuple[str, ...]
    cuts: tuple[CutView, ...]


class ContractStateView(msgspec.Struct, frozen=True, tag_field="kind", tag="contracts"):
    """Something about a contract itself."""

    contract: str
    trouble: ContractTrouble
    said: str


class DuplicateClassView(msgspec.Struct, frozen=True, tag_field="kind", tag="duplicate-classes"):
    """A class that does the job of another one; the members are in the finding's ``comparison``."""

    duplicate: str
    canonical: str
    rung: Rung
    vetoes: tuple[str, ...]
    is_alias: bool


class CollapsibleEnumView(msgspec.Struct, frozen=True, tag_field="kind", tag="collapsible-enums"):
    """An enum of which the plan says that all members mean one."""

    enum: str
    member: str
    others: tuple[str, ...]


class DuplicateFactoryView(msgspec.Struct, frozen=True, tag_field="kind", tag="duplicate-factories"):
    """A creator beside the canonical one; signatures and calls are in the finding's ``factory``."""

    creator: str
    canonical: str
    product: str
    fit: FitKind
    calls: int
    by_hand: int
    """Calls that are left for a person."""


class CheckStateView(msgspec.Struct, frozen=True, tag_field="kind", tag="checks"):
    """A check of the plan that is not green."""

    check: str
    outcome: str


class UnpushedView(msgspec.Struct, frozen=True, tag_field="kind", tag="unpushed"):
    """A commit that the remote has not."""

    commit: str
    subject: str


class PluggedView(msgspec.Struct, frozen=True, tag_field="kind", tag="plug-in"):
    """What the detector of a plug-in found."""

    plugin: str
    names: tuple[str, ...]


class PluginStateView(msgspec.Struct, frozen=True, tag_field="kind", tag="plug-in-state"):
    """A plug-in that was not asked."""

    plugin: str
    trouble: PluginTrouble
    said: str


DetailView = (
    CycleView
    | ImportPathView
    | UnclearNameView
    | DeadImportView
    | ProtocolGapView
    | ShimView
    | LayerBreachView
    | ContractStateView
    | DuplicateClassView
    | CollapsibleEnumView
    | DuplicateFactoryView
    | CheckStateView
    | UnpushedView
    | PluggedView
    | PluginStateView
)
