"""Rates that don't say of how many, comparisons that don't say with what, levels of a time that isn't named."""

import pytest

from banyan.model.figure import Result
from tests.packs.figures.test_likely import marked


@pytest.mark.parametrize(("text", "number"), [
    ("柳川市2024年电梯困人发生率为1.6，物业响应加快。", "1.6"),
    ("In 2024 lost luggage on Vell's trains ran at 4.2.", "4.2"),
    ("Complaints about Ostby's trams reached a rate of 12.5 in 2024.", "12.5"),
    ("In 2024 take-up among night workers of Vell was 9% lower, the union said.", "9%"),
])  # fmt: skip
def test_a_rate_without_its_base_is_asked_for_it(text: str, number: str) -> None:
    assert number in marked(text, "no-base", Result.CANNOT_TELL)


@pytest.mark.parametrize(("text", "number"), [
    ("柳川市2024年每万部电梯困人发生率为1.6，物业响应加快。", "1.6"),
    ("In 2024 lost luggage on Vell's trains ran at 4.2 per thousand passengers.", "4.2"),
    ("In 2024 take-up among night workers of Vell was 9% lower than among others, the union said.", "9%"),
    ("2024年柳川市居民消费价格指数为102.3。", "102.3"),
])  # fmt: skip
def test_one_with_its_base_isn_t(text: str, number: str) -> None:
    assert number not in marked(text, "no-base", Result.CANNOT_TELL)


@pytest.mark.parametrize(("text", "number", "open_"), [
    ("柳川县2024年养蚕户860户，当初只有120户。", "120", True),
    ("2024年柳川县公报。茶叶出口此前曾达到3.1万吨，如今回落。", "3.1万吨", True),
    ("柳川县2024年茶叶出口2.4万吨，2016年曾达到3.1万吨。", "3.1万吨", False),
    ("Vell counted 640 storks in 2024, after 410 in an earlier one.", "410", True),
    ("Vell counted 640 storks in 2024, after 410 in 2019.", "410", False),
])  # fmt: skip
def test_a_level_of_no_named_time_has_no_year(text: str, number: str, open_: bool) -> None:
    assert (number in marked(text, "no-year", Result.CANNOT_TELL)) is open_
