from migrator.findings.context import DetectContext
from migrator.findings.values import Shim, Tier
from migrator.model.values import Symbol
from migrator.plan.values import Finds
from tests.findings.finding import by_id, found_in

OLD = Symbol("pkg.old", "C")
NEW = Symbol("pkg.new", "C")
DECLARED = DetectContext(declared_shims={OLD: "b07"})
TREE = {
    "pkg/__init__.py": "",
    "pkg/new.py": "class C: ...\n",
    "pkg/old.py": "from pkg.new import C as C\nX = 1\n",
}


def test_a_declared_shim_is_exact_and_has_its_remaining_users() -> None:
    files = TREE | {
        "pkg/a.py": "from pkg.old import C\n",
        "tests/t.py": "from unittest import mock\nmock.patch('pkg.old.C')\n",
    }
    detection = found_in(files, Finds.SHIMS, context=DECLARED)
    finding = by_id(detection)["shims:pkg.old:C"]
    assert finding.detail == Shim(OLD, NEW, users=2, made_by="b07")
    assert finding.tier is Tier.EXACT
    assert [site.path for site in finding.sites] == ["pkg/a.py", "tests/t.py"]
    assert (detection.measure.value, dict(detection.measure.parts)["users"]) == (1, 2)


def test_a_shim_without_users_can_be_removed() -> None:
    detection = found_in(TREE, Finds.SHIMS, context=DECLARED)
    assert "Nobody uses it: it can be removed." in detection.findings[0].evidence
    assert dict(detection.measure.parts)["unused"] == 1


def test_a_lazy_shim_is_found_by_the_sole_definition_of_its_name() -> None:
    files = TREE | {
        "pkg/old.py": "def __getattr__(name):\n    import pkg.new\n    return getattr(pkg.new, name)\n"
    }
    finding = found_in(files, Finds.SHIMS, context=DECLARED).findings[0]
    assert finding.detail == Shim(OLD, NEW, users=0, made_by="b07")


def test_a_declared_shim_that_is_gone_or_a_definition_again_is_no_finding() -> None:
    for old in ("", "class C: ...\n"):
        assert not found_in(TREE | {"pkg/old.py": old}, Finds.SHIMS, context=DECLARED).findings
    without = {path: text for path, text in TREE.items() if path != "pkg/old.py"}
    assert not found_in(without, Finds.SHIMS, context=DECLARED).findings


def test_a_module_that_says_it_is_for_old_paths_is_for_review_and_not_counted() -> None:
    files = TREE | {
        "pkg/old.py": '"""Deprecated, use pkg.new instead."""\nfrom pkg.new import C\n__all__ = ["C"]\n'
    }
    detection = found_in(files, Finds.SHIMS)
    assert [(f.id, f.tier, f.counts) for f in detection.findings] == [("shims:pkg.old:C", Tier.REVIEW, False)]
    assert detection.measure.value == 0


def test_a_module_with_code_of_its_own_is_no_shim_whatever_it_says() -> None:
    files = TREE | {"pkg/old.py": '"""Deprecated."""\nfrom pkg.new import C\ndef f(): ...\n'}
    assert not found_in(files, Finds.SHIMS).findings
