"""Recipe: a creator that nobody here calls any more stays for others: it warns, and gives what the canonical one gives.

Its name, signature, docstring and place stay; its body becomes a warning and one call, by the same proof that rewrote its calls. What only
the old body used goes with it.
"""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from migrator.model.model import Model
from migrator.model.values import Defined, Symbol
from migrator.recipes.duplicates.call_edits import own_call
from migrator.recipes.duplicates.definitions import Definitions, FunctionDefinition, resolved
from migrator.recipes.duplicates.equivalence import Equivalence
from migrator.recipes.duplicates.forwarded import Need
from migrator.recipes.duplicates.leftovers import without_leftovers
from migrator.recipes.duplicates.meanings import FileMeanings
from migrator.recipes.duplicates.products import product_of
from migrator.recipes.editing.edits import apply_edits, newline_near, why_broken
from migrator.recipes.editing.hunks import PendingHunk, file_change, keyed_edits
from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.import_placement import prefers_relative
from migrator.recipes.editing.origins import ImportedAs
from migrator.recipes.editing.placement import is_docstring
from migrator.recipes.replace_calls import plan_replace_calls, prove_creators
from migrator.recipes.sites.cycle_guard import CycleGuard
from migrator.recipes.values import ChangeSet, Left
from migrator.records.intentions import Exclusion, ReplaceCalls, RetireCreator
from migrator.source.values import Tree

_WIDTH = 88
_CACHES = frozenset({"cache", "lru_cache"})


def plan_retire(
    intention: RetireCreator, model: Model, tree: Tree, exclusions: Sequence[Exclusion] = ()
) -> ChangeSet:
    """The creator as a warning alias; refused while calls of it can still be rewritten, or where it is not provably the same."""
    definitions = Definitions(model, tree)
    symbol = resolved(model, intention.creator)
    function = definitions.function(symbol) if symbol is not None else f"{intention.creator} is not defined"
    if isinstance(function, str):
        return ChangeSet(refused=function)
    canonical = resolved(model, intention.canonical)
    if canonical is not None and is_retired(definitions, function, canonical):
        return ChangeSet()
    proven = prove_creators(definitions, intention.creator, intention.canonical)
    if isinstance(proven, str):
        return ChangeSet(refused=proven)
    calls = plan_replace_calls(
        ReplaceCalls(creator=intention.creator, canonical=intention.canonical), model, tree, exclusions
    )
    if calls.files:
        where = ", ".join(one.path for one in calls.files)
        return ChangeSet(left=calls.left, refused=f"{function.symbol.name} is still called in {where}")
    return _Retired(definitions, intention, proven).change_set(calls.left)


def is_retired(definitions: Definitions, function: FunctionDefinition, canonical: Symbol) -> bool:
    """It does nothing but warn that it is deprecated and return what the canonical one gives."""
    body = [node for node in function.node.body if not is_docstring(node)]
    body = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom)]
    if len(body) != 2 or not isinstance(body[0], ast.Expr) or not isinstance(body[1], ast.Return):
        return False
    said = ast.unparse(body[0])
    product = product_of(definitions, function)
    calls = not isinstance(product, str) and product.callee == canonical
    return calls and "warn(" in said and "DeprecationWarning" in said


