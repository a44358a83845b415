"""Imports, functions and classes: what they bind, and the scopes they open."""

import ast

from migrator.facts.expressions import push_annotation
from migrator.facts.harvest import Binding
from migrator.facts.literals import dotted_name, last_part
from migrator.facts.scopes import Context, Scope, ScopeKind
from migrator.facts.values import Colour, DefinitionKind, ImportedName, ImportStatement, Moment
from migrator.facts.visit import Walk


def import_(walk: Walk, node: ast.Import, context: Context) -> None:
    """``import a.b as c``."""
    add_import(walk, node, context, module="", level=0)


def import_from(walk: Walk, node: ast.ImportFrom, context: Context) -> None:
    """``from a import b``."""
    if node.module == "__future__":
        walk.harvest.has_future_annotations |= any(name.name == "annotations" for name in node.names)
    for name in node.names:
        if name.name == "TYPE_CHECKING" and name.asname:
            walk.typing_aliases |= {name.asname}
    add_import(walk, node, context, module=node.module or "", level=node.level)


def add_import(
    walk: Walk, node: ast.Import | ast.ImportFrom, context: Context, *, module: str, level: int
) -> None:
    """Keep the statement with where it stands, and bind its names."""
    start, end = walk.positions.start, walk.positions.end
    names = tuple(ImportedName(name.name, name.asname, start(name), end(name)) for name in node.names)
    colour = Colour.DEFERRED if context.moment is Moment.DEFERRED else Colour.IMPORT_TIME
    statement = ImportStatement(
        is_from=isinstance(node, ast.ImportFrom),
        module=module,
        level=level,
        names=names,
        start=start(node),
        end=end(node),
        line=node.lineno,
        colour=Colour.TYPING if context.is_typing else colour,
        scope=context.scope.name,
        arm=context.arm,
        is_conditional=context.is_conditional,
    )
    walk.harvest.imports.append(statement)
    for name in names:
        binder = context.scope.binder(name.binds)
        if name.name == "*":
            context.scope.module().has_star = True
        elif binder is not None:
            binder.imported.add(name.binds)
            if binder is not context.scope:
                walk.define(name.binds, DefinitionKind.OTHER, node, context)


def function(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef, context: Context) -> None:
    """A ``def``: its signature is evaluated here, its body later."""
    add_definition(walk, node, DefinitionKind.FUNCTION, context)
    walk.push(node.decorator_list, context)
    inner = with_type_params(walk, node, context)
    push_signature(walk, node.args, inner)
    push_annotation(walk, node.returns, inner, is_evaluated=True)
    scope = inner.scope.child(ScopeKind.FUNCTION, node.name)
    walk.push(node.body, enter_function(node.args, scope, context))


def lambda_(walk: Walk, node: ast.Lambda, context: Context) -> None:
    """As :func:`function`, without a name."""
    push_signature(walk, node.args, context)
    scope = context.scope.child(ScopeKind.FUNCTION)
    walk.stack.append((node.body, enter_function(node.args, scope, context)))


def class_(walk: Walk, node: ast.ClassDef, context: Context) -> None:
    """A class: its body runs here, in a scope that functions in it do not see."""
    binding = add_definition(walk, node, DefinitionKind.CLASS, context)
    walk.push(node.decorator_list, context)
    if any(last_part(decorator) == "global_enum" for decorator in node.decorator_list):
        walk.harvest.is_dynamic = True
    inner = with_type_params(walk, node, context)
    walk.push([*node.bases, *node.keywords], inner)
    scope = inner.scope.child(ScopeKind.CLASS, node.name)
    if binding is not None:
        binding.bases = tuple(filter(None, (_base_name(base) for base in node.bases)))
        binding.class_scope = scope
    walk.push(node.body, context._replace(scope=scope))


def enter_function(arguments: ast.arguments, scope: Scope, context: Context) -> Context:
    """The context of a function's body."""
    for argument in _arguments(arguments):
        scope.bound[argument.arg] = None
    return Context(
        scope,
        moment=context.moment if context.is_typing or context.moment is Moment.TYPING else Moment.DEFERRED,
        is_typing=context.is_typing,
        anchor=context.anchor,
        is_quoted=context.is_quoted,
    )


def push_signature(walk: Walk, arguments: ast.arguments, context: Context) -> None:
    """Defaults and annotations."""
    walk.push([*arguments.defaults, *arguments.kw_defaults], context)
    for argument in _arguments(arguments):
        push_annotation(walk, argument.annotation, context, is_evaluated=True)


def add_definition(
    walk: Walk,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    kind: DefinitionKind,
    context: Context,
) -> Binding | None:
    """Bind the name; at module level keep it as a definition."""
    binder = context.scope.binder(node.name)
    if binder is None:
        return None
    binder.bound[node.name] = None
    if binder.kind is not ScopeKind.MODULE:
        return None
    binding = walk.define(node.name, kind, node, context)
    if node.decorator_list:
        binding.start = walk.positions.decorated_start(node.decorator_list[0])
        binding.decorators = tuple(filter(None, (_base_name(decorator) for decorator in node.decorator_list)))
    return binding


def with_type_params(walk: Walk, node: ast.AST, context: Context) -> Context:
    """The context inside ``[T]``: its parameters are bound in a scope of their own."""
    parameters = getattr(node, "type_params", None)
    if not parameters:
        return context
    scope = context.scope.child(ScopeKind.COMPREHENSION)
    for parameter in parameters:
        scope.bound[parameter.name] = None
    inner = context._replace(scope=scope)
    walk.push(parameters, inner._replace(is_annotation=True))
    return inner


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return found + [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]


def _base_name(node: ast.expr) -> str:
    """``a.B`` for ``a.B``, ``a.B[T]`` and ``a.B(...)``."""
    while isinstance(node, ast.Subscript | ast.Call):
        node = node.value if isinstance(node, ast.Subscript) else node.func
    return dotted_name(node)
