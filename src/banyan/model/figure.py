"""Figures: numbers as somebody published them, what a text says with them, and what a check found.

A published number is an interval (12.3 stands for [12.25, 12.35)), so nothing here is a float: values are `Decimal` and
keep the text they were read from. Where the field has a word, it is SDMX's: indicator, unit_mult, vintage.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct


class Comparison(StrEnum):
    """How a number is compared with what it stands for; the values are the ledger's operators."""

    EQUAL = "="
    ABOVE = ">"
    BELOW = "<"
    AT_LEAST = ">="
    AT_MOST = "<="
    ABOUT = "~"
    NEARLY = "~<"          # somewhat below
    A_LITTLE_OVER = "~>"


class Dimension(StrEnum):
    """What a number is of. Two quantities of different dimensions are never compared."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    POINTS = "points"               # percentage points: a difference of two percentages
    TIMES = "times"
    RANK = "rank"
    DATE = "date"
    DURATION = "duration"
    EXCHANGE = "exchange-rate"
    MEASURE = "measure"             # physical: km, MW, hectares
    OTHER = "other"


class Unit(Struct, frozen=True):
    """`symbol`: ISO 4217 for money ("CNY"), "CNY/USD" for a rate, "km" for a measure. `noun`: what is counted."""

    dimension: Dimension
    symbol: str = ""
    noun: str = ""                  # canonical, e.g. "project"
    per: str = ""                   # "year" for 8.5 % a year
    of: str = ""                    # the whole that a share is of, e.g. "gross domestic product"


class Amount(Struct, frozen=True, gc=False):     # a hundred thousand of them in a large import
    """A number as written. `value` and `step` are in base units: CNY, pieces, percent, not billions.

    `step` is the size of the last digit that was written ("12.3 bn" → 100,000,000): half of it to both sides is what
    the number stands for. 0 for what is exact (a rank, a date).
    """

    text: str
    value: Decimal
    step: Decimal
    comparison: Comparison = Comparison.EQUAL


class Interval(Struct, frozen=True):
    """What a number stands for; None is no bound."""

    low: Decimal | None
    high: Decimal | None
    low_closed: bool = True
    high_closed: bool = False


NO_YEAR = 4     # a leap year long ago: of days of a text that names no year, so that they can be put in order


class Period(Struct, frozen=True):
    """A stretch of days, both ends included; without them the period stays a label ("past five years")."""

    label: str
    start: date | None = None
    end: date | None = None


class Place(Struct, frozen=True):
    """Where a figure was read: file, and the row or cell in it."""

    file: str
    row: str


class Figure(Struct, frozen=True):
    """One row of a ledger: who says how much of what, when and where, and from which source."""

    id: str
    subject: str
    indicator: str
    amount: Amount
    unit: Unit
    period: Period
    geography: str = ""
    breakdown: str = ""
    source: str = ""
    definition: str = ""            # of the indicator, with its version
    vintage: str = ""               # when this value was known
    supersedes: str = ""            # id of the figure that this one revises
    owner: str = ""
    released: bool = False          # may it be printed?
    real: bool | None = None        # True: in constant prices; None: not said
    numerator: str = ""
    denominator: str = ""
    aliases: tuple[str, ...] = ()   # other names of the subject or the indicator
    where: Place | None = None


class Role(StrEnum):
    """What a number does in its sentence."""

    LEVEL = "level"
    SHARE = "share"
    GROWTH = "growth"               # relative: grew by 8.5 %
    CHANGE = "change"               # absolute: 23 more than last year
    AVERAGE_GROWTH = "average-growth"    # compound, a year
    GAP = "gap"                     # difference of two rates
    FLOOR = "floor"                 # each of them at least
    THRESHOLD = "threshold"         # the bound of a band: "above 1 bn"
    RATE = "rate"                   # conversion or completion rate
    RANKING = "ranking"
    MOMENT = "moment"               # a date


class Quantity(Struct, frozen=True):
    """A number in a text, tied to what it is about. `start`, `end`: code points into the text, of the number's words.

    What the text doesn't say stays "" or None: it is asked for by a check, never guessed here.
    """

    text: str
    start: int
    end: int
    sentence: str
    amount: Amount
    unit: Unit
    role: Role = Role.LEVEL
    subject: str = ""
    indicator: str = ""
    period: Period | None = None
    base: Period | None = None      # what a growth or change is against
    geography: str = ""
    breakdown: str = ""             # e.g. "sector: digital economy"; "" is the whole
    source: str = ""                # who is said to say so
    falls: bool = False             # a growth or change downwards: `amount` has the number as written, without a sign


class Relation(StrEnum):
    """What a text claims of several of its quantities. The numbers named in `Tie.roles`."""

    BREAKDOWN = "breakdown"         # whole; part, part, ...: they add up to it
    SUBSET = "subset"               # whole; part, ...: none above it
    SHARE = "share"                 # share; part; whole (either may be missing: the ledger may know it)
    PAIR = "pair"                   # count; amount: so many worth so much together
    FLOOR = "floor"                 # count; amount; floor: each at least (or ceiling: at most)
    BAND = "band"                   # count above a threshold: threshold; count; whole count; amount
    GROWTH = "growth"               # growth; now; before
    CHANGE = "change"               # change; now; before
    COMPOUND = "compound"           # average growth; now; before; total growth, over `years`
    CHAIN = "chain"                 # step, step, ...: growths one after the other; total, average, or now and before
    CONVERSION = "conversion"       # amount; converted: one amount in two currencies
    GAP = "gap"                     # gap; rate; other
    SAME = "same"                   # the same claim twice, or one number for two subjects
    WITHIN = "within"               # whole period (or its first day, and "until" its last); moment, ...
    ORDER = "order"                 # moments that must follow each other
    LIST = "list"                   # count; the items that are listed: `years` holds how many
    LIMIT = "limit"                 # limit; actual; `label`: what the text claims: within, over, more, less
    PRODUCT = "product"             # each; count, ...; amount: each × count × `factor` is the amount
    DEFINED = "defined"             # number, number: of one name (`label`) that the text defines in two ways
    RISE = "rise"                   # growth; change; now: the change is what `now` has grown by
    WEEKDAY = "weekday"             # moment; `years` holds the ISO day of the week that the text gives it
    DAYS = "days"                   # length; first day, last day (which may be one number)
    ELAPSED = "elapsed"             # length; `label`: from when to when, `factor`: how long that is in its unit
    PLACES = "places"               # place, value, place, value, ...: in one ranking; `label`: the "highest" is first
    AMONG = "among"                 # place; count of those that are ranked
    MOVED = "moved"                 # before, place, by: places in one ranking; `label`: "up" or "down"
    BALANCE = "balance"             # opening; in, ..., out, ...; closing: what there was, came, went, and is left
    AVERAGE = "average"             # average; amount; count, or `years` days: average × count ÷ `per` is the amount


class Tie(Struct, frozen=True):
    """A relation that the text claims. `members`: (what it is in the relation, index into the quantities)."""

    relation: Relation
    members: tuple[tuple[str, int], ...]
    label: str = ""                 # of a breakdown: by what ("sector")
    years: int | None = None
    per: int = 1                    # of an average: for how many things it is ("per 10,000 people")
    factor: Decimal = Decimal(1)    # of a product: units brought together (kg in a tonne, months in a year); a length


class Covered(Struct, frozen=True):
    """Indices of the quantities whose subject, year or source the title, dateline or opening says for all the text."""

    subject: frozenset[int] = frozenset()
    year: frozenset[int] = frozenset()
    source: frozenset[int] = frozenset()


class Reading(Struct, frozen=True):
    """What was read in a text."""

    text: str
    language: str                   # zh | en
    quantities: tuple[Quantity, ...]
    ties: tuple[Tie, ...]
    covered: Covered = Covered()


class Result(StrEnum):
    PASS = "pass"  # noqa: S105  an answer, no secret
    FAIL = "fail"
    CANNOT_TELL = "cannot_tell"


class Verdict(StrEnum):
    """Of one quantity, the strongest first."""

    CONTRADICTS = "contradicts"
    AGREES = "agrees"
    CANNOT_TELL = "cannot_tell"
    UNKNOWN = "unknown"


class Finding(Struct, frozen=True):
    """One check's answer. `quantities`: indices; all that it is about, where it can't tell which one is wrong.

    `against`: ids of ledger figures or projects. `arithmetic`: the numbers, as a person would write them down.
    """

    id: str
    check: str
    result: Result
    arithmetic: str
    quantities: tuple[int, ...]
    against: tuple[str, ...] = ()
    waived_by: str = ""             # role that waived it, with reason and end in the waiver
