"""Section E: the module that a definition moves to."""

import pytest

from tests.cases.conftest import Make

NEW = '"""New."""\n'
OLD = "class C:\n    x = 1\n    y = 2\n"


def test_case_064_a_definition_that_is_there_refuses_with_the_differences(repository: Make) -> None:
    said = repository({"pkg/old.py": OLD, "pkg/new.py": "class C:\n    x = 3\n    z = 4\n"}).move_refused("C")
    assert "pkg/new.py:1 binds C" in said
    assert "only in pkg.old: y" in said
    assert "only in pkg.new: z" in said
    assert "different: x" in said


def test_case_064_an_equal_definition_is_not_overwritten_either(repository: Make) -> None:
    assert "the two are equal" in repository({"pkg/old.py": OLD, "pkg/new.py": OLD}).move_refused("C")


def test_case_064_an_import_of_something_else_refuses(repository: Make) -> None:
    files = {"pkg/old.py": OLD, "pkg/new.py": "from pkg.other import C\n", "pkg/other.py": "C = 1\n"}
    assert "binds C" in repository(files).move_refused("C")


@pytest.mark.parametrize(
    ("new", "after"),
    [
        pytest.param(
            "import os\nfrom pkg.old import C\n\n\ndef f():\n    return C, os\n",
            f"import os\n\n\n{OLD}\n\ndef f():\n    return C, os\n",
            id="from-import",
        ),
        pytest.param(
            "from .old import C, D\n\n\ndef f():\n    return C, D\n",
            "",
            id="one-of-two",
        ),
        pytest.param(
            "from pkg.old import C as K\n\n\ndef f():\n    return K\n",
            f"{OLD}\n\ndef f():\n    return C\n",
            id="alias",
        ),
        pytest.param(
            "def f():\n    from pkg.old import C\n    return C\n",
            f"{OLD}\n\ndef f():\n    return C\n",
            id="in-a-function",
        ),
        pytest.param(
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.old import C\n\n\ndef f(x: 'C'):\n    return x\n",
            f"from typing import TYPE_CHECKING\n\n\ndef f(x: 'C'):\n    return x\n\n\n{OLD}",
            id="guarded",
        ),
    ],
)
def test_case_065_its_import_of_what_arrives_is_dropped(repository: Make, new: str, after: str) -> None:
    files = {"pkg/old.py": f"{OLD}\n\nD = 1\n", "pkg/new.py": new}
    result = repository(files).move("C")
    if after:
        assert result.new == after
    assert "import C" not in result.new
    result.is_same_object("C", first="pkg.new")


@pytest.mark.parametrize(
    ("imports", "chain"),
    [
        ("import pkg.old\n", "pkg.old.C"),
        ("import pkg.old as o\n", "o.C"),
        ("from pkg import old\n", "old.C"),
        ("from . import old\n", "old.C"),
    ],
)
def test_case_066_qualified_uses_become_plain_ones(repository: Make, imports: str, chain: str) -> None:
    new = f"import os\n{imports}\n\ndef f():\n    return {chain}(), os, [{chain} for C2 in ()]\n"
    result = repository({"pkg/old.py": OLD, "pkg/new.py": new}).move("C")
    assert result.new == f"import os\n\n\n{OLD}\n\ndef f():\n    return C(), os, [C for C2 in ()]\n"
    result.is_same_object("C", first="pkg.new")


def test_case_067_what_it_imported_from_the_target_is_no_import_any_more(repository: Make) -> None:
    old = (
        "import pkg.new\nfrom pkg import new\nfrom pkg.new import E\nfrom pkg.new import F as G\n\n\nclass C(E):\n    def f(self):\n"
        "        from pkg.new import E\n        return G, pkg.new.F, new.F, E\n"
    )
    result = repository({"pkg/old.py": old, "pkg/new.py": "class E: ...\n\n\nF = 1\n"}).move("C")
    assert result.new == (
        "class E: ...\n\n\nF = 1\n\n\nclass C(E):\n    def f(self):\n        return F, F, F, E\n"
    )
    assert result.prints("import pkg.old; print(pkg.old.C().f()[:3])") == "(1, 1, 1)\n"


@pytest.mark.parametrize(
    ("new", "after"),
    [
        pytest.param("", OLD, id="empty"),
        pytest.param("\n", OLD, id="blank"),
        pytest.param('"""Doc."""', f'"""Doc."""\n\n\n{OLD}'.removesuffix("\n"), id="no-final-newline"),
        pytest.param("# licence\n", f"# licence\n\n\n{OLD}", id="only-a-comment"),
        pytest.param('"""Doc."""\n\n\n\n', f'"""Doc."""\n\n\n\n{OLD}', id="blank-lines-at-the-end"),
        pytest.param(
            "#!/usr/bin/python\n# coding: utf-8\nE = 1\n",
            f"#!/usr/bin/python\n# coding: utf-8\nE = 1\n\n\n{OLD}",
            id="cookie",
        ),
    ],
)
def test_case_068_odd_targets_keep_what_they_are(repository: Make, new: str, after: str) -> None:
    result = repository({"pkg/old.py": OLD, "pkg/new.py": new}).move("C")
    assert result.new == after
    result.is_same_object("C")


