"""Safe fixes leave every call as it is: a test may ask with what, and by what name, something was called."""

import pytest

from rulekit.api import fix

LOGGER = "import logging\n\nlogger = logging.getLogger(__name__)\n"
HANDLER = f"{LOGGER}try:\n    book(order)\nexcept ValueError as error:\n    {{}}\n    stop()\n".format
CALLS = {
    "RK501-a program": "import subprocess\n\nsubprocess.run(command, check=True, timeout=patience)\n",
    "RK501-a program that is watched": "from subprocess import Popen\n\nwatched = Popen(args=command, env=given)\n",
    "RK504-a letter of a password": 'import random\n\npassword = "".join(random.choice(letters) for _ in row)\n',
    "RK504-a token": "import random\n\ntoken = random.getrandbits(size)\n",
    "RK303-an error with its traceback": HANDLER('logger.error("not booked", exc_info=True)'),
    "RK303-a traceback that is asked for twice": HANDLER('logger.exception("not booked", exc_info=True)'),
    "RK203-an old name of a log's method": f'{LOGGER}logger.warn("stock is low")\n',
    "RK203-a level that is given": f'{LOGGER}logger.log(logging.INFO, "booked")\n',
}


@pytest.mark.parametrize("call", CALLS)
def test_a_call_is_changed_only_when_that_is_asked_for(call: str) -> None:
    code, text = call.partition("-")[0], CALLS[call]
    assert fix(text, "orders.py").text == text
    assert code in {finding.code for finding in fix(text, "orders.py", unsafe=True).applied}
