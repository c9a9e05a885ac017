"""Lines of code on buttons and beside boxes: they wrap in a narrow window, where ipywidgets would cut them off."""

from typing import Any

_NAME, _CHOICE = "rulekit-code-line", "rulekit-choice"
STYLE = (
    f"<style>.{_NAME}, .{_NAME} * {{ font-family: var(--jp-code-font-family,monospace); white-space: pre-wrap;"
    " overflow-wrap: anywhere; overflow: visible; height: auto; line-height: 1.5; text-align: left }"
    f" button.{_NAME} {{ padding: 4px 10px }}"
    f" .{_CHOICE}, .{_CHOICE} * {{ white-space: normal; overflow: visible; height: auto; line-height: 1.5 }}"
    f" .{_CHOICE} input {{ border-radius: 50%; appearance: none; flex: none; width: 14px; height: 14px;"
    " border: 1px solid currentcolor; margin: 3px 8px 0 0 }}"
    f" .{_CHOICE} input:checked {{ background: radial-gradient(currentcolor 45%, transparent 50%) }}</style>"
)


def choice(widget: Any) -> Any:
    """Show a box as one of several of which one is chosen, on a page that holds `STYLE`."""
    widget.add_class(_CHOICE)
    return widget


def code_line(widget: Any) -> Any:
    """Show the text of a widget as a line of code, on a page that holds `STYLE`."""
    widget.add_class(_NAME)
    return widget
