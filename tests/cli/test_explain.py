"""`migrator explain`: what each way to close a finding comes to is what would come of it."""

import json
from pathlib import Path
from typing import Any

from migrator.campaign.campaign import Campaign
from migrator.views.findings import explained_view
from tests.cli.conftest import Run
from tests.cli.kind_examples import CYCLES, DEAD, Example, phase
from tests.support.repositories import RepoBuilder, snapshot

DEAD_PHASE = Example("dead", phase("dead-imports"), DEAD)


def made(folder: Path, example: Example) -> RepoBuilder:
    builder = RepoBuilder.create(folder / "repo")
    builder.commit("start", example.tree)
    return builder


def explained(run: Run, builder: RepoBuilder, finding: str) -> Any:
    ran = run("explain", finding, "--json", cwd=builder.root)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_the_effect_of_the_proposed_way_is_that_of_its_batch(run: Run, tmp_path: Path) -> None:
    builder = made(tmp_path, Example("cycles", phase("import-cycles"), CYCLES))
    view = explained(run, builder, "import-cycles:pkg.unused>pkg.unused_back")
    way = next(way for way in view["ways"] if way["batch"])
    batch = json.loads(run("show", way["batch"], "--json", cwd=builder.root).out)
    assert way["effect"] == batch["effect"]
    assert (way["sites"], way["files"]) == (len(batch["hunks"]), len(batch["files"]))
    assert (way["left"], way["notes"], way["refused"]) == (batch["left"], batch["notes"], "")
    assert view["recipes"] == batch["recipes"]
    measure = way["effect"]["measures"][0]
    assert (measure["before"], measure["after"], way["closes"]) == (10, 8, True)


def test_ways_that_are_not_proposed_are_worked_out_too(run: Run, tmp_path: Path) -> None:
    view = explained(run, made(tmp_path, DEAD_PHASE), "dead-imports:pkg.gone:Two")
    assert [(way["batch"], way["closes"], way["refused"]) for way in view["ways"]] == [("", True, "")] * 2
    assert [way["recipes"][0].rpartition(" import ")[2] for way in view["ways"]] == [
        "pkg.here:Two instead",
        "pkg.there:Two instead",
    ]
    assert all(way["effect"]["broken_after"] == way["effect"]["broken_before"] - 1 for way in view["ways"])


def test_a_way_that_cannot_be_done_says_why(run: Run, tmp_path: Path) -> None:
    files = {
        "pkg/a.py": "class A: ...\n\n\nfrom pkg.b import C\n\n\nclass D(C): ...\n",
        "pkg/b.py": "import pkg.a\n\n\nclass C(pkg.a.A): ...\n",
    }
    builder = made(tmp_path, Example("cycles", phase("import-cycles"), files))
    view = explained(run, builder, "import-cycles:pkg.a>pkg.b")
    (way,) = [way for way in view["ways"] if way["recipes"]]
    assert way["batch"] == ""
    assert way["refused"]
    assert not way["closes"]
    text = run("explain", "import-cycles:pkg.a>pkg.b", cwd=builder.root).out
    assert f"refused: {way['refused']}" in text
    assert "rejected: C is needed while pkg.a is imported." in text


def test_what_a_vetoed_pair_was_spared_is_said(run: Run, tmp_path: Path) -> None:
    files = {
        "pkg/one.py": "class JobManager:\n    def run_all_jobs(self): return [job() for job in self.jobs]\n    def drop_dead_jobs(self): self.jobs.clear()\n",
        "pkg/two.py": "from pkg.one import JobManager\n\n\nclass LoudJobManager(JobManager):\n"
        "    def run_all_jobs(self): return [job() for job in self.jobs]\n    def drop_dead_jobs(self): self.jobs.clear()\n",
    }
    plan = phase("duplicate-classes", 'canonical = { "pkg.one:JobManager" = ["*JobManager"] }\n')
    builder = made(tmp_path, Example("classes", plan, files))
    view = explained(run, builder, "duplicate-classes:pkg.two:LoudJobManager")
    assert [way["recipes"] for way in view["ways"]] == [[]]
    assert view["ways"][0]["said"].startswith(
        "None: the two are not merged. subclass relation without marker"
    )
    assert any(one.startswith("Veto: subclass relation without marker") for one in view["considered"])
    assert any(
        one.startswith("rare members: does not decide; the names differ") for one in view["considered"]
    )


