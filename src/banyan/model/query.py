"""What may be asked of a collection of entities: the system query options of 18-088, 9.3, read into nouns."""

from typing import Any

from msgspec import Struct, field

from banyan.model.things import Kind, Link, Scalar


class Literal(Struct, frozen=True):
    """`type`: number | text | bool | null | span (things.Span) | duration (µs) | date (µs of its midnight) |
    time (µs of the day) | geometry (WKT).
    """

    type: str
    value: Any


class Path(Struct, frozen=True):
    """Steps over links to a property and into its JSON: names and array places. `variable`: of a lambda, else ""."""

    steps: tuple[str | int, ...]
    variable: str = ""


class Call(Struct, frozen=True):
    name: str
    arguments: "tuple[Expression, ...]"


class Unary(Struct, frozen=True):
    operator: str                 # not | -
    operand: "Expression"


class Binary(Struct, frozen=True):
    operator: str                 # and or eq ne gt ge lt le add sub mul div mod
    left: "Expression"
    right: "Expression"


class Lambda(Struct, frozen=True):
    """`path/any(variable:body)`; `body` None: whether there is any."""

    path: Path
    quantifier: str               # any | all
    variable: str
    body: "Expression | None"


Expression = Literal | Path | Call | Unary | Binary | Lambda


class Order(Struct, frozen=True):
    by: Expression
    descending: bool = False


class Expand(Struct, frozen=True):
    link: Link
    query: "Query"


class Query(Struct, frozen=True):
    """`top` None: as many as the service gives at once. `after`: keys behind which to begin. `said`: the options as
    they were written, for links that ask on.
    """

    filter: Expression | None = None
    expand: tuple[Expand, ...] = ()
    select: tuple[str, ...] = ()
    order: tuple[Order, ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False
    data_array: bool = False
    after: tuple[Scalar, ...] | None = None
    said: dict[str, str] = field(default_factory=dict)


class Step(Struct, frozen=True):
    """One step of a resource path: a collection or an entity. `link` None: from the root."""

    kind: Kind
    link: Link | None
    id: int | None                # of one entity in a collection
    many: bool


class Resource(Struct, frozen=True):
    """What a path addresses (18-088, 9.2): a collection or entity, or what is `inside` one, a property or JSON.

    `raw`: its bare value ($value); `refs`: only addresses ($ref); `count`: only how many ($count).
    """

    steps: tuple[Step, ...]
    inside: tuple[str | int, ...] = ()
    raw: bool = False
    refs: bool = False
    count: bool = False

    @property
    def last(self) -> Step:
        return self.steps[-1]
