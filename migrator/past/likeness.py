"""What the definitions of a file are made of, so that one is known again under another name or in another file.

Two digests are equal where only the definition's own name, local names, docstrings, annotations and log calls differ. Where a body was changed too, the
words of the source are compared: twice the words that both have over all words (the measure of Dice), keywords left out, which all code has.
"""

import ast
import hashlib
import keyword
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from migrator.facts.fingerprints import body_of
from migrator.facts.literals import last_part
from migrator.facts.outline import outline_of
from migrator.facts.parsing import quietly
from migrator.facts.workers import is_safe

_KEPT = 256
_WORD = re.compile(r"\w+")
_COMMON = frozenset({*keyword.kwlist, *keyword.softkwlist, "self", "cls"})


@dataclass(frozen=True)
class Likeness:
    """One definition at module level.

    Attributes:
        name: What it is called.
        kind: ``class``, ``function`` or ``value``.
        digest: Equal for definitions that do the same.
        is_plain: It says too little to be known again by itself: a constant, an empty body.
        words: Those of its source, its own name and keywords left out.
    """

    name: str
    kind: str
    digest: str
    is_plain: bool
    words: Counter[str] = field(compare=False, repr=False)

    def alike(self, other: "Likeness") -> float:
        """How much of both is the same, from 0 to 1."""
        if self.kind != other.kind:
            return 0.0
        total = self.words.total() + other.words.total()
        return 2 * (self.words & other.words).total() / total if total else 0.0


@lru_cache(maxsize=_KEPT)
def definitions_in(raw: bytes, neutral: frozenset[str] = frozenset()) -> Mapping[str, Likeness]:
    """The definitions of a file by name, the last of equal names.

    Args:
        raw: The file; nothing is found in one that cannot be parsed, or not without danger to this process.
        neutral: Names that make no difference, as a definition's own: those that changed along with it.
    """
    if not is_safe(raw):
        return {}
    try:
        with quietly():
            tree = ast.parse(raw)
        lines = raw.decode("utf-8", "replace").split("\n")
        outline = outline_of(tree)
        found = [_of_class(node, lines, neutral) for node, _ in outline.classes]
        found += [_of_function(trace.node, lines, neutral) for trace in outline.functions]
        found += [like for node in outline.assignments for like in _of_values(node, lines)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {like.name: like for like in found}


def _of_class(node: ast.ClassDef, lines: list[str], neutral: frozenset[str]) -> Likeness:
    members = [item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
    bases = [ast.unparse(base) for base in (*node.bases, *(word.value for word in node.keywords))]
    bases = ["" if base in neutral else base for base in bases]
    body = body_of(node.body, {node.name, *neutral}, "")
    digest = _digest("class", *bases, "|", *members, "|", body.exact)
    return Likeness(node.name, "class", digest, body.is_trivial, _words(node, lines, node.name))


def _of_function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str], neutral: frozenset[str]
) -> Likeness:
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    bound = {node.name, *neutral, *(one.arg for one in every)}
    bound |= {one.arg for one in (arguments.vararg, arguments.kwarg) if one is not None}
    body = body_of(node.body, bound, "")
    decorators = [last_part(decorator) for decorator in node.decorator_list]
    digest = _digest(
        type(node).__name__, str(len(every)), str(len(arguments.defaults)), *decorators, "|", body.exact
    )
    return Likeness(node.name, "function", digest, body.is_trivial, _words(node, lines, node.name))


def _of_values(node: ast.Assign | ast.AnnAssign, lines: list[str]) -> list[Likeness]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if node.value is None:
        return []
    digest = _digest("value", ast.dump(node.value))
    return [
        Likeness(target.id, "value", digest, is_plain=True, words=_words(node.value, lines, target.id))
        for target in targets
        if isinstance(target, ast.Name)
    ]


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _words(node: ast.stmt | ast.expr, lines: list[str], own: str) -> Counter[str]:
    first, last = node.lineno - 1, node.end_lineno or node.lineno
    text = "\n".join(lines[first:last])
    return Counter(word for word in _WORD.findall(text) if word != own and word not in _COMMON)
