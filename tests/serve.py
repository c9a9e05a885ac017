"""Run command lines one after another in one process, each as if it had the process to itself.

Every line of standard input asks for one as JSON (`cwd`, `arguments`, `stdin`); the answer is a line as well.
"""

import base64
import io
import json
import os
import sys

from rulekit.cli.main import main


def answer(cwd: str, arguments: list[str], stdin: str) -> list[object]:
    """Run a command line; give its exit status and what it wrote, in base64."""
    os.chdir(cwd)
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(base64.b64decode(stdin)), "utf-8")
    sys.stdout, sys.stderr = io.TextIOWrapper(out, "utf-8"), io.TextIOWrapper(err, "utf-8")
    status = main(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    return [status, *(base64.b64encode(stream.getvalue()).decode() for stream in (out, err))]


if __name__ == "__main__":
    channel = sys.stdout
    for line in sys.stdin:
        channel.write(json.dumps(answer(**json.loads(line))) + "\n")
        channel.flush()
