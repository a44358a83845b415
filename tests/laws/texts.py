"""Modules in the making to text, and text to the bytes that files really hold: line endings, encodings, odd spacing, no newline at the end."""

import codecs

from hypothesis import strategies as st

from tests.laws.drafts import Draft, Numbers

MARKER = "#~"
"""A comment of nobody: it stays where it is, whatever is done around it."""


def written(draft: Draft, numbers: Numbers) -> str:
    """The text of a module: header, imports, and the rest with odd lines in between."""
    header = draft.one("", f'"""About {draft.path}."""\n', "#!/usr/bin/env python\n# Licence.\n\n")
    if draft.chance(15):
        header += "from __future__ import annotations\n"
    top = list(dict.fromkeys(draft.top))
    if draft.chance(20):
        top = _pulled_down(draft, top)
    parts = [header, *(f"{statement}\n" for statement in top), "\n"]
    for text in draft.body:
        parts.append("\n\n" if text.startswith(("def ", "class ", "@")) else draft.one("", "\n"))
        if draft.chance(10):
            number = numbers.next()
            odd = draft.one(
                f"odd_{number}   =  [ 1,2 ]  # odd", f"odd_{number} = {{'a':1}};  even_{number} = 2", ""
            )
            parts.append(f"\n{MARKER} {number}  odd   spacing\t.\n{odd}\n\n\n")
        parts.append(text)
    if draft.name.startswith(("tests", "scripts")) and draft.chance(20):
        parts.append("\n\nif __name__ == '__main__':\n    print('run')\n")
    return "".join(parts)


def _pulled_down(draft: Draft, top: list[str]) -> list[str]:
    """With something else among the imports."""
    place = draft.draw(st.integers(0, len(top)))
    between = draft.one(
        "# --- below: ours ---", "READY = True", "'''no docstring'''", "import json  # unused, kept"
    )
    return [*top[:place], between, *top[place:]]


def encoded(draw: st.DrawFn, text: str) -> bytes:
    """The bytes of a file."""
    style = draw(
        st.sampled_from([*["plain"] * 6, "crlf", "bom", "latin", "no end", "tabs", "form feed", "bom crlf"])
    )
    if style == "tabs":
        return text.replace("    ", "\t").encode()
    if style == "form feed":
        return text.replace("\n\n\n", "\n\x0c\n", 1).encode()
    if style == "no end":
        return text.rstrip("\n").encode()
    if style == "latin":
        place = text.index("\n") + 1 if text.startswith("#!") else 0
        return (text[:place] + "# -*- coding: latin-1 -*-\n" + text[place:] + "\n# caf\xe9\n").encode(
            "latin-1"
        )
    raw = text.replace("\n", "\r\n").encode() if "crlf" in style else text.encode()
    return codecs.BOM_UTF8 + raw if "bom" in style else raw
