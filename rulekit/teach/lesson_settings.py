"""Lessons of a team's own leave its repository: the folders in which they are done go by its settings all the same."""

import json
from collections.abc import Mapping
from pathlib import Path

from rulekit.api import in_force, settings_for
from rulekit.engine.own_rules.trust import trust

SETTINGS = "rulekit.toml"
CONFIGURATION = "XDG_CONFIG_HOME"


def extend_settings(folder: Path) -> None:
    """Let a folder go by the settings in force, where those are a team's with lessons and lie elsewhere."""
    held = in_force()
    if held.file is None or not held.lessons or settings_for(f"{folder}/").lessons == held.lessons:
        return
    # JSON texts of paths are TOML texts too.
    (folder / SETTINGS).write_text(f"extend = {json.dumps(str(held.file))}\n", "utf-8")


def trusting(folder: Path) -> Mapping[str, str]:
    """Let a kernel run what may run here, this once: give the variable that names the folder where that is noted."""
    held = in_force()
    lessons = held.lessons.files if held.lessons else ""
    own = [*held.own.files, *([] if isinstance(lessons, str) else [lessons])]
    for files in own:
        trust(files, folder / "rulekit" / "trusted")
    return {CONFIGURATION: str(folder)} if own else {}
