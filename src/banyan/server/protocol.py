"""HTTP by uvicorn's parser in C, which by itself holds nothing but bodies to a size."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_BESIDE = 64 * 1024      # bytes of a request beside its body: request line, headers, trailers, framing of chunks
_FRAMING = 32                # bytes around a chunk that count as its body: its length, its line ends


class Protocol(HttpToolsProtocol):
    """Ends a connection whose request says more beside its body than MOST_BESIDE. One read of a socket (256 KiB at
    most) is looked at as a whole.
    """

    _beside = 0

    def data_received(self, data: bytes) -> None:
        self._beside += len(data)
        super().data_received(data)
        if self._beside > MOST_BESIDE and not self.transport.is_closing():
            self.send_400_response(f"A request may have {MOST_BESIDE} bytes beside its body; this one has more.")

    def on_body(self, body: bytes) -> None:
        self._beside = max(0, self._beside - len(body) - _FRAMING)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._beside = 0
        super().on_message_complete()
