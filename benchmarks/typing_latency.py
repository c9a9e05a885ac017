"""How long a change in a notebook takes to come back as diagnostics, and what many changes leave in memory.

`python benchmarks/typing_latency.py [EDITS]`: medians over some changes of one cell in notebooks of 1 to 200 cells,
with the pause that the server makes before it judges; then the memory of the server and its worker after so many.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from lsprotocol import types

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.server.editor import Editor, editing, typed

SIZES = (1, 10, 50, 200)
CHANGES = 9
EDITS = 1_000
CELL = "import os\n\n\ndef total_{0}(orders):\n    try:\n        return sum(orders)\n    except:\n        os.stop()\n"


def main() -> None:
    """Measure, and write a table."""
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else EDITS
    with tempfile.TemporaryDirectory() as folder, editing(Path(folder).resolve()) as editor:
        for size in SIZES:
            sys.stdout.write(f"{size:>4} cells  {1000 * latency(editor, size):6.0f} ms\n")
        before = memory()
        last = opened(editor, 10, "memory")
        for version in range(2, edits + 2):
            change(editor, "memory", last, version)
            editor.diagnostics(last, version)
        sys.stdout.write(f"{edits} edits: {before:.0f} MB before, {memory():.0f} MB after\n")


def opened(editor: Editor, size: int, name: str) -> str:
    """Open a notebook of so many cells, wait for its diagnostics, and name the last cell."""
    uri = (editor.folder / f"{name}.ipynb").as_uri()
    items = [
        types.TextDocumentItem(uri=f"{uri}#{at}", language_id="python", version=1, text=CELL.format(at))
        for at in range(size)
    ]
    cells = [types.NotebookCell(types.NotebookCellKind.Code, item.uri) for item in items]
    notebook = types.NotebookDocument(uri, "jupyter-notebook", 1, cells)
    editor.send(types.NOTEBOOK_DOCUMENT_DID_OPEN, types.DidOpenNotebookDocumentParams(notebook, items))
    editor.diagnostics(items[-1].uri)
    return items[-1].uri


def change(editor: Editor, name: str, cell: str, version: int) -> None:
    """Type one letter into a cell."""
    identifier = types.VersionedTextDocumentIdentifier(version=version, uri=cell)
    content = types.NotebookDocumentCellContentChanges(identifier, [typed(1, version - 2, "#")])
    event = types.NotebookDocumentChangeEvent(cells=types.NotebookDocumentCellChanges(text_content=[content]))
    whole = types.VersionedNotebookDocumentIdentifier(version=version, uri=(editor.folder / f"{name}.ipynb").as_uri())
    editor.send(types.NOTEBOOK_DOCUMENT_DID_CHANGE, types.DidChangeNotebookDocumentParams(whole, event))


def latency(editor: Editor, size: int) -> float:
    """Give the median of the seconds from a change to its diagnostics."""
    name = f"day_{size}"
    last = opened(editor, size, name)
    taken = []
    for version in range(2, CHANGES + 2):
        begin = time.perf_counter()
        change(editor, name, last, version)
        editor.diagnostics(last, version)
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def memory() -> float:
    """Give the megabytes that the processes below this one hold; Linux tells them."""
    held = {int(one.name): one for one in Path("/proc").iterdir() if one.name.isdecimal()}
    parents = {
        pid: int(text.rpartition(")")[2].split()[1]) for pid, one in held.items() if (text := _read(one / "stat"))
    }
    below = {pid for pid in parents if _is_below(pid, parents)}
    rows = (line for pid in below for line in _read(held[pid] / "status").splitlines() if line.startswith("VmRSS"))
    return sum(int(line.split()[1]) for line in rows) / 1024


def _is_below(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == os.getpid():
            return True
    return False


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        return ""


if __name__ == "__main__":
    main()
