"""What texts look like that stand where a secret might."""

import pytest

from rulekit.analysis.secrets.likelihood import is_hash

TEXTS = {
    "bcrypt": ("$2b$12$JdHtJOlkPFwyxdjdygEzPOtYmdQF5", True),
    "Django": ("pbkdf2_sha256$600000$salt$W3Zx", True),
    "LDAP": ("{SSHA}W3ZxT7Lm", True),
    "a password": ("kq7-Tulpe-31", False),
    "a price": ("$12.50", False),
    "a placeholder": ("$PASSWORD", False),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_is_hash(text: str, expected: bool) -> None:
    assert is_hash(text) is expected
