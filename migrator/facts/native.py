"""The native twin of this room: the same bytes in, the same bytes out, many times faster, or "declined".

The library is made from ``native/`` where a Rust compiler was found when the package was built; without it, or with ``MIGRATOR_NATIVE=0``,
every file is read by :mod:`migrator.facts.extract`, which stays the reference. A library of other facts than ours is not used. During a
call the interpreter's lock is released, so threads read files side by side.
"""

import builtins
import ctypes
import os
import sys
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
    found = ask(raw)
    return found if isinstance(found, bytes) else None


def ask(raw: bytes) -> bytes | int:
    """As :func:`read_native`, with the number of the reason where the file is declined; 0 without the library."""
    library = _library()
    if library is None:
        return 0
    answer, size = ctypes.c_void_p(), ctypes.c_size_t()
    reason: int = library.migrator_read(
        raw, len(raw), _BUILTINS, len(_BUILTINS), ctypes.byref(answer), ctypes.byref(size)
    )
    if reason or not answer.value:
        return reason
    try:
        return ctypes.string_at(answer.value, size.value)
    finally:
        library.migrator_release(answer, size)


@cache
def _library() -> ctypes.CDLL | None:
    if os.environ.get("MIGRATOR_NATIVE") == "0" or not LIBRARY.is_file():
        return None
    try:
        library = ctypes.CDLL(str(LIBRARY))
        version, read, release = (
            library.migrator_facts_version,
            library.migrator_read,
            library.migrator_release,
        )
    except (OSError, AttributeError):  # made for another machine, or something else under its name
        return None
    version.restype, version.argtypes = ctypes.c_uint32, []
    pointer, size = ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_size_t)
    text = (ctypes.c_char_p, ctypes.c_size_t)
    read.restype, read.argtypes = ctypes.c_uint32, [*text, *text, pointer, size]
    release.restype, release.argtypes = None, [ctypes.c_void_p, ctypes.c_size_t]
    return library if version() == FACTS_VERSION else None
