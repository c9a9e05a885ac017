"""`rulekit.check_paths` on the workers of ray: whether they find what this process finds, and how long both take.

`pip install ray` into the environment first, it is in no extra; then `python benchmarks/on_ray.py PATH`, or with
`--cluster ray://HOST:PORT` (`pip install "ray[client]"`) on one that runs.
"""

import argparse
import importlib
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import rulekit


class OnRay(Executor):
    """Hands calls to the workers of ray."""

    def __init__(self, ray: Any) -> None:
        """Take the module `ray`, which knows its cluster."""
        self._ray = ray

    def submit(self, call: Callable[..., Any], /, *given: Any) -> "Future[Any]":  # type: ignore[override]
        """Run a call on a worker."""
        answer: Future[Any] = self._ray.remote(call).remote(*given).future()
        return answer


def main() -> None:
    """Check a folder here and there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=lambda path: str(Path(path).resolve()))
    parser.add_argument("--cluster", help="where one runs; without it, one is started")
    options = parser.parse_args()
    ray = importlib.import_module("ray")
    ray.init(options.cluster, log_to_driver=False)
    begun = time.perf_counter()
    here = rulekit.check_paths(options.path, cache=False)
    between = time.perf_counter()
    there = rulekit.check_paths(options.path, OnRay(ray), cache=False)
    took = f"{between - begun:.1f} s here, {time.perf_counter() - between:.1f} s there"
    sys.stdout.write(f"ray {ray.__version__}: {len(here.files)} files, {len(here.findings)} findings, {took}\n")
    sys.stdout.write("the same\n" if here == there else "NOT the same\n")


if __name__ == "__main__":
    main()
