import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.facts.extract import extract_facts
from migrator.facts.values import Arm, Colour, DefinitionKind, Facts, Moment, Problem


def facts_of(text: str | bytes) -> Facts:
    raw = textwrap.dedent(text).encode() if isinstance(text, str) else text
    found = extract_facts(raw)
    assert isinstance(found, Facts)
    return found


def problem_of(raw: bytes) -> Problem:
    found = extract_facts(raw)
    assert isinstance(found, Problem)
    return found


def test_par_07_each_import_says_where_it_stands() -> None:
    found = facts_of("""
        import plain
        if TYPE_CHECKING:
            import typed
        else:
            import untyped
        try:
            import tried
        except ImportError:
            import handled
        else:
            import after
        try:
            import other_error
        except KeyError:
            import unguarded
        class K:
            import in_class
            def m(self):
                import in_method
        match x:
            case 1:
                import matched
        if sys.version_info > (3, 12):
            import versioned
        with suppress(ImportError):
            import suppressed
        if __name__ == "__main__":
            import as_script
        """)
    said = {
        statement.names[0].name: (statement.colour, statement.scope, statement.arm, statement.is_conditional)
        for statement in found.imports
    }
    run, later, typed = Colour.IMPORT_TIME, Colour.DEFERRED, Colour.TYPING
    assert said == {
        "plain": (run, "", Arm.NONE, False),
        "typed": (typed, "", Arm.NONE, False),
        "untyped": (run, "", Arm.NONE, False),
        "tried": (run, "", Arm.TRY, False),
        "handled": (run, "", Arm.HANDLER, False),
        "after": (run, "", Arm.NONE, False),
        "other_error": (run, "", Arm.NONE, False),
        "unguarded": (run, "", Arm.NONE, False),
        "in_class": (run, "K", Arm.NONE, False),
        "in_method": (later, "K.m", Arm.NONE, False),
        "matched": (run, "", Arm.NONE, True),
        "versioned": (run, "", Arm.NONE, True),
        "suppressed": (run, "", Arm.TRY, False),
        "as_script": (later, "", Arm.NONE, True),
    }


@pytest.mark.parametrize(
    "test",
    [
        "TYPE_CHECKING",
        "typing.TYPE_CHECKING",
        "t.TYPE_CHECKING",
        "TC",
        "False",
        "0",
        "TYPE_CHECKING and x",
        "not not TC",
    ],
)
def test_tests_that_only_a_type_checker_passes(test: str) -> None:
    found = facts_of(
        f"from typing import TYPE_CHECKING as TC\nif {test}:\n    import a\nelse:\n    import b\n"
    )
    assert [statement.colour for statement in found.imports[1:]] == [Colour.TYPING, Colour.IMPORT_TIME]


@pytest.mark.parametrize("test", ["True", "TYPE_CHECKING or x", "x", "sys.platform == 'win32'"])
def test_tests_that_may_pass_at_run_time(test: str) -> None:
    assert facts_of(f"if {test}:\n    import a\n").imports[0].colour is Colour.IMPORT_TIME


