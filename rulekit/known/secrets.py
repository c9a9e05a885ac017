"""What secrets are called, what they look like, and words that stand in their place without being any."""

import re
from collections.abc import Mapping
from typing import Final

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
ENDINGS: Final = re.compile(
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
AUTHORIZATION: Final = frozenset({"authorization", "proxy_authorization", "x_authorization"})

SHAPES: Final[Mapping[str, str]] = {
    "an AWS access key": r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\Z",
    "a GitHub token": r"gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}",
    "a GitLab token": r"gl(?:pat|dt|rt|ptt|soat)-[\w-]{20,}",
    "a Slack token": r"xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,}",
    "a Slack address": r"https://hooks\.slack\.com/(?:services|workflows)/T\w+/\w+/\w{8,}",
    "a Stripe key": r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}",
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
    "a key in a header": r"(?:Bearer|Token|token) (?=[^ ]*\d)[\w.+/=~-]{16,}\Z",
    "a password in a header": r"Basic (?=[^ ]*[A-Z])[A-Za-z0-9+/]{8,}={0,2}\Z",
}
SHAPE_STARTS: Final = frozenset(
    "AK AS AB AC gh gi gl xo xa sk rk AI GO ya SG SK ke py np dc do da sh sq hf gs nt se hv AT li ey ht Be To to Ba"
    " --".split()
) | {"\n-"}
CREDENTIALS_IN_URL: Final = re.compile(
    r"[a-z][a-z0-9+.-]*://(?P<user>[^/\s:@?#]*):(?P<password>[^/\s@]+)@(?P<host>[\w.\[{<%-]*)",
    re.IGNORECASE,
)
CONNECTION_STRING: Final = re.compile(
    r"(?:^|;)\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*(?P<password>[^;\s{}<>%*$]{4,})(?:;|\Z)",
    re.IGNORECASE,
)

PLACEHOLDERS: Final = re.compile(
    r"your|\bmy[-_ ]|change|replace|placeholder|example|dummy|fake|sample|todo|fixme|insert|redacted|masked|removed|xxx"
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
    " kerberos saml ssl tls header query cookie body form json generate generated encrypted hashed credential"
    " credentials interactive inherit ignore forbidden denied failed failure success error unknown anonymous"
    " client_credentials manual mandatory system shared private public session account admin_password reset change"
    " confirm weak strong medium short long id value data base64 hex raw redacted masked enabled disabled".split()
)
MADE_UP: Final = frozenset(
    "super very top dev development insecure ultra mega strong long random hard big local".split()
)
COMPANIONS: Final = frozenset(
    "user username login host hostname server database dbname db account email port user_name uid user_id".split()
)
