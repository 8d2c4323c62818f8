"""One language's way to say a report's facts: texts, names, times in the city's own zone, numbers."""

import re
from collections.abc import Mapping
from datetime import timedelta
from string import Formatter
from zoneinfo import ZoneInfo

from banyan.model.text import Catalogue, Name, Said
from banyan.model.time import Instant

LANGUAGES = ("zh", "en")
MISSING = "–"
_GAP = re.compile(r" ([,.，。、])")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Teller:
    def __init__(self, language: str, texts: Catalogue, names: Mapping[str, Name], timezone: str) -> None:
        self.language = language
        self._texts = texts
        self._names = names
        self._zone = ZoneInfo(timezone)

    def say(self, key: str, **args: str) -> str:
        """A text of the catalogue. Raises KeyError for one that isn't there: a defect, not a fact of the run."""
        return self._texts[key].said(self.language).format(**args)

    def said(self, said: Said) -> str:
        """What a room said: ids become names, keys become texts. A text of another version is shown as it is."""
        if said.key not in self._texts:
            return f"{said.key} {' '.join(f'{k}={v}' for k, v in said.args.items())}".strip()
        args = {key: self.name(value) for key, value in said.args.items()}
        template = self._texts[said.key].said(self.language)
        wanted = {field for _, field, _, _ in Formatter().parse(template) if field}
        text = template.format(**{field: args.get(field, "") for field in wanted})
        return _GAP.sub(r"\1", " ".join(text.split()))     # a rule over an expression has no unit to say

    def name(self, thing: str) -> str:
        """A name of the city, a word of the catalogue (`action.inspect`), or the id itself."""
        if thing in self._names:
            return self._names[thing].said(self.language)
        return self._texts[thing].said(self.language) if thing in self._texts else thing

    def plan(self, name: str) -> str:
        """A tried plan: the rule, doing nothing, or a numbered one as it is."""
        return self.name(f"plan.{name}") if f"plan.{name}" in self._texts else name

    def clock(self, at: Instant | None) -> str:
        """24 Jul 04:34, in the city's own zone."""
        if at is None:
            return MISSING
        local = at.astimezone(self._zone)
        if self.language == "zh":
            return f"{local.month}月{local.day}日 {local:%H:%M}"
        return f"{local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"

    def date(self, at: Instant) -> str:
        local = at.astimezone(self._zone)
        if self.language == "zh":
            return f"{local.year}年{local.month}月{local.day}日"
        return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"

    def local(self, at: Instant) -> Instant:
        """The same moment as the city's clocks show it."""
        return at.astimezone(self._zone)

    def number(self, value: float | None, decimals: int = 0) -> str:
        if value is None:
            return MISSING
        text = f"{value:,.{decimals}f}"
        return text.replace("-0", "0", 1) if float(text.replace(",", "")) == 0 else text.replace("-", "−", 1)

    def big(self, value: float | None) -> str:
        """For prose: 28.34 万 in Chinese, 283,381 in English."""
        if value is not None and self.language == "zh":
            for size, word in ((1e8, "亿"), (1e4, "万")):
                if abs(value) >= size:
                    return f"{value / size:.2f}".replace("-", "−", 1) + word
        return self.number(value)

    def minutes(self, span: timedelta | None) -> str:
        return MISSING if span is None else self.number(span / timedelta(minutes=1))

    def hours(self, span: timedelta | None) -> str:
        return MISSING if span is None else self.number(span / timedelta(hours=1), 1)
