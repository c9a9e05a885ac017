"""Judging what a plan holds: by whom, and what of it is kept for the next time."""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from rulekit import api
from rulekit.cli.cluster import checked_by_cluster
from rulekit.cli.narrowing import narrowed
from rulekit.cli.progress import checked
from rulekit.engine.cache.store import Store
from rulekit.engine.outcome import Outcome


def add_speed(parser: argparse.ArgumentParser) -> None:
    """Declare the options that say who does the work, and what of it is kept for the next time."""
    parser.add_argument(
        "-j",
        "--jobs",
        type=_count,
        metavar="N",
        help="check in at most N processes (default: as many as there are cores)",
    )
    parser.add_argument(
        "--executor",
        metavar="ADDRESS",
        help="share the files out to a cluster that sees this folder: `dask://HOST:PORT`, with the extra `dask`",
    )
    parser.add_argument("--no-cache", action="store_true", help="judge every file, and keep nothing for the next run")
    parser.add_argument(
        "--cache-dir", metavar="FOLDER", type=Path, help="keep answers there (default: the user's folder for caches)"
    )


def judged(options: argparse.Namespace, plan: api.Run, paths: Sequence[str]) -> api.Report:
    """Judge what no earlier run has judged, in as many processes as pay, and put all of it together."""
    store, seen = _store(options, plan), dict[str, Outcome | str]()

    def judge(left: api.Run) -> Iterable[Outcome | str]:
        new = left._replace(search=replace(left.search, files=tuple(one for one in left.files if one not in seen)))
        found = checked_by_cluster(new, options.executor) if options.executor else checked(new, options.jobs)
        seen.update(zip(new.files, found, strict=True))
        return [seen[file] for file in left.files]

    report = api.report(plan, judge, store)
    return narrowed(options, report, plan, paths, lambda changes: api.findings_before(plan, changes, judge, store))


def _store(options: argparse.Namespace, plan: api.Run) -> Store | None:
    if options.no_cache:
        return None
    return Store(options.cache_dir) if options.cache_dir else api.usual_store(plan)


def _count(text: str) -> int:
    """Read a number of processes.

    Raises:
        ArgumentTypeError: it is none.
    """
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"`{text}` is no number of processes: write 1 or more")
    return int(text)
