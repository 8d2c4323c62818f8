"""A Word release is read as its reader sees it, however its runs are cut."""

import pytest

from banyan.edges.releases import read
from tests.edges.releases.word_files import STRICT, W, p, r, tr, word


def text(body: str, namespace: str = W, **more: str) -> str:
    return read(word(body, namespace, **more), "release.docx").text


def test_runs_that_cut_a_number_are_joined() -> None:
    assert text(p(r("worth "), r("2", "<w:b/>"), r("52.", "<w:i/>"), r("4 bn"))) == "worth 252.4 bn"


def test_paragraphs_are_lines_and_empty_ones_are_none() -> None:
    assert text(p(r("92 projects")) + p() + p(r(" ")) + p(r("252.4 bn"))) == "92 projects\n252.4 bn"


def test_table_rows_are_lines_with_tabs_between_the_cells() -> None:
    rows = tr(p(r("渠道")), p(r("项目数"))) + tr(p(r("线下")) + p(r("现场")), p(r("50")))
    release = read(word(f"<w:tbl>{rows}</w:tbl>"), "a.docx")
    assert release.text == "渠道\t项目数\n线下 现场\t50"
    assert [line.kind for line in release.lines] == ["row", "row"]


def test_an_empty_cell_keeps_its_column() -> None:
    assert text(f"<w:tbl>{tr(p(r('a')), p(), p(r('3')))}</w:tbl>") == "a\t\t3"


def test_a_table_that_lays_out_the_page_gives_its_paragraphs() -> None:
    long = "这是一段很长的文字" * 30
    assert text(f"<w:tbl>{tr(p(r(long)) + p(r('92个项目')), p(r('侧栏')))}</w:tbl>") == f"{long}\n92个项目\n侧栏"
    assert text(f"<w:tbl>{tr(p(r('标题')) + p(r('92个项目')))}</w:tbl>") == "标题\n92个项目"


def test_a_table_in_a_cell_keeps_its_rows() -> None:
    inner = f"<w:tbl>{tr(p(r('x')), p(r('1')))}</w:tbl>"
    assert text(f"<w:tbl>{tr(p(r('左')), inner + p())}</w:tbl>") == "左\nx\t1"


def test_deleted_text_is_left_out_and_inserted_text_is_read() -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>91</w:delText></w:r></w:del>'
    body = p(r("共"), gone, f'<w:ins w:id="2">{r("92")}</w:ins>', r("个"))
    assert text(body) == "共92个"


def test_moved_text_is_read_where_it_went() -> None:
    body = p(f'<w:moveFrom w:id="1">{r("50")}</w:moveFrom>', r("a")) + p(f'<w:moveTo w:id="2">{r("50")}</w:moveTo>')
    assert text(body) == "a\n50"


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    gone = '<w:rPr><w:del w:id="3"/></w:rPr>'
    assert text(p(r("合同金额"), properties=gone) + p(r("252.4亿元"))) == "合同金额252.4亿元"


def test_a_deleted_row_is_left_out() -> None:
    rows = tr(p(r("a")), p(r("1")), properties='<w:del w:id="1"/>') + tr(p(r("b")), p(r("2")))
    assert text(f"<w:tbl>{rows}</w:tbl>") == "b\t2"


@pytest.mark.parametrize("look", ["<w:vanish/>", "<w:strike/>", '<w:dstrike w:val="1"/>'])
def test_hidden_and_struck_out_runs_are_left_out(look: str) -> None:
    assert text(p(r("92"), r("91", look))) == "92"


def test_a_toggle_that_is_switched_off_hides_nothing() -> None:
    assert text(p(r("92", '<w:vanish w:val="0"/>'))) == "92"


def test_a_style_that_hides_hides_also_what_is_based_on_it() -> None:
    styles = ('<w:style w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style>'
              '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>')
    assert text(p(r("92"), r("91", '<w:rStyle w:val="b"/>')), styles=styles) == "92"


def test_styles_based_on_each_other_end() -> None:
    ring = ('<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
            '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>')
    assert text(p(r("92", '<w:rStyle w:val="a"/>')), styles=ring) == "92"


def test_headings_and_list_items_are_known() -> None:
    styles = '<w:style w:styleId="h1"><w:name w:val="heading 1"/></w:style>'
    body = p(r("签约"), properties='<w:pStyle w:val="h1"/>') + p(r("92个"), properties="<w:numPr/>") + p(r("结束"))
    assert [line.kind for line in read(word(body, styles=styles), "a.docx").lines] == ["heading", "item", "text"]


def test_a_text_box_is_read_once_though_it_is_written_twice() -> None:
    box = f"<w:txbxContent>{p(r('252.4亿元'))}</w:txbxContent>"
    new = f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
    old = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    both = f"<w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r>"
    assert text(p(r("前"), both, r("后"))) == "前后\n252.4亿元"


def test_a_field_shows_its_result_and_a_page_number_is_no_text() -> None:
    def field(code: str, result: str) -> str:
        mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        return (mark.format("begin") + f"<w:r><w:instrText>{code}</w:instrText></w:r>" + mark.format("separate")
                + r(result) + mark.format("end"))  # fmt: skip

    assert text(p(field(" REF total ", "92"), r("个"), field(" PAGE ", "7"))) == "92个"
    assert text(p(r("a"), f'<w:fldSimple w:instr=" NUMPAGES ">{r("7")}</w:fldSimple>')) == "a"


def test_links_and_content_controls_are_read_and_placeholders_are_not() -> None:
    link = f"<w:hyperlink>{r('92')}</w:hyperlink>"
    filled = f"<w:sdt><w:sdtContent>{r('个')}</w:sdtContent></w:sdt>"
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处')}</w:sdtContent></w:sdt>"
    assert text(p(link, filled, empty)) == "92个"


def test_breaks_tabs_and_hyphens_are_characters() -> None:
    body = p("<w:r><w:t>a</w:t><w:tab/><w:t>1</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>")
    assert text(body) == "a\t1\nb-2"


def test_raised_digits_stay_apart_from_the_number_before() -> None:
    assert text(p(r("2,600"), r("1", '<w:vertAlign w:val="superscript"/>'), r("项"))) == "2,600¹项"


def test_digits_raised_by_position_or_by_a_style_are_raised_too() -> None:
    styles = '<w:style w:styleId="n"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    body = p(r("92"), r("1", '<w:position w:val="8"/>'), r("CO"), r("2", '<w:position w:val="-6"/>'),
             r("5", '<w:position w:val="2"/>'),
             r("3", '<w:rStyle w:val="n"/>'))
    assert text(body, styles=styles) == "92¹CO₂5³"


def test_characters_without_a_width_do_not_cut_a_number() -> None:
    assert text(p(r("2\u200b600 projects"))) == "2600 projects"


def test_notes_headers_and_footers_follow_the_body() -> None:
    line = f'<w:footnote w:type="separator">{p(r("no"))}</w:footnote>'
    notes = f'{line}<w:footnote w:id="1">{p(r("含续建"))}</w:footnote>'
    assert text(p(r("92个")), footnotes=notes, header=p(r("市发改委")), footer=p(r("联系电话"))) == (
        "92个\n含续建\n市发改委\n联系电话")  # fmt: skip


def test_the_strict_namespace_reads_alike() -> None:
    assert text(p(r("92"), r("个")), namespace=STRICT) == "92个"


def test_a_reading_over_letters_is_not_a_second_text() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{r('qian')}</w:rt><w:rubyBase>{r('签')}</w:rubyBase></w:ruby></w:r>"
    assert text(p(ruby, r("约92个"))) == "签约92个"
