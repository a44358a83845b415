"""What is moved where, drawn by chance that can be repeated, from what plain ``ast`` finds in the sources.

The rules were fixed before the first move was tried, so that nothing is drawn because it is easy:

- Drawn from are all public classes, functions and constants at the top level of public modules. Public is what has no leading underscore, neither
  itself nor a part of its module's path. A constant is assigned once, alone, and its name does not begin in lower case. Test modules,
  ``__main__`` and modules that cannot be imported in the environment of the tests are left out: nothing could be said of what came of them.
- Ten are taken without replacement, each equally likely.
- Half of the moves go to a new module beside the old one, called after it with ``_part`` behind, the others to any other public module of the
  same distribution, each equally likely. Whether that makes sense, or closes a cycle, is not asked.
"""

import ast
import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

SEED = 965
MOVES = 10
_TESTS = frozenset({"tests", "test", "testing", "conftest"})


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Something public that could be moved. ``kind`` is ``class``, ``function`` or ``constant``."""

    module: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One move: this goes there. ``is_new`` says that there is no such module yet."""

    candidate: Candidate
    target: str
    is_new: bool

    @property
    def words(self) -> tuple[str, str]:
        """The arguments of ``migrator move``."""
        return f"{self.candidate.module}:{self.candidate.name}", self.target


def is_public(module: str) -> bool:
    """Whether a module is one that users may import, and no test."""
    return not is_test(module) and not any(part.startswith("_") for part in module.split("."))


def is_test(module: str) -> bool:
    """Whether a module is a test or lies among tests."""
    return any(part.startswith("test_") or part in _TESTS for part in module.split("."))


def candidates(module: str, tree: ast.Module) -> Iterator[Candidate]:
    """The public definitions at the top level of a module, in their order, each once."""
    found = [(name, kind) for node in tree.body for name, kind in _defined(node) if not name.startswith("_")]
    times = Counter(_bound(tree.body))
    for name, kind in dict.fromkeys(found):
        if kind != "constant" or times[name] == 1:
            yield Candidate(module, name, kind)


def draw(
    population: Iterable[Candidate], modules: Collection[str], packages: Collection[str], seed: int = SEED
) -> tuple[Drawn, ...]:
    """Ten moves.

    Args:
        population: All that may be moved.
        modules: All modules that may be a target; names of new ones are not among them.
        packages: Those of them that are packages.
        seed: What makes it repeatable.
    """
    chance = random.Random(seed)  # noqa: S311  repeatable on purpose
    everything = sorted(population)
    drawn = []
    for candidate in chance.sample(everything, min(MOVES, len(everything))):
        others = sorted(one for one in modules if one != candidate.module)
        if chance.random() < 0.5 or not others:
            drawn.append(Drawn(candidate, new_sibling(candidate.module, modules, packages), is_new=True))
        else:
            drawn.append(Drawn(candidate, chance.choice(others), is_new=False))
    return tuple(drawn)


def new_sibling(module: str, modules: Collection[str], packages: Collection[str]) -> str:
    """A module that is not there yet: beside a module, or in a package."""
    name = f"{module}.part" if module in packages else f"{module}_part"
    while name in modules:
        name += "_more"
    return name


def population_of(trees: Mapping[str, ast.Module]) -> tuple[Candidate, ...]:
    """All that may be moved, of the public modules among these."""
    return tuple(
        sorted(one for module, tree in trees.items() if is_public(module) for one in candidates(module, tree))
    )


def _defined(node: ast.stmt) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.ClassDef):
        yield node.name, "class"
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name, "function"
    else:
        for name in _bound([node]):
            if not name[0].islower():
                yield name, "constant"


def _bound(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Names that are assigned alone, by a statement of their own."""
    for node in body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id
        elif isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
            yield node.target.id
