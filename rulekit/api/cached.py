"""Checking files and folders, where what earlier runs found is not judged again."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from rulekit.api.beside import beside_others
from rulekit.api.runs import Report, Run, plan, settings_for
from rulekit.engine.cache.answers import known_outcomes, whole_answer, whole_written, written
from rulekit.engine.cache.keys import Keys, version
from rulekit.engine.cache.store import VARIABLE, Store, users_folder
from rulekit.engine.fix_consent import Consent
from rulekit.engine.outcome import Outcome
from rulekit.engine.setting_overrides import Given, Selected, with_selected

if TYPE_CHECKING:  # loading it brings threads, which a browser does not have
    from concurrent.futures import Executor

    from rulekit.analysis.project.takers import Takers

Judge = Callable[[Run], Iterable[Outcome | str]]

_KEPT: Final = ("findings", "files", "skipped", "unasked", "withdrawn", "in_bulk")


def check_paths(
    paths: Iterable[str | os.PathLike[str]] | os.PathLike[str],
    executor: "Executor | None" = None,
    settings: Given = None,
    *,
    cache: bool = True,
    select: Selected = None,
) -> Report:
    """Check files and folders, each by the settings nearest to it unless `settings` are given.

    A path alone is taken for a list of one. Any `concurrent.futures.Executor` can share the work. Without `cache`,
    everything is judged, and nothing is kept for the next time. `select` is as in `check`, and the other settings stay.

    Raises:
        UnreadableError: a path does not exist.
        SettingsError: a settings file is wrong.
    """
    run = plan(paths, with_selected(settings, select))

    def judge(left: Run) -> Iterable[Outcome | str]:
        from rulekit.api.files import outcomes

        return outcomes(left, executor)

    return report(run, judge, usual_store(run) if cache else None)


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
    """Judge what no earlier run has judged, put all of it together, and leave out what other tools say."""
    return beside_others(_report(run, judge, store), run)


def _report(run: Run, judge: Judge, store: Store | None) -> Report:
    if store is None or not version():
        return _gather(run, judge(run))
    keys = Keys(run.settings, run.folders)
    files = {file: keys.of_file(file) for file in run.files}
    place, key = keys.of_place(run.files), keys.of_run(run.search, files)
    if parts := whole_answer(store, place, key):
        store.write({}, [place, *files.values()])
        return _as_report(parts, lambda: _gather(run, _answers(run, judge, known_outcomes(store, files)).values()))
    known = known_outcomes(store, files)
    answers = _answers(run, judge, known)
    found = _gather(run, answers.values())
    outcomes = {file: one for file, one in answers.items() if isinstance(one, Outcome)}
    new = written(one for file, one in outcomes.items() if file not in known)
    if key and files == {file: one.key for file, one in outcomes.items()} and _may_be_kept(found):
        new |= whole_written(place, key, outcomes, _parts_of(found))
    store.write(new, [files[file] for file in known])
    return found


def answers(run: Run, judge: Judge, store: Store | None) -> dict[str, Outcome | str]:
    """Give the answers about the files of a run, those of earlier runs where they are known."""
    keys = Keys(run.settings, run.folders)
    known = known_outcomes(store, {file: keys.of_file(file) for file in run.files}) if store and version() else {}
    return _answers(run, judge, known)


def _gather(run: Run, found: Iterable[Outcome | str]) -> Report:
    from rulekit.api.files import gather

    return gather(run, found)


def _answers(run: Run, judge: Judge, known: Mapping[str, Outcome]) -> dict[str, Outcome | str]:
    """Give the answers about all files of a run: those that are known, and the others of a judge."""
    left = tuple(file for file in run.files if file not in known)
    judged = judge(run._replace(search=replace(run.search, files=left), is_kept=True)) if left else ()
    fresh = dict(zip(left, judged, strict=True))
    return {file: known.get(file) or fresh[file] for file in run.files}


def _may_be_kept(found: Report) -> bool:
    """Tell whether a report may be written down: everything went well, and no edit tells a secret."""
    edited = (one.fix for one in (*found.findings, *found.withdrawn) if one.fix)
    return not found.problems and all(fix.shown is None for fix in edited)


def _parts_of(found: Report) -> Iterable[object]:
    return [getattr(found, name) for name in _KEPT] + [dict(found.consent.modules)]


def _as_report(parts: Sequence[object], again: Callable[[], Report]) -> Report:
    """Make a report of what was kept of it. Who takes what from which module is asked again, if a fix must know it."""
    *told, modules = parts
    values: dict[str, Any] = dict(zip(_KEPT, told, strict=True))

    @cache
    def takers() -> "Takers":
        return again().consent.takers()

    return Report(**values, consent=Consent(cast("Mapping[str, str]", modules), takers))
