"""Real histories: what was lost in them, and what it means now."""

import pytest

from migrator.findings.values import DeadList, Tier
from migrator.plan.values import Plan
from tests.past.conftest import History

LOAD = "def load(x):\n    y = x + 1\n    return load(y) if y < 3 else y\n"
STORE = "class Store:\n    def get(self, key):\n        return self.kept[key]\n\n    def put(self, key, it):\n        self.kept[key] = it\n"
CORE = f"{LOAD}\n\n{STORE}\n\nLIMIT = 300\n"
USER = "from pkg.core import load, Store, LIMIT\n"
START = {"pkg/__init__.py": "", "pkg/core.py": CORE, "pkg/user.py": USER}


def test_a_renamed_definition_is_known_by_its_body(history: History) -> None:
    history.builder.commit("start", START)
    renamed = CORE.replace("load", "read").replace("Store", "Shelf").replace("LIMIT", "MOST_LIMIT")
    history.builder.commit("rename all", {"pkg/core.py": renamed})
    told = history.told()
    assert told.means("pkg.core:load") == ["pkg.core:read"]
    assert told.means("pkg.core:Store") == ["pkg.core:Shelf"]
    assert told.means("pkg.core:LIMIT") == ["pkg.core:MOST_LIMIT"]


def test_the_evidence_says_where_it_last_resolved_and_which_commit_took_it(history: History) -> None:
    start = history.builder.commit("start", START)
    taken = history.builder.commit("read it", {"pkg/core.py": CORE.replace("load", "read")})
    assert f"It last resolved in {start[:10]} (start)." in history.told().said("pkg.core:load")
    assert f"{taken[:10]} (read it) renamed it: pkg.core:read." in history.told().said("pkg.core:load")


def test_a_name_is_followed_through_a_rename_of_its_file_and_one_of_its_own(history: History) -> None:
    history.builder.commit("start", START)
    history.builder.git("mv", "pkg/core.py", "pkg/depot.py")
    history.builder.commit("move")
    history.builder.commit("rename", {"pkg/depot.py": CORE.replace("load", "read")})
    history.builder.git("mv", "pkg/depot.py", "pkg/shed.py")
    history.builder.commit("move again")
    told = history.told()
    assert told.means("pkg.core:load") == ["pkg.shed:read"]
    assert told.means("pkg.core:Store") == ["pkg.shed:Store"]
    assert told.detail("pkg.core:load").listed is DeadList.ONE


def test_a_moved_package_is_known_by_what_is_in_it_though_its_init_is_empty(history: History) -> None:
    files = {"pkg/old/__init__.py": "", "pkg/other/__init__.py": "", "pkg/old/core.py": CORE}
    use = "import pkg.old\nfrom pkg import old\nfrom pkg.old import core\nfrom pkg.old.core import load\n"
    history.builder.commit("start", START | files | {"pkg/user.py": use, "pkg/core.py": ""})
    history.builder.git("mv", "pkg/old", "pkg/new")
    history.builder.commit("move")
    told = history.told()
    assert told.means("pkg.old") == ["pkg.new"]
    assert told.means("pkg:old") == ["pkg:new"]
    assert told.means("pkg.old:core") == ["pkg.new:core"]
    assert told.means("pkg.old.core:load") == ["pkg.new.core:load"]


def test_a_removed_name_is_said_to_be_removed(history: History) -> None:
    history.builder.commit("start", START)
    gone = history.builder.commit("drop", {"pkg/core.py": f"{STORE}\n\nLIMIT = 300\n"})
    told = history.told()
    assert told.detail("pkg.core:load").listed is DeadList.REMOVED
    assert any(
        said.startswith(f"{gone[:10]} (drop) removed pkg.core:load") for said in told.said("pkg.core:load")
    )


def test_a_name_that_never_was_is_said_never_to_have_been(history: History) -> None:
    history.builder.commit(
        "start", START | {"pkg/user.py": "from pkg.core import nothing\nimport pkg.never\n"}
    )
    told = history.told()
    assert told.detail("pkg.core:nothing").listed is told.detail("pkg.never").listed is DeadList.NEVER
    assert "No commit that was looked at had it." in told.said("pkg.core:nothing")


