"""Calls of a plug-in: whatever it raises becomes a sentence, whatever it gives is checked, whatever it prints goes to stderr.

Stdout holds the answer of a command, so a plug-in must not write there. A traceback is for whoever wrote the plug-in: they get the file and line.
"""

import contextlib
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar, get_args

from migrator.errors import PluginError
from migrator.plugin import (
    CannotRewriteError,
    Certainty,
    Code,
    Detector,
    Found,
    LeftAlone,
    Place,
    Recipe,
    Replacement,
)

Answer = TypeVar("Answer")


def found_by(detector: Detector, code: Code) -> tuple[Found, ...]:
    """What a detector finds, sorted by names. Raises `PluginError` where it fails or gives something else."""
    name = f"The detector {detector.name}"
    found = guarded(name, lambda: list(detector.find(code)))
    for one in found:
        problem = _problem_of_found(one)
        if problem:
            raise PluginError(f"{name} gave what is no finding", problem)
    by_names = {one.names: one for one in found}
    if len(by_names) != len(found):
        raise PluginError(
            f"{name} gave two findings of the same names", "The names are the identity of a finding."
        )
    return tuple(by_names[names] for names in sorted(by_names))


def rewritten_by(recipe: Recipe, code: Code, names: tuple[str, ...]) -> tuple[Replacement | LeftAlone, ...]:
    """The edits of a recipe, and what it leaves. Raises `CannotRewriteError` as it does, and `PluginError`."""
    name = f"The recipe {recipe.name}"
    made = guarded(name, lambda: list(recipe.rewrite(code, names)))
    for one in made:
        problem = _problem_of_edit(one)
        if problem:
            raise PluginError(f"{name} gave what is no edit", problem)
    return tuple(made)


def guarded(who: str, work: Callable[[], Answer]) -> Answer:
    """What the work gives. Raises `PluginError` for whatever it raises but `CannotRewriteError` and an interrupt."""
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return work()
    except (KeyboardInterrupt, CannotRewriteError, PluginError):
        raise
    except BaseException as error:  # a plug-in may exit, too
        raise PluginError(
            f"{who} failed: {_in_words(error)}",
            hint="`migrator plugins test` runs its examples; tell who wrote it",
        ) from error


def _in_words(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = Path(__file__).name
    last = next((frame for frame in reversed(frames) if Path(frame.filename).name != ours), None)
    where = f" ({Path(last.filename).name}, line {last.lineno})" if last is not None else ""
    said = f": {error}" if str(error) else ""
    return f"{type(error).__name__}{said}{where}"


def _problem_of_found(one: object) -> str:
    if not isinstance(one, Found):
        return f"{one!r:.80} is no migrator.plugin.Found"
    return next(_problems(one), "")


def _problems(one: Found) -> Iterator[str]:
    """What is not as the interface promises: a plug-in need not have been checked for its types."""
    names: object = one.names
    title: object = one.title
    if not isinstance(names, tuple) or not names or not all(map(_is_symbol, names)):
        yield f"names = {names!r:.80} is no tuple of pkg.module:Name"
    if not isinstance(title, str) or not title.strip():
        yield f"the title of {names!r:.80} is empty"
    if not one.evidence or not _are(one.evidence, str):
        yield f"the evidence of {names!r:.80} is no tuple of sentences"
    if not _are(one.places, Place):
        yield f"the places of {names!r:.80} are no tuple of migrator.plugin.Place"
    if one.certainty not in get_args(Certainty):
        yield f"certainty = {one.certainty!r:.80} is none of {', '.join(get_args(Certainty))}"


def _problem_of_edit(one: object) -> str:
    match one:
        case Replacement(path=str(), node=node, new=str(), shape=str(), why=str()):
            return "" if hasattr(node, "end_col_offset") else f"{node!r:.80} has no position in a file"
        case LeftAlone(path=str(), line=int(), reason=str()):
            return ""
        case _:
            return f"{one!r:.80} is no migrator.plugin.Replacement or LeftAlone"


def _is_symbol(name: object) -> bool:
    if not isinstance(name, str):
        return False
    return all(_are_identifiers(part) for part in _halves(name))


def _halves(name: str) -> Iterator[str]:
    module, _, inside = name.partition(":")
    yield from (module, inside)


def _are_identifiers(dotted: str) -> bool:
    return all(part.replace("-", "_").isidentifier() for part in dotted.split("."))


def _are(values: Iterable[object], kind: type) -> bool:
    return isinstance(values, tuple) and all(isinstance(one, kind) for one in values)
