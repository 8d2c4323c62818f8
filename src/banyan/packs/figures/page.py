"""A text while it is read: its sentences, and the numbers found in them so far."""

from msgspec import Struct, field

from banyan.packs.figures.dates import When
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.split import Sentence


class Page(Struct):
    """`plain`: the text as patterns read it. `free`: 0 where something stands already. `mentions`: in their order."""

    plain: str
    sentences: list[Sentence]
    mentions: list[Mention] = field(default_factory=list)
    whens: list[list[When]] = field(default_factory=list)
    free: bytearray = field(default_factory=bytearray)
    firsts: list[int] = field(default_factory=list)     # of each sentence: index of its first mention

    def __post_init__(self) -> None:
        self.free = bytearray(b"\x01" * len(self.plain))

    def add(self, mentions: list[Mention]) -> None:
        """The mentions of the next sentence."""
        self.firsts.append(len(self.mentions))
        self.mentions.extend(mentions)

    def indices(self, sentence: int) -> range:
        """Indices of the mentions in a sentence that was read."""
        last = self.firsts[sentence + 1] if sentence + 1 < len(self.firsts) else len(self.mentions)
        return range(self.firsts[sentence], last)

    def of_sentence(self, sentence: int) -> list[Mention]:
        return [self.mentions[i] for i in self.indices(sentence)]
