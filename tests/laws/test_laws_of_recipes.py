"""Laws 5 to 10 of the design over generated repositories, for every recipe: a few here, a thousand by `python -m bench.recipes_on_generated 1000`."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from migrator.model.values import Symbol
from migrator.records.intentions import DropImport, Moved, MoveSymbols, Recipe
from tests.laws.breaches import Comparison, forward, kept_bytes, tried
from tests.laws.examples import Example, examples
from tests.laws.planning import analysed, contents_after, plan_of
from tests.laws.reduction import reduced
from tests.laws.repositories import Kind
from tests.laws.workplace import Workplace

SLOW = list(HealthCheck)
FILES = {
    "pkg/__init__.py": b"",
    "pkg/old.py": b'def f():\n    """t1"""\n    return ["t1"]\n\n\n#~ 1  odd   spacing\t.\nkept = 1\n',
    "pkg/face.py": b"from pkg.old import f as f\n",
    "pkg/user.py": b"from pkg.old import f\n\n\ndef run_2():\n    return f()\n",
    "tests/test_user.py": b"from unittest import mock\n\nimport pkg.user\n\n\ndef run_3():\n"
    b"    with mock.patch('pkg.user.f', lambda: 'patched'):\n        return pkg.user.run_2()\n",
}
MOVE = MoveSymbols((Moved(Symbol("pkg.old", "f"), Symbol("pkg.new", "f")),), "pkg.new")
NAMES = ("pkg", "pkg.face", "pkg.old", "pkg.user", "tests.test_user")


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    with Workplace(tmp_path_factory.mktemp("laws")) as made:
        yield made


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", Kind)
def test_mod_01_nothing_breaks_whatever_is_asked_of_whatever_repository(
    workplace: Workplace, kind: Kind
) -> None:
    @settings(
        max_examples=3,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=SLOW,
    )
    @given(examples((kind,)))
    def hold(example: Example) -> None:
        outcome = tried(example.files, example.recipes, workplace)
        assert not outcome.breaches, f"{example}\n" + "\n".join(outcome.breaches)

    hold()


def test_a_change_that_keeps_all_laws_has_landed(workplace: Workplace) -> None:
    outcome = tried(FILES, (MOVE,), workplace)
    assert outcome.has_landed
    assert outcome.breaches == ()


def test_the_judge_sees_what_works_and_what_a_patch_reaches(workplace: Workplace) -> None:
    workplace.lay_out(FILES)
    seen = workplace.observe(NAMES)["pkg.user"]
    assert seen.imports == ""
    assert seen.paths["pkg.user:f"] == seen.paths["pkg.old:f"]
    assert seen.probes == {"pkg.user:run_2": "['t1']", "tests.test_user:run_3": "'patched'"}
    assert ("pkg.user", "pkg.old") in seen.edges


SABOTAGE = {
    "a user that finds nothing": ({"pkg/user.py": b"from pkg.old import g\n"}, "pkg.user imported before"),
    "a path that is gone": ({"pkg/old.py": b"kept = 1\n"}, "pkg.old:f was <t1> and is gone"),
    "two objects instead of one": (
        {"pkg/face.py": b'def f():\n    """t1"""\n    return ["t1"]\n'},
        "pkg.old:f and pkg.face:f were one object and are two",
    ),
    "a patch that reaches nobody": (
        {"pkg/user.py": b"from pkg.new import f as g\nf = g\n\n\ndef run_2():\n    return g()\n"},
        "tests.test_user:run_3 gave 'patched' and gives ['t1']",
    ),
}


@pytest.mark.parametrize("broken", SABOTAGE)
def test_what_is_broken_on_purpose_is_seen(workplace: Workplace, broken: str) -> None:
    spoiled, said = SABOTAGE[broken]
    workplace.lay_out(FILES)
    was = workplace.observe(NAMES)
    change = plan_of(analysed(FILES), (MOVE,))
    workplace.lay_out({**contents_after(change, FILES), **spoiled})
    now = workplace.observe((*NAMES, "pkg.new"))
    found = "\n".join(Comparison(change, (MOVE,), FILES, was, now).breaches())
    assert said in found


def test_a_new_cycle_is_seen_where_it_runs(workplace: Workplace) -> None:
    workplace.lay_out(FILES)
    was = workplace.observe(NAMES)
    workplace.lay_out({**FILES, "pkg/old.py": b"import pkg.user\n" + FILES["pkg/old.py"]})
    now = workplace.observe(NAMES)
    assert now["pkg.old"].imports
    found = list(forward(plan_of(analysed(FILES), (MOVE,)), was, now))
    assert found == [
        "8: pkg.old imports pkg.user in a cycle that was not there",
        "8: pkg.user imports pkg.old in a cycle that was not there",
    ]


@pytest.mark.parametrize(
    "spoiled",
    [
        pytest.param(FILES["pkg/old.py"].replace(b"#~ 1  odd", b"#~ 1 odd"), id="spacing"),
        pytest.param(b"\xef\xbb\xbf" + FILES["pkg/old.py"], id="byte_order_mark"),
        pytest.param(FILES["pkg/old.py"].replace(b"kept = 1\n", b"kept = 1\r\n"), id="line_ending"),
    ],
)
def test_bytes_that_are_not_edited_and_change_are_seen(spoiled: bytes) -> None:
    change = plan_of(analysed(FILES), (MOVE,))
    after = {**contents_after(change, FILES), "pkg/old.py": spoiled}
    assert list(kept_bytes(change, FILES, after))


def test_what_breaks_is_made_small() -> None:
    files = {**FILES, "pkg/more.py": b"import os\nX = 1\n\n\nclass C:\n    a = 1\n    b = 2\n"}
    small = reduced(files, lambda left: b"b = 2" in left.get("pkg/more.py", b""))
    assert small == {"pkg/more.py": b"class C:\n    b = 2\n"}


def test_another_interpreter_plans_the_same(workplace: Workplace) -> None:
    recipes: tuple[Recipe, ...] = (DropImport("pkg.user", "pkg.old", ("f",)),)
    assert workplace.planned_elsewhere(FILES, recipes) != workplace.planned_elsewhere(FILES, (MOVE,))


@settings(max_examples=30, derandomize=True, deadline=None, suppress_health_check=SLOW)
@given(st.sampled_from(Kind).flatmap(lambda kind: examples((kind,))))
def test_the_generator_makes_python(example: Example) -> None:
    for path, raw in example.files.items():
        compile(raw, path, "exec")
