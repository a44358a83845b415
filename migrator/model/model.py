"""The model of a repository: the one value that detectors and recipes read.

It is linked anew as a whole from all facts (that costs a fraction of a second for thousands of modules), so there is no incremental state
that could go stale.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.facts.values import Facts
from migrator.model.values import Coverage, Edge, Module


@dataclass(frozen=True)
class Model:
    """What a repository says under one plan.

    Attributes:
        modules: By dotted name, sorted; packages of the plan and consumers, shadowed ones left out.
        facts: By path, for every parsed file.
        edges: Sorted by importer, imported, colour; implied edges included and marked.
        coverage: What was read and what was not.
        packages: The plan's packages.
    """

    modules: Mapping[str, Module]
    facts: Mapping[str, Facts]
    edges: tuple[Edge, ...]
    coverage: Coverage
    packages: tuple[str, ...] = ()
