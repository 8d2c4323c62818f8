"""Arrow IPC streams, looked at before they are unpacked: a compressed batch says how large it will be, and pyarrow
believes it (Arrow columnar format 1.5, "Encapsulated message format", Message.fbs).
"""

import struct
from collections.abc import Iterator
from typing import Any

from banyan.edges.feeds.documents import FormatError
from banyan.edges.feeds.flatbuffer import Table

UNPACKED = 256 * 1024 * 1024      # bytes of one message's batches, once unpacked
RECORD_BATCH = 3             # Message.header_type
_DICTIONARY_BATCH = 2


def batches(data: bytes, most: int | None = None) -> Iterator[Any]:
    """The stream's record batches, checked whole; `most` bytes once unpacked, UNPACKED if None. Raises FormatError."""
    import pyarrow as pa  # half a second to load: only those who need it wait for it

    try:
        _bounded(pa.ipc.MessageReader.open_stream(pa.BufferReader(data)), UNPACKED if most is None else most)
        with pa.ipc.open_stream(pa.BufferReader(data)) as stream:
            _ = stream.schema.names      # which may be no text
            for batch in stream:
                batch.validate(full=True)      # offsets that lead out of their buffers are believed otherwise
                yield batch
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError, struct.error) as e:
        if isinstance(e, FormatError):
            raise
        raise FormatError(f"a damaged Arrow stream ({str(e)[:100]})", "an Arrow IPC stream") from e


def _bounded(messages: Any, most: int) -> None:
    left = most
    while True:
        try:
            message = messages.read_next_message()
        except StopIteration:
            return
        left -= _unpacked(message.metadata.to_pybytes(), message.body)
        if left < 0:
            raise FormatError(f"an Arrow stream of more than {most // 2**20} MB once unpacked", "smaller messages")


def _unpacked(metadata: bytes, body: Any) -> int:
    """How many bytes the body will take; 0 for a message without one."""
    if body is None or not body.size:
        return 0
    message = Table(metadata, struct.unpack_from("<I", metadata, 0)[0])
    kind, header = message.number(1, "B"), message.table(2)
    if header is not None and kind == _DICTIONARY_BATCH:
        kind, header = RECORD_BATCH, header.table(1)
    if kind != RECORD_BATCH or header is None or header.field(3) is None:      # RecordBatch.compression
        return int(body.size)
    total = 0
    for offset, length in header.pairs(2):      # RecordBatch.buffers
        if length >= 8 and 0 <= offset <= body.size - 8:
            said = struct.unpack_from("<q", body.slice(offset, 8).to_pybytes())[0]
            total += length if said == -1 else max(said, 0)
    return total
