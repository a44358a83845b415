"""The bodies of a file's classes, read when they are asked for: digests that tell equal bodies, and what they do with their object."""

import ast
from collections.abc import Mapping
from functools import lru_cache

from migrator.facts.fingerprints import Body, body_of
from migrator.facts.literals import last_part
from migrator.facts.outline import outline_of
from migrator.facts.parsing import quietly

_KEPT = 512
"""Files whose bodies are kept: the next analysis asks for the same."""

ClassBodies = Mapping[str, Mapping[str, Body]]
"""By class, by method; the last of equal names wins, as when the file is run."""


@lru_cache(maxsize=_KEPT)
def class_bodies(raw: bytes) -> ClassBodies:
    """The bodies of all classes at module level; nothing where the file cannot be parsed."""
    try:
        with quietly():
            tree = ast.parse(raw)
        outline = outline_of(tree)
        return {
            node.name: {trace.node.name: _body(trace.node) for trace in methods}
            for (node, _), methods in zip(outline.classes, outline.methods, strict=True)
        }
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}  # the analysis has said so: files without facts are listed with their reason


def _body(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Body:
    arguments = node.args
    bound = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    bound |= {one.arg for one in (arguments.vararg, arguments.kwarg) if one is not None}
    first = [*arguments.posonlyargs, *arguments.args][:1]
    is_static = any(last_part(decorator) == "staticmethod" for decorator in node.decorator_list)
    return body_of(node.body, bound, "" if is_static or not first else first[0].arg)
