"""Attacks do their harm in a process of their own: each is seen, and nothing of the learner's is touched."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rulekit.teach.catalog import library
from rulekit.teach.judge.ask import ask
from rulekit.teach.judge.request import Request, Work
from tests.waiting import PATIENCE

DYNAMIC = library()["dynamic-code.exploit"]
READER = {"old_intake": DYNAMIC.modules["old_intake"]}
HEADER = "import old_intake\n\n\n"
CHECK = '''
def test_{number}(answer, harm):
    """{name}"""
    harm.keep("orders.db", "A-1043")
    done = harm.of(old_intake.pieces_of, {text!r})
    assert done.harm, f"it {{done.told}}"
'''

INSIDE = {
    "open": "open('orders.db', 'w')",
    "a file of its own": "open('mine.txt', 'w')",
    "os.remove": "import os; os.remove('orders.db')",
    "os.unlink": "import os; os.unlink('orders.db')",
    "os.truncate": "import os; os.truncate('orders.db', 0)",
    "os.rename": "import os; os.rename('orders.db', 'x')",
    "os.chmod": "import os; os.chmod('orders.db', 0)",
    "os.open": "import os; os.open('orders.db', os.O_WRONLY | os.O_TRUNC)",
    "posix.remove": "import posix; posix.remove('orders.db')",
    "io.FileIO": "import io; io.FileIO('orders.db', 'w')",
    "_io.open": "import _io; _io.open('orders.db', 'w')",
    "pathlib": "import pathlib; pathlib.Path('orders.db').unlink()",
    "pathlib.write_text": "import pathlib; pathlib.Path('orders.db').write_text('')",
    "shutil.rmtree": "import shutil; shutil.rmtree('.')",
    "shutil.rmtree of the folder": "import os, shutil; shutil.rmtree(os.getcwd())",
    "shutil.move": "import shutil; shutil.move('orders.db', 'x')",
    "codecs.open": "import codecs; codecs.open('orders.db', 'w')",
    "gzip": "import gzip; gzip.open('orders.db', 'w')",
    "zipfile": "import zipfile; zipfile.ZipFile('orders.db', 'w')",
    "shelve": "import shelve; shelve.open('orders')",
    "sqlite3": "import sqlite3; c = sqlite3.connect('x.db'); c.execute('create table a (b)'); c.commit()",
    "logging": "import logging; logging.basicConfig(filename='orders.db', filemode='w')",
    "fileinput": "import fileinput; [0 for _ in fileinput.input('orders.db', inplace=True)]",
    "a thread": "import os, threading; threading.Thread(target=os.remove, args=('orders.db',)).start()",
    "atexit": "import atexit, os; atexit.register(os.remove, 'orders.db')",
    "a loader": "__builtins__['__loader__'].load_module('os').remove('orders.db')",
    "an error that is caught": "import os\ntry: os.remove('orders.db')\nexcept Exception: pass",
}
OUTSIDE = {
    "open": "open('{folder}/notes.txt', 'w')",
    "open for appending": "open('{folder}/notes.txt', 'a')",
    "a path of bytes": "import io; io.FileIO(b'{folder}/notes.txt', 'w')",
    "a path object": "import io, pathlib; io.FileIO(pathlib.Path('{folder}/notes.txt'), 'w')",
    "a way upwards": "import os; open(os.path.relpath('{folder}/notes.txt'), 'w')",
    "another root": "open('/proc/self/root{folder}/notes.txt', 'w')",
    "os.open": "import os; os.open('{folder}/notes.txt', os.O_RDWR)",
    "os.open in an open folder": (
        "import os; f = os.open('{folder}', os.O_RDONLY); os.open('notes.txt', os.O_WRONLY | os.O_TRUNC, dir_fd=f)"
    ),
    "os.open upwards in an open folder": (
        "import os; f = os.open('.', os.O_RDONLY); os.makedirs('a/b/c/d/e/f/g/h'); os.chdir('a/b/c/d/e/f/g/h');"
        " os.open(os.path.relpath('{folder}/notes.txt', os.getcwd() + '/../../../../../../../..'),"
        " os.O_WRONLY | os.O_TRUNC, dir_fd=f)"
    ),
    "os.remove upwards in an open folder": (
        "import os; f = os.open('.', os.O_RDONLY); os.makedirs('a/b/c/d/e/f/g/h'); os.chdir('a/b/c/d/e/f/g/h');"
        " os.remove(os.path.relpath('{folder}/notes.txt', os.getcwd() + '/../../../../../../../..'), dir_fd=f)"
    ),
    "os.remove": "import os; os.remove('{folder}/notes.txt')",
    "os.rmdir": "import os; os.rmdir('{folder}/empty')",
    "os.rename": "import os; os.rename('{folder}/notes.txt', 'mine.txt')",
    "os.replace": "import os; os.replace('orders.db', '{folder}/notes.txt')",
    "os.truncate": "import os; os.truncate('{folder}/notes.txt', 0)",
    "os.chmod": "import os; os.chmod('{folder}/notes.txt', 0)",
    "os.chmod of an open file": "import os; os.chmod(os.open('{folder}/notes.txt', os.O_RDONLY), 0)",
    "os.utime": "import os; os.utime('{folder}/notes.txt', (0, 0))",
    "os.mkdir": "import os; os.mkdir('{folder}/new')",
    "os.mkfifo": "import os; os.mkfifo('{folder}/new')",
    "posix.mkfifo": "import posix; posix.mkfifo('{folder}/new')",
    "os.link": "import os; os.link('{folder}/notes.txt', 'mine.txt'); open('mine.txt', 'w')",
    "os.symlink": "import os; os.symlink('{folder}/notes.txt', 'mine.txt'); open('mine.txt', 'w')",
    "os.symlink outside": "import os; os.symlink('orders.db', '{folder}/new')",
    "os.chdir": "import os; os.chdir('{folder}'); os.remove('notes.txt')",
    "shutil.rmtree": "import shutil; shutil.rmtree('{folder}')",
    "shutil.rmtree that ignores errors": "import shutil; shutil.rmtree('{folder}', ignore_errors=True)",
    "shutil.copy": "import shutil; shutil.copy('orders.db', '{folder}/notes.txt')",
    "sqlite3": "import sqlite3; sqlite3.connect('{folder}/new.db').execute('create table a (b)')",
    "sqlite3 by address": "import sqlite3; sqlite3.connect('file:{folder}/new.db', uri=True)",
    "os.kill": "import os, signal; os.kill({process}, signal.SIGKILL)",
    "os.kill of the judge": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    "os.killpg": "import os, signal; os.killpg(os.getpgid({process}), signal.SIGKILL)",
    "signal.pidfd_send_signal": (
        "import os, signal; signal.pidfd_send_signal(os.pidfd_open({process}), signal.SIGKILL)"
    ),
    "os.setpriority": "import os; os.setpriority(os.PRIO_PROCESS, {process}, 19)",
}
PROGRAMS = {
    "os.system": "import os; os.system('touch {folder}/new')",
    "os.popen": "import os; os.popen('touch {folder}/new').read()",
    "subprocess": "import subprocess; subprocess.run(['touch', '{folder}/new'])",
    "a full path": "import subprocess; subprocess.run(['/bin/touch', '{folder}/new'])",
    "a shell": "import subprocess; subprocess.getoutput('touch {folder}/new')",
    "a class of subprocess": (
        "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'Popen'][0](['touch', '{folder}/new'])"
    ),
    "below subprocess": (
        "import _posixsubprocess, subprocess; subprocess.Popen._execute_child;"
        " _posixsubprocess.fork_exec([b'touch', b'{folder}/new'], [b'/bin/touch'], *[None] * 19)"
    ),
    "os.execv": "import os; os.execv('/bin/touch', ['touch', '{folder}/new'])",
    "os.spawnl": "import os; os.spawnl(os.P_WAIT, '/bin/touch', 'touch', '{folder}/new')",
    "os.posix_spawn": "import os; os.posix_spawn('/bin/touch', ['touch', '{folder}/new'], {{}})",
    "pty.spawn": "import pty; pty.spawn(['touch', '{folder}/new'])",
    "webbrowser": "import webbrowser; webbrowser.open('http://shop.example')",
    "a fork": "import os; os.fork()",
    "forks without end": "import os\nwhile True: os.fork()",
    "multiprocessing": "import multiprocessing as m; m.Process(target=print).start()",
    "asyncio": "import asyncio; asyncio.run(asyncio.create_subprocess_exec('touch', '{folder}/new'))",
    "ctypes": "import ctypes; ctypes.CDLL(None).unlink(b'{folder}/notes.txt')",
    "os._exit": "import os; os._exit(0)",
    "os.abort": "import os; os.abort()",
    "its own end": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "exit": "exit()",
    "SystemExit": "raise SystemExit",
}
CONNECTIONS = {
    "socket": "import socket; socket.create_connection(('{host}', {port}))",
    "_socket": "import _socket; _socket.socket().connect(('{host}', {port}))",
    "urllib": "import urllib.request; urllib.request.urlopen('http://{host}:{port}')",
    "http.client": "import http.client; http.client.HTTPConnection('{host}', {port}).request('GET', '/')",
    "smtplib": "import smtplib; smtplib.SMTP('{host}', {port})",
    "a server": "import socket; socket.create_server(('', 0))",
    "a datagram": ("import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('{host}', {port}))"),
    "a name": "import socket; socket.getaddrinfo('shop.example', 80)",
}


BLINDING = {
    "other built-in functions": "import builtins; builtins.any = builtins.all = builtins.type = lambda *_: True",
    "another realpath": "import os; os.path.realpath = os.path.normpath = os.path.join = lambda *_: os.getcwd()",
    "another lstat": "import os, posix; os.lstat = posix.lstat = os.readlink = lambda *_: None",
    "another startswith": "import os; os.sep = ''",
    "the module of the guard": "import rulekit.teach.judge.guard as g; g.PATHS.clear(); g._is_right = lambda *_: True",
    "modules": "import sys; [m.__dict__.clear() for n, m in list(sys.modules.items()) if 'guard' in n]",
    "the garbage collector": (
        "import gc; [h.clear() for o in gc.get_objects() if isinstance(o, dict) and 'PATHS' in o for h in [o]]"
    ),
    "a hook of its own": "import sys; sys.addaudithook(lambda *_: None)",
    "a profiler": "import sys; sys.setprofile(lambda *_: None); sys.settrace(lambda *_: None)",
    "what stands before fork_exec": (
        "import _posixsubprocess as p; [c.cell_contents for c in p.fork_exec.__closure__][-1]([b'rm'], [b'/bin/rm'])"
    ),
    "limits": "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "an attached database": (
        "import sqlite3; c = sqlite3.connect(':memory:'); c.execute(\"attach '{folder}/new.db' as n\");"
        " c.execute('create table n.a (b)')"
    ),
    "a copy of a database": (
        "import sqlite3; c = sqlite3.connect(':memory:'); c.execute(\"vacuum into '{folder}/new.db'\")"
    ),
    "another interpreter": (
        "try: import _interpreters as i\nexcept ImportError: import _xxsubinterpreters as i\n"
        "i.run_string(i.create(), \"open('{folder}/new', 'w')\")"
    ),
}
UNASKING = "def test_names(answer):\n    pass\n"
ENDLESS = "the code does not come to an end: it was stopped"
ENDED = "the code ends the whole program"
TOO_MUCH = "the code asks for more memory than there is"
BOMBS = {
    "a loop in C": ("sum(range(10**12))", ENDLESS),
    "a wait": ("import threading\nthreading.Event().wait()", ENDLESS),
    "a loop that no signal ends": ("import signal\nsignal.pthread_sigmask(0, {14, 15, 27})\nwhile True: pass", ENDLESS),
    "a loop that catches everything": (
        "while True:\n    try:\n        pass\n    except BaseException:\n        pass",
        ENDLESS,
    ),
    "a long text": ("'a' * 10**11", TOO_MUCH),
    "a list": ("kept = []\nwhile True:\n    kept.append(bytes(10**7))", TOO_MUCH),
    "os._exit": ("import os\nos._exit(0)", ENDED),
    "os.abort": ("import os\nos.abort()", ENDED),
    "SystemExit": ("raise SystemExit", ENDED),
    "a signal to itself": ("import os\nos.kill(os.getpid(), 9)", ENDED),
    "a broken pointer": ("import faulthandler\nfaulthandler._sigsegv()", ENDED),
    "a fork": ("import os\nwhile True:\n    os.fork()", "an answer may not reach for `os.fork`"),
    "standard input": ("input()", "the code raises `EOFError"),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder with files in it, which is the current one."""
    folder = tmp_path / "home"
    (folder / "empty").mkdir(parents=True)
    (folder / "notes.txt").write_text("dear diary", "utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def neighbour() -> Iterator["subprocess.Popen[bytes]"]:
    """Another process of the learner, which ends when its input does."""
    words = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True, shell=False) as process:
        yield process


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """A server that nobody should call."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def as_text(code: str) -> str:
    """Write statements as one expression without the word that the old reader refuses."""
    return f"exec({code!r})".replace("import", "im\\x70ort")


def without_harm(roads: dict[str, str], **words: object) -> dict[str, str | None]:
    """Try each road, and give those on which no harm was seen."""
    texts = {name: as_text(code.format(**words)) for name, code in roads.items()}
    checks = (CHECK.format(number=at, name=name, text=text) for at, (name, text) in enumerate(texts.items()))
    tried = ask(Request(Work.CHECKS, "", READER, HEADER + "\n".join(checks)))
    assert [one["sentence"] for one in tried] == list(texts)
    return {one["sentence"]: one["message"] for one in tried if "message" in one}


def state(folder: Path) -> dict[str, tuple[int, float, bytes]]:
    """Give all that is in a folder, with rights and times."""
    found = [(path, path.lstat()) for path in [folder, *folder.rglob("*")]]
    return {str(path): (of.st_mode, of.st_mtime, path.read_bytes() if path.is_file() else b"") for path, of in found}


def test_harm_to_the_shop_is_seen(home: Path) -> None:
    before = state(home)

    assert without_harm(INSIDE) == {}
    assert state(home) == before


def test_harm_to_the_learner_is_seen_and_does_not_happen(home: Path, neighbour: "subprocess.Popen[bytes]") -> None:
    before = state(home)

    assert without_harm(OUTSIDE, folder=home, process=neighbour.pid) == {}
    assert state(home) == before
    assert neighbour.poll() is None
    assert os.getpriority(os.PRIO_PROCESS, neighbour.pid) == os.getpriority(os.PRIO_PROCESS, 0)


def test_programs_are_seen_and_do_not_start(home: Path) -> None:
    before = state(home)

    assert without_harm(PROGRAMS, folder=home) == {}
    assert state(home) == before


def test_connections_are_seen_and_do_not_come_about(server: socket.socket) -> None:
    host, port = server.getsockname()

    assert without_harm(CONNECTIONS, host=host, port=port) == {}
    with pytest.raises(BlockingIOError):
        server.accept()


def test_an_answer_cannot_blind_the_guard(home: Path) -> None:
    before = state(home)
    blinding = [
        f"try:\n{indented(code.format(folder=home))}\nexcept BaseException: pass\n" for code in BLINDING.values()
    ]
    harm = f"import os\ntry: os.remove('{home}/notes.txt')\nfinally: open('{home}/notes.txt', 'w')"
    roads = {name: code + harm for name, code in zip(BLINDING, blinding, strict=True)}

    assert without_harm(roads) == {}
    assert state(home) == before


def indented(code: str) -> str:
    return "\n".join(f"    {line}" for line in code.splitlines())


WAITING = """
import sys
from rulekit.teach.judge.ask import ask
from rulekit.teach.judge.request import Request, Work

