"""Input files as text: odd but valid ones read the same, bad ones are refused in one sentence."""

import contextlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.twin.swmm.network import NetworkError, load, parse
from banyan.twin.swmm.series import all_series
from tests.twin.towns import TINY

PLAIN = TINY.read_text(encoding="utf-8")


def read_whole(path):
    network = load(path)
    return network.nodes(), network.links(), all_series(network), network.start, network.hours


def meaning(text):
    network = parse(text)
    return {name: network.rows(name) for name in ("OPTIONS", "JUNCTIONS", "STORAGE", "ORIFICES", "TIMESERIES")}


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.booleans(), st.booleans(), st.booleans())
def test_order_case_tabs_comments_and_line_ends_change_nothing(chance, crlf, tabs, comments):
    blocks = ["[" + block for block in PLAIN.split("[")[1:]]
    chance.shuffle(blocks)
    lines = []
    for line in "\n".join(blocks).splitlines():
        if line.startswith("["):
            line = chance.choice([line.lower(), line.upper(), line.title(), line + "  ; the next part"])
        elif line and not line.startswith(";"):
            line = line.replace(" ", "\t " if tabs else " ") + (" ;remark [not a section]" if comments else "")
            line = "   " * chance.randint(0, 1) + line
        lines.append(line)
        if comments and chance.random() < 0.1:
            lines.append(";; a comment, 注释")
    text = ("\r\n" if crlf else "\n").join(lines)
    assert meaning(text) == meaning(PLAIN)


def test_written_text_reads_the_same_again():
    once = parse(PLAIN)
    again = parse(once.text())
    assert [s.name for s in again.sections] == [s.name for s in once.sections]
    assert all(again.rows(s.name) == once.rows(s.name) for s in once.sections)


def test_a_section_is_replaced_where_it_stood():
    """The engine reads cross-sections into conduits it has met before: their order must stay."""
    names = [section.name for section in parse(PLAIN).sections]
    network = parse(PLAIN)
    assert [s.name for s in network.with_rows("CONDUITS", network.rows("CONDUITS")).sections] == names


def test_a_section_that_stands_twice_is_one():
    text = PLAIN + "\n[junctions]\nZ9 1.0 2.0 0 0 0\n"
    assert [row[0] for row in parse(text).rows("JUNCTIONS")] == ["A1", "B1", "R1", "Z9"]


def test_quoted_words_keep_their_blanks():
    network = parse(PLAIN).with_rows("TIMESERIES", [["RAIN", "FILE", "my rain.dat"]])
    assert parse(network.text()).rows("TIMESERIES") == [["RAIN", "FILE", "my rain.dat"]]


def test_rims_and_ponding_areas_in_metres():
    nodes = parse(PLAIN).nodes()
    assert nodes["A1"].rim == pytest.approx(2.8)
    assert (nodes["LAKE"].kind, nodes["LAKE"].initial) == ("STORAGE", 2.3)
    assert nodes["A1"].ponded_m2 == 6000
    assert parse(PLAIN.replace("ALLOW_PONDING YES", "ALLOW_PONDING NO")).nodes()["A1"].ponded_m2 == 0


def test_latin_1_in_a_comment_or_title_does_not_matter(tmp_path):
    path = tmp_path / "old.inp"
    path.write_bytes(PLAIN.replace("A tiny", "A tiny \xe9t\xe9").encode("latin-1") + b"; temp\xe9rature\n")
    assert len(load(path).nodes()) == 6
    load(path).text().encode("utf-8")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"  \n\n", "the file is empty"),
        (b"minutes,mm_per_h\n0,5\n", "no SWMM input file: text before the first"),
        (b"[OPTIONS]\nFLOW_UNITS CMS\n", "no node in"),
        (PLAIN.encode("utf-16"), "no UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no UTF-8 text"),
        (PLAIN.replace("FLOW_UNITS CMS", "FLOW_UNITS GPM").encode(), "FLOW_UNITS GPM is not metric"),
        (PLAIN.replace("FLOW_UNITS CMS", "").encode(), "FLOW_UNITS CFS is not metric"),
        (PLAIN.replace("B1 -0.3 2.2", "B1 deep 2.2").encode(), "B1: a number was expected, 'deep' found"),
        (PLAIN.replace("A1 0.8", "A\xe9 0.8").encode("latin-1"), "is no UTF-8"),
        (PLAIN.replace("MC PUMP4 0 0", "MC").encode(), "MC: a name, a type and points were expected"),
        (PLAIN.replace("PU SUMP R1 PC OFF 1.8 0.8", "PU SUMP").encode(), "PU: a link needs a name and two nodes"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(tmp_path, content, says):
    path = tmp_path / "bad.inp"
    path.write_bytes(content)
    with pytest.raises(NetworkError, match=says) as refused:
        read_whole(path)
    assert "bad.inp" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NetworkError, match="there is no such file"):
        load(tmp_path / "none.inp")
    with pytest.raises(NetworkError, match="can't be read"):
        load(tmp_path)


def test_any_bytes_are_read_or_refused(tmp_path):
    """Whatever the bytes, the only error is NetworkError. Seeded, so that it can be seen again."""
    chance = random.Random(5)  # noqa: S311  noise, no secret
    path = tmp_path / "noise.inp"
    for _ in range(200):
        mixed = bytearray(PLAIN.encode())
        for _ in range(chance.randint(1, 60)):
            mixed[chance.randrange(len(mixed))] = chance.randrange(256)
        path.write_bytes(bytes(mixed))
        with contextlib.suppress(NetworkError):
            read_whole(path)
