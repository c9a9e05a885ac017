"""No secret is shown: whatever rules are chosen, whatever silences them, and wherever the words of a report go."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rulekit.analysis.secrets.written_secrets import Secrets
from rulekit.analysis.syntax.lines import line_starts, split_lines
from rulekit.analysis.syntax.source import Source
from rulekit.api import check, fix, sights
from rulekit.engine import excerpts
from rulekit.engine.excerpts import secrets_of, shown_in
from rulekit.engine.files import Document
from rulekit.engine.fixing import apply_edits
from rulekit.engine.settings import Settings
from rulekit.model.finding import Edit, Finding, Fix, Severity, Span, Step
from rulekit.report.json_values import as_values
from tests.conftest import Command
from tests.leaks import IN_LISTS, TEXTS, masked, secret_of, told, written
from tests.shop import FIRST, project, records

DOORS = {
    "full": ["--advice"],
    "concise": ["--advice", "--output-format", "concise"],
    "json": ["--output-format", "json"],
    "json-lines": ["--output-format", "json-lines"],
    "a difference": ["--diff", "--unsafe-fixes"],
}
TEST = "def test_stock():\n    assert stock() == 2\n"
each_file = pytest.mark.parametrize("path", TEXTS)


def _same(text: str) -> str:
    return text


def _noted(text: str) -> str:
    """Silence the rule about secrets on the lines that hold one, where a comment may stand."""
    silenced = [
        f"{line}  # noqa: RK502 - made up" if "{}" in line and line[0] not in "!%" and "end" not in line else line
        for line in text.splitlines()
    ]
    return "\n".join([*silenced, ""])


SILENCES: dict[str, tuple[list[str], Callable[[str], str]]] = {
    "reported": ([], _same),
    "not selected": (["--select", "RK0,RK1,RK2,RK3,RK6,RK7,RK8"], _same),
    "ignored": (["--ignore", "hardcoded-secret"], _same),
    "ignored in these files": (["--per-file-ignores", "**:hardcoded-secret"], _same),
    "silenced by a comment": ([], _noted),
}


def _beside_a_fix(path: str, text: str) -> str:
    """Let a fix change something next to the secret."""
    return text if text.startswith("%%") or path in IN_LISTS else f"import glob\n{text}"


def _tellers(shown: str) -> list[str]:
    return [path for path in TEXTS if told(secret_of(path), shown)]


@pytest.mark.parametrize("silence", SILENCES)
@pytest.mark.parametrize("door", DOORS)
def test_no_format_tells_a_secret(command: Command, tmp_path: Path, door: str, silence: str) -> None:
    given, change = SILENCES[silence]
    texts = {path: _beside_a_fix(path, change(text)).format(secret_of(path)) for path, text in TEXTS.items()}
    project(tmp_path, {path: written(path, text) for path, text in texts.items()} | {"tests/test_stock.py": TEST})
    done = command("check", *given, *DOORS[door])
    assert _tellers(done.out + done.err) == []
    assert ("Zq9*" in done.out, done.status) == (door in {"full", "a difference"}, 1)


@each_file
def test_the_beginning_of_a_secret_and_all_around_it_are_shown(path: str) -> None:
    secret = secret_of(path)
    found = check(written(path, TEXTS[path].format(secret)), path)
    shown = {line.strip() for one in found for line in one.excerpt}
    assert shown <= {line.strip() for line in TEXTS[path].format(masked(secret)).splitlines()}
    assert masked(secret) in "".join(shown)


@each_file
def test_no_reason_tells_a_secret(path: str) -> None:
    text = TEXTS[path].format(secret_of(path))
    if path.endswith(".py"):
        for code in {"RK502", *(finding.code for finding in check(text, path))}:
            for sight in sights(text, code):
                said = sight.finding.message + sight.verdict + "".join(sight.finding.excerpt)
                assert told(secret_of(path), said) == []


PROJECT = {
    "a default": 'def connect(user: str, password: str = "{}") -> str:\n    return user\n',
    "a default that a place makes one": 'def connect(till=login("anna", "{}")):\n    return till\n',
    "a comment": 'def connect(user):  # password = "{}"\n    return user\n',
}


@pytest.mark.parametrize("text", PROJECT.values(), ids=PROJECT)
def test_what_is_found_in_the_whole_project_tells_no_secret(command: Command, tmp_path: Path, text: str) -> None:
    secret = secret_of(text)
    files = {"pyproject.toml": "", "shop/door.py": text.format(secret), "tests/test_stock.py": TEST}
    done = command("check", "--select", "RK601", cwd=project(tmp_path, files))
    assert "RK601" in done.out
    assert text.partition("\n")[0].format(masked(secret)) in done.out


def test_where_secrets_cannot_be_told_apart_no_text_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: Source) -> Secrets:
        raise RecursionError

    monkeypatch.setattr(excerpts, "secrets_of_code", failing)
    (found,) = check(
        'code = eval(letter("Zq9Xw7Lk2PvT5bNd"))\n', "shop/orders.py", settings=Settings(select=("RK505",))
    )
    assert found.excerpt == (f'code = eval(letter("{masked("Zq9Xw7Lk2PvT5bNd")}"))\n',)


MESSAGES = {
    "as it is written": "`tea('Zq9Xw7Lk2PvT5bNd')` is odd",
    "cut short": "`tea('Zq9Xw7Lk...` is odd",
    "without its beginning": "`...7Lk2PvT5bNd` is odd",
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_what_is_said_of_code_tells_no_secret(message: str) -> None:
    fix = Fix(message, ())
    found = Finding("RK201", "x", Severity.ERROR, FIRST, message, fix=fix, steps=(Step(FIRST, message),))
    hidden = excerpts.masked(found, frozenset({"Zq9Xw7Lk2PvT5bNd"}))
    said = [hidden.message, hidden.fix.title if hidden.fix else "", hidden.steps[0].message]
    assert [told("Zq9Xw7Lk2PvT5bNd", one) for one in said] == [[], [], []]
    assert {len(one) for one in said} == {len(message)}


PLAIN = {
    "a word that is a password elsewhere": 'password = "tulip"\ntulip = eval(tulip)\n',
    "an address with variables": 'page = eval(f"https://{user}:{password}@{host}/orders")\n',
    "an address with a user": 'page = eval("ssh://git@shop.example/orders")\n',
    "a port": 'page = eval("https://shop.example:8080/tea@2x.png")\n',
    "a call": "password = eval(read_password2())\n",
    "a version": "page = eval(read('google-auth==2.0.0rc1'))\n",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_what_only_reminds_of_a_secret_is_shown(text: str) -> None:
    (found,) = check(text, "shop/orders.py", settings=Settings(select=("RK505",)))
    assert found.excerpt[0] == text.splitlines(keepends=True)[-1]


ADDRESSES = {
    "postgres://shop:password@db/orders": "postgres://shop:pas*****@db/orders",
    "postgres://postgres:postgres@db/postgres": "postgres://postgres:pos*****@db/postgres",
    "https://shop:p@ssw0rd7@shop.example": "https://shop:p@s******@shop.example",
    "https://shop:Zq9/Xw7+Lk2@shop.example": "https://shop:Zq9********@shop.example",
    "https://Zq9Xw7Lk2:x-oauth-basic@shop.example": "https://Zq9******:x-o**********@shop.example",
    "https://Zq9Xw7Lk2:@shop.example": "https://Zq9******:@shop.example",
}


@pytest.mark.parametrize(("address", "shown"), ADDRESSES.items(), ids=ADDRESSES)
def test_a_login_is_hidden_in_its_address_and_nothing_else(address: str, shown: str) -> None:
    for text in ('page = eval("{}")\n', "page = eval(page)  # {}\n"):
        (found,) = check(text.format(address), "shop/orders.py", settings=Settings(select=("RK505",)))
        assert found.excerpt == (text.format(shown),)


DRAWN = 'import random\n\nreset_token = random.choice(letters(password="Zq9Xw7Lk2PvT5bNd"))\n'


def test_edits_leave_a_secret_where_it_stands_and_do_the_same(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"shop.py": DRAWN})
    done = command("check", "shop.py", "--select", "RK504", "--output-format", "json-lines")
    ((edits,),) = [[record["fix"]["edits"]] for record in records(done)]
    assert told("Zq9Xw7Lk2PvT5bNd", done.out) == []
    made = [Edit(Span(e["line"], e["column"], e["end_line"], e["end_column"]), e["text"]) for e in edits]
    after = apply_edits(DRAWN, line_starts(split_lines(DRAWN)), made)
    assert after == fix(DRAWN, settings=Settings(select=("RK504",)), unsafe=True).text != DRAWN


def test_a_fix_that_would_write_a_secret_elsewhere_is_not_told() -> None:
    source = Source(DRAWN)
    moved = Fix("move it", (Edit(Span(1, 1, 1, 1), 'WORD = "Zq9Xw7Lk2PvT5bNd"\n'),))
    found = Finding("RK201", "x", Severity.ERROR, FIRST, "odd", fix=moved)
    (shown,) = shown_in(Document("shop.py", DRAWN), [found], lambda _: source.lines, secrets_of([source]))
    assert shown.fix is not None
    assert shown.fix.edits == moved.edits
    assert as_values(shown)["fix"] is None
    assert told("Zq9Xw7Lk2PvT5bNd", repr(shown)) == []


def test_a_difference_that_hides_a_secret_says_that_it_cannot_be_applied(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"shop.py": 'import glob\npassword = "Zq9Xw7Lk2PvT5bNd"\n', "tea.py": "import glob\n"})
    done = command("check", "--select", "RK702", "--diff", "--unsafe-fixes", "shop.py", "tea.py")
    assert f' password = "{masked("Zq9Xw7Lk2PvT5bNd")}"' in done.out.splitlines()
    assert done.err == "rulekit: shop.py: the diff hides secrets, so that it cannot be applied: use --fix\n"
    assert done.status == 1


def test_fixing_leaves_a_secret_in_its_file(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"shop.py": 'import glob\npassword = "Zq9Xw7Lk2PvT5bNd"\n'})
    done = command("check", "--select", "RK702", "--fix", "--unsafe-fixes", "shop.py")
    assert "Fixed 1 finding." in done.err
    assert (tmp_path / "shop.py").read_text() == 'password = "Zq9Xw7Lk2PvT5bNd"\n'


PIECES = {
    "beside each other": 'password = "Zq9Xw7" "Lk2PvT5bNd"\n',
    "below each other": 'password = (\n    "Zq9Xw7"\n    "Lk2PvT5bNd"\n)\n',
    "added": 'password = "Zq9Xw7" + "Lk2PvT5bNd"\n',
    "written by their numbers": 'password = "Zq9Xw7\\x4c\\x6b2PvT5bNd"\n',
    "of numbers": "password = bytes([90, 113, 57, 88, 119, 55])\n",
}


@pytest.mark.parametrize("text", PIECES.values(), ids=PIECES)
def test_a_secret_in_pieces_is_hidden_in_each(text: str) -> None:
    shown = "".join(line for one in check(text, "shop/orders.py") for line in one.excerpt)
    assert "*" in shown
    assert [piece for piece in ("Xw7", "PvT5", "57, 88") if piece in shown] == []


KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7yn3\nbRvqKm0ZlFqTt8aBcdef\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize("ignore", [(), ("RK502",)], ids=["reported", "ignored"])
def test_no_line_of_a_private_key_is_shown(ignore: tuple[str, ...]) -> None:
    found = check(f'key = eval("""{KEY}""")\n', "shop/orders.py", settings=Settings(ignore=ignore))
    shown = "".join(line for one in found for line in one.excerpt)
    assert "MII*****************" in shown
    assert [piece for piece in ("pAIBAAKCAQEA7yn3", "qKm0ZlFqTt8aBcdef") if piece in shown] == []
