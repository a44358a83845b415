"""Small repositories that together have every kind of finding: each with a plan, as somebody would have it.

Whoever adds a kind, a rung of the ladder, or a member of any other closed set that a finding speaks of adds an example here; the tests beside this
file fail until then.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrator.model.values import Symbol
from migrator.records.values import RECORD_SCHEMA, Record
from migrator.records.write import render_record
from tests.findings.labelled.cases import Case, labelled_cases
from tests.support.plug_ins import NOTED, PlugIn, detector

CAMPAIGN = '[campaign]\nname = "kinds"\npackages = ["pkg"]\nconsumers = ["tests", "scripts"]\nbranch = "migration/kinds"\n'


@dataclass(frozen=True)
class Example:
    """One repository.

    Attributes:
        name: What it shows.
        plan: Everything of the plan after ``[campaign]``.
        files: By path.
        branch: Made at its commit, ``""`` for none.
        plug_in: Installed beside the program, None for none.
        is_trusted: The plug-in may run.
    """

    name: str
    plan: str
    files: Mapping[str, str | bytes]
    branch: str = ""
    plug_in: PlugIn | None = None
    is_trusted: bool = False

    @property
    def tree(self) -> dict[str, str | bytes]:
        """All files, the plan included."""
        return {"pkg/__init__.py": "", **self.files, "migration.toml": CAMPAIGN + self.plan}


def phase(finds: str, more: str = "") -> str:
    """A phase as it is written in a plan."""
    return f'\n[[phase]]\nid = "{finds}"\nfinds = "{finds}"\n{more}'


CYCLES = {
    "pkg/a.py": "class A: ...\n\n\nfrom pkg.b import B, C\n\n\ndef later() -> object:\n    return C()\n",
    "pkg/b.py": "from pkg.a import A\n\n\nclass B(A): ...\n\n\nclass C: ...\n",
    "pkg/unused.py": "class U: ...\n\n\nfrom pkg.unused_back import C\n",
    "pkg/unused_back.py": "from pkg.unused import U\n\n\nclass B(U): ...\n\n\nclass C: ...\n",
    "pkg/noted.py": "class N: ...\n\n\nfrom pkg.noted_back import C\n\n\ndef f(c: C) -> None: ...\n",
    "pkg/noted_back.py": "from pkg.noted import N\n\n\nclass B(N): ...\n\n\nclass C: ...\n",
    "pkg/through.py": "class T: ...\n\n\nfrom pkg.offers import C\n\n\nclass D(C): ...\n",
    "pkg/offers.py": "from pkg.through import T\nfrom pkg.home import C\n\n\nclass B(T): ...\n",
    "pkg/home.py": "class C: ...\n",
    "pkg/used.py": "class V: ...\n\n\nfrom pkg.used_back import C\n\n\ndef f() -> object:\n    return C()\n",
    "pkg/used_back.py": "from pkg.used import V\n\n\nclass B(V): ...\n\n\nclass C: ...\n",
    "pkg/late.py": "def f() -> object:\n    from pkg.late_back import B\n\n    return B()\n",
    "pkg/late_back.py": "import pkg.late\n\n\nclass B: ...\n",
    "pkg/typed.py": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pkg.typed_back import B\n\n\ndef f(b: 'B') -> None: ...\n",
    "pkg/typed_back.py": "import pkg.typed\n\n\nclass B: ...\n",
}
PATHS = {
    "pkg/deep.py": "class Thing: ...\n\n\nclass Manager: ...\n\n\nclass X: ...\n\n\nclass Y: ...\n",
    "pkg/facade.py": "from pkg.deep import Thing\n",
    "pkg/other.py": "class Manager: ...\n\n\nclass Other: ...\n",
    "pkg/crossed.py": "from pkg.deep import X as Y, Y as X\n",
    "pkg/either.py": "import sys\n\nif sys.platform == 'win32':\n    from pkg.deep import Thing as Sort\nelse:\n    from pkg.other import Other as Sort\n",
    "scripts/uses.py": "from pkg.facade import Thing\nfrom pkg.deep import Thing as T\nfrom pkg.deep import Manager\nfrom pkg.other import Manager as M\n"
    "from pkg.crossed import X, Y\nfrom pkg.deep import X as A, Y as B\nfrom pkg.either import Sort\nfrom pkg.other import Other\n",
}
DEAD = {
    "pkg/here.py": "class One: ...\n\n\nclass Two: ...\n",
    "pkg/there.py": "class Two: ...\n",
    "scripts/uses.py": "from pkg.gone import One\nfrom pkg.gone import Two\nfrom pkg.gone import Never\n",
}
SHIMS: dict[str, str | bytes] = {
    "pkg/home.py": "class Thing: ...\n\n\nclass Spare: ...\n",
    "pkg/old.py": "from pkg.home import Spare as Spare\nfrom pkg.home import Thing as Thing\n",
    "pkg/legacy.py": '"""Moved: use pkg.home instead."""\n\nfrom pkg.home import Thing as Thing\n',
    "scripts/uses.py": "from pkg.old import Thing\n",
    ".migrator/batches/b0000001.json": render_record(
        Record(
            schema=RECORD_SCHEMA,
            id="b0000001",
            campaign="kinds",
            phase="shims",
            title="Move Thing and Spare home",
            recipes=(),
            closed=(),
            shims=(Symbol("pkg.old", "Thing"), Symbol("pkg.old", "Spare")),
        )
    ),
}
LAYERS = {
    "pkg/high.py": "from pkg.home import Home\n\n\nclass Thing: ...\n",
    "pkg/home.py": "class Home: ...\n",
    "pkg/low/unused.py": "from pkg.high import Thing\n",
    "pkg/low/noted.py": "from pkg.high import Thing\n\n\ndef f(thing: Thing) -> None: ...\n",
    "pkg/low/through.py": "from pkg.high import Home\n\n\nclass Cabin(Home): ...\n",
    "pkg/low/__init__.py": "from pkg.high import Thing\n\n\nclass Base(Thing): ...\n",
}
CONTRACTS = """\
[importlinter]
root_package = pkg

