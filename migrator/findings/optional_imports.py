"""Whether importing a first-party module can fail because something that is not part of this repository is missing."""

import sys

from migrator.facts.values import Arm, Colour
from migrator.model.model import Model
from migrator.model.targets import absolute_target


def first_from_outside(module: str, model: Model) -> str:
    """The first module from outside the repository and the standard library that importing a module needs, or ``""``.

    What it imports of this repository at import time is followed; imports that are guarded by a ``try`` need nothing.
    """
    successors = model.successors((Colour.IMPORT_TIME,))
    waiting, seen = [module], {module}
    while waiting:
        current = waiting.pop(0)
        if found := _outside(current, model):
            return found
        following = sorted(successors.get(current, frozenset()) - seen)
        seen.update(following)
        waiting.extend(following)
    return ""


def _outside(module: str, model: Model) -> str:
    facts, here = model.facts_of(module), model.modules.get(module)
    for statement in facts.imports if facts is not None and here is not None else ():
        if statement.colour is not Colour.IMPORT_TIME or statement.arm is not Arm.NONE or statement.level:
            continue
        target = absolute_target(here, statement) or "" if here is not None else ""
        for name in (target,) if statement.is_from else tuple(alias.name for alias in statement.names):
            top = name.partition(".")[0]
            if top not in sys.stdlib_module_names and not model.is_first_party(name):
                return name
    return ""
