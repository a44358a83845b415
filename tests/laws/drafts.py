"""Modules in the making: what each defines, what it offers to others, and the text that it comes to."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.support.spelling import relative


@dataclass(frozen=True)
class Definition:
    """Something at the top level of a module.

    Attributes:
        mark: What is written into it, so that it is known again wherever it stands.
    """

    module: str
    name: str
    kind: str
    mark: str


@dataclass(frozen=True)
class Patchable:
    """A function in a module that looks a name up in a way that a patch string can reach."""

    target: str
    probe: str
    home: str
    kind: str


@dataclass
class Draft:
    """One module."""

    draw: st.DrawFn
    name: str
    path: str
    rank: int
    """Modules may import each other at the top in this order."""
    top: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    offers: dict[str, Definition] = field(default_factory=dict)
    """What can be imported from it."""
    own: list[Definition] = field(default_factory=list)
    exports: list[str] | None = None
    """What its ``__all__`` will list."""
    bound: set[str] = field(default_factory=set)

    @property
    def is_package(self) -> bool:
        return self.path.endswith("__init__.py")

    def one(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def chance(self, percent: int) -> bool:
        return self.draw(st.integers(1, 100)) <= percent

    def spelled(self, module: str) -> str:
        """The module as it may stand after ``from``."""
        if module.split(".", maxsplit=1)[0] != self.name.split(".")[0] or self.chance(50):
            return module
        return relative(self.name, module, is_package=self.is_package)

    def star_names(self) -> list[str]:
        """What a star import of it gives, as long as only what is in ``offers`` counts."""
        names = self.exports if self.exports is not None else list(self.offers)
        return [name for name in names if not name.startswith("_") or self.exports is not None]


@dataclass
class Numbers:
    """Numbers that make names unlike each other."""

    last: int = 0

    def next(self) -> int:
        self.last += 1
        return self.last