def test_law_2_explaining_changes_nothing(run: Run, tmp_path: Path) -> None:
    builder = made(tmp_path, DEAD_PHASE)
    before = snapshot(builder.root)
    objects = builder.git("count-objects", "-v")
    explained(run, builder, "dead-imports:pkg.gone:One")
    assert snapshot(builder.root) == before
    assert builder.git("count-objects", "-v") == objects


def test_only_the_proposals_of_the_finding_s_own_phase_are_made(tmp_path: Path) -> None:
    builder = made(
        tmp_path, Example("two", phase("import-cycles") + phase("dead-imports"), {**CYCLES, **DEAD})
    )
    campaign = Campaign.open(builder.root, use_cache=False)
    view = explained_view(campaign, "dead-imports:pkg.gone:One")
    assert view.batch
    assert campaign._proposing is None


def test_the_code_is_shown_where_a_statement_is_longer_than_its_line(run: Run, tmp_path: Path) -> None:
    files = {
        "pkg/here.py": "class One: ...\n",
        "scripts/uses.py": "import os\n\nfrom pkg.gone import (\n    One,  # the first\n)\nfrom pkg.lost import Two\n",
    }
    builder = made(tmp_path, Example("dead", phase("dead-imports"), files))
    (excerpt,) = explained(run, builder, "dead-imports:pkg.gone:One")["code"]
    assert (excerpt["path"], excerpt["line"], excerpt["more"]) == ("scripts/uses.py", 3, 0)
    assert excerpt["lines"] == ["from pkg.gone import (", "    One,  # the first", ")"]
    assert explained(run, builder, "dead-imports:pkg.lost:Two")["code"] == []
    text = run("explain", "dead-imports:pkg.gone:One", cwd=builder.root).out
    assert (
        "Code of scripts/uses.py:\n  line 3: from pkg.gone import (\n  line 4:     One,  # the first\n  line 5: )"
        in text
    )


def test_a_long_definition_is_cut_and_the_rest_counted(run: Run, tmp_path: Path) -> None:
    body = "".join(f"    def do_task_{number}(self): return self.tasks[{number}]\n" for number in range(60))
    files = {"pkg/a.py": f"class TaskManager:\n{body}", "pkg/b.py": f"class TaskManager:\n{body}"}
    plan = phase("duplicate-classes", 'canonical = { "pkg.a:TaskManager" = ["*TaskManager"] }\n')
    builder = made(tmp_path, Example("classes", plan, files))
    code = explained(run, builder, "duplicate-classes:pkg.b:TaskManager")["code"]
    assert [(one["path"], len(one["lines"]), one["more"]) for one in code] == [
        ("pkg/b.py", 40, 21),
        ("pkg/a.py", 40, 21),
    ]
    assert (
        "  and 21 more lines" in run("explain", "duplicate-classes:pkg.b:TaskManager", cwd=builder.root).out
    )


def test_a_part_of_a_batch_is_worked_out_by_itself_too(run: Run, tmp_path: Path) -> None:
    files = {
        "pkg/here.py": "class One: ...\n\n\nclass Two: ...\n",
        "scripts/uses.py": "from pkg.gone import One\nfrom pkg.lost import Two\n",
    }
    view = explained(
        run, made(tmp_path, Example("dead", phase("dead-imports"), files)), "dead-imports:pkg.gone:One"
    )
    whole, alone = view["ways"]
    assert (whole["batch"], len(whole["effect"]["closed"])) == (view["batch"], 2)
    assert alone["said"].endswith(f"It is part of batch {view['batch']}, here by itself.")
    assert (alone["batch"], alone["effect"]["closed"]) == ("", ["dead-imports:pkg.gone:One"])


def test_a_package_of_others_is_for_a_person(run: Run, tmp_path: Path) -> None:
    linter = "[importlinter]\nroot_package = pkg\ninclude_external_packages = True\n\n[importlinter:contract:1]\nname = Pure\n"
    linter += "type = forbidden\nsource_modules = pkg.core\nforbidden_modules = django\n"
    files = {"pkg/core.py": "import django\n", ".importlinter": linter}
    builder = made(tmp_path, Example("layers", phase("layers", 'layers = "import-linter"\n'), files))
    (way,) = explained(run, builder, "layers:pkg.core>django")["ways"]
    assert way["said"] == "By hand: let pkg.core do without django, which is a package of others."
