"""A number of the ledger that stands in another row than the words beside it say: another year's, another one's."""

import pytest

from tests.packs.figures.test_likely import marked

HARBOURS = "A,Sandvik harbour,berths,=,318,count,2024\nB,Nordvik harbour,berths,=,246,count,2024\n"
COACHES = "A,柳川市,公交事故,=,9,起,2024年\nB,柳川市,公交事故,=,14,起,2023年\n"
BEDS = "A,Ostby County,bed occupancy,=,81.4,%,2024\nB,Upper Ostby,bed occupancy,=,76.2,%,2024\n"
MILLS = "A,东河糖厂,产糖量,=,4.86,万吨,2024年\nB,西河糖厂,产糖量,=,3.72,万吨,2024年\n"


@pytest.mark.parametrize(("text", "ledger", "wrong"), [
    ("The coast in 2024\n\nSandvik has 318 berths. Nordvik is next with {} berths.", HARBOURS, ("246", "318")),
    ("柳川市2024年公共交通公报\n\n全年公交事故{}起，无人死亡。", COACHES, ("9", "14")),
    ("Ostby County: hospitals in 2024\n\nBed occupancy stood at {}%.", BEDS, ("81.4", "76.2")),
    ("2024年制糖业\n\n东河糖厂产糖4.86万吨，西河糖厂产糖{}万吨。", MILLS, ("3.72", "4.86")),
])  # fmt: skip
def test_a_number_of_another_row_contradicts(text: str, ledger: str, wrong: tuple[str, str]) -> None:
    right, other = wrong
    assert marked(text.format(right), "ledger", ledger=ledger) == set()
    assert any(other in number for number in marked(text.format(other), "ledger", ledger=ledger))


@pytest.mark.parametrize(("text", "ledger"), [
    ("柳川市2024年公共交通公报\n\n全年公交事故9起，比上年的14起减少5起。", COACHES),
    ("柳川市2024年公共交通公报\n\n2023年公交事故14起，整治后明显好转。", COACHES),
    ("Ostby County: hospitals in 2024\n\nIn Upper Ostby bed occupancy stood at 76.2%.", BEDS),
])  # fmt: skip
def test_a_number_that_is_said_to_be_of_the_other_row_doesn_t(text: str, ledger: str) -> None:
    assert marked(text, "ledger", ledger=ledger) == set()