def test_par_09_several_names_in_one_statement_and_several_statements_on_a_line() -> None:
    raw = b"import a.b as c, d; from e import (f as g,  # why\n  h)\n"
    found = facts_of(raw)
    texts = [[raw[name.start : name.end] for name in statement.names] for statement in found.imports]
    assert texts == [[b"a.b as c", b"d"], [b"f as g", b"h"]]
    assert raw[found.imports[1].start : found.imports[1].end].startswith(b"from e import (f as g,")
    assert [name.binds for statement in found.imports for name in statement.names] == ["c", "d", "g", "h"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param(b"\xef\xbb\xbfimport a; X = 1\n", b"X = 1", id="src-04-bom-shifts-the-first-line"),
        pytest.param(
            "# -*- coding: latin-1 -*-\ns = 'é'; X = 1\n".encode("latin-1"), b"X = 1", id="src-05-latin-1"
        ),
        pytest.param("# coding: euc-jp\ns = '日本'; X = 1\n".encode("euc-jp"), b"X = 1", id="src-05-euc-jp"),
        pytest.param(
            "# coding: shift_jis\ns = 'ソ表'; X = 1\n".encode("shift_jis"), b"X = 1", id="src-05-shift-jis"
        ),
        pytest.param("s = 'é日'; X = 1\n".encode(), b"X = 1", id="utf-8"),
        pytest.param(b"a = 1\r\nb = 2\rX = 1\n", b"X = 1", id="src-02-mixed-line-endings"),
        pytest.param(b"\x0ca = 1\n\x0c\nX = 1", b"X = 1", id="src-09-form-feeds"),
        pytest.param(b"t = '''\r\n\x0b\x1c\xc2\x85'''; X = 1", b"X = 1", id="src-14-odd-breaks-in-strings"),
    ],
)
def test_offsets_are_those_of_the_bytes_on_disk(raw: bytes, name: bytes) -> None:
    definition = next(found for found in facts_of(raw).definitions if found.name == "X")
    assert raw[definition.start : definition.end] == name


def test_a_definition_begins_at_its_first_decorator() -> None:
    raw = b"x = 1\n@ a.b(1)\n@c\nclass K(base.B[int], metaclass=M):\n    y: int\n    def m(self): ...\n"
    found = facts_of(raw).definitions[1]
    assert raw[found.start : found.end].startswith(b"@ a.b(1)\n@c\nclass K")
    assert (found.kind, found.bases, found.decorators, found.members) == (
        DefinitionKind.CLASS, ("base.B",), ("a.b", "c"), ("y", "m")
    )  # fmt: skip


def test_what_binds_a_name_at_module_level() -> None:
    found = facts_of("""
        A = B = 1
        C, (D, *E) = x
        F: int = 1
        G: int
        H: TypeAlias = "int"
        for I in y: ...
        with z as J: ...
        (K := 1)
        [L for L in w]
        def m():
            global N
            N = 1
            O = 2
        P = a.b.Q
        try:
            R = 1
        except E as S: ...
        match t:
            case {"u": U, **V}: ...
        if TYPE_CHECKING:
            class W: ...
        """)
    names = {definition.name for definition in found.definitions}
    assert names == set("ABCDEFHIJKNPRUVW") | {"m"}
    by_name = {definition.name: definition for definition in found.definitions}
    assert by_name["P"].alias_of == "a.b.Q"
    assert by_name["H"].kind is DefinitionKind.TYPE_ALIAS
    assert {name for name in by_name if by_name[name].is_conditional} == set("INRUV")
    assert {name for name in by_name if by_name[name].is_typing} == {"W"}


def test_only_lookups_that_leave_the_file_are_uses() -> None:
    found = facts_of("""
        import c, d
        from e import f
        own = 1
        def g(c, *, k=d.default):
            c.local; own; f.x.y(); undefined.z; len
            [d for d in k]
            lambda f: f
        class H(c.Base):
            d = 1
            d.in_class
            def m(self): d.outer
        """)
    assert [(use.chain, use.scope) for use in found.uses] == [
        ("d.default", ""),
        ("f.x.y", "g"),
        ("undefined.z", "g"),
        ("c.Base", ""),
        ("d.outer", "H.m"),
    ]


def test_builtins_are_kept_only_where_a_star_may_have_brought_them() -> None:
    assert facts_of("len(x)").uses[0].chain == "x"
    assert {use.chain for use in facts_of("from a import *\nlen(x)").uses} == {"len", "x"}


def test_when_a_name_is_looked_up() -> None:
    found = facts_of("""
        from a import A, B, C, D, E, F, G
        import typing
        x: A = B
        def f(p: "C | None", q: typing.Optional["D"]) -> typing.Literal["E"]:
            y: F = cast("G", A)
        """)
    said = {(use.chain, use.moment) for use in found.uses if not use.chain.startswith(("typing", "cast"))}
    assert said == {
        ("A", Moment.ANNOTATION),
        ("B", Moment.IMPORT_TIME),
        ("C", Moment.TYPING),
        ("D", Moment.TYPING),
        ("F", Moment.TYPING),
        ("G", Moment.TYPING),
        ("A", Moment.DEFERRED),
    }


