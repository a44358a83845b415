"""A tree's listing, its facts and its plan, linked to a model.

Where an earlier model is of the same files, what it says of unchanged ones is taken over (``relink.py``).
"""

from collections.abc import Iterable, Mapping
from itertools import chain

from migrator.facts.values import Facts, Problem
from migrator.model.graph import Linking
from migrator.model.handover import Handover
from migrator.model.model import Model
from migrator.model.modules import ModuleTable, module_table
from migrator.model.relink import handed_over
from migrator.model.values import Coverage
from migrator.plan.values import Plan
from migrator.source.ignored import NOTHING, Ignored

_NOT_READ = frozenset({"read", "decode", "parse", "limit", "worker", "defect"})
"""Stages of problems that leave a file of the table without facts."""


def paths_to_read(paths: Iterable[str], plan: Plan) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The files whose facts a model needs, sorted, and the Python files that it leaves out, each with its reason."""
    table = module_table(paths, plan)
    return table.files, table.skipped


def build_model(
    entries: Iterable[str],
    facts: Mapping[str, Facts],
    problems: Iterable[Problem],
    plan: Plan,
    *,
    ignored: Ignored = NOTHING,
) -> Model:
    """Link the model of a tree.

    Args:
        entries: All paths of the tree.
        facts: By path; files without facts are modules of which nothing is known.
        problems: Why files have no facts; those of :func:`paths_to_read` may be among them.
        plan: Packages, consumers, exclusions and source roots.
        ignored: Files that may be there though no tree has them.
    """
    return link(module_table(entries, plan), facts, problems, plan.packages, ignored=ignored)


def link(  # noqa: PLR0913  what a model is made of, and two things it may know, by keyword
    table: ModuleTable,
    facts: Mapping[str, Facts],
    problems: Iterable[Problem],
    packages: tuple[str, ...],
    *,
    earlier: Model | None = None,
    ignored: Ignored = NOTHING,
) -> Model:
    """Link a model.

    Args:
        table: What every file is.
        facts: By path.
        problems: Why files have no facts.
        packages: The plan's packages.
        earlier: A model of the very same table, of which is taken over what still holds.
        ignored: Files that may be there though no tree has them.
    """
    if earlier is not None and earlier.ignored != ignored:
        earlier = None
    read = {module.path: facts[module.path] for module in table.modules.values() if module.path in facts}
    handover = Handover() if earlier is None else handed_over(earlier, read)
    linking = Linking(table.modules, table.roots)
    found = {
        name: handover.links.get(name) or linking.of(module, read.get(module.path))
        for name, module in table.modules.items()
    }
    unparsable = {problem.path: problem for problem in problems if problem.stage in _NOT_READ}
    over_deep = chain.from_iterable(one.over_deep for one in found.values())
    coverage = Coverage(
        files=len(table.files) + len(table.skipped),
        parsed=len(read),
        unparsable=tuple(unparsable[path] for path in sorted(unparsable) if path not in read),
        skipped=(*table.skipped, *over_deep),
    )
    return Model(
        modules=table.modules,
        facts=read,
        edges=tuple(chain.from_iterable(one.edges for one in found.values())),
        coverage=coverage,
        packages=packages,
        opaque=table.opaque,
        links=found,
        handover=handover,
        roots=table.roots,
        ignored=ignored,
    )
