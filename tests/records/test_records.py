import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.values import Symbol
from migrator.records.intentions import (
    AliasDuplicate,
    CollapseEnum,
    DropImport,
    Exclusion,
    GuardForTyping,
    ImportFromDefinition,
    Moved,
    MoveMembers,
    MoveSymbols,
    PlugInRecipe,
    Recipe,
    RepairDeadImport,
    ReplaceCalls,
    RetireCreator,
    RewriteImports,
)
from migrator.records.read import SIZE_LIMIT, declared_shims, parse_record, read_records, renames
from migrator.records.values import Record
from migrator.records.write import render_record

A = Symbol("pkg.a", "A")
B = Symbol("pkg.b", "A")
C = Symbol("pkg.c", "C")


def record(name: str, **values: Any) -> Record:
    given: dict[str, Any] = {"campaign": "c", "phase": "p", "title": "t", "recipes": (), "closed": ()}
    return Record(schema=1, id=name, **(given | values))


FULL = record(
    "b01-move",
    recipes=(
        MoveSymbols((Moved(A, B),), "pkg.b"),
        RewriteImports(A, B, (C,)),
        ImportFromDefinition("pkg.a", "pkg.b", ("x",)),
        GuardForTyping("scripts.run-all", "pkg.b", ()),
        DropImport("pkg.a", "pkg.b", ("x",)),
        RepairDeadImport("pkg.gone", "pkg.b"),
        RepairDeadImport(C, A),
        AliasDuplicate(C, A),
        MoveMembers(C, A, ("close_all",)),
        ReplaceCalls(Symbol("pkg.a", "Maker.create"), B),
        RetireCreator(Symbol("pkg.a", "Maker.create"), B),
        CollapseEnum(A, "ONE"),
        PlugInRecipe("their-own", ("pkg.a:A", "pkg.b:A.run")),
    ),
    closed=("import-cycles:pkg.a>pkg.b",),
    exclusions=(Exclusion("pkg/a.py", "k", "ours"),),
    renames=((A, B),),
    shims=(A,),
)


class FakeTree:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def entries(self) -> Mapping[str, object]:
        return self.files

    def read(self, path: str) -> bytes:
        return self.files[path]


def tree(*records: Record, **others: bytes) -> FakeTree:
    return FakeTree({one.path: render_record(one) for one in records} | others)


def test_a_record_reads_as_it_was_written() -> None:
    assert read_records(tree(FULL)) == ((FULL,), ())


def test_a_record_is_written_the_same_each_time_with_sorted_keys_and_a_final_newline() -> None:
    raw = render_record(FULL)
    assert raw == render_record(parse_record(raw, FULL.path))
    assert raw.endswith(b"}\n")
    assert list(json.loads(raw)) == sorted(json.loads(raw))


def changed(**values: Any) -> bytes:
    return msgspec.json.encode(json.loads(render_record(FULL)) | values)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{", "Expecting"),
        (b"[]", "schema None"),
        (changed(schema=2), "schema 2"),
        (changed(unknown=1), "unknown"),
        (changed(id="other"), "not the name of its file"),
        (changed(id="../../x"), "no id of a batch"),
        (changed(undoes="../x"), "no id of a batch"),
        (changed(closed=3), "array"),
        (changed(shims=[{"module": "pkg; rm", "name": "x"}]), "no name of a module"),
        (changed(shims=[{"module": "pkg", "name": "x\u001b[31m"}]), "no name of a module"),
        (changed(exclusions=[{"path": "../../etc/passwd", "key": "k"}]), "out of the repository"),
        (changed(exclusions=[{"path": "/etc/passwd", "key": "k"}]), "out of the repository"),
        (changed(exclusions=[{"path": "C:/x", "key": "k"}]), "out of the repository"),
        (changed(recipes=[{"type": "run-shell", "run": "x"}]), "run-shell"),
        (b'{"schema":1,"x":' + b"[" * 100_000, "nested"),
        (b" " * (SIZE_LIMIT + 1), "larger"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_record_is_left_out_with_a_note_that_cannot_drive_a_terminal(
    raw: bytes, said: str
) -> None:
    good = record("a")
    found, notes = read_records(tree(good, **{FULL.path: raw}))
    assert found == (good,)
    assert len(notes) == 1
    assert said in notes[0]
    assert "\x1b" not in notes[0]


ESCAPE = "x\x1b[31m"
BAD = Symbol("pkg.a", ESCAPE)


@pytest.mark.parametrize(
    "recipe",
    [
        MoveSymbols((Moved(A, BAD),), "pkg.b"),
        MoveSymbols((), ESCAPE),
        RewriteImports(A, B, (BAD,)),
        ImportFromDefinition("pkg.a", "pkg.b", (ESCAPE,)),
        RepairDeadImport(ESCAPE, "pkg.b"),
        AliasDuplicate(BAD, A),
        AliasDuplicate(A, BAD),
        MoveMembers(BAD, A, ()),
        MoveMembers(A, BAD, ()),
        MoveMembers(A, B, ("close_all", ESCAPE)),
        MoveMembers(A, B, ("",)),
        ReplaceCalls(BAD, A),
        ReplaceCalls(A, BAD),
        RetireCreator(BAD, A),
        RetireCreator(A, BAD),
        CollapseEnum(BAD, "ONE"),
        CollapseEnum(A, ESCAPE),
        CollapseEnum(A, "ONE; import os"),
    ],
    ids=lambda recipe: type(recipe).__name__,
)
def test_a_name_that_is_none_is_refused_in_every_recipe(recipe: Recipe) -> None:
    raw = render_record(record("b01", recipes=(recipe,)))
    with pytest.raises(ValueError, match="no name of a module or symbol"):
        parse_record(raw, ".migrator/batches/b01.json")


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text(), st.lists).map(msgspec.json.encode))
def test_no_bytes_make_reading_fail(raw: bytes) -> None:
    records, notes = read_records(tree(**{FULL.path: raw}))
    assert (records, len(notes)) == ((), 1)


def test_files_beside_the_records_are_none_of_ours() -> None:
    assert read_records(tree(**{".migrator/batches/README.md": b"x", ".migrator/other.json": b"x"})) == (
        (),
        (),
    )


def test_renames_follow_a_symbol_to_where_it_lives_now() -> None:
    records = (record("1", renames=((A, B),)), record("2", renames=((B, C),)))
    assert renames(records) == {A: C, B: C}


def test_renames_that_go_round_in_a_circle_end() -> None:
    assert set(renames((record("1", renames=((A, B),)), record("2", renames=((B, A),))))) == {A, B}


def test_an_undo_takes_renames_and_shims_back_and_undoing_the_undo_brings_them_again() -> None:
    first = record("1", renames=((A, B),), shims=(A,))
    undo = record("2", undoes="1")
    again = record("3", undoes="2")
    assert declared_shims((first,)) == {A: "1"}
    assert (renames((first, undo)), declared_shims((first, undo))) == ({}, {})
    assert (renames((first, undo, again)), declared_shims((first, undo, again))) == ({A: B}, {A: "1"})


def test_records_that_undo_each_other_do_not_hang() -> None:
    assert declared_shims((record("1", undoes="2", shims=(A,)), record("2", undoes="1"))) == {}
