"""What an import-linter configuration asks for, as frozen values: three kinds of contract, and those that are not read.

A campaign that works towards layers has often written them down already. They are read as they are, so that nobody writes them twice.
"""

from typing import Literal

import msgspec

UnmatchedIgnores = Literal["error", "warn", "none"]
"""What an ignored import that is nowhere means: the contract cannot be checked, it is said, nothing."""


class ContractLayer(msgspec.Struct, frozen=True):
    """One line of a contract's layers."""

    names: tuple[str, ...]
    """Relative to each container, where there are containers."""
    optional: tuple[str, ...] = ()
    """Those of them that need not exist."""
    is_independent: bool = True
    """Its modules must not import each other."""


class LayersContract(msgspec.Struct, frozen=True, kw_only=True, tag="layers"):
    """Higher layers may import lower ones, not the other way around."""

    name: str
    line: int
    layers: tuple[ContractLayer, ...]
    """From the highest to the lowest."""
    containers: tuple[str, ...] = ()
    is_exhaustive: bool = False
    """Every child of a container must be in a layer."""
    exhaustive_ignores: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    """Imports that do not count: ``a -> b``, with ``*`` and ``**`` for parts of names."""
    unmatched: UnmatchedIgnores = "error"


class IndependenceContract(msgspec.Struct, frozen=True, kw_only=True, tag="independence"):
    """Modules that must not import each other, not even by a detour."""

    name: str
    line: int
    modules: tuple[str, ...]
    """``*`` and ``**`` stand for parts of names, here and in all that follows."""
    ignored: tuple[str, ...] = ()
    unmatched: UnmatchedIgnores = "error"


class ForbiddenContract(msgspec.Struct, frozen=True, kw_only=True, tag="forbidden"):
    """Modules that must not import others."""

    name: str
    line: int
    sources: tuple[str, ...]
    forbidden: tuple[str, ...]
    allows_indirect: bool = False
    as_packages: bool = True
    """What lies below the modules is meant, too."""
    ignored: tuple[str, ...] = ()
    unmatched: UnmatchedIgnores = "error"


Contract = LayersContract | IndependenceContract | ForbiddenContract


class UnreadContract(msgspec.Struct, frozen=True):
    """A contract that this program does not understand: a custom type is somebody's code, which is not run."""

    name: str
    type: str
    line: int
    reason: str


class Contracts(msgspec.Struct, frozen=True):
    """One configuration."""

    path: str
    """The file it is in, relative to the root."""
    packages: tuple[str, ...]
    """What it is about: imports of other modules are looked at only where a contract names them."""
    counts_typing: bool = True
    """Imports for type checkers count as others do."""
    contracts: tuple[Contract, ...] = ()
    unread: tuple[UnreadContract, ...] = ()
