"""Tests that a learner wrote: they pass on the given modules, alone and in another order, and see the mutants."""

from collections.abc import Iterator

from rulekit.teach.judge import seams
from rulekit.teach.judge.fork import Line
from rulekit.teach.judge.hollow import hollow_tests
from rulekit.teach.judge.plugin import arguments, run_pytest
from rulekit.teach.judge.request import Mutant
from rulekit.teach.judge.run import Run
from rulekit.teach.judge.session import Suite, Variant

TESTS = "test_answer"
GIVEN, BACKWARDS, ALONE = "given", "backwards", "alone"
PASSES = "The tests pass on the shop's own code."
ASSERTS = "Every test asserts something."
APART = "Each test passes alone, and in another order."
TIDIES = "What a test opens or changes is as before when it is through, also when it fails."
NOT_YET = "first the tests must pass on the shop's own code"
NO_TEST = "there is no test that runs: write functions whose names begin with `test_`"
THROUGH, FAILING = "when the tests are through", "when a test fails"


def run_tests(run: Run) -> list[Line]:
    """Give a line for each thing that is wanted of the tests, and for each mutant."""
    ran = _ran(run)
    problem = _problem(ran[GIVEN], "on the shop's own code")
    printed = "".join(line.get("printed", "") for line in ran[GIVEN])
    lines = [{**_line("passes", PASSES, problem), "printed": printed}, _asserts(run.request.answer)]
    mutants = [(_named(number), mutant) for number, mutant in enumerate(run.request.mutants, 1)]
    sentences = [(name, f"A test sees this fault: {mutant.fault}.") for name, mutant in mutants]
    if problem:
        rest = [("tidies_up", TIDIES), ("alone", APART), *sentences]
        return [*lines, *(_line(name, sentence, {"message": NOT_YET}) for name, sentence in rest)]
    lefts = [_left(ran[GIVEN], THROUGH), *(_left(ran[name], FAILING) for name, _ in mutants)]
    left = next((one for one in lefts if one), None)
    apart = _problem(ran[BACKWARDS], "in another order") or _problem(ran[ALONE], "when it runs alone")
    told = [
        {**_line(name, sentence, _unseen(ran[name], mutant)), "fault": mutant.fault, "seen": _seen(ran[name])}
        for (name, mutant), (_, sentence) in zip(mutants, sentences, strict=True)
    ]
    return [*lines, _line("tidies_up", TIDIES, left), _line("alone", APART, apart), *told]


def _ran(run: Run) -> dict[str, list[Line]]:
    """Run the tests in all ways; where they fail on the given modules, in no other."""
    run.write(run.code, {TESTS: run.request.answer})
    tests, modules = run.code / f"{TESTS}.py", run.request.modules
    words = arguments(root=run.code, temporary=run.temporary, is_plain=False)
    ran: dict[str, list[Line]] = {}

    def variants() -> Iterator[Variant]:
        given = run.folder / GIVEN
        run.write(given, modules)
        yield Variant(GIVEN, given)
        if _problem(ran[GIVEN]):
            return
        yield Variant(BACKWARDS, given, is_backwards=True)
        yield Variant(ALONE, given, is_alone=True)
        for number, mutant in enumerate(run.request.mutants, 1):
            folder = run.folder / _named(number)
            run.write(folder, {**modules, mutant.module: mutant.text})
            yield Variant(_named(number), folder)

    for some in [variants()] if run.can_fork else ([one] for one in variants()):
        run_pytest([*words, str(tests)], Suite(tests, run, some, ran), *seams.for_tests())
    return ran


def _named(number: int) -> str:
    return f"mutant_{number}"


def _line(name: str, sentence: str, problem: Line | None) -> Line:
    return {"name": name, "sentence": sentence, **(problem or {})}


def _asserts(tests: str) -> Line:
    hollow = hollow_tests(tests)
    if not hollow:
        return _line("asserts", ASSERTS, None)
    name, line = hollow[0]
    return _line(
        "asserts", ASSERTS, {"message": f"`{name}` asserts nothing: it passes whatever the code does", "line": line}
    )


def _problem(ran: list[Line], when: str = "") -> Line | None:
    """Say what is wrong with tests that should all pass."""
    wrong = next((line for line in ran if "message" in line), None)
    if wrong is None:
        return None if any("test" in line for line in ran) else {"message": NO_TEST}
    if "test" not in wrong:
        return wrong
    tidying = " while it tidies up" if wrong.get("when") == "teardown" else ""
    return {"message": f"`{wrong['test']}` fails {when}{tidying}: {wrong['message']}", "line": wrong.get("line")}


def _left(ran: list[Line], when: str) -> Line | None:
    """Say what is still there when tests are through, or when one fails."""
    left = next((one for line in ran for one in line.get("left", [])), None)
    return {"message": f"{left[0]} {when}: {left[1]}"} if left else None


def _seen(ran: list[Line]) -> list[str]:
    return list(dict.fromkeys(one["test"] for one in ran if one.get("sees")))


def _unseen(ran: list[Line], mutant: Mutant) -> Line | None:
    """Say that no test sees a fault, and why one that fails with it does not count."""
    if _seen(ran):
        return None
    message = f"none of your tests sees this fault in `{mutant.module}`: {mutant.fault}"
    failed = next((line for line in ran if "message" in line), None)
    if failed is None:
        return {"message": message}
    why = failed.get("why") or failed["message"]
    about = f"`{failed['test']}`: " if "test" in failed else ""
    return {"message": f"{message}\n{about}{why}"}
