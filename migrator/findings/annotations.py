"""Whether something evaluates the annotations of a module at run time, so that a name used in them must really be there.

An import under ``TYPE_CHECKING`` is not there when the program runs. Where in doubt the answer is yes: a guard that is not offered costs
nothing, a wrong one breaks a program.
"""

from collections.abc import Iterable

from migrator.facts.values import Definition, DefinitionKind, Facts, Moment, Use
from migrator.model.model import Model
from migrator.model.values import Defined, External

EVALUATORS = frozenset(
    {
        "attr", "attrs", "beartype", "cattr", "cattrs", "cyclopts", "dacite", "fastapi", "injector", "litestar", "marshmallow_dataclass",
        "mashumaro", "msgspec", "ninja", "odmantic", "pydantic", "pydantic_settings", "sqlalchemy", "sqlmodel", "strawberry", "typeguard",
        "typer",
    }
)  # fmt: skip
_FUNCTIONS = frozenset(
    {"get_type_hints", "get_annotations", "singledispatch", "singledispatchmethod", "signature"}
)
_MODULES = frozenset({"typing", "typing_extensions", "inspect", "functools", "annotationlib"})
_DATACLASS = frozenset({"dataclass", "dataclasses.dataclass"})
_DEEPEST = 10


def why_evaluated(model: Model, module: str, uses: Iterable[Use]) -> str:
    """Why the annotations among these lookups are needed at run time, in words; ``""`` where nothing is known to need them."""
    facts = model.facts_of(module)
    library = _evaluator_imported(facts) if facts is not None else ""
    if library:
        return f"{module} uses {library}, which evaluates annotations when the program runs"
    for scope in sorted({use.scope for use in uses if use.moment is Moment.ANNOTATION}):
        definition = _class(facts, scope)
        if definition is None:
            continue
        if _DATACLASS & set(definition.decorators):
            return f"{definition.name} is a dataclass, whose annotations are read when the program runs"
        base = _evaluating_base(model, module, definition)
        if base:
            return f"{definition.name} is built on {base}, which evaluates annotations when the program runs"
    return ""


def _evaluator_imported(facts: Facts) -> str:
    for statement in facts.imports:
        tops = [statement.module] if statement.is_from else [name.name for name in statement.names]
        for top in tops:
            first = top.partition(".")[0]
            if not statement.level and first in EVALUATORS:
                return first
        if statement.is_from and statement.module in _MODULES:
            for name in statement.names:
                if name.name in _FUNCTIONS:
                    return name.name
    for use in facts.uses:
        first, _, rest = use.chain.partition(".")
        if first in _MODULES and rest.partition(".")[0] in _FUNCTIONS:
            return use.chain
    return ""


def _class(facts: Facts | None, name: str) -> Definition | None:
    definitions = facts.definitions if facts is not None else ()
    kinds = (one for one in definitions if one.kind is DefinitionKind.CLASS)
    return next((one for one in kinds if name and one.name == name.partition(".")[0]), None)


def _evaluating_base(model: Model, module: str, definition: Definition) -> str:
    """The library that a class is built on, through first-party bases."""
    level = [(module, base) for base in definition.bases]
    for _ in range(_DEEPEST):
        following: list[tuple[str, str]] = []
        for place, base in level:
            meaning = model.resolve(place, base.partition(".")[0])
            if isinstance(meaning, External) and meaning.module.partition(".")[0] in EVALUATORS:
                return meaning.module.partition(".")[0]
            if isinstance(meaning, Defined) and "." not in base:
                above = _class(model.facts_of(meaning.symbol.module), meaning.symbol.name)
                following += [(meaning.symbol.module, name) for name in above.bases] if above else []
        level = following
    return ""
