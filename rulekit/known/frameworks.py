"""How libraries call back: what registers a function, and which methods they call on their own."""

from rulekit.model.late import regex

# What takes a function, or a coroutine, and calls it later.
REGISTRARS = frozenset(
    "Thread Process Timer submit apply_async map_async starmap_async imap imap_unordered start_new_thread"
    " start_new_process run_in_executor to_thread run_sync create_task ensure_future gather run_coroutine_threadsafe"
    " TaskGroup start_soon spawn spawn_later add_done_callback call_soon call_soon_threadsafe call_later call_at"
    " call_from_thread add_callback add_timeout register signal connect subscribe add_event_handler add_handler"
    " add_listener add_job add_url_rule add_route add_api_route add_get add_post add_signal_handler bind after"
    " after_idle protocol basic_consume on_event observe trace_add set_callback addCallback addErrback".split()
)
CALLBACK_ARGUMENTS = frozenset({"target", "callback", "command", "on_click", "on_error", "handler", "func"})
CALLBACK_DECORATORS = regex(
    r"(.*\.)?(route|websocket|api_route|errorhandler|app_errorhandler|exception_handler|middleware|before_request"
    r"|after_request|teardown_\w+|on_event|on|event|task|shared_task|periodic_task|scheduled_job|job|listener|receiver"
    r"|subscriber?|subscribe|handler|message_handler|callback|view_config|action|tool|endpoint"
    r"|api_view|csrf_exempt|login_required|require_\w+|register\w*|hook|hookimpl|hookwrapper|callback_query_handler)"
    r"|.*(app|router|api|bp|blueprint|routes|server|client|bot)\.(get|post|put|patch|delete|head|options|\w*tool)"
)
# Methods that run when an object goes; an error in `__del__` is printed and ignored by Python itself.
FINALIZERS = frozenset({"__del__"})
LIFECYCLE = frozenset({"__del__", "__exit__", "__aexit__"})
CALLBACK_NAME = regex(r"on_\w+|do_(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)|excepthook|(lambda_)?handler|dispatch")
# Methods that a base class calls: `run` of a thread is its boundary, `run` of an order is not.
CALLBACK_METHODS = (
    ("run", regex(r".*(Thread|Process|Runnable|Worker|Task|Job)")),
    ("_run", regex(r".*(Thread|Process|Runnable|Worker|Task|Job|Tool)")),
    ("emit", regex(r".*Handler")),
    ("handle", regex(r".*(Handler|Command)")),
)
WEB_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
REQUEST = "request"
