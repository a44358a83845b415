"""The native twin of this room: the same bytes in, the same bytes out, many times faster, or "declined".

The library is made from ``native/`` where a Rust compiler was found when the package was built; without it, or with ``MIGRATOR_NATIVE=0``,
every file is read by :mod:`migrator.facts.extract`, which stays the reference. A library of other facts than ours is not used. During a
call the interpreter's lock is released, so threads read files side by side.
"""

import builtins
import ctypes
import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from migrator.facts.values import FACTS_VERSION

DECLINED = {
    1: "a bug of the library",
    2: "too large",
    3: "encoding",
    4: "layout: line ends, form feeds, tabs beside spaces, continuation lines",
    5: "characters beyond ASCII in names or in texts that are looked into",
    6: "an unusual number",
    7: "an unusual string",
    8: "a replacement field that Pythons read differently",
    9: "nested too deeply",
    10: "syntax outside of the common grammar",
    11: "an annotation in a string that does not parse there",
    12: "a place inside a string",
}
"""Why a file is left to the reference, by the library's numbers."""

_NAMES = {"win32": "migrator_facts.dll", "darwin": "libmigrator_facts.dylib"}
LIBRARY = Path(__file__).with_name(_NAMES.get(sys.platform, "libmigrator_facts.so"))
_BUILTINS = "\n".join(sorted(dir(builtins))).encode()


def is_native() -> bool:
    """Whether files are read natively here."""
    return _library() is not None


def read_native(raw: bytes) -> bytes | None:
    """The encoded reading of a file, or None where the reference has to make it."""
    return read_natively([raw])[0]


def read_natively(raws: Sequence[bytes]) -> list[bytes | None]:
    """As :func:`read_native` for several files by one call: between two calls a thread has to wait for the interpreter's lock."""
    return [found if isinstance(found, bytes) else None for found in _asked(raws)]


def ask(raw: bytes) -> bytes | int:
    """As :func:`read_native`, with the number of the reason where the file is declined; 0 without the library."""
    return _asked([raw])[0]


def _asked(raws: Sequence[bytes]) -> list[bytes | int]:
    library = _library()
    count = len(raws)
    if library is None:
        return [0] * count
    answers, sizes, reasons = (
        (ctypes.c_void_p * count)(),
        (ctypes.c_size_t * count)(),
        (ctypes.c_uint32 * count)(),
    )
    library.migrator_read_many(
        count,
        (ctypes.c_char_p * count)(*raws),
        (ctypes.c_size_t * count)(*map(len, raws)),
        _BUILTINS,
        len(_BUILTINS),
        answers,
        sizes,
        reasons,
    )
    found: list[bytes | int] = []
    for answer, size, reason in zip(answers, sizes, reasons, strict=True):
        if reason or not answer:
            found.append(reason)
            continue
        found.append(ctypes.string_at(answer, size))
        library.migrator_release(answer, size)
    return found


@cache
def _library() -> ctypes.CDLL | None:
    if os.environ.get("MIGRATOR_NATIVE") == "0" or not LIBRARY.is_file():
        return None
    try:
        library = ctypes.CDLL(str(LIBRARY))
        version, read, release = (
            library.migrator_facts_version,
            library.migrator_read_many,
            library.migrator_release,
        )
    except (OSError, AttributeError):  # made for another machine, or something else under its name
        return None
    version.restype, version.argtypes = ctypes.c_uint32, []
    pointers, sizes = ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_size_t)
    texts = (ctypes.POINTER(ctypes.c_char_p), sizes)
    builtin_names = (ctypes.c_char_p, ctypes.c_size_t)
    answers = (pointers, sizes, ctypes.POINTER(ctypes.c_uint32))
    read.restype, read.argtypes = None, [ctypes.c_size_t, *texts, *builtin_names, *answers]
    release.restype, release.argtypes = None, [ctypes.c_void_p, ctypes.c_size_t]
    return library if version() == FACTS_VERSION else None
