"""What a campaign should be about: the package or subpackage where most of what was found is.

A campaign over everything is finished by nobody. So the scope goes down from the package with most findings as long as one subpackage
holds most of them.
"""

import difflib
from collections import Counter
from collections.abc import Iterable

from migrator.errors import UsageError
from migrator.findings.values import Finding
from migrator.model.model import Model

MOST = 0.6
"""A subpackage is the subject when it holds this share of what its parent has."""
FEW = 4
"""Below so many findings a narrower scope is not worth it."""


def propose_scope(model: Model, findings: Iterable[Finding]) -> tuple[str, int, int]:
    """The scope, how many findings touch it, and how many there are in all."""
    counted = [finding for finding in findings if finding.counts]
    touched: Counter[str] = Counter()
    for finding in counted:
        touched.update(_around(finding, model.packages))
    tops = sorted(model.packages, key=lambda package: (-touched[package], -_size(model, package), package))
    if not tops:
        return "", 0, 0
    scope = tops[0]
    while (below := _subject_below(model, scope, touched)) is not None:
        scope = below
    return scope, touched[scope], len(counted)


def expect_scope(model: Model, scope: str) -> str:
    """The scope that a person named. Raises `UsageError` where the packages have no such module."""
    if scope in model.modules and any(f"{scope}.".startswith(f"{package}.") for package in model.packages):
        return scope
    close = difflib.get_close_matches(scope, model.modules, n=1)
    packages = ", ".join(model.packages)
    hint = f"did you mean {close[0]}?" if close else f"the packages are {packages}"
    raise UsageError(f"There is no package or module {scope!r}", hint=hint)


def _around(finding: Finding, packages: tuple[str, ...]) -> set[str]:
    """Every dotted prefix, down from a package, of the modules a finding is about."""
    prefixes: set[str] = set()
    for module in finding.modules:
        parts = module.split(".")
        prefixes.update(".".join(parts[:length]) for length in range(1, len(parts) + 1))
    return {
        prefix for prefix in prefixes if any(f"{prefix}.".startswith(f"{package}.") for package in packages)
    }


def _subject_below(model: Model, scope: str, touched: Counter[str]) -> str | None:
    below = [
        name
        for name, module in model.modules.items()
        if name.rpartition(".")[0] == scope and (module.is_package or module.is_namespace)
    ]
    best = max(below, key=lambda name: (touched[name], name), default=None)
    if best is None or touched[best] < FEW or touched[best] < MOST * touched[scope]:
        return None
    return best


def _size(model: Model, package: str) -> int:
    return sum(name == package or name.startswith(f"{package}.") for name in model.modules)
