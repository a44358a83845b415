"""Whether a module lies in a scope: dotted prefixes, as the plan writes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from migrator.model.values import Edge

_TESTS = re.compile(r"(?:^|_)tests?(?:_|$)|^testing$|^conftest$")


def is_inside(module: str, prefixes: Sequence[str]) -> bool:
    """The module is one of the prefixes or lies below one."""
    return any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes)


def phase_scope(scope: Sequence[str], packages: Sequence[str]) -> tuple[str, ...]:
    """The dotted prefixes that a phase is about; no scope means every package."""
    return tuple(scope) or tuple(packages)


@dataclass(frozen=True)
class Scope:
    """A scope that is asked of many modules again and again."""

    prefixes: tuple[str, ...]
    _known: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def holds(self, module: str) -> bool:
        """Whether the module lies in it."""
        known = self._known.get(module)
        if known is None:
            known = self._known[module] = is_inside(module, self.prefixes)
        return known

    def touches(self, edge: Edge) -> bool:
        """Whether one end of the edge lies in it."""
        return self.holds(edge.importer) or self.holds(edge.imported)


def is_of_tests(module: str) -> bool:
    """Whether a module lies in a folder of tests, or is one by its name."""
    return any(_TESTS.search(part) for part in module.split("."))
