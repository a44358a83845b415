"""Layers of a plan as contracts of import-linter, for those who leave the campaign and want its order held.

A phase is one contract of the type `layers`: what it calls highest stands first, siblings are independent, and imports for type checkers do not
count. What people decided to keep is an ignored import with its reason as a comment. `migrator.plan.import_linter` reads the result back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from migrator.display import visible_line
from migrator.errors import UsageError


@dataclass(frozen=True)
class LayersToExport:
    """One phase.

    Attributes:
        id: The phase's.
        title: What people call it.
        layers: From the highest to the lowest, each a set of independent siblings.
        missing: Modules of the layers that are not there: they need not exist.
        ignored: Imports that people decided to keep, as importer and imported, with the reason.
        scope: Where the phase looks; import-linter looks everywhere.
    """

    id: str
    title: str
    layers: tuple[tuple[str, ...], ...]
    missing: frozenset[str] = frozenset()
    ignored: tuple[tuple[str, str, str], ...] = ()
    scope: tuple[str, ...] = ()


def as_ini(packages: Sequence[str], phases: Sequence[LayersToExport], source: str) -> str:
    """The text of an `.importlinter` file. Raises `UsageError` where import-linter cannot say what the plan says."""
    lines = [*_head(source), "[importlinter]", *_ini_list("root_packages", packages)]
    lines.append("exclude_type_checking_imports = True")
    for phase in phases:
        _expect_apart(phase)
        lines += ["", *_remarks(phase), f"[importlinter:contract:{phase.id}]"]
        lines += [f"name = {visible_line(phase.title).replace('%', '%%')}", "type = layers"]
        lines += _ini_list("layers", map(" | ".join, _names(phase)))
        if phase.ignored:
            lines += ["ignore_imports ="]
            for importer, imported, reason in phase.ignored:
                lines += [f"    # {visible_line(reason)}", f"    {importer} -> {imported}"]
            lines.append("unmatched_ignore_imports_alerting = warn")
    return "\n".join(lines) + "\n"


def as_toml(packages: Sequence[str], phases: Sequence[LayersToExport], source: str) -> str:
    """The tables for a `pyproject.toml`. Raises `UsageError` where import-linter cannot say what the plan says."""
    lines = [*_head(source), "[tool.importlinter]", f"root_packages = [{', '.join(map(_string, packages))}]"]
    lines.append("exclude_type_checking_imports = true")
    for phase in phases:
        _expect_apart(phase)
        lines += ["", *_remarks(phase), "[[tool.importlinter.contracts]]"]
        lines += [
            f"id = {_string(phase.id)}",
            f"name = {_string(visible_line(phase.title))}",
            'type = "layers"',
        ]
        lines += ["layers = [", *(f"    {_string(' | '.join(names))}," for names in _names(phase)), "]"]
        if phase.ignored:
            lines.append("ignore_imports = [")
            for importer, imported, reason in phase.ignored:
                lines += [f"    # {visible_line(reason)}", f"    {_string(f'{importer} -> {imported}')},"]
            lines += ["]", 'unmatched_ignore_imports_alerting = "warn"']
    return "\n".join(lines) + "\n"


def _head(source: str) -> list[str]:
    return [f"# The layers of {source}, written by `migrator export import-linter`.", ""]


def _remarks(phase: LayersToExport) -> Iterator[str]:
    if phase.scope:
        yield f"# The phase looks at imports in {', '.join(phase.scope)} only; this contract looks everywhere."


def _names(phase: LayersToExport) -> Iterator[tuple[str, ...]]:
    for siblings in phase.layers:
        yield tuple(f"({name})" if name in phase.missing else name for name in siblings)


def _expect_apart(phase: LayersToExport) -> None:
    """A module inside a layer can be a layer of its own here; import-linter knows no such thing."""
    every = [name for siblings in phase.layers for name in siblings]
    for name in every:
        outer = next((other for other in every if name.startswith(f"{other}.")), None)
        if outer is not None or every.count(name) > 1:
            said = f"{name} lies in the layer {outer}" if outer else f"{name} is there twice"
            raise UsageError(
                f"Phase {phase.id} cannot be said as a contract of import-linter",
                f"{said}; the layers of a contract must lie apart.",
                hint="name the layers so that none contains another, or export the other phases with --phase",
            )


def _ini_list(key: str, values: Iterable[str]) -> list[str]:
    return [f"{key} =", *(f"    {value}" for value in values)]


def _string(text: str) -> str:
    """A basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
