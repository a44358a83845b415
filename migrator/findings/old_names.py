"""Classes of which the code itself says that they are there for an old name, each with the classes it may stand for.

They need neither a name nor a member in common with the other, so no index of names finds them: they are found from what they look up.
"""

from collections.abc import Iterator, Sequence

from migrator.findings.class_index import ClassIndex, ClassInfo
from migrator.findings.meanings import meaning_of
from migrator.model.values import Symbol


def old_name_pairs(classes: Sequence[ClassInfo], index: ClassIndex) -> Iterator[tuple[ClassInfo, ClassInfo]]:
    """A class with a marker word, or in an ``except ImportError`` arm, first; then what it extends, stands in for or looks up."""
    for info in classes:
        for symbol in dict.fromkeys(_named_by(info, index)):
            other = index.classes.get(symbol)
            if other is not None and symbol != info.symbol:
                yield info, other


def _named_by(info: ClassInfo, index: ClassIndex) -> Iterator[Symbol]:
    module, shape = info.module.name, info.shape
    chains = [(name, "") for name in shape.fallback_of]
    if shape.markers:
        yield from info.bases
        yield from (Symbol(module, name) for name in shape.references)
        facts = index.model.facts_of(module)
        uses = facts.uses if facts is not None else ()
        chains += [(use.chain, use.scope) for use in uses if f"{use.scope}.".startswith(f"{shape.name}.")]
    for chain, scope in chains:
        found = meaning_of(index.model, module, chain, scope)
        if found is not None:
            yield found[0]
