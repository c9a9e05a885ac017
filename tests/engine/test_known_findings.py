"""Known findings: whatever moves, no more is hidden than was known, and nothing is counted twice."""

from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rulekit.engine.baseline import Baseline, Entry, read_baseline, write_baseline
from rulekit.engine.known_findings import sort_out
from rulekit.model.finding import Finding
from tests.shop import finding

FILES = ("a.py", "b.py", "gone.py")
entries = st.builds(
    Entry,
    st.sampled_from(FILES),
    st.sampled_from(("RK201", "RK301")),
    st.sampled_from(("<module>", "load", "Orders.load", "cell 0a")),
    st.sampled_from(("except", "print(1)")),
)
counts = st.dictionaries(entries, st.integers(1, 3), max_size=6)
NOWHERE = Path("/nowhere")


def findings_of(known: dict[Entry, int]) -> list[Finding]:
    return [
        finding(path=str(NOWHERE / entry.path), code=entry.rule, anchor=f"{entry.place}: {entry.code}")
        for entry, number in known.items()
        for _ in range(number)
    ]


@given(counts, counts)
def test_no_more_is_hidden_than_was_known(known: dict[Entry, int], there: dict[Entry, int]) -> None:
    found = findings_of(there)
    told = sort_out(Baseline(NOWHERE / "known.json", known), found, [str(NOWHERE / name) for name in FILES])

    assert sorted([*told.known, *told.new]) == sorted(found)
    assert len(told.known) + told.unmet.total() == sum(known.values())
    assert Counter(one.code for one in told.known) <= Counter(e.rule for e, n in known.items() for _ in range(n))
    assert Counter(told.unmet) <= Counter(known)


@given(counts)
def test_what_did_not_change_is_known(known: dict[Entry, int]) -> None:
    told = sort_out(Baseline(NOWHERE / "known.json", known), findings_of(known), [])
    assert (told.new, told.unmet.total()) == ((), 0)


@given(counts)
def test_of_files_that_were_not_looked_at_nothing_is_gone(known: dict[Entry, int]) -> None:
    told = sort_out(Baseline(Path(__file__).parent / "known.json", {}), findings_of(known), [])
    assert (told.known, told.unmet.total()) == ((), 0)
    here = {entry._replace(path=Path(__file__).name): number for entry, number in known.items()}
    assert not sort_out(Baseline(Path(__file__).parent / "known.json", here), [], []).unmet


def test_what_is_written_is_read(tmp_path: Path) -> None:
    known = {Entry('späte "Aufträge".py', "RK301", "Orders.load", 'a: "b"\\'): 2, Entry("a.py", "RK201", "load", ""): 1}
    for entries_then in (known, {Entry("a.py", "RK201", "load", ""): 1}):
        write_baseline(Baseline(tmp_path / "known.json", entries_then))
        assert read_baseline(tmp_path / "known.json").entries == entries_then
