"""One mistake in a good folder is told once, with file, key, what was found and what was expected."""

from datetime import UTC, datetime, timedelta

import pytest

from banyan.runtime.folder import FolderErrors, load
from tests.runtime.folder.conftest import Folder

CITY, STREAMS, RULES = "city.toml", "streams.toml", "rules.toml"
CASES, CREWS, AUTHORITY, CALENDAR = "cases.toml", "crews.toml", "authority.toml", "calendar.toml"
STORMS = "hydraulics/storms.toml"


def test_the_template_is_a_city(folder: Folder) -> None:
    city = load(folder.path)
    assert (city.id, len(city.streams), len(city.rules), city.default_storm) == ("my-city", 8, 8, "summer-storm")
    assert city.tick == timedelta(seconds=10)
    assert city.hydraulics is not None
    assert city.hydraulics.start == datetime(2026, 7, 23, 16, tzinfo=UTC)


# file, text in the template, what replaces it, the whole list of mistakes
SINGLE = [
    (CITY, "ramp = 10", "ramp = 0", 'city.toml, devices[0].ramp: found 0; expected % a minute, above 0, at most 6000'),
    (CITY, "ramp = 10", 'ramp = "10"', 'city.toml, devices[0].ramp: found "10"; expected a number'),
    (CITY, "ramp = 10", "ramp = nan", "city.toml, devices[0].ramp: found nan; expected a number"),
    (CITY, "ramp = 10", "ramp = true", "city.toml, devices[0].ramp: found true; expected a number"),
    (CITY, "ramp = 10", "ramp = -inf", "city.toml, devices[0].ramp: found -inf; expected a number"),
    (CITY, "ramp = 10", "ramp = 10\nlow = 90\nhigh = 20",
     "city.toml, devices[0].low: found 90 to 20; expected 0 <= low < high <= 100 (%)"),
    (CITY, "initial = 10", "initial = 110",
     "city.toml, devices[0].initial: found 110.0; expected % within low and high, from 0 to 100"),
    (CITY, "safe = 0", "safe = 50",
     "city.toml, devices[1].safe: found 50; "
     "expected 0 (its float decides) or 100 (run)"),
    (CITY, "start_level = -1.00", "start_level = -2.50",
     "city.toml, devices[1].start_level: found -2.5; expected above stop_level, -2"),
    (CITY, "stop_level = -2.00", "",
     "city.toml, devices[1].start_level: found only one of start_level and stop_level; expected both, or neither"),
    (CITY, "tick_s = 10", "tick_s = 11", "city.toml, tick_s: found 11; expected seconds above 0, at most 10"),
    (CITY, "tick_s = 10", "tick_s = 0", "city.toml, tick_s: found 0; expected seconds above 0, at most 10"),
    (CITY, "band = [0.80, 1.30]", "band = [1.30, 0.80]",
     "city.toml, lakes[0].band: found [1.3, 0.8]; expected its foot below its top"),
    (CITY, "band = [0.80, 1.30]", "band = [0.80, 2.50]",
     "city.toml, lakes[0].band: found [0.8, 2.5]; expected a band below the bank, 2.4 m"),
    (CITY, "band = [0.80, 1.30]", "band = [0.80]",
     "city.toml, lakes[0].band: found a list of 1; expected a list of 2, each a number"),
    (CITY, "warning_level = 1.60", "warning_level = 2.10",
     "city.toml, lakes[0].warning_level: found 2.1; expected at most the guarantee level, 2 m"),
    (CITY, "[0.0, 40000]", "[-1.5, 40000]",
     "city.toml, lakes[0].area_m2[1]: found level -1.5; expected levels that rise, above -1.5"),
    (CITY, "at = [119.587, 26.020]", "at = [26.020, 119.587]",
     "city.toml, places[0].at: found [26.02, 119.587]; "
     "expected [longitude -180..180, latitude -90..90]: are they swapped?"),
    (CITY, 'timezone = "Asia/Shanghai"', 'timezone = "Asia"',
     'city.toml, timezone: found "Asia"; expected a time zone like Asia/Shanghai'),
    (CITY, 'timezone = "Asia/Shanghai"', 'timezone = "../../etc/passwd"',
     'city.toml, timezone: found "../../etc/passwd"; expected a time zone like Asia/Shanghai'),
    (CITY, "2026-07-24T00:00:00+08:00", "2026-07-24T00:00:00",
     "city.toml, hydraulics.start: found 2026-07-24 00:00:00; "
     "expected a date and time with its offset, like 2026-07-24T06:00:00+08:00"),
    (CITY, 'thing = "lake-1"', 'thing = "lake-2"',
     'city.toml, devices[0].thing: found "lake-2"; '
     'expected the id of a lake or place declared here (did you mean "lake-1"?)'),
    (CITY, 'read_back = "gate-1.position"', 'read_back = "pump-1.flow"',
     'city.toml, devices[0].read_back: found "pump-1.flow", which measures flow; '
     "expected a stream that measures position"),
    (CITY, 'level = "lake-1.level"\nband', 'level = "sea.tide"\nband',
     'city.toml, lakes[0].level: found "sea.tide", which measures tide; expected a stream that measures level'),
    (CITY, 'below = "lake-1"', 'below = "moat"',
     'city.toml, places[0].below: found "moat"; '
     'expected the id of a lake or place declared here (did you mean "market"?)'),
    (RULES, 'kind = "threshold"', 'kind = "expected"',
     'rules.toml, rules[0].kind: found "expected"; expected one of threshold, rise, silence, stuck, forecast'),
    (CITY, 'kind = "gate"', 'kind = "gat"', 'city.toml, devices[0].kind: found "gat"; expected one of gate, pump'),
    (CITY, 'name = { zh = "我的城市", en = "My City" }', 'name = { zh = "我的城市", en = "" }',
     'city.toml, name.en: found ""; expected a name of 1 to 80 characters on one line'),
    (CITY, 'en = "My City"', 'en = "我的城市"',
     'city.toml, name.en: found "我的城市"; '
     'expected the name in English letters'),
    (CITY, 'id = "my-city"', 'id = "my city"',
     'city.toml, id: found "my city"; '
     "expected an id: letters a-z, digits and . _ : -, beginning with a letter or digit, at most 80"),
    (CITY, 'id = "market"', 'id = "market"\nsteam = 1',
     "city.toml, places[0].steam: found an unknown key \"steam\"; "
     'expected one of id, name, at, kind, stream, people, pump_position, below (did you mean "stream"?)'),
    (CITY, "[controller]", "[controller]\nlaed_h = 3",
     'city.toml, controller.laed_h: found an unknown parameter "laed_h"; expected a parameter: runoff, margin, lead_h, '
     'persist_h, heavy_mm_h, forecast.height, forecast.late_min, second.lake-1, foot.lake-1, opening_m2.gate-1 '
     '(did you mean "lead_h"?)'),
    (CITY, "[controller]", '[controller]\nlead_h = "3"',
     'city.toml, controller.lead_h: found "3"; expected a number'),
    (CITY, "[controller]", '[controller]\n"second.lake-1" = "sea.tide"',
     'city.toml, controller.second.lake-1: found "sea.tide", which measures tide; '
     "expected a stream that measures level"),
    (CITY, 'gates = { gate-1 = "G1" }', 'gates = { gate-1 = "G9" }',
     'city.toml, hydraulics.gates.gate-1: found "G9"; '
     "expected a name from [ORIFICES] of hydraulics/network.inp"),
    (CITY, 'gates = { gate-1 = "G1" }', 'gates = { gate-1 = "g1" }', None),  # SWMM doesn't mind case
    (CITY, 'gates = { gate-1 = "G1" }', 'gates = { gate-1 = "PU1" }',
     'city.toml, hydraulics.gates.gate-1: found "PU1"; '
     "expected a name from [ORIFICES] of hydraulics/network.inp"),
    (CITY, 'pumps = { pump-1 = "PU1" }', "pumps = {}",
     "city.toml, hydraulics.pumps: found no element for pump-1; expected one for a pump each"),
    (CITY, 'mobile = { market = "MP-MARKET" }', 'mobile = { market = "MP-MARKET", moon = "PU1" }',
     'city.toml, hydraulics.mobile.moon: found "moon"; expected the id of a pump_position of a place of this city'),
    (CITY, 'streets = { market = "D2" }', 'streets = { market = "SEA" }',
     'city.toml, hydraulics.streets.market: found "SEA"; '
     "expected a name from [JUNCTIONS] of hydraulics/network.inp"),
    (CITY, 'rain_gages = ["RG1"]', 'rain_gages = ["RG1", "RG2"]',
     'city.toml, hydraulics.rain_gages[1]: found "RG2"; '
     'expected a name from [RAINGAGES] of hydraulics/network.inp (did you mean "RG1"?)'),
    (CITY, "hydraulics/network.inp", "../network.inp",
     "../network.inp: found a path that leaves the city folder; "
     "expected a path inside the folder, like hydraulics/network.inp"),
    (CITY, "hydraulics/network.inp", "/etc/passwd",
     'city.toml, hydraulics.network: found "/etc/passwd"; expected a SWMM input file of the folder, ending in .inp'),
    (CITY, "hydraulics/network.inp", "hydraulics/other.inp",
     "hydraulics/other.inp: found nothing; expected this file: it is missing"),
    (STREAMS, 'unit = "m"', 'unit = "cm"',
     'streams.toml, streams[0].unit: found "cm"; '
     'expected "m", the unit of level'),
    (STREAMS, "low = -1.6", "low = 5", "streams.toml, streams[0].low: found 5; expected below high, 4.5"),
    (STREAMS, "max_rate = 0.1", "max_rate = 0",
     "streams.toml, streams[0].max_rate: found 0; "
     "expected m a minute, above 0"),
    (STREAMS, 'thing = "sea"', 'thing = "see"',
     'streams.toml, streams[3].thing: found "see"; '
     'expected the id of a lake or place or device declared here (did you mean "sea"?)'),
    (RULES, "clear_at = 0.06", "clear_at = 0.16",
     "rules.toml, rules[0].limits[0].clear_at: found 0.16; expected at most 0.1, where it raises"),
    (RULES, ", clear_at = 0.06", "",
     "rules.toml, rules[0].limits[0].clear_at: found nothing; expected a number: the alert clears below it"),
    (RULES, "raise_at = 0.15", "raise_at = 0.10",
     ["rules.toml, rules[0].limits[1].clear_at: found 0.11; expected at most 0.1, where it raises",
      "rules.toml, rules[0].limits[1].raise_at: found 0.1; expected more than 0.1, the milder limit"]),
    (RULES, 'level = "III", raise_at = 0.15', 'level = "IV", raise_at = 0.15',
     "rules.toml, rules[0].limits[1].level: found IV; expected a graver level than IV before it"),
    (RULES, "raise_at = 0.50", "raise_at = 3.50",
     "rules.toml, rules[0].limits[3].raise_at: found 3.5; "
     "expected at most 3: readings of market.depth above that are rejected, so it could never raise"),
    (RULES, "on_delay_min = 2", "on_delay_min = -2",
     "rules.toml, rules[0].on_delay_min: found -2; expected minutes from 0 to a year"),
    (RULES, "on_delay_min = 2", "on_delay_min = 1e300",
     "rules.toml, rules[0].on_delay_min: found 1e+300; expected minutes from 0 to a year"),
    (RULES, 'of = "market.depth"', 'of = "market.dept"',
     'rules.toml, rules[0].of: found "market.dept"; '
     'expected a stream of streams.toml (did you mean "market.depth"?)'),
    (RULES, 'of = "market.depth"', 'of = "{market.depth} +"',
     'rules.toml, rules[0].of: found "{market.depth} +" (character 17: expected arithmetic that can be read); '
     "expected a stream id, or arithmetic over {stream-id}s with + - * / ( ) min max abs"),
    (RULES, 'of = "market.depth"', 'of = "{market.depth} / 0"', None),  # only the running city finds that out
    (RULES, 'of = "rain"', 'of = "rain-1.rain"',
     'rules.toml, rules[3].of: found "rain-1.rain"; expected "rain": a forecast rule looks at the forecast rain'),
    (RULES, 'place = "market"', 'place = "lake-1"',
     'rules.toml, rules[0].place: found "lake-1"; '
     'expected the id of a place declared here (did you mean "lake-1-bank"?)'),
    (RULES, 'case_type = "ponding"', 'case_type = "pondering"',
     'rules.toml, rules[0].case_type: found "pondering"; '
     'expected the id of a case type declared here (did you mean "ponding"?)'),
    (RULES, 'id = "silence.$"', 'id = "silence"',
     'rules.toml, rules[2].id: found "silence"; expected a $ in it, which stands for each name of `for`'),
    (RULES, "raise_at = 10 }", "raise_at = 1 }",
     "rules.toml, rules[2].limits[0].raise_at: found 1; expected minutes above 1, the stream's period"),
    (RULES, "window_min = 360", "window_min = 0",
     "rules.toml, rules[3].window_min: found 0; expected minutes above 0, at most a year"),
    (RULES, 'cause = "ponding"', 'cause = "on the road"',
     'rules.toml, rules[0].cause: found "on the road"; '
     "expected an id: letters a-z, digits and . _ : -, beginning with a letter or digit, at most 80"),
    (CITY, 'kind = "station"', 'kind = "staton"',
     'city.toml, places[2].kind: found "staton"; '
     'expected one of ponding-point, lake, station, gauge, river, sea (did you mean "station"?)'),
    (CREWS, "speed_kmh = 25.0", "speed_kmh = 0",
     "crews.toml, crews[0].speed_kmh: found 0; "
     "expected km/h above 0, at most 200"),
    (CREWS, 'skills = ["mobile-pump", "inspect"]', 'skills = ["inspect"]',
     'cases.toml, case_types[0].skill: found "mobile-pump"; expected a skill that some crew of crews.toml has'),
    (CASES, 'dispatch = "10 minutes"', 'dispatch = "10 fortnights"',
     'cases.toml, case_types[0].limits.dispatch: found "10 fortnights"; expected a whole number from 1 to 999999 and a '
     'unit, as in "30 minutes", "4 working minutes", "4 working hours", "5 working days", "8 urgent hours" or '
     '"2 urgent working days"'),
    (CASES, "dispatch =", "despatch =",
     'cases.toml, case_types[0].limits.despatch: found "despatch"; expected one of dispatch, on-site, close'),
    (CASES, 'owner = "duty-officer"', 'owner = "duty-oficer"',
     'cases.toml, case_types[0].owner: found "duty-oficer"; '
     'expected the id of a role declared here (did you mean "duty-officer"?)'),
    (CASES, 'action = "mobile-pump"', 'action = "pump"',
     'cases.toml, case_types[0].action: found "pump"; expected one of mobile-pump, inspect, none'),
    (AUTHORITY, 'granted_by = "director-1"', 'granted_by = "auditor-1"',
     'authority.toml, standing[0].granted_by: found "auditor-1"; '
     'expected a principal with a role that may standing.grant'),
    (AUTHORITY, 'holder = "controller:storm-rule"', 'holder = "auditor-1"',
     'authority.toml, standing[0].holder: found "auditor-1"; expected a principal with a role that may proposal.make'),
    (AUTHORITY, "ends_at = 2027-01-01T00:00:00+08:00", "ends_at = 2025-01-01T00:00:00+08:00",
     "authority.toml, standing[0].ends_at: found 2024-12-31T16:00:00+00:00; "
     "expected an end after 2025-12-31T16:00:00+00:00"),
    (AUTHORITY, "ends_at = 2027-01-01T00:00:00+08:00", "ends_at = 9999-12-31T23:59:59-23:59",
     "authority.toml, standing[0].ends_at: found 9999-12-31 23:59:59-23:59; "
     "expected a date and time with its offset, like 2026-07-24T06:00:00+08:00"),
    (AUTHORITY, "max_change = 100", "max_change = 101",
     "authority.toml, standing[0].max_change: found 101.0; expected % of setting, from 0 to 100"),
    (AUTHORITY, 'devices = ["*"]', 'devices = ["gate-2"]',
     'authority.toml, standing[0].devices[0]: found "gate-2"; '
     'expected the id of a device declared here (did you mean "gate-1"?)'),
    (AUTHORITY, '"case.close"', '"case.clos"',
     'authority.toml, roles[0].may[1]: found "case.clos"; '
     'expected an action like alert.acknowledge, or alert.* (did you mean "case.close"?)'),
    (AUTHORITY, 'roles = ["auditor"]', 'roles = ["auditors"]',
     'authority.toml, principals[3].roles[0]: found "auditors"; '
     'expected the id of a role declared here (did you mean "auditor"?)'),
    (CALENDAR, 'weekend = ["saturday", "sunday"]', 'weekend = ["saturday", "sundae"]',
     'calendar.toml, weekend[1]: found "sundae"; '
     'expected one of monday, tuesday, wednesday, thursday, friday, saturday, sunday (did you mean "sunday"?)'),
    (CALENDAR, "[08:30:00, 12:00:00]", "[12:30:00, 12:00:00]",
     "calendar.toml, office[0]: found 12:30:00 to 12:00:00; "
     "expected an opening before its closing (only the last pair may run past midnight)"),
    (CALENDAR, "workdays = [2025-01-26,", "workdays = [2025-01-27,",
     "calendar.toml, years[1].workdays[0]: found 2025-01-27, a monday, which is worked anyway; "
     "expected a day of the weekend"),
    (CALENDAR, "workdays = [2025-01-26,", "workdays = [2025-02-01,",
     "calendar.toml, years[1].workdays[0]: found 2025-02-01, which is a holiday too; expected one of the two"),
    (CALENDAR, "year = 2025", "year = 2024", "calendar.toml, years[1].year: found 2024; expected each year once"),
    (STORMS, 'default = "summer-storm"', 'default = "sumer-storm"',
     'hydraulics/storms.toml, default: found "sumer-storm"; '
     'expected the id of a storm declared here (did you mean "summer-storm"?)'),
    (STORMS, "[0, 0.0]", "[0, -1.0]",
     "hydraulics/storms.toml, storms[0].rain[0][1]: found -1.0; expected mm_per_h, from 0 to 3000"),
    (STORMS, "[0, 0.0]", "[125, 0.0]",
     "hydraulics/storms.toml, storms[0].rain[1][0]: found 120; expected minutes that rise, above 125"),
    (STORMS, "hours = 24", "hours = 0",
     "hydraulics/storms.toml, storms[0].hours: found 0; "
     "expected hours, from 1 to 744"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "told"), SINGLE, ids=[f"{row[0]}:{row[2][:40]}" for row in SINGLE])
