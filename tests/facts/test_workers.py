import os
import sqlite3
import subprocess  # noqa: TID251  a program is started as a user would
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from migrator.errors import CancelledError
from migrator.facts import pool
from migrator.facts.cache import FactsCache
from migrator.facts.extract import extract_facts
from migrator.facts.pool import Job, Limits, read_in_workers
from migrator.facts.reading import decode_reading
from migrator.facts.workers import FEW, collect_facts, is_safe
from tests.facts.listed_tree import ListedTree

MANY = {
    f"pkg/m{number}.py": b"from pkg.m%d import X\nY%d = X\n" % (number + 1, number)
    for number in range(FEW + 50)
}
NESTED = b"x = " + b"(" * 190 + b"1" + b")" * 190 + b"\n"


def test_facts_from_workers_are_those_of_the_function() -> None:
    found, problems = collect_facts(ListedTree(MANY), MANY)
    assert problems == ()
    assert found == {path: extract_facts(raw) for path, raw in MANY.items()}
    assert [*found] == sorted(MANY)


def test_par_03_one_bad_file_among_500_costs_one_file() -> None:
    files = {f"pkg/m{number}.py": b"X = %d\n" % number for number in range(499)} | {"pkg/bad.py": b"def (\n"}
    found, problems = collect_facts(ListedTree(files), files)
    assert len(found) == 499
    assert [(problem.path, problem.stage, problem.line) for problem in problems] == [
        ("pkg/bad.py", "parse", 1)
    ]


def test_ana_02_equal_facts_whoever_reads_and_in_whatever_order() -> None:
    some = dict(list(MANY.items())[:30])
    with ThreadPoolExecutor(4) as executor:
        mapped = collect_facts(ListedTree(some), reversed([*some]), executor=executor)
    assert mapped == collect_facts(ListedTree(some), some)
    assert [*mapped[0]] == sorted(some)


def test_files_that_cannot_be_read_are_reported_and_links_are_not_followed() -> None:
    tree = ListedTree({"a.py": None, "b.py": b"target", "c.py": b"X = 1"}, symlinks=("b.py",))
    found, problems = collect_facts(tree, ["a.py", "b.py", "c.py", "d.py"])
    assert [*found] == ["c.py"]
    assert [(problem.path, problem.stage, problem.reason) for problem in problems] == [
        ("a.py", "read", "permission denied"),
        ("b.py", "read", "a symbolic link, which is not followed"),
        ("d.py", "read", "no such file"),
    ]


def test_equal_contents_are_parsed_once_and_reported_for_each_path() -> None:
    tree = ListedTree({"a/__init__.py": b"", "b/__init__.py": b"", "c.py": b"("})
    found, problems = collect_facts(tree, ["a/__init__.py", "b/__init__.py", "c.py"])
    assert [*found] == ["a/__init__.py", "b/__init__.py"]
    assert [problem.path for problem in problems] == ["c.py"]
    assert tree.reads == ["a/__init__.py", "c.py"]


def test_con_05_a_file_that_cannot_be_read_costs_no_other_of_the_same_content() -> None:
    names = ["a/__init__.py", "b/__init__.py", "c/__init__.py"]
    tree = ListedTree(dict.fromkeys(names, b""), unreadable=names[:2])
    found, problems = collect_facts(tree, names)
    assert [*found] == names[2:]
    assert [problem.path for problem in problems] == names[:2]


def test_progress_ends_with_all_files() -> None:
    said: list[tuple[int, int]] = []
    collect_facts(
        ListedTree({"a.py": b"", "b.py": b"("}),
        ["a.py", "b.py"],
        progress=lambda done, total: said.append((done, total)),
    )
    assert said[-1] == (2, 2)


def test_stopping_is_prompt_and_what_was_read_is_kept(tmp_path: Path) -> None:
    stop = threading.Event()
    cache = FactsCache(tmp_path)
    with pytest.raises(CancelledError):
        collect_facts(ListedTree(MANY), MANY, cache=cache, cancelled=stop, progress=lambda *_: stop.set())
    tree = ListedTree(MANY)
    collect_facts(tree, MANY, cache=cache)
    cache.close()
    assert 0 < len(tree.reads) < len(MANY)


def test_files_that_could_hurt_the_parser_are_not_parsed_in_this_process() -> None:
    assert is_safe(b"x = ((1))\n" * 100)
    assert not is_safe(NESTED)
    assert not is_safe(b"if a: pass\n" + b"elif b: pass\n" * 2000)
    assert not is_safe(b"x = 1\n" * 50_000)
    found, problems = collect_facts(ListedTree({"a.py": NESTED, "b.py": b"X = 1"}), ["a.py", "b.py"])
    assert {*found} | {problem.path for problem in problems} == {"a.py", "b.py"}


def jobs(count: int) -> Iterator[Job]:
    return (Job(f"m{number}", b"X = %d\n" % number) for number in range(count))


def test_par_06_a_killed_worker_costs_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    workers: list[pool._Worker] = []
    start = pool._start

    def remembered(limits: Limits) -> pool._Worker:
        workers.append(start(limits))
        return workers[-1]

    monkeypatch.setattr(pool, "_start", remembered)
    killed: list[str] = []
    answers: dict[str, bytes] = {}
    # So many that work is left for a new worker, however late the death is noticed on a busy machine.
    for key, answer in read_in_workers(jobs(5000), workers=2):
        answers[key] = answer
        if len(answers) == 20:
            pid = workers[0].process.pid
            assert pid is not None
            os.kill(pid, 9)
            killed.append(key)
    lost = {
        key: reading.problem
        for key, raw in answers.items()
        if (reading := decode_reading(raw)).problem is not None
    }
    assert len(answers) == 5000
    assert len(lost) <= 1
    assert all(problem.stage == "worker" and "signal 9" in problem.reason for problem in lost.values())
    assert len(workers) == 3


