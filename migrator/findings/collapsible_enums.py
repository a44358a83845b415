"""Enums of which the plan says that all members mean one, as long as some member is not an alias of it."""

from collections.abc import Iterator

from migrator.facts.shapes import ClassShape
from migrator.findings.values import CollapsibleEnum, Finding, Tier
from migrator.model.model import Model
from migrator.model.uses import defined_symbols
from migrator.model.values import Site, Symbol
from migrator.plan.values import Phase

KIND = "duplicate-classes"


def find_collapsible_enums(model: Model, phase: Phase) -> tuple[Finding, ...]:
    """One finding an enum that the plan names and that is there; an earlier phase may have to move it first."""
    return tuple(
        found for path, member in phase.collapse for found in _finding(model, Symbol.parse(path), member)
    )


def _finding(model: Model, asked: Symbol, member: str) -> Iterator[Finding]:
    for symbol in defined_symbols(model.resolve(asked.module, asked.name)):
        facts = model.facts_of(symbol.module)
        shape = next((one for one in facts.classes if one.name == symbol.name), None) if facts else None
        if shape is None or facts is None:
            continue
        others = other_members(shape, member)
        if not others:
            return
        module = model.modules[symbol.module]
        users = len({use.importer for use in model.uses_of(symbol)})
        site = Site(module.path, shape.line, shape.start, shape.end, module.name, text=f"class {shape.name}")
        yield Finding(
            id=f"{KIND}:{symbol}",
            kind=KIND,
            tier=Tier.EXACT,
            title=f"{', '.join(others)} of {symbol} mean {member}",
            modules=(symbol.module,),
            names=(str(symbol),),
            evidence=(
                f"The plan says that every member of {symbol} means {member}.",
                f"{', '.join(others)} {'are' if len(others) > 1 else 'is'} still told apart; {users} files use the enum.",
            ),
            sites=(site,),
            detail=CollapsibleEnum(symbol, member, others),
            group=str(symbol),
        )
        return


def other_members(shape: ClassShape, member: str) -> tuple[str, ...]:
    """The members that are not aliases of that one; none where it is not a member itself."""
    fields = [field for field in shape.fields if field.value and not field.name.startswith("_")]
    same = {member}
    for field in fields:
        if field.value in same or any(other.name in same and other.value == field.value for other in fields):
            same.add(field.name)
    if not any(field.name == member for field in fields):
        return ()
    return tuple(field.name for field in fields if field.name not in same)
