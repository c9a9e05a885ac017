"""What the cases of SQL cannot say: how bad an interpolation is."""

from functools import partial

import pytest

from rulekit.model.finding import Severity
from tests.marked import findings_of

findings = partial(findings_of, "RK402")

TABLES = {
    "an attribute of a class that is handed in": ("model: type[Model]", "model.table", Severity.ADVICE),
    "an attribute of a class under a name": ("model: type[Model]", "table", Severity.ADVICE),
    "an attribute of an imported class": ("number", "library.Item.table", Severity.ADVICE),
    "an attribute of an object": ("model: Model", "model.table", Severity.ERROR),
    "a parameter": ("name", "name", Severity.ERROR),
}


@pytest.mark.parametrize(("parameter", "table", "severity"), TABLES.values(), ids=TABLES)
def test_the_name_of_a_table_from(parameter: str, table: str, severity: Severity) -> None:
    bound = "    table = model.table\n" if table == "table" else ""
    call = "cursor.execute(f'SELECT id FROM {TABLE}')".replace("TABLE", table)
    text = f"import library\ndef load(cursor, {parameter}):\n{bound}    {call}\n"
    assert [finding.severity for finding in findings(text)] == [severity]


def test_a_statement_in_a_command_takes_no_parameters() -> None:
    text = "import os\ndef load(name):\n    os.system(f'hive -e \"SELECT id FROM orders WHERE name = {name}\"')\n"
    assert [finding.message for finding in findings(text)] == [
        "`name` goes into SQL that takes no placeholder: compare it with known values"
    ]
