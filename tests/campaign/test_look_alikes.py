"""What looks like a duplicate in the sample and is none: untouched by its whole campaign, and explained. What would lose a member: not offered."""

import ast
import subprocess  # noqa: TID251  the program is run as a user would
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.campaign.campaign import Campaign
from migrator.campaign.demonstration import make_demo
from migrator.findings.values import DuplicateClass
from migrator.model.values import Symbol
from migrator.recipes.planning import plan_recipe
from migrator.records.intentions import AliasDuplicate, MoveMembers
from tests.support.repositories import PINNED
from tests.support.sample_runs import SampleRun

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sample")]

CORE = "chat_backend.websocket_core"
CANONICAL = Symbol(f"{CORE}.unified_manager", "UnifiedWebSocketManager")
OPERATOR = Symbol(f"{CORE}.operator_manager", "UnifiedWebSocketManager")
LOOK_ALIKES = (
    "chat_backend.auth.sessions:SessionManager",
    "chat_backend.monitoring.sampling:SampleManager",
    "chat_backend.monitoring.sampling:SendSampleManager",
    "chat_backend.events.notifications:NotificationManager",
    "chat_backend.events.notifications:ChannelManager",
    "chat_backend.events.notifications:MailChannelManager",
    "chat_backend.events.notifications:PushChannelManager",
    "chat_backend.storage.accounts:Account",
    "chat_backend.users.model:Account",
)
EXPLAINED = {
    "chat_backend.auth.sessions:SessionManager>chat_backend.monitoring.sampling:SendSampleManager": "another role",
    "chat_backend.monitoring.sampling:SampleManager>chat_backend.monitoring.sampling:SendSampleManager": "Protocol with its implementation",
    "chat_backend.events.notifications:MailChannelManager>chat_backend.events.notifications:NotificationManager": "facade with its parts",
    "chat_backend.events.notifications:PushChannelManager>chat_backend.events.notifications:NotificationManager": "facade with its parts",
    "chat_backend.events.notifications:PushChannelManager>chat_backend.events.notifications:MailChannelManager": "siblings of a base",
    "chat_backend.users.model:Account>chat_backend.storage.accounts:Account": "ORM model against API schema",
}  # fmt: skip


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    """The sample before anything was done."""
    folder = tmp_path_factory.mktemp("start")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in PINNED.items():
            patch.setenv(name, value)
        patch.setenv("MIGRATOR_CACHE_DIR", str(folder / "cache"))
        yield Campaign.open(make_demo(folder / "chat"))


def definition(root: Path, name: str) -> bytes:
    """The bytes of a class, decorators included."""
    module, _, cls = name.partition(":")
    raw = (root / f"{module.replace('.', '/')}.py").read_bytes()
    (node,) = [one for one in ast.parse(raw).body if isinstance(one, ast.ClassDef) and one.name == cls]
    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
    return b"\n".join(raw.split(b"\n")[first - 1 : node.end_lineno])


FOLLOWED = {
    "chat_backend.auth.sessions:SessionManager": (
        (b"DeviceConnectionManager", b"UnifiedWebSocketManager", 2),
        (b"create_session_channel(", b"get_websocket_manager(", 1),
    ),
    "chat_backend.monitoring.sampling:SendSampleManager": (
        (b"isolated_manager.UnifiedWebSocketManager", b"unified_manager.UnifiedWebSocketManager", 1),
    ),
}
"""Two of them use managers and creators that are gone at the end: these names follow, and nothing else."""


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_look_alike_is_untouched_by_the_whole_campaign_but_for_names_of_what_it_uses(
    sample_run: SampleRun, name: str
) -> None:
    assert len(sample_run.carried.commits) >= 15
    expected = definition(sample_run.builder.root, name)
    for old, new, count in FOLLOWED.get(name, ()):
        assert expected.count(old) == count
        expected = expected.replace(old, new)
    assert definition(sample_run.after, name) == expected


