"""Marks: where they lie beside and over one another; the written files say the same text with each verdict told."""

import re
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from banyan.edges.releases import Mark, mark_docx, mark_html, read
from banyan.edges.releases.marks import entries, stretches
from banyan.edges.releases.texts import ORDER, SHAPES, TEXTS
from banyan.model.figure import Verdict
from tests.edges.releases.word_files import W, p, parts, r, tr, word

NAME = f"{{{W}}}"
TEXT = "92 projects worth 252.4 bn: 50 offline, 16 online, 27 off-site; seven more"


def at(value: str, verdict: Verdict, label: str = "", note: str = "", text: str = TEXT, **more: object) -> Mark:
    start = text.index(value)
    return Mark(start, start + len(value), verdict, label, note, **more)  # type: ignore[arg-type]


SUM = [at(value, Verdict.CONTRADICTS, "sum", "50 + 16 + 27 = 93, not 92") for value in ("92", "50", "16", "27")]
MARKS = [*SUM, at("252.4 bn", Verdict.AGREES, "ledger", "252.4 = 252.4", against=("figures.csv, row 2: 252.4 bn CNY",)),
         at("seven", Verdict.UNKNOWN), at("off-site", Verdict.CANNOT_TELL, "subject", "no subject")]  # fmt: skip


def test_marks_of_one_finding_are_one_entry_with_all_its_places() -> None:
    found = entries(MARKS, TEXT)
    assert [(e.number, e.verdict.value, [TEXT[a:b] for a, b in e.places]) for e in found] == [
        (1, "contradicts", ["92", "50", "16", "27"]), (2, "agrees", ["252.4 bn"]), (3, "cannot_tell", ["off-site"]),
        (4, "unknown", ["seven"]),
    ]


def test_a_mark_outside_the_text_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="on a text of 3 code points"):
        entries([Mark(0, 4, Verdict.AGREES)], "abc")
    with pytest.raises(ValueError, match="from 2 to 2"):
        entries([Mark(2, 2, Verdict.AGREES)], "abc")


DRAWN = st.tuples(st.integers(0, 29), st.integers(1, 9), st.sampled_from(list(Verdict)), st.text("ab", max_size=1))


@settings(deadline=None)
@given(st.lists(DRAWN, max_size=12))
def test_every_code_point_shows_the_strongest_verdict_over_it(drawn: list[tuple[int, int, Verdict, str]]) -> None:
    marks = [Mark(s, min(30, s + n), v, label) for s, n, v, label in drawn]
    found = stretches(entries(marks, "x" * 30))
    for i in range(30):
        over = [m.verdict for m in marks if m.start <= i < m.end]
        here = [s.verdict for s in found if s.start <= i < s.end]
        assert here == ([min(over, key=ORDER.index)] if over else [])
    listed = entries(marks, "x" * 30)
    ends = sorted((s.end, n) for s in found for n in s.ends)
    assert ends == sorted({(end, e.number) for e in listed for _, end in e.places})


def shown(page: bytes) -> list[tuple[str, str]]:
    return [(m.get("class"), m.text_content()) for m in html.fromstring(page.decode()).xpath("//article//mark")]


def test_the_page_marks_all_four_verdicts_by_class_and_by_sign() -> None:
    page = mark_html(TEXT.encode(), "release.txt", MARKS, "en")
    assert shown(page) == [
        ("contradicts", "92"), ("agrees", "252.4 bn"), ("contradicts", "50"), ("contradicts", "16"),
        ("contradicts", "27"), ("cannot_tell", "off-site"), ("unknown", "seven"),
    ]
    refs = html.fromstring(page.decode()).xpath("//article//a[contains(@class, 'ref')]/text()")
    assert refs == ["✗1", "✓2", "✗1", "✗1", "✗1", "?3", "○4"]


def test_a_contradiction_shows_all_values_with_links_to_their_places() -> None:
    root = html.fromstring(mark_html(TEXT.encode(), "release.txt", MARKS, "en").decode())
    (first,) = root.xpath("//li[@id='f1']")
    assert [a.text for a in first.xpath(".//p[@class='values']/a")] == ["92", "50", "16", "27"]
    assert "50 + 16 + 27 = 93, not 92" in first.text_content()
    for link in root.xpath("//a/@href"):
        assert len(root.xpath(f"//*[@id='{link[1:]}']")) == 1


def test_the_other_place_and_the_ledger_are_named() -> None:
    mark = at("92", Verdict.CONTRADICTS, "sum", "n", others=((28, 30),), against=("figures.csv, row 1: 91",))
    root = html.fromstring(mark_html(TEXT.encode(), "a.txt", [mark], "en").decode())
    (entry,) = root.xpath("//li[@id='f1']")
    assert [a.text for a in entry.xpath(".//a")] == ["92", "50"]
    assert "Against: figures.csv, row 1: 91" in entry.text_content()


