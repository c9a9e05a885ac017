"""Lines of code on buttons and beside boxes: they wrap in a narrow window, where ipywidgets would cut them off."""

from typing import Any

_NAME = "rulekit-code-line"
STYLE = (
    f"<style>.{_NAME}, .{_NAME} * {{ font-family: var(--jp-code-font-family,monospace); white-space: pre-wrap;"
    " overflow-wrap: anywhere; overflow: visible; height: auto; line-height: 1.5; text-align: left }"
    f" button.{_NAME} {{ padding: 4px 10px }}</style>"
)


def code_line(widget: Any) -> Any:
    """Show the text of a widget as a line of code, on a page that holds `STYLE`."""
    widget.add_class(_NAME)
    return widget
