from typing import NamedTuple

import pytest

from migrator.errors import PlanError
from migrator.plan.load import default_plan, find_plan, load_plan
from migrator.plan.values import Finds, Imports, Keep, Policy, ShimChoice

GOOD = """\
[campaign]
name = "websocket-ssot"
issue = "#965"
packages = ["chat"]
consumers = ["tests", "./scripts/"]
exclude = ["backup*", "**/*_pb2.py"]
branch = "migration/websocket-ssot"
remote = "origin"

[[phase]]
id = "cycles"
title = "Circular imports"
finds = "import-cycles"
scope = "chat.core"
shared-module = "chat.core.types"

[[phase]]
id = "paths"
finds = "import-paths"
scope = ["chat.core", "chat.api"]
policy = "facade"
shim = "none"
canonical = ["chat.core:Manager"]

[[phase.keep]]
finding = "import-paths:chat.compat:Manager"
reason = "public"
owner = "core"

[[phase]]
id = "layers"
finds = "layers"
layers = ["chat.api", "chat.core | chat.users", ["chat.types"]]

[[check]]
name = "golden path"
run = ["python", "-m", "unittest"]
timeout = 120

[[format]]
name = "black"
run = ["black", "-q", "{files}"]
"""


def complaints(text: str | bytes, path: str = "migration.toml") -> list[str]:
    with pytest.raises(PlanError) as caught:
        load_plan(text if isinstance(text, bytes) else text.encode(), path)
    assert caught.value.exit_code == 2
    return caught.value.detail.split("\n")


def test_a_plan_is_read_with_every_default_filled_in() -> None:
    plan = load_plan(GOOD.encode(), "migration.toml")
    cycles, paths, layers = plan.phases
    assert (plan.name, plan.issue, plan.packages, plan.branch) == (
        "websocket-ssot",
        "#965",
        ("chat",),
        "migration/websocket-ssot",
    )
    assert plan.consumers == ("tests", "scripts")
    assert plan.source_roots == ("",)
    assert plan.follow
    assert (cycles.finds, cycles.scope, cycles.shared_module) == (
        Finds.IMPORT_CYCLES,
        ("chat.core",),
        "chat.core.types",
    )
    assert (paths.policy, paths.shim, paths.title) == (Policy.FACADE, ShimChoice.NONE, "paths")
    assert paths.canonical == (("chat.core:Manager", ()),)
    assert paths.keeps == (Keep("import-paths:chat.compat:Manager", "public", "core"),)
    assert layers.layers == (("chat.api",), ("chat.core", "chat.users"), ("chat.types",))
    assert plan.checks[0].timeout == 120.0
    assert plan.formats[0].run == ("black", "-q", "{files}")
    assert plan.path == "migration.toml"


def test_a_check_may_import_every_module_of_the_packages() -> None:
    text = GOOD.replace('run = ["python", "-m", "unittest"]', "imports = true")
    (check,) = load_plan(text.encode(), "migration.toml").checks
    plan = load_plan(GOOD.encode(), "migration.toml")
    assert check.run == ("python",)
    assert check.imports == Imports(plan.packages, (), plan.source_roots, plan.exclude)
    assert check.words == ("python", "-c", "import every module of chat")


def test_a_check_of_imports_may_have_a_scope_and_an_interpreter() -> None:
    text = GOOD.replace(
        'run = ["python", "-m", "unittest"]', 'imports = ["chat.core"]\nrun = [".venv/bin/python", "-I"]'
    )
    (check,) = load_plan(text.encode(), "migration.toml").checks
    assert check.words == (".venv/bin/python", "-I", "-c", "import every module of chat.core")


