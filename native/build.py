"""Compiles the native twin of the facts and puts it beside its Python binding, where there is a Rust compiler.

It is the build hook of the package, and what ``make`` runs when something in this folder changes. Without a compiler, or where compiling fails,
it says so in one line and everything works, slower: the reference in ``migrator/facts`` reads all files then.
"""

import os
import shutil
import subprocess  # noqa: TID251  building is no part of the program, and starts no program of a repository
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by make, where the build backend is not installed
    BuildHookInterface = object

HERE = Path(__file__).resolve().parent
NAMES = {"win32": "migrator_facts.dll", "darwin": "libmigrator_facts.dylib"}
NAME = NAMES.get(sys.platform, "libmigrator_facts.so")
PLACE = HERE.parent / "migrator" / "facts" / NAME


class NativeHook(BuildHookInterface):
    """Adds the library to a wheel, which is one of this platform then; an editable install finds it in the source tree."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are collected."""
        if self.target_name == "wheel" and build() and version != "editable":
            build_data["force_include"][str(PLACE)] = f"migrator/facts/{NAME}"
            build_data["pure_python"] = False
            build_data["infer_tag"] = True


def build() -> bool:
    """Compile; whether there is a library now."""
    if os.environ.get("MIGRATOR_NATIVE") == "0":
        return left_out("MIGRATOR_NATIVE=0 turns it off")
    made = HERE / "target" / "release" / NAME
    if shutil.which("cargo"):
        argv = ["cargo", "build", "--release", "--offline", "--locked", "--quiet"]
        argv += ["--manifest-path", str(HERE / "Cargo.toml"), "--target-dir", str(HERE / "target")]
    elif shutil.which("rustc"):
        made.parent.mkdir(parents=True, exist_ok=True)
        argv = ["rustc", "--edition=2021", "--crate-name=migrator_facts", "--crate-type=cdylib"]
        argv += ["-Copt-level=3", "-Ccodegen-units=1", "-o", str(made), str(HERE / "src" / "lib.rs")]
    else:
        return left_out("there is no Rust compiler")
    done = subprocess.run(argv, check=False, capture_output=True, text=True, errors="replace")
    if done.returncode or not made.is_file():
        return left_out(f"{argv[0]} failed: {(done.stderr.strip() or 'no library').splitlines()[0]}")
    fresh = PLACE.with_suffix(".new")
    shutil.copyfile(made, fresh)
    fresh.replace(PLACE)  # a running program keeps the library that it has
    print(f"the native twin of the facts is built: {PLACE.name}")
    return True


def left_out(reason: str) -> bool:
    """Go on without a library; one of other sources than these must not stay."""
    PLACE.unlink(missing_ok=True)
    print(f"the native twin of the facts is not built ({reason}); files are read by Python, slower")
    return False


if __name__ == "__main__":
    build()
