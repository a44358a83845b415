import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import PlanError
from migrator.plan.load import load_plan
from migrator.plan.values import Check, Finds, Format, Keep, Phase, Plan, Policy, ShimChoice
from migrator.plan.write import Suggestions, add_keep, render_plan

NAMES = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
DOTTED = st.builds("{}.{}".format, st.just("pkg"), NAMES)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: bool(text.strip()))
KEEPS = st.lists(
    st.builds(Keep, TEXTS, TEXTS, st.just("") | TEXTS), max_size=2, unique_by=lambda keep: keep.finding
)
CANONICAL = st.lists(st.builds("{}:{}".format, DOTTED, NAMES), max_size=2, unique=True)
PHASES = st.builds(
    lambda finds, scope, canonical, patterns, keeps, policy, shim: Phase(
        id="p",
        title="A phase",
        finds=finds,
        scope=tuple(scope),
        canonical=tuple((path, tuple(patterns)) for path in canonical),
        layers=(("pkg.a",), ("pkg.b", "pkg.c")),
        keeps=tuple(keeps),
        policy=policy,
        shim=shim,
        plugin="their-own" if finds is Finds.PLUGIN else "",
    ),
    st.sampled_from(Finds),
    st.lists(DOTTED, max_size=2),
    CANONICAL,
    st.lists(NAMES, max_size=2),
    KEEPS,
    st.sampled_from(Policy),
    st.sampled_from(ShimChoice),
)
PLANS = st.builds(
    lambda issue, phase, reason, timeout: Plan(
        name="n",
        packages=("pkg",),
        issue=issue,
        source_roots=("", "src"),
        follow=False,
        phases=(phase,),
        checks=(Check("c", ("sh", reason), timeout),),
        formats=(Format("f", ("black", "{files}")),),
        path="migration.toml",
    ),
    st.just("") | TEXTS,
    PHASES,
    TEXTS.filter(lambda text: "\0" not in text),
    st.floats(0.5, 1e7),
)


@given(PLANS, st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=2))
def test_what_is_written_reads_as_the_same_plan_whatever_its_comments_say(
    plan: Plan, lines: list[str]
) -> None:
    comments = {"": lines, "campaign": lines, "phase p": lines, "campaign.issue": lines, "check c": lines}
    assert load_plan(render_plan(plan, comments).encode(), "migration.toml") == plan


THEIRS = """\
# ours, do not touch
[campaign]
name   =  'x'   # odd spacing
packages = [ "a" ,
  "b", ]

[[phase]]
id = "one"
finds = "import-paths"   # first

[[phase]]
id = 'two'
finds = "import-cycles"

# the checks
[[check]]
name = "t"
run = ["true"]
"""


