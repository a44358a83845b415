import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.source.columns import Columns

ENCODINGS = ("latin-1", "euc-jp", "shift_jis", "gb18030", "big5hkscs", "euc_jis_2004")


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=st.text(st.sampled_from("aé日本か゚Ê̄ ,'"), max_size=300))
def test_every_column_is_that_of_the_prefix(encoding: str, text: str) -> None:
    line = text.encode(encoding, "ignore").decode(encoding)
    columns = Columns.of(line, encoding)
    for number in range(len(line)):
        if number == 0 or line[number - 1].isascii():
            before = line[:number]
            assert columns.own_column(len(before.encode())) == len(before.encode(encoding))
    assert columns.own_column(len(line.encode())) == len(line.encode(encoding))


def test_a_column_is_found_without_looking_through_a_long_line() -> None:
    columns = Columns.of("日, " * 50_000, "euc-jp")
    assert max(len(piece) for piece in columns.pieces) < 70