code = "import threading\\nthreading.Event().wait()\\n"
ask(Request(Work.CHECKS, code, checks="def test_it(answer):\\n    pass\\n", seconds=float(sys.argv[1])))
"""


ENDS = {"Ctrl-C": (signal.SIGINT, str(PATIENCE)), "a kill": (signal.SIGKILL, "1")}


def children_of(process: int) -> set[int]:
    """Give the processes below a process."""
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()
    except OSError:
        return set()
    return {int(one) for one in listed}.union(*(children_of(int(one)) for one in listed))


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Look now and then whether something holds, for some seconds at most."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="/proc tells which processes there are")
@pytest.mark.parametrize(("sent", "limit"), ENDS.values(), ids=ENDS)
def test_no_process_is_left_when_the_one_that_waits_is_ended(tmp_path: Path, sent: signal.Signals, limit: str) -> None:
    words = [sys.executable, "-c", WAITING, limit]
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(words, env=env, stderr=subprocess.DEVNULL, shell=False) as learner:
        assert wait_until(lambda: len(children_of(learner.pid)) > 1)
        below = children_of(learner.pid)
        learner.send_signal(sent)

    assert wait_until(lambda: not any(Path(f"/proc/{one}").exists() for one in below))


@pytest.mark.parametrize(("code", "said"), BOMBS.values(), ids=BOMBS)
def test_an_answer_that_would_never_end_or_take_everything_gets_one_sentence(code: str, said: str) -> None:
    seconds = 1.0 if said == ENDLESS else PATIENCE
    (tried,) = ask(Request(Work.CHECKS, code, checks=UNASKING, seconds=seconds))

    assert tried["message"].startswith(said)
    assert "\n" not in tried["message"]
