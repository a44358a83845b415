"""An edit may change the meaning of the text behind it though every byte of that text stays: such a change is refused."""

import pytest

from migrator.batches.beside_edits import _stay_in_lines, changed_beside
from migrator.recipes.editing.edits import apply_edits
from migrator.recipes.values import Edit
from tests.batches.proving import analysed, failing, prove_edits


def edited(source: bytes, *edits: tuple[bytes, bytes]) -> str:
    """What the first place of each old text being another changes beside it."""
    made = [
        Edit(start := source.index(old), start + len(old), new, "hunk", "shape", "why") for old, new in edits
    ]
    return changed_beside("m.py", source, apply_edits(source, made), made)


TEXT = b"from a import C, D\nx = C\ndef f():\n    return 1\ny = 2\nz = 'q'\n"


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param([(b"a import C, D", b"a import D\nfrom b import C")], id="an import is split"),
        pytest.param([(b"x = C", b"x = b.C")], id="a use is written otherwise"),
        pytest.param([(b"from a import C, D\n", b"")], id="a statement goes"),
        pytest.param([(b"return 1", b"pass")], id="a body is emptied"),
        pytest.param([(b"def f():\n    return 1\n", b""), (b"y = 2", b"y = 3")], id="two edits"),
        pytest.param([(b"", b"import os\n")], id="something comes first"),
        pytest.param([(b"C, D", b"C, D, E")], id="a name is added"),
    ],
)
def test_mod_02_an_edit_that_changes_what_it_covers_changes_nothing_else(
    edits: list[tuple[bytes, bytes]],
) -> None:
    assert edited(TEXT, *edits) == ""


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        pytest.param([(b"x = C", b"x = '''"), (b"z = 'q'", b"z = '''")], "FunctionDef is not there any more", id="a string opened before it and closed behind"),
        pytest.param([(b"def f():\n", b"")], "", id="what is indented loses its head"),
        pytest.param([(b"x = C", b"class K:\n  pass\nif 1:")], "", id="a block that takes what follows"),
        pytest.param([(b"return 1\n", b"return 1\n    ")], "line 5: beside the edits, Assign", id="the next statement becomes part of a body"),
        pytest.param([(b"= 2\n", b"= 2; # ")], "line 5: beside the edits, Assign is not there any more", id="a comment swallows a statement"),
    ],
)  # fmt: skip
def test_mod_02_an_edit_that_changes_what_stands_behind_it_is_found(
    edits: list[tuple[bytes, bytes]], said: str
) -> None:
    found = edited(TEXT, *edits)
    if said:
        assert said in found
    else:  # it does not parse, and that it does not compile is another proof
        assert found == ""


def test_mod_02_inside_an_edited_statement_the_rest_of_it_counts_too() -> None:
    assert edited(b"x = f(C, [a, b], k=d)\n", (b"C", b"b.C")) == ""
    assert "List is not there any more" in edited(b"x = f(C, [a, b], k=d)\n", (b"C", b"'"), (b"k=d", b"'"))


def test_mod_02_places_count_in_bytes_whatever_the_encoding() -> None:
    source = "# coding: latin-1\nx = 'é', C, 'é'; y = 'é'\n".encode("latin-1")
    assert edited(source, (b"C", b"b.C")) == ""


def test_mod_02_a_change_of_the_encoding_is_a_change_of_everything() -> None:
    source = "# coding: latin-1\nx = 'é'\n".encode("latin-1")
    assert edited(source, (b"latin-1", b"cp1252")) == "line 1: the encoding was iso8859-1 and is cp1252"


def test_mod_02_the_proof_fails_for_it() -> None:
    before = analysed({"pkg/__init__.py": "", "pkg/a.py": "X = 1\nY = 2\nZ = 3\n"})
    start = 4
    found = prove_edits(before, "pkg/a.py", [(start, start + 1, b"1; #"), (10, 10, b"")])
    assert failing(found) == {}
    found = prove_edits(before, "pkg/a.py", [(start, start + 1, b"'''"), (16, 17, b"'''")])
    assert failing(found)["nothing else"] == (
        "pkg/a.py: line 2: beside the edits, Assign is not there any more",
    )


IMPORTS = b"import os\nfrom a import (\n    B,\n    C,\n)\nif os:\n    from a import C\nX = C\n"
KNOWN = [(10, 41), (50, 65)]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param((b"    C,\n", b""), id="a name goes"),
        pytest.param((b")\nif", b")\nfrom b import C\nif"), id="a statement comes below"),
        pytest.param((b"    from a import C\n", b"    from b import C\n"), id="in a block"),
    ],
)
def test_mod_02_where_all_edits_stay_in_the_lines_of_imports_only_those_are_parsed(
    edit: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert edited(IMPORTS, edit) == ""
    monkeypatch.setattr("migrator.batches.beside_edits.parse_source", None)
    start = IMPORTS.index(edit[0])
    # The edit is made as narrow as a recipe makes it.
    made = [Edit(start, start + len(edit[0]), edit[1], "hunk", "shape", "why")]
    if edit[0].endswith(b"if"):
        made = [Edit(start + 2, start + 2, b"from b import C\n", "hunk", "shape", "why")]
    if edit[0].startswith(b"    from"):
        made = [Edit(start + 9, start + 10, b"b", "hunk", "shape", "why")]
    assert changed_beside("m.py", IMPORTS, apply_edits(IMPORTS, made), made, KNOWN) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"from a import C", b"from a import (C", id="a bracket stays open"),
        pytest.param(b"from a import C", b"from a import \\", id="a backslash"),
        pytest.param(b"    from a import C", b"from a import C", id="out of its block"),
        pytest.param(b"    from a import C\n", b"", id="nothing is left in the block"),
        pytest.param(b"from a import C\n", b"from a import C; Z = (\n", id="more than an import"),
    ],
)
def test_mod_02_lines_that_open_what_they_do_not_close_are_never_enough(old: bytes, new: bytes) -> None:
    start = IMPORTS.rindex(old)
    made = [Edit(start, start + len(old), new, "hunk", "shape", "why")]
    assert not _stay_in_lines(IMPORTS, made, KNOWN)


def test_mod_02_the_encoding_may_change_where_nothing_is_left_of_the_file() -> None:
    source = "# coding: latin-1\nx = 'é'\n".encode("latin-1")
    assert edited(source, (source, b"from new import x as x\n")) == ""
