"""Files that grow along one axis each: what `growth.py` checks."""

import json
from collections.abc import Callable, Mapping

Shape = Callable[[int], Mapping[str, str]]
# Python 3.11 indents no deeper than 100 levels; sizes are multiples of this.
TOWER = 16


def rows(head: str, unit: str, tail: str = "", name: str = "shop.py") -> Shape:
    """Make a file of a head, many like parts, numbered by `@`, the next by `@+`, the one before by `@-`, and a tail."""

    def shape(size: int) -> Mapping[str, str]:
        return {name: filled(head, size) + "".join(filled(unit, number) for number in range(size)) + filled(tail, size)}

    return shape


def filled(template: str, number: int) -> str:
    """Put numbers into a template."""
    return template.replace("@+", str(number + 1)).replace("@-", str(number - 1)).replace("@", str(number))


def nested(unit: str, end: str = "pass") -> Shape:
    """Make a file of towers of statements that stand in each other, as deep as Python lets them."""

    def shape(size: int) -> Mapping[str, str]:
        lines = [" " * (number % TOWER) + filled(unit, number) for number in range(size)]
        ends = [line + f"\n{' ' * TOWER}{end}" * (number % TOWER == TOWER - 1) for number, line in enumerate(lines)]
        return {"shop.py": "\n".join(ends) + "\n"}

    return shape


def line(begin: str, unit: str, end: str, join: str = "") -> Shape:
    """Make a file of one long line."""
    return lambda size: {"shop.py": begin + join.join(filled(unit, number) for number in range(size)) + end + "\n"}


def notebook(unit: str, head: str = "import os\n") -> Shape:
    """Make a notebook of many cells."""

    def shape(size: int) -> Mapping[str, str]:
        texts = [head, *(filled(unit, number) for number in range(size))]
        cells: list[object] = [
            {
                "cell_type": "code",
                "id": f"c{number}",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
                "source": text,
            }
            for number, text in enumerate(texts)
        ]
        metadata = {"language_info": {"name": "python"}}
        return {"shop.ipynb": json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})}

    return shape


def project(
    unit: str, first: str = "import os\n\n\ndef f0(value):\n    return os.system(value)\n", test: str = ""
) -> Shape:
    """Make a folder of many small modules."""

    def shape(size: int) -> Mapping[str, str]:
        modules = {f"shop/m{number}.py": filled(unit, number) for number in range(1, size)}
        tests = {f"tests/test_m{number}.py": filled(test, number) for number in range(1, size)} if test else {}
        return {"shop/__init__.py": "", "shop/m0.py": first, **modules, **tests}

    return shape


def chain(head: str, last: str, unit: str = "def f@(value):\n    return f@+(value)\n\n\n", tail: str = "") -> Shape:
    """Make a chain of functions, each of which hands a value on to the next; what the last does is told."""
    return rows(head, unit, last + "\n\n\nf0(input())\n" + tail)


def method_chain(head: str, last: str, tail: str = "") -> Shape:
    """Make a chain of methods of one class."""
    unit = "    def f@(self, value):\n        return self.f@+(value)\n\n"
    return rows(head + "class Shop:\n", unit, last + "\n\n\nShop().f0(input())\n" + tail)


DATABASE = "import sqlite3\n\nconnection = sqlite3.connect('a.db')\n\n\n"
THREADS = "import threading\n\nlock = threading.Lock()\nstate = {}\ncount = 0\n\n\n"
LOGS = "import logging\n\nlogger = logging.getLogger(__name__)\n\n\n"
TESTS = "import pytest\nfrom shop import ship\n\n\n"

