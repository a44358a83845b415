"""What a plug-in is made of: the interface that rules of a project's own are written against, version 1.

A plug-in is a Python package with an entry point of the group `migrator.detectors` or `migrator.recipes` that names a `Detector` or a `Recipe`.
A detector finds work that a campaign may be about; a recipe rewrites what a detector found. Both are pure: the code of the repository comes in as
values, and findings or replacements come out. Everything around them (phases, measures, review, proofs, landing, undo) is done by the program.

This module is all that a plug-in may rely on. It stays as it is within a version; what changes its meaning raises `API`, and a plug-in written for
another version is refused with that reason. `docs/plug-ins.md` has a worked example.
"""

import ast
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol

API = 1
"""The version of this interface."""

Certainty = Literal["exact", "propose", "review"]
"""How sure the evidence is: proved; good enough to propose a change; for a person to look at."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in a file, with the text that stands there."""

    path: str
    line: int
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Module:
    """One file of the repository.

    Attributes:
        name: As it is imported.
        path: Relative to the root, with `/`.
        source: Its text.
    """

    name: str
    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """The text, parsed. Treat it as read-only: it is shared."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(self.source)

    def text(self, node: ast.expr | ast.stmt) -> str:
        """What is written for a node of the tree."""
        return ast.get_source_segment(self.source, node) or ""

    def place(self, node: ast.expr | ast.stmt) -> Place:
        """Where a node of the tree stands, with its first line."""
        return Place(path=self.path, line=node.lineno, text=self.text(node).split("\n", 1)[0])


class Code(Protocol):
    """The repository as a plug-in sees it. Files that could not be read are not in it; the program says which."""

    @property
    def modules(self) -> Sequence[Module]:
        """The files that the phase is about, by name."""

    def module(self, name: str) -> Module | None:
        """Any file of the repository by the name it is imported by."""

    def means(self, module: str, name: str) -> str:
        """The definition that a name in a module leads to, through any imports, as `pkg.module:Name`; `""` where that is not known."""

    def users(self, symbol: str) -> Sequence[Place]:
        """Everywhere that takes the definition `pkg.module:Name`, by whatever path."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One item of work.

    Attributes:
        names: What it is about, as `pkg.module:Name` (dots for what is inside a class): with the detector's name this is its identity, so that it
            survives edits around it. Never a line number.
        title: One line.
        evidence: Sentences that a person can check.
        places: Where it is.
        certainty: How sure that is.
        counts: Whether it is part of the phase's measure, or only shown.
        group: What it is listed under, and what lands as one batch; all that a detector finds where it is empty.
    """

    names: tuple[str, ...]
    title: str
    evidence: tuple[str, ...]
    places: tuple[Place, ...] = ()
    certainty: Certainty = "exact"
    counts: bool = True
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class FindsExample:
    """Files of a small repository, and the names of all that is found there, in any order."""

    name: str
    files: Mapping[str, str]
    finds: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Detector:
    """Finds work of one kind.

    Attributes:
        name: Of lower-case letters, digits and dashes; a phase asks for it with `finds = "plug-in"` and `plug-in = "NAME"`.
        api: The version of this interface that it is written for.
        unit: What its measure counts, in the plural.
        find: Everything there is to find, in any order. The same code gives the same answer.
        examples: `migrator plugins test` holds it to them.
    """

    name: str
    api: int
    unit: str
    find: Callable[[Code], Iterable[Found]]
    examples: tuple[FindsExample, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """New text in the place of a node.

    Attributes:
        path: The file.
        node: A statement or expression of `Module.tree`. Only its position is used; decorators stay.
        new: What stands there instead, with the indentation of further lines.
        shape: What equal edits have in common, in words and code; people review a shape once.
        why: In one sentence.
        is_needed: Without this edit the whole recipe makes no sense; others can be left out in review, one by one.
    """

    path: str
    node: ast.expr | ast.stmt
    new: str
    shape: str
    why: str
    is_needed: bool = False


@dataclass(frozen=True, kw_only=True)
class LeftAlone:
    """A place that the recipe leaves as it is on purpose, for a person."""

    path: str
    line: int
    reason: str


class CannotRewriteError(Exception):
    """Raised by a recipe that cannot do a finding at all. The text is the reason, for people."""


@dataclass(frozen=True, kw_only=True)
class RewritesExample:
    """Files before and after. Files that stay as they are may be left out of `after`.

    Attributes:
        name: What it shows.
        before: By path.
        names: Those of the finding that is rewritten.
        after: By path; where it is empty, the recipe must refuse.
    """

    name: str
    before: Mapping[str, str]
    names: tuple[str, ...]
    after: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Rewrites what a detector found.

    Attributes:
        name: As that of a detector.
        api: As there.
        closes: The name of the detector.
        said: What it does, as the subject of a commit: "Log warnings by their name".
        rewrite: For the names of one finding, the edits and what is left. Applied to its own result it gives no edit. Raises `CannotRewriteError`.
        examples: `migrator plugins test` holds it to them.
    """

    name: str
    api: int
    closes: str
    said: str
    rewrite: Callable[[Code, tuple[str, ...]], Iterable[Replacement | LeftAlone]]
    examples: tuple[RewritesExample, ...] = field(default=(), repr=False)
