from collections.abc import Mapping, Sequence

import pytest

from migrator.findings.context import DetectContext
from migrator.findings.values import DeadImport, DeadList, Finding, Tier
from migrator.model.model import Model
from migrator.model.values import Symbol
from migrator.past.values import Remember, Remembered, Target
from migrator.plan.values import Finds
from tests.findings.finding import by_id, found_in

TREE = {
    "pkg/__init__.py": "",
    "pkg/new.py": "class Only: ...\nclass Twice: ...\n",
    "pkg/other.py": "class Twice: ...\n",
}


def dead(text: str, path: str = "pkg/user.py", **others: str) -> dict[str, Finding]:
    files = (
        TREE | {path: text} | {f"{name.replace('__', '/')}.py": content for name, content in others.items()}
    )
    return by_id(found_in(files, Finds.DEAD_IMPORTS))


def detail(finding: Finding) -> DeadImport:
    assert isinstance(finding.detail, DeadImport)
    return finding.detail


def test_a_name_with_one_definition_has_one_candidate() -> None:
    finding = dead("from pkg.old import Only\n")["dead-imports:pkg.old:Only"]
    assert detail(finding) == DeadImport(
        Symbol("pkg.old", "Only"), DeadList.ONE, (Symbol("pkg.new", "Only"),)
    )
    assert (finding.tier, finding.group) == (Tier.EXACT, "one candidate")
    assert "There is no module pkg.old." in finding.evidence


def test_a_name_with_two_definitions_has_several_candidates() -> None:
    finding = dead("from pkg.old import Twice\n")["dead-imports:pkg.old:Twice"]
    assert detail(finding).listed is DeadList.SEVERAL
    assert detail(finding).candidates == (Symbol("pkg.new", "Twice"), Symbol("pkg.other", "Twice"))
    assert finding.tier is Tier.REVIEW


def test_a_name_that_nothing_has_never_existed() -> None:
    finding = dead("from pkg.new import Nothing\n")["dead-imports:pkg.new:Nothing"]
    assert detail(finding) == DeadImport(Symbol("pkg.new", "Nothing"), DeadList.NEVER, ())
    assert finding.evidence[0] == "pkg.new has no name Nothing, and nothing in it could make one at run time."


def test_all_sites_of_one_name_are_one_finding() -> None:
    found = dead(
        "from .old import Only\ndef f():\n    from pkg.old import Only as O\n",
        tests__t="from unittest import mock\nmock.patch('pkg.old.Only')\n",
    )
    assert list(found) == ["dead-imports:pkg.old:Only"]
    assert [(site.path, site.line) for site in found["dead-imports:pkg.old:Only"].sites] == [
        ("pkg/user.py", 1),
        ("pkg/user.py", 3),
        ("tests/t.py", 2),
    ]


def test_the_measure_counts_names_and_its_parts_the_lists_and_sites() -> None:
    text = "from pkg.old import Only, Twice\nfrom pkg.new import Nothing\nfrom pkg.old import Only\n"
    measure = found_in(TREE | {"pkg/user.py": text}, Finds.DEAD_IMPORTS).measure
    assert (measure.value, measure.goal, measure.unit) == (3, 0, "dead names")
    assert dict(measure.parts) == {
        "one candidate": 1,
        "several candidates": 1,
        "removed": 0,
        "never existed": 1,
        "sites": 4,
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("try:\n    from pkg.extra import X\nexcept ImportError:\n    X = None\n", id="optional"),
        pytest.param(
            "try:\n    import json\nexcept ImportError:\n    from pkg.extra import json\n", id="a fallback"
        ),
        pytest.param("import numpy.gone\nfrom requests import nothing\n", id="not of this repository"),
        pytest.param("from pkg.dynamic import anything\n", id="a dynamic module"),
        pytest.param("from pkg.lazy import anything\n", id="a module getattr"),
        pytest.param("import logging\nlogging.getLogger('pkg.old.channel')\n", id="a log channel"),
        pytest.param("'pkg.old.Only'\n", id="a string that is given to nobody"),
        pytest.param("from pkg.new import Only, Twice\n", id="alive"),
    ],
)
def test_it_is_not_dead(text: str) -> None:
    assert not dead(text, pkg__dynamic="globals()['a'] = 1\n", pkg__lazy="def __getattr__(name): ...\n")


def test_a_dead_module_may_mean_one_of_the_same_name_that_has_all_that_is_taken() -> None:
    found = dead(
        "import pkg.gone.tools as tools\ntools.work()\ntools.rest()\n",
        pkg__here__tools="def work(): ...\ndef rest(): ...\n",
        pkg__there__tools="def work(): ...\n",
    )
    assert list(found) == ["dead-imports:pkg.gone.tools"]
    assert detail(found["dead-imports:pkg.gone.tools"]) == DeadImport(
        "pkg.gone.tools", DeadList.ONE, ("pkg.here.tools",), names=("rest", "work")
    )


