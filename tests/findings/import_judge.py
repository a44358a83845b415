"""A program: from which modules of a package importing fails, in an interpreter in which nothing of it is loaded.

It reads lines of JSON, {"root": folder, "entries": modules, "is_fresh": each in a process of its own}, and answers each with a line: by entry ``null``
or where it failed, as [module path, line, exception]. Where no processes are made, everything that the packages have loaded is forgotten before each
entry: a module that is not in ``sys.modules`` is made anew, and these packages leave nothing behind anywhere else.
"""

import contextlib
import importlib
import io
import json
import subprocess  # noqa: TID251  a fresh interpreter is the judge
import sys
from pathlib import Path

Place = list[str | int] | None


def main() -> None:
    """Answer until there are no more lines."""
    sys.dont_write_bytecode = True
    for line in sys.stdin:
        request = json.loads(line)
        root = Path(request["root"])
        ask = fresh_outcome if request["is_fresh"] else outcome
        sys.stdout.write(json.dumps({entry: ask(root, entry) for entry in request["entries"]}) + "\n")
        sys.stdout.flush()


def outcome(root: Path, entry: str) -> Place:
    """Where importing the module first fails."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "pkg"]:
        del sys.modules[name]
    sys.path_importer_cache.clear()
    sys.path.insert(0, str(root))
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            importlib.import_module(entry)
    except Exception as error:  # noqa: BLE001  whatever it is, importing fails
        return place(error, root)
    finally:
        sys.path.remove(str(root))
    return None


def place(error: BaseException, root: Path) -> Place:
    """The innermost line of the package that was running."""
    found: list[str | int] = ["", 0]
    trace = error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(root):
            found = [path.relative_to(root).as_posix(), trace.tb_lineno]
        trace = trace.tb_next
    return [*found, type(error).__name__]


def fresh_outcome(root: Path, entry: str) -> Place:
    """The same, found by a process that does nothing else."""
    request = json.dumps({"root": str(root), "entries": [entry], "is_fresh": False}) + "\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(Path(__file__).resolve())],
        input=request,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)[entry]  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()
