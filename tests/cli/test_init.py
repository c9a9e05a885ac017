"""`rulekit init`: what a repository needs is written where it is not there, and nothing else is touched."""

import json
import os
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from rulekit.cli.main import main
from rulekit.engine.catalog import catalog
from tests.shop import BARE, CLEAN, REPOSITORY, Done, process, project
from tests.waiting import ran

BIN = Path(sys.executable).parent
ALL = {"rulekit.toml", ".pre-commit-config.yaml", ".github/workflows/rulekit.yml", "STYLE_GUIDE.md"}
SOURCE = "git+https://git.example.com/shop/rulekit.git@v0.1.0"


def init(folder: Path, *arguments: str) -> Done:
    return process("init", *arguments, cwd=folder)


def there(folder: Path) -> dict[str, bytes]:
    """Give all files below a folder."""
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def said(done: Done) -> dict[str, str]:
    """Give what became of each file."""
    lines = [
        line for line in done.out.splitlines() if line.startswith(("written", "was there", "extended", "would be"))
    ]
    return {next(word for word in line.split() if "." in word): line.split("  ")[0] for line in lines}


def test_an_empty_repository_gets_all_and_nothing_is_asked(tmp_path: Path) -> None:
    done = init(tmp_path)
    assert (done.status, done.err) == (0, "")
    assert set(there(tmp_path)) == ALL
    assert said(done) == dict.fromkeys(said(done), "written")
    assert set(said(done)) == ALL


def test_a_second_call_changes_nothing_and_says_so(tmp_path: Path) -> None:
    init(tmp_path)
    before = there(tmp_path)
    done = init(tmp_path)
    assert there(tmp_path) == before
    assert set(said(done).values()) == {"was there"}