@pytest.mark.parametrize("phase", ["one", "two"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_keep_is_added_and_every_line_of_theirs_stays(phase: str, newline: str) -> None:
    text = THEIRS.replace("\n", newline)
    keep = Keep("import-paths:a.b:C", 'because "it" \\ is public\nand old', owner="core", content="abc")
    kept = add_keep(text, phase, keep)
    plan = load_plan(kept.encode(), "migration.toml")
    found = plan.phase(phase)
    assert found is not None
    assert found.keeps == (keep,)
    lines = iter(kept.split("\n"))
    assert all(line in lines for line in text.split("\n") if line.strip())
    assert sum(len(other.keeps) for other in plan.phases) == 1


def test_a_second_keep_goes_below_the_first_and_one_of_the_same_finding_replaces_it() -> None:
    first = add_keep(THEIRS, "one", Keep("f1", "r1"))
    second = add_keep(first, "one", Keep("f2", "r2"))
    third = add_keep(second, "one", Keep("f1", "r3"))
    phases = load_plan(third.encode(), "migration.toml").phases
    assert phases[0].keeps == (Keep("f1", "r3"), Keep("f2", "r2"))


def test_a_keep_goes_into_a_project_file() -> None:
    text = "[tool.migrator.campaign]\nname='x'\npackages=['a']\n\n[[tool.migrator.phase]]\nid='p'\nfinds='shims'\n\n[tool.black]\nx=1\n"
    kept = add_keep(text, "p", Keep("f", "r"))
    assert tomllib.loads(kept)["tool"]["black"] == {"x": 1}
    assert load_plan(kept.encode(), "pyproject.toml").phases[0].keeps == (Keep("f", "r"),)


def test_a_keep_for_a_phase_that_is_not_there_is_refused() -> None:
    with pytest.raises(PlanError, match="no phase 'three'"):
        add_keep(THEIRS, "three", Keep("f", "r"))


WITH_PATTERNS = Phase(
    id="p",
    title="p",
    finds=Finds.DUPLICATE_CLASSES,
    canonical=(("pkg.a:One", ("*One", "Two")), ("pkg.a:Three", ())),
    collapse=(("pkg.a:Mode", "ONLY"),),
    keeps=(Keep("f", "r"),),
)


def with_phase(phase: Phase) -> Plan:
    return Plan(name="n", packages=("pkg",), path="migration.toml", phases=(phase,))


def test_an_enum_to_collapse_stays_outside_the_table_of_canonical_names() -> None:
    plan = with_phase(WITH_PATTERNS)
    assert load_plan(render_plan(plan, {}).encode(), "migration.toml") == plan


def test_each_canonical_name_has_its_reason_above_it_where_it_stands_for_patterns() -> None:
    text = render_plan(with_phase(WITH_PATTERNS), {"canonical p pkg.a:One": ("12 files import it.",)})
    assert '# 12 files import it.\n"pkg.a:One" = ["*One", "Two"]\n' in text


def test_what_is_suggested_is_no_part_of_the_plan_until_its_comment_signs_are_taken_off() -> None:
    keep = Keep("duplicate-factories:pkg.a:F", 'keeps it in `F._x` under "user"')
    check = Check("tests", ("python", "-m", "pytest"), timeout=9)
    suggested = Suggestions(keeps={"p": (keep,)}, checks=(check,))
    plan = with_phase(WITH_PATTERNS)
    text = render_plan(
        plan, {"suggested keeps p": ("For review.",), "check tests": ("It could not run.",)}, suggested
    )
    assert load_plan(text.encode(), "migration.toml") == plan
    taken = text.replace("# For review.\n", "").replace("# It could not run.\n", "").replace("# ", "")
    again = load_plan(taken.encode(), "migration.toml")
    assert again.phases[0].keeps == (*WITH_PATTERNS.keeps, keep)
    assert again.checks == (check,)


@pytest.mark.parametrize("line", ["imports = true", 'imports = ["chat.core"]\nrun = [".venv/bin/python"]'])
def test_a_check_of_imports_is_written_as_it_is_read(line: str) -> None:
    text = (
        f'[campaign]\nname = "n"\npackages = ["chat"]\n\n[[check]]\nname = "imports"\n{line}\ntimeout = 9\n'
    )
    plan = load_plan(text.encode(), "migration.toml")
    written = render_plan(plan, {})
    assert line in written
    assert load_plan(written.encode(), "migration.toml") == plan


def test_copies_of_a_check_are_written_as_they_are_read() -> None:
    text = '[campaign]\nname = "n"\npackages = ["chat"]\n\n[[check]]\nname = "t"\nrun = ["x"]\ncopies = [".env", "tests/data/"]\n'
    plan = load_plan(text.encode(), "migration.toml")
    assert plan.checks[0].copies == (".env", "tests/data")
    assert load_plan(render_plan(plan, {}).encode(), "migration.toml") == plan


@pytest.mark.parametrize("path", ["../x", "/etc/passwd"])
def test_fsy_06_copies_come_from_inside_the_repository(path: str) -> None:
    text = f'[campaign]\nname = "n"\npackages = ["chat"]\n\n[[check]]\nname = "t"\nrun = ["x"]\ncopies = ["{path}"]\n'
    with pytest.raises(PlanError, match="inside the repository"):
        load_plan(text.encode(), "migration.toml")
