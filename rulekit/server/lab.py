"""What jupyter-lsp asks for: how JupyterLab starts the server, and for which language."""

import importlib.util
import sys
from typing import Any


def specifications(_: object = None) -> dict[str, dict[str, Any]]:
    """Give the server by its name, if it can be started; its documents need not be on the disk."""
    if importlib.util.find_spec("pygls") is None:
        return {}
    return {
        "rulekit": {
            "version": 2,
            "argv": [sys.executable, "-m", "rulekit", "server"],
            "languages": ["python"],
            "mime_types": ["text/x-python", "text/x-ipython"],
            "display_name": "rulekit",
            "requires_documents_on_disk": False,
            "troubleshoot": '`rulekit doctor` says what is missing: `pip install ".[lab]"` brings it.',
        }
    }
