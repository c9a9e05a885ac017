"""Progress as a short code that a learner can paste into a chat, and back.

Nine bits an exercise, in the order of the library: passed, shown, attempts (three bits), wrong answer (four bits).
"""

import base64
import binascii
import zlib
from collections.abc import Iterator, Mapping, Sequence

from rulekit.model.errors import RulekitError
from rulekit.teach.progress_file import Record

BITS, GROUP, STAMP, CHECK = 9, 5, 2, 2
BYTE, SUM = 8, 4
MOST_ATTEMPTS, MOST_WRONG = 7, 15
# A letter holds five bits: so many of them, those of the stamp, are the same in all codes of a version.
SAME_LETTERS = STAMP * BYTE // 5


class ResumeCodeError(RulekitError):
    """A code that is cut off, mistyped, or of another set of exercises."""


def as_code(exercises: Sequence[str], records: Mapping[str, Record]) -> str:
    """Write records as a code."""
    number = 0
    for exercise in reversed(exercises):
        number = (number << BITS) | _pack(records.get(exercise, Record()))
    body = number.to_bytes(-(-number.bit_length() // BYTE), "little")
    data = _stamp(exercises) + body
    text = base64.b32encode(data + _sum(data)).decode("ascii").rstrip("=")
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def from_code(exercises: Sequence[str], code: str) -> dict[str, Record]:
    """Read a code.

    Raises:
        ResumeCodeError: it is cut off, mistyped, or comes from another set of exercises.
    """
    text = "".join(code.upper().split()).replace("-", "")
    try:
        data = base64.b32decode(text + "=" * (-len(text) % BYTE))
    except (binascii.Error, ValueError) as error:
        raise ResumeCodeError("this is no resume code: copy all of it, from the first letter to the last") from error
    data, check = data[:-CHECK], data[-CHECK:]
    if len(data) < STAMP or check != _sum(data):
        raise ResumeCodeError("the code is cut off or mistyped: copy all of it, from the first letter to the last")
    if data[:STAMP] != _stamp(exercises):
        raise ResumeCodeError("the code comes from another version of rulekit, with other exercises: use the same one")
    return dict(_unpacked(exercises, int.from_bytes(data[STAMP:], "little")))


def _unpacked(exercises: Sequence[str], number: int) -> Iterator[tuple[str, Record]]:
    for exercise in exercises:
        bits, number = number & (1 << BITS) - 1, number >> BITS
        if bits:
            yield exercise, Record(bool(bits & 1), bool(bits & 2), bits >> 2 & MOST_ATTEMPTS, bits >> 5)


def _pack(record: Record) -> int:
    attempts, wrong = min(record.attempts, MOST_ATTEMPTS), min(record.wrong, MOST_WRONG)
    return record.passed | record.shown << 1 | attempts << 2 | wrong << 5


def _stamp(exercises: Sequence[str]) -> bytes:
    return zlib.crc32("\n".join([str(BITS), *exercises]).encode()).to_bytes(SUM, "big")[:STAMP]


def _sum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(SUM, "big")[:CHECK]