def test_assigned_and_guarded_attributes_are_told_apart() -> None:
    found = facts_of("import m\nm.a = 1\ndel m.b\nm.c\ntry:\n    m.d\nexcept AttributeError: ...\n")
    said = {use.chain: (use.is_store, use.is_guarded) for use in found.uses if use.chain.startswith("m")}
    assert said == {"m.a": (True, False), "m.b": (True, False), "m.c": (False, False), "m.d": (False, True)}


def test_strings_that_look_like_paths_with_their_call() -> None:
    raw = b'''"""not.me"""
@mock.patch("a.b.C")
def f():
    import_module("single"); x("no path"); y = ["d.e:f"]; f"{z}not.this"
'''
    found = facts_of(raw)
    assert [(string.value, string.call, raw[string.start : string.end]) for string in found.strings] == [
        ("a.b.C", "mock.patch", b'"a.b.C"'),
        ("single", "import_module", b'"single"'),
        ("d.e:f", "", b'"d.e:f"'),
    ]


@pytest.mark.parametrize(
    ("text", "exports", "is_open"),
    [
        ("x = 1", None, False),
        ("__all__ = ['a', 'b']", ("a", "b"), False),
        ("__all__: list[str] = ['a'] + ['b']", ("a", "b"), False),
        (
            "__all__ = ('a',)\n__all__ += ['b']\n__all__.extend(('c',))\n__all__.append('d')",
            ("a", "b", "c", "d"),
            False,
        ),
        ("__all__ = ['a', 'b']\n__all__.remove('a')", ("b",), False),
        ("__all__ = ['a'] + other.__all__", ("a",), True),
        ("__all__ = [n for n in dir()]", (), True),
    ],
)
def test_exports_as_far_as_they_are_literal(
    text: str, exports: tuple[str, ...] | None, *, is_open: bool
) -> None:
    found = facts_of(text)
    assert (found.exports, found.is_exports_open) == (exports, is_open)


@pytest.mark.parametrize(
    "text",
    [
        "globals()['x'] = 1",
        "globals().update(x)",
        "def f():\n    globals()[n] = 1",
        "exec(code)",
        "exec(code, globals())",
        "sys.modules[__name__] = Lazy()",
        "setattr(sys.modules[__name__], n, 1)",
        "vars()['x'] = 1",
    ],
)
def test_names_bound_at_run_time_make_a_module_dynamic(text: str) -> None:
    assert facts_of(text).is_dynamic


@pytest.mark.parametrize(
    "text",
    ["globals()['x']", "getattr(sys.modules[__name__], n)", "def f():\n    exec(code)", "eval(x, globals())"],
)
def test_reading_the_namespace_does_not(text: str) -> None:
    assert not facts_of(text).is_dynamic


def test_only_the_last_word_on_a_name_counts_for_del() -> None:
    assert facts_of("a = b = 1\ndel a, b\nb = 2\nfor c in x: del c\n").deleted == ("a",)


def test_a_name_bound_again_after_a_del_is_said_with_the_place_of_the_del() -> None:
    found = facts_of("a = 1\ndel a\na = 2\ndel a\nb = 1\ndel b\nb = 2\n")
    assert (found.deleted, found.deleted_at) == (("a",), (22,))
    assert list(zip(found.rebound, found.rebound_at, strict=True)) == [("a", 10), ("b", 34)]


def test_what_binds_a_name_for_type_checkers_only_does_not_bind_it_again_after_a_del() -> None:
    found = facts_of("a = b = 1\ndel a, b\nif False:\n    from m import a\n    b = 1\n")
    assert found.deleted == ("a", "b")


def test_src_11_empty_and_comment_only_files_are_fine_modules() -> None:
    assert facts_of(b"") == Facts()
    assert facts_of(b"# nothing\n").lines == 1


