"""The report on a class as HTML, with its styles in it: the same in a file of its own and in a notebook."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rulekit.model.errors import UnreadableError
from rulekit.report.markdown_html import rendered
from rulekit.report.styled import visible
from rulekit.teach.catalog import library
from rulekit.teach.class_codes import read_codes
from rulekit.teach.class_report import NOBODY, ClassReport, Row, class_report, report_text
from rulekit.teach.resume import MOST_ATTEMPTS

_HEAD = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>The class, rulekit</title>\n'
    '<link rel="icon" href="data:,">\n</head>\n'
    '<body style="font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:1.5rem auto;padding:0 1rem">\n<main>\n'
)
_FOOT = "\n</main>\n</body>\n</html>\n"
_CELL = ' style="text-align:left;vertical-align:top;padding:4px 12px 4px 0"'
_BAR = "display:inline-block;height:14px;vertical-align:middle"
# Dark, striped and pale: told apart without colours, too.
_PARTS = (
    ("passed", "background:#1b6e3c"),
    ("solution seen", "background:repeating-linear-gradient(45deg,#b45309 0 3px,#f3d9a4 3px 6px)"),
    ("not yet", "background:#d0d7de"),
)
_WIDE = 200
_CODE = "max-width:44em;overflow-x:auto;white-space:pre;padding:8px;border:1px solid #bdbdbd"
_TITLES = ("exercise", "learners", "passed, seen, not yet", "tries", "wrong answer met most")


@dataclass(frozen=True)
class ClassPage:
    """A report that a notebook shows as a page, and a terminal as text."""

    report: ClassReport

    def __repr__(self) -> str:
        return "\n".join(report_text(self.report))

    def _repr_html_(self) -> str:
        return "".join(_body(self.report))

    def file(self) -> str:
        """Write a page of its own, which loads nothing."""
        return f"{_HEAD}<h1>The class</h1>{self._repr_html_()}{_FOOT}"


def class_page(file: Path) -> ClassPage:
    """Read the codes of a class from a file.

    Raises:
        UnreadableError: it cannot be read.
    """
    try:
        text = file.read_text("utf-8-sig", "replace")
    except OSError as error:
        raise UnreadableError(f"{file}: cannot be read ({error.strerror}): name the file with the codes") from error
    exercises = library()
    return ClassPage(class_report(read_codes(text, list(exercises)), exercises.values()))


def _body(report: ClassReport) -> Iterator[str]:
    yield f"<p>{report.counted()}</p>"
    if not report.rows:
        yield f"<p>{NOBODY}</p>"
    else:
        yield from _talk_about(report.talk_about())
        yield _key()
        yield from _table(report)
    if report.said:
        rows = "".join(f"<li>line {number}: {escape(visible(message))}</li>" for number, message in report.said)
        yield f"<h2>Lines to look at</h2><ul>{rows}</ul>"


def _talk_about(rows: tuple[Row, ...]) -> Iterator[str]:
    if rows:
        yield f"<h2>Talk about</h2><ol>{''.join(map(_topic, rows))}</ol><h2>All exercises</h2>"


def _topic(row: Row) -> str:
    """Say what to show the class: who did not pass, and the wrong answer that stands between."""
    met = f" {row.met} met this: {_line(row.wrong)}" if row.met else ""
    code = (
        f'<details><summary>Show that answer</summary><pre style="{_CODE}">{escape(row.code)}</pre></details>'
        if row.code
        else ""
    )
    name = f"<strong>{row.exercise.id}</strong> ({_line(row.exercise.title)})"
    return f"<li>{name}: {row.passed} of {row.learners} passed.{met}{code}</li>"


def _line(text: str) -> str:
    """Write a line of Markdown without a paragraph around it."""
    return rendered(visible(text), {}).removeprefix("<p>").removesuffix("</p>\n")


def _key() -> str:
    """Say what the parts of a bar mean."""
    parts = (f'<span style="{_BAR};width:20px;{look}"></span> {name}' for name, look in _PARTS)
    return (
        f"<p>{' &nbsp; '.join(parts)}. "
        f"Tries: the middle value of the learners, {MOST_ATTEMPTS} stands for {MOST_ATTEMPTS} or more.</p>"
    )


def _table(report: ClassReport) -> Iterator[str]:
    most = max(row.learners for row in report.rows)
    yield f"<table><thead><tr>{''.join(f'<th{_CELL}>{title}</th>' for title in _TITLES)}</tr></thead><tbody>"
    for row in report.rows:
        wrong = f"{row.met} of {row.learners}: {_line(row.wrong)}" if row.met else ""
        name = f'<div style="white-space:nowrap">{row.exercise.id}</div>'
        cells = (name, str(row.learners), _bar(row, most), f"{row.tries:g}", wrong)
        yield f"<tr>{''.join(f'<td{_CELL}>{cell}</td>' for cell in cells)}</tr>"
    yield "</tbody></table>"


def _bar(row: Row, most: int) -> str:
    """Draw how it went, and say it in numbers."""
    counts = (row.passed, row.seen, row.open)
    drawn = "".join(
        f'<span style="{_BAR};width:{_WIDE * number // most}px;{look}"></span>'
        for number, (_, look) in zip(counts, _PARTS, strict=True)
        if number
    )
    return f'<div style="white-space:nowrap">{drawn} {", ".join(map(str, counts))}</div>'
