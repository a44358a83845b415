"""Names and modules that are bound from outside: by a statement of another file, in the table of loaded modules, or by a build.

It is asked only before something would be said to be missing. There it is generous: people delete imports on that word, so a binding that may be
of the module is taken for one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from migrator.facts.values import ANY_NAME, Facts, ImportedName, ImportStatement, OutsideBinding
from migrator.model.targets import absolute_target
from migrator.model.values import IsModule, Module, Resolution, Several
from migrator.source.ignored import NOTHING, Ignored

_BUILT = ("_version", "__version__", "_pb2", "_pb2_grpc")
"""Endings of modules that builds write and nobody commits."""

_NO_FINDERS = frozenset({"import_module", "ModuleType", "ModuleNotFoundError", "modules"})

Resolve = Callable[[str, str], Resolution]


class OutsideBindings:
    """What files of a repository bind in other modules.

    Args:
        modules: The module table.
        facts: By path.
        roots: Source roots beside the repository's own.
        ignored: Files that may be there though no tree has them.
    """

    def __init__(
        self,
        modules: Mapping[str, Module],
        facts: Mapping[str, Facts],
        *,
        roots: tuple[str, ...] = (),
        ignored: Ignored = NOTHING,
    ) -> None:
        self._modules = modules
        self._facts = facts
        self._roots = ("", *(f"{root}/" for root in roots))
        self._ignored = ignored
        self._imports: dict[str, defaultdict[str, list[tuple[ImportStatement, ImportedName]]]] = {}

    def of_name(self, module: str, name: str, resolve: Resolve) -> str:
        """What may bind the name in the module, as a reason; empty if nothing does.

        Args:
            module: Where the name would be missing.
            name: The name.
            resolve: Says what a name that a file imports is.
        """
        for importer, binding in self._by_name.get(name, ()):
            if self._is_of(module, importer, binding, resolve) or self._may_be_of(module, importer, binding):
                return f"bound by {importer.path}:{binding.line}"
        for importer, binding in self._by_name.get(ANY_NAME, ()):
            if self._is_of(module, importer, binding, resolve):
                return f"names are bound by {importer.path}:{binding.line}"
        if giver := self._given_to(module):
            return f"names are bound by {giver}"
        if module in self._replaced:
            return f"another object is put into its place by {self._replaced[module]}"
        return self.of_module(f"{module}.{name}")

    def of_module(self, dotted: str) -> str:
        """What may make the module, as a reason; empty if nothing does."""
        part = dotted
        while part and part not in self._modules:
            if part in self._registered:
                return f"put into sys.modules by {self._registered[part]}"
            if unseen := self._ignored_file(part):
                return f"{unseen} is ignored by git and may be there"
            part = part.rpartition(".")[0]
        last = dotted.rpartition(".")[2]
        if last in _BUILT or last.endswith(_BUILT[2:]):
            return f"{dotted} may be written by a build"
        return ""

    def _ignored_file(self, dotted: str) -> str:
        """A file that would be the module and that git would not show. A folder that is ignored as a whole and has files all the same says nothing."""
        package = dotted.rpartition(".")[0]
        for root in self._roots:
            folder = f"{root}{package.replace('.', '/')}/" if package else root
            if package in self._modules and self._ignored.has(folder):
                continue
            place = f"{root}{dotted.replace('.', '/')}"
            for path in (f"{place}.py", f"{place}/__init__.py"):
                if self._ignored.has(path):
                    return path
        return ""

    @cached_property
    def _by_name(self) -> Mapping[str, list[tuple[Module, OutsideBinding]]]:
        found: defaultdict[str, list[tuple[Module, OutsideBinding]]] = defaultdict(list)
        for importer, binding in self._all():
            if binding.name:
                found[binding.name].append((importer, binding))
        return found

    @cached_property
    def _registered(self) -> Mapping[str, str]:
        return {
            binding.owner: f"{importer.path}:{binding.line}"
            for importer, binding in self._all()
            if not binding.name
        }

    @cached_property
    def _replaced(self) -> Mapping[str, str]:
        """Modules that put something else into the table of modules in their own place."""
        return {
            binding.owner: f"{importer.path}:{binding.line}"
            for importer, binding in self._all()
            if not binding.name and binding.owner == importer.name
        }

    def _all(self) -> Iterator[tuple[Module, OutsideBinding]]:
        for module in self._modules.values():
            facts = self._facts.get(module.path)
            for binding in facts.outside if facts is not None else ():
                yield module, binding

    def _is_of(self, module: str, importer: Module, binding: OutsideBinding, resolve: Resolve) -> bool:
        """Whether the owner is the module, as far as the imports of the file say."""
        if binding.is_absolute:
            return binding.owner == module
        if not binding.owner:
            return self._uses(module, importer.name)
        for dotted, taken in self._owners(importer, binding.owner):
            if dotted == module:
                return True
            if taken is not None and module in _modules_of(resolve(*taken)):
                return True
        return False

    def _uses(self, module: str, other: str) -> bool:
        """Whether the module imports the other one, or something from it."""
        own = self._modules[module]
        facts = self._facts.get(own.path)
        for statement in facts.imports if facts is not None else ():
            target = absolute_target(own, statement)
            for alias in statement.names:
                if other in {target, f"{target}.{alias.name}", alias.name}:
                    return True
        return False

    def _given_to(self, module: str) -> str:
        """Who binds names in modules that are given to a function, where the module may give itself to it; empty if nobody does.

        It imports the function's file, and something that finds modules (`find_current_module`).
        """
        own = self._modules[module]
        facts = self._facts.get(own.path)
        taken = (alias.name for statement in (facts.imports if facts else ()) for alias in statement.names)
        if not any("module" in name.lower() and name not in _NO_FINDERS for name in taken):
            return ""
        for importer, binding in self._givers:
            if self._uses(module, importer.name):
                return f"{importer.path}:{binding.line}"
        return ""

    @cached_property
    def _givers(self) -> list[tuple[Module, OutsideBinding]]:
        """Bindings of any name in a parameter that stands for a module."""
        return [
            (importer, binding)
            for importer, binding in self._by_name.get(ANY_NAME, ())
            if not binding.is_absolute
            and "mod" in binding.owner.rpartition(".")[2].lower()
            and not any(True for _ in self._owners(importer, binding.owner))
        ]

    def _owners(self, importer: Module, owner: str) -> Iterator[tuple[str, tuple[str, str] | None]]:
        """The full names an owner may have by the file's imports, with the (module, name) to resolve it by."""
        first, dot, rest = owner.partition(".")
        for statement, alias in self._imports_by_name(importer).get(first, ()):
            if not statement.is_from:
                dotted = f"{alias.name}{dot}{rest}" if alias.asname else owner
                before, _, last = dotted.rpartition(".")
                yield dotted, (before, last) if before else None
            elif (target := absolute_target(importer, statement)) is not None:
                yield f"{target}.{alias.name}{dot}{rest}", None if rest else (target, alias.name)

    def _imports_by_name(self, importer: Module) -> Mapping[str, list[tuple[ImportStatement, ImportedName]]]:
        known = self._imports.get(importer.name)
        if known is None:
            known = self._imports[importer.name] = defaultdict(list)
            for statement in self._facts[importer.path].imports:
                for alias in statement.names:
                    known[alias.binds].append((statement, alias))
        return known

    def _may_be_of(self, module: str, importer: Module, binding: OutsideBinding) -> bool:
        """Whether the owner is called like the module, or like something that stands for modules."""
        last = binding.owner.rpartition(".")[2]
        if binding.is_absolute or not last:
            return False
        if last == module.rpartition(".")[2]:
            return True
        is_imported = any(True for _ in self._owners(importer, binding.owner))
        return not is_imported and "mod" in last.lower()


def _modules_of(found: Resolution) -> tuple[str, ...]:
    options = found.options if isinstance(found, Several) else (found,)
    return tuple(option.module for option in options if isinstance(option, IsModule))
