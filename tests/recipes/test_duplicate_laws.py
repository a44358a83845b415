"""Laws of the recipes for duplicates over generated code: the program says the same before and after, and doing it again does nothing."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.model.values import Symbol
from migrator.plan.values import Plan
from migrator.recipes.editing.edits import apply_change_set
from migrator.records.intentions import CollapseEnum, Recipe, ReplaceCalls, RetireCreator
from tests.recipes.conftest import DictTree, Sandbox

CANONICAL = "class M:\n    def __init__(self, *all):\n        self.all = all\n\n\ndef get_m(a, b='B', *, c='C', d=None):\n    return M(a, b, c, d)\n"
NAMES = ("x", "y", "z")
CREATOR = Symbol("pkg.old", "make_m")
CANON = Symbol("pkg.canon", "get_m")


def sandbox(files: dict[str, str]) -> Sandbox:
    return Sandbox(
        DictTree({"pkg/__init__.py": "", **files}), Plan(name="t", packages=("pkg",), consumers=("tests",))
    )


@st.composite
def creators(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A creator that hands its parameters on in some way, and calls that fit it."""
    count = draw(st.integers(1, 3))
    names = list(NAMES[:count])
    required = draw(st.integers(1, count))
    star = draw(st.integers(0, count))
    parameters = []
    for index, name in enumerate(names):
        parameters += ["*"] if index == star and star < count else []
        default = draw(st.sampled_from(["None", "'B'", "'C'", "1"]))
        parameters.append(name if index < required else f"{name}={default}")
    taken = draw(st.permutations(["b", "c", "d"]))
    handed = [draw(st.sampled_from([names[0], f"str({names[0]})"]))]
    for name, parameter in zip(names[1:], taken, strict=False):
        handed += draw(st.sampled_from([[f"{parameter}={name}"], [f"{parameter}=[{name}]"], []]))
    handed += draw(st.sampled_from([[], [f"{taken[2]}='own'"] if count < 3 else []]))
    calls = []
    for _each in range(draw(st.integers(1, 3))):
        given_names = [name for index, name in enumerate(names) if index < required or draw(st.booleans())]
        arguments: list[str] = []
        is_keyword = False
        for index, name in enumerate(names):
            if name not in given_names:
                is_keyword = True
                continue
            is_keyword = is_keyword or index >= star or draw(st.booleans())
            value = draw(st.sampled_from(["1", "'v'", "note('n')", "None"]))
            arguments.append(f"{name}={value}" if is_keyword else value)
        if is_keyword and draw(st.booleans()):
            split = (
                next(index for index, one in enumerate(arguments) if "=" in one)
                if any("=" in one for one in arguments)
                else len(arguments)
            )
            arguments = [*arguments[:split], *reversed(arguments[split:])]
        calls.append(f"make_m({', '.join(arguments)})")
    creator = f"from pkg.canon import get_m\n\n\ndef make_m({', '.join(parameters)}):\n    return get_m({', '.join(handed)})\n"
    return creator, calls


def planned(before: Sandbox, recipe: Recipe) -> Sandbox:
    change_set = before.planned(recipe)
    assert not change_set.refused, change_set.refused
    after = Sandbox(before.tree.with_changes(apply_change_set(before.tree, change_set)), before.plan)
    again = after.planned(recipe)
    assert again.is_empty
    assert not again.refused
    return after


def said(one: Sandbox, code: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return one.runs(Path(folder), code)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(creators())
def test_calls_give_the_same_and_evaluate_in_the_same_order(drawn: tuple[str, list[str]]) -> None:
    creator, calls = drawn
    lines = "".join(f"    results.append({one}.all)\n" for one in calls)
    user = f"from pkg.old import make_m\n\nlog = []\nresults = []\n\n\ndef note(what):\n    log.append(len(results))\n    return what + str(len(log))\n\n\ndef f():\n{lines}"
    before = sandbox({"pkg/canon.py": CANONICAL, "pkg/old.py": creator, "pkg/user.py": user})
    code = "from pkg import user; user.f(); print(user.results, user.log)"
    replaced = planned(before, ReplaceCalls(creator=CREATOR, canonical=CANON))
    assert said(replaced, code) == said(before, code)
    retired = planned(replaced, RetireCreator(creator=CREATOR, canonical=CANON))
    code = (
        "import warnings; warnings.simplefilter('ignore')\nfrom pkg.user import note\nfrom pkg.old import make_m\nprint(["
        + ", ".join(f"{one}.all" for one in calls)
        + "])"
    )
    assert said(retired, code) == said(before, code)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.permutations(["ONE", "TWO", "THREE"]), st.sampled_from(["ONE", "TWO", "THREE"]), st.data())
def test_all_members_of_a_collapsed_enum_are_one(names: list[str], kept: str, data: st.DataObject) -> None:
    comment = data.draw(st.sampled_from(["", "  # why", "\n    # below"]))
    body = "".join(f"    {name} = {name.lower()!r}{comment}\n" for name in names)
    uses = ", ".join(data.draw(st.lists(st.sampled_from([f"Mode.{name}" for name in names]), min_size=1)))
    before = sandbox(
        {
            "pkg/modes.py": f"from enum import Enum\n\n\nclass Mode(Enum):\n{body}",
            "pkg/user.py": f"from pkg.modes import Mode\n\nused = [{uses}]\n",
        }
    )
    after = planned(before, CollapseEnum(enum=Symbol("pkg.modes", "Mode"), member=kept))
    code = "from pkg.user import Mode, used; print({one.name for one in used}, [Mode[name].value for name in ('ONE', 'TWO', 'THREE')], len(Mode))"
    assert said(after, code).strip() == f"{{'{kept}'}} {[kept.lower()] * 3} 1"
