"""The record of a batch, as it is committed under ``.migrator/batches/<id>.json``.

Records are the campaign's database: they survive squash merges, amended messages and forks. They are read as untrusted input. They hold
intentions and decisions only; counts are always computed from the code.
"""

import msgspec

from migrator.model.values import Symbol
from migrator.records.intentions import Exclusion, Recipe

RECORD_SCHEMA = 1
RECORD_FOLDER = ".migrator/batches"


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one commit of the campaign did and why."""

    schema: int
    id: str
    campaign: str
    phase: str
    title: str
    recipes: tuple[Recipe, ...]
    closed: tuple[str, ...]
    exclusions: tuple[Exclusion, ...] = ()
    renames: tuple[tuple[Symbol, Symbol], ...] = ()
    shims: tuple[Symbol, ...] = ()
    undoes: str = ""
    """The batch this one takes back, or ``""``."""
    adopts: str = ""
    """The commit that a person made by hand and that this record takes in as a batch, or ``""``; written only where it is one."""

    @property
    def path(self) -> str:
        """Where it is kept, relative to the repository's root."""
        return f"{RECORD_FOLDER}/{self.id}.json"