def test_a_dry_run_writes_nothing_and_tells_what_it_would(tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": "[project]\n"})
    done = init(tmp_path, "--dry-run")
    assert there(tmp_path) == {"pyproject.toml": b"[project]\n"}
    assert said(done) == {"pyproject.toml": "would be extended"} | dict.fromkeys(
        ALL - {"rulekit.toml"}, "would be written"
    )


def test_what_is_there_stays_byte_for_byte(tmp_path: Path) -> None:
    held = dict.fromkeys(ALL, "# ours\n")
    project(tmp_path, held)
    before = there(tmp_path)
    done = init(tmp_path)
    assert there(tmp_path) == before
    assert set(said(done).values()) == {"was there"}
    assert "Add to the `repos` of .pre-commit-config.yaml:" in done.out


PROJECTS = {
    "a plain one": b'[project]\nname = "shop"\n',
    "no newline at the end": b'[project]\nname = "shop"  # ours',
    "newlines of Windows": b'[project]\r\nname = "shop"\r\n',
    "an empty one": b"",
    "odd spaces and comments": b"# ours\n[tool . ruff]\n  line-length=99   # long\n\n\n[[tool.a]]\nb = { c = 1 }\n",
    "letters of the world": 'description = "Tee für Æther 茶"\n'.encode(),
}


@pytest.mark.parametrize("raw", PROJECTS.values(), ids=PROJECTS)
def test_settings_go_to_the_end_of_a_pyproject_and_the_rest_stays(tmp_path: Path, raw: bytes) -> None:
    project(tmp_path, {"pyproject.toml": raw})
    done = init(tmp_path)
    written = (tmp_path / "pyproject.toml").read_bytes()
    assert said(done)["pyproject.toml"] == "extended"
    assert written.startswith(raw)
    assert tomllib.loads(written.decode())["tool"]["rulekit"] == {"select": ["ALL"]}
    assert (b"\r\n" in written) == (b"\r\n" in raw)
    assert written.count(b"\n") == written.count(b"\r\n") or b"\r" not in written


@pytest.mark.parametrize(
    "text", ["tool = {}\n", 'tool.ruff.lint.select = ["F"]\n[project]\n'], ids=["inline", "dotted"]
)
def test_where_no_table_can_be_added_the_settings_get_a_file(tmp_path: Path, text: str) -> None:
    project(tmp_path, {"pyproject.toml": text})
    done = init(tmp_path)
    can = "[tool.rulekit]" in (tmp_path / "pyproject.toml").read_text("utf-8")
    assert can != (tmp_path / "rulekit.toml").exists()
    assert (tmp_path / "pyproject.toml").read_text("utf-8").startswith(text)
    assert done.status == 0


@pytest.mark.parametrize(
    "name", ["rulekit.toml", ".rulekit.toml", "pyproject.toml"], ids=["plain", "hidden", "of the project"]
)
def test_settings_that_hold_stay_and_the_page_follows_them(tmp_path: Path, name: str) -> None:
    head = "[tool.rulekit]\n" if name == "pyproject.toml" else ""
    project(tmp_path, {name: f'{head}select = ["errors"]\n'})
    done = init(tmp_path)
    assert said(done)[name] == "was there"
    assert len(there(tmp_path)) == len(ALL)
    page = (tmp_path / "STYLE_GUIDE.md").read_text("utf-8")
    assert [rule.code for rule in catalog() if f"**{rule.code}**" in page] == ["RK301", "RK302", "RK303", "RK304"]


def test_the_page_lists_all_rules_by_section(tmp_path: Path) -> None:
    init(tmp_path)
    page = (tmp_path / "STYLE_GUIDE.md").read_text("utf-8")
    assert [f"- **{rule.code}** {rule.name}: {rule.guide}" for rule in catalog()] == [
        line for line in page.splitlines() if line.startswith("- ")
    ]


def test_what_is_written_holds(tmp_path: Path) -> None:
    init(tmp_path)
    project(tmp_path, {"shop.py": BARE})
    assert "rulekit.toml" in process("check", ".", "--show-settings", cwd=tmp_path).out.splitlines()[0]
    assert process("check", ".", cwd=tmp_path).status == 1


def in_shell(folder: Path, step: dict[str, Any]) -> Done:
    """Run a step of a job as GitHub does: by bash, with its environment."""
    environment = {**os.environ, "PATH": os.pathsep.join([str(BIN), os.environ["PATH"]]), **step.get("env", {})}
    done = ran("bash", "-eo", "pipefail", "-c", step["run"], cwd=folder, environment=environment)
    return Done(done.returncode, done.stdout, done.stderr)


def test_the_check_of_the_workflow_fails_for_a_finding_and_not_for_clean_code(tmp_path: Path) -> None:
    init(tmp_path)
    workflow = yaml.safe_load((tmp_path / ".github/workflows/rulekit.yml").read_text("utf-8"))
    assert set(workflow[True]) == {"pull_request", "push"}  # YAML 1.1 reads `on` as true, and GitHub does not
    *_, install, check = workflow["jobs"]["rulekit"]["steps"]
    assert install["run"] == 'python -m pip install "$RULEKIT"'
    project(tmp_path, {"shop.py": BARE})
    done = in_shell(tmp_path, check)
    assert done.status == 1
    assert "RK301" in done.out
    project(tmp_path, {"shop.py": CLEAN})
    assert in_shell(tmp_path, check).status == 0


@pytest.mark.parametrize("source", [(), ("--source", SOURCE)], ids=["index", "repository"])
def test_pre_commit_takes_the_hook_that_is_written(tmp_path: Path, source: tuple[str, ...]) -> None:
    init(tmp_path, *source)
    done = ran(BIN / "pre-commit", "validate-config", ".pre-commit-config.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    repository = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]
    if source:
        assert (repository["repo"], repository["rev"]) == ("https://git.example.com/shop/rulekit.git", "v0.1.0")
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
    offered = next(hook for hook in hooks if hook["id"] == repository["hooks"][0]["id"])
    assert {key: offered.get(key, value) for key, value in repository["hooks"][0].items()} == repository["hooks"][0]


def test_the_source_that_is_named_is_what_the_workflow_installs(tmp_path: Path) -> None:
    done = init(tmp_path, "--source", SOURCE)
    step = yaml.safe_load((tmp_path / ".github/workflows/rulekit.yml").read_text("utf-8"))["jobs"]["rulekit"]["steps"][
        2
    ]
    assert step["env"] == {"RULEKIT": SOURCE}
    assert "in no index of packages yet" not in done.out


def test_a_rulekit_from_a_repository_names_that_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    noted = {"url": "https://git.example.com/shop/rulekit.git", "vcs_info": {"vcs": "git", "commit_id": "5f2b7c9"}}
    installed = tmp_path / "rulekit_style-0.1.0.dist-info"
    project(installed, {"METADATA": "Name: rulekit-style\nVersion: 0.1.0\n", "direct_url.json": json.dumps(noted)})
    monkeypatch.syspath_prepend(str(tmp_path))
    assert metadata.distribution("rulekit-style").read_text("direct_url.json") == json.dumps(noted)
    (tmp_path / "shop").mkdir()
    assert main(["init", str(tmp_path / "shop")]) == 0
    text = (tmp_path / "shop" / ".pre-commit-config.yaml").read_text("utf-8")
    assert yaml.safe_load(text)["repos"][0]["rev"] == "5f2b7c9"
    assert "written" in capsys.readouterr().out


SOURCES = {
    "no requirement": "not a source",
    "another package": "rulekit==1.0",
    "no revision": "git+https://git.example.com/shop/rulekit.git",
    "a user and no revision": "git+ssh://git@git.example.com/shop/rulekit.git",
    "two lines": "rulekit-style==0.1.0\nrun: rm",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_wrong_source_is_one_clear_line_and_nothing_is_written(tmp_path: Path, source: str) -> None:
    done = init(tmp_path, "--source", source)
    assert done.status == 2
    assert len(done.err.splitlines()) == 1
    assert there(tmp_path) == {}


@pytest.mark.parametrize(
    ("files", "arguments"),
    [({"pyproject.toml": "[tool\n"}, []), ({"rulekit.toml": "slect = []\n"}, []), ({}, ["missing"])],
    ids=["a broken pyproject", "broken settings", "no folder"],
)
def test_what_is_broken_is_told_before_anything_is_written(
    tmp_path: Path, files: dict[str, str], arguments: list[str]
) -> None:
    project(tmp_path, files)
    done = init(tmp_path, *arguments)
    assert done.status == 2
    assert len(done.err.splitlines()) == 1
    assert set(there(tmp_path)) == set(files)


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "STYLE_GUIDE.md").symlink_to(tmp_path / "elsewhere.md")
    assert said(init(tmp_path))["STYLE_GUIDE.md"] == "was there"
    assert not (tmp_path / "elsewhere.md").exists()
