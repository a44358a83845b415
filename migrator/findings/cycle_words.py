"""How findings about cycles speak of imports and components."""

from collections.abc import Iterable, Sequence

from migrator.model.values import Edge

KIND = "import-cycles"
_MOST_SHOWN = 6


def statements(edge: Edge) -> Iterable[str]:
    """Where the importer imports the other."""
    for found in edge.sites[:_MOST_SHOWN]:
        takes = f"takes {', '.join(found.names)} of" if found.names and "*" not in found.names else "imports"
        yield f"{edge.importer} {takes} {edge.imported} at {found.site.path}:{found.site.line}: `{found.site.text}`."
    if len(edge.sites) > _MOST_SHOWN:
        yield f"And at {len(edge.sites) - _MOST_SHOWN} more places."


def names(edge: Edge) -> tuple[str, ...]:
    """The names that the importer takes, sorted."""
    return tuple(sorted({name for found in edge.sites for name in found.names}))


def title(edge: Edge, witness: Sequence[str]) -> str:
    """The import in one line, with the length of a shortest cycle."""
    if edge.importer == edge.imported:
        return f"{edge.importer} imports itself"
    return f"{edge.importer} imports {edge.imported}, in a cycle of {len(witness) - 1}"


def label(component: Sequence[str]) -> str:
    """What a component is called."""
    return f"{component[0]} ({len(component)} {plural('module', len(component))})"


def plural(word: str, number: int) -> str:
    """The word, in the plural where there are several or none."""
    return word if number == 1 else f"{word}s"


def some(names: Sequence[str]) -> str:
    """The first few."""
    more = len(names) - _MOST_SHOWN
    return ", ".join(names[:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
