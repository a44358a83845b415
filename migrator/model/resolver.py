"""What a name in a module means: through imports, re-exports, aliases and stars, as running the module would bind it.

The answer says what can be known from the text. Where the code decides at run time it is Unknown, where several statements may bind the name it is
Several, and Missing is said only where nothing dynamic stands in the way, since people delete imports on that word.
"""

from collections.abc import Mapping

from migrator.facts.values import ANY_NAME, Arm, Colour, Definition, Facts, ImportStatement
from migrator.model.answers import Answers, Key, imports_key, outside_key, place_key, star_key
from migrator.model.bindings import (
    MODULE_ATTRIBUTES,
    ImportBinding,
    ModuleBindings,
    Source,
    lazy_import,
    may_not_run,
    module_bindings,
    start_of,
)
from migrator.model.changes import Changes
from migrator.model.modules import ModuleTable
from migrator.model.outside import OutsideBindings
from migrator.model.resolutions import several, through
from migrator.model.targets import absolute_target, loads, through_root
from migrator.model.values import (
    Defined,
    External,
    IsModule,
    Missing,
    Module,
    Resolution,
    Several,
    Symbol,
    Unknown,
)
from migrator.source.ignored import NOTHING, Ignored

_DEEPEST = 150
"""Re-exports on the way to one definition; each costs a few frames of our own stack."""


