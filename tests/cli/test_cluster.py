"""`rulekit check --executor`: a real cluster of processes says what this process says, a lost worker or not."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

from tests.conftest import Command
from tests.shop import BARE, one_line, project

FILES = {f"shop/part{number}.py": f"{BARE}\n\ndef part{number}(tea):\n    return tea\n" * 20 for number in range(120)}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process of its own."""
    with distributed.LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


def address_of(cluster: Any) -> str:
    """Spell the place of a cluster as the option wants it."""
    return str(cluster.scheduler_address).replace("tcp://", "dask://")


@pytest.fixture(autouse=True)
def shop(tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": "[tool.rulekit]\n", **FILES})


def test_a_cluster_says_what_one_process_says(command: Command, cluster: Any) -> None:
    here = command("check", "--all", "--no-cache", "--jobs", "1", ".")

    assert here.status == 1
    assert command("check", "--all", "--no-cache", "--executor", address_of(cluster), ".") == here


def test_the_files_of_a_worker_that_is_lost_are_checked_by_the_other(command: Command, cluster: Any) -> None:
    here = command("check", "--all", "--no-cache", "--jobs", "1", ".")
    with distributed.Client(cluster) as client:  # type: ignore[no-untyped-call]
        processes = client.run(os.getpid)

        def kill_when_busy() -> None:
            while not (busy := [worker for worker, tasks in client.processing().items() if tasks]):
                pass
            os.kill(processes[busy[0]], signal.SIGKILL)

        killer = threading.Thread(target=kill_when_busy, daemon=True)
        killer.start()
        there = command("check", "--all", "--no-cache", "--executor", address_of(cluster), ".")
        killer.join()

    assert there == here


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ray://here:1", "no cluster is named so: write `dask://HOST:PORT`"),
        ("dask://here", "no cluster is named so: write `dask://HOST:PORT`"),
        ("dask://127.0.0.1:1", "no scheduler answers there: start it, or mend the address"),
    ],
)
def test_an_address_without_a_cluster_is_told(
    command: Command, address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rulekit.cli.cluster.PATIENCE", 1)
    done = command("check", "--no-cache", "--executor", address, ".")

    assert (done.status, one_line(done.err)) == (2, f"rulekit: --executor {address}: {said}")
