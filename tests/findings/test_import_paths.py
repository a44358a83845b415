from migrator.findings.import_paths import paths_in_use
from migrator.findings.values import ImportPath, Tier
from migrator.model.values import Symbol
from migrator.plan.values import Finds, Phase, Policy
from tests.findings.finding import by_id, consuming, found_in

TREE = {
    "pkg/__init__.py": "",
    "pkg/core/__init__.py": "from .deep import Thing\n__all__ = ['Thing']\n",
    "pkg/core/deep.py": "class Thing: ...\nclass Other: ...\n",
    "pkg/core/compat.py": "from pkg.core.deep import Thing as OldThing\n",
}


def test_each_form_of_import_makes_the_paths_and_spelling_does_not() -> None:
    files = TREE | {
        "pkg/a.py": "from .core import Thing\n",
        "pkg/b.py": "def f():\n    from pkg.core import Thing as T\n",
        "pkg/c.py": "import pkg.core.compat as compat\nprint(compat.OldThing)\n",
        "pkg/d.py": "import pkg.core.deep\npkg.core.deep.Thing()\n",
        "tests/t.py": "from pkg.core.deep import *\nprint(Thing)\n",
        "tests/s.py": "from unittest import mock\nmock.patch('pkg.core.deep.Thing')\n",
    }
    detection = found_in(files, Finds.IMPORT_PATHS)
    assert set(by_id(detection)) == {"import-paths:pkg.core:Thing", "import-paths:pkg.core.compat:OldThing"}
    facade = by_id(detection)["import-paths:pkg.core:Thing"]
    assert facade.detail == ImportPath(
        definition=Symbol("pkg.core.deep", "Thing"),
        path=Symbol("pkg.core", "Thing"),
        canonical=Symbol("pkg.core.deep", "Thing"),
        count=2,
        all_paths=(
            (Symbol("pkg.core", "Thing"), 2),
            (Symbol("pkg.core.compat", "OldThing"), 1),
            (Symbol("pkg.core.deep", "Thing"), 4),
        ),
    )
    assert [(site.path, site.line) for site in facade.sites] == [("pkg/a.py", 1), ("pkg/b.py", 2)]
    assert facade.group == "pkg.core.deep:Thing"
    assert (detection.measure.value, detection.measure.goal) == (3, 1)
    assert dict(detection.measure.parts) == {"names": 1, "paths": 3, "sites": 7}


def test_one_path_is_no_finding_and_is_not_measured() -> None:
    files = TREE | {
        "pkg/a.py": "from pkg.core.deep import Other\n",
        "pkg/core/compat.py": "",
        "pkg/core/__init__.py": "",
    }
    detection = found_in(files, Finds.IMPORT_PATHS)
    assert not detection.findings
    assert (detection.measure.value, detection.measure.goal) == (0, 0)


def test_an_only_path_that_is_not_the_planned_one_is_a_finding() -> None:
    files = TREE | {"pkg/a.py": "from pkg.core.deep import Thing\n", "pkg/core/compat.py": ""}
    detection = found_in(files, Finds.IMPORT_PATHS, canonical=(("pkg.core:Thing", ()),))
    assert set(by_id(detection)) == {"import-paths:pkg.core.deep:Thing"}
    assert [site.path for site in detection.findings[0].sites] == ["pkg/a.py"]


def test_what_provides_the_canonical_path_is_neither_counted_nor_found() -> None:
    files = TREE | {"pkg/a.py": "from pkg.core import Thing\n", "pkg/core/compat.py": ""}
    detection = found_in(files, Finds.IMPORT_PATHS, canonical=(("pkg.core:Thing", ()),))
    assert not detection.findings
    assert detection.measure.value == 0


