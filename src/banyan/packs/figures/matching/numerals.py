"""How much a number's own figures say: of few of them two numbers are soon alike by chance."""

import re
from decimal import Decimal

from banyan.model.figure import Quantity

_NO_FIGURE = re.compile(r"\D")


def digits(value: Decimal) -> int:
    """Without the noughts at its end."""
    return len(value.normalize().as_tuple().digits)


def written(quantity: Quantity) -> int:
    """Figures that stand in the text, noughts among them."""
    return len(_NO_FIGURE.sub("", quantity.text))


def is_same(one: Quantity, other: Quantity) -> bool:
    return (one.amount.value, one.unit.dimension) == (other.amount.value, other.unit.dimension)
