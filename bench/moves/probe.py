"""Run by the interpreter of a package's tests, which knows nothing of this project: imports modules and says as JSON what came of it.

python probe.py import MODULE...        every module's error, or ""
python probe.py same OLD NEW NAME       whether both give the same object, imported in either order
"""

import importlib
import json
import sys


def problem_of(module: str) -> str:
    """What goes wrong when a module is imported; ``""`` where nothing does."""
    try:
        importlib.import_module(module)
    except BaseException as error:  # noqa: BLE001  a module may do anything, leaving included
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def difference(first: str, second: str, name: str) -> str:
    """How two paths of a name differ; the first one is imported first."""
    for module in (first, second):
        problem = problem_of(module)
        if problem:
            return f"{module}: {problem}"
    values = [getattr(sys.modules[module], name, None) for module in (first, second)]
    if values[0] is None:
        return f"{first} has no {name}"
    return "" if values[0] is values[1] else f"{first}.{name} is not {second}.{name}"


def main(arguments: list[str]) -> dict[str, str]:
    """What was asked for, by module or by name."""
    if arguments[0] == "import":
        return {module: problem_of(module) for module in arguments[1:]}
    return {arguments[3]: difference(*arguments[1:])}


if __name__ == "__main__":
    told = main(sys.argv[1:])
    print(f"\n{json.dumps(told)}", flush=True)
