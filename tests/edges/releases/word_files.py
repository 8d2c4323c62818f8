"""Word documents written by hand, part by part: what the reader meets doesn't depend on a library's way of writing."""

import zipfile
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EXTRA = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    f'xmlns:r="{REL}"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{more}</Types>'
)
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"


def word(body: str, namespace: str = W, **parts: str) -> bytes:
    """A .docx. `parts`: footnotes, endnotes, styles, header, footer → inner XML of their root."""
    roots = {"header": "hdr", "footer": "ftr"}
    files = {f"word/{name}.xml": f'<w:{roots.get(name, name)} xmlns:w="{namespace}" {_EXTRA}>{inner}'
                                 f"</w:{roots.get(name, name)}>" for name, inner in parts.items()}
    links = "".join(
        f'<Relationship Id="r{i}" Type="{REL}/{name}" Target="{name}.xml"/>' for i, name in enumerate(parts))
    more = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_KIND.format(name)}"/>' for name in parts)
    return archive({
        "[Content_Types].xml": TYPES.format(more=more),
        "_rels/.rels": _rels(f'<Relationship Id="r1" Type="{REL}/officeDocument" Target="word/document.xml"/>'),
        "word/document.xml": f'<w:document xmlns:w="{namespace}" {_EXTRA}><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": _rels(links), **files,
    })


def archive(files: dict[str, str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in files.items():
            target.writestr(zipfile.ZipInfo(name, (2021, 8, 23, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def _rels(links: str) -> str:
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def tr(*cells: str, properties: str = "") -> str:
    look = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{look}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"
