"""Small repositories that nobody thought of: a package with subpackage and facades, consumers beside it, every form of import and of `__all__`.

Most of it works, because people change code that works: modules have an order, and import at the top from those before them. Some do not keep to it,
so circles are there too, some of which fail. The judge says what works before; only that must work afterwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hypothesis import strategies as st

from tests.laws.definitions import MANY, called, define
from tests.laws.drafts import Definition, Draft, Numbers, Patchable
from tests.laws.forms import ALL, DEFERRED, Source, patch, take
from tests.laws.ingredients import Ingredients, add_call, add_creators, add_cut, add_dead, add_duplicate
from tests.laws.texts import encoded, written

INSIDE = (
    ("pkg.alpha", "pkg/alpha.py"),
    ("pkg.beta", "pkg/beta.py"),
    ("pkg.sub.delta", "pkg/sub/delta.py"),
    ("pkg.sub.omega", "pkg/sub/omega.py"),
    ("pkg.sub", "pkg/sub/__init__.py"),
    ("pkg.gamma", "pkg/gamma.py"),
    ("pkg.zeta", "pkg/zeta.py"),
    ("pkg", "pkg/__init__.py"),
)
"""In the order in which they may import each other at the top."""
CONSUMERS = (("tests.test_one", "tests/test_one.py"), ("scripts.tool", "scripts/tool.py"))


class Kind(StrEnum):
    """What is to be done to the repository; it gets what that needs."""

    MOVE = "move symbols"
    MOVE_MODULE = "move module"
    REWRITE = "rewrite imports"
    REPAIR = "repair dead import"
    ALIAS = "alias duplicate"
    MEMBERS = "move members"
    REPLACE = "replace calls"
    RETIRE = "retire creator"
    GUARD = "guard for typing"
    DEFINITION = "import from definition"
    DROP = "drop import"
    COLLAPSE = "collapse enum"
    TOGETHER = "several at once"


@dataclass(frozen=True)
class Repository:
    """Files, and what is in them as intentions name it."""

    files: dict[str, bytes]
    modules: tuple[str, ...]
    definitions: tuple[Definition, ...]
    paths: tuple[tuple[str, str, Definition], ...]
    """Everything that can be imported: module, name, what it is."""
    ingredients: Ingredients


@st.composite
def repositories(draw: st.DrawFn, kind: Kind) -> Repository:
    """A repository that has what a recipe of this kind works on."""
    numbers = Numbers()
    drafts = _drafts(draw)
    inner = [one for one in drafts if not one.is_package]
    ingredients = Ingredients()
    for draft in inner:
        for number in range(draw(st.integers(1, 3))):
            wanted = "enum" if kind is Kind.COLLAPSE and not number else draft.one(*MANY)
            define(draft, numbers, wanted)
    if len(inner) > 1 and draft.chance(15):  # two definitions of one name, which is where names get mixed up
        first, second = draw(st.permutations(inner))[:2]
        define(second, numbers, "class", draw(st.sampled_from(first.own)).name)
    _add_ingredients(draw, kind, inner, numbers, ingredients)
    for draft in drafts:
        if draft.is_package:
            _reexport(draft, drafts)
        elif draft.chance(30):
            _list_exports(draft)
    patchables = _knit(kind, drafts, numbers, ingredients)
    consumers = [Draft(draw, name, path, len(drafts)) for name, path in CONSUMERS]
    for draft in consumers:
        _consume(draw, draft, drafts, numbers, patchables)
        if ingredients.dead == [] and kind is Kind.REPAIR:
            add_dead(draft, draw(st.sampled_from(_public(inner))), numbers, ingredients)
    files: dict[str, bytes] = {}
    for draft in (*drafts, *consumers):
        files[draft.path] = encoded(draw, written(draft, numbers))
    return Repository(
        files=files,
        modules=tuple(draft.name for draft in (*drafts, *consumers)),
        definitions=tuple(one for draft in inner for one in draft.own),
        paths=tuple(
            (draft.name, name, means) for draft in drafts for name, means in sorted(draft.offers.items())
        ),
        ingredients=ingredients,
    )


def _drafts(draw: st.DrawFn) -> list[Draft]:
    chosen = draw(
        st.lists(st.sampled_from(["pkg.beta", "pkg.sub", "pkg.gamma", "pkg.zeta"]), unique=True, min_size=1)
    )
    names = {"pkg", "pkg.alpha", *chosen}
    if "pkg.sub" in names:
        names |= {"pkg.sub.delta", *draw(st.sampled_from([(), ("pkg.sub.omega",)]))}
    return [Draft(draw, name, path, rank) for rank, (name, path) in enumerate(INSIDE) if name in names]


def _public(drafts: Sequence[Draft]) -> list[Definition]:
    found = [one for draft in drafts for one in draft.own if not one.name.startswith("_")]
    return found or [one for draft in drafts for one in draft.own]


def _add_ingredients(
    draw: st.DrawFn, kind: Kind, inner: list[Draft], numbers: Numbers, ingredients: Ingredients
) -> None:
    first, second = (inner[0], inner[-1]) if len(inner) > 1 else (inner[0], inner[0])
    if len(inner) > 2:
        places = sorted(draw(st.permutations(range(len(inner))))[:2])
        first, second = inner[places[0]], inner[places[1]]
    if first is second:
        return
    rarely = draw(st.integers(1, 12)) == 1
    if kind in {Kind.ALIAS, Kind.MEMBERS, Kind.TOGETHER} or rarely:
        add_duplicate(first, second, numbers, ingredients)
    if kind in {Kind.REPLACE, Kind.RETIRE} or rarely:
        add_creators(first, second, numbers, ingredients)


def _reexport(draft: Draft, drafts: Sequence[Draft]) -> None:
    """Make a package a facade of what is inside it."""
    below = [one for one in drafts if one.name.startswith(f"{draft.name}.") and one.rank < draft.rank]
    for other in below:
        names = [name for name in other.star_names() if name not in draft.bound]
        if not names or draft.chance(35):
            continue
        some = draft.draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
        spelled = draft.spelled(other.name)
        form = draft.one("plain", "plain", "self", "lines", "star")
        if form == "star":
            some = names
        text = {
            "plain": f"from {spelled} import {', '.join(some)}",
            "self": f"from {spelled} import {', '.join(f'{name} as {name}' for name in some)}",
            "lines": f"from {spelled} import (\n{''.join(f'    {name},  # {name.lower()}{chr(10)}' for name in some)})",
            "star": f"from {spelled} import *",
        }[form]
        draft.top.append(text)
        draft.bound |= set(some)
        draft.offers.update({name: other.offers[name] for name in some})
    if draft.chance(60):
        _list_exports(draft)


def _list_exports(draft: Draft) -> None:
    """``__all__`` in one of its forms."""
    names = sorted(name for name in draft.offers if not name.startswith("_") or draft.chance(20))
    first, rest = names[: len(names) // 2], names[len(names) // 2 :]
    lines = "".join(f"    {name!r},\n" for name in names)
    draft.exports = names
    draft.body.append(
        draft.one(
            f"__all__ = {names!r}\n",
            f"__all__ = {tuple(names)!r}\n",
            f"__all__: list[str] = [\n{lines}]\n",
            f"__all__ = {first!r} + {rest!r}\n",
            f"__all__ = {first!r}\n__all__ += {rest!r}\n",
            f"__all__ = {first!r}\n__all__.extend({rest!r})\n",
            "\n".join([f"__all__ = {first!r}", *(f"__all__.append({name!r})" for name in rest)]) + "\n",
        )
    )


def sources(drafts: Sequence[Draft], user: Draft, *, earlier: bool) -> list[Source]:
    """The paths that a module can take something by: of modules before it, or of any."""
    found = []
    for draft in drafts:
        if draft is user or (earlier and draft.rank >= user.rank):
            continue
        if earlier and user.name.startswith(f"{draft.name}."):
            continue  # the package around it is only half there
        for name, means in sorted(draft.offers.items()):
            others = tuple(one for one in sorted(draft.offers) if one != name)
            found.append(Source(draft.name, name, means, others, tuple(draft.star_names())))
    return found


def _knit(kind: Kind, drafts: Sequence[Draft], numbers: Numbers, ingredients: Ingredients) -> list[Patchable]:
    """Let the modules import each other; gives what can be patched."""
    patchables: list[Patchable] = []
    for draft in drafts:
        if not draft.is_package or draft.chance(30):
            patchables += _imports(draft, drafts, numbers)
            _cut_and_dead(kind, draft, drafts, numbers, ingredients)
            for creator, _canonical in ingredients.creators:
                is_after = any(one.name == creator.module and one.rank < draft.rank for one in drafts)
                if is_after and kind is not Kind.RETIRE and draft.chance(70):
                    add_call(draft, creator, numbers)
            patchables += _own_uses(draft, numbers)
    return patchables


def _imports(draft: Draft, drafts: Sequence[Draft], numbers: Numbers) -> Iterator[Patchable]:
    before, any_of = sources(drafts, draft, earlier=True), sources(drafts, draft, earlier=False)
    for _each in range(draft.draw(st.integers(0, 4))):
        is_orderly = not draft.chance(6)
        paths, forms = (any_of, DEFERRED if is_orderly else ALL)
        if before and draft.chance(65):
            paths, forms = before, ALL
        if paths:
            patchable = take(draft, draft.draw(st.sampled_from(paths)), numbers, forms)
            if patchable is not None:
                yield patchable


def _cut_and_dead(
    kind: Kind, draft: Draft, drafts: Sequence[Draft], numbers: Numbers, ingredients: Ingredients
) -> None:
    before = sources(drafts, draft, earlier=True)
    if before and (kind in {Kind.GUARD, Kind.DROP} or draft.chance(5)):
        is_used = kind is Kind.GUARD or (kind is not Kind.DROP and draft.chance(50))
        classes = [one for one in before if one.means.kind in {"class", "data"}]
        source = draft.draw(st.sampled_from(classes or before))
        add_cut(draft, source, numbers, ingredients, is_used=is_used)
    if kind is Kind.REPAIR or draft.chance(4):
        add_dead(draft, draft.draw(st.sampled_from(_public(drafts))), numbers, ingredients)


def _own_uses(draft: Draft, numbers: Numbers) -> Iterator[Patchable]:
    """What a module's own functions look up there."""
    for own in draft.own:
        if own.kind in {"function", "constant", "helper", "class"} and draft.chance(25):
            number = numbers.next()
            draft.body.append(f"def run_{number}():\n    return [{called(own.name, own.kind)}]\n")
            yield Patchable(f"{draft.name}.{own.name}", f"run_{number}", draft.name, own.kind)


def _consume(
    draw: st.DrawFn,
    draft: Draft,
    drafts: Sequence[Draft],
    numbers: Numbers,
    patchables: Sequence[Patchable],
) -> None:
    """A test or script outside the package."""
    if draft.chance(25):
        draft.top.append("import sys\nsys.path.insert(0, '.')")
    paths = sources(drafts, draft, earlier=True)
    for _each in range(draw(st.integers(0, 3))):
        take(draft, draw(st.sampled_from(paths)), numbers)
    if patchables:
        for _each in range(draw(st.integers(0, 3))):
            patch(draft, draw(st.sampled_from(patchables)), numbers)
