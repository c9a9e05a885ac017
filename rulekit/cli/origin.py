"""Where rulekit can be installed from: an index of packages, or a revision of a repository."""

import argparse
import json
from collections.abc import Mapping
from importlib import metadata
from typing import NamedTuple

from packaging.requirements import InvalidRequirement, Requirement

from rulekit import __version__

NAME = "rulekit-style"
GIT = "git+"


class Origin(NamedTuple):
    """What pip is told, and the repository and its revision, where it is one."""

    requirement: str
    address: str = ""
    revision: str = ""

    def as_yaml(self) -> Mapping[str, str]:
        """Give each part quoted for YAML, which takes the strings of JSON."""
        return {key: json.dumps(value) for key, value in self._asdict().items()}


def own_origin() -> Origin:
    """Give where this rulekit was installed from, if pip noted a repository; else the index of packages."""
    try:
        noted = json.loads(metadata.distribution(NAME).read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        noted = {}
    commit = noted.get("vcs_info", {}).get("commit_id")
    if commit and noted["vcs_info"].get("vcs") == "git":
        return read_origin(f"{GIT}{noted['url']}@{commit}")
    return Origin(f"{NAME}=={__version__}")


def read_origin(text: str) -> Origin:
    """Read what a person says of it.

    Raises:
        ArgumentTypeError: pip would not take it, or pre-commit finds no revision.
    """
    try:
        read = Requirement(f"{NAME} @ {text}" if text.startswith(GIT) else text)
    except InvalidRequirement:
        read = None
    if read is None or read.name != NAME or not text.isprintable():
        raise argparse.ArgumentTypeError(f"{text!r} is no source: write git+ADDRESS@REVISION or {NAME}==VERSION")
    if not read.url or not read.url.startswith(GIT):
        return Origin(text)
    address, _, revision = read.url.removeprefix(GIT).partition("#")[0].rpartition("@")
    if not address or "/" in revision or not revision:
        raise argparse.ArgumentTypeError(f"{text!r} names no revision: write git+ADDRESS@REVISION")
    return Origin(text, address, revision)
