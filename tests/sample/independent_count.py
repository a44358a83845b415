"""Counts the disorder of a repository without any code of the program that is to clear it away.

Plain `ast` and nothing else, so that two counts that agree were really made twice. Used as a script it prints
JSON: `python tests/sample/independent_count.py FOLDER`. The plan (`migration.toml`) of the folder says which
packages, consumers, exclusions and scope count.

* A component is a strongly connected set of two or more modules in the graph of imports that run when a module is
  imported. `from package import submodule` leads to the submodule, any other from-import to the module it names;
  that importing `a.b` also executes `a` is not an edge.
* A path is a (module, public name) pair that an import uses to reach one definition: by a from-import, by an
  attribute of an imported module, or by using a name that a star import brought. Only definitions of the scope that
  are reached by two or more paths count. A re-export is an import too. The one exception: a path is not counted
  where nothing uses it but the module that offers the name's canonical path (`feeding`).
* A dead import is a first-party import, attribute of a module or `patch` string that names nothing and does not
  stand in a `try` that catches the ImportError. Candidates are the definitions of that name in the packages.
* Managers are the classes of one role, creators what makes their instances: the rules are in `roles`. In short, an
  alias counts while somebody uses it, and a creator that only warns and calls the canonical one counts nothing.
"""

from __future__ import annotations

import ast
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

if __name__ == "__main__":  # run as a script: the repository's root is not on the path then
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.sample.roles import MANAGERS, Role, classes_of, creators_of
from tests.sample.sources import (
    DEFERRED,
    IMPORT_TIME,
    TYPING,
    Import,
    Module,
    Plan,
    local_names,
    patched,
    read_modules,
    read_plan,
    used_from_elsewhere,
    with_functions,
)

# What a name means: ("definition", "module:Name"), ("module", "a.b") or ("external", "").
Target = tuple[str, str]
# Definition -> path -> "file:line" of its uses; definitions and paths are written "module:Name".
Paths = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class Dead:
    """One import, attribute or string that names nothing."""

    file: str
    line: int
    module: str
    name: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """The counts; `total` is the number of paths."""

    modules: int
    components: list[list[str]]
    deferred_edges: list[str]
    typing_edges: list[str]
    total: int
    paths: Paths
    feeding: list[str]
    dead_one: list[Dead]
    dead_several: list[Dead]
    dead_none: list[Dead]
    managers: list[str]
    creators: list[str]
    creator_calls: dict[str, list[str]]


def count(folder: Path, role: Role = MANAGERS) -> Count:
    """Count everything in a folder that has a plan; the role says which classes and creators."""
    plan = read_plan(folder)
    repository = Repository(plan, read_modules(folder, plan))
    components, deferred, typing = repository.cycles()
    every = repository.paths()
    feeding = sorted(
        path for name, used in every.items() for path in used if repository.only_feeds(path, name, used)
    )
    paths = {
        name: {p: sites for p, sites in used.items() if p not in feeding} for name, used in every.items()
    }
    paths = {name: used for name, used in sorted(paths.items()) if len(used) > 1}
    dead = sorted(repository.dead(), key=lambda item: (item.file, item.line, item.name))
    creators, calls = creators_of(repository, role)
    return Count(
        modules=sum(repository.packaged(name) for name in repository.modules),
        components=components,
        deferred_edges=deferred,
        typing_edges=typing,
        total=sum(map(len, paths.values())),
        paths=paths,
        feeding=feeding,
        dead_one=[item for item in dead if len(item.candidates) == 1],
        dead_several=[item for item in dead if len(item.candidates) > 1],
        dead_none=[item for item in dead if not item.candidates],
        managers=classes_of(repository, role),
        creators=creators,
        creator_calls=calls,
    )


