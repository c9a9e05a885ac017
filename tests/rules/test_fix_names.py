"""All fixes of a text at once: no two give one name two meanings, as each declares the names it is about."""

import subprocess
import sys
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from rulekit.api import check, fix
from rulekit.engine.fixing import compatible_fixes
from rulekit.model.finding import Effect
from tests.rules.cases import PROOFS

TWO_FOR_ONE_NAME = "def net(gross):\n    taxRate = 19\n    TaxRate = 7\n    return gross - taxRate * TaxRate\n"


def test_the_fixes_of_the_cases_are_of_many_rules() -> None:
    fixed = {one.code for path, text in texts() for one in check(text, path) if one.fix is not None}
    assert len(fixed) >= len("twelve rules")


def texts() -> Iterator[tuple[str, str]]:
    """Give the path and the code of all examples and cases that are one module."""
    for proof in PROOFS.values():
        yield from ((one.path, one.text) for one in proof.written if one.is_module)


def test_two_variables_never_get_one_name() -> None:
    mended = fix(TWO_FOR_ONE_NAME)
    assert [finding.span.line for finding in mended.applied if finding.code == "RK104"] == [2]
    assert ran(f"{mended.text}print(net(400))") == ran(f"{TWO_FOR_ONE_NAME}print(net(400))") == "267"


def test_the_second_rename_to_one_name_is_offered_no_more() -> None:
    left = [finding for finding in fix(TWO_FOR_ONE_NAME).findings if finding.code == "RK104"]
    assert [(finding.span.line, finding.fix) for finding in left] == [(3, None)]


def test_of_two_renames_to_one_name_only_the_first_is_announced() -> None:
    offered = [(one.span.line, one.fix is not None) for one in check(TWO_FOR_ONE_NAME) if one.code == "RK104"]
    assert offered == [(2, True), (3, False)]


def test_renames_to_one_name_in_functions_that_know_nothing_of_each_other_share_a_pass() -> None:
    text = TWO_FOR_ONE_NAME.replace("    TaxRate = 7\n", "").replace(" * TaxRate", "")
    chosen = compatible_fixes(check(text + text.replace("net", "gross_of")), unsafe=False)
    assert [finding.code for finding in chosen].count("RK104") == 2


def test_a_rename_never_shares_a_pass_with_a_fix_that_imports_the_name() -> None:
    rename = "def stock():\n    Secrets = 1\n    return Secrets\n\n\n"
    drawn = "def token():\n    token = random.choice('ab')\n    return token + random.choice('c')\n"
    chosen = compatible_fixes(check(f"import random\n\n\n{rename}{drawn}"), unsafe=True)
    bound = [use.name for one in chosen if one.fix for use in one.fix.names if use.effect is Effect.BINDS]
    assert bound == ["secrets"]


def test_an_import_is_not_deleted_in_the_pass_in_which_another_fix_begins_to_use_it() -> None:
    text = "import ast\n\n\ndef read(text):\n    return eval(text)\n"
    mended = fix(text, unsafe=True).text
    assert "import ast\n" in mended
    assert "ast.literal_eval(text)" in mended


STATEMENTS = (
    "taxRate = 19",
    "TaxRate = 7",
    "TaxRate = taxRate + 1",
    "tax_rate = 5",
    "Secrets = 'ab'",
    "secrets = 'ba'",
    "token = random.choice(Secrets)",
    "password = random.choice('ab')",
    "import json",
    "import json as Json",
    "Math = 3",
    "print(math)",
    "print(taxRate, TaxRate)",
    "print(Secrets, token, password)",
    "print([taxRate for TaxRate in (1, 2)])",
    "print([TaxRate for TaxRate in (1, 2)], (lambda: taxRate)())",
    "def inner(): return taxRate",
    "print(inner())",
)
HEADER = "import random\nimport string\nimport math\n\n\n"
PRELUDE = "import random, secrets\nrandom.choice = secrets.choice = lambda row: row[0]\n"
CALLED = "try:\n    step_{number}()\nexcept NameError:\n    print('unknown name')\n"
bodies = st.lists(st.sampled_from(STATEMENTS), min_size=2, max_size=7)


@settings(max_examples=60, deadline=None)
@given(st.lists(bodies, min_size=1, max_size=3))
def test_all_safe_fixes_at_once_change_nothing_that_a_program_shows(functions: list[list[str]]) -> None:
    made = ["def step_{}():\n    {}\n\n\n".format(at, "\n    ".join(body)) for at, body in enumerate(functions)]
    text = HEADER + "".join(made)
    calls = "".join(CALLED.format(number=number) for number, _ in enumerate(functions))
    mended = fix(text).text
    assert mended == text or ran(PRELUDE + mended + calls) == ran(PRELUDE + text + calls)


def ran(text: str) -> str:
    """Run a program and give what it prints."""
    done = subprocess.run([sys.executable, "-c", text], check=True, shell=False, capture_output=True, text=True)
    return done.stdout.strip()