def test_the_page_says_the_text_and_nothing_of_it_runs() -> None:
    hostile = 'a <script>alert(1)</script> & "92" <img src=x onerror=alert(1)>'
    marks = [Mark(hostile.index("92"), hostile.index("92") + 2, Verdict.CONTRADICTS, "<b>l</b>", "<script>2</script>",
                  against=("<i>x</i>",))]
    page = mark_html(hostile.encode(), "<script>.txt", marks, "zh").decode()
    root = html.fromstring(page)
    assert root.xpath("//script | //img | //i | //article//b") == []
    assert re.sub(r"✗1", "", root.xpath("//article")[0].text_content()).strip() == hostile
    assert not re.search(r"""(src|href)=["']?(https?:|//)|@import|url\(""", page)


def test_tables_and_headings_of_a_page_stay_tables_and_headings() -> None:
    data = b"<html><h2>By channel</h2><table><tr><td>offline<td>50<tr><td>online<td>16</table><p>end"
    text = read(data, "a.html").text
    root = html.fromstring(mark_html(data, "a.html", [at("50", Verdict.AGREES, text=text)], "en").decode())
    assert [td.text_content() for td in root.xpath("//article//td")] == ["offline", "50✓1", "online", "16"]
    assert root.xpath("//article/h3/text()") == ["By channel"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_of_the_page_is_in_the_language_asked_for(language: str) -> None:
    page = mark_html(TEXT.encode(), "a.txt", MARKS, language).decode()
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in page
    for verdict in Verdict:
        assert TEXTS[f"verdict.{verdict}"].said(language) in page
        assert SHAPES[verdict] in page


def test_the_same_marks_give_the_same_bytes() -> None:
    data = word(p(r(TEXT)))
    assert mark_docx(data, "a.docx", MARKS, "en") == mark_docx(data, "a.docx", list(reversed(MARKS)), "en")
    assert mark_html(data, "a.docx", MARKS, "en") == mark_html(data, "a.docx", list(reversed(MARKS)), "en")


def body_runs(data: bytes) -> list[tuple[str, str]]:
    """(text, shade) of the runs before the appendix."""
    root = etree.fromstring(parts(data)["word/document.xml"])
    found = []
    for run in root.iter(f"{NAME}r"):
        shade = run.find(f"{NAME}rPr/{NAME}shd")
        found.append(("".join(t.text or "" for t in run.iter(f"{NAME}t")),
                      "" if shade is None else str(shade.get(f"{NAME}fill"))))
    return found


def test_a_number_over_several_runs_is_marked_in_each_and_keeps_their_looks() -> None:
    data = word(p(r("worth "), r("2", "<w:b/><w:sz w:val='30'/>"), r("52.", "<w:i/>"), r("4 bn in all")))
    marked = mark_docx(data, "a.docx", [at("252.4 bn", Verdict.CONTRADICTS, "sum", "n", "worth 252.4 bn in all")], "en")
    assert body_runs(marked)[:6] == [
        ("worth ", ""), ("2", "FFD7D2"), ("52.", "FFD7D2"), ("4 bn", "FFD7D2"), ("✗1", ""), (" in all", "")]
    root = etree.fromstring(parts(marked)["word/document.xml"])
    looks = [etree.tostring(look).decode() for look in root.iter(f"{NAME}rPr")]
    assert re.findall(r"<w:(\w+)", looks[0]) == ["rPr", "b", "sz", "u", "shd"]      # in the order that the schema asks
    assert re.findall(r"<w:(\w+)", looks[1]) == ["rPr", "i", "u", "shd"]


def test_what_is_not_marked_stays_as_it_was_to_the_byte() -> None:
    data = word(p(r("92"), '<w:r><w:tab/><w:t>x</w:t><w:drawing/></w:r>'), header=p(r("head")), styles="")
    before, after = parts(data), parts(mark_docx(data, "a.docx", (), "en"))
    assert before.keys() == after.keys()
    ours = {"word/document.xml", "word/header.xml"}
    assert [name for name in before if before[name] != after[name] and name not in ours] == []
    assert b"<w:r><w:tab/><w:t>x</w:t><w:drawing/></w:r>" in after["word/document.xml"]


def test_an_underline_of_the_author_stays() -> None:
    marked = mark_docx(word(p(r("92", '<w:u w:val="double"/>'))), "a.docx", [Mark(0, 2, Verdict.AGREES)], "en")
    assert b'<w:u w:val="double"/>' in parts(marked)["word/document.xml"]
    assert parts(marked)["word/document.xml"].count(b"<w:u ") == 1


def test_marks_in_tables_boxes_links_insertions_and_notes() -> None:
    box = f"<w:txbxContent>{p(r('box 3'))}</w:txbxContent>"
    body = (f"<w:tbl>{tr(p(r('cell')), p(r('1')))}</w:tbl>" + p(f"<w:hyperlink>{r('link 2')}</w:hyperlink>")
            + p(f"<w:r><w:drawing>{box}</w:drawing></w:r>") + p(f'<w:ins w:id="1">{r("inserted 4")}</w:ins>'))
    data = word(body, footnotes=f'<w:footnote w:id="1">{p(r("note 5"))}</w:footnote>')
    text = read(data, "a.docx").text
    marked = mark_docx(data, "a.docx", [at(n, Verdict.AGREES, text=text) for n in "12345"], "en")
    shaded = [t for t, shade in body_runs(marked) if shade == "D8F3DC"]
    assert [t for t in shaded if t in set("12345")] == ["1", "2", "3", "4"]
    assert b">5<" in parts(marked)["word/footnotes.xml"]
    document = etree.fromstring(parts(marked)["word/document.xml"])
    assert document.xpath("//w:hyperlink//w:hyperlink | //w:ins//w:hyperlink", namespaces={"w": W}) == []
    Document(BytesIO(mark_docx(word(body), "a.docx", (), "en")))


def test_a_mark_over_a_line_end_and_a_cell_border() -> None:
    data = word(p(r("2021")) + f"<w:tbl>{tr(p(r('92')), p(r('50')))}</w:tbl>")
    marked = mark_docx(data, "a.docx", [Mark(2, 9, Verdict.AGREES)], "en")
    assert body_runs(marked)[:5] == [("20", ""), ("21", "D8F3DC"), ("92", "D8F3DC"), ("5", "D8F3DC"), ("✓1", "")]
    page = mark_html(data, "a.docx", [Mark(2, 9, Verdict.AGREES)], "en")
    assert shown(page) == [("agrees", "21"), ("agrees", "92"), ("agrees", "5")]


def test_every_link_of_the_document_has_its_bookmark_once() -> None:
    data = word(p(r(TEXT), '<w:bookmarkStart w:id="7" w:name="banyan0_p1"/><w:bookmarkEnd w:id="7"/>') + "<w:sectPr/>")
    root = etree.fromstring(parts(mark_docx(data, "a.docx", MARKS, "zh"))["word/document.xml"])
    names = [e.get(f"{NAME}name") for e in root.iter(f"{NAME}bookmarkStart")]
    numbers = [e.get(f"{NAME}id") for e in root.iter(f"{NAME}bookmarkStart")]
    links = {e.get(f"{NAME}anchor") for e in root.iter(f"{NAME}hyperlink")}
    assert len(set(names)) == len(names)
    assert len(set(numbers)) == len(numbers)
    assert links <= set(names)
    assert etree.QName(root[0][-1]).localname == "sectPr"


def test_an_entry_of_the_word_appendix_tells_verdict_values_and_arithmetic() -> None:
    table = Document(BytesIO(mark_docx(TEXT.encode(), "a.txt", MARKS, "en"))).tables[-1]
    rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
    assert rows[1][1:] == ["✗ contradicts", "92 ↔ 50 ↔ 16 ↔ 27", "sum 50 + 16 + 27 = 93, not 92"]
    assert rows[2][1:] == ["✓ agrees", "252.4 bn", "ledger 252.4 = 252.4 Against: figures.csv, row 2: 252.4 bn CNY"]


SHADES = {"FFD7D2", "D8F3DC", "FFEEC2", "E9EDF2"}
WORDS = st.text(st.sampled_from("ab9 亿𠮷\t"), min_size=1, max_size=8)


@settings(deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=4), st.data())
def test_marking_changes_no_text_and_shades_what_is_marked(lines: list[list[str]], data: st.DataObject) -> None:
    body = "".join(p(*(r(run.replace("\t", "")) for run in line)) for line in lines)
    source = word(body)
    try:
        text = read(source, "a.docx").text
    except ValueError:
        return
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 6)), max_size=5))
    marks = [Mark(s, min(len(text), s + n), data.draw(st.sampled_from(list(Verdict)))) for s, n in spans]
    marked = mark_docx(source, "a.docx", marks, "en")
    runs = body_runs(marked)
    before = "".join(t for t, _ in body_runs(source))
    signs = re.compile("^[✗✓?○][0-9]+$")
    cut = next(i for i, (t, _) in enumerate(runs) if t == "Findings")
    assert "".join(t for t, shade in runs[:cut] if shade or not signs.match(t)) == before
    covered = {i for m in marks for i in range(m.start, m.end)}
    shaded = sum(len(t) for t, shade in runs[:cut] if shade in SHADES)
    assert shaded == sum(1 for i in covered if text[i] != "\n")


@pytest.mark.parametrize(("data", "name"), [
    (b"\n\n92 projects\n\n  252.4 bn\n\nend\n", "a.txt"),
    ("<html><h1>签约</h1><table><tr><td>线下<td>92<tr><td><td>16</table><ul><li>252.4 bn</ul>".encode(), "a.html"),
])  # fmt: skip
def test_text_and_pages_come_back_as_a_document_marked_at_the_same_places(data: bytes, name: str) -> None:
    text = read(data, name).text
    marks = [at("92", Verdict.CONTRADICTS, "x", "y", text), at("252.4 bn", Verdict.AGREES, text=text)]
    marked = mark_docx(data, name, marks, "zh")
    assert [t for t, shade in body_runs(marked) if shade in ("FFD7D2", "D8F3DC") and not t.startswith(" ")] == [
        "92", "252.4 bn"]
    assert b"Microsoft YaHei" in parts(marked)["word/styles.xml"]      # else Word falls back for Chinese
