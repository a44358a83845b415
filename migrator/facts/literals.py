"""What literals of a file say: ``__all__``, strings that look like module paths, tests that are only for type checkers.

All of it is recognised from the text of the tree alone; what is written in a way that cannot be read is said to be open, never guessed.
"""

import ast
import re

_PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*(:[^\W\d]\w*(\.[^\W\d]\w*)*)?")
_LONGEST_PATH = 300
_MODULE_CALLS = frozenset({"import_module", "__import__", "importorskip"})
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_LOOKUP_ERRORS = _IMPORT_ERRORS | {"AttributeError", "NameError"}
_EXPECTING_CALLS = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
_NAMESPACE_CALLS = frozenset({"globals", "vars", "locals"})
_READING_CALLS = frozenset(
    {"eval", "getattr", "hasattr", "getmembers", "dict", "list", "sorted", "set", "tuple", "len", "print"}
)
_WRITING_METHODS = frozenset({"update", "setdefault", "__setitem__", "pop"})
_NAMESPACE_NODES = frozenset({ast.Call, ast.Subscript})
_SELF_CALLS = frozenset({"import_module", "__import__", "get"})
_NAME_TAKERS = frozenset(
    {
        "getChild", "import_module", "__import__", "find_spec", "reload", "warn", "warn_explicit", "Flask", "Blueprint", "Quart", "Sanic", "Bottle",
        "Celery", "Dash", "APIRouter", "print", "str", "repr", "len", "isinstance", "type", "ModuleType", "TypeVar", "NewType", "namedtuple", "NamedTuple",
        "Enum", "IntEnum", "make_dataclass", "resource_filename", "resource_string", "resource_stream", "files", "path", "as_file", "get_data",
        "read_text", "open_text", "read_binary", "open_binary", "contents", "version", "distribution", "metadata", "get_distribution", "append", "add",
        "main", "testmod", "format", "join", "get_tracer", "get_meter", "Path", "config_value", "debug", "info", "exit",
    }
)  # fmt: skip
"""Functions that want to know who calls, and do nothing to the module."""
_NAME_KEYWORDS = frozenset({"module", "package", "import_name", "logger", "logger_name", "prog"})


def string_value(node: ast.expr | None) -> str | None:
    """What a string literal gives, None for anything else.

    Lone surrogates, which a literal can escape to and no encoding can write, are left as escapes: so they name nothing.
    """
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return None
    value = node.value
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")


def dotted_name(node: ast.expr) -> str:
    """``a.b.c`` for a name or a run of attributes on one, else ``""``."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def last_part(node: ast.expr) -> str:
    """The last name of a dotted expression: ``patch`` for ``mock.patch``; of a call, that of what is called."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_path_like(value: str, call: str) -> bool:
    """Whether a string may name a module or a name in one."""
    if len(value) > _LONGEST_PATH or not (
        "." in value or ":" in value or call.rpartition(".")[2] in _MODULE_CALLS
    ):
        return False
    return _PATH.fullmatch(value) is not None


