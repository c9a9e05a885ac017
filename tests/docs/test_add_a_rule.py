"""Who follows the steps of "Add a rule" in CONTRIBUTING.md, word for word, has a rule that passes all of its tests."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.shop import REPOSITORY
from tests.waiting import ran, unmeasured

MODULE = "rulekit/rules/errors/late_raise.py"
PACKAGE = "rulekit/rules/errors/late_raise/rule.py"
LAST_OF_ERRORS = "- Do not silently swallow exceptions with `pass` inside except blocks.\n"
SENTENCE = "Raise as soon as you know that something is wrong."
LEFT_OUT = (
    ".git",
    ".venv",
    ".*_cache",
    ".hypothesis",
    ".coverage*",
    "__pycache__",
    "*.egg-info",
    "build",
    "dist",
    "lite",
    "pictures",
)
_STEP = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
_COMMAND = re.compile(r"`((?:rulekit|python|pytest) [^`]+)`")


def steps() -> list[str]:
    """Read the numbered list."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    return _STEP.findall(text.partition("## Add a rule\n")[2].partition("\n## ")[0])


def commands(step: str) -> Iterator[list[str]]:
    """Give the commands of a step, but for the whole proof, which runs this very test."""
    for command in _COMMAND.findall(step):
        if command != "python tests":
            program, *words = shlex.split(command)
            yield [sys.executable, *({"python": []}.get(program, ["-m", program])), *words]


def write_sentence(repository: Path, rule: Path) -> None:
    guide = repository / "rulekit" / "guide.md"
    change(guide, LAST_OF_ERRORS, f"{LAST_OF_ERRORS}- {SENTENCE}\n")
    change(rule, "Say here in one sentence what the rule asks for.", SENTENCE)


def name_source(_: Path, rule: Path) -> None:
    source = 'references=("https://docs.python.org/3/tutorial/errors.html",)'
    change(rule, "    severity=Severity.WARNING,\n", f"    severity=Severity.WARNING,\n    {source},\n")


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), "utf-8")


# What an author writes by hand, in the step that speaks of it.
WRITING: dict[str, Callable[[Path, Path], None]] = {"`rulekit/guide.md`": write_sentence, "`references=": name_source}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of what is under version control, and of what is about to be."""
    return shutil.copytree(REPOSITORY, tmp_path / "rulekit", ignore=shutil.ignore_patterns(*LEFT_OUT))


def run(repository: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    return ran(*command, cwd=repository, environment={**unmeasured(), "PYTHONPATH": str(repository)})


def test_each_thing_that_is_written_by_hand_has_its_step() -> None:
    assert [sum(word in step for step in steps()) for word in WRITING] == [1] * len(WRITING)


FORMS = {
    "a module": (MODULE, [], ""),
    # To build the lessons runs all their cells, and they show nothing of where a rule lies.
    "a package": (PACKAGE, ["--package"], "teach"),
}


@pytest.mark.parametrize(("file", "option", "left_out"), FORMS.values(), ids=FORMS)
def test_who_follows_the_steps_has_a_rule_that_passes_all_of_its_tests(
    repository: Path, file: str, option: list[str], left_out: str
) -> None:
    for step in steps():
        for write in (write for word, write in WRITING.items() if word in step):
            write(repository, repository / file)
        for command in (command for command in commands(step) if left_out not in command):
            done = run(repository, [*command, *(option if "new" in command else [])])
            assert done.returncode == 0, done.stdout + done.stderr
    for tool in (["ruff", "check"], ["ruff", "format", "--check"], ["rulekit", "check"]):
        done = run(repository, [sys.executable, "-m", *tool, file])
        assert done.returncode == 0, done.stdout


def test_a_test_asks_for_each_step(repository: Path) -> None:
    (new,) = commands(steps()[0])
    run(repository, new)
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "RK305", "tests/rules/test_declarations.py"]
    asked = run(repository, [sys.executable, *words]).stdout
    assert set(re.findall(r"^FAILED \S+::(\w+)", asked, re.MULTILINE)) == {
        "test_the_first_paragraph_is_a_sentence_of_the_guide",
        "test_references_are_addresses",
    }
    assert run(repository, [sys.executable, "docs/refresh.py", "--check"]).returncode == 1
