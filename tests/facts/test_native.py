"""The native twin gives the very bytes that the reference gives, or it declines; nothing else is asked of it."""

import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.errors import CancelledError
from migrator.facts import native, pool, workers
from migrator.facts.cache import FactsCache, _twin
from migrator.facts.extract import extract_facts
from migrator.facts.native import DECLINED, ask, is_native, read_native
from migrator.facts.pool import Job
from migrator.facts.reading import decode_reading, read_by_reference, read_file
from migrator.facts.threads import read_in_threads
from migrator.facts.values import FACTS_VERSION
from migrator.facts.workers import FEW, collect_facts
from tests.facts.listed_tree import ListedTree
from tests.facts.native_sources import ORDINARY, UNUSUAL, WRONG

needs_library = pytest.mark.skipif(
    not is_native(), reason="waits for a Rust compiler: `make native` builds what is tested"
)


def equals_reference(raw: bytes) -> bool:
    """Whether the native twin declines, or gives what the reference gives."""
    return read_native(raw) in {None, read_by_reference(raw)}


@needs_library
@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_files_are_read_with_equal_bytes(name: str) -> None:
    raw = ORDINARY[name]
    expected = read_by_reference(raw)
    assert decode_reading(expected).problem is None, "the example itself is wrong"
    answer = read_native(raw)
    assert answer is not None, DECLINED[int(ask(raw))]
    assert decode_reading(answer).facts == decode_reading(expected).facts
    assert answer == expected


@needs_library
@pytest.mark.parametrize("name", UNUSUAL)
def test_unusual_files_are_left_to_the_reference_with_the_reason(name: str) -> None:
    reason, raw = UNUSUAL[name]
    assert ask(raw) == reason
    assert read_file(raw) == read_by_reference(raw)


def test_the_wrong_examples_are_wrong() -> None:
    right = [source for source in WRONG if decode_reading(read_by_reference(source)).facts is not None]
    assert right == []


@needs_library
def test_what_python_refuses_is_declined() -> None:
    accepted = [
        source + end
        for source in WRONG
        for end in (b"", b"\n", b"\nx = 1\n")
        if isinstance(ask(source + end), bytes)
    ]
    assert accepted == []


@needs_library
def test_what_python_refuses_is_declined_inside_a_function_too() -> None:
    inner = [b"def outer():\n    " + source.replace(b"\n", b"\n    ") + b"\n" for source in WRONG]
    assert [source for source in inner if not equals_reference(source)] == []


@needs_library
def test_the_standard_library_is_read_with_equal_bytes() -> None:
    files = sorted(
        path for path in Path(sysconfig.get_path("stdlib")).glob("*.py") if path.stat().st_size < 60_000
    )
    some = files[::4]
    different = [path.name for path in some if not equals_reference(path.read_bytes())]
    answered = [path for path in some if read_native(path.read_bytes()) is not None]
    assert different == []
    assert len(answered) > 0.9 * len(some) > 10


@needs_library
def test_the_program_itself_is_read_natively_but_for_a_few_files() -> None:
    sources = sorted(Path(native.__file__).parents[1].rglob("*.py"))
    declined = [path.name for path in sources if read_native(path.read_bytes()) is None]
    assert len(declined) < 0.05 * len(sources), declined
    assert all(equals_reference(path.read_bytes()) for path in sources[::5])


PIECES = st.sampled_from(
    [piece for raw in ORDINARY.values() for piece in raw.split(b"\n")]
    + [b"(", b")", b"[", b"]", b"{", b"}", b":", b",", b"=", b"*", b"'", b'"""', b"\\", b"\n", b"\n    ", b"    ", b"\t", b"f'{", b"!r}'", b"#", b"\r"]
    + [b" if ", b" else ", b" for ", b" in ", b"await ", b"yield ", b"lambda ", b":=", b"\xc3\xa9", b"0", b"e", b"j", b"_", b".", b"@", b"->", b"**"]
)  # fmt: skip


