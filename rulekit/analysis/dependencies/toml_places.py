"""Where in a TOML text a value or a key stands, which the reader of the standard library does not tell."""

from rulekit.model.late import regex

_HEADER = regex(r"[ \t]*\[+(?P<name>[^\]\[#]+)\]+[ \t]*(#.*)?$")
_KEY = regex(r"[ \t]*(?P<key>(\"[^\"]*\"|'[^']*'|[\w-]+)([ \t]*\.[ \t]*(\"[^\"]*\"|'[^']*'|[\w-]+))*)[ \t]*=")
_LINE = regex(r"[^\r\n]+")
_PART = regex(r"\"[^\"]*\"|'[^']*'|[\w-]+")

Key = tuple[str, ...]


def texts(listed: object) -> list[str]:
    """Return the texts of a list, and nothing of what is none."""
    return [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []


def find_text(text: str, value: str, position: int) -> int | None:
    """Find a string as it is written, after a position or, where the order of the tables differs, anywhere."""
    for start in (position, 0):
        for quote in ('"', "'"):
            at = text.find(f"{quote}{value}{quote}", start)
            if at >= 0:
                return at + 1
    return None


def key_places(text: str) -> dict[Key, tuple[int, int]]:
    """Map each key that begins a line, and each table, by all its parts, to where it is written."""
    places: dict[Key, tuple[int, int]] = {}
    table: Key = ()
    for line in _LINE.finditer(text):
        if header := _HEADER.match(line[0]):
            table = _parts(header["name"])
            places.setdefault(table, (line.start() + header.start("name"), line.start() + header.end("name")))
        elif key := _KEY.match(line[0]):
            places.setdefault(
                table + _parts(key["key"]), (line.start() + key.start("key"), line.start() + len(line[0].rstrip()))
            )
    return places


def _parts(written: str) -> Key:
    return tuple(part[0].strip("\"'") for part in _PART.finditer(written))
