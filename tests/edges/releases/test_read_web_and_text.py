"""Plain text in the encodings that offices send, and web pages as a browser shows them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.edges.releases import ReleaseError, read

CHINESE = "2021年8月23日,共签约92个项目,总投资2524亿元。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_same_text_in_every_encoding(encoding: str) -> None:
    assert read(CHINESE.encode(encoding), "release.txt").text == CHINESE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_english_with_typographic_signs_in_every_encoding(encoding: str) -> None:
    text = "“Nearly 2,600” projects – worth £38 billion – were signed… that’s 20 % more"
    assert read(text.encode(encoding), "release.txt").text == text


@settings(deadline=None)
@given(st.text(st.characters(codec="gb18030", categories=("L", "N", "P")), min_size=1).map(lambda t: CHINESE + t))
def test_any_text_in_gb18030_is_read_as_that_or_as_utf_8(text: str) -> None:
    assert read(text.encode("gb18030"), "a.txt").text == text
    assert read(text.encode(), "a.txt").text == text


def test_line_ends_of_every_machine_become_one() -> None:
    release = read(b"92 projects\r\n\r\n50 offline\r16 online\n", "a.txt")
    assert release.text == "92 projects\n\n50 offline\n16 online\n"
    assert [release.text[line.start : line.end] for line in release.lines] == ["92 projects", "50 offline", "16 online"]


def test_offsets_count_code_points_also_beyond_the_first_plane() -> None:
    release = read("𠮷野 92".encode(), "a.txt")
    assert release.text.index("92") == 3


def page(body: str, name: str = "release.html") -> str:
    return read(f"<!doctype html><html><head><title>t</title></head><body>{body}</body></html>".encode(), name).text


def test_blocks_are_lines_and_white_space_is_one_space() -> None:
    assert page("<h1>Signed</h1>\n<p>92   projects\n worth <b>252</b>.4 bn</p><div>50<br>offline</div>") == (
        "Signed\n92 projects worth 252.4 bn\n50\noffline")  # fmt: skip


def test_a_line_end_between_chinese_characters_is_no_space() -> None:
    assert page("<p>数字\n  经济 92 个</p>") == "数字经济 92 个"


def test_entities_are_characters() -> None:
    assert page("<p>&gt;&nbsp;5&#48;&#x30; &amp; &yen;1&thinsp;600</p>") == ">\xa0500 & ¥1\u2009600"


@pytest.mark.parametrize("unseen", [
    "<script>91</script>", "<style>p{width:91px}</style>", "<nav>91</nav>", "<!-- 91 -->", "<template>91</template>",
    "<p hidden>91</p>", "<span style='display: none'>91</span>", "<div role=navigation>91</div>", "<del>91</del>",
    "<s>91</s>", "<noscript>91</noscript>", "<select><option>91</select>", "<svg><text>91</text></svg>",
    "<b style='text-decoration: red line-through'>91</b>", "<i style='VISIBILITY:hidden'>91</i>",
])  # fmt: skip
def test_what_a_reader_does_not_see_is_left_out(unseen: str) -> None:
    assert page(f"<p>92 {unseen}projects</p>").replace("\n", " ").split() == ["92", "projects"]


def test_tables_are_rows() -> None:
    rows = ("<table><caption>渠道</caption><tr><th>渠道<th>个数<tr><td>线下<td> 50 "
            "<tr><td><p>线上</p><p>云签约</p><td>16</table>")
    release = read(f"<html>{rows}".encode(), "a.html")
    assert release.text == "渠道\n渠道\t个数\n线下\t50\n线上 云签约\t16"
    assert [line.kind for line in release.lines] == ["heading", "row", "row", "row"]


def test_cells_without_a_table_and_rows_without_cells_are_text() -> None:
    assert page("<td>92</td><tr>50") .split() == ["92", "50"]


def test_raised_digits_are_exponents_or_notes_never_digits() -> None:
    assert page("<p>2,600<sup>1</sup> items, 10<sup>8</sup>, CO<sub>2</sub></p>") == "2,600¹ items, 10⁸, CO₂"


def test_preformatted_lines_stay_lines() -> None:
    assert page("<pre>92 projects\n50  offline</pre>") == "92 projects\n50  offline"


def test_the_charset_a_page_names_is_heeded_and_a_wrong_one_is_not() -> None:
    body = f'<html><meta charset="gb2312"><p>{CHINESE}</p>'
    assert read(body.encode("gb18030"), "a.html").text == CHINESE
    assert read(body.encode(), "a.html").text == CHINESE
    strict = f'<?xml version="1.0" encoding="GBK"?><html><p>{CHINESE}</p></html>'
    assert read(strict.encode("gbk"), "a.xhtml").text == CHINESE


def test_a_page_is_known_by_its_content_too() -> None:
    assert read(b"<!DOCTYPE html><p>92</p>", "release").kind == "html"
    assert read(b"92 < 93", "release.txt").text == "92 < 93"


def test_a_page_nested_too_deep_is_refused_because_its_end_would_be_lost() -> None:
    assert page("<div>" * 1_500 + "92") == "92"
    with pytest.raises(ReleaseError, match="nested too deep"):
        page("<div>" * 100_000 + "92")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_page_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        release = read(f"<html>{text}".encode("utf-8", "replace"), "a.html")
    except ReleaseError:
        return
    assert release.text.strip()
    assert all(release.text[line.start : line.end].strip() for line in release.lines)
