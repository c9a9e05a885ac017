"""Sharing the files of a run out to other machines: a cluster of dask that already runs, and sees the same folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulekit import __version__, api
from rulekit.cli.extras import missing
from rulekit.engine.outcome import Outcome
from rulekit.model.errors import SettingsError

if TYPE_CHECKING:
    from concurrent.futures import Executor

SCHEME = "dask://"
# Seconds to wait for the scheduler; it runs already.
PATIENCE = 10


def checked_by_cluster(run: api.Run, address: str) -> Iterator[Outcome | str]:
    """Check files by the workers of a cluster; what a lost worker had is done again by the others.

    Raises:
        SettingsError: there is no such cluster, or its workers do not see the folder, or have another rulekit.
    """
    with _workers(address) as executor:
        yield from api.outcomes(run, executor)


@contextmanager
def _workers(address: str) -> "Iterator[Executor]":
    client = _client(address)
    try:
        _refuse_others(client.run(_seen_there, str(Path.cwd())))
        yield client.get_executor(pure=False)
    finally:
        client.close()


def _client(address: str) -> Any:
    place = address.removeprefix(SCHEME)
    if place == address or ":" not in place:
        raise SettingsError(f"--executor {address}: no cluster is named so: write `{SCHEME}HOST:PORT`")
    try:
        from distributed import Client
    except ImportError as error:
        raise missing("--executor", "distributed", "dask") from error
    try:
        return Client(f"tcp://{place}", timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"--executor {address}: no scheduler answers there: start it, or mend the address"
        ) from error


def _seen_there(folder: str) -> tuple[str, bool]:
    """Tell on a worker which rulekit it has, and go to the folder of the run, if that is there."""
    from rulekit import __version__ as version

    is_there = Path(folder).is_dir()
    if is_there:
        os.chdir(folder)
    return version, is_there


def _refuse_others(seen: "dict[str, tuple[str, bool]]") -> None:
    if not seen:
        raise SettingsError("--executor: the cluster has no workers: start some")
    for worker, (version, is_there) in seen.items():
        if version != __version__:
            raise SettingsError(
                f"--executor: {worker} has rulekit {version}, not {__version__}: install the same there"
            )
        if not is_there:
            raise SettingsError(f"--executor: {worker} does not see {Path.cwd()}: share the folder with it")
