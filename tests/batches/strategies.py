"""Random texts and edits of them, with the endings, gaps and oddities that real files have."""

from hypothesis import strategies as st

from migrator.recipes.values import Edit, FileChange

ENDINGS = (b"\n", b"\r\n", b"\r", b"\x0c\n", b"")
WORDS = (b"", b"x", b"import a", b"\xc3\xa9\xe2\x80\xa8", b"--- a/f", b"+++ b/f", b"@@ -1 +1 @@", b"\\ No newline at end of file",
         b"diff --git a/f b/f", b"\xff\xfe", b"\x0c", b"same", b"same")  # fmt: skip


def texts(*, lines: int = 12) -> st.SearchStrategy[bytes]:
    line = st.tuples(st.sampled_from(WORDS), st.sampled_from(ENDINGS)).map(b"".join)
    return st.lists(line, max_size=lines).map(b"".join)


@st.composite
def edits_of(draw: st.DrawFn, raw: bytes, *, label: str = "h", most: int = 6) -> tuple[Edit, ...]:
    """Sorted edits without overlap; touching ones and several insertions at one place are part of it."""
    number = draw(st.integers(0, most))
    starts = [0, *(place + 1 for place in range(len(raw)) if raw[place : place + 1] == b"\n")]
    place = st.one_of(st.sampled_from(starts), st.integers(0, len(raw)))
    places = sorted(draw(st.lists(place, min_size=2 * number, max_size=2 * number)))
    edits = []
    for index in range(number):
        start, end = places[2 * index], places[2 * index + 1]
        new = draw(st.one_of(st.just(b""), texts(lines=3)))
        edits.append(
            Edit(start=start, end=end, new=new, hunk=f"{label}{index}", shape="s", why=f"{label}{index}")
        )
    return tuple(edits)


@st.composite
def changes(draw: st.DrawFn) -> tuple[bytes, FileChange]:
    raw = draw(texts())
    return raw, FileChange(path="f.py", blob="0" * 40, edits=draw(edits_of(raw)))
