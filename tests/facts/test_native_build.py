"""Building the native twin: it is a gain where there is a compiler, and no obstacle where there is none."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from migrator.facts import native

SCRIPT = Path(__file__).parents[2] / "native" / "build.py"


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The build script, which would put the library into a scratch folder."""
    specification = importlib.util.spec_from_file_location("native_build", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    monkeypatch.setattr(module, "PLACE", tmp_path / module.NAME)
    monkeypatch.delenv("MIGRATOR_NATIVE", raising=False)
    return module


def test_script_and_binding_agree_on_the_place() -> None:
    specification = importlib.util.spec_from_file_location("native_build", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert (
        module.PLACE.samefile(native.LIBRARY)
        if native.LIBRARY.exists()
        else module.PLACE.name == native.LIBRARY.name
    )


def test_without_a_compiler_it_says_so_in_one_line(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script.PLACE.write_bytes(b"of other sources")
    monkeypatch.setattr(script.shutil, "which", lambda _: None)
    assert script.build() is False
    assert capsys.readouterr().out.splitlines() == [
        "the native twin of the facts is not built (there is no Rust compiler); files are read by Python, slower"
    ]
    assert not script.PLACE.exists(), "a library of other sources must not stay"


def test_a_compiler_that_fails_is_no_failure(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = SimpleNamespace(returncode=101, stderr="error: could not compile\nmore\n")
    monkeypatch.setattr(script.shutil, "which", lambda name: name)
    monkeypatch.setattr(script.subprocess, "run", lambda *_, **__: failed)
    assert script.build() is False
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_it_is_not_built_where_it_is_turned_off(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATOR_NATIVE", "0")
    monkeypatch.setattr(script.subprocess, "run", lambda *_, **__: pytest.fail("a compiler was started"))
    assert script.build() is False


@pytest.mark.parametrize(
    ("is_built", "version"), [(True, "standard"), (True, "editable"), (False, "standard")]
)
def test_a_wheel_with_the_library_is_one_of_this_platform(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, *, is_built: bool, version: str
) -> None:
    monkeypatch.setattr(script, "build", lambda: is_built)
    data: dict[str, object] = {"force_include": {}, "pure_python": True, "infer_tag": False}
    script.NativeHook.initialize(SimpleNamespace(target_name="wheel"), version, data)
    has_library = is_built and version == "standard"
    assert data["infer_tag"] is has_library
    assert data["pure_python"] is not has_library
    assert data["force_include"] == (
        {str(script.PLACE): f"migrator/facts/{script.NAME}"} if has_library else {}
    )


@pytest.mark.skipif(
    not shutil.which("cargo") and not shutil.which("rustc"), reason="waits for a Rust compiler"
)
def test_it_is_compiled_where_there_is_a_compiler(script: ModuleType) -> None:
    assert script.build() is True
    assert script.PLACE.stat().st_size > 100_000
    assert [one.name for one in script.PLACE.parent.iterdir()] == [script.NAME]
