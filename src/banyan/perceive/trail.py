"""What perceive remembers of one stream: enough to tell a new reading from one it has had, and no more."""

from msgspec import Struct, field

MAX_RECENT = 1024     # readings remembered a stream; a longer window shrinks how late a reading may come


class Trail(Struct):
    """One stream's recent past. Times in µs since 1970, values in the stream's unit.

    Only accepted readings leave a trace here, so it can be made again from the batches of the journal.
    """

    newest: int | None = None             # time of the newest accepted reading, jumps included
    good_time: int | None = None          # time and value of the newest reading that steers
    good_value: float = 0.0
    doubt_time: int | None = None         # a jump that waits for a second reading to confirm it
    doubt_value: float = 0.0
    floor: int | None = None              # nothing at or before this can be told from a repetition any more
    uncounted: int = 0                    # readings accepted without a sequence number
    quality: int = 0                      # Quality flags of the reading accepted last
    recent: dict[int, tuple[int, float]] = field(default_factory=dict)   # seq -> (time, value), in order of arrival

    def copy(self) -> "Trail":
        """A trail that can be written without changing this one."""
        return Trail(self.newest, self.good_time, self.good_value, self.doubt_time, self.doubt_value,
                     self.floor, self.uncounted, self.quality, self.recent.copy())

    def has(self, time: int, value: float) -> bool:
        """Whether a remembered reading has this very time and value."""
        return (time, value) in self.recent.values()

    def remember(self, seq: int, time: int, value: float, horizon: int) -> None:
        """Keep one accepted reading; forget those before `horizon`: they would be too late if they came again."""
        recent = self.recent
        while recent:
            oldest = next(iter(recent))
            if recent[oldest][0] >= horizon and len(recent) < MAX_RECENT:
                break
            gone, _ = recent.pop(oldest)
            if gone >= horizon:
                self.floor = gone if self.floor is None else max(self.floor, gone)
        recent[seq] = (time, value)
        if self.newest is None or time > self.newest:
            self.newest = time
