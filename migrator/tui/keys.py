"""Bindings made from the table of actions, so that no key exists that the help does not know."""

from textual.binding import Binding, BindingType

from migrator.tui.actions import Action, owned_by


def bindings_of(*owners: str) -> list[BindingType]:
    """The bindings of what these owners carry out."""
    return [_binding(action) for action in owned_by(*owners)]


def view_bindings(place: str) -> list[BindingType]:
    """The bindings of a widget: its way to move."""
    return [_binding(action) for action in owned_by("view") if place in action.places]


def _binding(action: Action) -> Binding:
    return Binding(",".join(action.keys), action.id, action.words, show=False)
