"""A replay with what it was made of, so that it need not be repeated.

It asks for programs of modules, and sometimes what a name means. A module whose file changed may still do the same as far as anybody looks: with a
function more that no executed module looks up, each import finds and fails to find what it did before.

It is made when somebody asks what it says: it takes a fifth of the first analysis of a large repository, and lists of findings say nothing of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import partial

from migrator.findings.programs import MOST_LINES, Program, Programs, ReadFile, does_the_same, lines_of
from migrator.findings.replay import Replay, Replayer
from migrator.findings.sentences import Once
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


class Replaying:
    """A replay that is made when it is first asked for, with what it was made of once it is there.

    Args:
        make: Makes it.
    """

    def __init__(self, make: Callable[[], Replayed]) -> None:
        self.made: Replayed | None = None
        """What it was made of; None as long as nobody has asked."""
        self.replay: Once[Replay] = Once(partial(self._kept, make))
        """Gives what was found. Once it has, it holds nothing else: neither the model nor a way to read files."""

    def renewed(self, model: Model, reach: Reach, depth: Depth, read: ReadFile | None) -> "Replaying | None":
        """The same for the next model, where it was made and would be the same there.

        To be asked as soon as there is that model: what is stale is known of the model just before, and of no other.
        """
        if self.made is None or self.made.reach != reach or self.made.depth is not depth:
            return None
        again = _renewed(model, self.made, read)
        if again is None:
            return None
        found = Replaying(lambda: again)
        found.made, found.replay = again, self.replay
        return found

    def _kept(self, make: Callable[[], Replayed]) -> Replay:
        self.made = make()
        return self.made.replay


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
    earlier: Replaying | None,
) -> Replaying:
    """The replay of a component, to be made when it is asked for; the earlier one, made in the model before, where it would be the same.

    Args:
        model: The repository.
        component: Modules that import each other.
        reach: The modules around them.
        read: The bytes of a file.
        earlier: What was found before. One that nobody has asked for is not made any more: it would be of the model before.
    """
    depth = reach.depth if read is not None else Depth.FACTS
    chosen = None if depth is Depth.FACTS else read
    again = earlier.renewed(model, reach, depth, chosen) if earlier is not None else None
    return again or Replaying(partial(_replayed, model, component, reach, depth, chosen))


def _replayed(
    model: Model, component: tuple[str, ...], reach: Reach, depth: Depth, read: ReadFile | None
) -> Replayed:
    executed = reach.may_come_back if depth is Depth.CALLS else reach.leads_back
    replayer = Replayer(model, component, leads_back=executed, may_come_back=reach.may_come_back, read=read)
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
    programs = Programs(model, read)
    renewed = {
        name: program.under(programs) for name, program in earlier.programs.items() if name not in changed
    }
    if not changed and not stale:
        return replace(earlier, programs=renewed)
    asking = {failure.module for failure in earlier.replay.failures.values()}
    if not stale <= {facts_key(module) for module in changed} or changed & asking:
        return None
    for name in changed:
        renewed[name] = programs.of(name)
        if not does_the_same(earlier.programs[name], renewed[name], earlier.asked):
            return None
    return replace(earlier, programs=renewed)
