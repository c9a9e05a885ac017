"""Real git repositories for tests."""

from pathlib import Path

from tests.waiting import ran

AUTHOR = ("-c", "user.name=Ada", "-c", "user.email=ada@shop.example", "-c", "init.defaultBranch=main")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, and give what it wrote."""
    done = ran("git", *AUTHOR, *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def committed(folder: Path, message: str = "Sell tea") -> str:
    """Commit all there is in a folder, a new repository where it is none, and give the commit's name."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD").strip()
