"""Uses of `Logger.warn`, which is deprecated for `warning`: a detector that finds them, and a recipe that names the other method."""

import ast
from collections.abc import Iterable, Iterator

from migrator.plugin import (
    CannotRewriteError,
    Code,
    Detector,
    FindsExample,
    Found,
    LeftAlone,
    Module,
    Recipe,
    Replacement,
    RewritesExample,
)

GETTERS = {"logging.getLogger", "getLogger"}


def find(code: Code) -> Iterator[Found]:
    """One finding a logger: its uses may be in many modules, and one decision is right for all of them."""
    for module in code.modules:
        for logger in loggers(module):
            symbol = f"{module.name}:{logger}"
            uses = [(user, node) for user in code.modules for node in warn_uses(code, user, symbol)]
            if uses:
                places = tuple(user.place(node) for user, node in uses)
                yield Found(
                    names=(symbol,),
                    title=f"{symbol} is asked to warn at {len(uses)} places",
                    evidence=(
                        "Logger.warn is deprecated since Python 3.3: it warns of itself, and does what warning does.",
                        *(f"{place.path}:{place.line}: `{place.text}`." for place in places),
                    ),
                    places=places,
                )


def rewrite(code: Code, names: tuple[str, ...]) -> Iterable[Replacement | LeftAlone]:
    """Each use names `warning` instead; where the name is given as a string a person has to look."""
    (symbol,) = names
    module_name, _, logger = symbol.partition(":")
    home = code.module(module_name)
    if home is None or logger not in loggers(home):
        raise CannotRewriteError(f"{symbol} is not made by logging.getLogger any more")
    for module in code.modules:
        for node in warn_uses(code, module, symbol):
            yield Replacement(
                path=module.path,
                node=node,
                new=f"{module.text(node.value)}.warning",
                shape=f"{logger}.warn -> {logger}.warning",
                why="warn is deprecated, and does what warning does",
            )
        for call in ast.walk(module.tree):
            match call:
                case ast.Call(
                    func=ast.Name(id="getattr"), args=[ast.Name(id=name), ast.Constant(value="warn"), *_]
                ):
                    if code.means(module.name, name) == symbol:
                        yield LeftAlone(
                            path=module.path, line=call.lineno, reason="warn is asked for by a string"
                        )
                case _:
                    pass


def loggers(module: Module) -> Iterator[str]:
    """The names that the module binds to a logger, at its top level."""
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=func)) if (
                module.text(func) in GETTERS
            ):
                yield name
            case _:
                pass


def warn_uses(code: Code, module: Module, symbol: str) -> Iterator[ast.Attribute]:
    """Every `logger.warn` in a module whose `logger` is that one, in the order of the text."""
    bound = names_bound_in_functions(module)
    found = [
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "warn"
        and isinstance(node.value, ast.Name)
        and node.value.id not in bound
        and code.means(module.name, node.value.id) == symbol
    ]
    yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))


def names_bound_in_functions(module: Module) -> set[str]:
    """Names that mean something else somewhere in the module: they are left to people."""
    bound: set[str] = set()
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            bound |= {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
            inside = (node for node in ast.walk(function) if isinstance(node, ast.Name))
            bound |= {node.id for node in inside if isinstance(node.ctx, ast.Store)}
    return bound


FILES = {
    "shop/__init__.py": "",
    "shop/log.py": "import logging\n\nlogger = logging.getLogger('shop')\n",
    "shop/cart.py": "from shop.log import logger\n\n\ndef add(item: str) -> None:\n    logger.warn('added %s', item)  # loud\n",
    "shop/quiet.py": "from shop.log import logger\n\n\ndef say(logger: object) -> None:\n    logger.warn('its own')\n",
}
DETECTOR = Detector(
    name="warn-calls",
    api=1,
    unit="loggers asked to warn",
    find=find,
    examples=(
        FindsExample(name="a logger that another module imports", files=FILES, finds=(("shop.log:logger",),)),
        FindsExample(
            name="the new name is no finding",
            files={"a/__init__.py": "import logging\n\nlog = logging.getLogger()\nlog.warning('here')\n"},
            finds=(),
        ),
    ),
)
RECIPE = Recipe(
    name="warn-to-warning",
    api=1,
    closes="warn-calls",
    said="Log warnings by the name that stays",
    rewrite=rewrite,
    examples=(
        RewritesExample(
            name="only the name of the method changes",
            before=FILES,
            names=("shop.log:logger",),
            after={"shop/cart.py": FILES["shop/cart.py"].replace("logger.warn(", "logger.warning(")},
        ),
        RewritesExample(
            name="what is no logger is refused",
            before={
                "shop/__init__.py": "",
                "shop/log.py": "class Mine:\n    warn = print\n\n\nlogger = Mine()\n",
            },
            names=("shop.log:logger",),
            after={},
        ),
    ),
)
