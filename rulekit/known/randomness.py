"""Numbers that can be guessed: what draws them, and what values are called that must not be guessed."""

import re
from collections.abc import Mapping
from typing import Final

from rulekit.model.late import regex

DRAWING: Final = frozenset(
    """
    betavariate binomialvariate choice choices expovariate gammavariate gauss getrandbits lognormvariate normalvariate
    paretovariate randbytes randint random randrange sample shuffle triangular uniform vonmisesvariate weibullvariate
    """.split()
)
FRACTIONS: Final = frozenset(
    "betavariate expovariate gammavariate gauss lognormvariate normal normalvariate rand randn random random_sample"
    " standard_normal triangular uniform".split()
)
_NUMPY: Final = frozenset(
    """
    bytes choice integers normal permutation rand randint randn random random_integers random_sample ranf sample shuffle
    standard_normal uniform
    """.split()
)
_NUMPY_HOMES: Final = ("numpy.random", "numpy.random.Generator", "numpy.random.RandomState")
CLOCKS: Final = frozenset(
    "time.time time.time_ns datetime.datetime.now datetime.datetime.utcnow time.monotonic time.perf_counter".split()
)
WEAK: Final = (
    frozenset(f"{home}.{name}" for home in ("random", "random.Random") for name in DRAWING)
    | frozenset(f"{home}.{name}" for home in _NUMPY_HOMES for name in _NUMPY)
    | {"uuid.uuid1", "builtins.hash"}
    | CLOCKS
)

# What takes the place of each; all others are answered by `secrets.SystemRandom`, which has the same methods.
_INSTEAD = """
choice secrets.choice
choices secrets.choice
getrandbits secrets.randbits
integers secrets.randbelow
randbytes secrets.token_bytes
bytes secrets.token_bytes
randint secrets.randbelow
random_integers secrets.randbelow
randrange secrets.randbelow
sample secrets.SystemRandom
shuffle secrets.SystemRandom
permutation secrets.SystemRandom
uuid1 uuid.uuid4
"""
INSTEAD: Final[Mapping[str, str]] = dict(line.split() for line in _INSTEAD.strip().splitlines())
OTHERWISE: Final = "secrets.token_urlsafe"

# The last words of names whose values must not be guessed.
GRAVE: Final = frozenset(
    """
    apikey authtoken csrftoken kennwort otp passcode passphrase passwd password passwort pswd pw pwd secret sessionid
    token totp
    """.split()
)
GRAVE_PAIRS: Final = frozenset(
    f"{head} {tail}"
    for head, tails in (
        ("api access aes auth cipher encryption fernet hmac jwt preshared private secret", "key"),
        ("session shared signing ssh", "key"),
        ("session", "id"),
        ("reset recovery login magic invite invitation activation verification", "key link hash code id"),
        ("auth authentication authorization access otp security mfa tfa", "code"),
        ("backup two_factor", "codes code"),
    )
    for head in head.split()
    for tail in tails.split()
)
LIGHT: Final = frozenset("auth captcha csrf invitation invite iv nonce pin psk salt sid signature verification".split())
# `cnonce` and `snonce` are the client's and the server's; no English word ends like this.
LIGHT_ENDING: Final = "nonce"
GRAVE_ENDINGS: Final = (
    "password",
    "passwd",
    "apikey",
    "accesstoken",
    "authtoken",
    "csrftoken",
    "resettoken",
    "sessionid",
)
LIGHT_PAIRS: Final = frozenset(
    f"{head} {tail}"
    for head in "confirm confirmation verify verified email sms phone pairing unlock captcha pin one_time license"
    " licence registration voucher".split()
    for tail in ("code", "key", "number")
) - {"email number", "sms number", "phone number", "email key", "phone key", "license number", "licence number"}
TAILS: Final = frozenset(
    """
    str string hex bytes digits value text plain plaintext raw new old default generator gen factory maker creator
    builder gen list chars parts final field result b64 base64 tmp temp cookie for of
    """.split()
)
CANCELLING: Final = frozenset(
    """
    bos cls count dummy eos fake guess hash hashed input len length mask masked mock next num number pad prev previous
    sample sep special target tokens unk wrong test cancel cancellation n lex syntax
    """.split()
)
GENERIC_METHODS: Final = frozenset("generate create make new random build draw get __call__ next".split())
LANGUAGE_LISTS: Final = regex(r"vocab|tokens?(_|$)|corpus|lexicon|dictionary|word_?list", re.IGNORECASE)
LETTERS: Final = regex(
    r"letter|char|alpha|digit|ascii|punct|symbol|hex|printable|pool|lower|upper|special", re.IGNORECASE
)
LANGUAGE_TOOLS: Final = regex(
    r"\b(transformers|tokenizers?|nltk|spacy|torch|tensorflow|sentencepiece|tiktoken|gensim|keras|jax|datasets"
    r"|vocab_size|vocab)\b"
)

# What hands a value on in another form.
FUNCTIONS_ON: Final = frozenset(
    f"builtins.{name}"
    for name in "str int hex oct bin chr ord bytes bytearray list tuple set sorted reversed repr format abs map".split()
) | frozenset(
    """
    base64.b16encode base64.b32encode base64.b64encode base64.urlsafe_b64encode binascii.b2a_hex binascii.hexlify
    builtins.round hashlib.blake2b hashlib.blake2s hashlib.md5 hashlib.new hashlib.sha1 hashlib.sha224 hashlib.sha256
    hashlib.sha384 hashlib.sha3_256 hashlib.sha3_512 hashlib.sha512 math.floor uuid.UUID
    """.split()
)
METHODS_ON: Final = frozenset(
    """
    capitalize decode digest encode format hex hexdigest item join ljust lower lstrip replace rjust rstrip split strip
    swapcase timestamp title to_bytes tobytes tolist upper zfill strftime isoformat
    """.split()
)
VALUES_ON: Final = frozenset("hex int bytes urn fields node".split())
KEEPING: Final = frozenset("append add extend insert appendleft update".split())
SETTERS: Final = regex(r"(set|store|save|send|update|assign|register|issue)_(?P<what>\w+)")
POSITIONS: Final[Mapping[str, tuple[int, str, str]]] = {
    "hashlib.pbkdf2_hmac": (2, "salt", "salt"),
    "hmac.new": (0, "key", "secret_key"),
    "hmac.HMAC": (0, "key", "secret_key"),
    "jwt.encode": (1, "key", "secret_key"),
    "bcrypt.hashpw": (1, "salt", "salt"),
    "cryptography.fernet.Fernet": (0, "key", "secret_key"),
}
