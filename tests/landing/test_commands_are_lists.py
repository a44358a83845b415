"""CFG-05: what a plan says is run as a list of words; no word of it ever meets a shell."""

import json
import sys
from pathlib import Path

import pytest

from migrator.git.objects import resolve_commit
from migrator.landing.checks import run_checks
from migrator.landing.trust import commands_hash
from migrator.landing.values import CheckOutcome
from migrator.plan.values import Check
from tests.support.landings import prepared, silent
from tests.support.repositories import RepoBuilder

ECHO = "import json, sys; print('said', json.dumps(sys.argv[1:]))"


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("a \"quoted\" 'word'", id="quotes"),
        pytest.param("x; touch marker", id="semicolon"),
        pytest.param("$(touch marker) `touch marker`", id="substitution"),
        pytest.param("first\ntouch marker", id="newline"),
        pytest.param("> marker && touch marker | cat", id="redirection"),
        pytest.param("{files} {file} *", id="braces and globs"),
    ],
)
def test_cfg_05_words_of_a_check_reach_the_program_as_they_are(
    builder: RepoBuilder, tmp_path: Path, word: str
) -> None:
    repo = prepared(builder)
    check = Check(name="echo", run=(sys.executable, "-c", ECHO, word))
    (result,) = run_checks(
        repo, resolve_commit(repo, "HEAD"), (check,), silent, trusted=commands_hash((check,), ())
    )
    assert result.outcome is CheckOutcome.GREEN
    assert json.loads(result.said.partition("said ")[2]) == [word]
    assert not list(tmp_path.rglob("marker"))
