"""Texts that people read: stored as key and arguments, said in Chinese or English by a catalogue at the very edge."""

from collections.abc import Mapping

from msgspec import Struct, field


class Name(Struct, frozen=True):
    """A proper name in both languages."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class Said(Struct, frozen=True):
    """A sentence by key: {"key": "control.pre_drain", "args": {"lake": "east-lake", "mm": "62"}}."""

    key: str
    args: dict[str, str] = field(default_factory=dict)


Catalogue = Mapping[str, Name]


def render(said: Said, catalogue: Catalogue, language: str, names: Mapping[str, Name] | None = None) -> str:
    """Fill the catalogue's template. Arguments that are ids of the city are replaced by their names."""
    template = catalogue[said.key].said(language)
    named = {k: (names[v].said(language) if names and v in names else v) for k, v in said.args.items()}
    return template.format(**named)
