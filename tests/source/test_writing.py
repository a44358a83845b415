"""Writing into the working tree: everything or nothing, never through a link, never over what has changed."""

import os
from pathlib import Path

import pytest

from migrator.errors import FailedError, RefusedError
from migrator.source.writing import NewContent, write_files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    (folder / "pkg").mkdir(parents=True)
    (folder / "pkg" / "a.py").write_bytes(b"a\r\n")
    (folder / "pkg" / "b.py").write_bytes(b"b")
    return folder


def everything(folder: Path) -> dict[str, bytes | str]:
    """Every path below a folder with what it holds."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = path.read_bytes()
        else:
            found[name] = "other"
    return found


def test_files_are_written_byte_for_byte_and_new_folders_made(root: Path) -> None:
    write_files(
        root,
        {
            "pkg/a.py": NewContent(b"a\r\n", b"A\r\n\xff"),
            "pkg/new/deep/c.py": NewContent(None, b""),
        },
    )
    assert everything(root) == {
        "pkg": "other",
        "pkg/a.py": b"A\r\n\xff",
        "pkg/b.py": b"b",
        "pkg/new": "other",
        "pkg/new/deep": "other",
        "pkg/new/deep/c.py": b"",
    }


def test_com_09_the_mode_of_a_file_stays(root: Path) -> None:
    (root / "pkg" / "a.py").chmod(0o755)
    write_files(root, {"pkg/a.py": NewContent(b"a\r\n", b"x"), "pkg/c.py": NewContent(None, b"y")})
    assert (root / "pkg" / "a.py").stat().st_mode & 0o777 == 0o755
    assert (root / "pkg" / "c.py").stat().st_mode & 0o111 == 0


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("pkg/b.py", b"other", id="changed since"),
        pytest.param("pkg/b.py", None, id="made since"),
        pytest.param("pkg/gone.py", b"b", id="removed since"),
        pytest.param("pkg", None, id="a folder in the way"),
        pytest.param("pkg/b.py/c.py", None, id="a file where a folder is needed"),
        pytest.param("../outside.py", None, id="above the root"),
        pytest.param("pkg/../../outside.py", None, id="above the root on a detour"),
        pytest.param("/outside.py", None, id="absolute"),
        pytest.param(".git/hooks/pre-commit", None, id="into git's own folder"),
        pytest.param("pkg/.GIT/config", None, id="into git's own folder on a system that folds case"),
        pytest.param("", None, id="the root itself"),
        pytest.param("pkg/a\0.py", None, id="a name that no system has"),
    ],
)
def test_rev_03_one_bad_target_and_nothing_is_written(
    root: Path, tmp_path: Path, path: str, expected: bytes | None
) -> None:
    before = everything(tmp_path)
    changes = {
        "pkg/a.py": NewContent(b"a\r\n", b"changed"),
        "aaa/new.py": NewContent(None, b"new"),
        path: NewContent(expected, b"evil"),
    }
    with pytest.raises((RefusedError, FailedError)):
        write_files(root, changes)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("link", ["file", "folder", "dangling"])
def test_inr_07_a_link_is_never_written_through(root: Path, tmp_path: Path, link: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "m.py").write_bytes(b"theirs")
    targets = {"file": outside / "m.py", "folder": outside, "dangling": outside / "none.py"}
    (root / "pkg" / "link").symlink_to(targets[link])
    before = everything(tmp_path)
    path = "pkg/link/m.py" if link == "folder" else "pkg/link"
    for expected in (b"theirs", None):
        with pytest.raises(RefusedError, match="link"):
            write_files(
                root,
                {"pkg/a.py": NewContent(b"a\r\n", b"x"), path: NewContent(expected, b"evil")},
            )
    assert everything(tmp_path) == before


def test_inr_08_a_pipe_in_the_way_is_neither_read_nor_replaced(root: Path) -> None:
    os.mkfifo(root / "pkg" / "c.py")
    with pytest.raises(RefusedError):
        write_files(root, {"pkg/c.py": NewContent(None, b"new")})
    assert (root / "pkg" / "c.py").is_fifo()


def test_a_file_that_cannot_be_put_in_place_puts_the_others_back(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(root)
    real = Path.replace
    calls: list[Path] = []

    def third_fails(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 3:
            raise OSError("the disk is full")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", third_fails)
    with pytest.raises(FailedError, match="put back"):
        write_files(
            root,
            {
                "new/c.py": NewContent(None, b"c"),
                "pkg/a.py": NewContent(b"a\r\n", b"A"),
                "pkg/b.py": NewContent(b"b", b"B"),
            },
        )
    assert everything(root) == before


def test_a_file_changed_while_the_others_were_prepared_is_not_overwritten(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def editor_saves(handle: int) -> None:
        (root / "pkg" / "a.py").write_bytes(b"saved by an editor")
        real(handle)

    monkeypatch.setattr(os, "fsync", editor_saves)
    with pytest.raises(RefusedError, match="changed"):
        write_files(root, {"pkg/a.py": NewContent(b"a\r\n", b"A"), "pkg/b.py": NewContent(b"b", b"B")})
    assert everything(root) == {"pkg": "other", "pkg/a.py": b"saved by an editor", "pkg/b.py": b"b"}


def test_names_as_long_as_the_system_allows_are_written(root: Path) -> None:
    name = "n" * 252 + ".py"
    write_files(root, {name: NewContent(None, b"x")})
    assert (root / name).read_bytes() == b"x"
