"""How a tick's messages lie in the journal: accepted readings as columns, everything else as it came, order kept.

A unit of the journal has its batch and its inbox. What isn't an accepted reading goes into the inbox with the place it
had among the tick's messages and the door it came by, so that going through the tick again is going through the same
messages in the same order: the same rejects with the same ids, the same intents from the same door.
"""

from collections.abc import Sequence

from banyan.model.messages import RawReading
from banyan.model.observation import Batch, Message
from banyan.model.stream import Stream
from banyan.model.time import instant

_JOURNAL = "journal"


def keep(place: int, message: Message) -> bytes:
    """A message for the inbox: its place and door, a line end, then its bytes as they came."""
    return f"{place} {message.source}\n".encode("utf-8", "backslashreplace") + message.data


def again(streams: Sequence[Stream], columns: Batch, kept: Sequence[bytes]) -> list[tuple[Message, RawReading | None]]:
    """A tick's messages in the order in which they came. Where the reading is None the message has to be read again.

    `streams` is the table that the batch indexes. Raises ValueError when `kept` was not made by `keep`.
    """
    others = {}
    for line in kept:
        head, _, data = line.partition(b"\n")
        place, _, source = head.decode().partition(" ")
        others[int(place)] = Message(source, data)
    readings = zip(
        columns.stream.tolist(), columns.seq.tolist(), columns.time.tolist(), columns.value.tolist(), strict=True
    )
    messages: list[tuple[Message, RawReading | None]] = []
    while len(messages) < len(others) + len(columns):
        other = others.get(len(messages))
        if other is not None:
            messages.append((other, None))
            continue
        reading = next(readings, None)
        if reading is None:
            raise ValueError("the unit's inbox names places that its batch doesn't reach")
        stream, seq, time, value = reading
        raw = RawReading(streams[stream].id, seq if seq >= 0 else None, instant(time), value)
        messages.append((Message(_JOURNAL, b""), raw))
    return messages