def test_canonical_may_be_a_table_of_patterns() -> None:
    text = GOOD.replace(
        'canonical = ["chat.core:Manager"]', 'canonical = { "chat.core:get" = ["*Manager", "get_*"] }'
    )
    assert load_plan(text.encode(), "migration.toml").phases[1].canonical == (
        ("chat.core:get", ("*Manager", "get_*")),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('finds = "layers"', 'find = "layers"', 32, "did you mean 'finds'?"),
        ('issue = "#965"', 'isue = "#965"', 3, "did you mean 'issue'?"),
        ("[[check]]", "[[checks]]", 35, "did you mean 'check'?"),
        ('finds = "import-paths"', 'finds = "import-path"', 19, "did you mean 'import-paths'?"),
        ('policy = "facade"', 'policy = "facades"', 21, "did you mean 'facade'?"),
        ('packages = ["chat"]', 'packages = "chat"', 4, "must be a list of strings"),
        ('finds = "layers"', 'finds = "plug-in"', 30, "finds = 'plug-in' and names none"),
        ('finds = "layers"', 'finds = "layers"\nplug-in = "own"', 33, "and finds something else"),
        ('finds = "layers"', 'finds = "plug-in"\nplug-in = "Own!"', 33, "lower-case letters"),
        ("timeout = 120", 'timeout = "2m"', 38, "number of seconds"),
        ("timeout = 120", "timeout = true", 38, "number of seconds"),
        ('"backup*"', '"backup["', 6, "'backup[' in exclude is no pattern"),
        ('"backup*"', '"!"', 6, "is no pattern"),
        ('id = "paths"', 'id = "cycles"', 18, "id = 'cycles' is there twice"),
        ('reason = "public"\n', "", 25, "lacks 'reason'"),
        ('reason = "public"', 'reason = " "', 27, "'reason' in [[phase.keep]] is empty"),
        ('scope = "chat.core"', 'scope = "chatter"', 14, "outside the packages"),
        ('["chat.core:Manager"]', '["chat.core.Manager"]', 23, "not of the form pkg.module:Name"),
        ('"./scripts/"', '"../scripts"', 5, "inside the repository"),
        ('"./scripts/"', '"/etc"', 5, "inside the repository"),
        ('branch = "migration/websocket-ssot"', 'branch = "a..b"', 7, "is no name for a branch"),
        ('name = "websocket-ssot"', 'name = "../x"', 2, "letters, digits"),
        ('remote = "origin"', 'remote = "--upload-pack=x"', 8, "is no name of a remote"),
        ('run = ["python", "-m", "unittest"]', 'run = "python -m unittest"', 37, "must be a list"),
        ('["python", "-m", "unittest"]', '["python", "--only={affected_tests}"]', 37, "one argument by itself"),
        ('run = ["python", "-m", "unittest"]', "imports = []", 37, "'imports' must be true, or a list"),
        ('run = ["python", "-m", "unittest"]', 'imports = ["chatter"]', 37, "lies outside the packages"),
        ('run = ["python", "-m", "unittest"]', "imports = false", 35, "lacks 'run'"),
        ('layers = ["chat.api", "chat.core | chat.users", ["chat.types"]]\n', "", 30, "names none"),
        ('"-q", "{files}"', '"-q"', 42, '"{files}"'),
    ],
)  # fmt: skip
def test_cfg_01_what_is_wrong_is_said_with_file_line_and_remedy(
    old: str, new: str, line: int, said: str
) -> None:
    assert GOOD.count(old) == 1
    lines = complaints(GOOD.replace(old, new))
    assert [
        said_there
        for said_there in lines
        if said_there.startswith(f"migration.toml:{line}: ") and said in said_there
    ]


def test_cfg_01_everything_that_is_wrong_is_said_at_once() -> None:
    lines = complaints(GOOD.replace("finds", "find"))
    assert len([line for line in lines if "unknown key" in line]) == 3


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (b"[campaign]\nname = \n", 2, "invalid value"),
        (b'[campaign]\nname = "a"\nname = "b"\n', 3, "there twice"),
        (b"\xef\xbb\xbf[campaign]\n", 1, "byte order mark (UTF-8)"),
        ("[campaign]\n".encode("utf-16"), 1, "byte order mark (UTF-16)"),
        (b'[campaign]\nname = "\xff"\n', 2, "not UTF-8"),
        (b"", 1, "lacks [campaign]"),
        (b"campaign = 3\n", 1, "must be a table"),
        (b"phase = 3\n[campaign]\nname='a'\npackages=['a']\n", 1, "array of tables"),
    ],
    ids=[
        "no value",
        "duplicate key",
        "bom",
        "utf-16",
        "not utf-8",
        "empty",
        "number for table",
        "number for tables",
    ],
)
def test_cfg_01_text_that_is_no_plan_is_refused_at_its_line(text: bytes, line: int, said: str) -> None:
    first = complaints(text)[0]
    assert first.startswith(f"migration.toml:{line}: ")
    assert said in first


