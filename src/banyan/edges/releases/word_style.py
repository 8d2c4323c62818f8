"""How marks look in Word, and the elements that they are made of, in the namespace of the document at hand."""

from lxml import etree

from banyan.model.figure import Verdict

LATIN, CHINESE = "Arial", "Microsoft YaHei"
_LOOKS = {
    Verdict.CONTRADICTS: ("FFD7D2", "B42318", "wave"), Verdict.AGREES: ("D8F3DC", "1B6E3C", "single"),
    Verdict.CANNOT_TELL: ("FFEEC2", "8A5A00", "dash"), Verdict.UNKNOWN: ("E9EDF2", "52606D", "dotted"),
}  # fmt: skip
FILL = {verdict: fill for verdict, (fill, _, _) in _LOOKS.items()}
INK = {verdict: ink for verdict, (_, ink, _) in _LOOKS.items()}
LINE = {verdict: line for verdict, (_, _, line) in _LOOKS.items()}
# The order of a run's properties (ISO/IEC 29500-1, CT_RPr): Word repairs documents that mix them up.
_NAMES = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath rPrChange"
)
_ORDER = tuple(_NAMES.split())
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Maker:
    """Elements of WordprocessingML in one namespace, transitional or strict."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def name(self, local: str) -> str:
        return f"{{{self._namespace}}}{local}"

    def element(self, local: str, *inner: etree._Element, **values: str) -> etree._Element:
        made = etree.Element(self.name(local), nsmap={"w": self._namespace})
        for key, value in values.items():
            made.set(self.name(key), value)
        made.extend(inner)
        return made

    def text(self, words: str) -> etree._Element:
        made = self.element("t")
        made.text = words
        made.set(_SPACE, "preserve")
        return made

    def run(self, words: str, size: float = 10, ink: str = "1F2933", bold: bool = False, raised: bool = False,
            fill: str = "") -> etree._Element:  # fmt: skip
        """A run with its look in itself: it leans on no style of a document that isn't ours. `size` in points."""
        half = str(round(size * 2))
        look = [self.element("rFonts", ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=CHINESE)]
        look += [self.element("b")] if bold else []
        look += [self.element("color", val=ink), self.element("sz", val=half), self.element("szCs", val=half)]
        look += [self.element("shd", val="clear", color="auto", fill=fill)] if fill else []
        look += [self.element("vertAlign", val="superscript")] if raised else []
        return self.element("r", self.element("rPr", *look), self.text(words))

    def link(self, anchor: str, *runs: etree._Element) -> etree._Element:
        return self.element("hyperlink", *runs, anchor=anchor, history="1")

    def bookmark(self, name: str, number: int) -> tuple[etree._Element, etree._Element]:
        return (self.element("bookmarkStart", id=str(number), name=name), self.element("bookmarkEnd", id=str(number)))

    def paint(self, properties: etree._Element, verdict: Verdict) -> None:
        """Shade and underline; what the author underlined or highlighted stays as it was."""
        for old in properties.findall(self.name("shd")):
            properties.remove(old)
        self._insert(properties, self.element("shd", val="clear", color="auto", fill=FILL[verdict]))
        if properties.find(self.name("u")) is None:
            self._insert(properties, self.element("u", val=LINE[verdict], color=INK[verdict]))

    def _insert(self, properties: etree._Element, made: etree._Element) -> None:
        rank = _rank(made)
        before = next((i for i, other in enumerate(properties) if _rank(other) > rank), len(properties))
        properties.insert(before, made)


def _rank(element: etree._Element) -> int:
    local = etree.QName(element).localname if isinstance(element.tag, str) else ""
    return _ORDER.index(local) if local in _ORDER else len(_ORDER)
