"""Which baseline holds. Who only asks that loads nothing that judges."""

from pathlib import Path

from rulekit.api.runs import settings_for
from rulekit.engine.baseline import nearest_baseline
from rulekit.engine.files import absolute
from rulekit.engine.setting_overrides import Given


def baseline_of(folder: Path, settings: Given = None) -> Path | None:
    """Give the baseline that holds in a folder: what the settings say, or the nearest one.

    Raises:
        SettingsError: the settings file is wrong.
    """
    held = settings_for(str(folder), settings)
    return absolute((held.root or Path.cwd()) / held.baseline) if held.baseline else nearest_baseline(folder)
