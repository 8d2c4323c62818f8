"""The shipped templates are those that the script makes, and name a Chinese face for every style."""

import zipfile
from io import BytesIO

import pytest

from banyan.packs.projects.bulletin_telling import ORDER
from banyan.runtime.bulletin.word import shipped
from bulletin_templates import Template


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as parts:
        return parts.read(name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_shipped_template_is_what_the_script_makes(language: str) -> None:
    out = BytesIO()
    Template(language).made().save(out)
    for name in ("word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml"):
        assert part(shipped(language), name) == part(out.getvalue(), name), name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_has_a_field_for_every_section(language: str) -> None:
    text = part(shipped(language), "word/document.xml").decode()
    for name in ORDER:
        assert f"{{%p if {name} %}}" in text
