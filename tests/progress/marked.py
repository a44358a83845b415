"""Markdown read as a forge reads it, by a parser that is not ours."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

READ = MarkdownIt("gfm-like", {"html": True})
if READ.linkify is None:
    raise AssertionError("the parser was installed without linkify-it: links would not be seen")
READ.linkify.set({"fuzzy_link": False})
ACTIVE = {"link_open", "image", "html_inline", "html_block", "strong_open", "em_open", "s_open", "hardbreak"}


def tokens(text: str) -> Iterator[Token]:
    """Every token, those inside lines too."""
    for token in READ.parse(text):
        yield token
        yield from token.children or ()


def shown(text: str) -> list[str]:
    """What a reader sees of each line, cell and item, without marks."""
    return [
        "".join(child.content for child in token.children or ())
        for token in READ.parse(text)
        if token.type == "inline"
    ]


def kinds(text: str) -> set[str]:
    """The types of all tokens."""
    return {token.type for token in tokens(text)}


def headings(text: str) -> list[str]:
    """The titles of all headings."""
    parsed = READ.parse(text)
    return [
        parsed[at + 1].content.replace("\\", "")
        for at, token in enumerate(parsed)
        if token.type == "heading_open"
    ]
