"""Loops over columns, compiled where numba is installed (the extra `fast`) and plain Python where it isn't.

The source is the same, and so is the answer: no fast-math, no threads of its own. A compiled function gives up the
interpreter's lock while it runs, and its machine code is kept beside the source for the next start.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


def frozen(column: Any) -> Any:
    """The same column, not to be written: whether it may be is a part of what a loop is compiled for, and one that came
    in as bytes would have it compiled anew, half a minute in the middle of a delivery.
    """
    seen = column.view()
    seen.flags.writeable = False
    return seen


try:
    from llvmlite import ir
    from numba import njit, types
    from numba.core import cgutils
    from numba.core.options import DefaultOptions
    from numba.extending import intrinsic
except ImportError:
    FAST = False

    def compiled(function: F) -> F:
        """The function as it is: numba isn't installed."""
        return function

    uncounted = held = inlined = compiled

    def fetch(array: Any, place: int) -> None:
        """A hint that `array[place]` is needed soon. Nothing in plain Python."""
else:
    FAST = True

    def compiled(function: F) -> F:
        """The function as machine code, made at its first call or taken from the cache."""
        made: Any = njit(nogil=True, cache=True)(function)
        return cast(F, made)

    # Nobody needs to count who holds a function's arrays where it makes none: two atomic counts for each reach into a
    # tuple of them were a third of the rules' time. It is an option that numba keeps for itself, and may drop one day.
    _UNCOUNTED: dict[str, Any] = {"_nrt": False} if hasattr(DefaultOptions, "_nrt") else {}

    def uncounted(function: F) -> F:
        """As `compiled`, for one that makes no arrays and returns none."""
        made: Any = njit(nogil=True, cache=True, **_UNCOUNTED)(function)
        return cast(F, made)

    def held(function: F) -> F:
        """As `uncounted`, with the interpreter's lock kept: for what takes some ten or hundred microseconds, after
        which somebody else would have taken it for milliseconds.
        """
        made: Any = njit(nogil=False, cache=True, **_UNCOUNTED)(function)
        return cast(F, made)

    def inlined(function: F) -> F:
        """As `uncounted`, and written out wherever it is called: a call hands over a hundred words for a few arrays."""
        made: Any = njit(nogil=True, cache=True, forceinline=True, **_UNCOUNTED)(function)
        return cast(F, made)

    @intrinsic
    def fetch(typing: Any, array: Any, place: Any) -> Any:  # noqa: ARG001  numba's own form
        """A hint that `array[place]` is needed soon: its memory comes while other work goes on (llvm.prefetch).

        The place isn't checked: a hint about memory that isn't there does nothing.
        """
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            shaped, _ = signature.args
            values = context.make_array(shaped)(context, builder, arguments[0])
            item: Any = cgutils.get_item_pointer
            declared: Any = cgutils.get_or_insert_function
            at = item(context, builder, shaped, values, [arguments[1]], wraparound=False)
            byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
            hint = declared(builder.module, kind, "llvm.prefetch.p0i8")
            builder.call(hint, [builder.bitcast(at, byte), word(0), word(3), word(1)])
            return context.get_dummy_value()

        return types.none(array, types.intp), generate
