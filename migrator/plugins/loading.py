"""The plug-ins of one repository: which are there, which are trusted in it, and the objects of those that are.

Nothing is imported before somebody asks for a plug-in by its name, and then only where its distribution is trusted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import EntryPoint

from migrator.errors import PluginError
from migrator.plugin import API, Detector, Recipe
from migrator.plugins.calling import guarded
from migrator.plugins.discovery import DETECTORS, GROUPS, RECIPES, Installed, is_unchanged

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
"""Of a detector or recipe."""


class PluginTrouble(StrEnum):
    """Why a plug-in cannot be asked."""

    MISSING = "missing"
    """No distribution offers it."""
    UNTRUSTED = "untrusted"
    """It is there, and nobody has confirmed that it may run."""
    BROKEN = "broken"
    """It cannot be loaded, or failed."""


@dataclass(frozen=True)
class Unavailable:
    """A plug-in that cannot be asked, and why."""

    trouble: PluginTrouble
    said: str


@dataclass(frozen=True)
class Plugins:
    """What is installed, under the trust of one repository.

    Attributes:
        packages: The distributions, by name.
        trusted: The hashes that somebody has confirmed here.
    """

    packages: tuple[Installed, ...] = ()
    trusted: frozenset[str] = frozenset()
    _loaded: dict[EntryPoint, Detector | Recipe | Unavailable] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def identity(self) -> tuple[tuple[str, str, str, bool], ...]:
        """Equal where the same plug-ins would be asked."""
        return tuple((one.name, one.version, one.digest, self.trusts(one)) for one in self.packages)

    def trusts(self, package: Installed) -> bool:
        """Whether its code may run."""
        return bool(package.digest) and package.digest in self.trusted

    def detector(self, name: str) -> Detector | Unavailable:
        """The detector of that name, or why there is none to ask."""
        found = self._named(DETECTORS, name)
        if isinstance(found, Recipe):
            return Unavailable(PluginTrouble.BROKEN, f"the entry point {name} is a recipe")
        return found

    def recipe(self, name: str) -> Recipe | Unavailable:
        """The recipe of that name, or why there is none to ask."""
        found = self._named(RECIPES, name)
        if isinstance(found, Detector):
            return Unavailable(PluginTrouble.BROKEN, f"the entry point {name} is a detector")
        return found

    def closing(self, detector: str) -> tuple[Recipe | Unavailable, ...]:
        """The recipes of trusted distributions that rewrite what a detector finds, by name; with them those that cannot be loaded."""
        names = sorted({entry.name for package, entry in self._entries(RECIPES) if self.trusts(package)})
        recipes = (self.recipe(name) for name in names)
        return tuple(one for one in recipes if isinstance(one, Unavailable) or one.closes == detector)

    def loaded(self, package: Installed) -> Iterator[Detector | Recipe | Unavailable]:
        """Everything that a distribution offers."""
        for entry in package.entries:
            yield self._object(package, entry)

    def _entries(self, group: str) -> Iterator[tuple[Installed, EntryPoint]]:
        for package in self.packages:
            yield from ((package, entry) for entry in package.entries if entry.group == group)

    def _named(self, group: str, name: str) -> Detector | Recipe | Unavailable:
        kind = GROUPS[group]
        found = [(package, entry) for package, entry in self._entries(group) if entry.name == name]
        if not found:
            said = f"no installed package offers the {kind} {name!r}; install one into the environment of migrator"
            return Unavailable(PluginTrouble.MISSING, said)
        if len(found) > 1:
            both = " and ".join(str(package) for package, _ in found)
            return Unavailable(PluginTrouble.BROKEN, f"{both} offer the {kind} {name!r}: uninstall one")
        return self._object(*found[0])

    def _object(self, package: Installed, entry: EntryPoint) -> Detector | Recipe | Unavailable:
        if package.problem:
            return Unavailable(PluginTrouble.BROKEN, f"{package} cannot be used: {package.problem}")
        if not self.trusts(package):
            said = f"the {GROUPS[entry.group]} {entry.name} of {package} is there and not trusted: read it, then `migrator plugins trust {package.digest}`"
            return Unavailable(PluginTrouble.UNTRUSTED, said)
        if entry not in self._loaded:
            if not is_unchanged(package):
                said = (
                    f"{package} has changed since it was looked at: start again, and it is asked about anew"
                )
                return Unavailable(PluginTrouble.UNTRUSTED, said)
            self._loaded[entry] = _load(package, entry)
        return self._loaded[entry]


def _load(package: Installed, entry: EntryPoint) -> Detector | Recipe | Unavailable:
    who = f"The {GROUPS[entry.group]} {entry.name} of {package}"
    try:
        found: object = guarded(who, entry.load)
    except PluginError as error:
        return Unavailable(PluginTrouble.BROKEN, error.title)
    problem = _problem(found, entry)
    if problem or not isinstance(found, Detector | Recipe):
        return Unavailable(PluginTrouble.BROKEN, f"{who} cannot be used: {problem}")
    return found


def _problem(found: object, entry: EntryPoint) -> str:
    wanted = Detector if entry.group == DETECTORS else Recipe
    if not isinstance(found, wanted):
        return f"{entry.value} is no migrator.plugin.{wanted.__name__}"
    if found.api != API:
        return f"it is written for version {found.api!r:.20} of the interface, this program has version {API}"
    if found.name != entry.name:
        return f"it calls itself {found.name!r:.80}, and its entry point {entry.name!r}"
    if not NAME.fullmatch(found.name):
        return "its name must be of lower-case letters, digits and single dashes"
    return ""


NO_PLUGINS = Plugins()
