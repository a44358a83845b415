"""Every case of the collection is a test named by its number, and no test has a number that is no case."""

import re
from pathlib import Path

CASES = range(1, 111)
SECTIONS = {
    "a": range(1, 24),
    "b": range(24, 34),
    "c": range(34, 53),
    "d": range(53, 64),
    "e": range(64, 74),
    "f": range(74, 83),
    "g": range(83, 91),
    "h": range(91, 97),
    "i": range(97, 105),
    "j": range(105, 111),
}


def test_the_numbers_of_the_110_cases_are_complete_section_by_section() -> None:
    assert [number for section in SECTIONS.values() for number in section] == list(CASES)
    for letter, numbers in SECTIONS.items():
        (path,) = Path(__file__).parent.glob(f"test_{letter}_*.py")
        found = re.findall(r"^def test_case_(\d{3})_\w+\(", path.read_text(), re.MULTILINE)
        assert sorted({int(number) for number in found}) == list(numbers), path.name
