"""A city's own formulas from a TOML file, beside the ready ones."""

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from banyan.measure.indicators.formula import Indicator, Registry
from banyan.runtime.scenario import UsageError

LARGEST = 1_000_000      # bytes


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    indicators: tuple[Indicator, ...]


def with_formulas(registry: Registry, path: Path) -> Registry:
    """The registry with the formulas of a file. Raises UsageError with what was wrong and where."""
    expected = "expected [[indicators]] tables as docs/indicators.md shows them"
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path}: larger than {LARGEST / 1e6:.0f} MB; {expected}")
        read = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
        return registry.with_more(read.indicators)
    except OSError as error:
        raise UsageError(f"{path} can't be read ({error.strerror}); {expected}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: no TOML ({error}); {expected}") from None
    except (msgspec.ValidationError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: {error}; {expected}") from None