def exported_names(node: ast.expr | None) -> tuple[tuple[str, ...], bool]:
    """The names a list, tuple, set or sum of them gives, and whether that is all of it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides: list[ast.expr] = []
        rest: ast.expr = node
        while isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Add):
            sides.append(rest.right)
            rest = rest.left
        sides.append(rest)
        found = [
            exported_names(side) if not isinstance(side, ast.BinOp) else ((), False)
            for side in reversed(sides)
        ]
        return tuple(name for names, _ in found for name in names), all(whole for _, whole in found)
    if (
        isinstance(node, ast.Call)
        and last_part(node) in {"list", "tuple", "sorted", "set"}
        and len(node.args) == 1
    ):
        node = node.args[0]
    if not isinstance(node, ast.List | ast.Tuple | ast.Set):
        return (), False
    names = tuple(value for item in node.elts if (value := string_value(item)) is not None)
    return names, len(names) == len(node.elts)


def typing_test(test: ast.expr, aliases: frozenset[str]) -> bool | None:
    """True where the body is for type checkers only, False where the ``else`` is, None for any other test.

    Args:
        test: The condition of an ``if``.
        aliases: Local names that ``TYPE_CHECKING`` was imported or defined as.
    """
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = typing_test(test.operand, aliases)
        return None if inner is None else not inner
    if isinstance(test, ast.Constant):
        return True if not test.value else None
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return True if any(typing_test(value, aliases) for value in test.values[:50]) else None
    if isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING":
        return True
    return True if isinstance(test, ast.Name) and test.id in aliases else None


def is_main_test(test: ast.expr) -> bool:
    """Whether it is ``__name__ == "__main__"``: what stands below runs when the file is run, not when it is imported."""
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        return False
    sides = (test.left, test.comparators[0])
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides) and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )


def caught(handler_type: ast.expr | None) -> tuple[bool, bool]:
    """Whether an ``except`` of that type catches a failing import, and a failing lookup."""
    if handler_type is None:
        return True, True
    items = handler_type.elts if isinstance(handler_type, ast.Tuple) else [handler_type]
    names = {last_part(item) for item in items}
    return not names.isdisjoint(_IMPORT_ERRORS), not names.isdisjoint(_LOOKUP_ERRORS)


def expects_errors(item: ast.expr) -> tuple[bool, bool]:
    """As :func:`caught` for ``with suppress(ImportError)``, ``with pytest.raises(ImportError)``."""
    if not isinstance(item, ast.Call) or last_part(item) not in _EXPECTING_CALLS or not item.args:
        return False, False
    if last_part(item) != "suppress":
        return True, True  # whatever is expected, the test is about something that fails
    found = [caught(argument) for argument in item.args]
    return any(imports for imports, _ in found), any(lookups for _, lookups in found)


def writes_namespace(call: ast.Call, name: str, *, at_module_level: bool) -> bool:
    """Whether the call may bind names of the module in a way that cannot be read.

    Args:
        call: The call.
        name: The last part of what is called.
        at_module_level: It does not stand in a function or class.
    """
    if name == "exec":
        if at_module_level and len(call.args) == 1 and isinstance(call.func, ast.Name):
            return True
    elif isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
        if is_namespace(call.func.value, at_module_level=at_module_level):
            return name in _WRITING_METHODS
    elif name in _READING_CALLS:
        return False
    values = [*call.args, *[keyword.value for keyword in call.keywords]] if call.keywords else call.args
    for value in values:
        if value.__class__ in _NAMESPACE_NODES and (
            is_namespace(value, at_module_level=at_module_level) or is_own_module(value)
        ):
            return True
    return False


def is_namespace(node: ast.expr, *, at_module_level: bool) -> bool:
    """Whether it is ``globals()``, or at module level ``vars()`` or ``locals()``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.args):
        return False
    return node.func.id == "globals" or (at_module_level and node.func.id in _NAMESPACE_CALLS)


def hands_itself_away(call: ast.Call, name: str) -> bool:
    """Whether the call is given ``__name__`` and may use it to put names into the module (``lazy.attach(__name__, ...)``).

    Args:
        call: A call that runs with the module.
        name: The last part of what is called.
    """
    if name in _NAME_TAKERS or name.lower().endswith("logger"):
        return False
    return any(_is_own_name(value) for value in call.args) or any(
        _is_own_name(keyword.value) for keyword in call.keywords if keyword.arg not in _NAME_KEYWORDS
    )


def _is_own_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__name__"


def is_own_module(node: ast.expr) -> bool:
    """Whether it is ``sys.modules[__name__]``, ``import_module(__name__)``."""
    if isinstance(node, ast.Call):
        return last_part(node) in _SELF_CALLS and len(node.args) == 1 and _is_own_name(node.args[0])
    return (
        isinstance(node, ast.Subscript)
        and last_part(node.value) == "modules"
        and isinstance(node.slice, ast.Name)
        and node.slice.id == "__name__"
    )


def registers_itself(target: ast.Subscript) -> bool:
    """Whether it is ``sys.modules[__name__]``, or a name made of it: ``sys.modules[__name__ + ".six"]``."""
    if last_part(target.value) != "modules":
        return False
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(target.slice))
