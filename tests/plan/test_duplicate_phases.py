"""The keys of phases that find duplicates: roles, and enums whose members all mean one."""

import pytest

from migrator.errors import PlanError
from migrator.plan.load import load_plan
from migrator.plan.values import DEFAULT_ROLES, Finds, Plan
from migrator.plan.write import render_plan

HEAD = b'[campaign]\nname = "n"\npackages = ["p"]\n'


def phase_of(text: bytes) -> Plan:
    return load_plan(HEAD + b'[[phase]]\nid = "m"\n' + text, "migration.toml")


def test_roles_and_collapse_are_read() -> None:
    plan = phase_of(b'finds = "duplicate-classes"\nroles = ["*Client"]\ncollapse = { "p.a:Mode" = "ONE" }\n')
    (phase,) = plan.phases
    assert (phase.finds, phase.roles, phase.collapse) == (
        Finds.DUPLICATE_CLASSES,
        ("*Client",),
        (("p.a:Mode", "ONE"),),
    )


def test_managers_are_the_role_where_none_is_named() -> None:
    assert phase_of(b'finds = "duplicate-classes"\n').phases[0].roles == DEFAULT_ROLES


def test_what_is_written_is_read_again() -> None:
    plan = phase_of(b'finds = "duplicate-classes"\nroles = ["*Client"]\ncollapse = { "p.a:Mode" = "ONE" }\n')
    assert load_plan(render_plan(plan, {}).encode(), "migration.toml") == plan


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(b'roles = ["[x"]\n', "is no pattern", id="open bracket in a role"),
        pytest.param(b'collapse = { "Mode" = "ONE" }\n', "is not of the form", id="enum without its module"),
        pytest.param(b'collapse = { "p.a:Mode" = "one two" }\n', "is no member's name", id="no member"),
        pytest.param(b'collapse = ["p.a:Mode"]\n', "must be a table", id="a list of enums"),
    ],
)
def test_cfg_01_wrong_values_are_refused_with_their_place(text: bytes, said: str) -> None:
    with pytest.raises(PlanError, match=said) as caught:
        phase_of(b'finds = "duplicate-classes"\n' + text)
    assert "migration.toml:" in str(caught.value)