def test_a_single_mistake_is_told_in_one_sentence(
    folder: Folder, file: str, old: str, new: str, told: str | list[str] | None
) -> None:
    folder.edit(file, old, new)
    if told is None:
        load(folder.path)
    else:
        assert sorted(folder.broken()) == sorted([told] if isinstance(told, str) else told)


def test_all_mistakes_come_at_once_file_by_file(folder: Folder) -> None:
    folder.edit(CITY, "ramp = 10", "ramp = 0").edit(CITY, "people = 500", "people = 1.5")
    folder.edit(RULES, 'of = "market.depth"', 'of = "nowhere"')
    folder.edit(AUTHORITY, 'roles = ["auditor"]', 'roles = ["ghost"]')
    assert [line.split(":")[0] for line in folder.broken()] == [
        "city.toml, places[0].people", "city.toml, devices[0].ramp",
        "rules.toml, rules[0].of", "authority.toml, principals[3].roles[0]",
    ]  # fmt: skip


def test_a_mistake_is_not_told_again_by_what_follows_from_it(folder: Folder) -> None:
    folder.edit(CITY, "[[lakes]]\nid", "[[lakes]]\nbank = true\nid").edit(CITY, "bank = 2.40\n", "")
    assert folder.broken() == ["city.toml, lakes[0].bank: found true; expected a number"]


