"""`rulekit teach`: for authors of lessons: begin an exercise, list them all, write the notebooks anew."""

import argparse
import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from rulekit import api
from rulekit.cli.screen import write_texts
from rulekit.cli.settings_options import add_trust
from rulekit.cli.telling import tell_missing
from rulekit.engine.setting_overrides import Overrides
from rulekit.model.errors import SettingsError
from rulekit.report.styled import visible
from rulekit.teach.catalog import Library, library
from rulekit.teach.class_page import class_page
from rulekit.teach.class_report import report_text
from rulekit.teach.curricula import OURS, curricula
from rulekit.teach.inventory import inventory
from rulekit.teach.lessons import Lesson, lessons
from rulekit.teach.notebooks import SOLUTIONS, build_notebooks
from rulekit.teach.problems import ExerciseError
from rulekit.teach.proof.properties import TWICE
from rulekit.teach.proof.proving import THOROUGH, Proof, prove_all
from rulekit.teach.scaffold import plan_of, scaffold

MISTAKE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions, each with its options."""
    add_trust(parser)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    new = actions.add_parser("new", help="write the file of a new exercise, to be filled in")
    new.add_argument(
        "exercise", metavar="RULE.KIND", help="bare-except.fix, RK301.judge, bare-except.fix-2, errors.mix"
    )
    new.add_argument("--folder", type=Path, help="default: the folder of the section in `curriculum`")
    new.set_defaults(act=_new)
    build = actions.add_parser("build", help="write the notebooks from their chapters")
    build.add_argument("lessons", nargs="*", metavar="LESSON", help="errors, review ... (default: your own, else all)")
    build.add_argument("--check", action="store_true", help="change nothing, exit with 1 where a notebook is stale")
    build.add_argument("--folder", type=Path, default=Path("notebooks"), help="default: notebooks")
    build.set_defaults(act=_build)
    check = actions.add_parser("check", help="prove exercises: right answers pass, all others are refused")
    check.add_argument("exercises", nargs="*", metavar="ID", help="default: your own, else all that authors wrote")
    check.add_argument("--folder", type=Path, help="your own exercises, in place of `curriculum`")
    check.add_argument("--thorough", action="store_true", help="judge each answer 20 times, and name surviving mutants")
    check.set_defaults(act=_check)
    listing = actions.add_parser("list", help="list all exercises, and count them")
    listing.add_argument("--folder", type=Path, help="your own exercises, in place of `curriculum`")
    listing.set_defaults(act=_list)
    report = actions.add_parser(
        "report", help="tell from progress codes what a class has passed, and where it stumbled"
    )
    report.add_argument("codes", type=Path, metavar="CODES.txt", help="pasted codes, one a line, perhaps behind a name")
    report.add_argument("--html", type=Path, metavar="FILE", help="write it as a page too, which loads nothing")
    report.set_defaults(act=_report)


def run(options: argparse.Namespace) -> int:
    """Do what was asked.

    Raises:
        RulekitError: what was given cannot be used.
    """
    tell_missing(api.settings_now(".", Overrides(trust=options.trust)))
    try:
        status: int = options.act(options)
    except ExerciseError as error:
        write_texts((visible(str(problem)) for problem in error.problems), sys.stderr)
        return MISTAKE
    return status


def _new(options: argparse.Namespace) -> int:
    plan = plan_of(options.exercise)
    own = api.in_force().lessons
    folder = options.folder or (own.place if own else Path(str(files("rulekit"))) / "curriculum") / plan.section.name
    file = folder / f"{plan.id}.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(scaffold(plan))
    except FileExistsError as error:
        raise SettingsError(f"{file}: exists already: write there, or begin `{_next_id(plan.id)}`") from error
    except OSError as error:
        raise SettingsError(f"{file}: cannot be written ({error.strerror}): name another `--folder`") from error
    sys.stdout.write(f"{file}\nFill it in, then run `rulekit teach check {plan.id}`.\n")
    return 0


def _next_id(name: str) -> str:
    """Give the id of one exercise more of the same kind."""
    bare, dash, number = name.rpartition("-")
    return f"{bare}-{int(number) + 1}" if dash and number.isdecimal() else f"{name}-2"


def _list(options: argparse.Namespace) -> int:
    write_texts(inventory(_known(options.folder).values()), sys.stdout)
    return 0


def _known(folder: Path | None) -> Library:
    """Give the exercises.

    Raises:
        SettingsError: those of a team's own may not run.
    """
    if not folder and (missing := curricula().missing):
        raise SettingsError(missing[0])
    return library(folder)


def _check(options: argparse.Namespace) -> int:
    """Prove exercises and count what was tried."""
    known = _known(options.folder)
    authored = [one for one in known.values() if one.is_authored]
    own = [one for one in authored if not str(one.path).startswith(OURS)]
    chosen = [known[name] for name in options.exercises] or own or authored
    whole = Proof()
    for proof in prove_all(chosen, THOROUGH if options.thorough else TWICE):
        write_texts(proof.problems, sys.stdout)
        whole += proof
    if options.thorough:
        write_texts((f"{name}: survives" for name in whole.survivors), sys.stdout)
    write_texts((str(whole),), sys.stdout)
    return int(bool(whole.problems))


def _report(options: argparse.Namespace) -> int:
    """Tell what a class did; what is wrong with a line is told, and the others count."""
    page = class_page(options.codes)
    write_texts(report_text(page.report), sys.stdout)
    if options.html:
        try:
            options.html.write_text(page.file(), "utf-8")
        except OSError as error:
            raise SettingsError(f"{options.html}: cannot be written ({error.strerror}): name another file") from error
        sys.stdout.write(f"written: {options.html}\n")
    return 0


def _build(options: argparse.Namespace) -> int:
    """Build or check the notebooks."""
    known = _known(None)
    if not options.folder.is_dir() and not curricula().own:
        raise SettingsError(f"{options.folder}: no such folder: run it in a clone of rulekit, or name the folder")
    if importlib.util.find_spec("ipykernel") is None:
        raise SettingsError('no kernel is installed to run the cells: run `pip install ".[jupyter]"` in the clone')
    stale = 0
    chosen = [(lesson, options.folder / lesson.notebook) for lesson in _to_build(options.lessons)]
    for (_, target), after in zip(chosen, _built(chosen, known), strict=True):
        targets = (target, target.parent / SOLUTIONS / target.name)
        before = {path: path.read_text("utf-8") for path in targets if path.exists()}
        if not options.check:
            _write(after)
        stale += _write_changed(before, after, "stale" if options.check else "written")
    return int(options.check and bool(stale))


def _to_build(names: Sequence[str]) -> list[Lesson]:
    """Give the lessons that are named, else a team's own, else all.

    Raises:
        SettingsError: a name is none of a lesson.
    """
    known = {one.name: one for one in lessons()}
    for name in names:
        if name not in known:
            raise SettingsError(f"no lesson is called `{name}`: the lessons are {', '.join(known)}")
    own = [one for one in known.values() if one.is_own]
    return [known[name] for name in names] or own or list(known.values())


def _built(chosen: Sequence[tuple[Lesson, Path]], known: Library) -> Iterator[dict[Path, str]]:
    """Build the notebooks of lessons, as many at a time as there are cores: each has kernels of its own."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(lambda one: build_notebooks(one[0], one[1], known), chosen)


def _write(texts: Mapping[Path, str]) -> None:
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _write_changed(before: Mapping[Path, str], after: Mapping[Path, str], word: str) -> int:
    """Name the notebooks that differ, and count them."""
    changed = [path for path, text in after.items() if before.get(path) != text]
    for path in changed:
        sys.stdout.write(f"{word}: {path}\n")
    return len(changed)
