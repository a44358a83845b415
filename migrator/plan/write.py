"""A plan to TOML that people like to read and edit, and a keep added to TOML of theirs.

A proposed plan is written by hand instead of by a TOML library, because its comments say why each line was proposed and its layout is
what people meet first. A keep goes into a file that people own: there nothing but the keep may change.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from migrator.errors import PlanError
from migrator.plan.values import (
    DEFAULT_ROLES,
    INTERPRETER,
    Check,
    Format,
    Keep,
    Phase,
    Plan,
    Policy,
    ShimChoice,
)

Comments = Mapping[str, Sequence[str]]
"""Lines above a part of the plan: ``""`` the file, ``campaign``, a key of it (``campaign.exclude``), ``phase ID``, ``check NAME``, ``format
NAME``, ``suggested keeps ID`` (those of a phase), and ``canonical ID PKG.MODULE:NAME`` at one canonical name of a phase (its first line only)."""

_WIDTH = 100


@dataclass(frozen=True)
class Suggestions:
    """What stands in the file as a comment, for people to take over.

    Attributes:
        keeps: By the id of their phase.
        checks: Commands that prove nothing yet.
    """

    keeps: Mapping[str, tuple[Keep, ...]] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()


def render_plan(plan: Plan, comments: Comments, suggested: Suggestions | None = None) -> str:
    """The plan as a `migration.toml`; reading it gives the plan again, whatever is suggested beside it."""
    beside = suggested or Suggestions()
    blocks = [
        _commented(comments.get("", ())),
        _campaign(plan, comments),
        *(
            _phase(phase, comments) + _suggested_keeps(phase, beside.keeps.get(phase.id, ()), comments)
            for phase in plan.phases
        ),
        *(_command("check", check, Check("", ()).timeout, comments) for check in plan.checks),
        *(_suggested_check(check, comments) for check in beside.checks),
        *(_command("format", format_, Format("", ()).timeout, comments) for format_ in plan.formats),
    ]
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def add_keep(text: str, phase_id: str, keep: Keep) -> str:
    """The plan file's text with a keep more in one phase; every other character stays.

    Args:
        text: A `migration.toml`, or a `pyproject.toml` with `[tool.migrator]`.
        phase_id: The phase that gets it.
        keep: What is kept. One of the same finding is replaced.

    Raises:
        PlanError: The file has no such phase, or is no TOML.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise PlanError("The plan file is no TOML", str(error)) from error
    phase = _find_phase(document, phase_id)
    if phase is None:
        raise PlanError(
            f"The plan file has no phase {phase_id!r}",
            hint="Write the plan first: migrator init, then try again.",
        )
    _put_keep(phase, _keep_table(keep, newline))
    return tomlkit.dumps(document)


def _campaign(plan: Plan, comments: Comments) -> list[str]:
    pairs: list[tuple[str, str]] = [("name", _string(plan.name))]
    pairs += [("issue", _string(plan.issue))] if plan.issue else []
    pairs.append(("packages", _strings(plan.packages)))
    pairs += [("consumers", _strings(plan.consumers))] if plan.consumers else []
    pairs += [("exclude", _strings(plan.exclude))] if plan.exclude else []
    pairs += (
        [("source-roots", _strings([root or "." for root in plan.source_roots]))]
        if plan.source_roots != ("",)
        else []
    )
    pairs += [("branch", _string(plan.branch))] if plan.branch else []
    pairs += [("remote", _string(plan.remote))] if plan.remote else []
    pairs += [] if plan.follow else [("follow", "false")]
    lines = [*_commented(comments.get("campaign", ())), "[campaign]"]
    for key, value in pairs:
        lines += [*_commented(comments.get(f"campaign.{key}", ())), f"{key} = {value}"]
    return lines


def _phase(phase: Phase, comments: Comments) -> list[str]:
    lines = [*_commented(comments.get(f"phase {phase.id}", ())), "[[phase]]", f"id = {_string(phase.id)}"]
    if phase.title != phase.id:
        lines.append(f"title = {_string(phase.title)}")
    lines.append(f"finds = {_string(phase.finds)}")
    if phase.plugin:
        lines.append(f"plug-in = {_string(phase.plugin)}")
    if phase.scope:
        lines.append(f"scope = {_string(phase.scope[0]) if len(phase.scope) == 1 else _strings(phase.scope)}")
    if phase.shared_module:
        lines.append(f"shared-module = {_string(phase.shared_module)}")
    if phase.policy != Policy.DEFINING_MODULE:
        lines.append(f"policy = {_string(phase.policy)}")
    if phase.shim != ShimChoice.AUTO:
        lines.append(f"shim = {_string(phase.shim)}")
    if phase.roles != DEFAULT_ROLES:
        lines.append(f"roles = {_strings(phase.roles)}")
    lines += _layers(phase)
    if phase.collapse:
        pairs = ", ".join(f"{_string(path)} = {_string(member)}" for path, member in phase.collapse)
        lines.append(f"collapse = {{ {pairs} }}")
    lines += _canonical(phase, comments)  # the last of the keys: it may open a table of its own
    for keep in phase.keeps:
        lines += ["", *_keep(keep)]
    return lines


