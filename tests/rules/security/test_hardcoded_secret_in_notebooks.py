"""Secrets in what is no Python in a notebook: commands, magics, cells in other languages, stored outputs."""

import json

import pytest

from rulekit.api import check
from rulekit.model.finding import Finding

GITHUB = "ghp_q7X2mN4pLr5tZ8wVq7X2mN4pLr5tZ8wVab12"  # noqa: RK502 - made up
AWS = "AKIAQ7X2MN4PLR5TZ8WV"  # noqa: RK502 - made up
LOGIN = "postgresql://joe:kq7Tulpe31@db/orders"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n-----END PRIVATE KEY-----"


def _notebook(text: str, *outputs: object) -> str:
    cell = {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": text, "outputs": outputs}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def _found(text: str, *outputs: object) -> list[Finding]:
    return [found for found in check(_notebook(text, *outputs), "orders.ipynb") if found.code == "RK502"]


TELLING = {
    "a clone": f"!git clone https://joe:{GITHUB}@github.com/a/b",
    "a clone by a token alone": f"!git clone https://{GITHUB}@github.com/a/b",
    "an index": f"%pip install tea==1 --index-url https://joe:{GITHUB}@pypi.shop.local/simple",
    "a header": f"!curl -H 'Authorization: token {GITHUB}' https://shop.local",
    "a header of no known make": "!curl -H 'Authorization: Bearer kq7Tulpe31Rabe92Xy' https://shop.local",
    "a login": "!curl -u joe:kq7Tulpe31 https://shop.local",
    "a variable before a command": "!PAYMENT_API_KEY=pk7Tulpe31Rabe ./pay",
    "an option": "!mysql --user=joe --password=kq7-Tulpe-31 orders",
    "a second line of a command": f"!docker run \\\n  -e GITHUB_TOKEN={GITHUB} shop",
    "a command that gives something": f"out = !aws configure set aws_access_key_id {AWS}",
    "a shell cell": f"%%bash\ncd shop\nexport GITHUB_TOKEN={GITHUB}",
    "a file": f"%%writefile .env\nGITHUB_TOKEN={GITHUB}",
    "a private key in a file": f"%%writefile key.pem\n{PEM}",
    "a setting": "%env SHOP_PASSWORD kq7-Tulpe-31",
    "an address of a database": f"%sql {LOGIN}",
    "a cell of SQL": f"%%sql {LOGIN}\nselect 1",
    "an extension": f"%reload_ext tea --token {GITHUB}",
}
SILENT = {
    "variables in an address": "!git clone https://$USER:$TOKEN@github.com/a/b",
    "a value in an address": "!git clone https://joe:{token}@github.com/a/b",
    "a stand-in": "!git clone https://joe:<token>@github.com/a/b",
    "a masked key": "!gh auth login --token ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "a variable that another gives": "%%bash\nexport API_KEY=$SHOP_API_KEY\nexport PASSWORD=$(cat /run/secrets/shop)",
    "a user without a password": "!git clone ssh://git@github.com/a/b",
    "an option that names a file": "!mysql --password-file=/run/secrets/db1 orders",
    "a hash of a package": "%pip install tea==1 --hash=sha256:2c26b46b68ffc68ff99b453c1d304134",
    "a page": "%%html\n<input name='password' type=password value=''>",
    "the key of the manual": "!aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE",
    "a cell that a tag would run": "!pip list | grep token",
    "an address of a database without a login": "%sql postgresql://db/orders",
}


@pytest.mark.parametrize("text", TELLING.values(), ids=TELLING)
def test_a_secret_in_a_command_is_found_once_and_shown_masked(text: str) -> None:
    (found,) = _found(text)
    assert found.severity.value == "error"
    shown = found.message + "".join(found.excerpt)
    assert all(
        secret not in shown for secret in (GITHUB, AWS, "kq7", "pk7T", "MIIEvQ", GITHUB[4:12]) if len(secret) > 3
    )


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_what_stands_for_a_secret_in_a_command_is_none(text: str) -> None:
    assert _found(text) == []


OUTPUTS: dict[str, object] = {
    "printed": {"output_type": "stream", "name": "stdout", "text": ["key:\n", f"{GITHUB}\n"]},
    "a result": {"output_type": "execute_result", "data": {"text/plain": f"'{GITHUB}'"}, "metadata": {}},
    "a table": {"output_type": "display_data", "data": {"text/html": [f"<td>{GITHUB}</td>"]}, "metadata": {}},
    "an error": {"output_type": "error", "ename": "E", "evalue": "no", "traceback": [f"401 for {GITHUB}"]},
    "the remote of a repository": {"output_type": "stream", "text": f"origin https://joe:{GITHUB}@github.com/a/b"},
    "a result of an old notebook": {"output_type": "pyout", "text": [GITHUB], "prompt_number": 1},
    "a database": {"output_type": "stream", "text": f"connected to {LOGIN}"},
}
HARMLESS: dict[str, object] = {
    "a picture": {"output_type": "display_data", "data": {"image/png": GITHUB}},
    "a masked key": {"output_type": "stream", "text": "ghp_****"},
    "an address without a password": {"output_type": "stream", "text": "https://shop.local:8888/lab user@shop.local"},
    "words": {"output_type": "stream", "text": "password: kq7-Tulpe-31"},
    "the key of the manual": {"output_type": "stream", "text": "AKIAIOSFODNN7EXAMPLE"},
    "no mapping": ["text"],
    "nothing": {"output_type": "stream", "text": None},
}


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS)
def test_a_key_in_a_stored_output_is_advice_at_its_cell(output: object) -> None:
    (found,) = _found("show(order)\n", output)
    assert (found.severity.value, found.span.line, found.span.cell and found.span.cell.number) == ("advice", 1, 1)
    assert "output" in found.message
    assert not {GITHUB, "kq7Tulpe31"} & set(found.message.split("`"))


@pytest.mark.parametrize("output", HARMLESS.values(), ids=HARMLESS)
def test_other_outputs_are_none(output: object) -> None:
    assert _found("show(order)\n", output) == []


def test_a_key_that_an_output_repeats_is_told_once() -> None:
    printed = {"output_type": "stream", "text": f"{GITHUB}\n{GITHUB}\n"}
    assert len(_found("show(order)\n", printed, printed)) == 1


def test_an_empty_cell_may_have_an_output_that_tells() -> None:
    assert len(_found("", {"output_type": "stream", "text": GITHUB})) == 1
