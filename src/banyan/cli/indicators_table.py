"""Indicators on a terminal: no share stands there without its numerator, denominator and formula."""

from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import click

from banyan.measure.indicators.counts import BY_NAME
from banyan.measure.indicators.formula import Indicator, Unit
from banyan.measure.indicators.reckon import Result, percent
from banyan.measure.indicators.tally import needed
from banyan.measure.indicators.texts import NAMES
from banyan.measure.indicators.words import columns, written
from banyan.model.time import Instant
from banyan.runtime.indicators.asking import Answer, Asked
from banyan.runtime.indicators.result import described
from banyan.runtime.indicators.texts import say, span, why

_MOST_REASONS = 8


def show_list(indicators: Sequence[Indicator], language: str) -> None:
    width = max(len(indicator.id) for indicator in indicators)
    for indicator in indicators:
        click.echo(f"{indicator.id:<{width}}  {indicator.title.said(language)}")


def show_explained(indicator: Indicator, language: str) -> None:
    """Text, what is asked, what is needed."""
    told = described(indicator)
    click.echo(f"{indicator.id}  {indicator.title.said(language)}")
    wanted = dict.fromkeys((indicator.base.value, *columns(indicator.counted), *columns(indicator.met)))
    lines = [
        say("formula", language, text=indicator.formula.said(language)),
        say("explain.base", language, moment=NAMES[indicator.base].said(language), column=indicator.base.value),
        say("explain.counted", language, text=written(indicator.counted)),
        say("explain.met", language, text=written(indicator.met)),
        say(f"explain.undecided.{indicator.undecided.value}", language),
        say("explain.columns", language, columns=", ".join(("id", *wanted))),
    ]
    if needed(indicator):
        lines.append(say("explain.counts", language, numerator=told["numerator_counts"],
                         denominator=told["denominator_counts"] or "1"))
        lines += [say("explain.count", language, name=name, title=BY_NAME[name].title.said(language))
                  for name in needed(indicator) if name in BY_NAME]
    lines.append(say("explain.valid", language, span=span(indicator.valid_from, indicator.valid_until, language),
                     owner=_owner(indicator, language)))
    for line in lines:
        click.echo(f"  {line}")


def show_rows(answer: Answer, asked: Asked, language: str) -> None:
    """The whole with everything behind it, then a line for each group."""
    indicator, whole = answer.indicator, answer.results[0]
    click.echo(f"{indicator.id}  {indicator.title.said(language)}")
    when = span(asked.period.first, asked.period.last, language)
    lines = [_value(indicator, whole, language), say("formula", language, text=indicator.formula.said(language))]
    if asked.as_of is None:
        lines.append(say("base_counts", language, span=when))
        lines.append(say("behind_counts", language, met=str(len(whole.met)), left=str(len(whole.left))))
    else:
        at = _local(asked.as_of, asked.zone)
        lines.append(say("base", language, moment=NAMES[indicator.base].said(language), span=when, as_of=at))
        lines.append(say("behind", language, met=str(len(whole.met)), not_met=str(len(whole.not_met)),
                         left=str(len(whole.left))))
    reasons = Counter(why(left.why, left.leaf, language) for left in whole.left)
    lines += [say("left", language, n=str(n), why=reason) for reason, n in reasons.most_common(_MOST_REASONS)]
    if answer.assumed:
        lines.append(say("assumed", language, columns=", ".join(answer.assumed)))
    if not answer.valid:
        lines.append(say("outside_validity", language,
                         span=span(indicator.valid_from, indicator.valid_until, language)))
    for line in lines:
        click.echo(f"  {line}")
    for group in answer.results[1:]:
        said = [(NAMES[name].said(language), word or say("unsaid", language)) for name, word in group.group]
        words = ", ".join(f"{name} {word}" for name, word in said)
        click.echo(f"    {words}: {_value(indicator, group, language)}")


def _value(indicator: Indicator, one: Result, language: str) -> str:
    if indicator.unit is Unit.CASES:
        return say("cases", language, numerator=str(one.numerator))
    share = one.share
    if share is None:
        return say("nothing", language, why="-" if one.none is None else why(one.none, None, language))
    shown = percent(share)
    key = "share" if shown * share.denominator == share.numerator * 100 else "about"
    return say(key, language, value=str(shown), numerator=str(one.numerator), denominator=str(one.denominator))


def _owner(indicator: Indicator, language: str) -> str:
    known = NAMES.get(indicator.owner)
    return indicator.owner if known is None else known.said(language)


def _local(at: Instant, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
