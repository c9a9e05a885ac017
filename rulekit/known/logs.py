"""Logging libraries: what configures them for the whole program, what starts an application, and the levels."""

from collections.abc import Mapping
from typing import Final

CONFIGURERS: Final = frozenset(
    "absl.logging.set_verbosity coloredlogs.install daiquiri.setup logging.addLevelName logging.basicConfig"
    " logging.captureWarnings logging.config.dictConfig logging.config.fileConfig logging.config.listen"
    " logging.disable logging.setLoggerClass logging.setLogRecordFactory loguru.logger.add loguru.logger.configure"
    " loguru.logger.level loguru.logger.remove logzero.json logzero.logfile logzero.loglevel"
    " logzero.setup_default_logger multiprocessing.log_to_stderr picologging.basicConfig structlog.configure"
    " structlog.configure_once verboselogs.install".split()
)
LIBRARIES: Final = frozenset(name.partition(".")[0] for name in CONFIGURERS)
LEVEL_NAMERS: Final = frozenset({"logging.addLevelName", "loguru.logger.level"})
SETUP_METHODS: Final = frozenset({"addHandler", "removeHandler", "setLevel"})
NO_OP_SETTINGS: Final = frozenset({"NullHandler", "NOTSET"})
SETUP_ATTRIBUTES: Final = frozenset({"propagate", "handlers", "level", "disabled"})
HANDLER_LIST_METHODS: Final = frozenset({"append", "clear", "extend", "insert", "pop", "remove"})

LOG_METHODS: Final = frozenset("debug info warning warn error exception critical fatal log trace success".split())
# Loggers, and modules that stand for one, which a program finds ready.
READY_LOGGERS: Final = frozenset("logging loguru.logger absl.logging flask.current_app.logger logging.root".split())
LOGGER_FACTORIES: Final = frozenset(
    "logging.getLogger logging.Logger logging.LoggerAdapter structlog.get_logger structlog.getLogger"
    " structlog.stdlib.get_logger absl.logging multiprocessing.get_logger multiprocessing.log_to_stderr".split()
)
# Methods of a logger that give another one.
DERIVING_METHODS: Final = frozenset({"bind", "opt", "contextualize", "getChild"})
STANDARD_LOGGERS: Final = frozenset({"logging.Logger", "logging.LoggerAdapter"})
TREE_FACTORIES: Final = frozenset({"logging.getLogger", "logging.Logger.getChild"})
ROOT_LOGGERS: Final = frozenset({"logging.root", "logging.Logger.root"})
ROOT_NAMES: Final = frozenset({"", "root", None})

SETUP_NOUNS: Final = frozenset("log logs logger loggers logging loglevel verbosity verbose".split())
SETUP_VERBS: Final = frozenset(
    "set setup up configure configured configuring config configuration configurator conf init initialize initialise"
    " install enable disable start reset prepare bootstrap add use activate silence mute suppress quiet redirect"
    " capture change update apply adjust turn switch attach wire tune".split()
)
# Methods of which the second takes back what the first does.
SETUP_PAIRS: Final = (
    frozenset({"__enter__", "__exit__"}),
    frozenset({"__aenter__", "__aexit__"}),
    frozenset({"setUp", "tearDown"}),
    frozenset({"start", "stop"}),
    frozenset({"install", "uninstall"}),
    frozenset({"attach", "detach"}),
)

# Libraries with a `log` that takes other words: a logarithm, or a log of their own.
FOREIGN_LOGS: Final = frozenset("distutils setuptools numpy math cmath twisted torch tensorflow jax".split())

# Loggers that are not shaped like those of the standard library: `warn` is no old name there, `warning` and `exception`
# are not there, levels have numbers of their own.
PLAIN_WARN: Final = frozenset({"logbook", "structlog", "twisted"})
OTHER_METHODS: Final = frozenset({"twisted"})
OWN_NUMBERS: Final = frozenset({"absl", "logbook"})

APPLICATIONS: Final = frozenset(
    "aiogram.Bot aiogram.Dispatcher aiohttp.web.Application bottle.Bottle celery.Celery chalice.Chalice connexion.App"
    " connexion.FlaskApp dash.Dash discord.Bot discord.Client discord.ext.commands.Bot falcon.App falcon.asgi.App"
    " fastapi.FastAPI fastmcp.FastMCP flask.Flask huey.Huey kafka.KafkaConsumer litestar.Litestar"
    " locust.HttpUser mcp.server.fastmcp.FastMCP prefect.flow pyrogram.Client quart.Quart robyn.Robyn sanic.Sanic"
    " slack_bolt.App starlette.applications.Starlette streamlit.set_page_config streamlit.title"
    " telegram.ext.Application.builder telegram.ext.Updater telebot.TeleBot telethon.TelegramClient tkinter.Tk"
    " tornado.web.Application".split()
)
SERVERS: Final = frozenset(
    "anyio.run asyncio.run bottle.run hypercorn.run trio.run uvicorn.run waitress.serve"
    " werkzeug.serving.run_simple".split()
)
MIGRATION_CONTEXTS: Final = frozenset({"alembic.context"})

NUMBERS: Final[Mapping[str, int]] = {
    "trace": 5,
    "debug": 10,
    "info": 20,
    "success": 25,
    "warn": 30,
    "warning": 30,
    "error": 40,
    "exception": 40,
    "critical": 50,
    "fatal": 50,
}
METHODS: Final[Mapping[int, str]] = {10: "debug", 20: "info", 30: "warning", 40: "error", 50: "critical"}
LEVEL_NAMES: Final[Mapping[str, int]] = {
    **{method.upper(): number for number, method in METHODS.items()},
    "WARN": 30,
    "FATAL": 50,
}