def test_case_068_imports_go_below_docstring_and_cookie(repository: Make) -> None:
    old = "import os\n\n\nclass C:\n    x = os\n"
    for new in (
        '# coding: utf-8\n"""Doc."""',
        "#!/usr/bin/python\n# coding: utf-8\nE = 1\n",
        "# coding: utf-8\n",
    ):
        result = repository({"pkg/old.py": old, "pkg/new.py": new}).move("C")
        assert result.new.startswith(new.split("E = 1")[0])
        assert "\nimport os\n" in result.new
        result.is_same_object("C")


def test_case_069_it_stands_below_what_it_needs_and_above_who_uses_it(repository: Make) -> None:
    old = "from pkg.new import Base\n\n\nclass C(Base):\n    pass\n"
    new = (
        "class Base:\n    pass\n\n\nfrom pkg.old import C  # noqa: E402\n\n\n# Its comment.\nclass User(C):\n    pass\n\n\n"
        "if __name__ == '__main__':\n    print(User)\n"
    )
    result = repository({"pkg/old.py": old, "pkg/new.py": new}).move("C")
    assert result.new == (
        "class Base:\n    pass\n\n\nclass C(Base):\n    pass\n\n\n# Its comment.\nclass User(C):\n    pass\n\n\n"
        "if __name__ == '__main__':\n    print(User)\n"
    )
    result.is_same_object("C", first="pkg.new")


def test_case_069_it_stands_above_the_main_block(repository: Make) -> None:
    new = "def main(): ...\n\n\nif __name__ == '__main__':\n    main()\n"
    result = repository({"pkg/old.py": OLD, "pkg/new.py": new}).move("C")
    assert result.new == f"def main(): ...\n\n\n{OLD}\n\nif __name__ == '__main__':\n    main()\n"


def test_case_069_no_place_refuses(repository: Make) -> None:
    old = "from pkg.new import make\n\nC = make()\n"
    new = "import pkg.old\n\nX = pkg.old.C\n\n\ndef make(): ...\n"
    said = repository({"pkg/old.py": old, "pkg/new.py": new}).move_refused("C")
    assert "pkg/new.py:3 uses it at import time, before what it needs itself is bound" in said


@pytest.mark.parametrize("regular", [True, False])
def test_case_070_packages_are_made_only_where_the_parent_is_one(repository: Make, *, regular: bool) -> None:
    folder = "pkg/sub" if regular else "pkg/names"
    files = {"pkg/old.py": OLD, f"{folder}/{'__init__' if regular else 'there'}.py": ""}
    target = f"{folder.replace('/', '.')}.deep.new"
    result = repository(files).move("C", to=target)
    made = {f"{folder}/deep/new.py": OLD, **({f"{folder}/deep/__init__.py": ""} if regular else {})}
    assert result.files == {**made, "pkg/old.py": f"from {target} import C as C\n"}
    assert result.prints(f"import pkg.old, {target} as n; assert n.C is pkg.old.C") == ""


UNIMPORTABLE = "pkg.{} is no module name: a part of it is no identifier, so nobody could import it"


def test_case_071_a_file_that_cannot_be_imported_is_no_target_and_no_source(repository: Make) -> None:
    its = repository({"pkg/old.py": OLD, "pkg/a-b.py": OLD})
    assert its.move_refused("C", to="pkg.a-b") == UNIMPORTABLE.format("a-b")
    assert its.move_refused("C", to="pkg.class") == UNIMPORTABLE.format("class")
    assert "nobody could import C back from pkg/a-b.py" in its.move_refused("C", old="pkg.a-b", to="pkg.new")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("other.new", "no package of the plan"),
        ("pkg.user.new", "not a package"),
        ("pkg.old", "it is there already"),
        ("pkg.old:K", "it is there already"),
        ("pkg.names", "is a folder"),
        ("pkg.taken", "has a name taken"),
        ("pkg.Data", "exists already"),
    ],
)
def test_case_072_a_target_that_cannot_be(repository: Make, target: str, said: str) -> None:
    files = {
        "pkg/__init__.py": "taken = 1\n",
        "pkg/old.py": OLD,
        "pkg/user.py": "",
        "pkg/names/there.py": "",
        "pkg/data.py": "",
    }
    assert said in repository(files).move_refused("C", to=target)


@pytest.mark.parametrize(
    ("name", "said"),
    [("C.x", "top level"), ("D", "does not define D"), ("os", "is imported by pkg.old")],
)
def test_case_072_what_is_no_definition_is_refused(repository: Make, name: str, said: str) -> None:
    assert said in repository({"pkg/old.py": f"import os\n\n\n{OLD}", "pkg/new.py": NEW}).move_refused(name)


