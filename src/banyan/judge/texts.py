"""Why an alert was raised, amended or cleared: the sentences for people, and the numbers that go into them."""

from banyan.judge.ladder import Change
from banyan.model.rule import Rule, RuleKind
from banyan.model.text import Name, Said

TEXTS: dict[str, Name] = {
    "judge.withdrawn": Name(
        "{subject}：规则已更改或撤销，告警随之结束",
        "{subject}: its rule was changed or withdrawn, and the alert ends with it",
    ),
    "judge.threshold.over": Name(
        "{subject}：{value} {unit}，达到限值 {limit} {unit}",
        "{subject}: {value} {unit}, limit {limit} {unit} reached",
    ),
    "judge.threshold.eased": Name(
        "{subject}：降至 {value} {unit}，仍高于限值 {limit} {unit}",
        "{subject}: down to {value} {unit}, still over the limit of {limit} {unit}",
    ),
    "judge.threshold.clear": Name(
        "{subject}：{value} {unit}，已低于 {limit} {unit}",
        "{subject}: {value} {unit}, below {limit} {unit} again",
    ),
    "judge.rise.over": Name(
        "{subject}：每小时上涨 {value} {unit}，达到限值 {limit}",
        "{subject} rises by {value} {unit} an hour, limit {limit} reached",
    ),
    "judge.rise.eased": Name(
        "{subject}：每小时上涨 {value} {unit}，仍高于限值 {limit}",
        "{subject} rises by {value} {unit} an hour, still over the limit of {limit}",
    ),
    "judge.rise.clear": Name(
        "{subject}：每小时上涨 {value} {unit}，已低于 {limit}",
        "{subject} rises by {value} {unit} an hour, below {limit} again",
    ),
    "judge.silence.over": Name(
        "{subject}：已有 {limit} 分钟没有可用读数",
        "{subject}: no usable reading for {limit} minutes",
    ),
    "judge.silence.clear": Name(
        "{subject}：读数恢复",
        "{subject}: readings again",
    ),
    "judge.stuck.over": Name(
        "{subject}：读数 {value} {unit} 已有 {limit} 分钟没有变化",
        "{subject}: stuck at {value} {unit} for {limit} minutes",
    ),
    "judge.stuck.clear": Name(
        "{subject}：读数恢复变化",
        "{subject}: the reading moves again",
    ),
    "judge.forecast.over": Name(
        "未来 {minutes} 分钟预报降雨 {value} 毫米，达到限值 {limit} 毫米",
        "{value} mm of rain forecast within {minutes} minutes, limit {limit} mm reached",
    ),
    "judge.forecast.eased": Name(
        "未来 {minutes} 分钟预报降雨减至 {value} 毫米，仍高于限值 {limit} 毫米",
        "Forecast down to {value} mm of rain within {minutes} minutes, still over the limit of {limit} mm",
    ),
    "judge.forecast.clear": Name(
        "未来 {minutes} 分钟预报降雨 {value} 毫米，已低于 {limit} 毫米",
        "{value} mm of rain forecast within {minutes} minutes, below {limit} mm again",
    ),
    "judge.forecast.past": Name(
        "预报已失效，其所报降雨时段已过",
        "The forecast is out of date, and the rain it told of is past",
    ),
    "judge.expected.helps": Name("{place}：在此架设移动泵可少淹约 {m3} 立方米",
                                 "{place}: a mobile pump here would spare about {m3} m³ of flooding"),
    "judge.expected.over": Name(
        "{place}：预计 {at} 前后起积水 {depth_cm} 厘米（很可能，尚未出现）",
        "{place}: {depth_cm} cm of water expected from about {at} on (likely; not there yet)",
    ),
    "judge.expected.eased": Name(
        "{place}：预计积水减至 {depth_cm} 厘米，{at} 前后起（很可能，尚未出现）",
        "{place}: now no more than {depth_cm} cm of water expected, from about {at} on (likely; not there yet)",
    ),
    "judge.expected.come": Name(
        "{place}：预计的积水已出现，由实测告警接续",
        "{place}: the water that was expected has come and is measured",
    ),
    "judge.expected.spared": Name(
        "{place}：连续两次推演均不再预计积水",
        "{place}: two looks ahead in a row expect no water any more",
    ),
    "judge.expected.stale": Name(
        "{place}：推演已过期，原先预计的积水不再作数",
        "{place}: the last look ahead is out of date, and so is the water it expected",
    ),
    "judge.trust.again": Name(
        "{stream}读数恢复可信",
        "{stream} is believed again",
    ),
    "judge.trust.unweighed": Name(
        "{stream}：城市不再以模型推演，无从核对，其读数重新参与调度",
        "{stream} steers again: the city has no model any more, so nobody weighs its gauges",
    ),
}
_DOUBTS = {
    "departs": Name(
        "{stream}读数 {says} 米不可信：{by}与模型推算为 {believed} 米",
        "{stream} is not believed: it says {says} m, {by} and the model say {believed} m",
    ),
    "frozen": Name(
        "{stream}读数不可信：停在 {says} 米已有 {minutes} 分钟，而模型中水位在变",
        "{stream} is not believed: it has stood at {says} m for {minutes} minutes while the model moves",
    ),
    "floats": Name(
        "{stream}读数 {says} 米不可信：{pump}和{other}的浮球已应启泵而均未运行",
        "{stream} is not believed: it says {says} m, where the floats of {pump} and {other} would run both, and they "
        "rest",
    ),
}
_IN_ITS_PLACE = {
    "": Name("", ""),
    ".instead": Name("，改用 {instead} 米调度", "; {instead} m steers instead"),
    ".lost": Name("，且无可替代，按信号丢失处置", "; nothing stands in for it, so its signal counts as lost"),
}
TEXTS |= {
    f"judge.trust.{why}{place}": Name(said.zh + more.zh, said.en + more.en)
    for why, said in _DOUBTS.items() for place, more in _IN_ITS_PLACE.items()
}


def reason(rule: Rule, unit: str, change: Change, value: float | None) -> Said:
    """The sentence for one change; `value` is what the limit was compared with, None where nothing is known."""
    if value is None and rule.kind is RuleKind.FORECAST:
        return Said("judge.forecast.past")
    cleared = change.after is None
    args = {"subject": str(rule.subject), "limit": number(change.limit.clear_at if cleared else change.limit.raise_at)}
    if unit:
        args["unit"] = unit
    if value is not None:
        args["value"] = number(round(value) if rule.kind is RuleKind.FORECAST else value)   # nobody forecasts tenths
    if rule.kind is RuleKind.FORECAST:
        args["minutes"] = number(rule.window_min)
    return Said(f"judge.{rule.kind.value}.{'clear' if cleared else _tone(rule, change)}", args)


def _tone(rule: Rule, change: Change) -> str:
    eased = change.before is not None and change.after is not None and change.after.rank < change.before.rank
    return "eased" if eased and rule.kind not in (RuleKind.SILENCE, RuleKind.STUCK) else "over"


def number(value: float) -> str:
    """As people write it: at most three decimals, none that say nothing."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
