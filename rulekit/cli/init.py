"""`rulekit init`: write settings, a hook, a workflow and a page of the rules into a repository."""

import argparse
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import NamedTuple

from rulekit.cli.guide import page_by
from rulekit.cli.origin import Origin, own_origin, read_origin
from rulekit.cli.screen import write_texts
from rulekit.engine.files import read_document
from rulekit.engine.settings import Settings
from rulekit.engine.settings_files import FILES, PROJECT, find_settings
from rulekit.engine.settings_insertion import TABLE, has_settings, with_settings
from rulekit.engine.writing import write_document
from rulekit.model.errors import SettingsError
from rulekit.report.styled import columns, visible

SETTINGS = "rulekit.toml"
HOOK = ".pre-commit-config.yaml"
WORKFLOW = ".github/workflows/rulekit.yml"
PAGE = "STYLE_GUIDE.md"
KEYS = """\
# `rulekit rules` lists the rules, `rulekit check --show-settings` shows all that can be decided.
select = ["ALL"]
"""
BESIDE = """\
# What ruff reports is not said again, where ruff is installed beside rulekit:
# beside = ["ruff"]
"""
NEXT = """
Next: `rulekit check .` shows what there is to do, `rulekit baseline write` lets old findings wait and reports new ones
alone, and `pre-commit install` has the hook run at each commit.\
"""
UNPUBLISHED = """
rulekit-style is in no index of packages yet: `--source git+ADDRESS@REVISION` names the repository to install it from.\
"""


class Part(NamedTuple):
    """A file that belongs into the repository, and its text; nothing where it is there already, for the reason told."""

    name: str
    text: str | None
    told: str = ""
    extends: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="the repository (default: this folder)")
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    parser.add_argument(
        "--source",
        type=read_origin,
        metavar="REQUIREMENT",
        help="where hook and workflow install rulekit from, such as git+ADDRESS@REVISION",
    )


def run(options: argparse.Namespace) -> int:
    """Write what is not there, and say of each file what became of it.

    Raises:
        SettingsError: there is no such folder, the settings there are broken, or a file cannot be written.
    """
    folder: Path = options.folder
    if not folder.is_dir():
        raise SettingsError(f"{folder}: no folder: name the folder of the repository")
    origin = options.source or own_origin()
    settings = _settings(folder)
    held = Settings() if settings.text is not None else find_settings(folder.resolve())
    parts = [settings, *_others(folder, origin, held)]
    for part in parts:
        if part.text is not None and not options.dry_run:
            _write(folder, part, part.text)
    write_texts(
        columns((_became(part, dry=options.dry_run), visible(part.name), part.told) for part in parts), sys.stdout
    )
    write_texts(_advice(folder, parts, origin), sys.stdout)
    return 0


def _became(part: Part, *, dry: bool) -> str:
    if part.text is None:
        return "was there"
    done = "extended" if part.extends else "written"
    return f"would be {done}" if dry else done


def _settings(folder: Path) -> Part:
    """Decide where the settings go: into the pyproject.toml, else into a file of their own."""
    keys = KEYS + BESIDE * _uses_ruff(folder)
    own = next((name for name in FILES if name != PROJECT and (folder / name).exists()), None)
    if own:
        return Part(own, None)
    if not (folder / PROJECT).is_file():
        return Part(SETTINGS, keys)
    text = read_document(str(folder / PROJECT)).text
    if has_settings(text, str(folder / PROJECT)):
        return Part(PROJECT, None, f"with {TABLE}")
    extended = with_settings(text, keys)
    return Part(PROJECT, extended, f"by {TABLE}", extends=True) if extended else Part(SETTINGS, keys)


def _uses_ruff(folder: Path) -> bool:
    project = folder / PROJECT
    return (
        (folder / "ruff.toml").exists()
        or (folder / ".ruff.toml").exists()
        or (project.is_file() and "[tool.ruff" in read_document(str(project)).text)
    )


def _others(folder: Path, origin: Origin, held: Settings) -> Iterator[Part]:
    for name, text in ((HOOK, hook(origin)), (WORKFLOW, workflow(origin)), (PAGE, page_by(held))):
        is_there = (folder / name).exists() or (folder / name).is_symlink()
        yield Part(name, None if is_there else text)


def hook(origin: Origin) -> str:
    """Give the settings of pre-commit: by the repository where there is one, else by the index of packages."""
    name = "init_hook_of_repository.txt" if origin.address else "init_hook.txt"
    return _filled(name, origin)


def workflow(origin: Origin) -> str:
    """Give the workflow of GitHub."""
    return _filled("init_workflow.txt", origin)


def _filled(template: str, origin: Origin) -> str:
    text = files("rulekit.cli").joinpath(template).read_text("utf-8")
    return Template(text).substitute(origin.as_yaml())


def _write(folder: Path, part: Part, text: str) -> None:
    file = folder / part.name
    if part.extends:
        write_document(read_document(str(file)), text)
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise SettingsError(f"{file}: cannot be written ({error.strerror}): check the rights of the folder") from error


def _advice(folder: Path, parts: list[Part], origin: Origin) -> Iterator[str]:
    config = next(part for part in parts if part.name == HOOK)
    if config.text is None and "rulekit" not in (folder / HOOK).read_text("utf-8", errors="replace"):
        yield f"\nAdd to the `repos` of {HOOK}:\n"
        yield hook(origin).partition("repos:\n")[2].removesuffix("\n")
    if not (folder / ".git").exists():
        yield "\nHook and workflow count at the top of a git repository, and here is none."
    if not origin.address and any(part.text is not None for part in parts if part.name in {HOOK, WORKFLOW}):
        yield UNPUBLISHED
    yield NEXT
