"""Whatever is handed in is read, or refused with one sentence: what it is, what was expected."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.edges.releases import LARGEST, ReleaseError, mark_docx, mark_html, read
from tests.edges.releases.word_files import W, archive, p, parts, r, word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(data: bytes, name: str = "release.docx") -> str:
    with pytest.raises(ReleaseError) as caught:
        read(data, name)
    for write in (mark_html, mark_docx):
        with pytest.raises(ReleaseError):
            write(data, name, (), "en")
    said = str(caught.value)
    assert said.startswith(f"{name}: found ")
    assert "\n" not in said
    return said


def test_an_empty_file_says_so() -> None:
    assert "an empty file" in refused(b"")
    assert "an empty file" in refused(b" \n\t", "release.txt")


def test_a_document_without_words_says_so() -> None:
    assert "no text" in refused(word(p() + p(r(" "))))
    assert "no text" in refused(b"<html><body><script>1</script></body></html>", "release.html")


def test_a_file_of_50_mb_is_refused_before_it_is_opened() -> None:
    assert f"expected at most {LARGEST / 1e6:.0f} MB" in refused(b"92 " * 17_000_000, "release.txt")


def test_the_old_format_under_a_new_name() -> None:
    assert "the old Word format" in refused(OLE + bytes(2000))


def test_a_document_with_a_password() -> None:
    assert "a password" in refused(OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500))


def test_a_part_with_a_password() -> None:
    data = bytearray(word(p(r("92"))))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:     # set bit 0 of the flags of every central entry
        data[at + 8] |= 1
        at += 4
    assert "a password" in refused(bytes(data))


@pytest.mark.parametrize(
    ("data", "what"), [(b"%PDF-1.7", "a PDF"), (b"{\\rtf1", "an RTF"), (b"\x89PNG\r\n", "a picture")])
def test_other_formats_are_named(data: bytes, what: str) -> None:
    assert what in refused(data)


def test_a_text_called_docx_is_not_taken_for_a_document() -> None:
    assert "no Word document" in refused(b"92 projects")


def test_a_workbook_called_docx_is_named() -> None:
    files = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
    assert "a workbook" in refused(archive(files))


@pytest.mark.parametrize("cut", [10, 200, 700])
def test_a_file_that_was_not_sent_whole(cut: int) -> None:
    assert "a broken file" in refused(word(p(r("92")))[:-cut])


def test_a_damaged_part() -> None:
    data = bytearray(word(p(r("92 projects " * 50))))
    at = data.find(b"word/document.xml") + len("word/document.xml") + 20     # within the part's packed bytes
    data[at : at + 20] = b"\xff" * 20
    assert "can't be unpacked" in refused(bytes(data))


def test_a_part_that_is_not_well_formed() -> None:
    files = {k: v.decode() for k, v in parts(word(p(r("92")))).items()}
    assert "not well formed" in refused(archive(files | {"word/document.xml": "<w:document"}))


def test_a_part_that_unpacks_to_gigabytes() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        with target.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b" " * 1_000_000)
    assert "unpacks to 300 MB" in refused(out.getvalue())


def test_many_small_parts() -> None:
    files = {f"word/a{i}.xml": "" for i in range(5_001)}
    assert "5,00" in refused(archive(files))


def test_entities_are_refused_and_never_expanded() -> None:
    bomb = ('<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
            f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>')
    files = {k: v.decode() for k, v in parts(word("")).items()}
    assert "entities" in refused(archive(files | {"word/document.xml": bomb}))


def test_a_file_of_another_machine_is_not_fetched() -> None:
    outside = ('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
               f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>')
    files = {k: v.decode() for k, v in parts(word("")).items()}
    assert "entities" in refused(archive(files | {"word/document.xml": outside}))


def test_a_document_nested_too_deep() -> None:
    deep = "<w:ins>" * 5_000 + r("92") + "</w:ins>" * 5_000
    assert "not well formed" in refused(word(p(deep)))


def test_bytes_that_are_no_text() -> None:
    assert "bytes that are no text" in refused(bytes(range(32)) * 20, "release.txt")


def test_a_byte_order_mark_that_lies() -> None:
    assert "UTF-8" in refused(b"\xef\xbb\xbf\xff\xfe92", "release.txt")


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html", "a.docx", "a"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        text = read(data, name).text
    except ReleaseError:
        return
    assert text.strip()


@settings(deadline=None)
@given(st.data())
def test_any_damage_to_a_document_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(word(p(r("92 projects")) + p(r("50 offline"))))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(whole), "a.docx")
    except ReleaseError:
        return
