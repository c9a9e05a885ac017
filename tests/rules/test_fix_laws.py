"""What every safe fix promises, held on code that nobody here wrote: installed packages and the standard library.

A safe fix leaves code that parses, that gives no finding more than before, and that is the same to the last node but
for what the fix says it changes; fixing it again changes nothing.
"""

import ast
import re
import sysconfig
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from pyflakes.checker import Checker
from pyflakes.messages import UndefinedLocal, UndefinedName

from rulekit.api import AS_WRITTEN
from rulekit.engine.catalog import catalog
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.fixing import Fixed
from rulekit.engine.fixing_documents import fix_document
from rulekit.model.finding import Finding
from rulekit.model.rule import Rule
from tests.rules.cases import PROOFS
from tests.shop import REPOSITORY

LARGEST = 60_000
EVERY = 5
PACKAGES = "_pytest IPython coverage dateutil ipykernel jupyter_client nbclient pip/_internal pip/_vendor/requests"
LIBRARY = "asyncio concurrent email http idlelib json logging multiprocessing unittest wsgiref xml"
SHOP = (REPOSITORY / "examples").rglob("*.py")


def corpus() -> Iterator[Path]:
    """Give every few files of some packages."""
    paths = sysconfig.get_paths()
    folders = [Path(paths["purelib"], name) for name in PACKAGES.split()]
    folders += [Path(paths["stdlib"], name) for name in LIBRARY.split()]
    found = [file for folder in folders for file in sorted(folder.rglob("*.py")) if file.stat().st_size < LARGEST]
    yield from found[::EVERY]
    yield from SHOP


def read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


TEXTS: Mapping[str, str] = {
    "/".join(file.parts[-3:]): text for file in corpus() if (text := read(file)) is not None and "\0" not in text
}
FIXED: dict[str, Fixed] = {}


def fixed(name: str) -> Fixed:
    """Fix a text once for all tests."""
    if name not in FIXED:
        FIXED[name] = mended(name, TEXTS[name])
    return FIXED[name]


def mended(name: str, text: str) -> Fixed:
    """Fix a text that no other file takes anything from."""
    return fix_document(Document(name, text, apart=True), AS_WRITTEN)


each_text = pytest.mark.parametrize("name", TEXTS)


@each_text
def test_fixed_code_parses(name: str) -> None:
    parsed(fixed(name).text)


@each_text
def test_a_fix_leaves_no_name_undefined(name: str) -> None:
    assert undefined_names(fixed(name).text) <= undefined_names(TEXTS[name])


def undefined_names(text: str) -> Counter[str]:
    """Ask another tool which names nothing binds."""
    told = Checker(parsed(text)).messages
    return Counter(str(one.message_args[0]) for one in told if isinstance(one, (UndefinedName, UndefinedLocal)))


@each_text
def test_fixing_twice_is_fixing_once(name: str) -> None:
    assert mended(name, fixed(name).text).text == fixed(name).text


@each_text
def test_a_fix_brings_no_new_findings(name: str) -> None:
    assert codes_in(fixed(name).findings) <= codes_found(name, TEXTS[name])


def codes_found(name: str, text: str) -> Counter[str]:
    return codes_in(check_document(Document(name, text, apart=True), AS_WRITTEN).findings)


def codes_in(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.code for finding in findings)


@each_text
def test_a_fix_changes_nothing_but_what_it_says(name: str) -> None:
    done = fixed(name)
    codes = {finding.code for finding in done.applied}
    assert codes <= CHANGES.keys()
    assert told(TEXTS[name], codes) == told(done.text, codes)


@pytest.mark.parametrize("rule", catalog())
def test_the_fixes_of_a_rule_leave_no_name_undefined_in_all_that_is_written_about_it(rule: Rule) -> None:
    for one in PROOFS[rule.code].written:
        if one.is_module:
            after = fix_document(Document(one.path, one.text, apart=True), PROOFS[rule.code].alone).text
            assert undefined_names(after) <= undefined_names(one.text), one.text


def parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def told(text: str, codes: set[str]) -> str:
    """Tell a tree without what the fixes of some rules may change."""
    tree: ast.AST = parsed(text)
    for code in sorted(codes):
        tree = CHANGES[code](tree)
    return ast.dump(tree)


def without_returned_none(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and isinstance(node.returns, ast.Constant):
            node.returns = None
    return tree


def without_words_in_names(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = re.sub("_", "", node.id).lower()
    return tree


def without_imports(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(
                    node, field, [one for one in block if not isinstance(one, (ast.Import, ast.ImportFrom, ast.Pass))]
                )
    return tree


def without_widest_type(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ExceptHandler)
            and isinstance(node.type, ast.Name)
            and node.type.id.lower() == "baseexception"
        ):
            node.type = None
    return tree


def without_old_level(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "WARN":
            node.attr = "WARNING"
    return tree


def without_yields_of_fixtures(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            last = node.body[-1]
            if isinstance(last, ast.Expr) and isinstance(last.value, ast.Yield):
                node.body[-1] = ast.Return(last.value.value)
            node.returns = None
    return tree


def unchanged(tree: ast.AST) -> ast.AST:
    return tree


CHANGES: Mapping[str, Callable[[ast.AST], ast.AST]] = {
    "RK002": unchanged,
    "RK101": without_returned_none,
    "RK104": without_words_in_names,
    "RK203": without_old_level,
    "RK301": without_widest_type,
    "RK602": without_yields_of_fixtures,
    "RK702": without_imports,
    "RK703": without_imports,
}


def test_the_corpus_is_there_and_has_something_to_fix() -> None:
    codes = {finding.code for name in TEXTS for finding in fixed(name).applied}
    assert codes >= {"RK101", "RK104", "RK702"}


def test_every_rule_with_a_safe_fix_says_what_it_may_change() -> None:
    safe = {rule.code for rule in catalog() for example in rule.examples if example.fixed and not example.asks}
    assert safe <= CHANGES.keys() | {"RK701"}
