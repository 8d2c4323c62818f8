"""A source's rows become readings as its mapping says, or are refused with the place and what was expected."""

import pytest

from banyan.edges.feeds.mapping import Ready, of_message
from banyan.edges.feeds.paths import PathError, read_path, read_template
from banyan.edges.feeds.times import TimeError, ZoneError, reader
from banyan.edges.feeds.topics import TopicTemplate
from banyan.edges.feeds.units import conversion
from banyan.model.feed import By, Feed, Format, TimeAt, ValueAt

NOW = 1_784_901_600_000_000       # 2026-07-24T14:00:00Z
WIDE = Feed("station", (ValueAt("temp", "{id}.temperature", By.KEY, "degF"), ValueAt("rain", "{id}.rain")),
            time=TimeAt("ts"))


def read(feed: Feed, data: bytes, topic: dict[str, str] | None = None) -> tuple[list[object], list[object]]:
    ready = Ready(feed)
    said = ready.read(of_message(ready, data), NOW, topic or {})
    return ([(one.stream, one.time - NOW, one.value, one.whole, one.unit) for one in said.readings],
            [(one.n, str(one.fault), one.where, one.expected) for one in said.refused])


def test_a_wide_row_is_one_reading_a_value() -> None:
    good, bad = read(WIDE, b'[{"id": "w1", "ts": "2026-07-24T14:00:01Z", "temp": 90.5, "rain": 2}]')
    assert good == [("w1.temperature", 1_000_000, 90.5, False, "degF"), ("w1.rain", 1_000_000, 2.0, True, None)]
    assert bad == []


def test_a_value_that_isnt_there_is_no_reading_and_a_row_without_any_is_refused() -> None:
    good, bad = read(WIDE, b'[{"id": "w1", "ts": "2026-07-24T14:00:00Z", "temp": null, "rain": 0.5},'
                           b' {"id": "w1", "ts": "2026-07-24T14:00:00Z"}]')
    assert good == [("w1.rain", 0, 0.5, False, None)]
    assert bad == [(2, "malformed", "row 2, no value", "a number at one of temp, rain")]


@pytest.mark.parametrize(("value", "fault"), [
    ("NaN", "not-finite"), ("Infinity", "not-finite"), ("1e400", "not-finite"), ('"1e400"', "not-finite"),
    ('"wet"', "not-finite"), ("true", "not-finite"), ("{}", "not-finite"), ("[1]", "not-finite"),
    ('"１２"', "not-finite"), ('"1_000"', "not-finite"), ("9" * 400, "not-finite"),
])
def test_what_is_no_finite_number_is_refused_by_its_place(value: str, fault: str) -> None:
    good, bad = read(WIDE, f'{{"id": "w", "ts": "2026-07-24T14:00:00Z", "rain": {value}}}'.encode())
    assert good == []
    assert [one[:2] for one in bad] == [(1, fault)]  # type: ignore[index]  # a tuple of four


def test_numbers_in_text_are_numbers_and_whole_ones_stay_whole() -> None:
    good, _ = read(Feed("a", (ValueAt("v", "s"),), Format.CSV), b'v\n12\n1.50\n"1,234.5"\n-3e2\n')
    assert [(one[2], one[3]) for one in good] == [  # type: ignore[index]  # a tuple of five
        (12.0, True), (1.5, False), (1234.5, False), (-300.0, False)]


def test_a_clock_that_is_further_ahead_than_its_source_is_allowed_is_refused() -> None:
    feed = Feed("a", (ValueAt("v", "s"),), time=TimeAt("t", "unix"), skew_s=5)
    good, bad = read(feed, f'[{{"t": {NOW // 10**6 + 5}, "v": 1}}, {{"t": {NOW // 10**6 + 6}, "v": 1}}]'.encode())
    assert [one[1] for one in good] == [5_000_000]  # type: ignore[index]  # a tuple of five
    assert bad == [(2, "future", "row 2, t: 1784901606",
                    "at most 5 s after 2026-07-24T14:00:00Z, this source's tolerance")]


def test_rows_inside_a_document_carry_what_the_document_says_around_them() -> None:
    feed = Feed("a", (ValueAt("v", "{station}.level"),), rows="data.items", time=TimeAt("t"))
    good, bad = read(feed, b'{"station": "s9", "data": {"items": [{"t": "2026-07-24T22:00:00+08:00", "v": 1.5}]}}')
    assert good == [("s9.level", 0, 1.5, False, None)]
    assert bad == []