class Repository:
    """The modules of a folder, and what their names mean."""

    def __init__(self, plan: Plan, modules: dict[str, Module]) -> None:
        self.plan = plan
        self.modules = modules

    def packaged(self, name: str) -> bool:
        return name.partition(".")[0] in self.plan.packages

    def ours(self, name: str) -> bool:
        return name.partition(".")[0] in {*self.plan.packages, *self.plan.consumers}

    def resolve(self, module: str, name: str, seen: frozenset[Target] = frozenset()) -> Target | None:
        """What the name means in the module, through re-exports, stars and aliases; None for nothing."""
        if not self.ours(module):
            return ("external", "")
        here = self.modules.get(module)
        if here is None or (module, name) in seen:
            return None
        seen |= {(module, name)}
        for binding in here.bound.get(name, []):
            found = self._meaning(here, name, binding, seen)
            if found is not None:
                return found
        return self._from_star(here, name, seen) or self._implicit(here, name)

    def _meaning(
        self, here: Module, name: str, binding: Import | ast.expr | None, seen: frozenset[Target]
    ) -> Target | None:
        if isinstance(binding, Import):
            return self.imported(binding, seen)
        target = self._alias(here, binding, seen) if binding is not None else None
        return target or ("definition", f"{here.name}:{name}")

    def _alias(self, here: Module, value: ast.expr, seen: frozenset[Target]) -> Target | None:
        if isinstance(value, ast.Name):
            return self.resolve(here.name, value.id, seen)
        if isinstance(value, ast.Attribute):
            owner = self._alias(here, value.value, seen)
            if owner is not None and owner[0] == "module":
                return self.resolve(owner[1], value.attr, seen)
        return None

    def imported(self, item: Import, seen: frozenset[Target] = frozenset()) -> Target | None:
        """What the local name of an import means."""
        if item.name:
            return self.resolve(item.module, item.name, seen)
        if not self.ours(item.module):
            return ("external", "")
        top = item.module.partition(".")[0]  # what `import a.b` binds
        meant = top if item.local == top else item.module
        return ("module", meant) if item.module in self.modules else None

    def _from_star(self, here: Module, name: str, seen: frozenset[Target]) -> Target | None:
        stars = [item.module for item in here.imports if item.name == "*" and item.inside is None]
        found = (self.resolve(star, name, seen) for star in stars if name in self.public_names(star))
        return next((target for target in found if target is not None), None)

    def _implicit(self, here: Module, name: str) -> Target | None:
        if f"{here.name}.{name}" in self.modules:
            return ("module", f"{here.name}.{name}")
        for node in here.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == "__getattr__":
                return self._from_getattr(here, node, name)
        dunder = name.startswith("__") and name.endswith("__")
        return ("external", "") if dunder else None

    def _from_getattr(self, here: Module, function: ast.FunctionDef, name: str) -> Target | None:
        inside = (item for item in here.imports if item.inside is function and item.name == name)
        item = next(inside, None)
        if item is not None:
            return self.imported(item)
        named = any(isinstance(node, ast.Constant) and node.value == name for node in ast.walk(here.tree))
        return ("external", "") if named else None

    def public_names(self, module: str, seen: frozenset[str] = frozenset()) -> set[str]:
        """What a star import of the module brings."""
        here = self.modules.get(module)
        if here is None or module in seen:
            return set()
        if here.exported is not None:
            return set(here.exported)
        stars = [item.module for item in here.imports if item.name == "*" and item.inside is None]
        brought = [self.public_names(star, seen | {module}) for star in stars]
        return {name for name in set(here.bound).union(*brought) if not name.startswith("_")}

    def cycles(self) -> tuple[list[list[str]], list[str], list[str]]:
        """Import-time components, then the deferred and the typing edges that close a cycle of their own."""
        edges: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for module in filter(lambda item: self.packaged(item.name), self.modules.values()):
            for item in module.imports:
                target = self._edge_target(item)
                if target in self.modules and target != module.name and self.packaged(target):
                    edges[item.colour].add((module.name, target))
        run = edges[IMPORT_TIME]
        components = _components(run)
        deferred = _closing(edges[DEFERRED] - run, run | edges[DEFERRED])
        typing = _closing(edges[TYPING] - run - edges[DEFERRED], run | edges[DEFERRED] | edges[TYPING])
        return components, deferred, typing

    def _edge_target(self, item: Import) -> str:
        inner = f"{item.module}.{item.name}"
        if item.name and inner in self.modules and item.name not in self.modules[item.module].bound:
            return inner
        return item.module

    def paths(self) -> Paths:
        """Every path in use to a definition of the scope, single ones included."""
        found: Paths = defaultdict(lambda: defaultdict(list))
        for user in self.modules.values():
            for module, name, line in self.uses(user):
                target = self.resolve(module, name)
                if target is not None and target[0] == "definition" and self._in_scope(target[1], name):
                    found[target[1]][f"{module}:{name}"].append(f"{user.file}:{line}")
        return {
            name: {path: sorted(set(sites)) for path, sites in used.items()} for name, used in found.items()
        }

    def _in_scope(self, definition: str, name: str) -> bool:
        module, _, own = definition.partition(":")
        within = module == self.plan.scope or module.startswith(self.plan.scope + ".")
        return within and not own.startswith("_") and not name.startswith("_")

    def only_feeds(self, path: str, definition: str, used: dict[str, list[str]]) -> bool:
        """Whether a path is used by nothing but the module that offers the canonical path beside it."""
        offers = [c for c in self.plan.canonical if c in used and c not in (path, definition)]
        files = {self.modules[offer.partition(":")[0]].file for offer in offers}
        return bool(files) and {site.rpartition(":")[0] for site in used[path]} <= files

    def uses(self, user: Module) -> Iterator[tuple[str, str, int]]:
        """(module, name, line) of everything that an import of the file reaches."""
        for item in user.imports:
            if item.name not in {"", "*"} and self.ours(item.module):
                yield item.module, item.name, item.line
        yield from self._attributes(user)
        for item in user.imports:
            if item.name == "*":
                names = used_from_elsewhere(user) & self.public_names(item.module)
                yield from ((item.module, name, item.line) for name in names)

    def _attributes(self, user: Module) -> Iterator[tuple[str, str, int]]:
        """(module, name, line) of each attribute that is read from a first-party module."""
        for node, inside in with_functions(user.tree, ()):
            if not isinstance(node, ast.Attribute):
                continue
            owner = self.module_of(user, node.value, inside)
            if owner is not None and f"{owner}.{node.attr}" not in self.modules:
                yield owner, node.attr, node.lineno

    def module_of(self, user: Module, value: ast.expr, inside: tuple[ast.AST, ...]) -> str | None:
        """The first-party module that the expression means, or None."""
        if isinstance(value, ast.Attribute):
            owner = self.module_of(user, value.value, inside)
            target = self.resolve(owner, value.attr) if owner is not None else None
            return target[1] if target is not None and target[0] == "module" else None
        if not isinstance(value, ast.Name):
            return None
        for scope in (*reversed(inside), None):
            for item in user.imports:
                if item.local == value.id and item.inside is scope:
                    target = self.imported(item)
                    return target[1] if target is not None and target[0] == "module" else None
            if scope is not None and value.id in local_names(scope):
                return None
        return None

    def dead(self) -> Iterator[Dead]:
        """Everything that names nothing."""
        definitions = defaultdict(list)
        for module in filter(lambda item: self.packaged(item.name), self.modules.values()):
            for name, bindings in module.bound.items():
                if not all(isinstance(binding, Import) for binding in bindings):
                    definitions[name].append(f"{module.name}:{name}")
        for user in self.modules.values():
            for module_name, name, line in self._dead_in(user):
                candidates = tuple(sorted(definitions.get(name, [])))
                yield Dead(user.file, line, module_name, name, candidates)

    def _dead_in(self, user: Module) -> Iterator[tuple[str, str, int]]:
        for item in user.imports:
            exists = (
                item.module in self.modules if item.name in {"", "*"} else self.imported(item) is not None
            )
            if self.ours(item.module) and not item.guarded and not exists:
                yield item.module, item.name, item.line
        for module, name, line in self._attributes(user):
            if self.resolve(module, name) is None:
                yield module, name, line
        for text, line in patched(user.tree):
            if self.ours(text) and "." in text:
                module = text
                while module not in self.modules and "." in module:
                    module = module.rpartition(".")[0]
                name = text.removeprefix(module + ".").split(".")[0]
                if text != module and self.resolve(module, name) is None:
                    yield text.rpartition(".")[0], text.rpartition(".")[2], line


def _reached(start: str, edges: set[tuple[str, str]]) -> set[str]:
    following = defaultdict(set)
    for source, target in edges:
        following[source].add(target)
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = following[waiting.pop()] - seen
        seen |= new
        waiting.extend(new)
    return seen


def _components(edges: set[tuple[str, str]]) -> list[list[str]]:
    reached = {name: _reached(name, edges) for name in {name for edge in edges for name in edge}}
    groups = {tuple(sorted(o for o in reached if o in reached[n] and n in reached[o])) for n in reached}
    return sorted(list(group) for group in groups if len(group) > 1)


def _closing(extra: set[tuple[str, str]], edges: set[tuple[str, str]]) -> list[str]:
    return sorted(f"{source} > {target}" for source, target in extra if source in _reached(target, edges))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(count(Path(sys.argv[1]))), indent=2) + "\n")
