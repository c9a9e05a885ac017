"""Showing a result in whatever front end there is."""

from IPython.display import display


def show(result: object) -> None:
    """Show an object beside the cell that runs, in the form that its front end likes best."""
    display(result)  # type: ignore[no-untyped-call]
