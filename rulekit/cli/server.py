"""`rulekit server`: a language server for editors and JupyterLab, on the standard streams or a port."""

import argparse

from rulekit.cli.extras import missing

HOST = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--port", type=int, metavar="PORT", help="serve one client on this port of this machine")
    parser.add_argument("--stdio", action="store_true", help="serve on the standard streams, as without --port")


def run(options: argparse.Namespace) -> int:
    """Serve one client until it is done.

    Raises:
        SettingsError: the library is not installed.
    """
    try:
        from rulekit.server.serving import serve_stdio, serve_tcp
    except ImportError as error:
        raise missing("rulekit server", "pygls", "lsp") from error
    if options.port is None:
        serve_stdio()
    else:
        serve_tcp(HOST, options.port)
    return 0
