"""The words by which pylint and bandit let a check be named beside its code."""

from collections.abc import Mapping
from typing import Final

_PYLINT = """
assert-on-string-literal W0129
assert-on-tuple W0199
bare-except W0702
broad-except W0718
broad-exception-caught W0718
broad-exception-raised W0719
dangerous-default-value W0102
deprecated-method W4902
empty-docstring C0112
eval-used W0123
exec-used W0122
global-statement W0603
invalid-name C0103
lost-exception W0150
magic-value-comparison R2004
missing-class-docstring C0115
missing-docstring C0116
missing-function-docstring C0116
missing-timeout W3101
print-used W9017
reimported W0404
syntax-error E0001
too-many-statements R0915
unused-import W0611
unused-wildcard-import W0614
useless-with-lock W2101
w0703 W0718
c0111 C0116
"""

_BANDIT = """
any_other_function_with_shell_equals_true B604
django_extra_used B610
django_rawsql_used B611
eval B307
exec_used B102
hardcoded_password_default B107
hardcoded_password_funcarg B106
hardcoded_password_string B105
hardcoded_sql_expressions B608
paramiko_calls B601
pickle B301
random B311
request_without_timeout B113
start_process_with_a_shell B605
subprocess_popen_with_shell_equals_true B602
subprocess_without_shell_equals_true B603
try_except_continue B112
try_except_pass B110
yaml_load B506
"""


def _read(table: str) -> Mapping[str, str]:
    return dict(row.split() for row in table.strip().splitlines())


PYLINT: Final = _read(_PYLINT)
"""The names of pylint's checks, and codes that they once had, in lower case."""

BANDIT: Final = _read(_BANDIT)
"""The names of bandit's checks."""
