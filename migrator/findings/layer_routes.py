"""Shortest routes from where an import may not lead to what it may not reach.

What is found are the imports that end such a route. There is one for each way in, and taking one away never makes another appear, so their number says
how much is left to do.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Route = tuple[str, ...]
Following = Mapping[str, Sequence[str]]
"""By module, what it imports, sorted."""


@dataclass(frozen=True, order=True)
class Layer:
    """One sibling of one layer; rank 0 is the highest."""

    rank: int
    name: str
    is_independent: bool = True
    """Its siblings must not import it, nor it them."""

    def may_import(self, other: "Layer") -> bool:
        """Downwards, inside itself, or a sibling that is not independent."""
        if self.rank == other.rank:
            return self == other or not self.is_independent
        return self.rank < other.rank

    def why_not(self, higher: "Layer") -> str:
        """Why it must not import another one."""
        if self.rank > higher.rank:
            return f"The layer {self.name} is below {higher.name} and must not import it."
        return f"The layers {self.name} and {higher.name} are siblings and must not import each other."


def membership(modules: Iterable[str], layers: Iterable[Layer]) -> dict[str, Layer]:
    """By module, the layer with the longest matching name."""
    by_name = {layer.name: layer for layer in layers}
    found: dict[str, Layer] = {}
    for module in modules:
        name = module
        while name:
            if name in by_name:
                found[module] = by_name[name]
                break
            name = name.rpartition(".")[0]
    return found


def routes_up(following: Following, members: Mapping[str, Layer]) -> Iterator[Route]:
    """From the modules of each layer, through modules of no layer, into those that it may not import."""
    by_layer: dict[Layer, list[str]] = {}
    for module in sorted(members):
        by_layer.setdefault(members[module], []).append(module)
    for own in sorted(by_layer):
        barred = {module for module, layer in members.items() if not own.may_import(layer)}
        yield from routes_into(
            by_layer[own],
            following,
            is_target=barred.__contains__,
            is_passable=lambda module: module not in members,
        )


def routes_into(
    starts: Sequence[str],
    following: Following,
    *,
    is_target: Callable[[str], bool],
    is_passable: Callable[[str], bool],
) -> Iterator[Route]:
    """One search from all starts at once; each import into a target is the end of one route."""
    came_from: dict[str, str] = dict.fromkeys(starts, "")
    queue = deque(starts)
    while queue:
        here = queue.popleft()
        for there in following.get(here, ()):
            if is_target(there):
                yield (*_way(here, came_from), there)
            elif there not in came_from and is_passable(there):
                came_from[there] = here
                queue.append(there)


def _way(end: str, came_from: Mapping[str, str]) -> Route:
    way = [end]
    while came_from[way[-1]]:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
