"""The statements of a module as its facts show them: imports, definitions, lookups and deletions in the order of the file.

They are written down as syntax, so that there is one interpreter for both kinds of program. What a ``try`` guards is put into one.
"""

import ast
from collections.abc import Sequence

from migrator.facts.values import Arm, Colour, DefinitionKind, Facts, ImportStatement, Moment, Use

_UNKNOWN = "<condition>"
"""A name that no file can bind: nothing is known of it, and whether it is true neither."""


class Bindings(ast.stmt):
    """Definitions one after the other, of which nothing is known but their names."""

    def __init__(self, names: list[str], line: int) -> None:
        super().__init__(lineno=line, col_offset=0)
        self.names = names


def flat_program(facts: Facts) -> Sequence[ast.stmt]:
    """What executing a file with these facts does."""
    steps: list[tuple[int, int, ImportStatement | ast.stmt]] = [
        (statement.start, 0, statement)
        for statement in facts.imports
        if statement.colour is Colour.IMPORT_TIME
    ]
    for definition in facts.definitions:
        if not definition.is_typing and not (definition.name == "__all__" and facts.exports is not None):
            alias = definition.alias_of
            bound: ast.stmt = Bindings([definition.name], definition.line)
            if alias and "." not in alias:
                bound = _assign(definition.name, _chain(alias), definition.line)
            steps.append((definition.end, 1, bound))
    classes = frozenset(one.name for one in facts.definitions if one.kind is DefinitionKind.CLASS)
    steps.extend((use.start, 2, _look(use)) for use in facts.uses if _runs(use, facts, classes))
    steps.sort(key=lambda step: step[:2])
    body = _guarded([step for _, _, step in steps])
    if facts.exports is not None and not facts.is_exports_open:
        exports: list[ast.expr] = [ast.Constant(name) for name in facts.exports]
        body.insert(0, _assign("__all__", ast.List(exports, ast.Load()), 1))
    body.extend(ast.Delete([ast.Name(name, ast.Del())], lineno=0, col_offset=0) for name in facts.deleted)
    return body


def _guarded(steps: Sequence[ImportStatement | ast.stmt]) -> list[ast.stmt]:
    """The statements, imports in the arms of a ``try`` put into one."""
    body: list[ast.stmt] = []
    opened: ast.Try | None = None
    for step in steps:
        if isinstance(step, Bindings) and body and isinstance(body[-1], Bindings):
            body[-1].names.extend(step.names)
        elif isinstance(step, ast.stmt):
            body.append(step)
            opened = opened if isinstance(step, ast.Assign | Bindings) else None
        elif step.arm is Arm.HANDLER:
            if opened is not None:
                opened.handlers[0].body.append(_import(step))
        elif step.arm is Arm.TRY:
            opened = _try([_import(step)], step.line)
            body.append(opened)
        else:
            body.append(_import(step))
            opened = None
    return body


def _import(statement: ImportStatement) -> ast.stmt:
    place = {"lineno": statement.line, "col_offset": 0}
    names = [ast.alias(name.name, name.asname) for name in statement.names]
    found: ast.stmt
    if statement.is_from:
        found = ast.ImportFrom(statement.module or None, names, statement.level, **place)
    else:
        found = ast.Import(names, **place)
    if statement.scope:  # what a class body imports is not bound in the module
        found = ast.ClassDef("<scope>", [], [], [found], [], **place)
    if statement.is_conditional and statement.arm is Arm.NONE:
        found = ast.If(ast.Name(_UNKNOWN, ast.Load()), [found], [], **place)
    return found


def _try(body: list[ast.stmt], line: int) -> ast.Try:
    handler = ast.ExceptHandler(ast.Name("ImportError", ast.Load()), None, [], lineno=line, col_offset=0)
    return ast.Try(body, [handler], [], [], lineno=line, col_offset=0)


def _assign(name: str, value: ast.expr, line: int) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], value, lineno=line, col_offset=0)


def _chain(chain: str) -> ast.expr:
    first, *rest = chain.split(".")
    found: ast.expr = ast.Name(first, ast.Load())
    for part in rest:
        found = ast.Attribute(found, part, ast.Load())
    return found


def _look(use: Use) -> ast.stmt:
    return ast.Expr(_chain(use.chain), lineno=use.line, col_offset=0)


def _runs(use: Use, facts: Facts, classes: frozenset[str]) -> bool:
    """Looked up while the file runs, unguarded; an annotation of a method in a class is evaluated with the class."""
    if use.is_store or use.is_guarded:
        return False
    if use.moment is Moment.IMPORT_TIME:
        return True
    is_evaluated = not facts.has_future_annotations and (not use.scope or use.scope in classes)
    return use.moment is Moment.ANNOTATION and is_evaluated