def test_par_02_a_file_that_takes_too_long_is_given_up_and_the_rest_is_read() -> None:
    slow = Job("slow", b"x = [\n" + b"  {'a': (1, 2), 'b': f(g(h))},\n" * 150_000 + b"]\n")
    answers = dict(read_in_workers(iter([slow, *jobs(20)]), workers=1, limits=Limits(seconds=0.3)))
    assert len(answers) == 21
    problem = decode_reading(answers["slow"]).problem
    assert problem is not None
    assert (problem.stage, problem.reason) == ("limit", "took longer than 0.3 seconds")
    assert all(decode_reading(raw).facts is not None for key, raw in answers.items() if key != "slow")


def test_src_12_a_file_that_needs_too_much_memory_is_reported() -> None:
    hungry = Job("hungry", b"x = [" + b"(1,2)," * 900_000 + b"]\n")
    answers = dict(read_in_workers(iter([hungry, *jobs(5)]), workers=1, limits=Limits(memory=400_000_000)))
    problem = decode_reading(answers["hungry"]).problem
    assert problem is not None
    assert problem.stage in {"limit", "worker"}
    assert sum(decode_reading(raw).facts is not None for raw in answers.values()) == 5


def test_inr_02_the_repository_s_modules_are_never_imported(tmp_path: Path) -> None:
    for name in ("ast", "typing", "random", "statistics", "multiprocessing", "msgspec", "signal", "pickle"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'touched')!r}, 'a').write({name!r})\n")
    program = (
        "from migrator.facts.pool import Job, read_in_workers\n"
        "print(len(dict(read_in_workers((Job(str(n), b'X = 1') for n in range(200)), workers=2))))\n"
    )
    script = tmp_path / "elsewhere" / "program.py"
    script.parent.mkdir()
    script.write_text(program)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-P", str(script)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"200\n", b"")
    assert not (tmp_path / "touched").exists()


class TestCache:
    FILES = {"a.py": b"X = 1\n", "b.py": b"(\n"}  # noqa: RUF012  a constant of the tests below

    def collect(self, folder: Path) -> tuple[object, tuple[str, ...], list[str]]:
        cache = FactsCache(folder)
        tree = ListedTree(self.FILES)
        found = collect_facts(tree, self.FILES, cache=cache)
        notes = cache.notes
        cache.close()
        return found, notes, tree.reads

    def test_known_contents_are_not_read_again(self, tmp_path: Path) -> None:
        first = self.collect(tmp_path)
        assert self.collect(tmp_path) == (first[0], (), [])

    def test_ana_08_changed_content_is_seen_whatever_its_size(self, tmp_path: Path) -> None:
        cache = FactsCache(tmp_path)
        collect_facts(ListedTree({"a.py": b"X = 1\n"}, is_hashed=False), ["a.py"], cache=cache)
        found, _ = collect_facts(ListedTree({"a.py": b"Y = 1\n"}, is_hashed=False), ["a.py"], cache=cache)
        cache.close()
        assert found["a.py"].definitions[0].name == "Y"

    @pytest.mark.parametrize("damage", [b"not a database at all" * 100, b""], ids=["rubbish", "empty"])
    def test_ana_09_a_damaged_cache_is_built_again(self, tmp_path: Path, damage: bytes) -> None:
        first = self.collect(tmp_path)
        (path,) = tmp_path.glob("facts-*.sqlite")
        path.write_bytes(damage)
        again = self.collect(tmp_path)
        assert again[0] == first[0]
        assert self.collect(tmp_path) == (first[0], (), [])

    def test_ana_09_a_truncated_cache_gives_the_same_answer(self, tmp_path: Path) -> None:
        first = self.collect(tmp_path)
        (path,) = tmp_path.glob("facts-*.sqlite")
        path.write_bytes(path.read_bytes()[:5000])
        assert self.collect(tmp_path)[0] == first[0]

    def test_ana_09_a_flipped_value_is_read_again(self, tmp_path: Path) -> None:
        first = self.collect(tmp_path)
        (path,) = tmp_path.glob("facts-*.sqlite")
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE kept SET value = x'92c0c0'")
        connection.close()
        assert self.collect(tmp_path)[0] == first[0]

    def test_ana_09_a_folder_that_cannot_be_written_costs_a_note(self, tmp_path: Path) -> None:
        place = tmp_path / "file"
        place.write_text("in the way")
        found, notes, _ = self.collect(place)
        assert found == self.collect(tmp_path / "good")[0]
        assert len(notes) == 1

    def test_a_locked_cache_is_gone_without(self, tmp_path: Path) -> None:
        first = self.collect(tmp_path)
        (path,) = tmp_path.glob("facts-*.sqlite")
        holder = sqlite3.connect(path)
        holder.execute("PRAGMA locking_mode=EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        found, notes, _ = self.collect(tmp_path)
        holder.close()
        assert found == first[0]
        assert len(notes) == 1
