"""The checks a repository already has: its test suite, and an import of every package as the least that must go on working.

What is found is a proposal: which selection of tests is worth running for every batch is known to people only.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from migrator.plan.values import Check

Read = Callable[[str], bytes]

_SETTINGS = (
    "pytest.ini",
    "tox.ini",
    "setup.cfg",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements.txt",
    "noxfile.py",
)
_TESTS = ("tests", "test")
_LOOKED_AT = 40
"""Test files that are looked into for what they are written with."""


def propose_checks(paths: Iterable[str], modules: Sequence[str], read: Read) -> tuple[tuple[Check, str], ...]:
    """Checks with the reason of each.

    Args:
        paths: Every path of the tree.
        modules: What the import check imports.
        read: Gives a file's bytes.
    """
    known = sorted(paths)
    proposed: list[tuple[Check, str]] = []
    suite = _suite(known, read)
    if suite is not None:
        proposed.append(suite)
    if modules:
        code = "; ".join(f"import {module}" for module in modules)
        said = "the least that must go on working: the packages can be imported (`imports = true` in place of run imports every module, which takes minutes where there are many)"
        proposed.append((Check("imports", ("python", "-c", code), timeout=120), said))
    return tuple(proposed)


def _suite(paths: list[str], read: Read) -> tuple[Check, str] | None:
    tests = [path for path in paths if re.search(r"(?:^|/)(?:test_[^/]*|[^/]*_test)\.py$", path)]
    if not tests:
        return None
    marks = [path for path in paths if path.rpartition("/")[2] == "conftest.py"]
    named = [name for name in _SETTINGS if name in paths and b"pytest" in read(name)]
    written = [
        path
        for path in tests[:_LOOKED_AT]
        if re.search(rb"^\s*(?:import|from) pytest\b", read(path), re.MULTILINE)
    ]
    if evidence := (named + marks + written)[:1]:
        said = f"pytest, because of {evidence[0]}; a faster selection is worth it: it runs for every batch"
        return Check("tests", ("python", "-m", "pytest", "-q"), timeout=1800), said
    folder = next((name for name in _TESTS if any(path.startswith(f"{name}/") for path in tests)), None)
    if folder is None:
        return None
    run: tuple[str, ...] = ("python", "-m", "unittest", "discover", "-s", folder)
    run += ("-t", ".") if f"{folder}/__init__.py" in paths else ()
    return Check(
        "tests", run, timeout=1800
    ), f"unittest, because nothing in {folder}/ uses pytest; it runs for every batch"
