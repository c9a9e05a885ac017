"""How ruff reports: facts that its codes do not tell."""

from typing import Final

TOOL: Final = "ruff"
# One report for each parameter, where others speak of the whole signature in one.
EACH_PARAMETER: Final = frozenset({"ANN001", "ANN002", "ANN003"})
RETURN_VALUE: Final = frozenset({"ANN201", "ANN202", "ANN204", "ANN205", "ANN206"})
# Reported at every call, also where all is said: who obeys it has not done what our rule asks for.
ANOTHER_MATTER: Final = frozenset({"S603"})
# Files that are no code it lints in its own way.
LINTED: Final = (".py", ".pyi", ".ipynb")
# They would make a check write to files, or to another place than its output.
UNWANTED_VARIABLES: Final = ("RUFF_OUTPUT_FILE", "RUFF_OUTPUT_FORMAT")
