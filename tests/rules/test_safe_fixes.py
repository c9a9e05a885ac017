"""Safe fixes leave every call as it is: a test may ask with what, and by what name, something was called."""

import pytest

from rulekit.api import fix

LOGGER = "import logging\n\nlogger = logging.getLogger(__name__)\n"
HANDLER = f"{LOGGER}try:\n    book(order)\nexcept ValueError as error:\n    {{}}\n    stop()\n".format
CALLS = {
    "a program": "import subprocess\n\nsubprocess.run(command, check=True, timeout=patience)\n",
    "a program that is watched": "from subprocess import Popen\n\nwatched = Popen(args=command, env=environment)\n",
    "a letter of a password": 'import random\n\npassword = "".join(random.choice(letters) for _ in range(length))\n',
    "a token": "import random\n\ntoken = random.getrandbits(size)\n",
    "an error with its traceback": HANDLER('logger.error("not booked", exc_info=True)'),
    "a traceback that is asked for twice": HANDLER('logger.exception("not booked", exc_info=True)'),
    "an old name of a log's method": f'{LOGGER}logger.warn("stock is low")\n',
    "a level that is given": f'{LOGGER}logger.log(logging.INFO, "booked")\n',
}


@pytest.mark.parametrize("text", CALLS.values(), ids=CALLS)
def test_a_call_is_changed_only_when_that_is_asked_for(text: str) -> None:
    assert fix(text, "orders.py").text == text
    assert fix(text, "orders.py", unsafe=True).text != text
