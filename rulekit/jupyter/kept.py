"""What a notebook keeps beside widgets: HTML of its own, since nothing else of them is left when no kernel answers.

While the widgets live, they say the same and hide it; when the kernel is gone, they hide and leave the place to it.
JupyterLab writes "model not found" where widgets were when the notebook is opened again: that is hidden too.
"""

_KEPT, _LIVE = "rulekit-kept", "rulekit-live-form"
_CHILD = ".jp-OutputArea-child"
_GONE = ".jupyter-widgets-disconnected"
_NOT_FOUND = f"<style>{_CHILD}:has(.{_KEPT}) + {_CHILD} > .jupyter-widgets:not(:has(*)) {{ display: none }}</style>"


def kept(html: str, name: str = "") -> str:
    """Give HTML that stays above widgets; where it belongs to the live form of a name, that may hide it."""
    return f'{_NOT_FOUND}<div class="{_KEPT} {_KEPT}-{_word(name)}">{html}</div>'


def classes_of(name: str = "") -> tuple[str, ...]:
    """Give the classes of widgets that hide when their kernel is gone."""
    return (_LIVE, f"{_LIVE}-{_word(name)}")


def style_of(name: str = "") -> str:
    """Give what hides widgets without a kernel, and as long as they have one, what is kept of them."""
    gone = f".{_LIVE}-{_word(name)}{_GONE}"
    hides = f":root:not(:has({gone})) .{_KEPT}-{_word(name)} {{ display: none }}" if name else ""
    return f"<style>.{_LIVE}{_GONE} {{ display: none }} {hides}</style>"


def _word(name: str) -> str:
    return name.replace(".", "-") or "always"