def test_the_newest_loss_counts_where_a_name_came_back(history: History) -> None:
    history.builder.commit("start", START)
    history.builder.commit("rename", {"pkg/core.py": CORE.replace("load", "read")})
    back = history.builder.commit("back", START)
    history.builder.commit("rename otherwise", {"pkg/core.py": CORE.replace("load", "fetch")})
    told = history.told()
    assert told.means("pkg.core:load") == ["pkg.core:fetch"]
    assert f"It last resolved in {back[:10]} (back)." in told.said("pkg.core:load")


def test_a_definition_that_moved_to_another_file_is_known_by_its_name(history: History) -> None:
    history.builder.commit("start", START)
    history.builder.commit("split", {"pkg/core.py": STORE + "\n\nLIMIT = 300\n", "pkg/loading.py": LOAD})
    assert history.told().means("pkg.core:load") == ["pkg.loading:load"]


def test_of_two_that_came_with_the_commit_the_one_of_the_same_body_is_meant(history: History) -> None:
    history.builder.commit("start", START)
    other = "def load(x):\n    return open(x).read()\n"
    split = {"pkg/core.py": STORE + "\n\nLIMIT = 300\n", "pkg/a.py": other, "pkg/b.py": LOAD}
    history.builder.commit("split", split)
    told = history.told()
    assert told.means("pkg.core:load") == ["pkg.b:load"]
    assert [str(each) for each in told.detail("pkg.core:load").rejected] == ["pkg.a:load"]


def test_of_several_that_were_there_before_the_one_of_the_same_body_is_meant(history: History) -> None:
    other = "def load(x):\n    return open(x).read()\n"
    history.builder.commit("start", START | {"pkg/a.py": other, "pkg/b.py": LOAD})
    history.builder.commit("drop", {"pkg/core.py": STORE + "\n\nLIMIT = 300\n"})
    told = history.told()
    assert told.means("pkg.core:load") == ["pkg.b:load"]
    assert "pkg.b:load has the same body." in told.said("pkg.core:load")


def test_two_that_may_be_it_are_both_given(history: History) -> None:
    history.builder.commit("start", START)
    split = {"pkg/core.py": STORE + "\n\nLIMIT = 300\n", "pkg/a.py": LOAD, "pkg/b.py": LOAD}
    history.builder.commit("split", split)
    told = history.told()
    assert told.means("pkg.core:load") == ["pkg.a:load", "pkg.b:load"]
    assert told.detail("pkg.core:load").listed is DeadList.SEVERAL


def test_plain_definitions_are_told_apart_by_words_of_their_names(history: History) -> None:
    plain = "class OrderError(Exception):\n    pass\n\n\nclass StockError(Exception):\n    pass\n"
    use = {"pkg/user.py": "from pkg.core import OrderError, StockError\n"}
    history.builder.commit("start", START | {"pkg/core.py": plain} | use)
    renamed = plain.replace("OrderError", "BadOrder").replace("StockError", "EmptyStock")
    history.builder.commit("rename", {"pkg/core.py": renamed})
    told = history.told()
    assert told.means("pkg.core:OrderError") == ["pkg.core:BadOrder"]
    assert told.means("pkg.core:StockError") == ["pkg.core:EmptyStock"]


@pytest.mark.parametrize("value", ["None", "0", "[]"])
def test_a_value_that_says_nothing_is_not_known_again_under_an_unlike_name(
    history: History, value: str
) -> None:
    use = {"pkg/user.py": "from pkg.core import first_cache\n"}
    history.builder.commit("start", START | {"pkg/core.py": f"first_cache = {value}\n"} | use)
    history.builder.commit("other", {"pkg/core.py": f"owner = {value}\n"})
    assert history.told().detail("pkg.core:first_cache").listed is DeadList.REMOVED


