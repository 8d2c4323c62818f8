"""Units that a source may use for a stream that is declared in another one. Anything else is rejected, not guessed."""

from collections.abc import Callable

# Each row is one kind of quantity: how many of its smallest unit one of each unit is. Whole numbers, so that the only
# rounding is that of the final division: 142 cm is 1.42 m and not 1.4200000000000002.
_KINDS: tuple[dict[str, int], ...] = (
    {"mm": 1, "cm": 10, "m": 1_000, "km": 1_000_000},
    {"L/h": 1, "L/min": 60, "L/s": 3_600, "m3/h": 1_000, "m3/min": 60_000, "m3/s": 3_600_000},
    {"mm/h": 1, "cm/h": 10, "mm/min": 60},
    {"%": 1, "1": 100},
)
# Other spellings of the same unit.
_SPELLINGS = {"l/s": "L/s", "l/min": "L/min", "l/h": "L/h", "m³/s": "m3/s", "m³/h": "m3/h", "m³/min": "m3/min",
              "m^3/s": "m3/s", "m^3/h": "m3/h", "percent": "%"}

Conversion = Callable[[float], float]


def conversion(said: str, declared: str) -> Conversion | None:
    """How to bring a value in `said` to `declared`; None when the two don't measure the same."""
    said, declared = _SPELLINGS.get(said, said), _SPELLINGS.get(declared, declared)
    if said == declared:
        return float
    for kind in _KINDS:
        if said in kind and declared in kind:
            up, down = kind[said], kind[declared]
            return lambda value: value * up / down
    return None


def convertible(declared: str) -> tuple[str, ...]:
    """Every spelling that `conversion` can bring to `declared`, itself first."""
    plain = _SPELLINGS.get(declared, declared)
    kind = next((kind for kind in _KINDS if plain in kind), {})
    others = [unit for unit in kind if unit != declared]
    others += [odd for odd, usual in _SPELLINGS.items() if (usual in kind or usual == plain) and odd != declared]
    return (declared, *others)