@dataclass
class _Retired:
    """One creator under rewriting."""

    definitions: Definitions
    intention: RetireCreator
    proven: Equivalence
    inside: list[str] = field(default_factory=list)
    added: list[ImportedAs] = field(default_factory=list)

    @property
    def function(self) -> FunctionDefinition:
        return self.proven.creator

    @property
    def home(self) -> FileMeanings:
        return self.function.home

    def change_set(self, left: Sequence[Left]) -> ChangeSet:
        name = self.function.symbol.name
        problem = self._why_not()
        if problem:
            return ChangeSet(left=tuple(left), refused=problem)
        splices = [*self._decorators(), self._body()]
        file, module = self.home.file, self.home.module
        every = without_leftovers(self.definitions.model, module, file, splices, added=self.added)
        canonical = self.intention.canonical.name
        hunk = PendingHunk(
            self.function.owner.name if self.function.owner else "",
            f"retire {name}",
            f"body of {name} becomes a warning and a call of {canonical}",
            f"nobody here calls {name} any more",
            every,
            optional=False,
        )
        origin = f"retire-creator {self.intention.creator} {self.intention.canonical}"
        edits = keyed_edits(origin, file.path, [hunk])
        broken = why_broken(file.path, file.raw, apply_edits(file.raw, edits))
        if broken:
            return ChangeSet(refused=f"the result would not compile: {broken}")
        notes = [f"{name}: {one}" for one in self.proven.notes]
        notes += [f"{one.path}:{one.line} keeps working through the warning alias {name}" for one in left]
        shims = () if self.function.owner is not None else (self.function.symbol,)
        change = file_change(self.definitions.tree, file.path, edits)
        return ChangeSet(files=(change,), left=tuple(left), shims=shims, notes=tuple(notes))

    def _why_not(self) -> str:
        names = {one.name for one in self.function.signature.parameters}
        head = self.intention.canonical.name.partition(".")[0]
        taken = sorted(names & {head, "warnings"})
        if taken:
            return f"a parameter of {self.function.symbol.name} is called {taken[0]}"
        bound = [
            node
            for node in self.function.node.body
            if isinstance(node, ast.Expr) and node.lineno == self.function.node.lineno
        ]
        return f"{self.function.symbol.name} stands on one line with a docstring" if bound else ""

    def _decorators(self) -> list[Splice]:
        """Cache decorators go: what is kept is kept by the canonical one."""
        file, result = self.home.file, []
        for node in self.function.node.decorator_list:
            called = node.func if isinstance(node, ast.Call) else node
            if ast.unparse(called).rpartition(".")[2] in _CACHES:
                start = file.line_start(file.span(node)[0])
                result.append(Splice(start, file.next_line(file.span(node)[1]), b""))
        return result

    def _body(self) -> Splice:
        file, node = self.home.file, self.function.node
        body = [one for one in node.body if not is_docstring(one)]
        lines = self._lines()
        newline = newline_near(file.raw, file.span(node)[0])
        if not body:
            end = file.line_end(file.span(node.body[-1])[1])
            indent = file.indentation(file.span(node.body[0])[0])
            return Splice(end, end, b"".join(newline + indent + file.encode(one) for one in lines))
        start, end = file.statement_span(body[0])[0], file.line_end(file.span(body[-1])[1])
        if file.raw[file.line_start(start) : start].strip():
            indent = file.indentation(file.span(node)[0]) + b"    "
            before = len(file.raw[:start].rstrip(b" \t"))
            return Splice(before, end, b"".join(newline + indent + file.encode(one) for one in lines))
        indent = file.indentation(start)
        first = self._first_line(file.line_start(start))
        return Splice(first, end, newline.join(indent + file.encode(one) for one in lines))

    def _first_line(self, start: int) -> int:
        """The start of the comments and blank lines above the body."""
        file = self.home.file
        line = file.line_of(start)
        while line > 1:
            above = file.line_starts[line - 2]
            text = file.raw[above : file.line_end(above)].strip()
            if text and not re.match(rb"#", text):
                break
            start, line = above, line - 1
        return start

    def _lines(self) -> list[str]:
        name, canonical = self.function.symbol.name, self.intention.canonical
        head, dot, tail = canonical.name.partition(".")
        local = self._local(Need(head, *_path(self.proven.canonical)), canonical.module)
        needs = frozenset[Need]().union(*(value.needs for value in self.proven.arguments.values()))
        for need in sorted(needs):
            self._local(need, need.module)
        call = own_call(self.proven, f"{local}{dot}{tail}")
        waits = "await " if self.function.is_async and self.proven.is_coroutine else ""
        if self.home.defined_here("warnings") is None and self._binds("warnings") != "warnings":
            self.added.append(ImportedAs("warnings", None, None))
        text = f"{name} is deprecated, use {canonical.name}"
        warning = f'warnings.warn("{text}", DeprecationWarning, stacklevel=2)'
        is_long = len(warning) + self.function.node.col_offset + 4 > max(_WIDTH, self.home.file.longest_line)
        said = [*warning.replace("warn(", "warn(\n    ", 1)[:-1].split("\n"), ")"] if is_long else [warning]
        return [*self.inside, *said, f"return {waits}{call}"]

    def _binds(self, name: str) -> str:
        """The module that a plain import at module level binds to the name, or ``""``."""
        for node in self.home.file.tree.body:
            if isinstance(node, ast.Import):
                found = [one.name for one in node.names if (one.asname or one.name.partition(".")[0]) == name]
                if found:
                    return found[0]
        return ""

    def _local(self, need: Need, module: str) -> str:
        """The name by which something is known here; notes the import it takes."""
        definition = Symbol(need.module, need.name or "")
        bindings = self.home.scopes.module.bindings
        for name in (need.local, *bindings):
            found = self.definitions.model.resolve(self.home.module.name, name)
            if (
                name in bindings
                and isinstance(found, Defined)
                and found.symbol == definition
                and self._runs(name)
            ):
                return name
        if need.name is None or module == self.home.module.name:
            return need.local
        level = 1 if prefers_relative(self.home.file.tree.body, self.definitions.model.is_first_party) else 0
        asname = None if need.local == need.name else need.local
        is_taken = need.local in bindings
        if is_taken or CycleGuard(self.definitions.model).closes(self.home.module.name, module):
            taken = need.name if asname is None else f"{need.name} as {asname}"
            self.inside.append(f"from {module} import {taken}")
        else:
            self.added.append(ImportedAs(module, need.name, asname, level))
        return need.local

    def _runs(self, name: str) -> bool:
        """The binding is there at run time."""
        aliases = self.home.aliases(self.home.scopes.module, name)
        return aliases is None or all(not one.placed.is_typing for one in aliases)


def _path(symbol: Symbol) -> tuple[str, str]:
    return symbol.module, symbol.name.partition(".")[0]