def test_what_is_only_alike_stands_beside_what_has_the_name(history: History) -> None:
    long = "def load(x):\n" + "".join(f"    x += {number}\n" for number in range(9)) + "    return x\n"
    namesake = "def load(x):\n    return open(x).read()\n"
    history.builder.commit(
        "start",
        START | {"pkg/core.py": long, "pkg/a.py": namesake, "pkg/user.py": "from pkg.core import load\n"},
    )
    changed = long.replace("def load", "def read").replace("    x += 3\n", "    x -= 30\n")
    history.builder.commit("change", {"pkg/core.py": changed})
    assert history.told().means("pkg.core:load") == ["pkg.a:load", "pkg.core:read"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("from pkg.core import load\n", "", id="an import"),
        pytest.param("from .core import load as found\nload = found\n", "", id="an alias of an import"),
        pytest.param(
            "from pkg import core\nload = core.load\n",
            "from pkg import core\n",
            id="an alias through a module",
        ),
        pytest.param("from .core import *\n", "", id="a star"),
        pytest.param(
            "def __getattr__(name):\n    if name == 'load':\n        from pkg.core import load\n\n        return load\n    raise AttributeError(name)\n",
            "",
            id="a lazy re-export",
        ),
    ],
)
def test_what_a_module_passed_on_is_meant_where_it_was_defined(
    history: History, before: str, after: str
) -> None:
    use = {"pkg/user.py": "from pkg.face import load\n"}
    other = {"pkg/twin.py": "def load(y):\n    return [y]\n"}
    history.builder.commit("start", START | use | other | {"pkg/face.py": before})
    history.builder.commit("drop", {"pkg/face.py": after + "WORDS = 1\n"})
    told = history.told()
    assert told.means("pkg.face:load") == ["pkg.core:load"]
    assert [str(each) for each in told.detail("pkg.face:load").rejected] == ["pkg.twin:load"]


def test_a_dead_re_export_is_followed_to_what_its_source_became(history: History) -> None:
    face = {"pkg/face.py": "from pkg.core import load\n", "pkg/user.py": "from pkg.face import load\n"}
    history.builder.commit("start", START | face)
    history.builder.commit("rename", {"pkg/core.py": CORE.replace("load", "read")})
    told = history.told()
    assert told.means("pkg.face:load") == told.means("pkg.core:load") == ["pkg.core:read"]


def test_what_came_from_outside_has_no_candidate_and_is_said_to_have_come_from_there(
    history: History,
) -> None:
    compat = {
        "pkg/compat.py": "from collections import OrderedDict\n",
        "pkg/user.py": "from pkg.compat import OrderedDict\n",
    }
    history.builder.commit("start", START | compat)
    history.builder.commit("drop", {"pkg/compat.py": "WORDS = 1\n"})
    told = history.told()
    assert told.detail("pkg.compat:OrderedDict").listed is DeadList.REMOVED
    assert "collections:OrderedDict is no part of this repository." in told.said("pkg.compat:OrderedDict")


def test_a_module_that_became_a_package_and_left_a_name_behind(history: History) -> None:
    history.builder.commit("start", START)
    history.builder.git("rm", "--quiet", "pkg/core.py")
    parts = {
        "pkg/core/__init__.py": "from .storing import Store\nLIMIT = 300\n",
        "pkg/core/storing.py": STORE,
        "pkg/core/loading.py": LOAD,
    }
    history.builder.commit("split", parts)
    assert history.told().means("pkg.core:load") == ["pkg.core.loading:load"]


def test_a_file_is_known_where_the_source_root_moved_too(history: History) -> None:
    history.builder.commit("start", START)
    history.builder.git("mv", "pkg/core.py", "pkg/depot.py")
    history.builder.commit("move")
    (history.builder.root / "src").mkdir()
    history.builder.git("mv", "pkg", "src/pkg")
    history.builder.commit("under src")
    plan = Plan(name="p", packages=("pkg",), source_roots=("src",))
    assert history.told(plan=plan).means("pkg.core:load") == ["pkg.depot:load"]


