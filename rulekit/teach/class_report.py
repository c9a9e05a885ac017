"""What a class did, exercise by exercise: who passed, in how many tries, and which wrong answer was met most."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from rulekit.report.styled import columns, visible
from rulekit.report.summary import count
from rulekit.teach.class_codes import ClassCodes
from rulekit.teach.exercise import Exercise
from rulekit.teach.progress_file import Record
from rulekit.teach.resume import MOST_ATTEMPTS

BAR = 20
TALKED_ABOUT, HARD = 5, 0.25
LEGEND = f"# passed, o solution seen, . not yet; tries: the middle value, {MOST_ATTEMPTS} is {MOST_ATTEMPTS} or more"
NOBODY = "no learner has answered an exercise yet"


@dataclass(frozen=True)
class Row:
    """An exercise that somebody answered or looked at: how many did, and how it went.

    `seen` counts those who looked at the solution and did not pass; `met` how many met the wrong answer `wrong`.
    """

    exercise: Exercise
    learners: int
    passed: int
    seen: int
    tries: float
    met: int = 0
    wrong: str = ""
    code: str = ""

    @property
    def open(self) -> int:
        """How many tried, and have neither passed nor looked."""
        return self.learners - self.passed - self.seen

    @property
    def trouble(self) -> float:
        """How much of the class stumbled here: the share that has not passed, or met the same wrong answer."""
        return max(self.learners - self.passed, self.met) / self.learners


@dataclass(frozen=True)
class ClassReport:
    """The rows in the order in which exercises are taught, how many learners there are, and what lines were odd."""

    rows: tuple[Row, ...]
    learners: int
    said: tuple[tuple[int, str], ...]

    def talk_about(self) -> tuple[Row, ...]:
        """Give the exercises in which most of the class stumbled, the worst first."""
        hard = [row for row in self.rows if row.trouble >= HARD]
        return tuple(sorted(hard, key=lambda row: -row.trouble * row.learners)[:TALKED_ABOUT])

    def counted(self) -> str:
        """Say how many codes were read, and how many lines there is something to say about."""
        odd = f", {count(len(self.said), 'line')} to look at" if self.said else ""
        return f"{count(self.learners, 'learner')}, {count(len(self.rows), 'exercise')}{odd}"


def class_report(codes: ClassCodes, exercises: Iterable[Exercise]) -> ClassReport:
    """Count what the learners of a class did."""
    rows = (_row(one, [records[one.id] for records in codes.learners if one.id in records]) for one in exercises)
    return ClassReport(tuple(row for row in rows if row), len(codes.learners), codes.said)


def _row(exercise: Exercise, records: Sequence[Record]) -> Row | None:
    if not records:
        return None
    tried = [record.attempts for record in records if record.attempts]
    passed = sum(record.passed for record in records)
    seen = sum(record.shown and not record.passed for record in records)
    row = Row(exercise, len(records), passed, seen, median(tried) if tried else 0)
    (number, met), *_ = Counter(record.wrong for record in records if record.wrong).most_common(1) or [(0, 0)]
    return _with_wrong(row, number, met)


def _with_wrong(row: Row, number: int, met: int) -> Row:
    """Add the wrong answer that was met most, in the words of who wrote the exercise."""
    exercise = row.exercise
    texts = [(one.text, "") for one in exercise.options]
    texts += [(one.title.rstrip(":") or f"{one.outcome}: {one.says}", one.code) for one in exercise.wrong]
    if not 0 < number <= len(texts):
        return row
    wrong, code = texts[number - 1]
    return Row(exercise, row.learners, row.passed, row.seen, row.tries, met, wrong, code)


def report_text(report: ClassReport) -> Iterator[str]:
    """Write the report for a terminal."""
    yield report.counted()
    yield from (f"line {number}: {visible(message)}" for number, message in report.said)
    if not report.rows:
        yield NOBODY
        return
    most = max(row.learners for row in report.rows)
    yield ""
    yield from columns(
        [
            ("exercise", "learners", "", "passed", "tries", "met most"),
            *(
                (row.exercise.id, str(row.learners), _bar(row, most), str(row.passed), f"{row.tries:g}", told(row))
                for row in report.rows
            ),
        ]
    )
    yield ""
    yield LEGEND
    if hard := report.talk_about():
        yield f"Talk about: {', '.join(row.exercise.id for row in hard)}"


def told(row: Row) -> str:
    """Say which wrong answer was met most, and how often."""
    return f"{row.met} of {row.learners}: {row.wrong}" if row.met else ""


def _bar(row: Row, most: int) -> str:
    ends = [round(BAR * part / most) for part in (row.passed, row.passed + row.seen, row.learners)]
    return "#" * ends[0] + "o" * (ends[1] - ends[0]) + "." * (ends[2] - ends[1])