def test_case_072_a_file_that_does_not_parse_is_refused(repository: Make) -> None:
    assert "was not read" in repository({"pkg/old.py": OLD, "pkg/new.py": "def (:\n"}).move_refused("C")


def test_case_065_its_import_goes_and_what_else_it_imports_stays(repository: Make) -> None:
    new = "import pkg.old\nfrom pkg.old import (\n    C,  # c\n    D,  # d\n)\n\nX = [C, D, pkg.old.C, pkg.old.D]\n"
    result = repository({"pkg/old.py": f"{OLD}\n\nD = 1\n", "pkg/new.py": new}).move("C")
    assert result.new == (
        f"import pkg.old\nfrom pkg.old import (\n    D,  # d\n)\n\n\n{OLD}\n\nX = [C, D, C, pkg.old.D]\n"
    )
    show = "import warnings; warnings.simplefilter('ignore'); import pkg.new, pkg.old; print(pkg.old.C is pkg.new.X[0])"
    assert result.prints(show) == "True\n"


@pytest.mark.parametrize(
    ("imports", "chain"),
    [
        ("from pkg import old\n", "old.C"),
        ("import pkg.old\n", "pkg.old.C"),
        ("from . import old as o\n", "o.C"),
    ],
)
def test_case_066_in_quoted_annotations_too(repository: Make, imports: str, chain: str) -> None:
    new = f"{imports}\n\ndef f(x: '{chain}') -> 'list[{chain}]': ...\n"
    result = repository({"pkg/old.py": OLD, "pkg/new.py": new}).move("C")
    assert result.new == f"def f(x: 'C') -> 'list[C]': ...\n\n\n{OLD}"
    assert result.old == "from pkg.new import C as C\n"
    hints = (
        "import typing, pkg.new as n; print(typing.get_type_hints(n.f) == {'x': n.C, 'return': list[n.C]})"
    )
    assert result.prints(hints) == "True\n"


def test_case_066_a_module_that_is_needed_for_more_stays(repository: Make) -> None:
    new = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg import old\n\n\ndef f(x: 'old.C') -> 'dict[old.C, old.D]': ...\n"
    result = repository({"pkg/old.py": f"{OLD}\n\nD = int\n", "pkg/new.py": new}).move("C")
    assert result.new == f"{new.replace('old.C', 'C')}\n\n{OLD}"


def test_case_067_an_import_inside_what_moves_is_no_import_any_more(repository: Make) -> None:
    old = "class C:\n    def f(self):\n        from pkg.new import E, F as G\n\n        return E, G\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": "E = 1\nF = 2\n"}).move("C")
    assert (
        result.new == "E = 1\nF = 2\n\n\nclass C:\n    def f(self):\n        G = F\n\n        return E, G\n"
    )
    assert result.prints("import pkg.old; print(pkg.old.C().f())") == "(1, 2)\n"


def test_case_067_an_import_of_the_whole_module_inside_what_moves_is_noted(repository: Make) -> None:
    old = "class C:\n    def f(self):\n        import pkg.new as n\n        from pkg import new\n\n        return n.E, new.E\n"
    result = repository({"pkg/old.py": old, "pkg/new.py": "E = 1\n"}).move("C")
    for line in (3, 4):
        assert f"pkg/old.py:{line} imports pkg.new, which is its own module after the move" in result.said
    assert result.prints("import pkg.old; print(pkg.old.C().f())") == "(1, 1)\n"


@pytest.mark.parametrize("shim", [True, False])
def test_case_073_a_local_name_like_the_new_module(repository: Make, *, shim: bool) -> None:
    user = "from pkg import old\n\n\ndef f():\n    manager = old.C()\n    return manager.x\n\n\ndef g(manager):\n    return old.C.y, manager\n"
    result = repository({"pkg/old.py": OLD, "pkg/user.py": user}).move("C", to="pkg.manager", shim=shim)
    assert result.text("pkg/user.py") == (
        "from pkg import manager as manager_module\n\n\ndef f():\n    manager = manager_module.C()\n    return manager.x\n\n\n"
        "def g(manager):\n    return manager_module.C.y, manager\n"
    )
    assert result.prints("import pkg.user as user; print(user.f(), user.g(3))") == "1 (2, 3)\n"


def test_case_073_a_module_of_the_standard_library_of_that_name(repository: Make) -> None:
    user = "import json\nfrom pkg import old\n\nx = old.C.x, json.dumps(1)\n"
    its = repository({"pkg/old.py": OLD, "pkg/user.py": user})
    assert "json would hide a module of the standard library" in its.move_refused("C", to="json")
    result = its.move("C", to="pkg.json", shim=False)
    assert result.text("pkg/user.py") == (
        "import json\nfrom pkg import json as json_module\n\nx = json_module.C.x, json.dumps(1)\n"
    )
    assert result.prints("import pkg.user as user; print(user.x)") == "(1, '1')\n"
