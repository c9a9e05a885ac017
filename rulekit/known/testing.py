"""Facts about test runners: names that they call, marks, and words that tell what a test is meant to do."""

import re
from collections.abc import Mapping
from typing import Final

from rulekit.model.late import regex

FIXTURE_DECORATORS: Final = frozenset("fixture yield_fixture async_fixture".split())
UNITTEST_CLASSES: Final = frozenset("unittest.TestCase unittest.IsolatedAsyncioTestCase unittest.case.TestCase".split())

# Names under which unittest and pytest call a function around tests, and what takes their place.
XUNIT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("setUp", "asyncSetUp", "setup_method", "setup_function"), "a fixture"),
    **dict.fromkeys(("setUpClass", "setup_class"), 'a fixture with `scope="class"`'),
    **dict.fromkeys(("setUpModule", "setup_module"), 'a fixture with `scope="module"`'),
    **dict.fromkeys(
        "tearDown asyncTearDown tearDownClass tearDownModule teardown_method teardown_function teardown_class"
        " teardown_module".split(),
        "code after the `yield` of a fixture",
    ),
}
# Names that only nose and pytest before version 8 called.
NOSE: Final[Mapping[str, str]] = {
    "setup": "make it a fixture",
    "teardown": "make it code after the `yield` of a fixture",
}
TEMPORARY: Final = frozenset(f"tempfile.{word}" for word in ("mkdtemp", "mkstemp", "mktemp", "NamedTemporaryFile"))

# Decorators and marks that leave a test as it is.
PLAIN_MARKS: Final = frozenset(
    """
    anyio asyncio asyncio_cooperative base_url database db dependency django_db e2e external fast flaky focus
    functional gpu integration live network online order parametrize performance regression run req requires slow
    smoke timeout trio unit usefixtures xdist_group
    """.split()
)

# Words in marks, decorators, folders and names which say that a test is meant to reach other systems, or is not run.
INTEGRATION_WORDS: Final = regex(
    r"integration|e2e|end.?(to|2).?end|network|internet|online|live(?!ly)|external|remote|slow|databases?|docker|functional|system"
    r"(?!_?(error|exit))|acceptance|smoke|manual|skip|requires?|resource|vcr|cassette|contract|production|staging|postgres|mysql|redis|mongo"
    r"|(^|[^a-z])(db|django_db|aws|s3|web|http|selenium|playwright|perf|benchmark)($|[^a-z])",
    re.IGNORECASE,
)
INTEGRATION_FOLDERS: Final = frozenset(
    """
    acceptance benchmark benchmarks component contract e2e end2end end_to_end endtoend external functional integration
    integration_test integration_tests integrations live load manual network perf performance regression smoke stress
    system systemtest system_tests
    """.split()
)

# Calls that look at a result, by their names; fixtures and decorators that do so.
CHECKS: Final = regex(
    r"_*(\w*assert|expect|verif|check|ensure|raises|warns|fail|should|snapshot|compare|approx|deprecated_call|wait_for"
    r"|must|test|eq_|ok_|skip|xfail|importorskip|no_?error|does_?not_?raise|benchmark|testmod|run_?doctest"
    r"|(run|do|test|try)_?(test|check|case|trial|scenario|example|pipeline)s?)\w*",
    re.IGNORECASE,
)
CHECKING_FIXTURES: Final = regex(
    r"\w*(snapshot|benchmark|regression|expectation|check|verif|assert|cassette|golden)\w*"
)
HARMLESS_DECORATORS: Final = regex(
    r"(\w+\.)*(patch|freeze_time|override_settings|modify_settings|activate|mock_\w+|staticmethod|classmethod|gen_test"
    r"|inlineCallbacks|inline_callbacks|coroutine|deferred_f_from_coro_f|async_test|travel|usefixtures|tag|override)"
    r"(\.(dict|object|multiple))?"
)
# Names, docstrings and comments of tests that only want to see that nothing is raised.
MUST_ONLY_RUN: Final = regex(
    r"smoke|(not?|never|doesn'?t|don'?t|without|cannot|isn'?t)[ _](\w{1,40}[ _]){0,2}(rais|crash|error|exception|fail"
    r"|warn|hang|block|deadlock|leak|segfault|complain|throw|problem|blow|break|die)|import(s|able|ed)?\b|compiles|no_?op\b"
    r"|segfault|crash|accept|allow|passes|ignore|skip|tolerate|handles_(if|when|missing|no)|returns_early|\bruns?\b|_runs?$|succeed|is_valid$|is_ok$|sanity|can_be_|gh_?\d|issue_?\d"
    r"|bug_?\d|regression|race|leak|works$|coverage|pickle|docs?$|repr\b|_str$|type_?hint|typing|mypy",
    re.IGNORECASE,
)
SAYS_MUST_ONLY_RUN: Final = regex(
    r"((should|must|do(es)?|did|will|would|ca)(n'?t| not)|never) (\w+ ){0,2}(fail|raise|crash|error|throw|warn|hang)"
    r"|segfault|\bno (error|exception|warning)|regression test|passes if|without (an? )?(error|exception|rais)"
    r"|raise[sd]? (\w+ )?if",
    re.IGNORECASE,
)
# Fixtures of pytest itself, of which none prepares anything outside.
PYTEST_FIXTURES: Final = frozenset(
    "cache capfd capfdbinary caplog capsys capsysbinary pytestconfig record_property recwarn request subtests tmp_path"
    " tmp_path_factory tmpdir tmpdir_factory".split()
)
# Modules that hold helpers of tests, by a part of their names.
HELPER_MODULES: Final = regex(r"test|util|helper|support|conftest|common|fixture|base|harness|mock", re.IGNORECASE)

# What `unittest.mock` has, and words that only look like its assertions.
MOCKS: Final = frozenset(
    f"{module}.{name}" for module in ("unittest.mock", "mock") for name in ("Mock", "MagicMock", "AsyncMock")
)
MOCK_ASSERTIONS: Final = frozenset(
    """
    assert_any_await assert_any_call assert_awaited assert_awaited_once assert_awaited_once_with assert_awaited_with
    assert_called assert_called_once assert_called_once_with assert_called_with assert_has_awaits assert_has_calls
    assert_not_awaited assert_not_called
    """.split()
)
MOCK_LOOKALIKES: Final[Mapping[str, str]] = {
    word: f"assert_{word}"
    for word in (
        "any_call called_once called_once_with called_with has_calls not_called any_await awaited_once"
        " awaited_once_with awaited_with has_awaits not_awaited"
    ).split()
}

# What expects an error, as a `with` or as a call.
EXPECTS_ERROR: Final = frozenset({"raises", "assertRaises", "assertRaisesRegex"})

TEST_FILE: Final = regex(r"(test_.*|.*_test|tests?|conftest)\.pyi?")
