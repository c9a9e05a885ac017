"""Made-up secrets in files of all kinds, each on a line that other rules report as well, and what tells them."""

import base64
import hashlib
from collections.abc import Mapping

from tests.marked import notebook_of

SHOWN = 4
PIECE = 5

IN_MODULES = {
    "a default": 'def connect(user, password="{}"):\n    return user\n',
    "a default that is annotated": 'def connect(user: str, *, api_key: str = "{}") -> str:\n    return user\n',
    "an argument": 'print(connect(user, password="{}"))\n',
    "an item": 'print({{"password": "{}"}})\n',
    "a variable": 'password = "{}"; print(password)\n',
    "an annotated variable": 'password: str = "{}"; print(password)\n',
    "an attribute": 'self.password = "{}"; print(self)\n',
    "a variable of the environment": 'os.environ["API_KEY"] = "{}"; print(1)\n',
    "a comparison": 'print(password == "{}")\n',
    "what steps in": 'print(os.getenv("API_KEY", "{}"))\n',
    "another thing that steps in": 'print(os.getenv("API_KEY") or "{}")\n',
    "a text that a variable takes along": 'code = "{}"; print(code)\nconnect("shop", password=code)\n',
    "a place in a call": 'print(login("anna", "{}"))\n',
    "a place for nothing else": 'import jwt; print(jwt.encode(order, "{}"))\n',
    "a text that is filled": 'password = "%s" % "{}"; print(password)\n',
    "a text that is formatted": 'password = "{{}}".format("{}"); print(password)\n',
    "an address that is filled": 'print("postgres://%s:%s@db/orders" % ("shop", "{}"))\n',
    "a connection": 'print("host=db user=shop password={}")\n',
    "a header": 'print({{"Authorization": "Bearer {}"}})\n',
    "an address": 'print("postgres://shop:{}@db/orders")\n',
    "an address with a token": 'print("https://{}@shop.example/orders")\n',
    "an address in a text with holes": 'print(f"https://shop:{}@{{host}}/orders")\n',
    "an address in a comment": "print(1)  # https://shop:{}@shop.example/orders\n",
    "a command with a login": 'print("curl -u anna:{} https://shop.example")\n',
    "one of several": 'if password in ["{}"]: print(1)\n',
    "a file in a text": 'print("""\n[db]\npassword = {}\n""")\n',
    "JSON in a text": 'print(\'{{{{"password": "{}"}}}}\')\n',
    "a command in a text": 'print("mysql --password={} orders")\n',
    "a line that is fixed": 'import json; password = "{}"; print(password)\n',
    "a text with holes": 'password = f"{{user}}{}"; print(password)\n',
    "a text that only its end shows": 'password = {}"; print(1)\n',
    "a wrapped text": 'print(user, password=SecretStr("{}"))\n',
    "a text of bytes": 'password = b"{}"; print(password)\n',
    "a comment": 'print(1)  # password = "{}"\n',
    "a text that nobody ends": 'password = "{}\n',
    "a call that nobody ends": 'print(connect(password="{}"\n',
    "a member of an enumeration": 'class Key(Enum):\n    API_KEY = "{}"; pieces = print(1)\n',
    "the text of a test": 'def test_login():\n    try: close()\n    except: login(password="{}")\n',
}
IN_CELLS = {
    "an index": "!pip install --index-url https://shop:{}@shop.example/simple pandas\n",
    "a command that sets one": "!aws configure set aws_secret_access_key {} && pip install pandas\n",
    "a setting": "%env API_KEY={}\n",
    "a variable before a command": "!API_KEY={} pip install pandas\n",
    "a cell that writes a file": '%%writefile shop.py\npassword = "{}"; print(password)\n',
    "a cell of the shell": "%%bash\nexport API_KEY={} && pip install pandas\n",
}
IN_LISTS = {
    "requirements.txt": "-e git+https://{}@shop.example/tea\n",
    "dev-requirements.txt": "tea @ https://shop:{}@shop.example/tea.whl\n",
    "constraints.txt": "tea @ git+https://{}@shop.example/a/long/way/to/tea.git@main\n",
    "pyproject.toml": '[project]\ndependencies = ["tea @ https://shop:{}@shop.example/tea.whl"]\n',
    "environment.yml": "dependencies:\n  - pip:\n    - tea @ https://shop:{}@shop.example/tea.whl\n",
}


def secret_of(name: str) -> str:
    """Make a secret up, another one for each name."""
    drawn = base64.b64encode(hashlib.sha256(name.encode()).digest(), altchars=b"Kx").decode()
    return f"Zq9{drawn[:13]}"


def told(secret: str, text: str) -> list[str]:
    """Give the pieces of a secret that a text tells beyond its first characters."""
    pieces = (secret[at : at + PIECE] for at in range(SHOWN + 1 - PIECE + 1, len(secret) - PIECE + 1))
    return [piece for piece in pieces if piece in text]


def masked(secret: str) -> str:
    """Write a secret as reports show it."""
    return secret[:3] + "*" * len(secret[3:])


def _for_cells(text: str) -> str:
    """Let a line do what is reported in notebooks too."""
    return text.replace("print(1)", "print(order)").replace("print(", "eval(")


def _path(name: str, folder: str, ending: str) -> str:
    return f"{folder}/{name.replace(' ', '_').replace(',', '')}{ending}"


TEXTS: Mapping[str, str] = {
    **{_path(name, "shop", ".py"): text for name, text in IN_MODULES.items()},
    **{_path(name, "days", ".ipynb"): _for_cells(text) for name, text in {**IN_MODULES, **IN_CELLS}.items()},
    **IN_LISTS,
}


def written(path: str, text: str) -> str:
    """Write a text as a file of its kind."""
    return notebook_of(text) if path.endswith(".ipynb") else text
