"""Duplicates beside what is canonical: classes member by member, creators with their calls."""

import msgspec

from migrator.wire.sites import SiteView


class MemberView(msgspec.Struct, frozen=True):
    """One member of two classes. ``sign``: ``=`` equal, ``~`` both have it, ``+`` only the duplicate, ``-`` only the canonical."""

    name: str
    sign: str
    canonical_line: int
    duplicate_line: int


class GapView(msgspec.Struct, frozen=True):
    """A member that the canonical class lacks and somebody uses."""

    name: str
    can_move: bool
    reason: str
    callers: tuple[SiteView, ...]


class ComparisonView(msgspec.Struct, frozen=True):
    """Two classes of one role beside each other."""

    canonical: str
    canonical_path: str
    duplicate: str
    duplicate_path: str
    evidence: str
    vetoes: tuple[str, ...]
    members: tuple[MemberView, ...]
    gap: tuple[GapView, ...]


class CallView(msgspec.Struct, frozen=True):
    """A call of a creator; ``problem`` says why it is left for a person."""

    site: SiteView
    problem: str


class FactoryView(msgspec.Struct, frozen=True):
    """A creator beside the canonical one."""

    creator: str
    canonical: str
    product: str
    signature: str
    canonical_signature: str
    fit: str
    fit_reason: str
    beyond: tuple[str, ...]
    calls: tuple[CallView, ...]


class BodiesView(msgspec.Struct, frozen=True):
    """One member of two classes as text, each with the number of its first line; no lines where a class lacks it."""

    member: str
    canonical_path: str
    canonical_start: int
    canonical: tuple[str, ...]
    duplicate_path: str
    duplicate_start: int
    duplicate: tuple[str, ...]
