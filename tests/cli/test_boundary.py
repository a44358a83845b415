import os
from pathlib import Path

import pytest

from migrator.cli.boundary import run
from migrator.errors import (
    CancelledError,
    FailedError,
    MigratorError,
    NothingToDoError,
    PlanError,
    RefusedError,
    UsageError,
)


def raising(error: BaseException) -> int:
    def open_dashboard(_: Path) -> int:
        raise error

    return run(open_dashboard, [])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NothingToDoError("so it is"), 0),
        (UsageError("no"), 2),
        (PlanError("no"), 2),
        (RefusedError("no"), 3),
        (FailedError("no"), 4),
        (MigratorError("no"), 4),
        (CancelledError("stopped"), 130),
        (KeyboardInterrupt(), 130),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_cfg_06_each_kind_of_error_has_its_exit_code_and_leaves_stdout_empty(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(error) == code
    assert capsys.readouterr().out == ""


def test_an_expected_error_is_said_as_what_where_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    raising(RefusedError("It cannot land", "a.py is in the way\nb.py too", hint="Commit them."))
    assert capsys.readouterr().err == (
        "migrator: It cannot land\n  a.py is in the way\n  b.py too\nhint: Commit them.\n"
    )


def test_tui_01_an_error_with_text_of_the_repository_cannot_drive_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    raising(RefusedError("\x1b[2Jgone", "\x9b31m", hint="\x1b]52;c;x\x07"))
    assert not set(capsys.readouterr().err) & {"\x1b", "\x9b", "\x07"}


def test_cfg_06_a_bug_ends_with_70_and_a_report_that_has_the_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert raising(ZeroDivisionError("secret of the code")) == 70
    captured = capsys.readouterr()
    (report,) = tmp_path.rglob("crash-*.txt")
    assert str(report) in captured.err
    assert "Traceback" not in captured.err
    text = report.read_text()
    assert "ZeroDivisionError: secret of the code" in text
    assert "msgspec" in text


def test_the_exit_code_of_the_dashboard_is_that_of_the_program() -> None:
    assert run(lambda _: 7, []) == 7


def test_a_folder_in_place_of_a_command_opens_the_dashboard_there(tmp_path: Path) -> None:
    opened: list[Path] = []

    def open_dashboard(path: Path) -> int:
        opened.append(path)
        return 0

    assert run(open_dashboard, [str(tmp_path)]) == 0
    assert run(open_dashboard, ["-C", str(tmp_path.parent), tmp_path.name]) == 0
    assert run(open_dashboard, ["-C", str(tmp_path)]) == 0
    assert [path.resolve() for path in opened] == [tmp_path.resolve()] * 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["statsu"], "did you mean `migrator status`?"),
        (["--jsn"], "No such option"),
        (["status", "--jsn"], "--json"),
        (["explain"], "Missing argument"),
        (["keep", "x"], "--reason"),
        (["apply"], "name batches, or --phase ID, or --all"),
        (["apply", "--all", "b1"], "name batches, or --phase ID, or --all"),
        (["move", "a:b", "c", "--write", "--commit"], "exclude each other"),
        (["demo", "--json"], "--auto"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_cfg_06_wrong_usage_is_2_and_says_what_is_right(
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(lambda _: 0, arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.out == ""


def test_every_command_is_there_and_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    from migrator.cli.main import COMMANDS  # noqa: PLC0415  the test is about importing

    for command in COMMANDS:
        assert run(lambda _: 0, [command, "--help"]) == 0, command
        assert command in capsys.readouterr().out


def test_tui_04_a_closed_pipe_is_no_error_and_says_nothing(environment: dict[str, str]) -> None:
    import subprocess  # noqa: PLC0415, TID251  tests run the program as a user would
    import sys  # noqa: PLC0415

    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "migrator", "--help"],
            stdout=writing,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 141
