"""Colours for pages that take variables out, as JupyterLab does in a notebook that it does not trust."""

import re

_STYLE = re.compile(r'style="([^"]*)"')
_VARIABLE = re.compile(r"var\(--[\w-]+,([^()]*(?:\([^()]*\))?)\)")


def with_plain_colours(html: str) -> str:
    """Put before each declaration with a variable the same one with the value that stands in for it.

    Where variables are known the later declaration holds, elsewhere it is taken out and the earlier one is left.
    """
    return _STYLE.sub(lambda match: f'style="{";".join(map(_doubled, match[1].split(";")))}"', html)


def _doubled(declaration: str) -> str:
    plain = _VARIABLE.sub(r"\1", declaration)
    return declaration if plain == declaration else f"{plain};{declaration}"
