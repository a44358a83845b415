import os
import sys
import threading
import time
from pathlib import Path

import pytest

from migrator.processes import run, scrubbed_environment


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_status_and_merged_output_come_back(tmp_path: Path) -> None:
    code = "import os,sys; os.write(1, b'out '); os.write(2, b'err '); sys.exit(3)"
    outcome = run(python(code), cwd=tmp_path, env=scrubbed_environment({}), timeout=20)
    assert (outcome.returncode, outcome.output) == (3, b"out err ")


def test_stdin_is_read_to_its_end(tmp_path: Path) -> None:
    code = "import sys; sys.stdout.write(sys.stdin.read().upper())"
    outcome = run(python(code), cwd=tmp_path, env=scrubbed_environment({}), stdin=b"abc", timeout=20)
    assert outcome.output == b"ABC"


def test_ver_07_only_the_tail_of_much_output_is_kept(tmp_path: Path) -> None:
    code = r"import os; [os.write(1, b'\xff\x1b[31m' * 2000) for _ in range(200)]; os.write(1, b'the end')"
    outcome = run(python(code), cwd=tmp_path, env=scrubbed_environment({}), timeout=20, limit=1000)
    assert outcome.truncated
    assert len(outcome.output) == 1000
    assert outcome.output.endswith(b"the end")


def test_all_output_reaches_the_listener_however_much_is_kept(tmp_path: Path) -> None:
    pieces: list[bytes] = []
    run(
        python("print('x' * 5000)"),
        cwd=tmp_path,
        env=scrubbed_environment({}),
        timeout=20,
        limit=10,
        on_output=pieces.append,
    )
    assert len(b"".join(pieces)) == 5001


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_ver_06_children_end_with_the_program_that_took_too_long(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    child = f"import time,pathlib; time.sleep(1.5); pathlib.Path({str(mark)!r}).touch()"
    code = f"import subprocess,sys,time; subprocess.Popen([sys.executable, '-c', {child!r}]); print('begun', flush=True); time.sleep(60)"
    outcome = run(python(code), cwd=tmp_path, env=scrubbed_environment({}), timeout=0.5)
    assert outcome.timed_out
    assert outcome.output == b"begun\n"
    assert outcome.seconds < 10
    time.sleep(1.6)
    assert not mark.exists()


def test_cancelling_ends_the_program(tmp_path: Path) -> None:
    cancelled = threading.Event()
    threading.Timer(0.3, cancelled.set).start()
    outcome = run(
        python("import time; time.sleep(60)"),
        cwd=tmp_path,
        env=scrubbed_environment({}),
        timeout=None,
        cancelled=cancelled,
    )
    assert outcome.cancelled
    assert outcome.returncode != 0


def test_ver_10_secrets_of_the_environment_are_not_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "secret")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    found = scrubbed_environment({"GIVEN": "1"})
    assert found["GIVEN"] == "1"
    assert "API_TOKEN" not in found
    assert "PYTHONPATH" not in found
    assert found["PATH"] == os.environ["PATH"]


def test_a_program_that_does_not_exist_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run(["no-such-program-anywhere"], cwd=tmp_path, env=scrubbed_environment({}), timeout=1)
