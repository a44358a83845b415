from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess  # noqa: TID251 -- tests run the sample as a user would
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.sample.independent_count import Count, count

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_repo"
CORE = "chat_backend.websocket_core"
FOLDER = "chat_backend/websocket_core"

# Each module is imported in a fresh interpreter by itself, but for these, which need another one first.
PROPER_ENTRY = {
    "chat_backend.agents.execution": "chat_backend.agents.registry",
    "chat_backend.events.bus": "chat_backend.events.archive",
}

# The names that have several paths, with the modules of their paths; a different name is written after a colon.
PATHS = {
    f"{CORE}.authenticator:WebSocketAuthenticator": ["", ".authenticator"],
    f"{CORE}.emitter:WebSocketEmitterFactory": ["", ".emitter"],
    f"{CORE}.event_validator:EventValidatorFactory": ["", ".event_validator"],
    f"{CORE}.protocols:WebSocketManagerProtocol": ["", ".compat", ".protocols"],
    f"{CORE}.types:MessageType": ["", ".message_router", ".types"],
    f"{CORE}.types:ServerMessage": ["", ".compat", ".types"],
    f"{CORE}.unified_manager:UnifiedWebSocketManager": [
        *["", ".compat:WebSocketManager", ".manager", ".unified_manager"],
    ],
    f"{CORE}.unified_manager:WebSocketConnection": [
        *["", ".compat", ".protocols", ".unified_manager", ".websocket_manager"],
    ],
    f"{CORE}.unified_manager:WebSocketManagerMode": ["", ".compat", ".unified_manager", ".websocket_manager"],
    f"{CORE}.unified_manager:serialize_message_safely": [
        *["", ".compat:serialize_message", ".unified_manager", ".utils"],
    ],
    f"{CORE}.utils:generate_connection_id": [".compat:new_connection_id", ".utils"],
    f"{CORE}.websocket_manager:get_websocket_manager": ["", ".manager", ".websocket_manager"],
}

# The eight managers, each after the evidence for it.
MANAGER_KINDS = {
    "canonical": "unified_manager:UnifiedWebSocketManager",
    "alias": "compat:WebSocketManager",
    "another name, equal bodies": "devices:DeviceConnectionManager",
    "fallback of an import, subset": "embedding:UnifiedWebSocketManager",
    "identical copy": "isolated_manager:UnifiedWebSocketManager",
    "empty subclass": "legacy:PrimaryWebSocketManager",
    "thin delegate": "legacy:SimpleWebSocketManager",
    "near copy": "operator_manager:UnifiedWebSocketManager",
}
# How many creators each module has.
CREATOR_MODULES = {
    "chat_backend.auth.sessions": 1,
    "chat_backend.monitoring.sampling": 1,
    f"{CORE}.broadcast": 1,
    f"{CORE}.diagnostics": 1,
    f"{CORE}.factory": 9,
    f"{CORE}.handlers": 1,
    f"{CORE}.lifecycle": 1,
    f"{CORE}.manager_factory": 3,
    f"{CORE}.websocket_manager": 3,
}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    ignore = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(SAMPLE, tmp_path / "sample", ignore=ignore))


@pytest.fixture(scope="module")
def start() -> Count:
    return count(SAMPLE)


def test_the_golden_path_passes_on_a_clean_copy(sample: Path) -> None:
    outcome = run(sample, "-m", "unittest", "discover", "-s", "tests/golden_path", "-t", ".")
    assert outcome.returncode == 0, outcome.stderr
    assert "Ran 24 tests" in outcome.stderr


def test_the_demonstration_runs_and_shows_the_five_events(sample: Path) -> None:
    outcome = run(sample, "-m", "chat_backend.cli", "demo")
    assert outcome.returncode == 0, outcome.stderr
    events = ["agent_started", "agent_thinking", "tool_executing", "tool_completed", "agent_completed"]
    assert [line.split()[2] for line in outcome.stdout.splitlines()][-5:] == [f"{event}:" for event in events]


def test_the_package_has_between_40_and_80_modules(start: Count) -> None:
    files = list((SAMPLE / "chat_backend").rglob("*.py"))
    assert start.modules == len(files)
    assert 40 <= start.modules <= 80


def test_five_components_import_each_other_at_import_time(start: Count) -> None:
    assert start.components == [
        ["chat_backend.agents.execution", "chat_backend.agents.registry"],
        ["chat_backend.events.archive", "chat_backend.events.bus"],
        ["chat_backend.monitoring.health", "chat_backend.monitoring.metrics"],
        [f"{CORE}.heartbeat", f"{CORE}.reconnection"],
        [f"{CORE}.{name}" for name in ("protocols", "unified_manager", "utils", "websocket_manager")],
    ]