@pytest.mark.parametrize(("pair", "veto"), EXPLAINED.items(), ids=EXPLAINED)
def test_each_look_alike_is_explained_with_the_veto_that_holds(start: Campaign, pair: str, veto: str) -> None:
    command = [sys.executable, "-m", "migrator", "-C", str(start.repo.root), "explain"]
    ran = subprocess.run(
        [*command, f"duplicate-classes:{pair}"], capture_output=True, check=False, timeout=120, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert f"Left alone, {veto}" in " ".join(ran.stdout.split())


def test_every_look_alike_is_in_an_explanation_or_the_base_of_one_that_is() -> None:
    explained = {name for pair in EXPLAINED for name in pair.split(">")}
    assert set(LOOK_ALIKES) - explained == {"chat_backend.events.notifications:ChannelManager"}


def test_no_alias_is_offered_before_the_missing_member_was_moved(start: Campaign) -> None:
    recipes = [recipe for batch in start.batches() for recipe in batch.recipes]
    aliases = {recipe.duplicate for recipe in recipes if isinstance(recipe, AliasDuplicate)}
    moves = [recipe for recipe in recipes if isinstance(recipe, MoveMembers)]
    assert OPERATOR not in aliases
    assert len(aliases) > 1
    assert moves == [MoveMembers(OPERATOR, CANONICAL, ("close_all",))]


def test_an_alias_that_would_lose_a_member_with_callers_is_refused_by_name(start: Campaign) -> None:
    analysis = start.analysis()
    planned = plan_recipe(AliasDuplicate(OPERATOR, CANONICAL), analysis.model, analysis.tree)
    assert "close_all" in planned.refused
    assert "operator_console.py:29" in planned.refused
    assert planned.is_empty


def test_nothing_is_offered_that_would_lose_a_member_with_callers(start: Campaign) -> None:
    """Counted without the program's own gap: members that only the duplicate has, and attributes of that name in files that import its module."""
    root = start.repo.root
    files = {path: ast.parse(path.read_bytes()) for path in root.rglob("*.py") if ".git" not in path.parts}
    offered = [
        recipe for batch in start.batches() for recipe in batch.recipes if isinstance(recipe, AliasDuplicate)
    ]
    assert offered
    for recipe in offered:
        lost = members(files, root, recipe.duplicate) - members(files, root, recipe.canonical)
        users = [tree for path, tree in files.items() if imports(tree, recipe.duplicate, path, root)]
        named = {node.attr for tree in users for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not lost & named, recipe
    gaps = [
        state_finding.detail.gap
        for state in start.analysis().phases
        for state_finding in state.findings
        if isinstance(state_finding.detail, DuplicateClass)
    ]
    assert sum(bool(gap.callers) for gap_of in gaps for gap in gap_of) == 1


def members(files: dict[Path, ast.Module], root: Path, symbol: Symbol) -> set[str]:
    """Public methods and annotated fields of a class, wherever it stands in its module; nothing for an alias."""
    tree = files[root / f"{symbol.module.replace('.', '/')}.py"]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == symbol.name:
            functions = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
            found |= {one.name for one in functions if not one.name.startswith("_")}
            fields = [one.target for one in node.body if isinstance(one, ast.AnnAssign)]
            found |= {one.id for one in fields if isinstance(one, ast.Name)}
    return found


def imports(tree: ast.Module, symbol: Symbol, path: Path, root: Path) -> bool:
    """Whether a file imports the name from its module."""
    package = ".".join(path.relative_to(root).parts[:-1])
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            above = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (above, node.module or "")))
            if module == symbol.module and any(one.name == symbol.name for one in node.names):
                return True
    return False


def test_the_member_landed_before_the_alias_did(sample_run: SampleRun) -> None:
    recipes = [
        recipe for entry in sample_run.carried.commits if entry.record for recipe in entry.record.recipes
    ]
    moved = recipes.index(MoveMembers(OPERATOR, CANONICAL, ("close_all",)))
    assert moved < recipes.index(AliasDuplicate(OPERATOR, CANONICAL))