@needs_library
@given(st.sampled_from([*ORDINARY.values()]), st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_changed_files_are_declined_or_read_with_equal_bytes(raw: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, min(len(raw), start + 12)))
        raw = raw[:start] + data.draw(PIECES) + raw[end:]
    assert equals_reference(raw)


@needs_library
@given(st.lists(PIECES, max_size=8).map(b"".join))
@settings(max_examples=400, deadline=None)
def test_pieces_of_code_are_declined_or_read_with_equal_bytes(raw: bytes) -> None:
    assert equals_reference(raw)


@needs_library
def test_par_06_nothing_that_is_nested_ends_the_process_from_a_small_stack() -> None:
    deep = [
        b"(",
        b"[",
        b"{",
        b"f(",
        b"a[",
        b"-",
        b"not ",
        b"lambda: ",
        b"a if b else ",
        b"a ** ",
        b"await ",
        b"a.b",
        b"a + ",
        b"*",
        b"f'{",
    ]
    answers: list[bytes | int] = []
    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(
            target=lambda: answers.extend(ask(b"x = " + part * 50_000 + b"1") for part in deep)
        )
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert len(answers) == len(deep)
    assert not any(isinstance(answer, bytes) for answer in answers)


@needs_library
def test_the_deepest_that_is_read_fits_a_small_stack() -> None:
    brackets = b"x = " + b"(" * 39 + b"a" + b")" * 39 + b"\n"
    blocks = b"".join(b" " * depth + b"if a:\n" for depth in range(28)) + b" " * 28 + brackets
    answers: list[bytes | int] = []
    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=lambda: answers.extend(ask(raw) for raw in (brackets, blocks)))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert answers[0] == read_by_reference(brackets)


GROWING: dict[str, Callable[[int], bytes]] = {
    "lines": lambda size: b"a.b(c, d=e.f)\n" * size,
    "names": lambda size: b"".join(b"n%d = m%d\n" % (number, number) for number in range(size)),
    "members": lambda size: b"class C:\n" + b"".join(b" n%d = 1\n" % number for number in range(size)),
    "marker words": lambda size: (
        b"class C:\n '" + b"".join(b"backward compatib%d " % n for n in range(size)) + b"'\n"
    ),
    "words that begin a marker": lambda size: b"class C:\n 'legacy " + b"use:" * size + b"'\n",
    "quotes beside a marker": lambda size: b"class C:\n 'legacy to " + b"`" * size + b"'\n",
    "fields of a string": lambda size: b"x = f'" + b"{a}" * size + b"'\n",
    "returns": lambda size: (
        b"def f(a):\n" + b"".join(b"  if a: return g%d(a)\n" % number for number in range(size))
    ),
}


@needs_library
@pytest.mark.parametrize("shape", GROWING)
def test_time_grows_as_the_file_does(shape: str) -> None:
    def cost(raw: bytes) -> float:
        before = time.process_time()
        assert isinstance(ask(raw), bytes)
        return time.process_time() - before

    small, large = (min(cost(GROWING[shape](size)) for _ in range(3)) for size in (5_000, 40_000))
    assert large < 24 * small + 0.02, "eight times the size; were it quadratic, sixty-four times the time"


def many(count: int) -> dict[str, bytes]:
    return {f"pkg/m{number}.py": b"from a import X\nY%d = X\n" % number for number in range(count)}


@needs_library
def test_many_files_are_read_without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_start", lambda _: pytest.fail("a worker was started"))
    files = many(FEW * 5)
    found, problems = collect_facts(ListedTree(files), files)
    assert problems == ()
    assert found == {path: extract_facts(raw) for path, raw in files.items()}