def test_what_the_canonical_module_needs_at_import_time_cannot_import_from_it() -> None:
    files = TREE | {
        "pkg/core/__init__.py": "from .deep import Thing\nfrom .user import User\n",
        "pkg/core/user.py": "from pkg.core.deep import Thing\nclass User(Thing): ...\ndef f():\n    from pkg.core.deep import Thing\n",
        "pkg/core/compat.py": "",
        "pkg/a.py": "from pkg.core import Thing\n",
    }
    detection = found_in(files, Finds.IMPORT_PATHS, canonical=(("pkg.core:Thing", ()),))
    assert [(site.path, site.line) for site in detection.findings[0].sites] == [("pkg/core/user.py", 4)]


def test_a_facade_is_canonical_where_the_policy_says_so() -> None:
    files = TREE | {
        "pkg/__init__.py": "from pkg.core.deep import Other\n__all__ = ['Other']\n",
        "pkg/a.py": "from pkg.core.deep import Thing\n",
        "pkg/b.py": "from pkg.core import Thing\n",
        "pkg/core/compat.py": "",
    }
    detection = found_in(files, Finds.IMPORT_PATHS, policy=Policy.FACADE)
    assert set(by_id(detection)) == {"import-paths:pkg.core.deep:Thing"}
    assert any("pkg.core offers it in __all__" in sentence for sentence in detection.findings[0].evidence)


def test_definitions_outside_the_scope_do_not_count() -> None:
    files = TREE | {"pkg/a.py": "from pkg.core import Thing\nfrom pkg.core.deep import Thing\n"}
    assert found_in(files, Finds.IMPORT_PATHS, scope=("pkg.core",)).findings
    assert not found_in(files, Finds.IMPORT_PATHS, scope=("pkg.other",)).findings


def test_modules_are_no_names() -> None:
    files = TREE | {
        "pkg/facade.py": "from pkg.core import deep\n",
        "pkg/a.py": "from pkg.facade import deep\nimport pkg.core.deep\n",
        "pkg/core/__init__.py": "",
        "pkg/core/compat.py": "",
    }
    assert not found_in(files, Finds.IMPORT_PATHS).findings


def test_paths_in_use_holds_names_with_one_path_too() -> None:
    files = TREE | {"pkg/a.py": "from pkg.core.deep import Other\nfrom pkg.core import Thing\n"}
    found = paths_in_use(consuming(files), Phase("p", "P", Finds.IMPORT_PATHS))
    assert found[Symbol("pkg.core.deep", "Other")] == {Symbol("pkg.core.deep", "Other"): 1}
    assert list(found[Symbol("pkg.core.deep", "Thing")]) == [
        Symbol("pkg.core", "Thing"),
        Symbol("pkg.core.deep", "Thing"),
    ]


def test_a_name_with_two_definitions_is_for_review_and_not_counted() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "class Manager: ...\n",
        "pkg/b.py": "class Manager: ...\n",
        "pkg/c.py": "from pkg.a import Manager\n",
        "pkg/d.py": "from pkg.b import Manager\n",
    }
    detection = found_in(files, Finds.IMPORT_PATHS)
    assert [(f.id, f.tier, f.counts) for f in detection.findings] == [
        ("import-paths:ambiguous:Manager", Tier.REVIEW, False)
    ]
    assert detection.measure.value == 0


def test_crossed_names_are_for_review() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "class X: ...\n",
        "pkg/b.py": "class Y: ...\n",
        "pkg/c.py": "from pkg.a import X as Y\nfrom pkg.b import Y as X\n",
        "pkg/d.py": "from pkg.c import X, Y\n",
    }
    assert "import-paths:crossed:X:Y" in by_id(found_in(files, Finds.IMPORT_PATHS))


def test_a_path_that_a_condition_decides_is_for_review() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "class X: ...\n",
        "pkg/b.py": "class X: ...\n",
        "pkg/c.py": "try:\n    from pkg.a import X\nexcept ImportError:\n    from pkg.b import X\n",
        "pkg/d.py": "from pkg.c import X\n",
    }
    found = by_id(found_in(files, Finds.IMPORT_PATHS))
    assert found["import-paths:ambiguous:pkg.c:X"].counts is False
    assert not [finding for finding in found.values() if finding.counts]