def test_deferred_and_typing_cycles_are_there_and_are_not_counted_with_the_components(start: Count) -> None:
    assert start.deferred_edges == [
        "chat_backend.storage.repository > chat_backend.storage.audit",
        "chat_backend.users.directory > chat_backend.users.presence",
    ]
    assert start.typing_edges == [
        "chat_backend.messages.search > chat_backend.messages.conversation",
        f"{CORE}.handlers > {CORE}.message_router",
    ]


def test_thirty_seven_paths_lead_to_twelve_names(start: Count) -> None:
    assert start.total == 37
    found = {}
    for definition, used in start.paths.items():
        name = definition.partition(":")[2]
        found[definition] = sorted(path.removeprefix(CORE).removesuffix(f":{name}") for path in used)
    assert found == PATHS
    assert start.feeding == []


def test_eight_classes_manage_connections(start: Count) -> None:
    assert start.managers == sorted(f"{CORE}.{name}" for name in MANAGER_KINDS.values())


def test_the_identical_copy_is_identical_and_the_fallback_is_a_part_of_the_canonical_class() -> None:
    canonical = bodies("unified_manager", "UnifiedWebSocketManager")
    assert bodies("isolated_manager", "UnifiedWebSocketManager") == canonical
    fallback = bodies("embedding", "UnifiedWebSocketManager")
    equal = {name for name in fallback if fallback[name] == canonical[name]}
    assert (equal, fallback.keys() - equal) == ({"connections", "remove_connection"}, {"__init__"})


def test_the_canonical_class_lacks_one_member_of_the_others_and_it_has_callers() -> None:
    canonical = bodies("unified_manager", "UnifiedWebSocketManager")
    modules = [name.partition(":") for name in MANAGER_KINDS.values()]
    lacking = {
        (module, member)
        for module, _, name in modules
        if module != "compat"
        for member in bodies(module, name)
        if member not in canonical
    }
    assert lacking == {("operator_manager", "close_all")}
    member = ast.parse(bodies("operator_manager", "UnifiedWebSocketManager")["close_all"])
    used = {node.attr for node in ast.walk(member) if isinstance(node, ast.Attribute)}
    assert used & canonical.keys() == {"connections", "remove_connection"}
    assert "_manager.close_all()" in (SAMPLE / f"{FOLDER}/operator_console.py").read_text()


def test_there_are_two_connections_that_differ_by_a_default_and_a_validation(sample: Path) -> None:
    code = f"from {CORE} import types, unified_manager as old\nfor home in (types, old):\n"
    for arguments in ("'c', 'u', None", "'c', 'u'", "'', 'u', None", "'c', '', None"):
        code += f"  try: home.WebSocketConnection({arguments}); print('made', end=' ')\n"
        code += "  except (TypeError, ValueError) as error: print(type(error).__name__, end=' ')\n"
    assert run(sample, "-c", code).stdout.split() == [
        *["made", "made", "ValueError", "ValueError"],
        *["made", "TypeError", "made", "ValueError"],
    ]


def test_the_second_connection_is_used_under_its_own_path_only(start: Count) -> None:
    assert f"{CORE}.types:WebSocketConnection" not in start.paths
    text = (SAMPLE / "chat_backend/auth/sessions.py").read_text()
    assert f"from {CORE}.types import WebSocketConnection\n" in text


def test_twenty_one_creators_stand_in_nine_modules(start: Count) -> None:
    assert len(start.creators) == 21
    assert Counter(name.partition(":")[0] for name in start.creators) == CREATOR_MODULES
    assert f"{CORE}.websocket_manager:get_websocket_manager" in start.creators


def test_every_creator_is_called_and_one_of_them_in_ways_that_nobody_can_adapt(start: Count) -> None:
    assert sorted(start.creator_calls) == start.creators
    assert all(start.creator_calls.values())
    handed_on = {
        name: sites
        for name, sites in start.creator_calls.items()
        if any("(not called)" in one for one in sites)
    }
    assert list(handed_on) == [f"{CORE}.factory:new_websocket_manager"]


def test_everything_of_the_tests_passes_but_what_needs_a_dead_import(sample: Path) -> None:
    outcome = run(sample, "-m", "unittest", "discover", "-s", "tests/unit", "-t", ".")
    failed = re.findall(r"^(?:ERROR|FAIL): (\S+)", outcome.stderr, re.MULTILINE)
    assert sorted(failed) == [
        "test_a_login_is_recorded",
        "test_batches_are_compressed",
        "test_plugins_are_found",
        "tests.unit.test_presence",
    ]


