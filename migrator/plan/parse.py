"""The tables of a plan to its values: every key known, every value of its form, every default filled in."""

import re
from pathlib import PurePosixPath

import pathspec

from migrator.plan.reading import Complaints, Reader
from migrator.plan.values import (
    AFFECTED_TESTS,
    DEFAULT_ROLES,
    IMPORT_LINTER,
    INTERPRETER,
    PLAN_VERSION,
    Check,
    Finds,
    Format,
    Imports,
    Keep,
    Phase,
    Plan,
    Policy,
    ShimChoice,
)

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_PLUGIN = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_SYMBOL = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*:[^\W\d]\w*")
_BRANCH = re.compile(
    r"(?!-)(?!.*(?:\.\.|//|@\{|/\.|\.lock(?:/|$)))[^\x00-\x20\x7f~^:?*\[\\/.][^\x00-\x20\x7f~^:?*\[\\]*"
)

TOP_KEYS = ("version", "campaign", "phase", "check", "format")
CAMPAIGN_KEYS = (
    "name",
    "issue",
    "packages",
    "consumers",
    "exclude",
    "source-roots",
    "branch",
    "remote",
    "follow",
)
PHASE_KEYS = (
    "id", "title", "finds", "scope", "shared-module", "policy", "canonical", "layers", "shim", "keep", "roles",
    "collapse", "plug-in",
)  # fmt: skip


def parse_plan(tables: dict[str, object], path: str, complaints: Complaints) -> Plan:
    """The plan that the tables say. It is worth something only when there is no complaint.

    Args:
        tables: The whole of `migration.toml`, or the table `[tool.migrator]`.
        path: The plan file, relative to the repository's root.
        complaints: Where to say what is wrong; key paths start at the top of `tables`.
    """
    top = Reader(tables, (), "the plan", complaints)
    if not _is_version_known(top):
        return Plan(name="", packages=())
    top.only(TOP_KEYS)
    if "campaign" not in tables:
        top.complain("", "the plan lacks [campaign]")
        return Plan(name="", packages=())
    campaign = top.table("campaign", "[campaign]")
    campaign.only(CAMPAIGN_KEYS)
    packages = _packages(campaign)
    return Plan(
        name=campaign.checked(
            "name", required=True, valid=_is_name, form="must be of letters, digits, . _ -"
        ),
        packages=packages,
        issue=campaign.text("issue"),
        consumers=_folders(campaign, "consumers"),
        exclude=_patterns(campaign, "exclude"),
        source_roots=_folders(campaign, "source-roots") or ("",),
        branch=campaign.checked("branch", required=False, valid=_is_branch, form="is no name for a branch"),
        remote=campaign.checked("remote", required=False, valid=_is_name, form="is no name of a remote"),
        follow=campaign.truth("follow", default=True),
        phases=_phases(top, packages),
        checks=tuple(
            _check(table, campaign, packages) for table in _unique(top.tables("check", "[[check]]"), "name")
        ),
        formats=tuple(_format(table) for table in _unique(top.tables("format", "[[format]]"), "name")),
        path=path,
    )


def is_dotted_name(text: str) -> bool:
    """Whether it could be a module's name."""
    return bool(text) and all(part.isidentifier() for part in text.split("."))


def campaign_name(text: str) -> str:
    """The nearest that a campaign can be called: it becomes part of a ref and of a folder's name."""
    name = re.sub(r"[^A-Za-z0-9._-]+|\.{2,}", "-", text).strip("-._").removesuffix(".lock")
    return name if _is_name(name) else "migration"


def _is_version_known(top: Reader) -> bool:
    version = top.values.get("version", PLAN_VERSION)
    if version == PLAN_VERSION and type(version) is int:
        return True
    if isinstance(version, int) and version > PLAN_VERSION:
        said = f"the plan has version {version}, this program reads version {PLAN_VERSION}; install a newer migrator"
    else:
        said = f"version = {version!r} is unknown; this program reads version {PLAN_VERSION}"
    top.complain("version", said)
    return False


def _packages(campaign: Reader) -> tuple[str, ...]:
    packages = campaign.texts("packages")
    if not packages:
        campaign.complain("", "[campaign] lacks 'packages': the top-level packages to work on")
    for package in packages:
        if not is_dotted_name(package):
            campaign.complain("packages", f"{package!r} is no name of a package")
    return packages


def _folders(campaign: Reader, key: str) -> tuple[str, ...]:
    """Files and folders relative to the root, `""` and `"."` meaning the root itself."""
    folders = []
    for folder in campaign.texts(key):
        path = PurePosixPath(folder)
        if path.is_absolute() or ".." in path.parts or "\\" in folder or "\0" in folder:
            campaign.complain(
                key, f"{folder!r} in {key} must be a path inside the repository, with / between parts"
            )
        folders.append("" if path == PurePosixPath() else path.as_posix())
    return tuple(folders)


