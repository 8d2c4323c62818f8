"""A Word file opened with care: its parts, of which only those that are asked for are unpacked and parsed."""

import posixpath
import zipfile
from io import BytesIO

from lxml import etree

from banyan.edges.releases.errors import ReleaseError
from banyan.model.damaged import DAMAGED

PARTS = 5_000                 # of a file; Word writes some 20
UNPACKED = 250_000_000        # bytes of all parts together
XML = 40_000_000              # bytes of a part that is parsed: a text of 2,000 pages
EXPECTED = "a Word document (.docx) that Word itself opens"
_MAIN = "/officeDocument"
_BODY = frozenset({"document"})


class Word:
    """The parts of one document. `main`: the name of the part with the text."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self.name = archive, name
        self._names = frozenset(archive.namelist())
        self.main = self._main()

    def part(self, path: str) -> etree._Element | None:
        """The root of an XML part; None where there is none. Raises ReleaseError for a broken or hostile one."""
        if path not in self._names:
            return None
        data = self._unpacked(path)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ReleaseError(self.name, f"a part that is not well formed ({path})", EXPECTED) from error
        if root.getroottree().docinfo.doctype:
            raise ReleaseError(self.name, f"a document type with entities in {path}", EXPECTED)
        return root

    def related(self, ending: str) -> list[str]:
        """Parts that the main part refers to, by the last word of the relationship's type; in the order of the ids."""
        folder, base = posixpath.split(self.main)
        root = self.part(f"{folder}/_rels/{base}.rels")
        return self._targets(root, ending, folder)

    def copy(self, changed: dict[str, bytes]) -> bytes:
        """The whole file with some parts changed. The time in each entry is that of the source: the same every time."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in self._archive.infolist():
                fresh = zipfile.ZipInfo(info.filename, info.date_time)
                fresh.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(fresh, changed.get(info.filename) or self._unpacked(info.filename, UNPACKED))
        return out.getvalue()

    def _main(self) -> str:
        found = self._targets(self.part("_rels/.rels"), _MAIN, "")
        main = next((path for path in [*found, "word/document.xml"] if path in self._names), None)
        if main is None or "[Content_Types].xml" not in self._names:
            raise ReleaseError(self.name, f"{self._likely()} instead of a Word document", EXPECTED)
        root = self.part(main)
        if root is None or etree.QName(root).localname not in _BODY:
            raise ReleaseError(self.name, f"{self._likely()} instead of a Word document", EXPECTED)
        return main

    def _likely(self) -> str:
        if any(path.startswith("xl/") for path in self._names):
            return "a workbook"
        return "slides" if any(path.startswith("ppt/") for path in self._names) else "an archive"

    def _targets(self, root: etree._Element | None, ending: str, folder: str) -> list[str]:
        if root is None:
            return []
        inner = [link for link in root if link.get("TargetMode") != "External"]
        paths = [str(link.get("Target")) for link in inner if str(link.get("Type")).endswith(ending)]
        return [posixpath.normpath(p.lstrip("/") if p.startswith("/") else posixpath.join(folder, p)) for p in paths]

    def _unpacked(self, path: str, most: int = XML) -> bytes:
        info = self._archive.getinfo(path)
        if info.flag_bits & 1:
            raise ReleaseError(self.name, "a part with a password", "a document saved without it")
        if info.file_size > most:
            raise ReleaseError(self.name, f"a part that unpacks to {info.file_size / 1e6:.0f} MB ({path})", EXPECTED)
        try:
            return self._archive.read(info)
        except DAMAGED as error:
            raise ReleaseError(self.name, f"a part that can't be unpacked ({path})", EXPECTED) from error


def open_word(data: bytes, name: str) -> Word:
    """The parts of a .docx. Raises ReleaseError for what is none, is broken, too large when unpacked, or protected."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except DAMAGED as error:
        raise ReleaseError(name, "a broken file", EXPECTED) from error
    infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    if len(infos) > PARTS or total > UNPACKED:
        raise ReleaseError(name, f"a file that unpacks to {total / 1e6:,.0f} MB in {len(infos):,} parts",
                           f"at most {UNPACKED / 1e6:.0f} MB in {PARTS:,} parts")
    return Word(archive, name)