def _keep(keep: Keep) -> list[str]:
    return ["[[phase.keep]]", *(f"{key} = {_string(value)}" for key, value in _keep_pairs(keep))]


def _suggested_keeps(phase: Phase, keeps: Sequence[Keep], comments: Comments) -> list[str]:
    if not keeps:
        return []
    lines = ["", *_commented(comments.get(f"suggested keeps {phase.id}", ()))]
    for keep in keeps:
        lines += ["#", *_commented(_keep(keep))]
    return lines


def _suggested_check(check: Check, comments: Comments) -> list[str]:
    said, default = comments.get(f"check {check.name}", ()), Check("", ()).timeout
    return [*_commented(said), "#", *_commented(_command("check", check, default, {}))]


def _layers(phase: Phase) -> list[str]:
    if phase.layers_from:
        return [f"layers = {_string(phase.layers_from)}"]
    if not phase.layers:
        return []
    return ["layers = [", *(f"    {_string(' | '.join(siblings))}," for siblings in phase.layers), "]"]


def _canonical(phase: Phase, comments: Comments) -> list[str]:
    if not phase.canonical:
        return []
    if any(patterns for _, patterns in phase.canonical):
        lines = ["", "[phase.canonical]"]
        for path, words in phase.canonical:
            lines += [*_reason(phase, path, comments), f"{_string(path)} = {_strings(words)}"]
        return lines
    lines = ["canonical = ["]
    for path, _ in phase.canonical:
        reason = _reason(phase, path, comments)
        lines.append(f"    {_string(path)},{'  ' + reason[0] if reason else ''}")
    return [*lines, "]"]


def _reason(phase: Phase, path: str, comments: Comments) -> list[str]:
    return _commented(comments.get(f"canonical {phase.id} {path}", ())[:1])


def _command(kind: str, command: Check | Format, default: float, comments: Comments) -> list[str]:
    lines = [
        *_commented(comments.get(f"{kind} {command.name}", ())),
        f"[[{kind}]]",
        f"name = {_string(command.name)}",
    ]
    imports = command.imports if isinstance(command, Check) else None
    if imports is not None:
        lines.append(f"imports = {_strings(imports.scope) if imports.scope else 'true'}")
    if imports is None or command.run != INTERPRETER:
        lines.append(f"run = {_strings(command.run)}")
    if isinstance(command, Check) and command.copies:
        lines.append(f"copies = {_strings(command.copies)}")
    return lines if command.timeout == default else [*lines, f"timeout = {_number(command.timeout)}"]


def _commented(lines: Sequence[str]) -> list[str]:
    return [f"# {_one_line(line)}".rstrip() for line in lines]


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _strings(values: Sequence[str]) -> str:
    single = f"[{', '.join(_string(value) for value in values)}]"
    if len(single) <= _WIDTH:
        return single
    return "\n".join(["[", *(f"    {_string(value)}," for value in values), "]"])


def _string(value: str) -> str:
    # JSON escapes the same characters in the same way, but for DEL.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _number(value: float) -> str:
    value = float(value)  # a whole number passes as a float
    return str(int(value)) if value.is_integer() else repr(value)


def _keep_pairs(keep: Keep) -> list[tuple[str, str]]:
    pairs = [
        ("finding", keep.finding),
        ("reason", keep.reason),
        ("owner", keep.owner),
        ("content", keep.content),
    ]
    return [(key, value) for key, value in pairs if value]


def _find_phase(document: tomlkit.TOMLDocument, phase_id: str) -> Table | None:
    campaign: object = document
    tool = document.get("tool")
    if "phase" not in document and isinstance(tool, Mapping):
        campaign = tool.get("migrator")
    phases = campaign.get("phase") if isinstance(campaign, Mapping) else None
    if not isinstance(phases, AoT):
        return None
    return next((phase for phase in phases.body if phase.get("id") == phase_id), None)


def _keep_table(keep: Keep, newline: str) -> Table:
    table = tomlkit.table()
    for key, value in _keep_pairs(keep):
        table.add(key, value)
    table.add(tomlkit.ws(newline))
    return table


def _put_keep(phase: Table, table: Table) -> None:
    keeps = phase.get("keep")
    if keeps is None:
        array = tomlkit.aot()
        array.append(table)
        phase.append("keep", array)
        return
    if not isinstance(keeps, AoT):
        raise PlanError(
            "The keeps of this phase are not written as [[phase.keep]]", hint="Write them so, then try again."
        )
    for number, old in enumerate(keeps.body):
        if old.get("finding") == table["finding"]:
            keeps[number] = table
            return
    keeps.append(table)