def test_a_name_that_is_now_a_module_elsewhere_is_found() -> None:
    found = dead("from pkg import tools\n", pkg__sub__tools="def work(): ...\n")
    assert detail(found["dead-imports:pkg:tools"]).candidates == (Symbol("pkg.sub", "tools"),)


def test_an_attribute_that_a_module_does_not_have_is_dead() -> None:
    found = dead("import pkg.other as other\nother.Only()\n")
    assert detail(found["dead-imports:pkg.other:Only"]).candidates == (Symbol("pkg.new", "Only"),)


def remembering(**known: Remembered) -> Remember:
    """A history that knows something of some names of ``pkg.old``."""

    def remember(_model: Model, targets: Sequence[Target]) -> Mapping[Target, Remembered]:
        return {
            target: known[target.name]
            for target in targets
            if isinstance(target, Symbol) and target.name in known
        }

    return remember


def with_history(text: str, **known: Remembered) -> dict[str, Finding]:
    context = DetectContext(remember=remembering(**known))
    return by_id(found_in(TREE | {"pkg/user.py": text}, Finds.DEAD_IMPORTS, context=context))


def test_history_decides_where_the_tree_does_not() -> None:
    found = with_history(
        "from pkg.old import Twice, Gone\n",
        Twice=Remembered((Symbol("pkg.other", "Twice"),), was_there=True, said=("It moved.",)),
    )
    twice = found["dead-imports:pkg.old:Twice"]
    assert detail(twice).listed is DeadList.ONE
    assert detail(twice).candidates == (Symbol("pkg.other", "Twice"),)
    assert detail(twice).rejected == (Symbol("pkg.new", "Twice"),)
    assert "It moved." in twice.evidence
    assert detail(found["dead-imports:pkg.old:Gone"]).listed is DeadList.NEVER


def test_what_it_became_is_believed_before_another_thing_of_its_name() -> None:
    became = Remembered((Symbol("pkg.other", "Twice"),), was_there=True)
    found = with_history("from pkg.old import Only\n", Only=became)["dead-imports:pkg.old:Only"]
    assert detail(found).candidates == (Symbol("pkg.other", "Twice"),)
    assert found.title == "pkg.old:Only is pkg.other:Twice now"


def test_what_it_became_by_likeness_stands_beside_another_thing_of_its_name() -> None:
    alike = Remembered((Symbol("pkg.other", "Twice"),), was_there=True, is_sure=False)
    found = with_history("from pkg.old import Only\n", Only=alike)["dead-imports:pkg.old:Only"]
    assert detail(found).listed is DeadList.SEVERAL
    assert detail(found).candidates == (Symbol("pkg.new", "Only"), Symbol("pkg.other", "Twice"))


def test_what_was_there_and_has_no_successor_is_in_a_list_of_its_own() -> None:
    found = with_history("from pkg.old import Gone\n", Gone=Remembered(was_there=True))[
        "dead-imports:pkg.old:Gone"
    ]
    assert (detail(found).listed, found.group, found.tier) == (DeadList.REMOVED, "removed", Tier.REVIEW)
    assert found.title == "pkg.old:Gone was removed, and nothing took its place"


def test_the_names_of_a_dead_module_lead_to_where_all_of_them_went() -> None:
    went = Remembered((Symbol("pkg.new", "Only"),), was_there=True)
    found = with_history("import pkg.old\npkg.old.Only()\n", Only=went)["dead-imports:pkg.old"]
    assert detail(found).candidates == ("pkg.new",)


def test_a_definition_in_a_test_is_no_candidate() -> None:
    found = dead("from pkg.old import Fake\n", tests__fakes="class Fake: ...\n")
    assert detail(found["dead-imports:pkg.old:Fake"]).listed is DeadList.NEVER


def test_a_scope_takes_what_lies_in_it_on_either_side() -> None:
    files = TREE | {
        "pkg/sub/__init__.py": "",
        "pkg/sub/a.py": "from pkg.old import Only\n",
        "pkg/b.py": "from pkg.sub.gone import Only\nfrom pkg.elsewhere import Only\n",
    }
    assert set(by_id(found_in(files, Finds.DEAD_IMPORTS, scope=("pkg.sub",)))) == {
        "dead-imports:pkg.old:Only",
        "dead-imports:pkg.sub.gone:Only",
    }


def test_the_use_of_a_dead_module_by_its_full_name_goes_with_its_import() -> None:
    found = dead(
        "import pkg.gone.tools\npkg.gone.tools.work()\n",
        pkg__here__tools="def work(): ...\n",
        pkg__there__tools="def rest(): ...\n",
    )
    assert list(found) == ["dead-imports:pkg.gone.tools"]
    assert detail(found["dead-imports:pkg.gone.tools"]).candidates == ("pkg.here.tools",)


def test_a_dead_star_import_is_a_dead_module() -> None:
    assert list(dead("from pkg.gone.new import *\n")) == ["dead-imports:pkg.gone.new"]


def test_the_use_of_an_optional_module_by_its_full_name_is_not_dead() -> None:
    assert not dead(
        "try:\n    import pkg.extra\nexcept ImportError:\n    pass\ndef f():\n    pkg.extra.work()\n"
    )
