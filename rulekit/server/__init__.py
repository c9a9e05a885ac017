"""The language server: findings in editors and in JupyterLab while somebody types. Only this package knows pygls."""