class Resolver:
    """Resolves names of one repository; every answer is kept.

    Args:
        table: The module table.
        facts: By path.
        packages: The dotted names under which everything is first-party.
        ignored: Files that may be there though no tree has them.
        answers: What is known already.
    """

    def __init__(
        self,
        table: ModuleTable,
        facts: Mapping[str, Facts],
        *,
        packages: tuple[str, ...],
        ignored: Ignored = NOTHING,
        answers: Answers | None = None,
    ) -> None:
        self._modules = table.modules
        self._opaque = table.opaque
        self._roots = table.roots
        self._facts = facts
        self._packages = frozenset(packages)
        self._table = table
        self._ignored = ignored
        self._outside = OutsideBindings(table.modules, facts, roots=table.roots, ignored=ignored)
        self._bindings: dict[str, ModuleBindings] = {}
        self._answers = answers or Answers(_DEEPEST)
        self.questions = self._answers.questions

    def resolve(self, module: str, name: str, *, typing: bool = False) -> Resolution:
        """What ``from module import name`` gives, or with ``typing`` what a type checker takes it for."""
        key = (module, name, typing)
        known = self.questions.known(self._answers.names, key)
        if known is not None:
            return known.meaning
        if self.questions.is_cut(key):
            return Missing(module, name)
        if self.questions.is_too_deep():
            return Unknown(f"{module}:{name} is re-exported through more than {_DEEPEST} modules")
        question = self.questions.open(key)
        try:
            found = self._resolve(module, name, typing=typing)
        finally:
            self.questions.close(question)
        return self.questions.keep(self._answers.names, question, found)

    def renewed(self, facts: Mapping[str, Facts], changed: Changes) -> tuple["Resolver", frozenset[Key]]:
        """The resolver of the same modules with other facts, and the keys of what may mean something else; other answers are taken over."""
        stale = self._answers.reached(changed.keys, changed.modules)
        new = Resolver(
            self._table,
            facts,
            packages=tuple(self._packages),
            ignored=self._ignored,
            answers=Answers(_DEEPEST, self._answers, stale),
        )
        return new, stale

    def taken(
        self, importer: Module, statement: ImportStatement, target: str, name: str, *, typing: bool = False
    ) -> Resolution:
        """What a file's ``from target`` gives: in a module that its package may still be importing, perhaps a submodule of that name."""
        found = self.resolve(target, name, typing=typing)
        if (
            isinstance(found, Defined | External)
            and statement.colour is Colour.IMPORT_TIME
            and importer.name.startswith(f"{target}.")
            and (below := f"{target}.{name}") in self._modules
        ):
            return Several((found, IsModule(below)))
        return found

    def resolve_module(self, dotted: str) -> Resolution:
        """What ``import dotted`` finds."""
        if self._known(dotted) is not None:
            return IsModule(dotted)
        if not self.is_first_party(dotted):
            return External(dotted)
        reason = self._opaque.get(dotted)
        if reason is not None:
            return Unknown(reason)
        ancestor = dotted.rpartition(".")[0]
        while ancestor:
            if ancestor in self._opaque:
                return Unknown(self._opaque[ancestor])
            self.questions.note(imports_key(ancestor))
            facts = self.facts_of(ancestor)
            if facts is not None and facts.is_dynamic:
                return Unknown(f"{ancestor} binds names at run time")
            ancestor = ancestor.rpartition(".")[0]
        self.questions.note(outside_key(""))
        reason = self._outside.of_module(dotted)
        return Unknown(reason) if reason else Missing(dotted, None)

    def is_first_party(self, dotted: str) -> bool:
        """Whether the repository is answerable for the name: it is a known module, or under a package of the plan."""
        is_ours = self._known(dotted) is not None
        while dotted and not is_ours:
            is_ours = dotted in self._packages
            dotted = dotted.rpartition(".")[0]
        return is_ours

    def _known(self, dotted: str) -> str | None:
        return dotted if dotted in self._modules else through_root(dotted, self._modules, self._roots)

    def facts_of(self, module: str) -> Facts | None:
        """The facts of a module, if its file was read."""
        found = self._modules.get(module)
        return None if found is None else self._facts.get(found.path)

    def bindings_of(self, module: str) -> ModuleBindings | None:
        """The bindings of a module, if its file was read."""
        facts = self.facts_of(module)
        if module not in self._bindings and facts is not None:
            self._bindings[module] = module_bindings(facts)
        return self._bindings.get(module)

    def star_gives(self, module: str, name: str, *, typing: bool = False) -> Resolution | None:
        """What ``from module import *`` binds the name to; None where it does not bind it."""
        module = self._known(module) or module
        key = star_key(module, name, typing=typing)
        known = self.questions.known(self._answers.stars, key)
        if known is not None:
            return known.meaning
        if self.questions.is_cut(key):
            return None
        if self.questions.is_too_deep():
            return Unknown(f"{module} is star-imported through more than {_DEEPEST} modules")
        question = self.questions.open(key)
        try:
            found = self._star(module, name, typing=typing)
        finally:
            self.questions.close(question)
        return self.questions.keep(self._answers.stars, question, found)

    def _star(self, module: str, name: str, *, typing: bool) -> Resolution | None:
        facts = self.facts_of(module)
        is_public = not name.startswith("_")
        if facts is None:
            return self._unread_star(module) if is_public else None
        if facts.exports is not None:
            if name in facts.exports:
                return self.resolve(module, name, typing=typing)
            return Unknown(f"__all__ of {module} is made at run time") if facts.is_exports_open else None
        return self._public(module, facts, name, typing=typing) if is_public else None

    def _public(self, module: str, facts: Facts, name: str, *, typing: bool) -> Resolution | None:
        """What a star gives of a module without ``__all__``."""
        found = self._bound(module, name, typing=typing)
        below = f"{module}.{name}"
        if found is None:
            self.questions.note(imports_key(module))
        if found is None and below in self._modules and loads(self._modules[module], facts, below):
            return IsModule(below)
        if found is None and facts.is_dynamic:
            return Unknown(f"{module} is star-imported and binds names at run time")
        return found

    def _unread_star(self, module: str) -> Resolution | None:
        if not self.is_first_party(module):
            return Unknown(f"{module} is outside of the repository and star-imported")
        known = self._modules.get(module)
        if known is None:
            found = self.resolve_module(module)
            return found if isinstance(found, Unknown) else None
        return None if known.is_namespace else Unknown(f"{module} is star-imported and was not read")

    def _resolve(self, module: str, name: str, *, typing: bool) -> Resolution:
        own = self._modules.get(module)
        if own is None:
            found = self.resolve_module(module)
            if isinstance(found, IsModule):
                return self._through_root(module, name, typing=typing)
            return External(module, name) if isinstance(found, External) else found
        submodule = f"{module}.{name}"
        if own.is_namespace:
            return self._submodule(submodule) or self._missing(module, name)
        facts = self._facts.get(own.path)
        if facts is None:
            return self._submodule(submodule) or Unknown(f"{own.path} was not read")
        bound = self._bound(module, name, typing=typing)
        if bound is not None:
            return bound
        return self._unbound(own, facts, name, typing=typing)

    def _through_root(self, module: str, name: str, *, typing: bool) -> Resolution:
        """What a path through a source root gives: what the module gives; its submodules stay spelled that way."""
        known = self._known(module) or module
        found = self.resolve(known, name, typing=typing)
        return IsModule(f"{module}.{name}") if found == IsModule(f"{known}.{name}") else found

    def _unbound(self, own: Module, facts: Facts, name: str, *, typing: bool) -> Resolution:
        found = self._submodule(f"{own.name}.{name}")
        if found is not None:
            return found
        if name in MODULE_ATTRIBUTES or (name == "__path__" and own.is_package):
            return Defined(Symbol(own.name, name))
        lazy = self._lazy(own, facts, name, typing=typing)
        if lazy is not None:
            return lazy
        if name == "__annotations__" or (name == "__all__" and facts.exports is not None):
            return Defined(Symbol(own.name, name))
        return self._missing(own.name, name)

    def _missing(self, module: str, name: str) -> Resolution:
        """What no statement of the module binds: is it bound from outside?"""
        self.questions.note(imports_key(module))
        for outside in ("", ANY_NAME, name):
            self.questions.note(outside_key(outside))
        reason = self._outside.of_name(module, name, self.resolve)
        return Unknown(reason) if reason else Missing(module, name)

    def _lazy(self, own: Module, facts: Facts, name: str, *, typing: bool) -> Resolution | None:
        """What is made at run time, as far as the text says what that is."""
        self.questions.note(imports_key(own.name))
        imported = lazy_import(facts, name)
        if imported is not None:
            return self._meaning(own.name, imported, typing=typing)
        is_open = facts.has_getattr and not (facts.is_getattr_closed and name not in facts.lazy_names)
        if not (is_open or facts.is_dynamic):
            return None
        how = "a module __getattr__" if is_open else "bindings made at run time"
        typed = None if typing else self._bound(own.name, name, typing=True)
        return typed or Unknown(f"{own.name} has {how}")

    def _submodule(self, dotted: str) -> Resolution | None:
        if dotted in self._modules:
            return IsModule(dotted)
        reason = self._opaque.get(dotted)
        return None if reason is None else Unknown(reason)

    def _bound(self, module: str, name: str, *, typing: bool) -> Resolution | None:
        """What the statements of the module leave the name bound to."""
        bindings = self.bindings_of(module)
        if bindings is None:
            return None
        gone = bindings.deleted.get(name, -1)
        sources = bindings.by_name.get(name, ()) if gone < 0 else ()
        stars = bindings.stars if gone < 0 else tuple(star for star in bindings.stars if star.start > gone)
        return self._options(module, name, sources, stars) or self._for_checkers(
            module, name, bindings, typing=typing
        )

    def _bound_before(self, module: str, name: str, place: int, *, typing: bool) -> Resolution | None:
        """What the name is bound to when the module has run up to a place; None where that cannot be told."""
        bindings = self.bindings_of(module)
        self.questions.note((module, name, typing))
        key = place_key(module, name, place, typing=typing)
        if bindings is None or self.questions.is_cut(key) or self.questions.is_too_deep():
            return None
        self.questions.mark(key)
        try:
            sources = tuple(source for source in bindings.by_name.get(name, ()) if start_of(source) < place)
            stars = tuple(star for star in bindings.stars if star.start < place)
            return self._options(module, name, sources, stars) or self._for_checkers(
                module, name, bindings, typing=typing
            )
        finally:
            self.questions.unmark(key)

    def _for_checkers(
        self, module: str, name: str, bindings: ModuleBindings, *, typing: bool
    ) -> Resolution | None:
        """What a name is bound to for type checkers alone."""
        if not typing:
            return None
        return self._options(module, name, bindings.typing.get(name, ()), bindings.typing_stars, typing=True)

    def _options(
        self,
        module: str,
        name: str,
        sources: tuple[Source, ...],
        stars: tuple[ImportStatement, ...],
        *,
        typing: bool = False,
    ) -> Resolution | None:
        if len(sources) == 1 and not stars:
            return self._meaning(module, sources[0], typing=typing)
        events: list[tuple[int, Source | Resolution, bool]] = [
            (start_of(source), source, may_not_run(source)) for source in sources
        ]
        for star in stars:
            given = self._star_of(module, star, name, typing=typing)
            if given is not None:
                is_guess = isinstance(given, Unknown) or star.is_conditional or star.arm is not Arm.NONE
                events.append((star.start, given, is_guess))
        events.sort(key=lambda event: event[0])
        options: list[Resolution] = []
        for _, source, is_optional in events:
            if not is_optional:
                options.clear()
            if isinstance(source, Definition | ImportBinding):
                options.append(self._meaning(module, source, typing=typing))
            else:
                options.append(source)
        return several(options)

    def _star_of(self, module: str, star: ImportStatement, name: str, *, typing: bool) -> Resolution | None:
        target = absolute_target(self._modules[module], star)
        if target is None:
            return None
        given = self.star_gives(target, name, typing=typing)
        if isinstance(given, Missing):
            return None
        return through(given, Symbol(target, name)) if given is not None else None

    def _meaning(self, module: str, source: Source, *, typing: bool) -> Resolution:
        if isinstance(source, Definition):
            return self._definition_meaning(module, source, typing=typing)
        own = self._modules[module]
        statement, name = source.statement, source.name
        if not statement.is_from:
            return self.resolve_module(name.name if name.asname else name.binds)
        target = absolute_target(own, statement)
        if target is None:
            return Missing(module, name.binds)
        if target == module:
            before = self._taken_from_itself(own, source, typing=typing)
            if before is not None:
                return before
        outer = self.questions.watch()
        found = self.taken(own, statement, target, name.name, typing=typing)
        if self.questions.was_cut(outer) and isinstance(found, Missing):  # bound before the circle closed
            before = self._bound_before(module, name.binds, statement.start, typing=typing)
            found = found if before is None else before
        return through(found, Symbol(target, name.name))

    def _taken_from_itself(self, own: Module, source: ImportBinding, *, typing: bool) -> Resolution | None:
        """What a module takes from itself: what the name is bound to so far, in a package else a submodule."""
        name = source.name
        below = self._submodule(f"{own.name}.{name.name}")
        if own.is_package and name.name == name.binds and below is not None:
            return below
        return self._bound_before(own.name, name.name, source.statement.start, typing=typing) or below

    def _definition_meaning(self, module: str, definition: Definition, *, typing: bool) -> Resolution:
        symbol = Symbol(module, definition.name)
        if not definition.alias_of:
            return Defined(symbol)
        found = self._alias(module, definition, typing=typing)
        options = found.options if isinstance(found, Several) else (found,)
        here = Defined(symbol)
        return (
            several(
                [option if option is not None and self._is_same_thing(option) else here for option in options]
            )
            or here
        )

    def _alias(self, module: str, definition: Definition, *, typing: bool) -> Resolution | None:
        """What the right side of ``X = a.b.Y`` means there, if it is a name or leads through modules to one."""
        first, *rest = definition.alias_of.split(".")
        found = self._bound_before(module, first, definition.start, typing=typing)
        if found is not None:
            found = through(found, Symbol(module, first))
        for part in rest:
            if not isinstance(found, IsModule):
                return None
            step = self.resolve(found.module, part, typing=typing)
            found = through(step, Symbol(found.module, part))
        return found

    def _is_same_thing(self, found: Resolution) -> bool:
        """Whether an alias of it is the same thing under another name, and not a copy of a value."""
        if not isinstance(found, Defined):
            return isinstance(found, IsModule)
        symbol = found.symbol
        self.questions.note((symbol.module, symbol.name, False))
        bindings = self.bindings_of(symbol.module)
        return bindings is not None and bindings.makes_thing(symbol.name)