def _patterns(campaign: Reader, key: str) -> tuple[str, ...]:
    patterns = campaign.texts(key)
    for pattern in patterns:
        try:
            if not pattern.strip() or pattern.startswith("#"):
                raise ValueError("it matches nothing")  # noqa: TRY301  one place says what is wrong with a pattern
            if _has_open_bracket(pattern):
                raise ValueError("a [ is not closed")  # noqa: TRY301  as above
            pathspec.GitIgnoreSpec.from_lines([pattern])
        except ValueError as error:
            campaign.complain(key, f"{pattern!r} in {key} is no pattern as in .gitignore: {error}")
    return patterns


def _has_open_bracket(pattern: str) -> bool:
    without_escapes = re.sub(r"\\.", "", pattern)
    return "[" in re.sub(r"\[[!^]?\]?[^\]]*\]", "", without_escapes)


def _phases(top: Reader, packages: tuple[str, ...]) -> tuple[Phase, ...]:
    return tuple(_phase(table, packages) for table in _unique(top.tables("phase", "[[phase]]"), "id"))


def _phase(table: Reader, packages: tuple[str, ...]) -> Phase:
    table.only(PHASE_KEYS)
    phase_id = table.checked("id", required=True, valid=_is_name, form="must be of letters, digits, . _ -")
    finds = table.choice("finds", [kind.value for kind in Finds], "")
    layers_from = IMPORT_LINTER if table.values.get("layers") == IMPORT_LINTER else ""
    layers = () if layers_from else _layers(table)
    if finds == Finds.LAYERS and not (layers or layers_from):
        table.complain(
            "", f"phase {phase_id!r} finds layers and names none: add layers = [...], the highest first"
        )
    plugin = table.checked(
        "plug-in", required=False, valid=_is_plugin, form="must be of lower-case letters, digits and dashes"
    )
    if (finds == Finds.PLUGIN) != bool(plugin):
        table.complain(
            "plug-in" if plugin else "",
            f"phase {phase_id!r} has "
            + (
                f"plug-in = {plugin!r} and finds something else"
                if plugin
                else "finds = 'plug-in' and names none: add plug-in = 'NAME', the name of its detector"
            ),
        )
    shared = table.checked("shared-module", required=False, valid=is_dotted_name, form="is no module's name")
    return Phase(
        id=phase_id,
        title=table.text("title") or phase_id,
        finds=Finds(finds) if finds else Finds.DEAD_IMPORTS,
        scope=_scope(table, packages),
        shared_module=shared,
        policy=Policy(table.choice("policy", [word.value for word in Policy], Policy.DEFINING_MODULE)),
        canonical=_canonical(table),
        layers=layers,
        layers_from=layers_from,
        roles=_name_patterns(table, "roles") or DEFAULT_ROLES,
        collapse=_collapse(table),
        plugin=plugin,
        shim=ShimChoice(table.choice("shim", [word.value for word in ShimChoice], ShimChoice.AUTO)),
        keeps=tuple(_keep(keep) for keep in _unique(table.tables("keep", "[[phase.keep]]"), "finding")),
    )


def _scope(table: Reader, packages: tuple[str, ...]) -> tuple[str, ...]:
    scope = table.texts("scope", also_single=True)
    for prefix in scope:
        if not is_dotted_name(prefix):
            table.complain("scope", f"{prefix!r} in scope is no dotted name of a package or module")
        elif packages and not any(f"{prefix}.".startswith(f"{package}.") for package in packages):
            table.complain("scope", f"scope {prefix!r} lies outside the packages ({', '.join(packages)})")
    return scope


def _canonical(table: Reader) -> tuple[tuple[str, tuple[str, ...]], ...]:
    value = table.values.get("canonical", {})
    if isinstance(value, dict):
        patterns = Reader(value, (*table.path, "canonical"), "canonical", table.complaints)
        named = tuple((path, patterns.texts(path, also_single=True)) for path in value)
    else:
        named = tuple((path, ()) for path in table.texts("canonical", also_single=True))
    for path, words in named:
        if not _SYMBOL.fullmatch(path):
            table.complain("canonical", f"canonical {path!r} is not of the form pkg.module:Name")
        _expect_patterns(table, "canonical", words)
    return named


def _name_patterns(table: Reader, key: str) -> tuple[str, ...]:
    words = table.texts(key, also_single=True)
    _expect_patterns(table, key, words)
    return words


def _expect_patterns(table: Reader, key: str, words: tuple[str, ...]) -> None:
    for word in words:
        if not word.strip() or _has_open_bracket(word):
            table.complain(key, f"{word!r} is no pattern for names (*, ? and [...] have a meaning)")


