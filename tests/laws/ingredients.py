"""What some recipes need to be there: classes written twice, creators of one product, imports that nobody uses, names that are gone."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.laws.definitions import add
from tests.laws.drafts import Definition, Draft, Numbers
from tests.laws.forms import Source, take
from tests.laws.forms import direct as direct_form


@dataclass
class Ingredients:
    """What was put in, as intentions name it: (module, name)."""

    duplicates: list[tuple[Definition, Definition, tuple[str, ...]]] = field(default_factory=list)
    """The duplicate, the canonical one, and members that only the duplicate has."""
    creators: list[tuple[Definition, Definition]] = field(default_factory=list)
    """A creator, and the canonical one."""
    cuts: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """Importer, imported, names; for the recipes that cut an edge."""
    dead: list[tuple[tuple[str, str], Definition]] = field(default_factory=list)
    """A path that names nothing, and what it means."""


def _members(names: list[str]) -> str:
    return "".join(
        f"\n    def {name}(self, x=1):\n        return ['{name}', self.limit, x]\n" for name in names
    )


def add_duplicate(first: Draft, second: Draft, numbers: Numbers, into: Ingredients) -> None:
    """A manager class in one module and nearly the same in another."""
    number = numbers.next()
    mark = f"t{number}"
    same = first.draw(st.booleans())
    names = (f"Shop{number}Manager", f"Shop{number}Manager" if same else f"Store{number}Manager")
    more = second.draw(st.lists(st.sampled_from(["put", "drop"]), unique=True, max_size=2))
    less = second.draw(st.sampled_from([[], [], ["only"]]))
    start = f'    """{mark}"""\n\n    limit = 3\n\n    def __init__(self):\n        self.items = []\n'
    canonical = Definition(first.name, names[0], "class", mark)
    duplicate = Definition(second.name, names[1], "class", mark)
    common = first.draw(st.sampled_from([["go", "put"], ["go", "put", "drop"]]))
    add(first, canonical, f"class {names[0]}:\n{start}{_members([*common, *less])}")
    rest = ["go", "put", *(name for name in more if name != "put")]
    add(second, duplicate, f"class {names[1]}:\n{start}{_members(rest)}")
    into.duplicates.append((duplicate, canonical, tuple(name for name in rest if name not in common)))


def add_creators(first: Draft, second: Draft, numbers: Numbers, into: Ingredients) -> Definition:
    """A product with its canonical creator in one module, another creator in another one."""
    number = numbers.next()
    mark, product = f"t{number}", f"Product{number}"
    first.body.append(
        f'class {product}:\n    """{mark}"""\n\n    def __init__(self, *given):\n        self.given = given\n'
    )
    made = Definition(first.name, product, "product", mark)
    first.own.append(made)
    first.offers[product] = made
    canonical = Definition(first.name, f"get_product{number}", "creator", f"t{numbers.next()}")
    parameters = first.one("a, b='B', *, c='C'", "a, b=None, c='C'", "a=1, *, b='B', c=None")
    add(
        first,
        canonical,
        f'def {canonical.name}({parameters}):\n    """{canonical.mark}"""\n    return {product}(a, b, c)\n',
    )
    second.top.append(f"from {second.spelled(first.name)} import {product}, {canonical.name}")
    second.bound |= {product, canonical.name}
    creator = Definition(second.name, f"make_product{number}", "creator", f"t{numbers.next()}")
    head, handed = second.draw(
        st.sampled_from(
            [
                ("x, y='B'", "x, b=y"),
                ("x", "x"),
                ("x=1, *, z='C'", "x, c=z"),
                ("x, y", "x, c=[y]"),
                ("*given, **named", "*given, **named"),
            ]
        )
    )
    maker = second.one(canonical.name, canonical.name, product)
    handed = "x" if maker == product and "x" in head else handed
    add(
        second,
        creator,
        f'def {creator.name}({head}):\n    """{creator.mark}"""\n    return {maker}({handed})\n',
    )
    into.creators.append((creator, canonical))
    return creator


def add_call(draft: Draft, creator: Definition, numbers: Numbers) -> None:
    """A probe that calls a creator."""
    number = numbers.next()
    taken = direct_form(draft, Source(creator.module, creator.name, creator), number)
    draft.top.append(taken.top)
    call = draft.one("(1)", "(1)", "(x=1)", "(str(2))", "(1, 2)", "(1, y=2)", "(\n        1,  # one\n    )")
    draft.body.append(f"def run_{number}():\n    return {taken.expression}{call}\n")


def add_cut(draft: Draft, source: Source, numbers: Numbers, into: Ingredients, *, is_used: bool) -> None:
    """An import that nobody uses, or that annotations use and nothing else."""
    if source.name in draft.bound:
        return
    draft.bound.add(source.name)
    number = numbers.next()
    spelled = draft.spelled(source.module)
    draft.top.append(
        draft.one(f"from {spelled} import {source.name}", f"from {spelled} import (\n    {source.name},\n)")
    )
    if is_used:
        written = draft.one(
            source.name, f"'{source.name}'", f"list[{source.name}]", f"'{source.name} | None'"
        )
        draft.body.append(
            f"def run_{number}(x: {written} = None) -> {written}:\n    y: {written} = x\n    return y\n"
        )
    into.cuts.append((draft.name, source.module, (source.name,)))


def add_dead(draft: Draft, means: Definition, numbers: Numbers, into: Ingredients) -> None:
    """An import of a name that is gone, where it does no harm while loading."""
    number = numbers.next()
    dead = draft.draw(
        st.sampled_from([("pkg.gone", means.name), (means.module, f"Gone{number}"), ("pkg", f"Gone{number}")])
    )
    spelled = draft.spelled(dead[0])
    text = draft.one(
        f"def run_{number}():\n    from {spelled} import {dead[1]} as found\n    return [found]\n",
        f"def run_{number}():\n    from {spelled} import (\n        {dead[1]},  # gone\n    )\n    return [{dead[1]}]\n",
        f"try:\n    from {spelled} import {dead[1]} as found{number}\nexcept ImportError:\n    found{number} = None\n",
    )
    draft.body.append(text)
    into.dead.append((dead, means))


def add_taken(draft: Draft, source: Source, numbers: Numbers) -> None:
    """Any use of a path."""
    take(draft, source, numbers)
