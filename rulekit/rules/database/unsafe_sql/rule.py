"""Use parameterized queries to prevent SQL injection. Never use f-strings or `.format()` for SQL.

## Why
A database cannot tell the words that you wrote from those that came in through a form: it reads one text.
The shop looked up customers with `f"... WHERE name = '{name}'"`, and it worked until Mrs. O'Brien ordered a lamp.
Her apostrophe ended the text too early and her order ended in an error page.
Somebody less polite than Mrs. O'Brien reads that page and knows what to type next: `' OR 1=1 --`.

## Instead
Write the statement once, with a placeholder where a value belongs, and hand the values over beside it:
`cursor.execute("SELECT total FROM orders WHERE number = ?", (number,))`.
The driver keeps the two apart, whatever the value holds, and the database can remember the statement.
The placeholder is `?` in `sqlite3`, `%s` in `psycopg` and the MySQL drivers, `:name` in `sqlalchemy.text`.
A name of a table or column cannot be a parameter: look it up in a dictionary of names that you wrote yourself, or
compose it with `psycopg.sql.Identifier`.

## When to break it
A script that builds a schema out of constants has nobody to defend against, and is not reported.
Where a name of a table must come from outside, compare it with a list and raise an error for all others.
What remains deserves its reason on the line: `# noqa: RK402 - the view's name is made of digits`.

## What the check sees
- error: text that goes to a database with a hole in it that a parameter, a request or a person's input fills.
- warning: the same where nobody can tell what fills the hole, or where another file hands the text to a database.
- advice: holes for constants of other modules or for what is hinted as a number; a whole statement that is put
  together but not seen on its way to a database; `%sql` with braces in a notebook; all of it in tests.
- not seen: statements that come from another file by other ways than a function, or are put together in an attribute.
"""

import ast
from collections.abc import Iterator
from functools import partial
from itertools import islice

from rulekit.analysis.notebooks.cell_parsing import command_lines
from rulekit.analysis.project.project import Project
from rulekit.analysis.sql.injections import Injection, Trust, injections
from rulekit.analysis.sql.statements import Position, identified_object
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.shown_names import quoted
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import regex
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.database.unsafe_sql.cross_module import executed_elsewhere, imported_statements, statement_makers
from rulekit.rules.database.unsafe_sql.fix import with_parameters
from rulekit.rules.database.unsafe_sql.unexecuted_statements import unexecuted_statements

# So that the longest message stays under 100 characters.
LONGEST_NAME = 24
SQL_MAGIC = regex(r"\s*(?:[\w., ]+=\s*)?%sql\b.*[^{]\{[^{}]+\}")
SEVERITIES = {Trust.UNTRUSTED: Severity.ERROR, Trust.UNKNOWN: Severity.WARNING, Trust.TRUSTED: Severity.ADVICE}

