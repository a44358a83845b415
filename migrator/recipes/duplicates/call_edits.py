"""One call rewritten: the canonical callee, and its arguments in its own signature.

Arguments keep their text, their order of evaluation and their layout; a keyword is written where order or position would say something
else. What would be evaluated twice, not at all, or in another order is a reason to leave the call.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.recipes.duplicates.equivalence import Equivalence
from migrator.recipes.duplicates.forwarded import Need, Value, filled, given_text
from migrator.recipes.duplicates.meanings import FileMeanings
from migrator.recipes.duplicates.signatures import Argument, Bound, ParameterKind, call_arguments
from migrator.recipes.editing.edits import newline_near
from migrator.recipes.editing.import_edits import Splice


@dataclass
class CallEdit:
    """A call that can be rewritten.

    Attributes:
        call: The call.
        callee: The expression that names the creator, to be replaced.
        arguments: What becomes of the argument list.
        needs: Global names that the new arguments use.
        unawaited: Where ``await`` stands that goes.
        is_adapted: The arguments change.
    """

    call: ast.Call
    callee: tuple[int, int]
    arguments: list[Splice] = field(default_factory=list)
    needs: frozenset[Need] = frozenset()
    unawaited: Splice | None = None
    is_adapted: bool = False

    def splices(self, file: FileMeanings, name: str) -> list[Splice]:
        """The edits, given how the canonical one is called here."""
        start, end = self.callee
        new = file.file.encode(name)
        changes = [] if file.file.raw[start:end] == new else [Splice(start, end, new)]
        return [*([self.unawaited] if self.unawaited else []), *changes, *self.arguments]


@dataclass(frozen=True)
class _Item:
    """One argument of the new call: its parameter (``""`` for one that is passed on as it is), its text, and where it came from."""

    parameter: str
    text: str
    sources: tuple[int, ...]
    is_changed: bool


def edit_call(home: FileMeanings, call: ast.Call, equivalence: Equivalence) -> CallEdit | str:
    """How a call of the creator becomes one of the canonical, or why it stays."""
    if id(call) in home.in_f_strings:
        return "it stands in an f-string"
    edit = CallEdit(call, home.file.span(call.func))
    problem = _await(home, edit, equivalence)
    if problem:
        return problem
    return edit if _is_verbatim(equivalence) else _with_arguments(home, edit, equivalence)


def own_call(equivalence: Equivalence, name: str) -> str:
    """The call of the canonical one that the creator itself makes of its parameters."""
    canonical = equivalence.signature
    parts: list[str] = []
    by_keyword = False
    for one in canonical.named:
        value = equivalence.arguments.get(one.name)
        default = equivalence.defaults.get(one.name)
        if value is None or (default is not None and not value.holes and default.meaning == value.meaning):
            by_keyword = True
            continue
        if one.kind is ParameterKind.KEYWORD or by_keyword:
            parts.append(f"{one.name}={value.text}")
        else:
            parts.append(value.text)
    own = equivalence.creator.signature
    if equivalence.passes_rest:
        parts.append(f"*{own.loose(ParameterKind.ARGUMENTS)}")
    if equivalence.passes_options:
        parts.append(f"**{own.loose(ParameterKind.KEYWORDS)}")
    return f"{name}({', '.join(parts)})"


def _with_arguments(home: FileMeanings, edit: CallEdit, equivalence: Equivalence) -> CallEdit | str:
    bound = equivalence.creator.signature.bind(edit.call)
    if isinstance(bound, str):
        return bound
    items = _items(home, bound, equivalence)
    if isinstance(items, str):
        return items
    edit.needs = frozenset[Need]().union(*(value.needs for value in _new_values(bound, equivalence)))
    placed = _Placing(home, edit.call, equivalence).run(items)
    if isinstance(placed, str):
        return placed
    edit.arguments = placed
    edit.is_adapted = bool(placed)
    return edit


def _await(home: FileMeanings, edit: CallEdit, equivalence: Equivalence) -> str:
    if not equivalence.was_coroutine or equivalence.is_coroutine:
        return ""
    parent = home.parents.get(id(edit.call))
    if not isinstance(parent, ast.Await):
        return f"{equivalence.creator.symbol.name} gives a coroutine here that is not awaited at once"
    start, end = home.file.span(parent)[0], home.file.span(edit.call)[0]
    found = re.compile(rb"await[ \t]+\Z").match(home.file.raw[start:end])
    if found is None:
        return "its `await` does not stand directly before it"
    edit.unawaited = Splice(start, end, b"")
    return ""


def _is_verbatim(equivalence: Equivalence) -> bool:
    """Any call of the creator means the same with the other name."""
    own = equivalence.creator.signature
    loose = bool(own.loose(ParameterKind.ARGUMENTS)) == equivalence.passes_rest
    options = bool(own.loose(ParameterKind.KEYWORDS)) == equivalence.passes_options
    if not own.named:
        return (
            loose
            and options
            and not equivalence.arguments
            and equivalence.passes_rest
            and equivalence.passes_options
        )
    theirs = equivalence.signature
    if not (loose and options) or equivalence.passes_rest or equivalence.passes_options:
        return False
    same = [(one.name, one.kind) for one in own.named] == [(one.name, one.kind) for one in theirs.named]
    passed = all(
        name in equivalence.arguments
        and equivalence.arguments[name].is_parameter
        and equivalence.arguments[name].holes == (name,)
        for name in (one.name for one in own.named)
    )
    defaults = all(
        (one.default is None) == (other.default is None)
        and (
            one.default is None
            or _meaning(equivalence.own_defaults, one.name)
            == _meaning(equivalence.defaults, other.name)
            is not None
        )
        for one, other in zip(own.named, theirs.named, strict=False)
    )
    return same and passed and defaults


def _meaning(values: object, name: str) -> object:
    found = values.get(name) if isinstance(values, dict) else None
    return found.meaning if isinstance(found, Value) else None


def _items(home: FileMeanings, bound: Bound, equivalence: Equivalence) -> list[_Item] | str:
    """The arguments of the new call, in the order of its parameters."""
    items: list[_Item] = []
    given = {name: given_text(home.file.source_of(one.node), one.node) for name, one in bound.given.items()}
    for one in equivalence.signature.named:
        value = equivalence.arguments.get(one.name)
        if value is None:
            if (
                one.is_required
                and not bound.rest
                and one.name not in {extra.keyword for extra in bound.options}
            ):
                return f"{equivalence.creator.symbol.name} never gives {one.name}"
            continue
        sources = tuple(bound.given[name].index for name in value.holes if name in bound.given)
        missing = [
            name for name in value.holes if name not in bound.given and name not in equivalence.own_defaults
        ]
        if missing:
            return f"the default of {missing[0]} is made anew each time"
        repeated = [name for name in value.holes if value.holes.count(name) > 1 and name in given]
        whole = filled(value, {**equivalence.own_defaults, **given})
        if (
            any(not given[name].is_fixed for name in repeated)
            and whole.text.count(given[repeated[0]].text) > 1
        ):
            return f"{repeated[0]} would be evaluated twice"
        default = equivalence.defaults.get(one.name)
        if not sources and default is not None and default.meaning == whole.meaning:
            continue
        items.append(_Item(one.name, whole.text, tuple(dict.fromkeys(sources)), not value.is_parameter))
    for extra in (*bound.rest, *bound.options):
        if not (equivalence.passes_rest if extra.keyword is None else equivalence.passes_options):
            return "it gives arguments that are not passed on"
        text = home.file.source_of(extra.node)
        items.append(
            _Item("" if extra.keyword is None else extra.keyword, text, (extra.index,), is_changed=False)
        )
    return items


def _new_values(bound: Bound, equivalence: Equivalence) -> Iterable[Value]:
    for name, value in equivalence.arguments.items():
        mapping = {hole: one for hole, one in equivalence.own_defaults.items() if hole not in bound.given}
        whole = filled(value, mapping)
        default = equivalence.defaults.get(name)
        if default is None or default.meaning != whole.meaning:
            yield whole


class _Placing:
    """Writes the new argument list: in place where every argument stays, else anew."""

    def __init__(self, home: FileMeanings, call: ast.Call, equivalence: Equivalence) -> None:
        self.home, self.file, self.call, self.equivalence = home, home.file, call, equivalence
        self.arguments = {one.index: one for one in call_arguments(call)}

    def run(self, items: list[_Item]) -> list[Splice] | str:
        taken = [index for item in items for index in item.sources]
        dropped = [one for index, one in self.arguments.items() if index not in taken]
        moving = [one for one in dropped if not given_text("", one.node).is_fixed]
        if moving:
            return f"`{self.file.source_of(moving[0].node)}` would not be evaluated any more"
        twice = [index for index in set(taken) if taken.count(index) > 1]
        if any(not given_text("", self.arguments[index].node).is_fixed for index in twice):
            return "an argument would be evaluated twice"
        ordered = self._ordered(items)
        if isinstance(ordered, str):
            return ordered
        words = self._words(ordered)
        if isinstance(words, str):
            return words
        is_plain = not dropped and all(len(item.sources) <= 1 for item in items) and not twice
        return self._in_place(ordered, words) if is_plain else self._anew(words)

    def _ordered(self, items: list[_Item]) -> list[_Item] | str:
        """Arguments in the order in which they are evaluated now, new ones last."""
        own = [item for item in items if item.sources]
        for item in own:
            several = [
                index for index in item.sources if not given_text("", self.arguments[index].node).is_fixed
            ]
            if len(item.sources) > 1 and several:
                return "several arguments become one, and evaluating them may have effects"
        ordered = sorted(own, key=lambda item: min(item.sources))
        return [*ordered, *(item for item in items if not item.sources)]

    def _words(self, ordered: list[_Item]) -> list[tuple[_Item, str]] | str:
        """Each argument with its keyword where it needs one."""
        positional = [one.name for one in self.equivalence.signature.positional]
        kinds = {one.name: one.kind for one in self.equivalence.signature.named}
        result: list[tuple[_Item, str]] = []
        by_keyword = False
        for position, item in enumerate(ordered):
            source = self.arguments[item.sources[0]] if item.sources else None
            fits = item.parameter == "" or (
                position < len(positional) and positional[position] == item.parameter
            )
            wants_keyword = source is None or source.keyword is not None
            kind = kinds.get(item.parameter)
            if kind is ParameterKind.POSITIONAL:
                wants_keyword = False
            if fits and not by_keyword and not wants_keyword:
                result.append((item, ""))
            elif item.parameter == "" or kind is ParameterKind.POSITIONAL:
                return "its positional arguments cannot keep their order"
            else:
                by_keyword = True
                result.append((item, item.parameter))
        return result

    def _in_place(self, ordered: list[_Item], words: list[tuple[_Item, str]]) -> list[Splice]:
        splices: list[Splice] = []
        added: list[str] = []
        for item, keyword in words:
            said = f"{keyword}={item.text}" if keyword else item.text
            if not item.sources:
                added.append(said)
                continue
            argument = self.arguments[item.sources[0]]
            splices += self._argument(argument, item, keyword)
        if added:
            splices.append(self._appended(added))
        del ordered
        return splices

    def _argument(self, argument: Argument, item: _Item, keyword: str) -> list[Splice]:
        start, end = self.file.span(argument.node)
        result: list[Splice] = []
        if (argument.keyword or "") != keyword:
            first = self._keyword_start(argument) if argument.keyword else start
            result.append(Splice(first, start, self.file.encode(f"{keyword}=" if keyword else "")))
        if item.is_changed and self.file.text(start, end) != item.text:
            result.append(Splice(start, end, self.file.encode(item.text)))
        return result

    def _keyword_start(self, argument: Argument) -> int:
        node = self.call.keywords[argument.index - len(self.call.args)]
        return self.file.offset(node.lineno, node.col_offset)

    def _appended(self, added: list[str]) -> Splice:
        end = self.file.span(self.call)[1]
        text = ", ".join(added)
        if not self.arguments:
            opening = self._opening()
            return Splice(opening + 1, end - 1, self.file.encode(text))
        last = self.file.span(self.arguments[len(self.arguments) - 1].node)[1]
        rest = self.file.raw[last : end - 1]
        comma = re.compile(rb"(?:[ \t\r\n\)]|#[^\r\n]*)*?,").match(rest)
        owns_line = b"\n" in rest or b"\r" in rest
        if comma and owns_line:
            line_end = self.file.line_end(last)
            newline = newline_near(self.file.raw, line_end)
            indent = self.file.indentation(self.file.span(self.arguments[len(self.arguments) - 1].node)[0])
            lines = b"".join(newline + indent + self.file.encode(f"{one},") for one in added)
            return Splice(line_end, line_end, lines)
        if comma:
            place = last + comma.end()
            return Splice(place, place, self.file.encode(f" {text},"))
        place = self._after(last)
        return Splice(place, place, self.file.encode(f", {text}"))

    def _after(self, end: int) -> int:
        """Behind the parentheses around an argument, if there are any."""
        start = self.file.span(self.arguments[len(self.arguments) - 1].node)[0]
        before = self.file.raw[self._opening() + 1 : start]
        depth = before.count(b"(") - before.count(b")")
        place = end
        while depth > 0 and (found := self.file.raw.find(b")", place)) >= 0:
            place, depth = found + 1, depth - 1
        return place if depth == 0 and before.rstrip().endswith(b"(") else end

    def _opening(self) -> int:
        return self.file.raw.index(b"(", self.file.span(self.call.func)[1])

    def _anew(self, words: list[tuple[_Item, str]]) -> list[Splice] | str:
        opening, end = self._opening(), self.file.span(self.call)[1]
        inside = self.file.raw[opening + 1 : end - 1]
        if b"#" in inside:
            return "its argument list has comments"
        said = [f"{keyword}={item.text}" if keyword else item.text for item, keyword in words]
        if not said or self.file.line_of(opening) == self.file.line_of(end):
            return [Splice(opening + 1, end - 1, self.file.encode(", ".join(said)))]
        first = min(self.file.span(one.node)[0] for one in self.arguments.values())
        indent, newline = self.file.indentation(first), newline_near(self.file.raw, opening)
        lines = b"".join(newline + indent + self.file.encode(f"{one},") for one in said)
        return [
            Splice(
                opening + 1, end - 1, lines + newline + self.file.indentation(self.file.span(self.call)[0])
            )
        ]
