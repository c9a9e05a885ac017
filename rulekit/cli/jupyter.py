"""`rulekit jupyter`: make every new kernel of this environment load rulekit, or stop that."""

import argparse
import sys
from pathlib import Path

from rulekit.model.errors import SettingsError

ACTIONS = ("enable", "disable", "status")
TEXT = """\
# Written by `rulekit jupyter enable`; `rulekit jupyter disable` takes it away.
c = get_config()
c.InteractiveShellApp.extensions.append("rulekit")
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", choices=ACTIONS, help="whether every new kernel loads rulekit")


def config_file() -> Path:
    """Give the file in the environment's `etc/ipython` that every kernel of it reads."""
    return Path(sys.prefix) / "etc" / "ipython" / "ipython_config.py"


def run(options: argparse.Namespace) -> int:
    """Write or remove the file.

    Raises:
        SettingsError: the file belongs to somebody else, or cannot be written.
    """
    file = config_file()
    ours = file.is_file() and file.read_text("utf-8") == TEXT
    try:
        if options.action == "enable" and not ours:
            if file.exists():
                raise SettingsError(f'{file}: exists already: add `c.InteractiveShellApp.extensions.append("rulekit")`')
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(TEXT, "utf-8")
        elif options.action == "disable" and ours:
            file.unlink()
    except OSError as error:
        raise SettingsError(f"{file}: cannot be written ({error.strerror}): check its rights") from error
    on = file.is_file() and file.read_text("utf-8") == TEXT
    sys.stdout.write(f"{'on' if on else 'off'}: {file}\n")
    return 0
