"""What can go wrong with what a user gave us.

RulekitError
├── SettingsError          a key or value in `[tool.rulekit]` or on the command line
├── UnknownRuleError       a code, name or prefix that selects nothing
├── UnreadableError        a file that cannot be read as text or as a notebook
├── TimeLimitError         a file that takes too long to judge
└── RuleDefinitionError    a rule module that does not keep its form

Every message says what is wrong, where, and what to do.
"""


class RulekitError(Exception):
    """A mistake in what rulekit was given; the message is meant for the person who gave it."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The message, a line for each mistake; what is given may hold line ends, which begin no line here."""
        return (str(self),)


class SettingsError(RulekitError):
    """A setting has an unknown key or a value that it cannot have."""


class UnknownRuleError(RulekitError):
    """A selector matches no rule, section or prefix."""


class UnreadableError(RulekitError):
    """A file cannot be read as text or as a notebook."""


class TimeLimitError(RulekitError):
    """A file takes longer than the settings allow."""


class RuleDefinitionError(RulekitError):
    """A rule module breaks the form that rules have."""


class UnjudgedWarning(UserWarning):
    """A text that was not judged, or not by all rules: that nothing was found in it does not mean that it is clean."""


def reason_of(error: OSError) -> str:
    """Say in one line why the system refused something, and what to do."""
    if error.filename is None and isinstance(error, FileNotFoundError):
        return "the working folder is gone: change to one that is there"
    return f"{error.filename or 'standard output'}: {error.strerror or error}: check that it is there and has room"
