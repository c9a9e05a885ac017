"""Names and expressions as messages show them: whole, or without whole words; half a name is none."""

from rulekit.model.late import regex

_DOTTED = regex(r"\b\w++(?:\.\w++)++")


def quoted(text: str, longest: int, instead: str) -> str:
    """Quote a name or an expression; a dotted one that is too long loses its first words, another is described."""
    shown = " ".join(text.split()).replace("`", "'")
    while len(shown) > longest and _DOTTED.fullmatch(shown):
        shown = shown.partition(".")[2]
    return f"`{shown}`" if shown and len(shown) <= longest else instead
