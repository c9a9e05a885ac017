"""A home of their own for Jupyter and IPython."""

from pathlib import Path

# Kernels that run beside each other would wait for one file.
_CONFIGURATION = 'get_config().HistoryManager.hist_file = ":memory:"\n'
_FOLDERS = {
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
}


def home_in(folder: Path) -> dict[str, str]:
    """Prepare a folder, and give the environment in which all keep to it, so that nobody's habits leak in or out."""
    profile = folder / _FOLDERS["IPYTHONDIR"] / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_config.py").write_text(_CONFIGURATION, "utf-8")
    return {variable: str(folder / name) for variable, name in _FOLDERS.items()}
