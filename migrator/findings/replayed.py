"""A replay with what it was made of, so that it need not be repeated.

It asks for programs of modules, and sometimes what a name means. A module whose file changed may still do the same as far as anybody looks: with a
function more that no executed module looks up, each import finds and fails to find what it did before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from migrator.findings.programs import MOST_LINES, Program, Programs, ReadFile, does_the_same, lines_of
from migrator.findings.replay import Replay, Replayer
from migrator.model.answers import Key, facts_key
from migrator.model.model import Model


class Depth(IntEnum):
    """What is executed."""

    FACTS = 1
    """The modules whose imports lead back, by their facts: no functions, and conditions come out either way."""
    IMPORTS = 2
    """Their texts, and functions that they call; what other modules do while they are imported is not seen."""
    CALLS = 3
    """The texts of all modules from which a function that is called may lead back."""


@dataclass(frozen=True)
class Reach:
    """How the modules around a component lead to it.

    Attributes:
        leads_back: From which importing leads into the component.
        executed: Those of them that are reached from it: what is executed when one of its modules is imported.
        may_come_back: From which importing leads there if functions are called.
        executed_ever: Those of them that are reached from it if functions are called.
        depth: How thoroughly it shall be replayed.
    """

    leads_back: frozenset[str]
    executed: frozenset[str]
    may_come_back: frozenset[str]
    executed_ever: frozenset[str]
    depth: Depth = Depth.FACTS


@dataclass(frozen=True)
class Replayed:
    """What a replay found.

    Attributes:
        reach: The modules around the component.
        depth: How thoroughly it was made: by facts alone where files cannot be read.
        heard: What it asked the model.
        programs: Of every module that was executed.
        asked: Every name that was looked up in any module.
    """

    replay: Replay
    reach: Reach
    depth: Depth
    heard: tuple[Key, ...]
    programs: Mapping[str, Program] = field(repr=False)
    asked: frozenset[str] = field(repr=False)


def depths(model: Model, reaches: Sequence[Reach]) -> list[Depth]:
    """How thoroughly each of several components is replayed: as far as the bound on what is read allows, small ones first, functions last."""
    read: set[str] = set()
    found = [Depth.FACTS] * len(reaches)
    ways = sorted(
        (depth, lines_of(model, executed), number)
        for number, reach in enumerate(reaches)
        for depth, executed in ((Depth.IMPORTS, reach.executed), (Depth.CALLS, reach.executed_ever))
    )
    for depth, _, number in ways:
        reach = reaches[number]
        wanted = read | (reach.executed if depth is Depth.IMPORTS else reach.executed_ever)
        if lines_of(model, wanted) <= MOST_LINES:
            read, found[number] = wanted, depth
    return found


def replayed(
    model: Model,
    component: tuple[str, ...],
    reach: Reach,
    read: ReadFile | None,
    earlier: Replayed | None,
) -> Replayed:
    """The replay of a component; the earlier one, made in the model before, where it would be the same.

    Args:
        model: The repository.
        component: Modules that import each other.
        reach: The modules around them.
        read: The bytes of a file.
        earlier: What was found before.
    """
    depth = reach.depth if read is not None else Depth.FACTS
    chosen = None if depth is Depth.FACTS else read
    if earlier is not None and earlier.reach == reach and earlier.depth is depth:
        again = _renewed(model, earlier, chosen)
        if again is not None:
            return again
    executed = reach.may_come_back if depth is Depth.CALLS else reach.leads_back
    replayer = Replayer(model, component, leads_back=executed, may_come_back=reach.may_come_back, read=chosen)
    found, heard = model.listen(replayer.replay)
    for program in replayer.programs.known.values():
        program.put_away()
    return Replayed(found, reach, depth, heard, dict(replayer.programs.known), frozenset(replayer.asked))


def _renewed(model: Model, earlier: Replayed, read: ReadFile | None) -> Replayed | None:
    stale = model.stale_among(earlier.heard)
    if stale is None:
        return None
    changed = {
        name for name, program in earlier.programs.items() if model.facts_of(name) is not program.facts
    }
    if not changed and not stale:
        return earlier
    asking = {failure.module for failure in earlier.replay.failures.values()}
    if not stale <= {facts_key(module) for module in changed} or changed & asking:
        return None
    renewed = dict(earlier.programs)
    programs = Programs(model, read)
    for name in changed:
        renewed[name] = programs.of(name)
        if not does_the_same(earlier.programs[name], renewed[name], earlier.asked):
            return None
    return replace(earlier, programs=renewed)