def test_cfg_01_the_line_is_right_after_values_that_span_lines() -> None:
    text = GOOD.replace('packages = ["chat"]', 'packages = [\n  # id = "x"\n  "chat",\n]').replace(
        "issue = ", "isue = "
    )
    spread = text.replace('title = "Circular imports"', 'title = """\n[[phase]]\nfinds = 1"""\nbad = 1')
    assert complaints(spread)[1].startswith("migration.toml:18: unknown key 'bad'")


def test_cfg_01_text_of_the_plan_cannot_drive_the_terminal() -> None:
    assert "\x1b" not in complaints(GOOD.replace("issue =", '"\\u001b[31m" ='))[0]


@pytest.mark.parametrize("version", ["2", "0", '"1"', "true", "1.0"])
def test_cfg_07_a_plan_of_another_version_is_refused_as_a_whole(version: str) -> None:
    (only,) = complaints(f"version = {version}\n" + GOOD.replace("issue", "isue"))
    assert only.startswith("migration.toml:1: ")
    assert "version" in only


def test_cfg_07_this_version_may_be_named() -> None:
    assert load_plan(b"version = 1\n" + GOOD.encode(), "migration.toml").name == "websocket-ssot"


def in_project(text: str) -> bytes:
    return (
        b'[project]\nname = "x"\n\n'
        + text.replace("[[", "[[tool.migrator.")
        .replace("\n[c", "\n[tool.migrator.c")
        .replace("[campaign]", "[tool.migrator.campaign]")
        .encode()
    )


def test_a_plan_may_stand_in_the_project_file() -> None:
    files = {"pyproject.toml": in_project(GOOD)}
    plan = find_plan(files.get)
    assert plan is not None
    assert plan.path == "pyproject.toml"
    assert len(plan.phases) == 3


def test_cfg_01_lines_in_the_project_file_are_those_of_that_file() -> None:
    assert complaints(in_project(GOOD.replace("issue", "isue")), "pyproject.toml")[0].startswith(
        "pyproject.toml:6: "
    )


def test_two_plans_are_an_error() -> None:
    with pytest.raises(PlanError, match="two plans"):
        find_plan({"pyproject.toml": in_project(GOOD), "migration.toml": GOOD.encode()}.get)


@pytest.mark.parametrize(
    "project", [b"[project]\n", b"[tool.black]\nx=1\n# migrator\n", b"not toml = = migrator"]
)
def test_a_project_file_without_our_table_is_no_plan(project: bytes) -> None:
    assert find_plan({"pyproject.toml": project}.get) is None


class Held(NamedTuple):
    packages: tuple[str, ...]
    source_roots: tuple[str, ...]
    consumers: tuple[str, ...]


def test_cfg_02_the_default_plan_finds_what_is_exact_in_every_package() -> None:
    plan = default_plan("chat", Held(("a", "b"), ("src",), ("tests",)))
    assert [phase.finds for phase in plan.phases] == [
        Finds.DEAD_IMPORTS,
        Finds.IMPORT_CYCLES,
        Finds.IMPORT_PATHS,
    ]
    assert not any(phase.scope for phase in plan.phases)
    assert (plan.name, plan.packages, plan.source_roots, plan.consumers) == (
        "chat",
        ("a", "b"),
        ("src",),
        ("tests",),
    )
    assert plan.path == ""


@pytest.mark.parametrize(
    "folder", ["my project", "..", "a..b", ".hidden", "漢字", "x.lock", "-", "a/b", "x.lock.lock"]
)
def test_cfg_02_whatever_the_folder_is_called_the_campaign_has_a_name_that_a_plan_may_have(
    folder: str,
) -> None:
    name = default_plan(folder, Held(("a",), ("",), ())).name
    assert (
        load_plan(f"[campaign]\nname = '{name}'\npackages = ['a']\n".encode(), "migration.toml").name == name
    )
