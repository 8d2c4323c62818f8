"""The filters of the project list: whether a project fits, and what each filter may be set to."""

from collections.abc import Callable, Iterable, Sequence

from banyan.model.project import Project
from banyan.model.text import Name
from banyan.packs.projects.bulletin_texts import LABELS
from banyan.runtime.projects.lined import Words, plain_name
from banyan.runtime.projects.views import Asked, Choice

UNSAID = "-"     # the choice of what no workbook says

_VALUES: dict[str, Callable[[Project], str]] = {
    "district": lambda p: p.district,
    "sector": lambda p: p.sector[0] if p.sector else "",
    "stage": lambda p: p.stage,
    "investor_kind": lambda p: str(p.investor_kind or ""),
    "channel": lambda p: str(p.channel or ""),
}


def fits(p: Project, asked: Asked) -> bool:
    """Whether a project of the asked edition has all that is asked for."""
    for name, value in _VALUES.items():
        wanted = getattr(asked, name)
        if wanted and value(p) != ("" if wanted == UNSAID else wanted):
            return False
    return not asked.text or _says(p, asked.text)


def _says(p: Project, text: str) -> bool:
    told = [p.id, p.name, p.place, p.district, *p.aliases, *p.merged, *(c.text for c in p.codes)]
    told += [t for i in p.investors for t in (i.name, *i.aliases, i.code.text if i.code else "")]
    words = text.casefold().split()
    line = "\n".join(told).casefold()
    return all(word in line for word in words)


def choices(everything: Iterable[Project], of_edition: Sequence[Project], words: Words) -> dict[str, list[Choice]]:
    """Of the edition that is asked for; what most have comes first. Editions are those of all."""
    names: dict[str, Callable[[str], Name]] = {
        "sector": words.sector, "stage": words.stage,
        "investor_kind": lambda v: LABELS.get(v) or plain_name(v), "channel": lambda v: LABELS.get(v) or plain_name(v),
    }  # fmt: skip
    found = {"edition": _counted((p.edition for p in everything), plain_name)}
    for name, value in _VALUES.items():
        found[name] = _counted((value(p) for p in of_edition), names.get(name, plain_name))
    return found


def _counted(values: Iterable[str], name: Callable[[str], Name]) -> list[Choice]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    order = sorted(counts, key=lambda v: (v == "", -counts[v], v))
    return [Choice(value=v or UNSAID, name=name(v), count=counts[v]) for v in order]