def test_a_topic_and_a_plain_number_are_enough() -> None:
    feed = Feed("a", (ValueAt("", "{topic.thing}.{topic.property}"),), Format.NUMBER,
                topic="city/+/{thing}/{property}")
    topic = TopicTemplate(str(feed.topic))
    assert topic.filter == "city/+/+/+"
    assert topic.match("city/north/lake-1/level") == {"thing": "lake-1", "property": "level"}
    assert topic.match("city/north/lake-1") is None
    assert topic.match("$SYS/north/lake-1/level") is None
    assert read(feed, b" 1.42\n", topic.match("city/x/lake-1/level"))[0] == [("lake-1.level", 0, 1.42, False, None)]
    assert read(feed, b"open", topic.match("city/x/lake-1/level"))[1] == [
        (1, "not-finite", "row 1, the message: open", "a finite number")]


@pytest.mark.parametrize(("said", "wanted", "value", "found"), [
    ("cm", "m", 142, 1.42), ("degF", "°C", 212, 100.0), ("°C", "K", 0, 273.15), ("m3/h", "L/s", 36, 10.0),
    ("µg/m3", "mg/m3", 5, 0.005), ("hPa", "Pa", 10.1, 1010.0), ("%", "1", 5, 0.05), ("ppb", "ppm", 5, 0.005),
    ("m.s-1", "km/h", 1, 3.6),
])
def test_units_are_converted_without_noise_in_the_last_digit(
    said: str, wanted: str, value: float, found: float) -> None:
    convert = conversion(said, wanted)
    assert convert is not None
    assert convert(value) == found


@pytest.mark.parametrize("said", ["s", "", "9**9**9", "m**9999", "__import__('os')", "furlongs per parsec", "m" * 500])
def test_units_that_dont_measure_the_same_or_arent_known_have_no_conversion(said: str) -> None:
    assert conversion(said, "m") is None


@pytest.mark.parametrize(("at", "said", "seconds"), [
    (TimeAt("t", "iso", "Asia/Shanghai"), "2026-07-24 22:00:03", 3), (TimeAt("t"), "2026-07-24T14:00:03Z", 3),
    (TimeAt("t", "unix-ms"), "1784901603000", 3), (TimeAt("t", "unix"), 1784901603.5, 3.5),
    (TimeAt("t", "%d.%m.%Y %H:%M", "Europe/Berlin"), "24.07.2026 16:01", 60),
    (TimeAt("t", "%d.%m.%Y", "UTC"), "2026-07-24T14:00:01", 1),
])
def test_times_are_read_as_their_source_writes_them(at: TimeAt, said: object, seconds: float) -> None:
    assert reader(at)(said) == NOW + seconds * 1_000_000


@pytest.mark.parametrize(("at", "said", "expected"), [
    (TimeAt("t"), "2026-07-24T14:00:03", "a time with its offset, or a zone in the mapping"),
    (TimeAt("t"), 5, "a time as 2026-07-24T14:00:00Z"), (TimeAt("t", "unix"), True, "a number (unix, since 1970)"),
    (TimeAt("t", "unix"), 1e18, "a number (unix, since 1970) within the years 1 to 9999"),
    (TimeAt("t", "iso", "Europe/Berlin"), "2026-03-29T02:30:00",
     "a time that there is in Europe/Berlin: the clock jumps over this one"),
    (TimeAt("t", "%d.%m.%Y"), "1.13.2026", "a time as %d.%m.%Y"),
    (TimeAt("t"), "0001-01-01T00:00:00+14:00", "a time within the years 1 to 9999"),
])
def test_a_time_that_isnt_one_says_what_was_expected(at: TimeAt, said: object, expected: str) -> None:
    with pytest.raises(TimeError) as e:
        reader(at)(said)
    assert str(e.value) == expected


def test_a_mapping_that_cant_be_read_is_refused_before_any_message() -> None:
    for path in ("a..b", "a[x]", ".a", "a[1", "a]b", "x." * 30 + "y"):
        with pytest.raises(PathError):
            read_path(path)
    for template in ("", "{a", "a}", "{}", "x" * 201):
        with pytest.raises(PathError):
            read_template(template)
    for topic in ("a/#/b", "a/b+", "{a b}/c", "{x}/{x}"):
        with pytest.raises(PathError):
            TopicTemplate(topic)
    for at in (TimeAt("t", "iso", "Nowhere/Land"), TimeAt("t", "iso", "../../etc"), TimeAt("t", "sometimes")):
        with pytest.raises(ZoneError):
            reader(at)
