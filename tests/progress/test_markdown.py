"""Whatever a text holds, in Markdown it is shown as that text and does nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migrator.display import visible_line
from migrator.progress.markdown import code, escape, fenced, table
from tests.progress.marked import ACTIVE, READ, kinds, shown

HOSTILE = (
    "# heading", "- item", "1. one", "> quote", "---", "=== ", "+ plus", "***", "~~gone~~", "**bold**", "_em_", "__init__", "a_b __c__",
    "[text](https://evil.example)", "![image](x.png)", "[x]: https://evil.example", "<script>alert(1)</script>", "<!-- hidden", "&lt;b&gt;",
    "https://evil.example", "www.evil.example", "a@b.example", "@somebody", "a | b", "| - | - |", "\\| x", "a\\|b", "`code`", "``` ```", "a ``` b",
    "x\\", "line\nnext", "\r\n# x", "\x1b[2J", "\u202eabc", "$x$", "a `@b` | `c@d` |", "<https://evil.example>", "[ ] task", "a#", "x ##", "`", "[^1]",
    "caf\udce9.py", "    four", "\tone", "a@`|`b", "https://x|y`z",
)  # fmt: skip
TEXTS = st.text(alphabet=st.sampled_from(list("ab1 _*`|\\<>[]()#!&;:/.@~$-+=\n\t\"'{}^w\u202e")), max_size=30)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is_in_a_line_an_item_and_a_heading(text: str) -> None:
    wanted = visible_line(text).strip()
    for made in (f"- {escape(text)}", f"# {escape(text)}", f"1. {escape(text)}", f"x: {escape(text)}"):
        assert not kinds(made) & ACTIVE
        assert shown(made) in ([wanted], [f"x: {wanted}"])


@given(TEXTS)
@example("\\|")
@example("|@`|")
def test_any_text_is_shown_as_it_is(text: str) -> None:
    wanted = visible_line(text).strip()
    made = f"- {escape(text)}"
    assert not kinds(made) & ACTIVE
    assert shown(made) == ([wanted] if wanted else [])


@given(TEXTS)
def test_any_name_in_a_code_span_is_shown_as_it_is(text: str) -> None:
    wanted = visible_line(text)
    made = f"x {code(text)} y"
    assert not kinds(made) & ACTIVE
    (line,) = shown(made)
    assert line.removeprefix("x ").removesuffix(" y").strip() == wanted.strip()


@given(TEXTS, TEXTS)
def test_any_text_stays_in_its_cell(one: str, other: str) -> None:
    made = "\n".join(table(("first", "second:", "third"), [(escape(one), code(other), "end")]))
    assert not kinds(made) & ACTIVE
    cells = shown(made)
    assert cells[:3] == ["first", "second", "third"]
    assert [cell.strip() for cell in cells[3:]] == [
        visible_line(one).strip(), visible_line(other).strip(), "end",
    ]  # fmt: skip


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_line_ends_the_block_it_is_in(lines: list[str]) -> None:
    (block,) = READ.parse("\n".join(fenced(lines, "console")))
    assert block.type == "fence"
    assert block.content == "".join(f"{visible_line(line)}\n" for line in lines)