SHAPES: Mapping[str, Shape] = {
    "functions": rows("", "def f@(value):\n    return value + @\n\n\n"),
    "documented functions": rows("", 'def f@(value: int) -> int:\n    """Give it."""\n    return value\n\n\n'),
    "classes": rows("", "class Shop@:\n    def ship(self, order):\n        self.order = order\n\n\n"),
    "heirs in a chain": rows("class Shop0:\n    pass\n\n\n", "class Shop@+(Shop@):\n    def ship@(self):\n        pass\n\n\n"),
    "heirs in a star": rows("class Base:\n    pass\n\n\n", "class Shop@(Base):\n    def ship(self):\n        self.x = 1\n\n\n"),
    "methods": rows("class Shop:\n", "    def ship@(self, order):\n        self.order@ = order\n\n"),
    "methods that call one": rows("class Shop:\n    def send(self):\n        self.x = 1\n\n", "    def ship@(self):\n        self.send()\n\n"),
    "methods of threads": rows(THREADS + "class Shop:\n    def __init__(self):\n        threading.Thread(target=self.ship0).start()\n\n", "    def ship@(self):\n        self.x@ = 1\n        self.ship@+()\n\n"),
    "attributes of self": rows("class Shop:\n    def ship(self):\n", "        self.x@ = self.x@-\n"),
    "reads of one attribute": rows("class Shop:\n    def ship(self):\n        self.x = 1\n", "        use(self.x, @)\n"),
    "writes of one attribute": rows("class Shop:\n    def ship(self):\n", "        self.x = load(self.x)\n"),
    "data models": rows("from sqlalchemy.orm import DeclarativeBase, mapped_column\n\n\nclass Base(DeclarativeBase):\n    pass\n\n\n", "class Row@(Base):\n    __tablename__ = 'r@'\n    id = mapped_column(primary_key=True)\n\n\n"),
    "connections": rows("import sqlite3\n\n\ndef load():\n", "    c@ = sqlite3.connect('a.db')\n    c@.execute('select 1')\n"),
    "connections of functions": rows("import sqlite3\n\n\n", "def load@():\n    c = sqlite3.connect('a.db')\n    c.execute('select 1')\n\n\n"),
    "connections that are kept": rows("import sqlite3\n\n\nclass Shop:\n", "    def load@(self):\n        self.c@ = sqlite3.connect('a.db')\n        return self.c@\n\n"),
    "connections under one name": rows("import sqlite3\n\n\ndef load():\n", "    c = sqlite3.connect('a.db')\n    use(c.cursor())\n"),
    "cursors": rows(DATABASE + "def load(key):\n", "    cursor@ = connection.cursor()\n    cursor@.execute('select * from t where a = ' + key)\n"),
    "executes": rows(DATABASE + "def load(key):\n", "    connection.execute(f'select * from t where a = {key}')\n"),
    "commits": rows(DATABASE, "def save@(key):\n    connection.execute('delete from t where a = ?', (key,))\n    connection.commit()\n\n\n"),
    "a text built": rows(DATABASE + "def load(key):\n    sql = 'select * from t where 1'\n", "    sql += f' and a@ = {key}'\n", "    connection.execute(sql)\n"),
    "a text built under if": rows(DATABASE + "def load(key):\n    sql = 'select * from t where 1'\n", "    if key > @:\n        sql = sql + ' and b = ' + key\n", "    connection.execute(sql)\n"),
    "a list of texts built": rows(DATABASE + "def load(key):\n    parts = []\n", "    parts.append(f'a@ = {key}')\n", "    connection.execute('select * from t where ' + ' and '.join(parts))\n"),
    "many texts to one execute": rows(DATABASE + "def load(sql):\n    connection.execute(sql)\n\n\n", "load('select ' + key@)\n"),
    "names handed on": rows(DATABASE + "def load(key):\n    x0 = 'select ' + key\n", "    x@+ = x@\n", "    connection.execute(x@)\n"),
    "threads": rows(THREADS, "def work@():\n    global count\n    count += 1\n\n\nthreading.Thread(target=work@).start()\n\n\n"),
    "threads of one function": rows(THREADS + "def work():\n    global count\n    count += 1\n\n\n", "threading.Thread(target=work).start()\n"),
    "threads that change tables": rows(THREADS, "table@ = {}\n\n\ndef work@(key):\n    table@[key] = 1\n\n\nthreading.Thread(target=work@).start()\n\n\n"),
    "threads that are joined": rows(THREADS + "def main():\n", "    t@ = threading.Thread(target=print)\n    t@.start()\n    t@.join()\n"),
    "thread classes": rows(THREADS, "class Work@(threading.Thread):\n    def run(self):\n        state['a'] = 1\n\n\nWork@().start()\n\n\n"),
    "locked sections": rows(THREADS + "def work():\n", "    with lock:\n        state[@] = 1\n", "threading.Thread(target=work).start()\n"),
    "locks": rows(THREADS, "lock@ = threading.Lock()\n\n\ndef work@():\n    with lock@:\n        state[@] = 1\n\n\nthreading.Thread(target=work@).start()\n\n\n"),
    "mutable globals": rows(THREADS, "cache@ = {}\n\n\ndef put@(key):\n    cache@[key] = key\n\n\n", "threading.Thread(target=put0).start()\n"),
    "writes of one global": rows(THREADS, "def put@(key):\n    state[key] = @\n\n\n", "threading.Thread(target=put0).start()\n"),
    "global statements": rows("count = 0\n\n\n", "def f@():\n    global count\n    count += 1\n\n\n"),
    "global names": rows("", "count@ = 0\n\n\ndef f@():\n    global count@\n    count@ += 1\n\n\n"),
    "chain: plain": chain("", "def f@(value):\n    return value"),
    "chain: SQL": chain(DATABASE, "def f@(value):\n    return connection.execute('select ' + value)"),
    "chain: SQL text": chain(DATABASE, "def f@(value):\n    return connection.execute(value)", "def f@(value):\n    return f@+(value + ' and ' + value)\n\n\n"),
    "chain: SQL returned": rows(DATABASE + "def f0(key):\n    return 'select ' + key\n\n\n", "def f@+(key):\n    return f@(key)\n\n\n", "connection.execute(f@(input()))\n"),
    "chain: SQL by methods": method_chain(DATABASE, "    def f@(self, value):\n        return connection.execute('select ' + value)"),
    "chain: SQL, each executes": chain(DATABASE, "def f@(value):\n    return value", "def f@(value):\n    connection.execute('select ' + value)\n    return f@+(value)\n\n\n"),
    "chain: thread at its head": chain(THREADS, "def f@(value):\n    global count\n    count += 1", tail="threading.Thread(target=f0).start()\n"),
    "chain: thread at its end": chain(THREADS, "def f@(value):\n    threading.Thread(target=value).start()"),
    "chain: threads everywhere": chain(THREADS, "def f@(value):\n    state[1] = value", "def f@(value):\n    threading.Thread(target=f@+).start()\n    state[@] = f@+(value)\n\n\n"),
    "chain: threads of methods": rows(THREADS + "class Shop:\n", "    def f@(self):\n        self.x += 1\n        threading.Thread(target=self.f@+).start()\n        self.f@+()\n\n", "    def f@(self):\n        self.x = 1\n"),
    "chain: lock": chain(THREADS, "def f@(value):\n    state[1] = value", "def f@(value):\n    with lock:\n        return f@+(value)\n\n\n", "threading.Thread(target=f0).start()\n"),
    "chain: lock held by the first": chain(THREADS + "def main(value):\n    with lock:\n        f0(value)\n\n\n", "def f@(value):\n    state[1] = value", tail="threading.Thread(target=main).start()\nthreading.Thread(target=f0).start()\n"),
    "chain: secret": rows("x0 = 'hunter2secret'\n", "password@+ = x@\nx@+ = password@+\n", "login(password=x@)\n"),
    "chain: secret by functions": rows("def f0():\n    return 'hunter2secret'\n\n\n", "def f@+():\n    return f@()\n\n\n", "password = f@()\n"),
    "chain: exception": chain("", "def f@(value):\n    raise ValueError('bad')", "def f@(value):\n    try:\n        return f@+(value)\n    except ValueError as error:\n        raise ValueError('bad') from error\n\n\n"),
    "chain: exception, plain": chain("", "def f@(value):\n    raise Exception('bad')", tail="try:\n    f0(1)\nexcept:\n    pass\n"),
    "chain: logged": chain(LOGS, "def f@(value):\n    logger.error(value)", "def f@(value):\n    try:\n        return f@+(value)\n    except ValueError as error:\n        logger.error('%s', error)\n\n\n"),
    "chain: path": chain("", "def f@(path):\n    return open(path).read()", "def f@(path):\n    return f@+(path)\n\n\n"),
    "chain: shell": chain("import subprocess\n\n\n", "def f@(value):\n    return subprocess.run(value, shell=True)"),
    "chain: eval": chain("", "def f@(value):\n    return eval(value)"),
    "chain: evals everywhere": chain("", "def f@(value):\n    return value", "def f@(value):\n    eval(value)\n    return f@+(value)\n\n\n"),
    "chain: random": rows("import random\n\n\ndef f0():\n    return random.random()\n\n\n", "def f@+():\n    return f@()\n\n\n", "token = f@()\n"),
    "chain: random values": rows("import random\n\nx0 = random.random()\n", "x@+ = x@\n", "token = x@\n"),
    "chain: connection returned": rows("import sqlite3\n\n\ndef f0():\n    return sqlite3.connect('a.db')\n\n\n", "def f@+():\n    return f@()\n\n\n", "def main():\n    c = f@()\n    c.execute('select 1')\n"),
    "chain: connection passed": chain("import sqlite3\n\n\n", "def f@(value):\n    return value.execute('select 1')", tail="\n\ndef main():\n    f0(sqlite3.connect('a.db'))\n"),
    "chain: logging set up": chain("import logging\n\n\n", "def f@(value):\n    logging.basicConfig()"),
    "chain: prints": chain("", "def f@(value):\n    print(value)"),
    "chain: timeouts": chain("import requests\n\n\n", "def f@(value):\n    return requests.get(value)"),
    "callers of one": rows(DATABASE + "def f(value):\n    return connection.execute('select ' + value)\n\n\n", "def g@(value):\n    return f(value)\n\n\n"),
    "callers in rungs": rows(DATABASE, "def f@(value):\n    f@+(value)\n    return f@+(value)\n\n\n", "def f@(value):\n    return connection.execute('select ' + value)\n"),
    "callers of one in a thread": rows(THREADS + "def f(value):\n    state[value] = 1\n\n\n", "def g@(value):\n    f(value)\n\n\nthreading.Thread(target=g@).start()\n\n\n"),
    "callees of one": rows("", "def g@(value):\n    return open(value)\n\n\n", "def main(value):\n" + "    g0(value)\n" * 2 + "    g@-(value)\n"),
    "calls of one": rows("def f(value):\n    return open(value).read()\n\n\n", "f(input())\n"),
    "calls of one that returns input": rows("def f(value):\n    return input()\n\n\n", "eval(f(1))\n"),
    "recursion in pairs": rows("", "def f@(value):\n    f@-(value)\n    f@+(value)\n    eval(value)\n\n\n"),
    "elif": rows("def f(value):\n    if value == 7:\n        return 1\n", "    elif value == 1@:\n        return 2@\n"),
    "elif that assigns": rows("def f(value):\n    if value == 7:\n        key = 1\n", "    elif value == 1@:\n        key = 2@\n", "    eval(key)\n"),
    "elif in a loop": rows("def f(values):\n    for value in values:\n        if value == 7:\n            x = 1\n", "        elif value == 1@:\n            x = 2@\n", "        use(x)\n"),
    "ifs": rows("def f(value):\n    x = 0\n", "    if value > @:\n        x = @\n        use(x)\n"),
    "nested ifs": nested("if value > @:"),
    "nested loops": nested("for x@ in range(@7):", "x0 = 1"),
    "nested functions": nested("def f@(value):", "return value"),
    "nested with": nested("with open(name@) as f@:"),
    "nested classes": nested("class C@:"),
    "loops": rows("def f(values):\n    total = 0\n", "    for x in values:\n        total += x * @3\n"),
    "while": rows("def f(values):\n", "    while True:\n        if values:\n            break\n"),
    "imports": rows("", "import m@\n", "".join(f"m{number}.run()\n" for number in range(9))),
    "unused imports": rows("", "import m@\n"),
    "unused names of one import": line("from shop import ", "m@", "", ", "),
    "used names": rows("from shop import *\n", "from m@ import n@ as o@\no@()\n"),
    "imports in functions": rows("", "def f@():\n    import m@\n    return m@.run()\n\n\n"),
    "imports under try": rows("", "try:\n    import m@\nexcept ImportError:\n    m@ = None\n"),
    "one import again": rows("", "def f@():\n    import json\n    return json.loads('1')\n\n\n"),
    "needless imports": rows("", "import requests\nrequests.get(url@)\n"),
    "bare excepts": rows("", "try:\n    run(@)\nexcept:\n    pass\n"),
    "excepts of one try": rows("try:\n    run()\n", "except Error@:\n    pass\n"),
    "excepts in one function": rows(LOGS + "def f():\n", "    try:\n        run(@)\n    except ValueError as error:\n        logger.error('bad: %s', error)\n"),
    "excepts with else": rows("def f():\n", "    try:\n        x = run(@)\n    except ValueError:\n        x = 1\n    else:\n        use(x)\n    finally:\n        stop(x)\n"),
    "tries that raise": rows("", "try:\n    a@()\nexcept ValueError:\n    raise Exception('bad')\n"),
    "raises": rows("", "def f@():\n    raise Exception('no @')\n\n\n"),
    "noqa": rows("", "import m@  # noqa: RK702\n"),
    "useless noqa": rows("", "x@ = y@  # noqa: RK702\n"),
    "comments": rows("", "# a comment about @\nx@ = y@\n"),
    "numbers": rows("def f(value):\n", "    use(value * 3@)\n"),
    "one number": rows("def f(value):\n", "    use(value * 37)\n"),
    "numbers in a list": line("values = [", "3@", "]", ", "),
    "numbers in a sum": line("def f(value):\n    return ", "value * 3@", "", " + "),
    "named numbers": rows("", "LIMIT_@ = 3@\n\n\ndef f@(value):\n    return value > LIMIT_@\n\n\n"),
    "dictionary": rows("table = {\n", "    'key@': {'password': 'hunter2@'},\n", "}\n"),
    "keys put in": rows("def f(table):\n    options = {}\n", "    options['k@'] = table['k@']\n", "    run(**options)\n"),
    "dictionaries": rows("", "options@ = {'shell': True, 'password': 'hunter2@'}\nrun('ls', **options@)\n"),
    "keys of one table, calls": rows("import subprocess\noptions = {'shell': True}\n", "options['k@'] = 1\nsubprocess.run('ls', **options)\n"),
    "decorated functions": lambda size: {"shop.py": "".join(f"@app.route('/{i}')\ndef f{i}(value):\n    return eval(value)\n\n\n" for i in range(size))},
    "decorators of one": lambda size: {"shop.py": "".join(f"@decorate{i}\n" for i in range(size)) + "def f():\n    pass\n"},
    "routes": lambda size: {"shop.py": "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n" + "".join(f"@app.route('/{i}')\ndef f{i}():\n    name = request.args['name']\n    return open(name).read()\n\n\n" for i in range(size))},
    "tests": rows(TESTS, "def test_ship_@():\n    assert ship(@) == @\n\n\n", name="test_shop.py"),
    "tests without asserts": rows(TESTS, "def test_ship_@():\n    order = ship(@)\n    order.send()\n\n\n", name="test_shop.py"),
    "tests of errors": rows(TESTS, "def test_ship_@():\n    with pytest.raises(ValueError):\n        ship(@)\n\n\n", name="test_shop.py"),
    "tests with setup": rows(TESTS, "def test_ship_@():\n    connection = connect()\n    connection.begin()\n    assert ship(connection, @)\n    connection.close()\n\n\n", name="test_shop.py"),
    "tests with requests": rows(TESTS + "import requests\n\n\n", "def test_ship_@():\n    assert requests.get('http://a.com/@').ok\n\n\n", name="test_shop.py"),
    "fixtures": lambda size: {"test_shop.py": TESTS + "".join(f"@pytest.fixture\ndef order{i}(order{i - 1}):\n    return ship({i})\n\n\ndef test_{i}(order{i}):\n    assert order{i} == 1\n\n\n" for i in range(size))},
    "tests of one class": rows(TESTS + "class TestShop:\n    def setup_method(self):\n        self.x = 1\n\n", "    def test_@(self):\n        assert ship(self.x) == 3@\n\n", name="test_shop.py"),
    "unittest": rows("import unittest\n\n\nclass TestShop(unittest.TestCase):\n    def setUp(self):\n        self.x = 1\n\n", "    def test_@(self):\n        self.assertEqual(self.x, @)\n\n", name="test_shop.py"),
    "mocked tests": lambda size: {"test_shop.py": TESTS + "from unittest.mock import patch\nimport requests\n\n\n" + "".join(f"@patch('requests.get')\ndef test_{i}(get):\n    ship({i})\n    requests.get('http://a.com')\n    get.assert_called()\n\n\n" for i in range(size))},
    "test helpers in a chain": rows(TESTS + "import requests\n\n\n", "def f@(value):\n    return f@+(value)\n\n\ndef test_@():\n    assert f@(1)\n\n\n", "def f@(value):\n    return requests.get(value)\n", name="test_shop.py"),
    "cells that define names": notebook("x@ = x@- + 3@\n"),
    "cells that define functions": notebook("def f@(value):\n    return f@-(value)\n"),
    "cells that import": notebook("import m@\n"),
    "cells that import the same": notebook("import os\n\n\ndef f@(value):\n    return os.stat(value)\n"),
    "cells that import and use": notebook("import numpy as np\nfrom shop import order\nx@ = np.zeros(order(@))\n"),
    "cells that catch": notebook("import json\ntry:\n    x@ = json.load(open('a'))\nexcept:\n    x@ = None\n"),
    "cells that draw": notebook("import pandas as pd\nimport matplotlib.pyplot as plt\nframe = pd.read_csv('a@')\nframe.plot()\nplt.show()\n"),
    "cells that query": notebook("import sqlite3\nconnection = sqlite3.connect('a')\nrow@ = connection.execute(f'select {x}').fetchone()\n"),
    "cells with classes": notebook("import logging\nclass A@:\n    def f(self):\n        logging.info(f'{self}')\na@ = A@()\na@.f()\n"),
    "cells with threads": notebook("import threading\ndef f@():\n    count.append(@)\nt@ = threading.Thread(target=f@)\nt@.start()\n", "count = []\n"),
    "cells that do not parse": notebook("x@ = = 3\n"),
    "cells with magics": notebook("%time x@ = 1\n!ls {x@}\n"),
    "cells of one name": notebook("frame = load(frame)\nprint(frame)\n"),
    "modules in a chain": project("from shop.m@- import f@-\n\n\ndef f@(value):\n    return f@-(value)\n"),
    "modules in a star": project("from shop.m0 import f0\n\n\ndef f@(value):\n    return f0(value)\n"),
    "modules alone": project("def f@(value):\n    return value\n"),
    "modules with tests": project("def f@(value):\n    return value\n", test="from shop.m@ import f@\n\n\ndef test_f@():\n    assert f@(1) == 1\n"),
    "modules that log": project("import logging\n\nlogging.basicConfig()\nlogger = logging.getLogger(__name__)\n\n\ndef f@(value):\n    logger.info(value)\n"),
    "modules of models": project("from shop.m@- import Row@-\n\n\nclass Row@(Row@-):\n    __tablename__ = 'r@'\n", "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Row0(DeclarativeBase):\n    pass\n"),
    "strings": rows("", "x@ = 'a text about @ things'\n"),
    "secrets": rows("", "password@ = 'hunter2@secret'\n"),
    "one secret": rows("password = 'hunter2secret'\n", "login('hunter2secret', @)\n"),
    "uses of secrets": rows("", "password@ = 'hunter2@secret'\nlogin(password@)\n"),
    "a long string": line("x = '", "a word ", "'"),
    "a long secret": line("password = '", "aB3@", "'"),
    "a long comment": line("# ", "a word ", ""),
    "a long docstring": rows('"""A text.\n\n', "A line about @.\n", '"""\n'),
    "a long SQL": rows(DATABASE + "connection.execute('''select 1\n", "union select @ from t@ where a = 'x'\n", "''' + key)\n"),
    "a long f-string": line("import sqlite3\nsqlite3.connect('a').execute(f'select ", "{x@}, ", "')"),
    "a long format": line("import sqlite3\nsqlite3.connect('a').execute('select ", "{}, ", "'.format(*x))"),
    "a sum of texts": line("import sqlite3\nsqlite3.connect('a').execute('select '", " + x@", ")"),
    "arguments": line("run(", "x@", ")", ", "),
    "keywords": line("run(", "password@='hunter2@'", ")", ", "),
    "parameters": line("def f(", "x@", "):\n    pass", ", "),
    "parameters with numbers": line("def f(", "x@=3@", "):\n    return x0", ", "),
    "attributes in a chain": line("x = a", ".b@", ""),
    "calls in a chain": line("x = a", ".b@(1)", ""),
    "calls in each other": lambda size: {"shop.py": "x = " + "f(" * size + "1" + ")" * size + "\n"},
    "comprehensions in each other": lambda size: {"shop.py": "x = " + "[" * size + "1" + "".join(f" for a{i} in b]" for i in range(size)) + "\n"},
    "comprehensions": rows("def f(values):\n", "    x@ = [y * 3@ for y in values if y]\n"),
    "lambdas in each other": line("x = ", "lambda a@: ", "a0"),
    "match cases": rows("def f(value):\n    match value:\n", "        case @:\n            x = 3@\n", "    return x\n"),
    "assignments to one name": rows("x = 0\n", "x = x + 3\n"),
    "assignments in one function": rows("def f(x):\n", "    x = g(x)\n", "    eval(x)\n"),
    "locals": rows("def f():\n", "    x@ = @\n    use(x@)\n"),
    "wrong names": rows("", "def Ship@(Order):\n    CamelCase@ = Order\n    return CamelCase@\n\n\n"),
    "wrong locals": rows("def f():\n", "    camelCase@ = @\n    use(camelCase@)\n"),
    "one wrong name": rows("def f(camelCase):\n", "    use(camelCase, @)\n"),
    "prints": rows("", "print('a', @)\n"),
    "prints in functions": rows("", "def f@():\n    print('a', @)\n\n\n"),
    "log calls": rows(LOGS, "logger.info('bad: %s', x@)\n"),
    "loggers": rows("import logging\n\n", "logger@ = logging.getLogger('a@')\nlogger@.error('bad')\n"),
    "log setups": rows("import logging\n\n", "logging.basicConfig(level=@)\n"),
    "shells": rows("import subprocess\n\n\ndef f(value):\n", "    subprocess.run('ls ' + value, shell=True)\n"),
    "requests": rows("import requests\n\n\ndef f(value):\n", "    requests.get(value)\n"),
    "inputs": rows("", "x@ = input()\neval(x@)\n"),
    "guards": rows("def f(value):\n", "    if value != @:\n        raise ValueError(value)\n", "    eval(value)\n"),
    "guards of many": rows("import os\n\n\ndef f():\n    value = input()\n", "    if not value.isdigit():\n        return\n    os.system(value)\n"),
    "random tokens": rows("import random\n\n", "token@ = random.random()\n"),
    "random helpers": rows("import random\n\n", "def make_token@():\n    return random.choice('abc')\n\n\n"),
    "blank lines": rows("", "\n"),
    "a long function": rows("def f():\n", "    run(@)\n"),
    "branches of long functions": rows("", "def f@(value):\n" + "    run(value)\n" * 35 + "\n\n"),
    "requirements": rows("", "package@>=1\n", name="requirements.txt"),
    "asserts": rows("", "assert x@, 'bad'\n"),
    "awaits": rows("import asyncio\n\n\nasync def f():\n", "    await asyncio.to_thread(work@)\n"),
    "deletes": rows("", "x@ = 1\ndel x@\n"),
    "slices": rows("def f(rows):\n", "    use(rows[3@:4@], rows[@])\n"),
    "type hints": rows("from typing import Optional\n\n\n", "def f@(a: Optional[int], b: 'list[str]') -> dict[str, int]:\n    return a\n\n\n"),
    "aliases of one function": rows("import os\nrun0 = os.system\n", "run@+ = run@\nrun@+('ls')\n"),
    "getattr": rows("import os\n", "getattr(os, 'system')(x@)\n"),
    "partials": rows("import os\nfrom functools import partial\n\n", "run@ = partial(os.system, 'ls')\nrun@()\n"),
    "dispatch tables": rows("TABLE = {\n", "    'k@': eval,\n", "}\n\n\ndef f(key):\n    return TABLE[key](input())\n"),
    "calls of one table": rows("TABLE = {'a': eval, 'b': exec}\n\n\n", "TABLE[key@](input())\n"),
}  # fmt: skip
