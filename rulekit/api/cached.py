"""Checking files and folders, where what earlier runs found is not judged again."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rulekit.api.files import Report, Run, gather, outcomes, plan, settings_for
from rulekit.engine.cache.answers import known_outcomes, written
from rulekit.engine.cache.keys import Keys
from rulekit.engine.cache.store import VARIABLE, Store, users_folder
from rulekit.engine.check_document import Outcome
from rulekit.engine.setting_overrides import Given

if TYPE_CHECKING:  # loading it brings threads, which a browser does not have
    from concurrent.futures import Executor

Judge = Callable[[Run], Iterable[Outcome | str]]


def check_paths(
    paths: Iterable[str | os.PathLike[str]] | os.PathLike[str],
    executor: "Executor | None" = None,
    settings: Given = None,
    *,
    cache: bool = True,
) -> Report:
    """Check files and folders, each by the settings nearest to it unless `settings` are given.

    A path alone is taken for a list of one. Any `concurrent.futures.Executor` can share the work. Without `cache`,
    everything is judged, and nothing is kept for the next time.

    Raises:
        UnreadableError: a path does not exist.
        SettingsError: a settings file is wrong.
    """
    run = plan(paths, settings)
    return report(run, lambda left: outcomes(left, executor), usual_store(run) if cache else None)


def usual_store(run: Run) -> Store | None:
    """Give the store of a run: what the environment says, or the settings, or the user's folder for caches."""
    if (named := os.environ.get(VARIABLE)) is not None:
        return Store(Path(named)) if named else None
    held = settings_for(run.folders[0] if run.folders else run.files[0], run.settings) if run.files else None
    if held and held.cache_dir:
        return Store((held.root or Path.cwd()) / held.cache_dir)
    folder = users_folder()
    return Store(folder) if folder else None


def report(run: Run, judge: Judge, store: Store | None) -> Report:
    """Judge what no earlier run has judged, and put all of it together."""
    if store is None:
        return gather(run, judge(run))
    keys = Keys(run.settings, run.folders)
    by_file = {file: keys.of_file(file) for file in run.files}
    known = known_outcomes(store, by_file)
    fresh = _judged(run, judge, known)
    found = gather(run, [known.get(file) or fresh[file] for file in run.files])
    new = [one for one in fresh.values() if isinstance(one, Outcome)]
    store.write(written(new), [by_file[file] for file in known])
    return found


def _judged(run: Run, judge: Judge, known: Mapping[str, Outcome]) -> dict[str, Outcome | str]:
    left = tuple(file for file in run.files if file not in known)
    if not left:
        return {}
    part = replace(run, search=replace(run.search, files=left))
    return dict(zip(left, judge(part), strict=True))
