"""Showing a result in whatever front end there is."""

from collections.abc import Callable

from IPython.display import display


def show(result: object) -> None:
    """Show an object beside the cell that runs, in the form that its front end likes best."""
    display(result)  # type: ignore[no-untyped-call]


def show_changing(result: object) -> Callable[[object], None]:
    """Show an object, and give what shows another in its place; the last one is stored with the notebook."""
    return display(result, display_id=True).update  # type: ignore[no-any-return, no-untyped-call]


def show_as(forms: dict[str, object]) -> None:
    """Show something that is given in its forms, by their media types."""
    display(forms, raw=True)  # type: ignore[no-untyped-call]
