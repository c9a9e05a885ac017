"""JupyterLab, Notebook 7, JupyterLite and the static site, as a person meets them in a browser."""
