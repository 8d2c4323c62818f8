"""The built page, read into memory once: no path of a request ever reaches the disk."""

import gzip
import hashlib
import mimetypes
from pathlib import Path

from litestar import MediaType, Request, Response
from litestar.handlers import HTTPRouteHandler, get
from litestar.params import FromPath
from msgspec import Struct

from banyan.server.errors import Asked, Unknown

HOW_TO_BUILD = (
    "The page isn't built in this copy of Banyan. In a source checkout: cd ui && npm ci && npm run build, "
    "then start again. The installed package carries it."
)
_KINDS = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
_ICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#1f5f8b" d="M2 3h12v2H2zm1 3h2v7H3zm4 0'
    b'h2v7H7zm4 0h2v7h-2z"/></svg>'
)


class File(Struct, frozen=True):
    body: bytes
    media_type: str
    etag: str
    zipped: bytes | None      # where that is at least a tenth smaller


class Page:
    """Files by their path under the page's folder, "index.html" and "assets/…"; empty where nothing was built."""

    def __init__(self, folder: Path | None) -> None:
        self.files: dict[str, File] = {}
        if folder is not None and (folder / "index.html").is_file():
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                self.files[path.relative_to(folder).as_posix()] = _read(path)

    @property
    def built(self) -> bool:
        return "index.html" in self.files

    def answer(self, name: str, request: Asked, cache: str) -> Response[bytes]:
        """The file, or 304 where the caller has it. Raises Unknown."""
        file = self.files.get(name)
        if file is None:
            raise Unknown(f"the page has no file {name}")
        headers = {"ETag": file.etag, "Cache-Control": cache, "Vary": "Accept-Encoding"}
        if file.etag in request.headers.get("if-none-match", ""):
            return Response(b"", status_code=304, headers=headers, media_type=file.media_type)
        body = file.body
        if file.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = file.zipped, "gzip"
        return Response(body, headers=headers, media_type=file.media_type)


def _read(path: FromPath[Path]) -> File:
    body = path.read_bytes()
    kind = _KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    zipped = gzip.compress(body, compresslevel=5, mtime=0)
    small = zipped if len(zipped) < 0.9 * len(body) else None
    return File(body, kind, f'"{hashlib.sha256(body).hexdigest()[:20]}"', small)


def routes(page: Page) -> list[HTTPRouteHandler]:
    """GET /, /report, /favicon.svg, /assets/… and what a phone installs: routes that carry no data of the city."""

    @get(["/", "/report"], include_in_schema=False, sync_to_thread=False)
    def index(request: Request) -> Response[bytes]:  # type: ignore[type-arg]  # Litestar reads it; all Any
        if not page.built:
            return Response(HOW_TO_BUILD.encode(), status_code=503, media_type=MediaType.TEXT)
        return page.answer("index.html", request, "no-cache")

    @get("/favicon.svg", include_in_schema=False, sync_to_thread=False)
    def icon() -> Response[bytes]:
        return Response(_ICON, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})

    @get("/assets/{path:path}", include_in_schema=False, sync_to_thread=False)
    def asset(request: Request, path: FromPath[Path]) -> Response[bytes]:  # type: ignore[type-arg]  # as above
        # Vite puts a hash of the content into each name, so a name never changes its content.
        return page.answer(f"assets/{path.as_posix().lstrip('/')}", request, "public, max-age=31536000, immutable")

    @get(["/offline.js", "/manifest.webmanifest"], include_in_schema=False, sync_to_thread=False)
    def installed(request: Request) -> Response[bytes]:  # type: ignore[type-arg]  # as above
        # Asked for anew each time: a phone has to hear of a new page.
        return page.answer(request.url.path.lstrip("/"), request, "no-cache")

    return [index, icon, asset, installed]
