import ast
from collections.abc import Sequence

import pytest

from migrator.recipes.editing.edits import apply_edits
from migrator.recipes.editing.import_edits import (
    ImportContext,
    Wanted,
    absolute_module,
    current,
    relative_module,
    rewrite_statement,
)
from migrator.recipes.editing.syntax import SourceFile, parse_source
from migrator.recipes.values import Edit


def _parsed(raw: bytes) -> SourceFile:
    file = parse_source("m.py", raw)
    assert isinstance(file, SourceFile)
    return file


def _moved(raw: bytes, names: Sequence[str] = ("C",), new: str = "new") -> bytes:
    """Every from-import of ``old`` gives ``names`` from ``new``."""
    file = _parsed(raw)
    edits = []
    targets = [
        one for one in file.statements if isinstance(one.node, ast.ImportFrom) and one.node.module == "old"
    ]
    context = ImportContext(file, "pkg", frozenset(id(one.node) for one in targets))
    for placed in targets:
        assert isinstance(placed.node, ast.ImportFrom)
        wanted = [
            [Wanted(new, one.name, one.asname) if one.name in names else one] for one in current(placed.node)
        ]
        done = rewrite_statement(context, placed, wanted)
        edits += [Edit(start=a, end=b, new=c, hunk="h", shape="s", why="w") for a, b, c in done.splices]
    result = apply_edits(raw, edits)
    ast.parse(result)
    return result


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("from old import C\n", "from new import C\n", id="alone"),
        pytest.param("from old import C, D\n", "from old import D\nfrom new import C\n", id="first_of_two"),
        pytest.param("from old import A, C, D\n", "from old import A, D\nfrom new import C\n", id="middle"),
        pytest.param("from old import D, C\n", "from old import D\nfrom new import C\n", id="last"),
        pytest.param("from old import (D, C,)\n", "from old import (D,)\nfrom new import C\n", id="trailing"),
        pytest.param("from old import C as X\n", "from new import C as X\n", id="alias"),
        pytest.param("from old import C as C\n", "from new import C as C\n", id="self_alias"),
        pytest.param(
            "from old import (\n    C,  # the class\n    D,  # stays\n)\n",
            "from old import (\n    D,  # stays\n)\nfrom new import C  # the class\n",
            id="first",
        ),
        pytest.param(
            "from old import (\n    D,  # stays\n    C  # the class\n)\n",
            "from old import (\n    D,  # stays\n)\nfrom new import C  # the class\n",
            id="last_without_comma",
        ),
        pytest.param(
            "from old import (D,  # stays\n    C)\n",
            "from old import (D,  # stays\n)\nfrom new import C\n",
            id="closing_parenthesis_on_its_line",
        ),
        pytest.param("from old import C, \\\n    D\n", "from old import D\nfrom new import C\n", id="first"),
        pytest.param("from old import D, \\\n    C\n", "from old import D\nfrom new import C\n", id="last"),
        pytest.param("from old \\\n    import C\n", "from new \\\n    import C\n", id="whole"),
        pytest.param("from old import (C)\n", "from new import (C)\n", id="parentheses"),
        pytest.param(
            "import os; from old import C, D; c = C()\n",
            "import os; from old import D; from new import C; c = C()\n",
            id="semicolon_line",
        ),
        pytest.param(
            "from new import E\nfrom old import C, D\n",
            "from new import E, C\nfrom old import D\n",
            id="joined",
        ),
        pytest.param("from new import C\nfrom old import C\n", "from new import C\n", id="there"),
        pytest.param(
            "from new import (\n    E,\n)\nfrom old import C\n",
            "from new import (\n    E,\n    C,\n)\n",
            id="lines",
        ),
        pytest.param(
            "from new import (\n    E\n)\nfrom old import C\n",
            "from new import (\n    E,\n    C\n)\n",
            id="lines_without_comma",
        ),
        pytest.param("from old import C  # noqa: F401\n", "from new import C  # noqa: F401\n", id="alone"),
        pytest.param(
            "from old import C, D  # noqa: F401\n",
            "from old import D  # noqa: F401\nfrom new import C  # noqa: F401\n",
            id="split",
        ),
        pytest.param(
            "def f():\n\tfrom old import C, D\n\treturn C, D\n",
            "def f():\n\tfrom old import D\n\tfrom new import C\n\treturn C, D\n",
            id="tabs",
        ),
        pytest.param(
            "if x: from old import C, D\n",
            "if x: from old import D; from new import C\n",
            id="one_line_suite",
        ),
        pytest.param(
            "from new import E\nx = 1\ndef f():\n    from old import C\n",
            "from new import E\nx = 1\ndef f():\n    from new import C\n",
            id="no_join_across_scopes",
        ),
        pytest.param(
            "from old import C, D\r\nx = 1\r\n",
            "from old import D\r\nfrom new import C\r\nx = 1\r\n",
            id="crlf",
        ),
        pytest.param("from old import C, D", "from old import D\nfrom new import C", id="no_final_newline"),
    ],
)
def test_an_import_statement_is_rewritten_as_a_person_would(before: str, after: str) -> None:
    assert _moved(before.encode()).decode() == after


def test_bom_and_form_feed_stay_where_they_are() -> None:
    raw = b"\xef\xbb\xbffrom old import C, D\n\x0c\nx = 1\n"
    assert _moved(raw) == b"\xef\xbb\xbffrom old import D\nfrom new import C\n\x0c\nx = 1\n"


def test_columns_are_counted_in_the_encoding_of_the_file() -> None:
    raw = "# coding: cp1252\nx = 'é'; from old import C\n".encode("cp1252")
    assert _moved(raw) == "# coding: cp1252\nx = 'é'; from new import C\n".encode("cp1252")


def test_src_08_a_name_the_encoding_lacks_is_an_error() -> None:
    with pytest.raises(UnicodeEncodeError):
        _moved(b"# coding: ascii\nfrom old import C\n", new="n\u0119w")


def test_names_that_leave_together_keep_their_comments() -> None:
    raw = b"from old import (\n    A,  # a\n    B,\n    D,\n)\n"
    assert _moved(raw, ("A", "B")) == (
        b"from old import (\n    D,\n)\nfrom new import (\n    A,  # a\n    B,\n)\n"
    )


@pytest.mark.parametrize(
    ("module", "package", "relative"),
    [
        ("pkg.new", "pkg", ".new"),
        ("pkg.new", "pkg.sub", "..new"),
        ("pkg", "pkg.sub", ".."),
        ("pkg.sub", "pkg.sub", "."),
        ("other", "pkg", None),
    ],
)
def test_levels_are_counted_from_the_package(module: str, package: str, relative: str | None) -> None:
    assert relative_module(module, package) == relative
    if relative is not None:
        node = ast.parse(f"from {relative} import x").body[0]
        assert isinstance(node, ast.ImportFrom)
        assert absolute_module(node, package) == module
