"""Whether a module lies in a scope: dotted prefixes, as the plan writes them."""

import re
from collections.abc import Sequence

_TESTS = re.compile(r"(?:^|_)tests?(?:_|$)|^testing$|^conftest$")


def is_inside(module: str, prefixes: Sequence[str]) -> bool:
    """The module is one of the prefixes or lies below one."""
    return any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes)


def phase_scope(scope: Sequence[str], packages: Sequence[str]) -> tuple[str, ...]:
    """The dotted prefixes that a phase is about; no scope means every package."""
    return tuple(scope) or tuple(packages)


def is_of_tests(module: str) -> bool:
    """Whether a module lies in a folder of tests, or is one by its name."""
    return any(_TESTS.search(part) for part in module.split("."))
