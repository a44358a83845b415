"""A replay with what it was made of, so that it need not be repeated.

It asks for programs of modules, and sometimes what a name means. A module whose file changed may still do the same as far as anybody looks: with a
function more that no executed module looks up, each import finds and fails to find what it did before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from migrator.facts.values import Facts
from migrator.findings.programs import Programs, does_the_same, names_asked
from migrator.findings.replay import Replay, Replayer
from migrator.model.answers import Key, facts_key
from migrator.model.model import Model


@dataclass(frozen=True)
class Replayed:
    """What a replay found.

    Attributes:
        leads_back: The modules that can lead back to the component.
        heard: What it asked the model.
        facts: Of every module that was executed.
        asked: Every name that was looked up in any module.
    """

    replay: Replay
    leads_back: frozenset[str]
    heard: tuple[Key, ...]
    facts: Mapping[str, Facts | None] = field(repr=False)
    asked: frozenset[str] = field(repr=False)


def replayed(
    model: Model, component: tuple[str, ...], leads_back: frozenset[str], earlier: Replayed | None
) -> Replayed:
    """The replay of a component; the earlier one, made in the model before, where it would be the same."""
    if earlier is not None and earlier.leads_back == leads_back:
        again = _renewed(model, earlier)
        if again is not None:
            return again
    replayer = Replayer(model, component, leads_back=leads_back)
    found, heard = model.listen(replayer.replay)
    known = replayer.programs.known
    return Replayed(
        found,
        leads_back,
        heard,
        {name: program.facts for name, program in known.items()},
        frozenset().union(*map(names_asked, known.values())),
    )


def _renewed(model: Model, earlier: Replayed) -> Replayed | None:
    stale = model.stale_among(earlier.heard)
    if stale is None:
        return None
    if not stale:
        return earlier
    modules = {key[0] for key in stale}
    is_facts_alone = stale == {facts_key(module) for module in modules}
    asking = {failure.module for failure in earlier.replay.failures.values()}
    if not is_facts_alone or not modules <= earlier.facts.keys() or modules & asking:
        return None
    programs = Programs(model)
    renewed = {module: model.facts_of(module) for module in modules}
    for name, facts in renewed.items():
        module = model.modules[name]
        before, after = programs.made_of(module, earlier.facts[name]), programs.made_of(module, facts)
        if not does_the_same(before, after, earlier.asked):
            return None
    return replace(earlier, facts={**earlier.facts, **renewed})
