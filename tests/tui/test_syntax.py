"""Syntax colours: whole files, every line in its bounds, nothing raised."""

from hypothesis import given
from hypothesis import strategies as st

from migrator.tui.syntax import colours


def roles(line: str, *before: str) -> dict[str, str]:
    lines = [*before, line]
    return {line[start:end]: role for start, end, role in colours(lines)[-1]}


def test_words_of_the_language_names_that_are_defined_and_literals_have_roles() -> None:
    found = roles('def total(orders): return sum(orders) + 1  # "all"')
    assert found == {
        "def": "code.keyword",
        "total": "code.definition",
        "return": "code.keyword",
        "sum": "code.builtin",
        "1": "code.number",
        '# "all"': "code.comment",
    }


def test_a_line_inside_a_docstring_is_a_string() -> None:
    assert colours(['"""one', "import os", '"""'])[1][0].role == "code.string"


def test_an_attribute_named_like_a_builtin_is_no_builtin() -> None:
    assert "list" not in roles("orders.list()")


@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=20), max_size=8
    )
)
def test_nothing_that_a_file_holds_raises(lines: list[str]) -> None:
    assert len(colours(lines)) == len(lines)
