"""Write everything in the documentation that is made from the project itself.

python docs/refresh.py            write it
python docs/refresh.py --check    exit with 1 where something is stale
"""

import argparse
import ast
import io
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from rulekit.api import check_paths
from rulekit.engine.catalog import catalog
from rulekit.engine.settings import Settings
from rulekit.report import summary, tables, text
from rulekit.report.styled import Line

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 104
PICTURED = ("examples/messy/orders.py",)
PICTURED_RULES = ("RK201", "RK3", "RK702")
_TABLE = re.compile(r"(?<=<!-- rules -->\n).*?(?=<!-- /rules -->)", re.DOTALL)
ANALYSIS = ROOT / "rulekit" / "analysis"
_CONTENTS = re.compile(r"(?<=\n\n)analysis\.\w.*(?=\"\"\")", re.DOTALL)
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def generated() -> Iterator[tuple[Path, str]]:
    """Give each generated file with the text that it should have."""
    readme = ROOT / "README.md"
    table = "\n".join(tables.rules_markdown(catalog())) + "\n"
    yield readme, _TABLE.sub(lambda _: table, readme.read_text("utf-8"))
    yield ROOT / "docs" / "check.svg", picture()
    table_of_contents = ANALYSIS / "__init__.py"
    listed = "\n".join(contents()) + "\n"
    yield table_of_contents, _CONTENTS.sub(lambda _: listed, table_of_contents.read_text("utf-8"))


def contents() -> Iterator[str]:
    """Give the table of contents of `rulekit.analysis`: subjects, modules and questions, each with its sentence."""
    for folder in sorted(path for path in ANALYSIS.iterdir() if (path / "__init__.py").exists()):
        yield from _entry(f"analysis.{folder.name}", ast.parse((folder / "__init__.py").read_text("utf-8")), 0)
        for file in sorted(folder.glob("[!_]*.py")):
            module = ast.parse(file.read_text("utf-8"))
            yield from _entry(file.stem, module, 1)
            for function in module.body:
                if isinstance(function, ast.FunctionDef) and _is_question(function):
                    yield from _entry(function.name, function, 2)


def _entry(name: str, node: ast.Module | ast.FunctionDef, depth: int) -> list[str]:
    sentence = (ast.get_docstring(node) or "").partition("\n")[0]
    margin = "    " * depth
    return textwrap.wrap(f"{name}: {sentence}", 118, initial_indent=margin, subsequent_indent=f"{margin}    ")


def _is_question(function: ast.FunctionDef) -> bool:
    marks = {decorator.id for decorator in function.decorator_list if isinstance(decorator, ast.Name)}
    return not marks.isdisjoint({"question", "question_per"}) and not function.name.startswith("_")


def picture() -> str:
    """Draw what `rulekit check` shows of the messy example."""
    command = f"rulekit check {' '.join(PICTURED)} --select {','.join(PICTURED_RULES)}"
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    for line in shown():
        console.print(Text.assemble(*((part.text, part.style) for part in line)))
    return _FONT_FACE.sub("", console.export_svg(title=command, unique_id="rulekit"))


def shown() -> Iterator[Line]:
    """Give the lines of the picture."""
    settings = Settings(select=PICTURED_RULES)
    report = check_paths([str((ROOT / path).relative_to(Path.cwd())) for path in PICTURED], settings=settings)
    for finding in report.findings:
        yield from text.full(finding)
    yield from summary.summary(report.findings, summary.Totals(0, len(report.files)))


def main() -> int:
    """Write or check; give the exit status."""
    parser = argparse.ArgumentParser(description="refresh what is generated")
    parser.add_argument("--check", action="store_true", help="change nothing, exit with 1 where something is stale")
    options = parser.parse_args()
    stale = [(file, wanted) for file, wanted in generated() if not file.exists() or file.read_text("utf-8") != wanted]
    for file, wanted in stale:
        sys.stdout.write(f"{'stale' if options.check else 'written'}: {file.relative_to(ROOT)}\n")
        if not options.check:
            file.write_text(wanted, "utf-8")
    return int(options.check and bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
