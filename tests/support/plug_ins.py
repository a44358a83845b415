"""Plug-ins as they are installed: a module and the metadata of its distribution, in a folder on the import path."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.program import PROJECT

HEAD = "from migrator.plugin import *\nfrom migrator.plugin import CannotRewriteError\n"
NOTED = f"""{HEAD}
def find(code):
    for module in code.modules:
        for node in module.tree.body:
            if type(node).__name__ == "Expr" and module.text(node).startswith("todo("):
                yield Found(
                    names=(f"{{module.name}}:todo",), title="a note", evidence=("It is noted.",), places=(module.place(node),)
                )


DETECTOR = Detector(name="notes", api=1, unit="notes", find=find)
"""
"""Finds a call of `todo` at the top level of a module."""


@dataclass(frozen=True)
class PlugIn:
    """A distribution with one module.

    Attributes:
        source: Of the module `rules`.
        detectors: By name, the object in the module.
        recipes: As that.
    """

    source: str
    detectors: Mapping[str, str]
    recipes: Mapping[str, str]

    def install(self, folder: Path) -> dict[str, str]:
        """Put it into a folder; the environment in which the program finds it."""
        metadata = folder / "rules-1.0.dist-info"
        metadata.mkdir(parents=True)
        (folder / "rules.py").write_text(self.source)
        (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: rules\nVersion: 1.0\n")
        groups = {"migrator.detectors": self.detectors, "migrator.recipes": self.recipes}
        text = "".join(
            f"[{group}]\n" + "".join(f"{name} = rules:{value}\n" for name, value in entries.items())
            for group, entries in groups.items()
        )
        (metadata / "entry_points.txt").write_text(text)
        return {"PYTHONPATH": f"{PROJECT}:{folder}"}


def detector(source: str, name: str = "notes") -> PlugIn:
    """One whose module has a detector."""
    return PlugIn(source, {name: "DETECTOR"}, {})
