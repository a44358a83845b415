"""Every kind of finding through the public commands: JSON of the published schema, and lines of words that a screen reader can read."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from migrator.facts.values import Colour
from migrator.findings.values import Detail, Tier
from migrator.plan.values import Finds
from migrator.progress.report import OBJECTIVES
from migrator.tui.rows import KINDS
from tests.cli.conftest import Run
from tests.cli.kind_examples import Example, examples
from tests.support.program import Program, Ran
from tests.support.repositories import RepoBuilder
from tests.support.schema import published

EXAMPLES = {example.name: example for example in examples()}
NOT_SAID = {"schema", "sign", "kind"}
"""Keys whose values are said in other words."""
NEVER_SAID = {("layers", "CutKind", "defer")}
"""A deferred import is against the layers too, so deferring one is no way out."""
_DRAWN = {"Cc", "Cf", "Co", "Cs", "So"}


pytestmark = pytest.mark.xdist_group("kinds")  # one process asks, and remembers what it was told


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> "Asked":
    return Asked(tmp_path_factory.mktemp("kinds"))


class Asked:
    """The program on the examples; what was asked once is not asked again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = Program.at_home(folder / "home")

    @cache  # noqa: B019  as long as the tests of this file
    def root(self, name: str) -> Path:
        example = EXAMPLES[name]
        builder = RepoBuilder.create(self.folder / str(len(list(self.folder.iterdir()))))
        builder.commit("start", {"readme": "nothing has landed here\n"})
        builder.commit("next", example.tree)
        if example.branch:
            builder.git("branch", example.branch)
        if example.is_trusted:
            env = self.environment(name)
            found = self.program.run("plugins", "--json", cwd=builder.root, env=env)
            digest = json.loads(found.out)["packages"][0]["hash"]
            assert self.program.run("plugins", "trust", digest, cwd=builder.root, env=env).code == 0
        return builder.root

    @cache  # noqa: B019  as above
    def environment(self, name: str) -> Mapping[str, str]:
        plug_in = EXAMPLES[name].plug_in
        return plug_in.install(self.folder / f"site of {name}") if plug_in is not None else {}

    @cache  # noqa: B019  as above
    def run(self, name: str, *arguments: str) -> Ran:
        return self.program.run(
            *arguments, cwd=self.root(name), env={"NO_COLOR": "1", **self.environment(name)}
        )

    def findings(self, name: str) -> list[dict[str, Any]]:
        ran = self.run(name, "findings", "--json")
        assert ran.code in {0, 1}, ran.err
        found: list[dict[str, Any]] = json.loads(ran.out)["findings"]
        return found

    def telling(self, name: str) -> list[str]:
        """Of an example's findings one for each set of words that they have: equal ones are explained alike."""
        by_words = {frozenset(words_of(finding)): finding["id"] for finding in self.findings(name)}
        return list(by_words.values())


def closed_words() -> set[tuple[str, ...]]:
    """Everything that can be told of a finding by a word of a closed set, from the types themselves."""
    expected: set[tuple[str, ...]] = {("finds", one.value) for one in Finds}
    expected |= {("tier", one.value) for one in Tier} | {("colour", one.value) for one in Colour}
    for detail in get_args(Detail):
        tag = str(detail.__struct_config__.tag)
        expected |= {("detail", tag), *((tag, *one) for one in enums_in(msgspec.inspect.type_info(detail)))}
    return expected


def enums_in(info: msgspec.inspect.Type) -> Iterator[tuple[str, str]]:
    match info:
        case msgspec.inspect.EnumType():
            yield from ((info.cls.__name__, str(one.value)) for one in info.cls)
        case msgspec.inspect.StructType():
            for field in info.fields:
                yield from enums_in(field.type)
        case msgspec.inspect.VarTupleType():
            yield from enums_in(info.item_type)
        case msgspec.inspect.UnionType():
            for one in info.types:
                yield from enums_in(one)
        case _:
            return


ENUMS = {
    ("import-cycles", "colour"): "Colour",
    ("cuts", "kind"): "CutKind",
    ("unclear-names", "trouble"): "NameTrouble",
    ("dead-imports", "listed"): "DeadList",
    ("contracts", "trouble"): "ContractTrouble",
    ("duplicate-classes", "rung"): "Rung",
    ("duplicate-factories", "fit"): "FitKind",
    ("plug-in-state", "trouble"): "PluginTrouble",
}
"""Where the JSON has the words of which set."""


