"""Words in log messages that belong to a level, in English."""

import re
from typing import Final

from rulekit.model.late import regex

LABEL: Final = regex(
    r"\W{0,4}(?P<name>debug|info|warn(?:ing)?|error|critical|fatal)"
    r"(?:\s*[\])>]\s*:?|\s*\*{1,3}:?|\s*:(?!:)|\s+[-|]{1,2}\s|!)\W*",
    re.IGNORECASE,
)

_OTHER_NOUNS = "handling|logging|reporting|checking|correcting|tracking|rating|setting"
_ABLE = r"could\s*not|couldn't|couldnt|cannot|can\s+not|can't|unable\s+to|(?:was|were|is|are)\s+not\s+able\s+to"
FAILURE: Final = regex(
    r"\W*+(?:(?:an?|the|some|fatal|critical|internal|serious|unexpected|unhandled|unknown|uncaught|caught|got|[a-z]+)\s+){0,2}?"
    r"(?:(?:error|exception|failure)s?\s+(?:while|during|when|in|on|at|from|with|of|occurred|happened|raised|caught"
    rf"|(?!(?:{_OTHER_NOUNS})\b)[a-z]+ing)\b"
    r"|(?:exception|error|failure)\s*(?:[:,!-]|$)"
    rf"|failed\s+(?:to|[a-z]+ing)\b|(?:{_ABLE})\s+\w+|aborting\b|fatal\b)",
    re.IGNORECASE,
)
FAILURE_INSIDE: Final = regex(
    r"(?<![._])\b(?:(?:failed|crashed|refused|timed\s+out)\s*"
    r"(?:[.!:,(]|$|(?:to|with|because|due|after|for|on|in|at|while|by)\b)"
    rf"|(?:{_ABLE})\s+\w+|(?:something|it) went wrong|lost (?:the )?connection"
    r"|connection (?:was |has been )?(?:lost|reset|dropped)"
    r"|(?:error|exception)\s+(?:has\s+)?(?:occurred|happened|while|during|connecting)\b)",
    re.IGNORECASE,
)
NO_FAILURE: Final = regex(
    r"\b(?:no|not an|zero|0|without|any|if|whether|when|unless|in case|until|expected|ignor\w+|retry\w*|retries|again"
    r"|attempt\w*|tries|fall\w*\s*back|fallback|instead|using|default\w*|skip\w*|may|might|would|should|will|never)\b"
    r"|\b(?:failed|errors?|failures?|refused|timed out|crashed)\s*[=:]?\s*(?:%[di]|\d)"
    r"|(?:%[di]|\d)\s+(?:\w+\s+)?(?:failed|errors?|failures?|refused|timed out|crashed)\b"
    r"|(?:%s|\{\})\s+(?:\w+\s+)?\w+s\s+(?:failed|refused|timed out|crashed)\b",
    re.IGNORECASE,
)

HARMLESS: Final = regex(
    r"\b(?:ignor\w+|expected|handled|harmless|optional|does not matter|not an error|that's ok|that is fine)\b",
    re.IGNORECASE,
)

_DOING = (
    "starting|stopping|finishing|loading|connecting|listening|processing|entering|leaving|exiting|running|beginning"
    "|initiali[sz]ing|fetching|sending|receiving|reading|writing|saving|creating|opening|downloading|uploading"
)
_DONE = (
    "started|stopped|finished|completed?|loaded|connected|received|processed|initiali[sz]ed|created|saved|sent|shipped"
    "|booked|paid|delivered|fetched|updated|opened|downloaded|uploaded|logged (?:in|out)|ready|succeeded|done"
)
NORMAL: Final = regex(
    rf"\W*+(?:(?:{_DOING}|{_DONE}|begin)\b"
    r"|(?:[\w#%'\"-]+\s+){1,3}(?:(?:was|were|is|are|has been|have been)\s+)?"
    rf"(?:{_DONE})\s*(?:[.!]|$|(?:in|on|at|by|after|to|with)\b)"
    r"|[^.;]*\b(?:successfully|up and running|(?:is|are) (?:fine|ok|up)\b))",
    re.IGNORECASE,
)
NOT_NORMAL: Final = regex(
    r"\b(?:err(?:or)?s?|exceptions?|fail\w*|not|no|never|cannot|without|invalid|unexpected|unknown|unsupported|wrong"
    r"|bad|broken|corrupt\w*|miss\w*|denied|refused|reject\w*|abort\w*|crash\w*|timed? ?-?out|illegal|malformed"
    r"|too|but|only|lost|empty|null|none|nan|due|because|before|already|kill\w*|signal|problem|trouble|inconsisten\w+"
    r"|mismatch|un\w+|in(?:complete|sufficient|correct)|exceed\w*|instead|must|should|duplicate\w*|prematurely"
    r"|conflict\w*|violat\w*|impossible|return(?:ed)?|status|unless|if"
    r"|while|when|code|ended|ensure|please|make sure)\b|n't\b",
    re.IGNORECASE,
)

RECOVERY: Final = regex(
    r"\b(?:retrying|will\s+retry|will\s+try\s+again|trying\s+again|falling\s+back|using\s+(?:the\s+)?"
    r"(?:default|cached?|fallback)\w*)\b",
    re.IGNORECASE,
)
ENTRY: Final = regex(
    r"\W*(?:(?:entering|leaving|exiting|inside|enter|exit)\s+(?:the\s+)?(?:function|method|[\w.]+\(|[a-z]+_\w+\s*$)"
    r"|>>>|<<<|-->|<--)",
    re.IGNORECASE,
)
LOOP: Final = regex(
    r"\W*+(?:(?:in |inside |entering )(?:the )?loop\b|loop (?:iteration|variable|counter)"
    r"|iteration\s*+[:#]?\s*+(?:%|\{|\d|$))",
    re.IGNORECASE,
)
