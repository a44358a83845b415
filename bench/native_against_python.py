"""Compares the native twin of the facts with the reference, byte for byte: python bench/native_against_python.py FOLDER...

Every Python file below the folders is read by both. What the native one declines is counted by reason; what it answers must be equal.
With ``--mutations N`` each file is also compared N times with a few bytes changed, so that files show which the native one accepts and Python does not.
Exit code 1 on any difference.
"""

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from keyword import iskeyword
from pathlib import Path

from migrator.facts.native import DECLINED, ask, is_native
from migrator.facts.reading import decode_reading, read_by_reference
from migrator.facts.values import Facts

_SEED = 965
_SHOWN = 40
_WORDS_SHARE = 0.5
_PIECES = (
    b"(", b")", b"[", b"]", b"{", b"}", b":", b",", b";", b".", b"=", b"*", b"**", b"/", b"'", b'"', b'"""', b"\\", b"\n", b"\n    ", b"    ",
    b"\t", b" ", b"#", b"0", b"1_", b"@", b"->", b":=", b"==", b"+=", b"!", b"f'", b"b'", b"if ", b"else ", b"for ", b"in ", b"async ",
    b"await ", b"yield ", b"lambda ", b"not ", b"is ", b"del ", b"as ", b"import ", b"from ", b"match ", b"case ", b"type ", b"print ",
    b"None", b"x", b"\xc3\xa9", b"\xff", b"\r", b"\r\n", b"\x0c", b"~", b"-", b"<", b">", b"|", b"global ", b"return ", b"class ", b"def ",
    b"except ", b"try:", b"with ", b"while ", b"raise ", b"{x!r:>{y}}", b"{{", b"0777", b"1e5", b"1j", b"...", b"%", b"$", b"?",
)  # fmt: skip

_WORDS = tuple(
    b"""__all__ __all__.append __all__.extend __getattr__ __name__ __dict__ __module__ f_globals modules sys.modules sys globals vars locals exec eval
    setattr getattr hasattr update setdefault pop get self cls TYPE_CHECKING MYPY TypeAlias Literal Annotated cast TypeVar bound create raising patch
    multiple suppress raises ImportError AttributeError Exception import_module __import__ reload attach getLogger partial lru_cache lock _lock warn
    deprecated DeprecationWarning warnings.warn logger.info log staticmethod global_enum annotations __future__ list tuple 'a.b' "a.b:c" '__main__'
    'sys.modules' "'X'" 'A[B]' legacy isinstance print __file__ dict super x.y.z""".split()
)
"""What facts depend on, put in the place of other words: such files still parse."""
_WORD = re.compile(rb"[A-Za-z_]\w*")
_NAMES = tuple(word for word in _WORDS if _WORD.fullmatch(word))


class Comparison:
    """What was compared so far."""

    def __init__(self) -> None:
        self.files = 0
        self.equal = 0
        self.declined: Counter[str] = Counter()
        self.unparsable = 0
        self.different: list[str] = []

    def compare(self, name: str, raw: bytes) -> None:
        """Read a file twice."""
        self.files += 1
        answer, expected = ask(raw), read_by_reference(raw)
        if isinstance(answer, int):
            if decode_reading(expected).facts is None:
                self.unparsable += 1
            else:
                self.declined[DECLINED[answer]] += 1
        elif answer == expected:
            self.equal += 1
        else:
            self.different.append(f"{name}: {difference(answer, expected)}")


def difference(answer: bytes, expected: bytes) -> str:
    """The first field that differs, for people."""
    ours, theirs = decode_reading(answer), decode_reading(expected)
    if ours.facts is None or theirs.facts is None:
        return f"Python says {theirs.problem}"
    for field in Facts.__struct_fields__:
        left, right = getattr(ours.facts, field), getattr(theirs.facts, field)
        if left != right:
            pairs = zip(left, right, strict=False) if isinstance(left, tuple) and right else ()
            first = next((pair for pair in pairs if pair[0] != pair[1]), (left, right))
            return f"{field}: native {first[0]!r:.500}\n      python {first[1]!r:.500}"
    return "equal values, other bytes"


def plain_words(raw: bytes) -> list[re.Match[bytes]]:
    """The words of a file that are no keywords."""
    return [word for word in _WORD.finditer(raw) if not iskeyword(word.group().decode())]


def mutated(raw: bytes, draw: random.Random) -> bytes:
    """The file with words replaced by ones that facts depend on, or with a few bytes put in, taken out, or doubled."""
    if draw.random() < _WORDS_SHARE and (words := plain_words(raw)):
        for word in sorted(
            draw.sample(words, min(len(words), draw.randint(1, 8))), key=lambda word: -word.start()
        ):
            raw = raw[: word.start()] + draw.choice(draw.choice((_WORDS, _NAMES, _NAMES))) + raw[word.end() :]
        return raw
    for _ in range(draw.randint(1, 2)):
        place = draw.randrange(len(raw) + 1)
        end = min(len(raw), place + draw.choice((0, 0, 1, 1, 2, 5, 20)))
        piece = draw.choice((*_PIECES, b"", raw[place:end] * 2))
        raw = raw[:place] + piece + raw[end:]
    return raw


def sources(folders: list[Path]) -> Iterator[Path]:
    """All Python files below the folders."""
    for folder in folders:
        yield from [folder] if folder.is_file() else sorted(folder.rglob("*.py"))


def main() -> int:
    """Compare, and say what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--mutations", type=int, default=0, metavar="N", help="changed copies of each file")
    parser.add_argument("--largest", type=int, default=0, metavar="BYTES", help="leave larger files out")
    parser.add_argument("--part", default="1/1", metavar="I/N", help="only every Nth file, from the Ith on")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where to write changed files that differ"
    )
    parser.add_argument("--seed", type=int, default=_SEED)
    asked = parser.parse_args()
    if not is_native():
        print("the native library is not built: make native", file=sys.stderr)
        return 2
    found, draw = Comparison(), random.Random(asked.seed)  # noqa: S311  not for secrets
    part, parts = map(int, asked.part.split("/"))
    for path in [*sources(asked.folders)][part - 1 :: parts]:
        if not path.is_file() or (asked.largest and path.stat().st_size > asked.largest):
            continue
        raw = path.read_bytes()
        if not asked.mutations:
            found.compare(str(path), raw)
        for number in range(asked.mutations):
            changed = mutated(raw, draw)
            before = len(found.different)
            found.compare(f"{path} changed {number}", changed)
            if len(found.different) > before and asked.keep:
                (asked.keep / f"different_{len(found.different)}.py").write_bytes(changed)
    report(found)
    return 1 if found.different else 0


def report(found: Comparison) -> None:
    """Print the counts."""
    print(f"files       {found.files:>7}")
    print(f"equal       {found.equal:>7}")
    print(f"unparsable  {found.unparsable:>7}  (declined, and Python gives a problem)")
    declined = sum(found.declined.values())
    print(f"declined    {declined:>7}  {declined / max(1, found.files - found.unparsable):.2%} of the others")
    for reason, count in found.declined.most_common():
        print(f"            {count:>7}  {reason}")
    print(f"different   {len(found.different):>7}")
    for line in found.different[:_SHOWN]:
        print("   ", line)


if __name__ == "__main__":
    sys.exit(main())
