"""For a JupyterHub: each learner gets the lessons, in a folder that is theirs, and begins with the first.

A JupyterHub reads it from its own configuration file: `load_subconfig("jupyterhub_config.py")`.
"""

c = get_config()  # type: ignore[name-defined] # noqa: F821 - JupyterHub gives it
c.Spawner.cmd = ["rulekit", "learn", "rulekit-lessons", "--run", "jupyterhub-singleuser"]
c.Spawner.default_url = "/lab/tree/rulekit-lessons/00_start_here.ipynb"