@pytest.mark.parametrize(
    ("raw", "stage", "line"),
    [
        pytest.param(b"# coding: utf-8\nx = '\xff'\n", "decode", 2, id="src-06-invalid-utf-8"),
        pytest.param(b"# coding: rot13\n", "decode", 1, id="src-07-rot13"),
        pytest.param(b"# coding: utf-7\n", "decode", 1, id="src-07-utf-7"),
        pytest.param(b"# coding: no-such\n", "decode", 1, id="src-07-unknown"),
        pytest.param(b"\xef\xbb\xbf# coding: latin-1\n", "decode", 1, id="src-07-bom-and-cookie"),
        pytest.param(b"x = 1\ny = '\0'\n", "decode", 2, id="src-10-nul"),
        pytest.param("x = 1\n".encode("utf-16"), "decode", 1, id="src-11-utf-16"),
        pytest.param(b"\x89PNG\r\n\x1a\n\xff\xfe", "decode", 1, id="src-11-binary"),
        pytest.param(b"x = 1\n\x1a", "parse", 2, id="src-10-ctrl-z"),
        pytest.param(b"def f(:\n", "parse", 1, id="syntax-error"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(raw: bytes, stage: str, line: int) -> None:
    found = problem_of(raw)
    assert (found.stage, found.line) == (stage, line)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"x = " + b"(" * 150 + b"1" + b")" * 150, id="parentheses"),
        pytest.param(b"x = " + b"-" * 20_000 + b"1", id="unary-minus"),
        pytest.param(b"x = a" + b".b()" * 20_000, id="call-chain"),
        pytest.param(b"if a: pass\n" + b"elif b: pass\n" * 5_000, id="elif"),
        pytest.param(b"x = " + b"1 + " * 50_000 + b"1", id="sum"),
    ],
)
def test_par_01_deep_nesting_is_read_or_reported(raw: bytes) -> None:
    found = extract_facts(raw)
    assert isinstance(found, Facts) or (
        found.stage in {"limit", "parse"} and "nest" in found.reason.replace("many", "nest")
    )


@pytest.mark.parametrize(
    "line",
    [
        'print "x"',
        "exec code in space",
        "raise E, 'x'",
        "except E, e:",
        "x = `y`",
        "x = 0777",
        "x = ur'a'",
    ],
)
def test_par_04_python_2_sources_are_said_to_be_that(line: str) -> None:
    body = f"try:\n    pass\n{line}\n    pass\n" if line.startswith("except") else f"{line}\n"
    assert problem_of(body.encode()).needs_python == "2"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("type X = int\n", "3.12"),
        ("def f[T](x: T) -> T: ...\n", "3.12"),
        ("class C[T]: ...\n", "3.12"),
        ("x = f'{d['a']}'\n", "3.12"),
        ("class C[T = int]: ...\n", "3.13"),
        ("x = t'{a}'\n", "3.14"),
        ("try:\n    pass\nexcept A, B:\n    pass\n", "3.14"),
        ("lazy import x\n", "3.15"),
    ],
)
def test_par_05_newer_grammar_is_said_with_its_python(text: str, version: str) -> None:
    try:
        ast.parse(text)
    except SyntaxError:
        assert problem_of(text.encode()).needs_python == version
    else:
        assert isinstance(extract_facts(text.encode()), Facts)  # this interpreter is new enough


@given(st.binary(max_size=200))
def test_no_bytes_end_a_run(raw: bytes) -> None:
    assert extract_facts(raw) == extract_facts(raw)


@given(
    st.lists(
        st.sampled_from(
            ["import a", "(", ")", "def f", ":", "\n", "\n    ", "x", "=", "'", "[", "*", "class K"]
        ),
        max_size=30,
    )
)
def test_no_text_ends_a_run(parts: list[str]) -> None:
    raw = " ".join(parts).encode()
    assert extract_facts(raw) == extract_facts(raw)
