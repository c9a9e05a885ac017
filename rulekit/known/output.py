"""Functions that write to the terminal: those that logging replaces, and those made for talking to a person."""

PRINTERS = frozenset({"builtins.print", "pprint.pprint", "pprint.pp"})
ERROR_STREAMS = frozenset({"sys.stderr", "sys.__stderr__"})
STREAMS = frozenset({"sys.stdout", "sys.__stdout__"}) | ERROR_STREAMS
STREAM_WRITERS = frozenset(f"{stream}.{method}" for stream in STREAMS for method in ("write", "writelines"))
TALK = frozenset(
    "click.echo click.secho typer.echo typer.secho rich.print warnings.warn warnings.warn_explicit"
    " traceback.print_exc traceback.print_exception traceback.print_tb sys.excepthook sys.unraisablehook".split()
)
TRACEBACK_WRITERS = frozenset("print_exc print_exception print_tb format_exc format_exception excepthook".split())
PROMPTS = frozenset({"builtins.input", "getpass.getpass", "msvcrt.getch", "readline.set_completer"})
PROMPT_WORDS = ("input", "getpass", "getch")
PROGRAM_EXITS = frozenset({"sys.exit", "os._exit", "os.abort", "builtins.exit", "builtins.quit"})
