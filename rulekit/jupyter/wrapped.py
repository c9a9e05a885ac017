"""Lines of code on buttons and beside boxes that wrap in a narrow window, where ipywidgets would cut them off."""

from typing import Any, TypeVar

_NAME = "rulekit-wrapped"
_ALL = f".{_NAME}, .{_NAME} *"
STYLE = (
    f"<style>{_ALL} {{ white-space: pre-wrap; overflow-wrap: anywhere; overflow: visible; height: auto;"
    f" line-height: 1.5; text-align: left }} button.{_NAME} {{ padding: 4px 10px }}</style>"
)
_Widget = TypeVar("_Widget", bound=Any)


def wrapped(widget: _Widget) -> _Widget:
    """Let the text of a widget wrap, as far as a page with `STYLE` shows it."""
    widget.add_class(_NAME)
    return widget
