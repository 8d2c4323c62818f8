"""What a search found: a tie, whether it fits, and the number that it explains."""

from msgspec import Struct

from banyan.model.figure import Tie


class Claim(Struct, frozen=True):
    """`head`: the share, growth, average ... that is explained; of a sum its whole."""

    head: int
    tie: Tie
    fits: bool
