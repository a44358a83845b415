"""A command: what the resolver says of random packages with every form of import, circles included, against what Python finds.

    python -m bench.resolver_on_generated [COUNT] [--seed SEED]

The test of the same name keeps to packages whose imports lead one way. Here modules import each other in circles that work only because of the order in
which things are bound, submodules take over names of their packages, and one statement binds several names. It prints how many names were compared
and how many mean something else than the resolver says, the first of them with their package, and ends with 1 where there are any.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from bench.oracles.models import model_of
from bench.oracles.sources import Sources
from migrator.model.values import Defined, IsModule, Missing, Resolution, Several, Unknown
from migrator.processes import run
from tests.model.generated import ALL, ORDER, asked, packages

JUDGE = Path(__file__).parent.parent / "tests" / "model" / "generated_judge.py"
_SHOWN = 3
_SECONDS = 60


def main(arguments: list[str]) -> int:
    """Draw packages and compare."""
    parser = argparse.ArgumentParser(prog="python -m bench.resolver_on_generated")
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=965)
    chosen = parser.parse_args(arguments)
    compared, wrong, shown = 0, 0, [""]

    def compare(files: dict[str, str]) -> None:
        nonlocal compared, wrong
        left, found = judged(files)
        said = answers(left)
        others = {path: seen for path, seen in found.items() if differs(said[path], seen)}
        compared += len(found)
        wrong += len(others)
        if others and len(shown) <= _SHOWN:
            shown.append(printed(left, {path: (said[path], seen) for path, seen in others.items()}))

    drawing = settings(
        max_examples=chosen.count,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    seed(chosen.seed)(drawing(given(packages(ALL))(compare)))()
    print("\n".join(shown))
    print(f"{compared:,} names compared, {wrong} mean something else ({wrong / max(compared, 1):.2%})")
    return 1 if wrong else 0


def judged(files: dict[str, str]) -> tuple[dict[str, str], dict[str, list[list[str]]]]:
    """The statements that can run, and what each name is there, however the package is entered."""
    request = {"order": ORDER, "asked": {module: asked(module) for module in ORDER}}
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            place = Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        ran = run(
            [sys.executable, "-I", "-S", str(JUDGE), folder],
            cwd=Path(folder),
            env={},
            stdin=json.dumps(request).encode(),
            timeout=_SECONDS,
        )
    answer = json.loads(ran.output)
    return answer["left"], answer["found"]


def answers(files: dict[str, str]) -> dict[str, set[str]]:
    """What the resolver says of every name."""
    model = model_of(Sources.of({path: text.encode() for path, text in files.items()}), ("pkg",))
    return {
        f"{module}:{name}": as_python_says(model.resolve(module, name))
        for module in ORDER
        for name in asked(module)
    }


def as_python_says(found: Resolution) -> set[str]:
    """The places and modules that a resolution may be; ``missing``, ``unknown``."""
    if isinstance(found, Several):
        return {text for option in found.options for text in as_python_says(option)}
    if isinstance(found, Defined):
        return {str(found.symbol)}
    if isinstance(found, IsModule):
        return {found.module}
    if isinstance(found, Missing):
        return {"missing", "refused"}
    return {"unknown", "made", "refused"} if isinstance(found, Unknown) else {repr(found)}


def differs(said: set[str], seen: list[list[str]]) -> bool:
    """Nothing of what is said is true."""
    return said.isdisjoint(text for options in seen for text in options)


def printed(files: dict[str, str], others: dict[str, tuple[set[str], list[list[str]]]]) -> str:
    """A package with what is wrong of it."""
    text = "\n".join(f"--- {path}\n{content}" for path, content in files.items())
    return text + "\n".join(
        f"{path}: said {sorted(said)}, is {seen}" for path, (said, seen) in others.items()
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