[importlinter:contract:1]
name = Listed
type = layers
containers = pkg
layers =
    high
exhaustive = true

[importlinter:contract:2]
name = Names what is gone
type = layers
layers =
    pkg.high
    pkg.gone

[importlinter:contract:3]
name = Ignores what is gone
type = forbidden
source_modules = pkg.low
forbidden_modules = pkg.nothing
ignore_imports = pkg.low -> pkg.gone
unmatched_ignore_imports_alerting = warn

[importlinter:contract:4]
name = Somebody's own
type = their_own
"""
HELPER = {
    "pkg/base.py": "class Exporter:\n    def open_target(self): return open(self.path, 'w')\n",
    "pkg/csv.py": "from pkg.base import Exporter\n\n\nclass CsvExporter(Exporter):\n"
    "    def quote_cell(self, cell):\n        text = str(cell)\n        text = text.strip()\n        text = text.replace('\"', '')\n        return text\n"
    "    def write_head(self, names):\n        for name in names:\n            self.target.write(self.quote_cell(name))\n        self.target.flush()\n"
    "    def write_row(self, row):\n        self.target.write(','.join(row))\n",
    "pkg/tsv.py": "from pkg.base import Exporter\n\n\nclass TsvExporter(Exporter):\n"
    "    def quote_cell(self, cell):\n        text = str(cell)\n        text = text.strip()\n        text = text.replace('\"', '')\n        return text\n"
    "    def write_head(self, names):\n        for name in names:\n            self.target.write(self.quote_cell(name))\n        self.target.flush()\n"
    "    def write_row(self, row):\n        self.target.write('\\t'.join(row))\n",
}
ENUM = {
    "pkg/mode.py": "from enum import Enum\n\n\nclass Mode(Enum):\n    UNIFIED = 'unified'\n    ISOLATED = 'isolated'\n",
    "scripts/uses.py": "from pkg.mode import Mode\n\nprint(Mode.ISOLATED)\n",
}
CHECK = '\n[[check]]\nname = "works"\nrun = ["python", "-c", "pass"]\n'
NO_CANONICAL = {
    "pkg/loop.py": "class EmitterFactory:\n    def create_emitter(self):\n        return Emitter()\n\n\nclass Emitter:\n    def emit(self, event): self.sink.write(event)\n",
}


def examples() -> Iterator[Example]:
    """All of them."""
    yield Example("cycles", phase("import-cycles"), CYCLES)
    yield Example("import paths and unclear names", phase("import-paths"), PATHS)
    yield Example("dead imports in three lists", phase("dead-imports"), DEAD)
    yield Example("shims, declared and by their looks", phase("shims"), SHIMS)
    yield Example("layers of the plan", phase("layers", 'layers = ["pkg.high", "pkg.low"]\n'), LAYERS)
    yield Example(
        "contracts of import-linter",
        phase("layers", 'layers = "import-linter"\n'),
        {**LAYERS, ".importlinter": CONTRACTS},
    )
    yield Example("siblings", phase("duplicate-classes", 'roles = ["*Exporter"]\n'), HELPER)
    yield Example(
        "an enum that means one thing",
        phase("duplicate-classes", 'collapse = { "pkg.mode:Mode" = "UNIFIED" }\n'),
        ENUM,
    )
    yield Example("a factory without a canonical creator", phase("duplicate-factories"), NO_CANONICAL)
    yield Example("checks that were not run", phase("checks") + CHECK, {})
    yield Example("commits that were not pushed", phase("unpushed"), SHIMS, branch="migration/kinds")
    asking = phase("plug-in", 'plug-in = "notes"\n')
    todo = {"pkg/work.py": "todo('sell')\n"}
    yield Example("a plug-in that is not there", asking, todo)
    yield Example("a plug-in that nobody trusts", asking, todo, plug_in=detector(NOTED))
    yield Example("a plug-in that fails", asking, todo, plug_in=detector("1 / 0\n"), is_trusted=True)
    yield Example("what a plug-in finds", asking, todo, plug_in=detector(NOTED), is_trusted=True)
    yield from map(_labelled, one_case_each())


def one_case_each() -> Iterator[Case]:
    """For each kind of evidence that pairs of classes or creators are labelled with, the first pair; and one with a veto."""
    seen: set[str] = set()
    for case in labelled_cases():
        key = "veto" if case.veto else case.evidence
        if key not in seen | {"", "none"} and (case.veto or not case.unplanned):
            seen.add(key)
            yield case


def _labelled(case: Case) -> Example:
    """Under a plan that names the one that stays, as the labelled cases are judged."""
    goes, stays = case.pair
    names = (
        [] if case.kind == "factory" else [one.partition(":")[2].partition(".")[0] for one in (goes, stays)]
    )
    finds = "duplicate-factories" if case.kind == "factory" else "duplicate-classes"
    more = f'canonical = {{ "{stays}" = {json.dumps(names)} }}\nroles = {json.dumps(case.roles)}\n'
    return Example(case.name, phase(finds, more), dict(case.tree))
