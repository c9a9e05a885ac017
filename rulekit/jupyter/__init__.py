"""rulekit inside IPython and Jupyter: the only part that imports IPython."""
