"""Where ready cities are: beside the sources in a checkout, inside the package in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[2]
_SHELVES = (_PACKAGE / "cities", _PACKAGE.parents[1] / "cities")
TEMPLATE = "template"


class NoSuchCity(LookupError):  # noqa: N818  said as a person says it
    """No folder and no ready city of that name; the message lists the ready ones."""


def ready() -> list[str]:
    """Names of the ready cities, sorted, without the template."""
    found = [p.parent.name for shelf in _SHELVES for p in shelf.glob("*/city.toml")]
    return sorted({name for name in found if name != TEMPLATE})


def find_city(name_or_path: str | Path) -> Path:
    """The folder of a ready city by name, or the path itself when it is a folder. Raises NoSuchCity."""
    text = str(name_or_path)
    try:
        if text and Path(text).is_dir():
            return Path(text)
        if text and Path(text).name == text:
            for shelf in _SHELVES:
                if (shelf / text / "city.toml").is_file():
                    return shelf / text
    except (OSError, ValueError):
        pass
    raise NoSuchCity(f'"{text[:200]}" is no folder and no ready city; ready are: {", ".join(ready()) or "none"}')