RULE = Rule(
    code="RK402",
    name="unsafe-sql",
    known_as=(
        "SQL injection",
        "parametrised query",
        "query string",
        "string concatenation in SQL",
        "prepared statement",
        "bind parameter",
    ),
    section=Section.DATABASE,
    explanation=__doc__,
    severity=Severity.ERROR,
    examples=(
        Example(
            "Mrs. O'Brien orders a lamp",
            bad="""
                import sqlite3
                from contextlib import closing

                name = input("Who has ordered? ")
                with closing(sqlite3.connect(shop_file)) as connection:
                    found = connection.execute(f"SELECT number FROM orders WHERE customer = '{name}'")  # <- RK402
            """,
            good="""
                import sqlite3
                from contextlib import closing

                name = input("Who has ordered? ")
                with closing(sqlite3.connect(shop_file)) as connection:
                    found = connection.execute("SELECT number FROM orders WHERE customer = ?", (name,))
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "A column that the customer chooses",
            bad="""
                query = "SELECT number, total FROM orders ORDER BY {}".format(wishes["sort"])  # <- RK402
                cursor.execute(query)
            """,
            good="""
                COLUMNS = {"date": "ordered_at", "price": "total"}

                column = COLUMNS[wishes["sort"]]
                cursor.execute(f"SELECT number, total FROM orders ORDER BY {column}")
            """,
        ),
        Example(
            "A list of customers",
            bad="""
                listed = "', '".join(customers)
                cursor.execute("SELECT total FROM orders WHERE customer IN ('" + listed + "')")  # <- RK402
            """,
            good="""
                marks = ", ".join("?" for _ in customers)
                cursor.execute(f"SELECT total FROM orders WHERE customer IN ({marks})", customers)
            """,
        ),
    ),
    tempting=(
        Example(
            "Quotes that are doubled by hand",
            bad="""
                safe = name.replace("'", "''")
                cursor.execute(f"SELECT total FROM orders WHERE customer = '{safe}'")  # <- RK402
            """,
            good="""
                cursor.execute("SELECT total FROM orders WHERE customer = ?", (name,))
            """,
        ),
        Example(
            "A placeholder, and a percent sign where a comma belongs",
            bad="""
                cursor.execute("SELECT total FROM orders WHERE customer = '%s'" % (name,))  # <- RK402
            """,
            good="""
                cursor.execute("SELECT total FROM orders WHERE customer = %s", (name,))
            """,
        ),
        Example(
            "`text()` around the f-string",
            bad="""
                from sqlalchemy import text

                session.execute(text(f"SELECT total FROM orders WHERE customer = '{name}'"))  # <- RK402
            """,
            good="""
                from sqlalchemy import text

                session.execute(text("SELECT total FROM orders WHERE customer = :name"), {"name": name})
            """,
            fixed=True,
            asks=True,
        ),
    ),
    related=("unvalidated-input", "manual-commit"),
    references=(
        "https://docs.python.org/3/library/sqlite3.html#how-to-use-placeholders-to-bind-values-in-sql-queries",
        "https://peps.python.org/pep-0249/#paramstyle",
        "https://www.psycopg.org/psycopg3/docs/basic/params.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html",
        "https://cwe.mitre.org/data/definitions/89.html",
    ),
    equivalents={"ruff": ("S608", "S610", "S611"), "bandit": ("B608", "B610", "B611")},
    advice_in=frozenset({"test"}),
    collects=(statement_makers, imported_statements),
)


@RULE.check
def injection(source: Source) -> Iterator[Finding]:
    """Find SQL with interpolations on its way to a database."""
    for injection in injections(source):
        yield RULE.at(
            source,
            injection.site,
            _message(injection),
            severity=SEVERITIES[injection.trust],
            make_fix=partial(with_parameters, source, injection),
            steps=injection.steps,
            about=source.span(injection.sink.call),
        )


@RULE.check
def unexecuted_statement(source: Source) -> Iterator[Finding]:
    """Find whole statements with interpolations whose path to a database is not in sight."""
    for expression in unexecuted_statements(source):
        message = "a statement of SQL is put together here: keep the text fixed and pass values as parameters"
        yield RULE.at(source, expression, message, severity=Severity.ADVICE)


@RULE.review
def statement_for_another_file(project: Project) -> Iterator[Finding]:
    """Ask the other files whether they hand such a statement to a database."""
    for member, statement in executed_elsewhere(project):
        where = quoted(statement.module, LONGEST_NAME, "another file")
        message = f"this SQL goes to the database in {where}: keep the text fixed, pass parameters"
        yield RULE.at(member, statement, message)


@RULE.check
def sql_magic(source: Source) -> Iterator[Finding]:
    """Find `%sql` lines into which IPython puts values."""
    for command in command_lines(source):
        if SQL_MAGIC.match(command.text):
            message = "`%sql` writes the value into the SQL: use a bound parameter such as `:name`"
            yield RULE.at(source, command.span, message, severity=Severity.ADVICE)


def _named(expression: ast.expr) -> str:
    """Show what is put into the SQL, or what is called or read last for it."""
    word = last_name(expression.func if isinstance(expression, ast.Call) else expression)
    short = quoted(f"{word}(...)" if isinstance(expression, ast.Call) else word, LONGEST_NAME, "this value")
    is_long = sum(1 for _ in islice(walk(expression), LONGEST_NAME + 1)) > LONGEST_NAME
    return quoted("" if is_long else ast.unparse(expression), LONGEST_NAME, short if word else "this value")


def _message(injection: Injection) -> str:
    """Return what fills the interpolation, and what to do about a value, an identifier or a fragment."""
    name = _named(injection.interpolation.expression)
    if injection.is_whole:
        return f"the SQL comes from {name}: write the statement here and pass parameters"
    if injection.position is Position.VALUE:
        return f"{name} becomes part of the SQL: write a placeholder and pass it as a parameter"
    if injection.position is Position.IDENTIFIER:
        identified = identified_object(injection.text, injection.interpolation)
        return f"{name} names {identified} in the SQL: look it up in a list of known names"
    if injection.position is Position.UNBINDABLE:
        return f"{name} goes into SQL that takes no placeholder: compare it with known values"
    return f"{name} becomes a piece of the SQL: keep the text fixed and pass parameters"
