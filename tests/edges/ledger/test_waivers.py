from datetime import date

import pytest

from banyan.edges.ledger import LedgerError, read_waivers
from banyan.measure.figures.verdicts import Waiver

CHECKS = frozenset({"breakdown", "ledger"})
CSV = "check,quantity,role,reason,until\nbreakdown,92,chief statistician,counted twice,2026-12-31\n"
TOML = """[[waiver]]
check = "ledger"
figure = "R001"
role = "chief statistician"
reason = "revised later"
until = 2026-12-31
"""


def test_csv_and_toml_hold_the_same_waivers() -> None:
    end = date(2026, 12, 31)
    assert read_waivers(CSV.encode(), "w.csv", CHECKS) == (
        Waiver("breakdown", "92", "chief statistician", "counted twice", end),)
    assert read_waivers(TOML.encode(), "w.toml", CHECKS) == (
        Waiver("ledger", "R001", "chief statistician", "revised later", end),)


@pytest.mark.parametrize(("name", "data", "found"), [
    ("w.csv", CSV.replace("chief statistician", ""), "a waiver without role"),
    ("w.csv", CSV.replace("counted twice", ""), "a waiver without reason"),
    ("w.csv", CSV.replace("2026-12-31", "some day"), '"some day" as until'),
    ("w.csv", CSV.replace("breakdown,92", "breakdown,"), "a waiver of nothing"),
    ("w.csv", CSV.replace("breakdown,92", "sums,92"), 'the check "sums"'),
    ("w.csv", "check,role\n", "no column reason"),
    ("w.toml", "[waiver]\ncheck = 1\n", "no [[waiver]]"), ("w.toml", "[[waiver", "TOML that can't be read"),
])  # fmt: skip
def test_a_waiver_that_is_not_whole_is_refused_in_one_sentence(name: str, data: str, found: str) -> None:
    with pytest.raises(LedgerError) as error:
        read_waivers(data.encode(), name, CHECKS)
    assert found in str(error.value)
