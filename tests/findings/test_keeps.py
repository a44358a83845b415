from collections.abc import Callable

from migrator.findings.keeps import finding_digest, split_keeps
from migrator.findings.values import Finding
from migrator.plan.values import Finds, Keep
from tests.findings.finding import found_in

FILES = {
    "pkg/__init__.py": "",
    "pkg/a.py": "from pkg.b import B\nclass A: ...\n",
    "pkg/b.py": "from pkg.a import A\nclass B: ...\n",
}


def findings(files: dict[str, str]) -> tuple[Finding, ...]:
    return found_in(files, Finds.IMPORT_CYCLES).findings


def reader(files: dict[str, str]) -> Callable[[str], bytes]:
    return lambda path: files[path].encode()


def test_a_keep_names_a_finding_with_or_without_its_kind() -> None:
    for name in ("import-cycles:pkg.a>pkg.b", "pkg.a>pkg.b"):
        keep = Keep(name, "isolates users")
        open_findings, kept, stale = split_keeps(findings(FILES), [keep], reader(FILES))
        assert [finding.id for finding in open_findings] == ["import-cycles:pkg.b>pkg.a"]
        assert [(finding.id, found) for finding, found in kept] == [("import-cycles:pkg.a>pkg.b", keep)]
        assert stale == ()


def test_a_keep_that_names_nothing_is_stale() -> None:
    keep = Keep("pkg.a>pkg.gone", "long ago")
    open_findings, kept, stale = split_keeps(findings(FILES), [keep], reader(FILES))
    assert (len(open_findings), kept, stale) == (2, (), (keep,))


def test_a_keep_holds_while_its_content_stays_and_moves_with_it() -> None:
    keep = Keep("pkg.a>pkg.b", "known", content=finding_digest(findings(FILES)[0], reader(FILES)))
    moved = FILES | {"pkg/a.py": '"""A new docstring."""\n\n' + FILES["pkg/a.py"] + "class More: ...\n"}
    _, kept, stale = split_keeps(findings(moved), [keep], reader(moved))
    assert (len(kept), stale) == (1, ())


def test_a_keep_reopens_when_its_content_changes() -> None:
    keep = Keep("pkg.a>pkg.b", "known", content=finding_digest(findings(FILES)[0], reader(FILES)))
    changed = FILES | {"pkg/a.py": "from pkg.b import B as Better\nclass A: ...\n"}
    open_findings, kept, stale = split_keeps(findings(changed), [keep], reader(changed))
    assert (len(open_findings), kept, stale) == (2, (), (keep,))


def test_a_second_keep_of_one_finding_is_stale() -> None:
    first, second = Keep("pkg.a>pkg.b", "one"), Keep("import-cycles:pkg.a>pkg.b", "two")
    _, kept, stale = split_keeps(findings(FILES), [first, second], reader(FILES))
    assert [keep for _, keep in kept] == [second]
    assert stale == (first,)
