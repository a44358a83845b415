"""Judges what an engine made of a repository whose imports of one name were to follow it: with plain `ast`, and nothing of the program itself.

A site is a place where code takes the old path: an import statement that names it, or an attribute of an imported module. What counts is the path
as it is written; where a relative import leads is told by the place of its file.
"""

import ast
import builtins
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

Place = tuple[str, str]
"""The scope that a site stands in, and the kinds of the blocks around it there."""


@dataclass(frozen=True)
class Task:
    """What was asked: every use of ``old`` becomes one of ``new``, both as module and name."""

    old: tuple[str, str]
    new: tuple[str, str]

    @property
    def providers(self) -> frozenset[str]:
        """The modules whose own text makes the paths work: they may name both."""
        return frozenset({self.old[0], self.new[0]})


@dataclass
class Verdict:
    """What came of it.

    Attributes:
        sites: Sites of the old path before, in files that can be judged.
        found: Those that name the new path now.
        missed: Those that still name the old one.
        elsewhere: Sites of the new path that stand in another scope or block than the site they were.
        lost: Files in which a name is used that nothing binds any more.
        damaged: Files that compiled and do not compile any more.
        needless: Files that were changed although no code of theirs took the old path.
        unjudged: Files that this Python does not parse, as they were before.
        examples: Up to three paths of each kind of harm.
    """

    sites: int = 0
    found: int = 0
    missed: int = 0
    elsewhere: int = 0
    lost: int = 0
    damaged: int = 0
    needless: int = 0
    unjudged: int = 0
    examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, harm: str, path: str) -> None:
        """Count a file of a kind of harm."""
        setattr(self, harm, getattr(self, harm) + 1)
        self.remember(harm, path)

    def remember(self, harm: str, path: str) -> None:
        """Keep a path as an example."""
        kept = self.examples.setdefault(harm, [])
        if len(kept) < 3 and path not in kept:
            kept.append(path)

    def counts(self) -> dict[str, int]:
        """All counts by name."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "examples"}


def judge(before: Mapping[str, bytes], after: Mapping[str, bytes], task: Task) -> Verdict:
    """Hold two states of the Python files of a repository against each other.

    Args:
        before: Bytes by path. Files that neither spell the name nor differ need not be there.
        after: The same afterwards.
        task: What was asked.
    """
    verdict = Verdict()
    for path, raw in sorted(before.items()):
        changed = after.get(path, b"")
        tree = parsed(raw)
        if tree is None:
            verdict.unjudged += 1
            continue
        _judge_file(verdict, path, (tree, raw), changed, task)
    return verdict


def _judge_file(
    verdict: Verdict, path: str, was: tuple[ast.Module, bytes], changed: bytes, task: Task
) -> None:
    tree, raw = was
    is_provider = module_of(path) in task.providers
    sites = [] if is_provider else list(sites_of(tree, path, task.old))
    verdict.sites += len(sites)
    if changed == raw:
        verdict.missed += len(sites)
        for _ in sites:
            verdict.remember("missed", path)
        return
    now = parsed(changed)
    if now is None or not compiles(path, changed):
        if compiles(path, raw):
            verdict.note("damaged", path)
        return
    if not sites and not is_provider:
        verdict.note("needless", path)
    if unbound(now) - unbound(tree):
        verdict.note("lost", path)
    if is_provider:
        return
    still = list(sites_of(now, path, task.old))
    arrived = Counter(sites_of(now, path, task.new)) - Counter(sites_of(tree, path, task.new))
    verdict.missed += len(still)
    for _ in still:
        verdict.remember("missed", path)
    gone = Counter(sites) - Counter(still)
    in_place = (gone & arrived).total()
    elsewhere = min(gone.total(), arrived.total()) - in_place
    verdict.found += in_place + max(0, elsewhere)
    if elsewhere > 0:
        verdict.elsewhere += elsewhere
        verdict.remember("elsewhere", path)


def parsed(raw: bytes) -> ast.Module | None:
    """The tree of a file, None where this Python has none for it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(raw)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def compiles(path: str, raw: bytes) -> bool:
    """Whether CPython takes it. Nothing is executed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(raw, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def module_of(path: str) -> str:
    """The dotted name of a file in the root, or below ``src``."""
    dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return dotted.removeprefix("src.")


def sites_of(tree: ast.Module, path: str, wanted: tuple[str, str]) -> Iterator[Place]:
    """Where a file takes a path: one for each name of an import statement, and one for each scope and block with uses through a module."""
    module, name = wanted
    bound: set[str] = set()
    for node, place in _placed(tree):
        if isinstance(node, ast.ImportFrom):
            base = absolute_base(path, node)
            for alias in node.names:
                if base == module and alias.name == name:
                    yield place
                if f"{base}.{alias.name}" == module:
                    bound.add(alias.asname or alias.name)
        elif isinstance(node, ast.Import):
            bound |= {alias.asname or alias.name for alias in node.names if alias.name == module}
    if not bound:
        return
    for node, place in _placed(tree):
        if isinstance(node, ast.Attribute) and node.attr == name and dotted(node.value) in bound:
            yield place


def absolute_base(path: str, node: ast.ImportFrom) -> str:
    """The module after ``from``."""
    if not node.level:
        return node.module or ""
    package = module_of(path).split(".")
    if not path.endswith("/__init__.py"):
        package = package[:-1]
    kept = package[: len(package) - node.level + 1]
    return ".".join([*kept, *filter(None, [node.module])])


def dotted(node: ast.expr) -> str:
    """``a.b.c`` for a chain of attributes that begins with a name, else ``""``."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def unbound(tree: ast.Module) -> frozenset[str]:
    """Names that are read somewhere in a file and bound nowhere in it, whatever the scope; nothing is said of a file with a star import."""
    read: set[str] = set()
    bound: set[str] = {"__file__", "__name__", "__doc__", "__path__", "__spec__", "__package__", "__class__"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            if any(alias.name == "*" for alias in node.names):
                return frozenset()
            is_from = isinstance(node, ast.ImportFrom)
            bound |= {
                alias.asname or (alias.name if is_from else alias.name.partition(".")[0])
                for alias in node.names
            }
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            bound.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            bound.add(node.rest)
        elif type(node).__name__ in {"TypeVar", "ParamSpec", "TypeVarTuple"}:
            bound.add(vars(node)["name"])
    return frozenset(read - bound - set(dir(builtins)))


def _placed(tree: ast.Module) -> Iterator[tuple[ast.AST, Place]]:
    """Every node with the place it stands in."""
    waiting: list[tuple[ast.AST, Place]] = [(tree, ("", ""))]
    while waiting:
        node, place = waiting.pop()
        yield node, place
        inner = place
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = (f"{place[0]}.{node.name}", "")
        elif isinstance(node, ast.If | ast.Try | ast.ExceptHandler):
            inner = (place[0], f"{place[1]} {type(node).__name__}")
        waiting.extend((child, inner) for child in ast.iter_child_nodes(node))