@needs_library
@pytest.mark.parametrize(("kept", "seconds"), [(5, 0.0), (100_000, 0.0), (5, 1e-9), (5, 60.0)])
def test_what_is_declined_is_read_by_the_reference(
    monkeypatch: pytest.MonkeyPatch, kept: int, seconds: float
) -> None:
    monkeypatch.setattr(workers, "_DECLINED_FILES", kept)
    monkeypatch.setattr(workers, "_SECONDS_HERE", seconds)
    strange = {f"pkg/s{number}.py": b"x%d = '\\N{BULLET}'\n" % number for number in range(FEW + 20)}
    files = {**many(200), **strange, "pkg/bad.py": b"def (\n"}
    found, problems = collect_facts(ListedTree(files), files)
    assert [problem.path for problem in problems] == ["pkg/bad.py"]
    assert found == {path: extract_facts(raw) for path, raw in files.items() if path != "pkg/bad.py"}


@needs_library
def test_a_few_declined_files_are_read_without_a_process_and_dangerous_ones_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[pool.Limits] = []
    start = pool._start

    def watched(limits: pool.Limits) -> pool._Worker:
        started.append(limits)
        return start(limits)

    monkeypatch.setattr(pool, "_start", watched)
    strange = {f"pkg/s{number}.py": b"x%d = '\\N{BULLET}'\n" % number for number in range(FEW * 3)}
    collect_facts(ListedTree(strange), strange)
    assert not started
    deep = {"pkg/deep.py": b"x = " + b"(" * 90 + b"1" + b")" * 90 + b" + '\\N{BULLET}'\n"}
    found, problems = collect_facts(ListedTree(deep), deep)
    assert started
    assert set(found) == set(deep), problems


@needs_library
def test_threads_hold_a_bounded_number_of_files() -> None:
    taken = 0

    def jobs() -> Iterator[Job]:
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield Job(str(number), b"x = 1\n")

    answers = read_in_threads(jobs(), 2)
    first = [next(answers)[0].key for _ in range(3)]
    answers.close()  # type: ignore[attr-defined]  # it is a generator
    assert first == ["0", "1", "2"]
    assert taken < 1000


@needs_library
def test_stopping_ends_the_threads_and_keeps_what_was_read(tmp_path: Path) -> None:
    stop, files = threading.Event(), many(5000)
    cache = FactsCache(tmp_path)
    with pytest.raises(CancelledError):
        collect_facts(ListedTree(files), files, cache=cache, cancelled=stop, progress=lambda *_: stop.set())
    assert not [one for one in threading.enumerate() if one.name.startswith("migrator-facts")]
    tree = ListedTree(files)
    collect_facts(tree, files, cache=cache)
    cache.close()
    assert 0 < len(tree.reads) < len(files)


@pytest.fixture
def fresh_library() -> Iterator[None]:
    native._library.cache_clear()
    _twin.cache_clear()
    yield
    native._library.cache_clear()
    _twin.cache_clear()


@pytest.mark.usefixtures("fresh_library")
def test_it_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATOR_NATIVE", "0")
    assert not is_native()
    assert read_native(b"x = 1\n") is None
    files = many(3)
    assert collect_facts(ListedTree(files), files)[0] == {
        path: extract_facts(raw) for path, raw in files.items()
    }


@needs_library
@pytest.mark.usefixtures("fresh_library")
def test_a_library_of_other_facts_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "FACTS_VERSION", FACTS_VERSION + 1)
    assert not is_native()


@pytest.mark.usefixtures("fresh_library")
def test_a_file_that_is_no_library_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / native.LIBRARY.name
    broken.write_bytes(b"no library")
    monkeypatch.setattr(native, "LIBRARY", broken)
    assert not is_native()


@needs_library
@pytest.mark.usefixtures("fresh_library")
def test_the_cache_keeps_apart_who_made_the_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    with_library = _twin()
    native._library.cache_clear()
    _twin.cache_clear()
    monkeypatch.setenv("MIGRATOR_NATIVE", "0")
    assert _twin() != with_library
