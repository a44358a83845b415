import ast

import pytest

from migrator.recipes.editing.scopes import analyse_scopes, global_uses


def _lines(text: str, name: str = "C") -> list[int]:
    ast.parse(text)
    return [one.lineno for one in global_uses(ast.parse(text), name)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("C\ndef f():\n    return C\n", [1, 3], id="function_sees_the_global"),
        pytest.param("def f(C):\n    return C\n", [], id="parameter"),
        pytest.param("def f(*, C=C):\n    return C\n", [1], id="default_is_outside"),
        pytest.param("def f(*C): return C\ndef g(**C): return C\n", [], id="star_parameters"),
        pytest.param("def f():\n    print(C)\n    C = 1\n", [], id="a_local_is_local_everywhere"),
        pytest.param("def f():\n    global C\n    C = 1\n", [3], id="global"),
        pytest.param(
            "def f():\n    C = 1\n    def g():\n        nonlocal C\n        C = 2\n", [], id="nonlocal"
        ),
        pytest.param("x = [C for C in y]\n", [], id="comprehension"),
        pytest.param("x = [z for z in C]\n", [1], id="first_iterator_is_outside"),
        pytest.param("x = [z for q in y for z in C]\n", [1], id="later_iterator"),
        pytest.param("f = lambda C: C\n", [], id="lambda"),
        pytest.param(
            "class K:\n    C = 1\n    x = C\n    def f(self):\n        return C\n",
            [5],
            id="class_scope",
        ),
        pytest.param("def f():\n    if (C := 1):\n        return C\n", [], id="walrus"),
        pytest.param(
            "def f():\n    [C := z for z in y]\n    return C\n", [], id="walrus_leaves_a_comprehension"
        ),
        pytest.param(
            "def f(x):\n    match x:\n        case {'a': C, **r}:\n            return C\n",
            [],
            id="match_capture",
        ),
        pytest.param(
            "def f(x):\n    match x:\n        case C():\n            return 1\n", [3], id="match_class"
        ),
        pytest.param("def f():\n    try: ...\n    except E as C:\n        return C\n", [], id="except_as"),
        pytest.param("def f():\n    for C in x: pass\n    return C\n", [], id="loop"),
        pytest.param("def f():\n    with x as C: return C\n", [], id="with"),
        pytest.param("def f():\n    import C\n    return C\n", [], id="import_in_a_function"),
        pytest.param("def f():\n    del C\n", [], id="del_makes_a_local"),
        pytest.param("del C\n", [1], id="del_of_the_global"),
        pytest.param("def f():\n    def C(): ...\n    return C\n", [], id="nested_function"),
        pytest.param("def f(x: C) -> C: ...\n", [1, 1], id="annotations_are_outside"),
        pytest.param(
            "@C\ndef f(): ...\nclass K(C, metaclass=C): ...\n", [1, 3, 3], id="decorators_and_bases"
        ),
    ],
)
def test_mod_04_only_lookups_of_the_global_are_found(text: str, lines: list[int]) -> None:
    assert _lines(text) == lines


def test_a_very_deep_tree_needs_no_recursion() -> None:
    innermost: ast.stmt = ast.Expr(ast.Name("C", ast.Load(), lineno=1, col_offset=0))
    levels = [ast.If(ast.Constant(1), [innermost], [])]
    for _ in range(20_000):
        levels.append(ast.If(ast.Constant(1), [levels[-1]], []))
    scopes = analyse_scopes(ast.Module([levels[-1]], []))
    assert len(scopes.uses(scopes.module, "C")) == 1
    for level in reversed(levels):  # taken apart by hand: freeing it would recurse
        level.body = []
