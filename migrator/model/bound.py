"""What the statements of a module leave its names bound to, at its end or at a place in it.

The statements that bind a name are put in order: definitions, imports, stars, and in a package the first loading of a submodule, which binds its name
too. The last one that surely runs decides, together with those after it that may run. An import that finds nothing binds nothing if it is guarded.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from migrator.facts.values import Arm, Colour, Definition, ImportStatement
from migrator.model.answers import Answers, imports_key, order_key, place_key
from migrator.model.bindings import (
    Event,
    ImportBinding,
    ModuleBindings,
    Source,
    bound_at,
    events_of,
    may_not_run,
    start_of,
)
from migrator.model.loading import LAZY, Loading
from migrator.model.names import Names
from migrator.model.resolutions import Single, options_of, several, through
from migrator.model.targets import absolute_target
from migrator.model.values import Defined, IsModule, Missing, Module, Resolution, Several, Symbol, Unknown

T = TypeVar("T", bound=Resolution)


_IN_ORDER = {False: {Colour.IMPORT_TIME}, True: {Colour.IMPORT_TIME, Colour.TYPING}}
"""Imports that are read in the order of the file: when it runs, and by type checkers."""


class BoundNames:
    """What the names of the modules of one repository are bound to.

    Args:
        names: Who is asked about other modules.
        modules: The module table.
        loading: The order in which modules run.
        answers: Where answers are kept.
    """

    def __init__(
        self, names: Names, modules: Mapping[str, Module], loading: Loading, answers: Answers
    ) -> None:
        self._names = names
        self._modules = modules
        self._loading = loading
        self._answers = answers
        self._questions = answers.questions
        self._twice: dict[tuple[str, str], bool] = {}

    def at_end(self, module: str, name: str, *, typing: bool) -> Resolution | None:
        """What the name is bound to when the module has run; None where no statement binds it."""
        bindings = self._names.bindings_of(module)
        return None if bindings is None else self._bound(module, name, bindings, None, typing=typing)

    def before(self, module: str, name: str, place: int, *, typing: bool = False) -> Resolution | None:
        """What the name is bound to when the module has run up to a place; None where that cannot be told."""
        key = place_key(module, name, place, typing=typing)
        kept = self._answers.places
        known = self._questions.known(kept, key, is_passing=True)
        if known is not None:
            return known.meaning
        self._questions.note((module, name, typing))
        bindings = self._names.bindings_of(module)
        if bindings is None or self._questions.is_cut(key) or self._questions.is_too_deep():
            return None
        question = self._questions.open(key)
        try:
            self._questions.note((module, name, typing))
            found = self._bound(module, name, bindings, place, typing=typing)
        finally:
            self._questions.close(question)
        return self._questions.keep(kept, question, found, is_passing=True)

    def loaded_submodule(self, package: str, name: str) -> Resolution | None:
        """The submodule that a package has as an attribute when it has run, though no statement binds it; None where it loads none of that name."""
        below = f"{package}.{name}"
        if below not in self._modules:
            return None
        if self._loaded_at(package, below) is not None:
            return IsModule(below)
        self._questions.note(order_key(package))
        is_perhaps = bool(self._loading.places(package, below))
        return Several((IsModule(below), Missing(package, name))) if is_perhaps else None

    def annotated(self, module: str, name: str) -> Resolution | None:
        """What is imported for type checkers by that name, as running that import would find it."""
        bindings = self._names.bindings_of(module)
        if bindings is None:
            return None
        is_followed = any(isinstance(source, Definition) for source in bindings.typing.get(name, ()))
        found = self._for_checkers(module, name, bindings, typing=is_followed)
        options = () if found is None else options_of(found)
        real = _found(options)
        if real and len(real) < len(options):
            real.append(Unknown(f"{module} has {name} for type checkers, and it may be missing when it runs"))
        return several(real)

    def meaning(self, module: str, source: Source, *, typing: bool) -> Resolution:
        """What one statement binds its name to."""
        if isinstance(source, Definition):
            return self._definition_meaning(module, source, typing=typing)
        own = self._modules[module]
        statement, name = source.statement, source.name
        if not statement.is_from:
            return self._plain_import(own, source, typing=typing)
        target = absolute_target(own, statement)
        if target is None:
            return Missing(module, name.binds)
        is_in_order = statement.colour in _IN_ORDER[typing]
        if target == module and is_in_order:
            before = self._taken_from_itself(own, source, typing=typing)
            if before is not None:
                return before
        outer = self._questions.watch()
        found = self.taken(own, statement, target, name.name, typing=typing)
        if self._questions.was_cut(outer) and is_in_order and isinstance(found, Missing | Unknown):
            before = self.before(module, name.binds, name.start, typing=typing)  # before the circle closed
            found = found if before is None else several(_found((before, found))) or found
        return through(found, Symbol(target, name.name))

    def taken(
        self, importer: Module, statement: ImportStatement, target: str, name: str, *, typing: bool = False
    ) -> Resolution:
        """What a file's ``from target import name`` gives: of a module that may still be running, perhaps what it has bound so far."""
        found = self._names.resolve(target, name, typing=typing)
        is_late = statement.colour is Colour.TYPING or statement.scope == LAZY
        if typing or not (is_late or statement.colour is Colour.IMPORT_TIME):
            return found
        return self._while_running(importer.name, target, name, found, is_late=is_late)

    def imported_as(
        self, importer: Module, statement: ImportStatement, dotted: str, *, typing: bool = False
    ) -> Resolution:
        """What ``import a.b.c as x`` binds: what ``a.b`` has by the name ``c`` when ``a.b.c`` is loaded; for type checkers that module."""
        found = self._names.resolve_module(dotted)
        parent, _, last = dotted.rpartition(".")
        if typing or not parent or not isinstance(found, IsModule) or self._names.known(parent) is None:
            return found
        taken: list[Resolution] = []
        for option in options_of(self.imported_as(importer, statement, parent)):
            if not isinstance(option, IsModule):
                continue
            so_far = None
            if option.module == importer.name:
                so_far = self.before(importer.name, last, statement.start + 1)  # when it has loaded it
            taken.append(so_far or self.taken(importer, statement, option.module, last))
        return several(taken) or found

    def _plain_import(self, own: Module, source: ImportBinding, *, typing: bool) -> Resolution:
        name = source.name
        if name.asname:
            return self.imported_as(own, source.statement, name.name, typing=typing)
        found = self._names.resolve_module(name.name)
        return found if isinstance(found, Missing) else self._names.resolve_module(name.binds)

    def _bound(
        self, module: str, name: str, bindings: ModuleBindings, place: int | None, *, typing: bool
    ) -> Resolution | None:
        deletions = bindings.deletions.get(name, ())
        gone = max((one for one in deletions if place is None or one < place), default=-1)
        sources = [
            source
            for source in bindings.by_name.get(name, ())
            if gone < start_of(source) and (place is None or bound_at(source) <= place)
        ]
        stars = [
            star for star in bindings.stars if gone < star.start and (place is None or star.start < place)
        ]
        below = f"{module}.{name}"
        if not typing and below in self._modules and self._modules[module].is_package:
            return self._or_submodule(module, below, sources, stars, place)
        if len(sources) == 1 and not stars and not may_not_run(sources[0]):
            return self.meaning(module, sources[0], typing=typing)
        events = [*events_of(sources), *self._star_events(module, name, stars, typing=typing)]
        last = self._last_of(module, name, events, typing=typing)
        return last or (self._for_checkers(module, name, bindings) if typing else None)

    def _or_submodule(
        self,
        package: str,
        below: str,
        sources: Iterable[Source],
        stars: Iterable[ImportStatement],
        place: int | None,
    ) -> Resolution | None:
        """What a name of a package is bound to that is a submodule's too."""
        name = below.rpartition(".")[2]
        events = [*events_of(sources), *self._star_events(package, name, stars, typing=False)]
        if not events:
            return None if place is None else IsModule(below)
        loaded = self._loaded_at(package, below)
        if loaded is None or (place is not None and loaded >= place):
            last = max(event.place for event in events)
            events.append(Event(last + 1, may_not_run=True, meaning=IsModule(below)))
        else:
            is_first = all(event.place >= loaded for event in events)
            is_perhaps = not is_first and self._is_perhaps_loaded(package, below, loaded)
            events.insert(0, Event(loaded, may_not_run=is_perhaps, meaning=IsModule(below)))
        return self._last_of(package, name, events, typing=False)

    def _loaded_at(self, package: str, below: str) -> int | None:
        found, read = self._loading.loaded_at(package, below)
        for key in read:
            self._questions.note(key)
        return found

    def _is_perhaps_loaded(self, package: str, below: str, place: int) -> bool:
        """Whether a submodule may be loaded before the place where it surely is."""
        self._questions.note(order_key(package))
        return any(found < place for found in self._loading.places(package, below))

    def _for_checkers(
        self, module: str, name: str, bindings: ModuleBindings, *, typing: bool = True
    ) -> Resolution | None:
        """What a name is bound to for type checkers alone."""
        sources, stars = bindings.typing.get(name, ()), bindings.typing_stars
        events = [*events_of(sources), *self._star_events(module, name, stars, typing=typing)]
        return self._last_of(module, name, events, typing=typing)

    def _last_of(self, module: str, name: str, events: list[Event], *, typing: bool) -> Resolution | None:
        events.sort(key=lambda event: event.place)
        first = max((index for index, event in enumerate(events) if not event.may_not_run), default=0)
        options: list[Resolution] = []
        for event in events[first:]:
            found = event.meaning
            if event.source is not None:
                found = self.meaning(module, event.source, typing=typing)
            if event.is_unsure and not options:
                options.append(self._names.unbound(module, name, typing=typing))
            if found is not None and not (event.may_not_run and isinstance(found, Missing)):
                options.append(found)
        return several(options)

    def _star_events(
        self, module: str, name: str, stars: Iterable[ImportStatement], *, typing: bool
    ) -> Iterator[Event]:
        for star in stars:
            target = absolute_target(self._modules[module], star)
            if target is None or target == module:  # what it takes from itself it has
                continue
            given = self._names.star_gives(target, name, typing=typing)
            options = [] if given is None else list(options_of(given))
            if not typing:
                options.extend(self._star_gave(module, star, target, name, is_given=given is not None))
            found = several([one for one in options if not isinstance(one, Missing)])
            if found is None:
                continue
            is_unsure = any(isinstance(one, Missing) for one in options)
            is_guess = isinstance(found, Unknown) or star.is_conditional or star.arm is not Arm.NONE
            yield Event(
                star.start,
                is_guess or is_unsure,
                meaning=through(found, Symbol(target, name)),
                is_unsure=is_unsure,
            )

    def _star_gave(
        self, module: str, star: ImportStatement, target: str, name: str, *, is_given: bool
    ) -> list[Single]:
        """What a star import may have given of a module that was still running, perhaps before it had its ``__all__``."""
        is_private = name.startswith("_")
        if star.colour is not Colour.IMPORT_TIME or (is_private and not is_given):
            return []
        target = self._names.known(target) or target
        early: list[Resolution | None] = [
            self.before(target, name, place) for place in self._places(target, module)
        ]
        if early and (is_private or not is_given):
            early.append(None)
        return [
            option for one in early for option in options_of(Missing(target, name) if one is None else one)
        ]

    def _so_far(self, module: str, name: str, place: int, *, typing: bool = False) -> Resolution:
        """What is found in a module that has run up to a place."""
        found = self.before(module, name, place, typing=typing)
        return self._names.unbound(module, name, typing=typing) if found is None else found

    def _places(self, module: str, importer: str, *, is_late: bool = False) -> tuple[int, ...]:
        if module not in self._modules or module == importer:
            return ()
        self._questions.note(order_key(module))
        return self._loading.places(module, importer, is_late=is_late)

    def _while_running(
        self, importer: str, module: str, name: str, found: Resolution, *, is_late: bool = False
    ) -> Resolution:
        """What a module takes from another one, given what that binds in the end."""
        module = self._names.known(module) or module
        if not self._is_bound_twice(module, name):
            return found
        places = self._places(module, importer, is_late=is_late)
        every = [found, *(self._so_far(module, name, place) for place in places)]
        # What a statement does not find ends its module; who takes late may be told that it is missing.
        return several(every if is_late else _found(every)) or found

    def _is_bound_twice(self, module: str, name: str) -> bool:
        """Whether it may mean one thing first and another one then. That it is asked is noted with the question for its meaning."""
        known = self._twice.get((module, name))
        if known is None:
            known = self._twice[module, name] = self._binds_twice(module, name)
        return known

    def _binds_twice(self, module: str, name: str) -> bool:
        bindings = self._names.bindings_of(module)
        if bindings is None:
            return False
        count = len(bindings.by_name.get(name, ())) + len(bindings.stars)
        is_elsewhere = name in bindings.deletions or f"{module}.{name}" in self._modules
        return count > 1 or (count > 0 and (is_elsewhere or bindings.has_getattr))

    def _taken_from_itself(self, own: Module, source: ImportBinding, *, typing: bool) -> Resolution | None:
        """What a module takes from itself: what the name is bound to so far, in a package else a submodule."""
        name = source.name
        found = self._so_far(own.name, name.name, name.start, typing=typing)
        return None if isinstance(found, Missing) else found

    def _definition_meaning(self, module: str, definition: Definition, *, typing: bool) -> Resolution:
        here = Defined(Symbol(module, definition.name))
        if not definition.alias_of:
            return here
        options = [
            option if option is not None and self._is_same_thing(option) else here
            for found in self._alias(module, definition, typing=typing)
            for option in (options_of(found) if found is not None else (None,))
        ]
        return several(options) or here

    def _alias(self, module: str, definition: Definition, *, typing: bool) -> list[Resolution | None]:
        """What the right side of ``X = a.b.Y`` means there, if it is a name or leads through modules or a class to one; None where it does not."""
        first, *rest = definition.alias_of.split(".")
        found = self.before(module, first, definition.start, typing=typing)
        reached: list[Resolution | None] = [None if found is None else through(found, Symbol(module, first))]
        for part in rest:
            reached = [
                step
                for one in reached
                for step in self._attribute(module, definition, one, part, typing=typing)
            ]
        return reached

    def _attribute(
        self, importer: str, at: Definition, owner: Resolution | None, part: str, *, typing: bool
    ) -> Iterator[Resolution | None]:
        for option in (owner,) if owner is None else options_of(owner):
            if isinstance(option, Defined):
                yield from self._imported_in_class(option.symbol, part, typing=typing)
            if not isinstance(option, IsModule):
                yield None
                continue
            step = None
            if option.module == importer:
                step = self._so_far(importer, part, at.start)
            if step is None:
                step = self._names.resolve(option.module, part, typing=typing)
                if not typing:
                    step = self._while_running(importer, option.module, part, step)
            yield through(step, Symbol(option.module, part))

    def _imported_in_class(self, owner: Symbol, part: str, *, typing: bool) -> list[Resolution]:
        """What the imports in the body of a class may have bound an attribute of it to; what else the body does with that name is not known."""
        self._questions.note(imports_key(owner.module))
        bindings = self._names.bindings_of(owner.module)
        found = () if bindings is None else bindings.in_classes.get(owner.name, ())
        return _found(
            self.meaning(owner.module, one, typing=typing) for one in found if one.name.binds == part
        )

    def _is_same_thing(self, found: Resolution) -> bool:
        """Whether an alias of it is the same thing under another name, and not a copy of a value."""
        if not isinstance(found, Defined):
            return isinstance(found, IsModule)
        symbol = found.symbol
        self._questions.note((symbol.module, symbol.name, False))
        bindings = self._names.bindings_of(symbol.module)
        return bindings is not None and bindings.makes_thing(symbol.name)


def _found(options: Iterable[T]) -> list[T]:
    """Those that are something."""
    return [one for one in options if not isinstance(one, Missing)]
