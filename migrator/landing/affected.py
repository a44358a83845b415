"""Which tests of the repository a change can reach, and the checks that run only those.

A check with the argument ``{affected_tests}`` is given the paths of the test files from which imports of any colour lead to a changed module. That
is an answer of our own graph, so it knows no imports by computed names: therefore the whole suite runs where the answer is of no use, and at
the end of each phase. The whole suite is the same command without the argument.
"""

from collections.abc import Iterable, Sequence

import msgspec

from migrator.landing.values import AffectedTests
from migrator.model.graph import importers_of, leading_to
from migrator.model.model import Model
from migrator.plan.values import AFFECTED_TESTS, Check
from migrator.records.values import RECORD_FOLDER

ARGUMENT_BYTES = 24_000
"""How long the paths may be together: the shortest limit of a system's command line is 32 KiB."""

_TEXTS = (".md", ".rst", ".txt")
"""What no test is thought to read."""


def affected_tests(before: Model, after: Model, changed: Iterable[str]) -> AffectedTests:
    """The test files of packages and consumers that a change can reach.

    Args:
        before: The model of the base: tests that reached a removed module.
        after: That of the tree that is verified.
        changed: Paths that are changed, made or removed; records of batches do not count.
    """
    paths = sorted(path for path in changed if not path.startswith(f"{RECORD_FOLDER}/"))
    unknown = [
        path
        for path in paths
        if not (path.endswith(_TEXTS) or before.module_at(path) or after.module_at(path))
    ]
    if unknown:
        return AffectedTests(whole=f"{unknown[0]} is no module, so nobody knows which tests read it")
    reached = {*_reached(before, paths), *_reached(after, paths)}
    folders = tuple(_folder(path) for path in reached if _name(path) == "conftest.py")
    tests = sorted(
        module.path
        for module in after.modules.values()
        if _is_test(module.path) and (module.path in reached or module.path.startswith(folders))
    )
    if sum(len(path.encode("utf-8", "surrogateescape")) + 1 for path in tests) > ARGUMENT_BYTES:
        return AffectedTests(whole=f"{len(tests)} test files are too many for one command")
    return AffectedTests(paths=tuple(tests))


def filled(
    checks: Sequence[Check], affected: AffectedTests | None
) -> tuple[tuple[Check, ...], tuple[str, ...]]:
    """The checks as they run, and what a person should know of it.

    A check that has nothing to run is left out; where no other would be left, the whole suite runs: nothing lands because nobody looked.

    Args:
        checks: Those of the plan.
        affected: What fills them; None where nothing is known, for the whole suite.
    """
    selective = [check for check in checks if AFFECTED_TESTS in check.run]
    if not selective:
        return tuple(checks), ()
    if affected is None or affected.whole:
        why = f" ({affected.whole})" if affected is not None else ""
        said = tuple(f"{check.name}: the whole suite{why}" for check in selective)
        return tuple(map(whole_suite, checks)), said
    if not affected.paths and len(selective) == len(checks):
        said = tuple(f"{check.name}: the whole suite (no test reaches the change)" for check in selective)
        return tuple(map(whole_suite, checks)), said
    if not affected.paths:
        said = tuple(f"{check.name} had nothing to run: no test reaches the change" for check in selective)
        return tuple(check for check in checks if check not in selective), said
    count = len(affected.paths)
    said = tuple(
        f"{check.name}: the {count} test {'file' if count == 1 else 'files'} that the change reaches"
        for check in selective
    )
    return tuple(_with(check, affected.paths) for check in checks), said


def whole_suite(check: Check) -> Check:
    """The check without a selection."""
    return _with(check, ())


def _with(check: Check, paths: Sequence[str]) -> Check:
    if AFFECTED_TESTS not in check.run:
        return check
    run: list[str] = []
    for word in check.run:
        run.extend(map(_argument, paths) if word == AFFECTED_TESTS else [word])
    return msgspec.structs.replace(check, run=tuple(run))


def _argument(path: str) -> str:
    """A path is never taken for an option."""
    return f"./{path}" if path.startswith("-") else path


def _reached(model: Model, paths: Iterable[str]) -> set[str]:
    """Files from which imports of any colour lead to some files, themselves included."""
    modules = [module.name for path in paths if (module := model.module_at(path)) is not None]
    return {model.modules[name].path for name in leading_to(importers_of(model.edges), modules)}


def _is_test(path: str) -> bool:
    name = _name(path)
    return name.startswith("test_") or name.endswith("_test.py") or name == "tests.py"


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _folder(path: str) -> str:
    """As paths in it begin; ``""`` for the root."""
    return path[: path.rfind("/") + 1]
