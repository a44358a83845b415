"""What a dead name may mean: what has its name today, and what history shows that it became.

History is believed before the name: another definition of the same name may have stood beside the lost one all the time. Where what it became is only
alike, and something else has the name, both are given and a person decides.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from migrator.findings.values import DeadList
from migrator.model.model import Model
from migrator.model.values import Missing, Module, ModuleRole, Symbol
from migrator.past.values import Remember, Remembered, Target

_FORGOTTEN = Remembered()


@dataclass(frozen=True)
class Candidates:
    """What one dead name may mean.

    Attributes:
        candidates: Sorted.
        why: How they are known.
        said: What history says, in sentences.
        was_there: It resolved once.
        rejected: What has its name, and is not what it became.
        is_sure: They have its name or its body, and are not only alike.
    """

    candidates: tuple[Target, ...]
    why: str
    said: tuple[str, ...] = ()
    was_there: bool = False
    rejected: tuple[Target, ...] = ()
    is_sure: bool = True

    @property
    def listed(self) -> DeadList:
        """The list that it belongs to."""
        if self.candidates:
            return DeadList.ONE if len(self.candidates) == 1 else DeadList.SEVERAL
        return DeadList.REMOVED if self.was_there else DeadList.NEVER


@dataclass(frozen=True)
class CandidateSearch:
    """Looks for what dead names may mean. What several of them need is looked up once.

    Attributes:
        remember: Asks history; None where it is not asked.
        dead: Every dead name or module, with what is looked up in it as in a module.
    """

    model: Model
    remember: Remember | None
    dead: Sequence[tuple[Target, Collection[str]]]

    def candidates(self, target: Target, names: Collection[str]) -> Candidates:
        """What the name may mean, and how that is known."""
        named, why = self._of_its_name(target, names)
        if self.remember is None:
            return Candidates(named, why)
        past = self._past.get(target, _FORGOTTEN)
        said = past.said if past.was_there else ("No commit that was looked at had it.", *past.said)
        found = past.candidates or self._where_its_names_went(target, names)
        if not found:
            return Candidates(named, why, said, past.was_there)
        others = tuple(each for each in named if each not in found)
        if not past.is_sure and (others or found == named):
            every = tuple(sorted({*found, *named}, key=str))
            return Candidates(every, f"{why}, and by history", said, past.was_there)
        is_sure = past.is_sure or not past.candidates
        how = (
            "what history shows that it became"
            if is_sure
            else "what took its place, going by the words of both"
        )
        return Candidates(found, how, said, past.was_there, others, is_sure)

    @cached_property
    def _past(self) -> Mapping[Target, Remembered]:
        """What history says of all of them, asked at once."""
        asked = dict.fromkeys(target for target, _ in self.dead)
        for target, names in self.dead:
            if isinstance(target, str):
                asked.update(dict.fromkeys(Symbol(target, name) for name in sorted(names)))
        return self.remember(self.model, tuple(asked)) if self.remember is not None and asked else {}

    def _where_its_names_went(self, target: Target, names: Collection[str]) -> tuple[Target, ...]:
        """The one module to which everything went that is looked up in a module."""
        if not isinstance(target, str) or not names:
            return ()
        homes = {self._home(target, name) for name in names}
        return tuple(homes) if len(homes) == 1 and "" not in homes else ()

    def _home(self, module: str, name: str) -> str:
        """The module where a name of a lost module lives now under the same name; ``""`` where there is not just one."""
        candidates = self._past.get(Symbol(module, name), _FORGOTTEN).candidates
        only = candidates[0] if len(candidates) == 1 else None
        return only.module if isinstance(only, Symbol) and only.name == name else ""

    def _of_its_name(self, target: Target, names: Collection[str]) -> tuple[tuple[Target, ...], str]:
        if isinstance(target, str):
            provides = f" and provide {', '.join(sorted(names))}" if names else ""
            why = f"modules whose last part is {target.rpartition('.')[2]}{provides}"
            return self._modules_like(target, names), why
        found = self._definitions_like(target)
        if found:
            return found, f"definitions of {target.name} in the packages"
        found = self._submodules_like(target, names)
        return (
            found,
            f"modules called {target.name}" if found else f"definitions of {target.name} in the packages",
        )

    def _definitions_like(self, target: Symbol) -> tuple[Target, ...]:
        named = (symbol for symbol in self.model.symbols_named(target.name) if symbol != target)
        return tuple(
            sorted(symbol for symbol in named if _can_be_imported(self.model.modules[symbol.module]))
        )

    def _submodules_like(self, target: Symbol, names: Iterable[str]) -> tuple[Target, ...]:
        """``from a import b`` may have meant a module; it is repaired like a name of its package."""
        parts = (_split(name) for name in self._modules_like(f"{target.module}.{target.name}", names))
        return tuple(Symbol(package, last) for package, last in parts if package)

    def _modules_like(self, dotted: str, names: Iterable[str]) -> tuple[str, ...]:
        """Modules of the packages with the same last part that provide all that is taken."""
        same = [name for name in self._by_last_part.get(_split(dotted)[1], ()) if name != dotted]
        return tuple(sorted(name for name in same if all(self._provides(name, each) for each in names)))

    def _provides(self, module: str, name: str) -> bool:
        return not isinstance(self.model.resolve(module, name), Missing)

    @cached_property
    def _by_last_part(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for module in self.model.modules.values():
            if _can_be_imported(module) and not module.is_namespace:
                found.setdefault(_split(module.name)[1], []).append(module.name)
        return found


def _can_be_imported(module: Module) -> bool:
    return module.role is ModuleRole.PACKAGE and module.is_importable


def _split(dotted: str) -> tuple[str, str]:
    package, _, last = dotted.rpartition(".")
    return package, last
