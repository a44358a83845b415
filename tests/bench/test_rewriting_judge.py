"""The judge of the rewriting benchmark: each kind of harm is counted where it is, and right work is not called harm."""

import pytest

from bench.rewriting import Row, bounds, has_name, spelling
from bench.rewriting_judge import Task, Verdict, judge, parsed
from bench.rewriting_judge import unbound as names_unbound_in

TASK = Task(("pkg.old", "C"), ("pkg.new", "C"))


def verdict(before: str, after: str, path: str = "pkg/user.py") -> Verdict:
    return judge({path: before.encode()}, {path: after.encode()}, TASK)


def harms(one: Verdict) -> dict[str, int]:
    return {name: count for name, count in one.counts().items() if count}


@pytest.mark.parametrize(
    ("before", "after", "sites"),
    [
        ("from pkg.old import C\nX = C\n", "from pkg.new import C\nX = C\n", 1),
        ("from pkg.old import C, D\n", "from pkg.old import D\nfrom pkg.new import C\n", 1),
        ("from pkg.old import C as X\n", "from pkg.new import C as X\n", 1),
        ("from .old import C\n", "from .new import C\n", 1),
        ("def f():\n    from .old import C\n", "def f():\n    from .new import C\n", 1),
        ("import pkg.old\nX = pkg.old.C\n", "import pkg.new\nX = pkg.new.C\n", 1),
        ("import pkg.old as o\nX = o.C, o.C\n", "import pkg.new as n\nX = n.C, n.C\n", 2),
        ("from pkg import old\nX = old.C\n", "from pkg import new\nX = new.C\n", 1),
        ("try:\n    from pkg.old import C\nexcept ImportError:\n    C = None\n", "try:\n    from pkg.new import C\nexcept ImportError:\n    C = None\n", 1),
    ],
)  # fmt: skip
def test_a_site_that_follows_in_its_place_is_found(before: str, after: str, sites: int) -> None:
    assert harms(verdict(before, after)) == {"sites": sites, "found": sites}


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("from pkg.old import C, D\nX = C, D\n", id="untouched"),
        pytest.param("from pkg.old import C, D\nX = C, D  # touched\n", id="touched elsewhere"),
    ],
)
def test_a_site_that_still_names_the_old_path_is_missed(after: str) -> None:
    found = verdict("from pkg.old import C, D\nX = C, D\n", after)
    assert harms(found) == {"sites": 1, "missed": 1}
    assert found.examples["missed"] == ["pkg/user.py"]


def test_a_name_that_is_used_and_bound_no_more_is_lost() -> None:
    found = verdict("from pkg.old import C, D\nX = C, D\n", "from pkg.new import C\nX = C, D\n")
    assert harms(found) == {"sites": 1, "found": 1, "lost": 1}


def test_a_name_that_nothing_bound_before_is_not_lost() -> None:
    found = verdict("from pkg.old import C\nX = undefined\n", "from pkg.new import C\nX = undefined\n")
    assert "lost" not in harms(found)


def test_a_file_that_compiles_no_more_is_damaged_and_one_that_never_did_is_not() -> None:
    assert harms(verdict("from pkg.old import C\n", "from pkg.new import\n"))["damaged"] == 1
    assert harms(verdict("from pkg.old import C\nreturn\n", "from pkg.new import C\nreturn\n")) == {
        "sites": 1
    }
    late = verdict("from pkg.old import C\n", "from pkg.new import C\nreturn\n")
    assert harms(late)["damaged"] == 1, "what the parser takes and the compiler does not"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("# pkg.old.C\n", "# pkg.new.C\n", id="comment"),
        pytest.param("X = 'pkg.old.C'\n", "X = 'pkg.new.C'\n", id="string"),
        pytest.param("from pkg.other import C\n", "from pkg.new import C\n", id="another name"),
    ],
)
def test_a_file_without_a_site_that_is_changed_is_needless(before: str, after: str) -> None:
    assert harms(verdict(before, after)) == {"needless": 1}


@pytest.mark.parametrize(
    "before",
    [
        "def f():\n    from pkg.old import C\n    return C\n",
        "if 1:\n    from pkg.old import C\nX = C\n",
        "class K:\n    from pkg.old import C\n",
    ],
)
def test_an_import_that_is_lifted_to_the_top_is_elsewhere(before: str) -> None:
    after = "from pkg.new import C\n" + before.replace("from pkg.old import C", "pass")
    assert harms(verdict(before, after)) == {"sites": 1, "found": 1, "elsewhere": 1}


def test_the_modules_that_make_the_paths_work_have_no_sites() -> None:
    shim = "from pkg.new import C as C\n"
    before = {"pkg/old.py": b"class C: ...\n", "pkg/new.py": b"from pkg.old import C\n"}
    after = {"pkg/old.py": shim.encode(), "pkg/new.py": b"class C: ...\n"}
    assert harms(judge(before, after, TASK)) == {}


def test_a_file_that_this_python_does_not_parse_is_not_judged() -> None:
    assert harms(verdict("from pkg.old import C\nprint 'two'\n", "from pkg.new import C\n")) == {
        "unjudged": 1
    }


def test_a_relative_import_in_a_package_counts_from_the_package() -> None:
    found = verdict("from .old import C\n", "from .new import C\n", "pkg/__init__.py")
    assert harms(found) == {"sites": 1, "found": 1}
    assert harms(verdict("from .old import C\n", "from .new import C\n", "pkg/sub/user.py")) == {
        "needless": 1
    }


def test_names_count_as_bound_whatever_binds_them() -> None:
    text = (
        "def f(a, *b, c=1, **d):\n    with x as y:\n        pass\n    return [a, b, c, d, y, z for z in f]\n"
    )
    text = (
        text.replace("z for z in f", "*[z for z in f]")
        + "match f:\n    case {'k': v, **rest}:\n        v, rest\n"
    )
    tree = parsed(text.encode())
    assert tree is not None
    assert names_unbound_in(tree) == {"x"}


def test_what_is_looked_at_spells_the_name_as_a_word() -> None:
    texts = {"a.py": b"C = 1", "b.py": b"CC = 1", "c.py": b"x.C"}
    assert spelling(texts, "C") == ["a.py", "c.py"]


@pytest.mark.parametrize("text", ["class C: ...", "C = 1", "from x import C", "import x as C", "C: int = 1"])
def test_a_target_that_binds_the_name_has_it(text: str) -> None:
    assert has_name({"pkg/new.py": text.encode()}, TASK)
    assert not has_name({"pkg/new.py": b"D = 1", "pkg/other.py": text.encode()}, TASK)


def test_bounds_are_held_against_the_peers_of_the_same_run() -> None:
    rows = [
        Row("grep -l | sed", 0.5, 0.25, 10),
        Row("migrator canonical --write, first look", 2.0, 2.0, 900),
        Row("LibCST rename command", 19.0, 38.0, 100, said="ended after the cap of 19 s"),
    ]
    found = [(one.what, one.wall, one.processor, one.is_within) for one in bounds(rows)]
    assert found == [
        ("times grep and sed, first look; bound 5", 4.0, 8.0, True),
        ("times as fast as LibCST's rename command or more, first look; bound 10", 9.5, 19.0, False),
        ("MB held, first look; bound 1,024", 900, 900, True),
    ]
