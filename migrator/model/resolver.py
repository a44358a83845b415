"""What a name in a module means: through imports, re-exports, aliases and stars, as running the module would bind it.

The answer says what can be known from the text. Where the code decides at run time it is Unknown, where several statements may bind the name it is
Several, and Missing is said only where nothing dynamic stands in the way, since people delete imports on that word.
"""

from collections.abc import Mapping

from migrator.facts.values import ANY_NAME, Facts, ImportStatement
from migrator.model.answers import Answers, Key, imports_key, outside_key, star_key
from migrator.model.bindings import (
    MODULE_ATTRIBUTES,
    ModuleBindings,
    lazy_import,
    module_bindings,
)
from migrator.model.bound import BoundNames
from migrator.model.changes import Changes
from migrator.model.graph import Links
from migrator.model.loading import Loading, ancestors
from migrator.model.modules import ModuleTable
from migrator.model.outside import OutsideBindings
from migrator.model.targets import through_root
from migrator.model.values import (
    Defined,
    External,
    IsModule,
    Missing,
    Module,
    Resolution,
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
        links: By importer, the edges that its file makes.
        ignored: Files that may be there though no tree has them.
        answers: What is known already.
    """

    def __init__(  # noqa: PLR0913  what names depend on, and what is known already, by keyword
        self,
        table: ModuleTable,
        facts: Mapping[str, Facts],
        *,
        packages: tuple[str, ...],
        links: Mapping[str, Links],
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
        self._is_ours: dict[str, bool] = {}
        self._links = links
        self._answers = answers or Answers(_DEEPEST)
        self._bound = BoundNames(
            self, table.modules, Loading(table.modules, facts, links, table.roots), self._answers
        )
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

    def renewed(
        self, facts: Mapping[str, Facts], links: Mapping[str, Links], changed: Changes
    ) -> tuple["Resolver", frozenset[Key]]:
        """The resolver of the same modules with other facts, and the keys of what may mean something else; other answers are taken over."""
        stale = self._answers.reached(changed.keys, changed.modules)
        new = Resolver(
            self._table,
            facts,
            packages=tuple(self._packages),
            links=links,
            ignored=self._ignored,
            answers=Answers(_DEEPEST, self._answers, stale),
        )
        return new, stale

    def taken(
        self, importer: Module, statement: ImportStatement, target: str, name: str, *, typing: bool = False
    ) -> Resolution:
        """What a file's ``from target import name`` gives: of a module that may still be running, perhaps what it has bound so far."""
        return self._bound.taken(importer, statement, target, name, typing=typing)

    def imported_as(
        self, importer: Module, statement: ImportStatement, dotted: str, *, typing: bool = False
    ) -> Resolution:
        """What ``import a.b.c as x`` binds: what ``a.b`` has by the name ``c`` when ``a.b.c`` is loaded."""
        return self._bound.imported_as(importer, statement, dotted, typing=typing)

    def resolve_module(self, dotted: str) -> Resolution:
        """What ``import dotted`` finds."""
        if self.known(dotted) is not None:
            return IsModule(dotted)
        if not self.is_first_party(dotted):
            return External(dotted)
        reason = self._opaque.get(dotted) or self._made_above(dotted)
        if not reason:
            self.questions.note(outside_key(""))
            reason = self._outside.of_module(dotted)
        return Unknown(reason) if reason else Missing(dotted, None)

    def _made_above(self, dotted: str) -> str:
        """Why something above a module may make it, empty if nothing does."""
        ancestor = dotted.rpartition(".")[0]
        while ancestor:
            if ancestor in self._opaque:
                return self._opaque[ancestor]
            self.questions.note(imports_key(ancestor))
            facts = self.facts_of(ancestor)
            if facts is not None and facts.is_dynamic:
                return f"{ancestor} binds names at run time"
            if facts is not None and _may_be_package(self._modules[ancestor], facts):
                return f"{ancestor} has a module __getattr__, which may make it a package"
            ancestor = ancestor.rpartition(".")[0]
        return ""

    def is_first_party(self, dotted: str) -> bool:
        """Whether the repository is answerable for the name: it is a known module, or under a package of the plan."""
        known = self._is_ours.get(dotted)
        if known is None:
            known = self._is_ours[dotted] = self.known(dotted) is not None or self._is_below_package(dotted)
        return known

    def _is_below_package(self, dotted: str) -> bool:
        return any(one in self._packages for one in (dotted, *ancestors(dotted)))

    def known(self, dotted: str) -> str | None:
        """The name in the module table of a module that may be spelled through a source root; None where there is none."""
        return dotted if dotted in self._modules else through_root(dotted, self._modules, self._roots)

    def facts_of(self, module: str) -> Facts | None:
        """The facts of a module, if its file was read."""
        found = self._modules.get(module)
        return None if found is None else self._facts.get(found.path)

    def bindings_of(self, module: str) -> ModuleBindings | None:
        """The bindings of a module, if its file was read."""
        known = self._bindings.get(module)
        if known is None and (facts := self.facts_of(module)) is not None:
            known = self._bindings[module] = module_bindings(facts)
        return known

    def star_gives(self, module: str, name: str, *, typing: bool = False) -> Resolution | None:
        """What ``from module import *`` binds the name to; None where it does not bind it."""
        module = self.known(module) or module
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

    def unbound(self, module: str, name: str, *, typing: bool = False) -> Resolution:
        """What a module gives for a name that none of its statements binds."""
        own, facts = self._modules[module], self.facts_of(module)
        if own.is_namespace or facts is None:
            nothing = self._missing(module, name) if own.is_namespace else Unknown(f"{own.path} was not read")
            return self._submodule(f"{module}.{name}") or nothing
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
        found = self._bound.at_end(module, name, typing=typing)
        if found is None:
            self.questions.note(imports_key(module))
            found = self._bound.loaded_submodule(module, name)
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
        return self._bound.at_end(module, name, typing=typing) or self.unbound(module, name, typing=typing)

    def _through_root(self, module: str, name: str, *, typing: bool) -> Resolution:
        """What a path through a source root gives: what the module gives; its submodules stay spelled that way."""
        known = self.known(module) or module
        found = self.resolve(known, name, typing=typing)
        return IsModule(f"{module}.{name}") if found == IsModule(f"{known}.{name}") else found

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
            return self._bound.meaning(own.name, imported, typing=typing)
        is_open = facts.has_getattr and not (facts.is_getattr_closed and name not in facts.lazy_names)
        if not (is_open or facts.is_dynamic):
            return None
        how = "a module __getattr__" if is_open else "bindings made at run time"
        typed = None if typing else self._bound.annotated(own.name, name)
        return typed or Unknown(f"{own.name} has {how}")

    def _submodule(self, dotted: str) -> Resolution | None:
        if dotted in self._modules:
            return IsModule(dotted)
        reason = self._opaque.get(dotted)
        return None if reason is None else Unknown(reason)


def _may_be_package(own: Module, facts: Facts) -> bool:
    """Whether a plain module may answer for ``__path__``: then Python looks for modules inside it."""
    is_open = facts.has_getattr and not (facts.is_getattr_closed and "__path__" not in facts.lazy_names)
    return is_open and not own.is_package
