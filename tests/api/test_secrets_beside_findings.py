"""Whatever a rule reports, it tells no secret that stands on the same line."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from rulekit.engine.catalog import catalog
from rulekit.model.rule import Example, Rule, files_in
from tests.conftest import Command
from tests.leaks import secret_of, told, written
from tests.marked import marks, unmarked
from tests.shop import project

SECRET = secret_of("beside")
DOORS = (["--output-format", "json"], ["--diff", "--unsafe-fixes"], ["--output-format", "concise", "--advice"])


def _with_secret(line: str) -> Iterator[str]:
    """Put a secret on a line of code in each way that its end allows."""
    yield f'{line}; api_key = "{SECRET}"'
    yield f'api_key = "{SECRET}"; {line}'
    yield f'{line}  # api_key = "{SECRET}"'
    before, _, after = line.rpartition(")")
    if before:
        comma = "" if before.endswith(("(", ",")) else ", "
        yield f'{before}{comma}api_key="{SECRET}"){after}'


def _files(text: str, path: str) -> Mapping[str, str]:
    """Give the files that the text of an example stands for."""
    return files_in(text) or {path: written(path, text)}


def _variants(example: Example, code: str) -> Iterator[Mapping[str, str]]:
    lines = unmarked(example.bad).splitlines()
    for number in sorted(line for line, marked in marks(example.bad) if marked == code):
        for changed in _with_secret(lines[number - 1]):
            yield _files("\n".join([*lines[: number - 1], changed, *lines[number:], ""]), example.path)


@pytest.mark.parametrize("rule", catalog())
def test_no_rule_tells_the_secret_beside_what_it_reports(command: Command, tmp_path: Path, rule: Rule) -> None:
    examples = (*rule.examples, *rule.tempting)
    variants = [files for example in examples for files in _variants(example, rule.code)]
    for number, files in enumerate(variants):
        project(tmp_path / str(number), {"pyproject.toml": "", **files})
    full = command("check", "--select", rule.code, "--advice").out
    shown = "".join(command("check", "--select", rule.code, *door).out for door in DOORS)
    assert told(SECRET, full + shown) == []
    assert SECRET[:3] + "*" in full