@pytest.mark.parametrize("script", ["check_connections", "replay_events", "warm_up_managers"])
def test_scripts_that_use_old_names_run(sample: Path, script: str) -> None:
    outcome = run(sample, f"scripts/{script}.py")
    assert outcome.returncode == 0, outcome.stderr


def bodies(module: str, name: str) -> dict[str, str]:
    """The methods of a class as text without docstrings and annotations."""
    tree = ast.parse((SAMPLE / FOLDER / f"{module}.py").read_text())
    found = next(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == name)
    texts = {}
    for method in found.body:
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = method.body[1:] if ast.get_docstring(method) else method.body
            plain = [
                ast.Assign([line.target], line.value, lineno=0)
                if isinstance(line, ast.AnnAssign) and line.value is not None
                else line
                for line in lines
            ]
            texts[method.name] = "async def f():\n" + "\n".join(
                f"    {text}" for line in plain for text in ast.unparse(line).split("\n")
            )
    return texts


def test_a_dozen_imports_are_dead_in_three_lists(start: Count) -> None:
    lists = (start.dead_one, start.dead_several, start.dead_none)
    assert [sorted(item.name for item in dead) for dead in lists] == [
        *[
            [
                "MemoryStore",
                "MessageBuffer",
                "MetricsReport",
                "PresenceTracker",
                "TokenIssuer",
                "configure_logging",
            ]
        ],
        *[
            ["AuditRecord", "RateLimiter", "truncate_text"],
            ["ShardRouter", "discover_plugins", "send_batch_compressed"],
        ],
    ]


def test_optional_dependencies_are_not_dead(start: Count) -> None:
    assert (
        "from chat_backend.enterprise import audit_sink"
        in (SAMPLE / "chat_backend/auth/audit.py").read_text()
    )
    dead = [*start.dead_one, *start.dead_several, *start.dead_none]
    assert not [item for item in dead if item.name in {"orjson", "audit_sink"}]


def test_every_module_imports_from_its_proper_entry(sample: Path) -> None:
    for path in sorted((sample / "chat_backend").rglob("*.py")):
        name = ".".join(path.relative_to(sample).with_suffix("").parts).removesuffix(".__init__")
        outcome = run(sample, "-c", f"import {PROPER_ENTRY.get(name, name)}, {name}")
        assert outcome.returncode == 0, f"{name}: {outcome.stderr}"


@pytest.mark.parametrize("entry", sorted(PROPER_ENTRY))
def test_two_modules_fail_when_they_are_imported_first(sample: Path, entry: str) -> None:
    outcome = run(sample, "-c", f"import {entry}")
    assert outcome.returncode == 1
    assert "partially initialized module" in outcome.stderr


def test_the_core_works_only_while_its_package_imports_unified_manager_first(sample: Path) -> None:
    facade = sample / "chat_backend/websocket_core/__init__.py"
    luck = "from .websocket_manager import get_websocket_manager\n"
    text = facade.read_text()
    assert text.index("from .unified_manager") < text.index(luck)
    facade.write_text(text.replace(luck, "").replace("from .unified_manager", f"{luck}from .unified_manager"))
    outcome = run(sample, "-c", "import chat_backend.websocket_core")
    assert outcome.returncode == 1
    assert "partially initialized module" in outcome.stderr


def test_reconnection_works_only_while_its_import_stands_below_the_states(sample: Path) -> None:
    module = sample / "chat_backend/websocket_core/reconnection.py"
    luck = "from chat_backend.websocket_core import heartbeat  # noqa: E402\n"
    text = module.read_text()
    module.write_text(
        text.replace(luck, "").replace("from enum import Enum\n", f"from enum import Enum\n{luck}")
    )
    outcome = run(sample, "-c", f"import {CORE}.reconnection")
    assert outcome.returncode == 1
    assert "partially initialized module" in outcome.stderr


def test_the_count_as_a_script_prints_the_same_as_json(start: Count) -> None:
    outcome = run(ROOT, "tests/sample/independent_count.py", "sample_repo")
    assert outcome.returncode == 0, outcome.stderr
    printed = json.loads(outcome.stdout)
    assert (printed["total"], printed["components"]) == (start.total, start.components)
    assert (printed["managers"], printed["creators"]) == (start.managers, start.creators)


def test_the_backup_does_not_count(sample: Path, start: Count) -> None:
    shutil.rmtree(sample / "backup_before_unification")
    assert count(sample) == start
