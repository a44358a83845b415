"""A repository whose records, names and plan were made by somebody who wants to harm whoever looks at it, through the command line."""

import json
from pathlib import Path

from tests.acceptance.conftest import FILES
from tests.acceptance.test_inert import each_reading_command, everything
from tests.support.program import Program
from tests.support.repositories import Content, RepoBuilder
from tests.support.tripwires import Tripwire

ESCAPE = "\x1b]52;c;ZXZpbA==\x07\x1b[31m"
PLAN = """\
[campaign]
name = "traps"
packages = ["pkg"]
branch = "migration/traps"

[[phase]]
id = "paths"
finds = "import-paths"

[[check]]
name = "evil"
run = ["sh", "-c", "{command}"]
"""


def record(name: str, **values: object) -> str:
    known = {"campaign": "traps", "phase": "paths", "title": "t", "recipes": [], "closed": []}
    return json.dumps({"schema": 1, "id": name} | known | values)


def hostile_records(wire: Tripwire) -> dict[str, Content]:
    """Records that lie about their names, point elsewhere, name programs, drive terminals, loop, or are no records at all."""
    symbol = {"module": "pkg.real", "name": "Thing"}
    back = {"module": "pkg.face", "name": "Thing"}
    records: dict[str, Content] = {
        "title": record("title", title=f"{ESCAPE}[link=file:///etc]x[/link]<script>alert(1)</script>"),
        "outside": record("outside", exclusions=[{"path": "../../../etc/passwd", "key": "k"}]),
        "program": record("program", recipes=[{"type": "run-shell", "run": wire.shell("record-shell")}]),
        "plug-in": record(
            "plug-in", recipes=[{"type": "plug-in", "recipe": f"evil; {wire.shell('x')}", "names": []}]
        ),
        "name": record("name", shims=[{"module": f"pkg{ESCAPE}", "name": "x"}]),
        "liar": record("somebody-else"),
        "climber": record("../../../outside"),
        "loop-1": record("loop-1", renames=[[symbol, back]]),
        "loop-2": record("loop-2", renames=[[back, symbol]]),
        "undone-1": record("undone-1", undoes="undone-2"),
        "undone-2": record("undone-2", undoes="undone-1"),
        "newer": json.dumps({"schema": 99, "id": "newer"}),
        "deep": '{"schema": 1, "x": ' + "[" * 100_000,
        "huge": " " * (5 << 20),
        "number": '{"schema": 1, "id": ' + "9" * 100_000 + "}",
        "bytes": b"\xff\xfe\x00\x00",
        "empty": "",
        f"name{ESCAPE}\nline": record("x"),
        "--output=evil": record("y"),
    }
    return {f".migrator/batches/{name}.json": content for name, content in records.items()}


def test_inr_01_tui_01_a_repository_of_hostile_records_names_and_plans_runs_nothing_and_drives_no_terminal(
    builder: RepoBuilder, program: Program, tmp_path: Path
) -> None:
    builder.write({**FILES, "late/__init__.py": "", "late/a.py": "from pkg.gone import X\n"})
    builder.write(
        {f"pkg/{ESCAPE}[red].py": "X = 1\n", "pkg/$(touch evil).py": "from pkg.face import Thing\n"}
    )
    builder.write({"pkg/-rf.py": "from pkg.face import Thing\n", "late/b.py": "from pkg.face import Thing\n"})
    wire = Tripwire(tmp_path / "marks")
    command = wire.shell("check").replace("\\", "\\\\")
    builder.write({"migration.toml": PLAN.replace("{command}", command), **hostile_records(wire)})
    link = builder.root / ".migrator" / "batches" / "link.json"
    link.symlink_to("/dev/zero")
    Tripwire.lay(builder, wire.marks)
    wire.reset()
    before = everything(builder.root)
    for given in each_reading_command(program, builder.root):
        ran = program.run(*given, cwd=builder.root)
        assert ran.code in {0, 1, 2}, (given, ran.err)
        assert "report" not in ran.err, (given, ran.err)
        assert not {"\x1b", "\x07"} & set(ran.out + ran.err), given
        assert wire.sprung == [], given
        assert everything(builder.root) == before, given


def test_each_hostile_record_is_left_out_with_a_note_and_the_honest_ones_are_read(
    builder: RepoBuilder, program: Program, tmp_path: Path
) -> None:
    wire = Tripwire(tmp_path / "marks")
    builder.commit(
        "start", {**FILES, "migration.toml": PLAN.split("[[check]]", maxsplit=1)[0], **hostile_records(wire)}
    )
    status = program.run("status", "--json", cwd=builder.root)
    assert status.code in {0, 1}, status.err
    notes = "\n".join(json.loads(status.out)["notes"])
    for name in (
        "outside", "program", "plug-in", "name", "liar", "climber", "newer", "deep", "huge", "number", "bytes", "empty",
    ):  # fmt: skip
        assert f".migrator/batches/{name}.json is left out" in notes, name
    for name in ("title", "loop-1", "loop-2", "undone-1"):
        assert f".migrator/batches/{name}.json is left out" not in notes, name
