"""Plug-ins that are installed, and what came of their examples."""

import msgspec


class OfferView(msgspec.Struct, frozen=True):
    """One plug-in. ``kind`` is ``detector`` or ``recipe``."""

    kind: str
    name: str
    phases: tuple[str, ...]
    """Those of the plan that ask it."""


class PackageView(msgspec.Struct, frozen=True):
    """A distribution with plug-ins."""

    name: str
    version: str
    hash: str
    """What is trusted; ``""`` where it cannot be used."""
    trusted: bool
    problem: str
    offers: tuple[OfferView, ...]


class PluginsView(msgspec.Struct, frozen=True):
    """The answer to ``plugins``."""

    schema: int
    interface: int
    """The version of the interface that plug-ins are written for."""
    packages: tuple[PackageView, ...]


class ExampleView(msgspec.Struct, frozen=True):
    """What came of one example; ``problem`` is ``""`` where it holds."""

    plugin: str
    example: str
    problem: str


class ExamplesView(msgspec.Struct, frozen=True):
    """The answer to ``plugins test``."""

    schema: int
    examples: tuple[ExampleView, ...]
