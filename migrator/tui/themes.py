"""Two themes of our own, and what each role looks like in any theme.

Roles are computed from the theme's colours, so a theme that somebody picks in the palette works too. Meaning never hangs on colour alone:
signs and glyphs say the same, which is why a monochrome terminal can read everything.
"""

from collections.abc import Mapping
from functools import lru_cache

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="migrator-dark",
    dark=True,
    primary="#6fb3f2",
    secondary="#b39df3",
    accent="#f0b35e",
    success="#7fc98f",
    warning="#e6c15c",
    error="#f0837d",
    foreground="#d3dae6",
    background="#10141b",
    surface="#161c26",
    panel="#1e2632",
    variables={
        "line": "#33405280",
        "footer-background": "#161c26",
        "block-cursor-foreground": "#d3dae6",
        "block-cursor-background": "#263449",
        "input-selection-background": "#6fb3f2 30%",
        "scrollbar": "#2a3546",
        "scrollbar-hover": "#3a4a62",
        "scrollbar-active": "#6fb3f2",
        "scrollbar-background": "#10141b",
        "scrollbar-background-hover": "#10141b",
        "scrollbar-background-active": "#10141b",
        "scrollbar-corner-color": "#10141b",
    },
)

LIGHT = Theme(
    name="migrator-light",
    dark=False,
    primary="#1f5fa8",
    secondary="#6b46b8",
    accent="#a85a00",
    success="#1e7a3c",
    warning="#8a6500",
    error="#b3322b",
    foreground="#22303f",
    background="#faf9f5",
    surface="#f1efe8",
    panel="#e6e3d9",
    variables={
        "line": "#b9b4a480",
        "footer-background": "#f1efe8",
        "block-cursor-foreground": "#22303f",
        "block-cursor-background": "#d5e2f0",
        "input-selection-background": "#1f5fa8 25%",
        "scrollbar": "#d3cfc2",
        "scrollbar-hover": "#b9b4a4",
        "scrollbar-active": "#1f5fa8",
        "scrollbar-background": "#faf9f5",
        "scrollbar-background-hover": "#faf9f5",
        "scrollbar-background-active": "#faf9f5",
        "scrollbar-corner-color": "#faf9f5",
    },
)

_ROLES: Mapping[str, tuple[str, float, str]] = {
    "text": ("foreground", 1.0, ""),
    "strong": ("foreground", 1.0, "bold"),
    "muted": ("foreground", 0.6, ""),
    "faint": ("foreground", 0.33, ""),
    "title": ("primary", 1.0, "bold"),
    "link": ("primary", 1.0, ""),
    "accent": ("accent", 1.0, ""),
    "key": ("accent", 1.0, "bold"),
    "good": ("success", 1.0, ""),
    "warn": ("warning", 1.0, ""),
    "bad": ("error", 1.0, ""),
    "match": ("accent", 1.0, "bold underline"),
    "open": ("primary", 1.0, ""),
    "approved": ("success", 1.0, ""),
    "rejected": ("error", 1.0, ""),
    "mixed": ("warning", 1.0, ""),
    "added": ("success", 1.0, ""),
    "removed": ("error", 1.0, ""),
    "code.keyword": ("secondary", 1.0, ""),
    "code.string": ("success", 0.9, ""),
    "code.comment": ("foreground", 0.55, "italic"),
    "code.number": ("accent", 1.0, ""),
    "code.definition": ("primary", 1.0, "bold"),
    "code.builtin": ("primary", 0.85, ""),
    "code.decorator": ("accent", 0.9, ""),
}
"""Role to (theme colour, how strongly it stands out from the background, attributes)."""

_GROUNDS: Mapping[str, tuple[str, float]] = {
    "": ("background", 1.0),
    "cursor": ("primary", 0.2),
    "cursor.away": ("foreground", 0.07),
    "group": ("background", 1.0),
    "hunk": ("primary", 0.1),
    "hunk.here": ("primary", 0.2),
    "fold": ("foreground", 0.05),
    "added": ("success", 0.11),
    "removed": ("error", 0.11),
    "added.word": ("success", 0.32),
    "removed.word": ("error", 0.32),
    "gone": ("foreground", 0.04),
    "bar": ("surface", 1.0),
}
"""Background to (theme colour, share of it over the background)."""


class Palette:
    """Roles as styles, for one theme."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = dict(variables)
        self._ground = self._colour("background")
        self.style = lru_cache(maxsize=1024)(self._style)

    def ground(self, name: str) -> Color:
        """The background of a name."""
        base, share = _GROUNDS[name]
        return self._ground.blend(self._colour(base), share, alpha=1.0)

    def _style(self, role: str, ground: str = "") -> Style:
        """The style of a role on a background. ``code.keyword|added.word`` sets its own background."""
        role, _, own = role.partition("|")
        base, share, attributes = _ROLES[role]
        behind = self.ground(own or ground)
        front = behind.blend(self._colour(base), share, alpha=1.0)
        return Style.parse(attributes) + Style(color=front.rich_color, bgcolor=behind.rich_color)

    def _colour(self, name: str) -> Color:
        return Color.parse(self._variables.get(name, "#808080"))


def roles() -> frozenset[str]:
    """The names of all roles."""
    return frozenset(_ROLES)
