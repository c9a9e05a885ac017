"""Names that promise a secret."""

from rulekit.analysis.secrets.secret_names import secretive_words


def test_of_many_words_those_are_kept_that_may_name_a_secret() -> None:
    assert secretive_words("price\ndb_password\nAPI_KEY\norders\naccess_token") == {
        "db_password",
        "API_KEY",
        "access_token",
    }
