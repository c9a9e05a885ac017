"""What secrets are called, what they look like, and words that stand in their place without being any."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from rulekit.model.late import regex

PASSWORDS: Final = frozenset(
    "password passwd pw passphrase passcode pwd passwort kennwort pswd passwrd secret secrete secrets".split()
)
SECRETS: Final = PASSWORDS | frozenset("credential credentials apikey".split())
SECRET_KEYS: Final = frozenset(
    "api access private secret signing signature encryption decryption master auth account shared service ssh jwt"
    " storage subscription deploy app application session hmac aes fernet cipher cookie crypto payment stripe webhook"
    " merchant sendgrid twilio openai mailgun".split()
)
SECRET_TOKENS: Final = frozenset(
    "access api app auth authentication authorization aws azure bearer bot client deploy discord figma gh github gitlab"
    " hf huggingface id jira jwt login mapbox notion npm oauth pat personal pypi refresh secret security sentry service"
    " session slack stripe telegram user vault webhook".split()
)
PASSES: Final = frozenset(
    "admin database db email ftp http imap ldap login mail mongo my mysql pg postgres proxy redis root smtp sql ssh"
    " user vpn wifi".split()
)
WEAK_TAILS: Final = frozenset({"token", "pass", "auth", "pw", "authtoken", "bearer"})
ENDINGS: Final = regex(
    r"(password|passwd|passphrase|(?<=[a-z]{2})pwd|secret|(api|secret|access|private)_?key|(access|auth|api)_?token)\Z"
)
KEEPING_TAILS: Final = frozenset(
    "prod production dev test tests testing staging stage live local default value val string raw new old current main"
    " plain text plaintext plain_text b64 base64 const constant bytes hardcoded admin root db the here real"
    " backup hmac".split()
)
CANCELLING_HEADS: Final = frozenset(
    "no has is need needs require requires required use uses using wrong invalid bad incorrect missing forgot forgotten"
    " reset change changed enter show hide ask prompt min max check verify validate validated hashed hash encrypted"
    " encoded expired weak unknown without allow disable enable generate generated random create delete remove lost"
    " pad bos eos unk cls sep mask next input csrf xsrf continuation page prev previous sync start end stop special eot"
    " image open close lex last first cancel public update".split()
)
# A key that these words stand before is public, or finds something.
LOOKUP_KEYS: Final = frozenset(
    "public publishable site sort primary foreign cache partition row object idempotency host dedup hash lookup index"
    " item message translation i18n map entry group gpg pgp trusted pinned verifying document registry parent child"
    " unique natural composite state routing shard etag checksum fingerprint".split()
)
AUTHORIZATION: Final = frozenset({"authorization", "proxy_authorization", "x_authorization"})

SHAPES: Final[Mapping[str, str]] = {
    "an AWS access key": r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\Z",
    "a GitHub token": r"gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{20,}",
    "a GitLab token": r"gl(?:pat|dt|rt|ptt|soat)-[\w-]{20,}",
    "a Slack token": (
        r"xox[abeoprs]-(?:\d{1,14}-){1,4}[A-Za-z0-9]{16,}|xoxe\.xox[bp]-\d-[A-Za-z0-9]{20,}"
        r"|xapp-\d-[A-Z0-9]{8,}-\d{8,}-[0-9a-f]{32,}"
    ),
    "a Slack address": r"https://hooks\.slack\.com/(?:services|workflows)/T\w+/\w+/\w{8,}",
    "a Stripe key": r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}",
    "an Anthropic key": r"sk-ant-[\w-]{20,}",
    "an OpenAI key": r"sk-(?:proj|svcacct|admin)-[\w-]{20,}|sk-(?=\w*\d)[A-Za-z0-9]{32,}",
    "a Google key": r"AIza[\w-]{35}\Z|GOCSPX-[\w-]{20,}|ya29\.[\w-]{20,}",
    "a SendGrid key": r"SG\.[\w-]{16,}\.[\w-]{16,}",
    "a Twilio key": r"SK[0-9a-f]{32}\Z",
    "a Mailgun key": r"key-[0-9a-f]{32}\Z",
    "a PyPI token": r"pypi-[\w-]{40,}",
    "an npm token": r"npm_[A-Za-z0-9]{30,}",
    "a Docker token": r"dckr_pat_[\w-]{20,}",
    "a DigitalOcean token": r"do[opr]_v1_[0-9a-f]{40,}",
    "a Databricks token": r"dapi[0-9a-f]{32}",
    "a Shopify token": r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
    "a Square token": r"sq0(?:atp|csp)-[\w-]{22,}",
    "a Hugging Face token": r"hf_[A-Za-z0-9]{30,}\Z",
    "a Groq key": r"gsk_[A-Za-z0-9]{40,}",
    "a Notion token": r"ntn_[A-Za-z0-9]{40,}|secret_[A-Za-z0-9]{43}\Z",
    "a Vault token": r"hv[sb]\.[\w-]{24,}",
    "an Atlassian token": r"ATATT3[\w=-]{50,}",
    "a Linear key": r"lin_api_[A-Za-z0-9]{40}",
    "a Grafana token": r"gl(?:sa|c)_[\w+/=-]{32,}",
    "a signed token": r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}",
    "a private key": (
        r"\s*-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\s|\\n)+(?:[\w-]+: .*\n\s*)*+[A-Za-z0-9+/=]{10}"
    ),
    "a key in a header": (r"(?:Bearer|Token|token) (?=[^ ]*\d)(?![a-z]+(?:[-_.][a-z]+)+[-_.]?\d*\Z)[\w.+/=~-]{16,}\Z"),
    "a password in a header": r"Basic (?=[^ ]*[A-Z])[A-Za-z0-9+/]{8,}={0,2}\Z",
}
# Of each shape that may stand anywhere, a word or its beginning, as words are where signs such as `-` end them.
SHAPE_WORDS: Final = regex(
    r"\b(?:(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}|gh[pousr]_|github_pat_|gl(?:pat|dt|rt|ptt|soat)\b|gl(?:sa|c)_"
    r"|xox[abeoprs]\b|xapp\b|hooks\b|[sr]k_(?:live|test)_|sk\b|AIza|GOCSPX\b|ya29\b|SG\b|(?:SK)?[0-9a-f]{32}\b"
    r"|pypi\b|npm_|dckr_pat_|do[opr]_v1_|dapi[0-9a-f]{32}|shp(?:at|ca|pa|ss)_|sq0(?:atp|csp)\b|hf_|gsk_|ntn_"
    r"|secret_[A-Za-z0-9]{43}|hv[sb]\b|ATATT3|lin_api_|eyJ|(?:Bearer|Token|token)\b)"
)
SHAPE_STARTS: Final = frozenset(
    "AK AS AB AC gh gi gl xo xa sk rk AI GO ya SG SK ke py np dc do da sh sq hf gs nt se hv AT li ey ht Be To to Ba"
    " --".split()
) | {"\n-"}
CREDENTIALS_IN_URL: Final = regex(
    r"[a-z][a-z0-9+.-]*://(?P<user>[^/\s:@?#]*):(?P<password>[^/\s@]+)@(?P<host>[\w.\[{<%-]*)",
    re.IGNORECASE,
)
# Keys of an account open a service by themselves; whoever knows a password must know where it belongs as well.
TOKENS_BY_PLACE: Final = frozenset({"a private key", "a signed token", "a key in a header", "a password in a header"})
CONNECTION_STRING: Final = regex(
    r"(?:^|;)\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(?P<password>[^;\s{}<>%*$]{4,})(?:;|\Z)"
    r"|\A(?:jdbc:\w+|postgres(?:ql)?|mysql|mariadb|mssql|mongodb)[\w+]*:.*?[?&;](?:password"
    r"|pwd)=(?P<query>[^;&\s{}<>%*$]{4,})",
    re.IGNORECASE,
)
# `host=db user=shop password=...`, as libpq reads it.
KEY_VALUE_PAIRS: Final = regex(r"\s*(?:\w+\s*=\s*(?:'[^']*'|[^\s'=]+)(?:\s+|\Z))+")
KEY_VALUE_PAIR: Final = regex(r"(?P<key>\w+)\s*=\s*(?:'(?P<quoted>[^']*)'|(?P<bare>[^\s']+))")

# A shorter text stands in too many places: who hides it everywhere leaves nothing to read.
SHORTEST_SECRET: Final = 3
PLACEHOLDERS: Final = regex(
    r"your|\bmy[-_ ]|snip|change|replace|placeholder|example|dummy|fake|sample|todo|fixme|insert|redacted|masked"
    r"|removed|xxx"
    r"|not[-_ ]?(?:a[-_ ]?)?(?:real|set|needed|used|secret|provided|available)|undefined|<|>|\[|\]|\.\.\.|…|\*\*"
    r"|[{}]|\$\(|\A\$\w+\Z|%\(|%[sdr]",
    re.IGNORECASE,
)
ORDINARY: Final = frozenset(
    "string str text bytes int integer bool boolean float number object any none null nil true false yes no on off n/a"
    " password passwords passwd pwd pass passphrase passcode token tokens key keys api apikey auth basic bearer digest"
    " plain hidden visible required optional default empty blank unset missing invalid wrong prompt ask always never"
    " auto automatic env environment environ file vault keyring keychain input field label name user username email"
    " login generic custom md5 sha sha1 sha256 sha512 bcrypt argon2 scrypt pbkdf2 utf8 utf-8 oauth oauth2 jwt ldap"
    " kerberos saml oidc x-oauth-basic ssl tls header query cookie body form json generate generated encrypted hashed"
    " credential credentials interactive inherit ignore forbidden denied failed failure success error unknown anonymous"
    " client_credentials manual mandatory system shared private public session account admin_password reset change"
    " confirm weak strong medium short long id value data base64 hex raw redacted masked enabled disabled".split()
)
MADE_UP: Final = frozenset(
    "super very top dev development insecure ultra mega strong long random hard big local".split()
)
COMPANIONS: Final = frozenset(
    "user username login host hostname server database dbname db account email port user_name uid user_id".split()
)

# Arguments that hold nothing but a secret: what is called, the place and the name of the argument, what it is.
_RESERVED_ARGUMENTS = """
Crypto.Cipher.AES.new 0 key secret_key
Cryptodome.Cipher.AES.new 0 key secret_key
MySQLdb.connect 2 passwd password
aiomysql.connect 99 password password
asyncpg.connect 99 password password
asyncpg.create_pool 99 password password
authlib.jose.jwt.encode 2 key secret_key
cryptography.fernet.Fernet 0 key secret_key
cryptography.hazmat.primitives.ciphers.algorithms.AES 0 key secret_key
cryptography.hazmat.primitives.ciphers.aead.AESGCM 0 key secret_key
cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305 0 key secret_key
cx_Oracle.connect 1 password password
itsdangerous.Signer 0 secret_key secret_key
itsdangerous.TimestampSigner 0 secret_key secret_key
itsdangerous.URLSafeSerializer 0 secret_key secret_key
itsdangerous.URLSafeTimedSerializer 0 secret_key secret_key
jose.jwt.decode 1 key secret_key
jose.jwt.encode 1 key secret_key
jwt.decode 1 key secret_key
jwt.encode 1 key secret_key
ldap3.Connection 2 password password
mariadb.connect 99 password password
mysql.connector.connect 99 password password
oracledb.connect 99 password password
paramiko.SSHClient.connect 3 password password
pg8000.connect 99 password password
psycopg.connect 99 password password
psycopg2.connect 99 password password
pymssql.connect 2 password password
pymysql.connect 2 password password
smtplib.SMTP.login 1 password password
smtplib.SMTP_SSL.login 1 password password
snowflake.connector.connect 99 password password
starlette.middleware.sessions.SessionMiddleware 1 secret_key secret_key
"""


class ReservedArgument(NamedTuple):
    """An argument that holds nothing but a secret: its place, its name, and what it is called in messages."""

    place: int
    keyword: str
    what: str


RESERVED_ARGUMENTS: Final[Mapping[str, ReservedArgument]] = {
    target: ReservedArgument(int(place), keyword, what)
    for target, place, keyword, what in map(str.split, _RESERVED_ARGUMENTS.strip().splitlines())
}
# Settings of web frameworks that hold nothing but a secret.
RESERVED_SETTINGS: Final = frozenset(
    "SECRET_KEY JWT_SECRET_KEY JWT_SECRET SESSION_SECRET SESSION_SECRET_KEY WTF_CSRF_SECRET_KEY"
    " SECURITY_PASSWORD_SALT".split()
)
# What stands where a secret would, and says so: a template to be filled, something blacked out, a value for trials.
UNFILLED: Final = regex(
    r"<|>|[{}]|\$\(|\A\$\w+\Z|%\(|%[sdr]|\.\.\.|…|\*\*|xxx|redacted|masked|removed|dummy|fake|example|sample"
    r"|placeholder|not[-_ ]?(?:a[-_ ]?)?(?:real|set|needed|used|secret|provided|available)|undefined"
    r"|-----BEGIN (?:PUBLIC|RSA PUBLIC|CERTIFICATE)|\Assh-",
    re.IGNORECASE,
)