def words_of(finding: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    detail = finding["detail"]
    tag = detail["kind"]
    yield from (("finds", finding["kind"]), ("tier", finding["tier"]), ("detail", tag))
    if finding["colour"]:
        yield "colour", finding["colour"]
    for (where, key), enum in ENUMS.items():
        if where == tag:
            yield tag, enum, detail[key]
        yield from ((tag, enum, cut[key]) for cut in detail.get(where, ()) if where == "cuts")


def test_there_is_an_example_of_every_kind_and_of_every_word_that_a_finding_can_carry(asked: Asked) -> None:
    seen = {words for name in EXAMPLES for finding in asked.findings(name) for words in words_of(finding)}
    assert closed_words() - seen == NEVER_SAID, "add an example to tests/cli/kind_examples.py"


def test_every_kind_that_a_phase_can_be_about_has_words_for_people() -> None:
    assert KINDS.keys() == OBJECTIVES.keys() == {one.value for one in Finds}


@pytest.mark.parametrize("name", EXAMPLES)
def test_cfg_04_the_list_is_json_of_the_published_schema(asked: Asked, name: str) -> None:
    ran = asked.run(name, "findings", "--json")
    assert (ran.out.count("\n"), ran.err) == (1, "")
    value = json.loads(ran.out)
    published("findings").validate(value)
    assert value["findings"], "an example has findings"
    assert value["schema"] == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_cfg_04_each_explanation_is_json_of_the_published_schema(asked: Asked, name: str) -> None:
    for finding in asked.telling(name):
        ran = asked.run(name, "explain", finding, "--json")
        assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
        value = json.loads(ran.out)
        published("explain").validate(value)
        assert value["evidence"]


def test_the_schema_refuses_what_it_does_not_know(asked: Asked) -> None:
    value = json.loads(asked.run("cycles", "findings", "--json").out)
    value["findings"][0]["detail"]["colour"] = "blue"
    assert not published("findings").is_valid(value)


@pytest.mark.parametrize("name", EXAMPLES)
def test_tui_04_an_explanation_in_plain_text_says_all_that_the_json_has(asked: Asked, name: str) -> None:
    for finding in asked.telling(name):
        value = json.loads(asked.run(name, "explain", finding, "--json").out)
        text = asked.run(name, "explain", "--all", finding).out
        said = " ".join(text.split())
        missing = [leaf for leaf in leaves(value) if " ".join(leaf.split()) not in said]
        assert missing == [], f"{finding} does not say {missing}\n{text}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_tui_04_the_list_in_plain_text_says_of_each_finding_what_it_is(asked: Asked, name: str) -> None:
    lines = asked.run(name, "findings").out.split("\n")
    for finding in asked.findings(name):
        (line,) = [line for line in lines if line.endswith(f"[{finding['id']}]")]
        state = "open" if finding["counts"] else "shown, not counted"
        for said in (state, finding["title"], finding["tier"], finding["kind"], finding["batch"]):
            assert said in line
        assert any(line.strip() == f"group {finding['group']}" for line in lines)


@pytest.mark.parametrize("name", EXAMPLES)
def test_tui_04_plain_text_is_words_line_by_line_without_marks_colours_or_columns(
    asked: Asked, name: str
) -> None:
    texts = [asked.run(name, "findings").out]
    texts += [asked.run(name, "explain", "--all", finding).out for finding in asked.telling(name)]
    for line in "".join(texts).split("\n"):
        drawn = [one for one in line if unicodedata.category(one) in _DRAWN or "\u2190" <= one <= "\u27ff"]
        assert drawn == [], line
        said = re.sub(r"^  line \d+: .*", "", line)  # code is as it is written
        assert not re.search(r"\S\s{2,}\S", said), f"a column: {line!r}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_finding_has_ways_out_each_with_its_effect_or_why_it_cannot_be_done(
    asked: Asked, name: str
) -> None:
    for finding in asked.telling(name):
        value = json.loads(asked.run(name, "explain", finding, "--json").out)
        assert value["ways"], finding
        for way in value["ways"]:
            by_hand = way["said"].startswith(("By hand: ", "None: "))
            assert by_hand != bool(way["recipes"])
            assert by_hand or way["refused"] or (way["effect"] is not None and way["sites"] and way["files"])
        assert [way["batch"] for way in value["ways"] if way["batch"]] == [
            one for one in [value["batch"]] if one
        ]


def test_tui_04_what_is_kept_is_said_with_its_reason(run: Run, tmp_path: Path) -> None:
    example = EXAMPLES["dead imports in three lists"]
    keep = '\n[[phase.keep]]\nfinding = "dead-imports:pkg.gone:Never"\nreason = "a plug-in brings it"\n'
    kept = Example(example.name, example.plan + keep, example.files)
    builder = RepoBuilder.create(tmp_path / "kept")
    builder.commit("start", kept.tree)
    listed = run("findings", cwd=builder.root).out
    assert "kept, because a plug-in brings it: pkg.gone:Never does not exist" in listed
    assert (
        "kept, because: a plug-in brings it"
        in run("explain", "dead-imports:pkg.gone:Never", cwd=builder.root).out
    )


def leaves(value: object, key: str = "") -> Iterator[str]:
    """Every word and number of a JSON value that is not said in another way."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, key)
    elif isinstance(value, str) and value and key not in NOT_SAID:
        yield value
    elif isinstance(value, int) and not isinstance(value, bool) and value and key not in NOT_SAID:
        yield str(value)