def _collapse(table: Reader) -> tuple[tuple[str, str], ...]:
    if "collapse" not in table.values:
        return ()
    members = table.table("collapse", "collapse")
    named = tuple((path, members.text(path, required=True)) for path in members.values)
    for path, member in named:
        if not _SYMBOL.fullmatch(path):
            table.complain("collapse", f"collapse {path!r} is not of the form pkg.module:Name")
        if member and not member.isidentifier():
            table.complain("collapse", f"{member!r} is no member's name")
    return named


def _layers(table: Reader) -> tuple[tuple[str, ...], ...]:
    """From a list of strings (`"a | b"` are siblings) or of lists of strings."""
    value = table.values.get("layers", [])
    layers: list[tuple[str, ...]] = []
    for item in value if isinstance(value, list) else [None]:
        if isinstance(item, str):
            siblings = tuple(part.strip() for part in item.split("|"))
        elif isinstance(item, list) and all(isinstance(part, str) for part in item):
            siblings = tuple(item)
        else:
            table.complain(
                "layers",
                "'layers' must be a list of strings (\"a | b\" for siblings) or of lists of them,"
                f" or {IMPORT_LINTER!r} for those of its configuration",
            )
            return ()
        if not siblings or not all(is_dotted_name(name) for name in siblings):
            table.complain(
                "layers", f"{item!r} in layers is no name of a module, or several with | between them"
            )
        layers.append(siblings)
    return tuple(layers)


def _keep(table: Reader) -> Keep:
    table.only(("finding", "reason", "owner", "content"))
    return Keep(
        finding=table.text("finding", required=True),
        reason=table.text("reason", required=True),
        owner=table.text("owner"),
        content=table.text("content"),
    )


def _check(table: Reader, campaign: Reader, packages: tuple[str, ...]) -> Check:
    table.only(("name", "run", "imports", "copies", "timeout"))
    name = table.text("name", required=True)
    timeout = table.seconds("timeout", Check("", ()).timeout)
    imports = _imports(table, campaign, packages)
    copies = tuple(path for path in _folders(table, "copies") if path)
    if imports is not None:
        run = _command(table) if "run" in table.values else INTERPRETER
        return Check(name=name, run=run, timeout=timeout, imports=imports, copies=copies)
    run = _command(table)
    if run.count(AFFECTED_TESTS) > 1 or any(AFFECTED_TESTS in word for word in run if word != AFFECTED_TESTS):
        table.complain("run", f'"{AFFECTED_TESTS}" in {table.name} must be one argument by itself, and once')
    return Check(name=name, run=run, timeout=timeout, copies=copies)


def _imports(table: Reader, campaign: Reader, packages: tuple[str, ...]) -> Imports | None:
    """``true`` for every module of the packages, or a list of packages and modules; None where the check is a command."""
    value = table.values.get("imports", False)
    if isinstance(value, bool) and not value:
        return None
    scope: tuple[str, ...] = ()
    if value is not True:
        scope = table.texts("imports")
        if not scope:
            table.complain("imports", "'imports' must be true, or a list of packages and modules")
        for prefix in scope:
            if not any(f"{prefix}.".startswith(f"{package}.") for package in packages):
                table.complain("imports", f"{prefix!r} in imports lies outside the packages")
    return Imports(
        packages=packages,
        scope=scope,
        source_roots=_folders(campaign, "source-roots") or ("",),
        exclude=_patterns(campaign, "exclude"),
    )


def _format(table: Reader) -> Format:
    table.only(("name", "run", "timeout"))
    run = _command(table)
    if run and "{files}" not in run:
        table.complain(
            "run", 'the command of a [[format]] must have an argument "{files}": the changed files'
        )
    name = table.text("name", required=True)
    return Format(name=name, run=run, timeout=table.seconds("timeout", Format("", ()).timeout))


def _command(table: Reader) -> tuple[str, ...]:
    if isinstance(table.values.get("run"), str):
        table.complain(
            "run", f"'run' in {table.name} must be a list, one string an argument: no shell reads it"
        )
        return ()
    run = table.texts("run")
    if not run or not run[0].strip():
        table.complain(
            "run" if "run" in table.values else "", f"{table.name} lacks 'run': program and arguments"
        )
    if any("\0" in argument for argument in run):
        table.complain("run", f"an argument of 'run' in {table.name} has a NUL character")
    return run


def _unique(tables: tuple[Reader, ...], key: str) -> tuple[Reader, ...]:
    seen: set[str] = set()
    for table in tables:
        value = table.values.get(key)
        if not isinstance(value, str):
            continue
        if value in seen:
            table.complain(key, f"{key} = {value!r} is there twice in {table.name}")
        seen.add(value)
    return tables


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text)) and ".." not in text and not text.endswith(".lock")


def _is_plugin(text: str) -> bool:
    return bool(_PLUGIN.fullmatch(text))


def _is_branch(text: str) -> bool:
    return bool(_BRANCH.fullmatch(text)) and not text.endswith(("/", "."))
