"""`demo --auto` says what it did, and also what it did not."""

from pathlib import Path

import msgspec

from migrator.campaign.campaign import Campaign
from migrator.campaign.demonstration import carry_out, make_demo
from migrator.cli.rendering_batches import demo_lines
from migrator.git.door import open_repository
from migrator.views.demonstration import demo_view

ONLY_WITHOUT_RECORDS = "import pathlib, sys; sys.exit('no more' if pathlib.Path('.migrator').exists() else 0)"


def test_what_ended_a_campaign_before_its_end_is_said_in_words_and_in_json(tmp_path: Path) -> None:
    root = make_demo(tmp_path / "chat")
    plan = root / "migration.toml"
    said = plan.read_text("utf-8")
    before, check, after = said.partition("[[check]]")
    plan.write_text(
        f'{before}[[check]]\nname = "at most the start"\nrun = ["python", "-c", "{ONLY_WITHOUT_RECORDS}"]\n\n{check}{after}',
        "utf-8",
    )
    repo = open_repository(root)
    assert repo.as_user("commit", "--quiet", "--all", "-m", "A check that no batch can pass").returncode == 0
    view = demo_view(carry_out(Campaign.open(root, use_cache=False)))
    assert view.commits == ()
    assert not view.pushed
    (batch,) = view.refused
    assert "at most the start" in view.refused[batch].title
    lines = list(demo_lines(view))
    assert f"not landed {batch}:" in lines
    assert "not pushed" in lines
    assert batch in msgspec.json.decode(msgspec.json.encode(view))["refused"]
