"""Rules of a team's own, as texts of their modules."""

from string import Template

SETTINGS = '[tool.rulekit]\nrules = ["style/"]\n'
# It leaves a mark when it is imported, as the code of a stranger would.
_RULE = Template('''"""Ask the till, not the customer.

## Why
Customers go.

## Instead
Ask the till.

## When to break it
Never.

## What the check sees
- error: nothing.
- warning: every call of `$call`.
- advice: nothing.
- not seen: calls under another name.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from rulekit.rule import Example, Finding, Rule, Section, Severity, Source

$first
RULE = Rule(
    code="$code",
    name="$name",
    section=Section("$prefix", "tills", "How We Talk to Tills"),
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(Example("A till", bad="$call(order)  # <- $code", good="ask_till(order)"),),
)


@RULE.check
def asked(call: ast.Call, source: Source) -> Iterator[Finding]:
    """Find calls of `$call`."""
    if isinstance(call.func, ast.Name) and call.func.id == "$call":
        $seen
''')
SEEN = 'yield RULE.at(source, call, "the customer is asked: call `ask_till`")'
MARKING = 'Path(__file__).with_name("mark").write_text("ran")\n'


def own_rule(
    code: str = "SHOP101", name: str = "asked-customer", call: str = "ask_customer", first: str = "", seen: str = SEEN
) -> str:
    """Write the module of a rule that finds calls of a function; `first` runs when it is imported."""
    return _RULE.substitute(code=code, name=name, call=call, prefix=code.rstrip("0123456789"), first=first, seen=seen)
