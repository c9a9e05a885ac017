"""Code in the grammar of a Python newer than this one: what came since is written in an older way, and parsed again."""

import re
from textwrap import dedent

from rulekit.model.late import regex
from rulekit.notebook.grammar import parses
from rulekit.notebook.lexical import TOKEN

# The last version whose additions are known here: type parameters, new f-strings, `except A, B:`, `lazy import`.
NEWEST_KNOWN = 15
_QUOTE = regex(r"\#[^\r\n]*|(?P<prefix>\b[a-zA-Z]{1,2})?(?P<quote>\"\"\"|'''|\"|')")
# A field may begin right behind a backslash, which is one of the text then.
_PAIR = regex(r"\\(?:\r\n|[^{]|(?=\{))|\{\{|\}\}", re.DOTALL)
_PARAMETERS = regex(r"^[ \t]*(?:async[ \t]+)?(?:def|class|type)[ \t]+\w+[ \t]*(?=\[)", re.MULTILINE)
_TYPE = regex(r"^([ \t]*)type[ \t]+(?=\w+[ \t]*=)", re.MULTILINE)
_LAZY = regex(r"^([ \t]*)lazy[ \t]+(?=(?:import|from)\b)", re.MULTILINE)
_EXCEPT = regex(r"^([ \t]*except\*?[ \t]+)((?:(?!\bas\b)[^\r\n:()])+,(?:(?!\bas\b)[^\r\n:])+)(?=:)", re.MULTILINE)
_UNPACKED = regex(r"(?<=[\[({])[ \t]*\*{1,2}(?=(?:[^\r\n,:()\[\]{}]|\([^()\r\n]*+\)|\[[^\[\]\r\n]*+\])*?\bfor\b)")


def is_newer(text: str) -> bool:
    """Tell whether text that does not parse would in a newer Python."""
    text = dedent(text)
    return not parses(text) and parses(_older(text))


def _older(text: str) -> str:
    text = _without_parameters(_with_plain_strings(text))
    for pattern, older in ((_TYPE, r"\1"), (_LAZY, r"\1"), (_EXCEPT, r"\1(\2)"), (_UNPACKED, "")):
        text = pattern.sub(older, text)
    return text


def _with_plain_strings(text: str) -> str:
    """Put empty strings in the place of f-strings and t-strings, whose fields may hold quotes since Python 3.12."""
    pieces, at = [], 0
    while found := _QUOTE.search(text, at):
        end = _end_of(text, found)
        pieces.append(text[at : found.start()])
        is_closed = _is_formatted(found) and text.endswith(found["quote"], found.end(), end)
        pieces.append('""' if is_closed else text[found.start() : end])
        at = end
    return "".join([*pieces, text[at:]])


def _is_formatted(found: re.Match[str]) -> bool:
    return not {"f", "t"}.isdisjoint((found["prefix"] or "").lower())


def _end_of(text: str, found: re.Match[str]) -> int:
    """Find where the string or comment ends that begins here."""
    if _is_formatted(found):
        return _end_of_formatted(text, found.end(), found["quote"])
    plain = TOKEN.match(text, found.start("quote")) if found["quote"] else found
    return plain.end() if plain else found.end()


def _end_of_formatted(text: str, at: int, quote: str) -> int:
    """Find the quote that ends the string; those in its fields belong to strings of their own."""
    depth = 0
    while at < len(text):
        inner = _QUOTE.match(text, at) if depth else None
        if not depth and text.startswith(quote, at):
            return at + len(quote)
        if not depth and len(quote) == 1 and text[at] in "\r\n":
            return at
        if inner:
            at = _end_of(text, inner)
        elif not depth and (pair := _PAIR.match(text, at)):
            at = pair.end()
        else:
            depth = max(depth + (text[at] in "{[(" if depth else text[at] == "{") - (text[at] in "}])"), 0)
            at += 1
    return at


def _without_parameters(text: str) -> str:
    """Take the type parameters out of functions, classes and `type` statements."""
    pieces, at = [], 0
    while found := _PARAMETERS.search(text, at):
        pieces.append(text[at : found.end()])
        depth, at = 1, found.end() + 1
        while depth and at < len(text):
            depth += (text[at] == "[") - (text[at] == "]")
            at += 1
    return "".join([*pieces, text[at:]])