def test_a_loss_that_a_merge_brought_is_that_of_the_merge(history: History) -> None:
    history.builder.commit("start", START)
    history.builder.git("switch", "--quiet", "-c", "side")
    history.builder.commit("rename", {"pkg/core.py": CORE.replace("load", "read")})
    history.builder.git("switch", "--quiet", "main")
    history.builder.commit("meanwhile", {"pkg/more.py": "x = 1\n"})
    history.builder.git("merge", "--quiet", "--no-ff", "-m", "bring the side", "side")
    told = history.told()
    assert told.means("pkg.core:load") == ["pkg.core:read"]
    assert any("(bring the side) renamed it" in said for said in told.said("pkg.core:load"))


def test_a_helper_among_the_consumers_may_mean_another_helper(history: History) -> None:
    tests = {
        "tests/__init__.py": "",
        "tests/support.py": LOAD,
        "tests/test_it.py": "from tests.support import load\n",
    }
    history.builder.commit("start", START | tests)
    history.builder.commit("rename", {"tests/support.py": LOAD.replace("load", "read")})
    assert history.told().means("tests.support:load") == ["tests.support:read"]


def test_strings_are_followed_like_imports(history: History) -> None:
    test = "import importlib\nfrom unittest import mock\nmock.patch('pkg.core.load')\nimportlib.import_module('pkg.core')\n"
    history.builder.commit("start", START | {"tests/test_it.py": test, "pkg/user.py": ""})
    history.builder.git("mv", "pkg/core.py", "pkg/depot.py")
    history.builder.commit("move")
    told = history.told()
    assert told.dead == ["pkg.core", "pkg.core:load"]
    assert told.means("pkg.core") == ["pkg.depot"]
    assert told.means("pkg.core:load") == ["pkg.depot:load"]


def test_small_definitions_are_never_alike(history: History) -> None:
    small = "def bit():\n    return [2]\n"
    history.builder.commit(
        "start", START | {"pkg/core.py": small, "pkg/user.py": "from pkg.core import bit\n"}
    )
    history.builder.commit("other", {"pkg/core.py": "def part():\n    return 1\n"})
    assert history.told().detail("pkg.core:bit").listed is DeadList.REMOVED


def test_what_is_alike_is_proposed_and_not_certain(history: History) -> None:
    long = (
        "def load(x):\n" + "".join(f"    x += {number} * offset\n" for number in range(9)) + "    return x\n"
    )
    history.builder.commit(
        "start", START | {"pkg/core.py": long, "pkg/user.py": "from pkg.core import load\n"}
    )
    changed = long.replace("def load", "def read").replace("    x += 3 *", "    x -= 30 *")
    history.builder.commit("change", {"pkg/core.py": changed})
    told = history.told()
    assert told.means("pkg.core:load") == ["pkg.core:read"]
    assert [one.tier for one in told.analysis.broken.findings] == [Tier.PROPOSE]


def test_a_namesake_that_came_with_the_commit_does_not_displace_another_one(history: History) -> None:
    mail = "def load(path):\n    with open(path) as file:\n        return parse(file.read(), strict=True)\n"
    other = "def load(kind, place):\n    return [one for one in place.walk() if one.kind is kind]\n"
    history.builder.commit(
        "start", START | {"pkg/mail.py": mail, "pkg/user.py": "from pkg.core import load\n"}
    )
    history.builder.commit("other", {"pkg/core.py": STORE, "pkg/other.py": other})
    told = history.told()
    assert told.means("pkg.core:load") == ["pkg.mail:load", "pkg.other:load"]
    assert told.detail("pkg.core:load").listed is DeadList.SEVERAL


def test_the_only_one_of_its_name_is_a_candidate_whatever_its_body(history: History) -> None:
    other = "def load(kind, place):\n    return [one for one in place.walk() if one.kind is kind]\n"
    history.builder.commit("start", START | {"pkg/user.py": "from pkg.core import load\n"})
    history.builder.commit("other", {"pkg/core.py": STORE, "pkg/other.py": other})
    told = history.told()
    assert told.means("pkg.core:load") == ["pkg.other:load"]
    assert [one.tier for one in told.analysis.broken.findings] == [Tier.EXACT]