def test_an_id_may_not_name_two_things_of_different_kinds(folder: Folder) -> None:
    crew = '\n[[crews]]\nid = "lake-1"\nname = { zh = "二队", en = "Two" }\nskills = []\nhome = [119.6, 26.0]\n'
    folder.append(CREWS, crew)
    assert folder.broken() == [
        'crews.toml, crews[1].id: found "lake-1"; expected an id of its own: city.toml, lakes[0].id has it already'
    ]


def test_a_city_without_anybody_is_told(folder: Folder) -> None:
    at = folder.path / AUTHORITY
    text = at.read_text(encoding="utf-8")
    at.write_text("principals = []\n" + text[: text.index("[[principals]]")], encoding="utf-8")
    assert folder.broken() == [
        "authority.toml, principals: found no principal; expected at least one: somebody has to own the data folder"
    ]


def test_a_missing_key_is_told_with_what_belongs_there(folder: Folder) -> None:
    folder.edit(CITY, "guarantee_level = 2.00\n", "")
    assert folder.broken() == [
        "city.toml, lakes[0].guarantee_level: found nothing; expected a number: this key is required"
    ]


def test_numbers_of_thousands_of_digits_and_control_characters_are_told_short(folder: Folder) -> None:
    folder.edit(CITY, "people = 500", "people = 1" + "0" * 400).edit(CITY, 'id = "my-city"', 'id = "\\u001b[31m"')
    assert sorted(folder.broken(), reverse=True) == [
        "city.toml, places[0].people: found a whole number of more than 70 digits; "
        "expected people, from 0 to 100000000",
        'city.toml, id: found "�[31m"; '
        "expected an id: letters a-z, digits and . _ : -, beginning with a letter or digit, at most 80",
    ]


def test_the_exception_carries_the_same_sentences(folder: Folder) -> None:
    folder.edit(CITY, "tick_s = 10", "tick_s = 60")
    with pytest.raises(FolderErrors, match="tick_s: found 60; expected seconds above 0, at most 10"):
        load(folder.path)
