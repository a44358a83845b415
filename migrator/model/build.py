"""A tree's listing, its facts and its plan, linked to a model."""

from collections.abc import Iterable, Mapping

from migrator.facts.values import Facts, Problem
from migrator.model.graph import import_edges, over_deep
from migrator.model.model import Model
from migrator.model.modules import module_table
from migrator.model.values import Coverage
from migrator.plan.values import Plan

_NOT_READ = frozenset({"read", "decode", "parse", "limit", "worker", "defect"})
"""Stages of problems that leave a file of the table without facts."""


def paths_to_read(paths: Iterable[str], plan: Plan) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The files whose facts a model needs, sorted, and the Python files that it leaves out, each with its reason."""
    table = module_table(paths, plan)
    wanted = sorted(module.path for module in table.modules.values() if not module.is_namespace)
    return tuple(wanted), table.skipped


def build_model(
    entries: Iterable[str], facts: Mapping[str, Facts], problems: Iterable[Problem], plan: Plan
) -> Model:
    """Link the model of a tree.

    Args:
        entries: All paths of the tree.
        facts: By path; files without facts are modules of which nothing is known.
        problems: Why files have no facts; those of :func:`paths_to_read` may be among them.
        plan: Packages, consumers, exclusions and source roots.
    """
    table = module_table(entries, plan)
    files = [module.path for module in table.modules.values() if not module.is_namespace]
    read = {path: facts[path] for path in files if path in facts}
    unparsable = {problem.path: problem for problem in problems if problem.stage in _NOT_READ}
    coverage = Coverage(
        files=len(files) + len(table.skipped),
        parsed=len(read),
        unparsable=tuple(unparsable[path] for path in sorted(unparsable) if path not in read),
        skipped=(*table.skipped, *over_deep(table.modules, read)),
    )
    return Model(
        modules=table.modules,
        facts=read,
        edges=import_edges(table.modules, read),
        coverage=coverage,
        packages=plan.packages,
        opaque=table.opaque,
    )
