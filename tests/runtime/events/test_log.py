"""Pages, filters and the table: nothing twice, nothing left out, nothing that a spreadsheet would run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.model.level import Level
from banyan.runtime.events import log
from banyan.runtime.events.shape import Asked, EventPage, LogLine
from tests.runtime.events.test_sentences import AT, NAMES, Lines, alert, case

ZONE = "Asia/Shanghai"


def reject(n: int, where: str = "s", reason: str = "range") -> dict[str, object]:
    return {"id": f"reject/{n}", "reason": reason, "raw": "{}", "where": where, "expected": "0 to 3 m"}


def told(lines: Lines, **asked: object) -> list[str]:
    speaker = log.Speaker(NAMES, ZONE)
    return [speaker.say(e.said, e.at, "en") for e in lines.page(**asked)]


def busy() -> Lines:
    lines = Lines()
    for n in range(40):
        if n % 3 == 0:
            lines.say("stop", {"id": f"S-{n}", "pulled": True, "by": "lin"})
        elif n % 3 == 1:
            lines.say("alert", alert(id=f"A-{n}", level="II" if n % 2 else "IV"), ("raised-by", "reading/s/1"))
        else:
            lines.say("crew", {"id": "crew-1"})
    return lines


@given(limit=st.integers(1, 50))
def test_pages_of_any_length_make_up_the_whole(limit: int) -> None:
    journal = busy().journal()
    whole = log.page(journal, Asked(limit=500), NAMES, ZONE)
    assert (len(whole.events), whole.before) == (27, None)
    found: list[LogLine] = []
    asked = Asked(limit=limit)
    while True:
        page = log.page(journal, asked, NAMES, ZONE)
        assert len(page.events) <= limit
        found += page.events
        if page.before is None:
            break
        asked = Asked(before=page.before, limit=limit)
    assert found == whole.events
    assert [e.sequence for e in found] == sorted((e.sequence for e in found), reverse=True)


def test_a_rare_word_ends_a_page_after_so_many_records_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST", 10)
    monkeypatch.setattr(log, "CHUNK", 4)
    lines = busy()
    first = log.page(lines.journal(), Asked(text="nowhere"), NAMES, ZONE)
    assert first.events == []
    assert first.before is not None
    assert list(log.everything(lines.journal(), Asked(text="nowhere"), NAMES, ZONE)) == []
    assert len(list(log.everything(lines.journal(), Asked(), NAMES, ZONE))) == 27


def test_filters_by_group_level_incident_and_words_in_either_language() -> None:
    lines = Lines()
    lines.say("case", case())
    lines.say("case", case(id="C-2", incident="I-2", level="I"))
    lines.say("incident", {"id": "I-2", "alerts": ["A-7"], "case": "C-2"})
    lines.say("alert", alert(id="A-7", level="IV"), ("raised-by", "reading/s/1"))
    lines.say("alert", alert(id="A-8", level="IV"), ("raised-by", "reading/s/1"))
    lines.say("stop", {"id": "S-1", "pulled": True, "by": "lin"})
    opened = "Case opened: Ponding at Tower Road, with Duty officer"
    assert told(lines, groups=("stop",)) == ["Lin pulled the emergency stop"]
    assert told(lines, groups=("no-such-group",)) == []
    assert told(lines, level=Level.II) == [opened]
    assert [(e.record, e.incident) for e in lines.page(incident="I-2")] == [("A-7#1", "I-2"), ("C-2#1", "I-2")]
    assert lines.page(incident="I-9") == []
    assert told(lines, text="EMERGENCY lin") == ["Lin pulled the emergency stop"]
    assert told(lines, text="紧急停止") == ["Lin pulled the emergency stop"]
    assert told(lines, text="C-2#1") == [opened]


def test_messages_rejected_alike_in_a_row_are_one_line_that_counts_them() -> None:
    lines = Lines()
    for n in range(5):
        lines.say("reject", reject(n, f"seq {n}"))
    lines.say("reject", reject(5, reason="unit"))
    lines.say("reject", reject(6))
    assert [(e.said.args["reason"], e.count) for e in lines.page()] == [
        ("events.reason.range", 1), ("events.reason.unit", 1), ("events.reason.range", 5)]


def test_an_empty_journal_is_an_empty_page() -> None:
    assert log.page(Lines().journal(), Asked(), NAMES, ZONE) == EventPage([], None)


def table(lines: Lines, language: str) -> list[list[str]]:
    speaker = log.Speaker(NAMES, ZONE)
    text = "".join(log.rows(log.everything(lines.journal(), Asked(), NAMES, ZONE), speaker, language))
    assert text.startswith("\ufeff"), "without it a spreadsheet takes Chinese for something else"
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_table_has_local_times_levels_in_words_and_the_record() -> None:
    lines = Lines()
    lines.say("case", case())
    assert table(lines, "zh") == [
        ["时间", "类别", "级别", "事件", "说明", "系统原文", "次数", "事件编号", "记录编号"],
        ["2026-07-24 12:30:00", "案件", "Ⅲ级", "立案：塔前路，积水，由值班长负责", "", "", "", "I-1", "C#1"]]
    assert table(lines, "en")[1][:4] == ["2026-07-24 12:30:00", "Cases", "level III",
                                         "Case opened: Ponding at Tower Road, with Duty officer"]
    assert AT == "2026-07-24T04:30:00Z"


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(hostile: str) -> None:
    lines = Lines()
    lines.say("reject", reject(1, hostile))
    assert table(lines, "en")[1][5].startswith("'" + hostile)


def test_the_maps_layers_name_gauges() -> None:
    feature = {"properties": {"id": "g1", "city_id": "river.level", "name_zh": "江站", "name_en": "River gauge"}}
    named = log.of_layers({"gauges": {"features": [feature, {"properties": None}, {}]}, "empty": {}})
    assert {key: name.en for key, name in named.items()} == {"g1": "River gauge", "river.level": "River gauge"}
