"""Classes at module level: their members, and what says that they are for an old name."""

import ast
import re
from collections.abc import Iterator, Sequence

from migrator.facts.fingerprints import is_trivial
from migrator.facts.literals import dotted_name, last_part
from migrator.facts.outline import Outline
from migrator.facts.parameters import parameters_of
from migrator.facts.positions import Positions
from migrator.facts.shapes import ClassShape, FieldShape, MethodShape
from migrator.facts.traces import Trace

MARKER = re.compile(
    r"\b(deprecated|legacy|compat(?:ibility)?|backwards?[- ]compatib\w+|moved|use\s+`{0,2}[\w.:]+`{0,2}\s+instead)\b",
    re.IGNORECASE,
)
_WORDS = ("deprecat", "legacy", "compat", "moved", "instead")
"""One of these is in each marker: looking for them is ten times faster than the expression."""
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_REPLACEMENT = re.compile(
    r"\b(?:use|using|by|to|of|for|prefer|as|now|from|is|see)(?:\s+(?:a|an|the|class|in))?[\s`:~\"'(]*(?:class:)?[`~.\"']*((?:\w+[.:])*[A-Za-z_]\w*)",
    re.IGNORECASE,
)
"""A name where sentences put what takes the place of something."""
_COMMENT = re.compile(r"(?m)(?:^|\s)#(.*)$")
_WARNING_CALLS = frozenset({"warn", "warn_deprecated", "deprecated"})
_LONGEST = 200
_ABOVE = 3
"""Lines of comments above a class that are taken to be about it."""


def class_shapes(outline: Outline, positions: Positions, defined: frozenset[str]) -> tuple[ClassShape, ...]:
    """The classes of a file, in order.

    Args:
        outline: The file's parts.
        positions: Where nodes stand in its bytes.
        defined: Names that the file defines at module level.
    """
    if not outline.classes:
        return ()
    may_be_marked = _may_be_marked(positions.source_text)
    return tuple(
        _shape(node, methods, positions, defined=defined if may_be_marked else None, fallback=fallback)
        for (node, fallback), methods in zip(outline.classes, outline.methods, strict=True)
    )


def _may_be_marked(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in _WORDS)


def _shape(
    node: ast.ClassDef,
    methods: Sequence[Trace],
    positions: Positions,
    *,
    defined: frozenset[str] | None,
    fallback: tuple[str, ...],
) -> ClassShape:
    attributes: dict[str, int] = {}
    for trace in methods:
        for name, line in trace.attributes().items():
            attributes.setdefault(name, line)
    marked = tuple(_marked(node, methods, positions)) if defined is not None else ()
    markers = tuple(dict.fromkeys(word for text in marked for word in _words_in(text)))
    first = node.decorator_list[0] if node.decorator_list else None
    return ClassShape(
        name=node.name,
        line=node.lineno,
        start=positions.decorated_start(first) if first is not None else positions.start(node),
        end=positions.end(node),
        methods=tuple(_method(trace.node, positions) for trace in methods),
        fields=tuple(_fields(node, positions)),
        attributes=tuple(FieldShape(name, line) for name, line in attributes.items()),
        markers=markers,
        references=_references(node, defined) if markers and defined is not None else (),
        fallback_of=fallback,
        keywords=tuple((one.arg, positions.text(one.value)) for one in node.keywords if one.arg),
        marked_with=tuple(sorted({name for text in marked for name in _replacements(text)} - {node.name})),
    )


def _method(node: ast.FunctionDef | ast.AsyncFunctionDef, positions: Positions) -> MethodShape:
    decorators = [dotted_name(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list]
    return MethodShape(
        name=node.name,
        line=node.lineno,
        is_trivial=is_trivial(node.body),
        parameters=parameters_of(node.args, positions),
        decorators=tuple(filter(None, decorators)),
        is_async=isinstance(node, ast.AsyncFunctionDef),
    )


def _fields(node: ast.ClassDef, positions: Positions) -> Iterator[FieldShape]:
    for item in node.body:
        if not isinstance(item, ast.Assign | ast.AnnAssign):
            continue
        annotation = positions.text(item.annotation)[:_LONGEST] if isinstance(item, ast.AnnAssign) else ""
        targets = [item.target] if isinstance(item, ast.AnnAssign) else item.targets
        for target in targets:
            if isinstance(target, ast.Name):
                written = positions.text(item.value)[:_LONGEST] if item.value is not None else ""
                yield FieldShape(target.id, item.lineno, written, annotation)


def _references(node: ast.ClassDef, defined: frozenset[str]) -> tuple[str, ...]:
    names = {one.id for one in ast.walk(node) if one.__class__ is ast.Name}
    return tuple(sorted((names & defined) - {node.name}))


def _marked(node: ast.ClassDef, methods: Sequence[Trace], positions: Positions) -> Iterator[str]:
    """Paragraphs of the docstring, comments in and above the class, and what it warns with, where they have a marker word."""
    texts = _PARAGRAPH.split(ast.get_docstring(node, clean=False) or "")
    line = node.decorator_list[0].lineno if node.decorator_list else node.lineno
    texts.extend(positions.comments_above(line, _ABOVE))
    body = positions.text(node)
    if _may_be_marked(body):
        texts.extend(_COMMENT.findall(body[: _head(node, positions)]))
        texts.extend(_warnings(node, methods))
    yield from (text for text in texts if _may_be_marked(text) and MARKER.search(text))


def _words_in(text: str) -> Iterator[str]:
    return (" ".join(match.group(0).lower().split()) for match in MARKER.finditer(text))


def _replacements(text: str) -> Iterator[str]:
    found = (match.group(1).replace(":", ".").rpartition(".")[2] for match in _REPLACEMENT.finditer(text))
    return (name for name in found if not name.islower())


def _head(node: ast.ClassDef, positions: Positions) -> int:
    """How much of the class stands above its first method: a comment further down is about what it stands beside."""
    methods = (one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
    first = next(methods, None)
    if first is None:
        return positions.end(node) - positions.start(node)
    decorators = first.decorator_list
    start = positions.start(decorators[0]) if decorators else positions.start(first)
    return start - positions.start(node)


def _warnings(node: ast.ClassDef, methods: Sequence[Trace]) -> Iterator[str]:
    """What its methods and decorators warn with; only statements are looked at."""
    said: list[ast.expr] = [*node.decorator_list]
    said.extend(one.value for trace in methods for one in trace.others if isinstance(one, ast.Expr))
    for call in said:
        if isinstance(call, ast.Call) and last_part(call) in _WARNING_CALLS:
            yield from (
                part.value
                for argument in call.args
                for part in ast.walk(argument)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
            if any(last_part(argument).endswith("DeprecationWarning") for argument in call.args):
                yield "deprecated"
