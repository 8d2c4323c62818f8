"""What the findings say, in both languages."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "finding.unknown": Name(zh="（水量未知）", en="an unknown number of"),
    "finding.violation": Name(zh="独立检查发现违反：{text}", en="The independent checker found a violation: {text}"),
    "finding.flooded.foreseen": Name(
        zh="{place}：漫溢 {m3} 立方米，最深 {cm} 厘米；积水前 {lead} 分钟已有预判，仍未避免。",
        en="{place}: {m3} m³ ran out, {cm} cm at the deepest; expected {lead} min before it stood, and not averted.",
    ),
    "finding.flooded.shallow": Name(
        zh="{place}：漫溢 {m3} 立方米，测得最深 {cm} 厘米；已有预判，未形成深积水。",
        en="{place}: {m3} m³ ran out, {cm} cm at the deepest by its gauge; it had been expected.",
    ),
    "finding.flooded.unseen": Name(
        zh="{place}：漫溢 {m3} 立方米，最深 {cm} 厘米；此前 {n} 次预判均未预见。",
        en="{place}: {m3} m³ ran out, {cm} cm at the deepest; none of the {n} looks ahead before it saw it coming.",
    ),
    "finding.flooded.unwatched": Name(
        zh="{place}：漫溢 {m3} 立方米，最深 {cm} 厘米；此前没有任何针对该处的预判。",
        en="{place}: {m3} m³ ran out, {cm} cm at the deepest; nothing had looked ahead at it before.",
    ),
    "finding.missed": Name(
        zh="{place}：最深 {cm} 厘米，却没有任何告警。", en="{place}: {cm} cm at the deepest, and no alert was raised."
    ),
    "finding.service": Name(
        zh="{what} 停用 {minutes} 分钟：{why}", en="{what} was out of service for {minutes} min: {why}"
    ),
    "finding.crew.late": Name(
        zh="{place}：{crew}在积水超过 10 厘米后 {minutes} 分钟才到。",
        en="{place}: {crew} came {minutes} min after the water stood over 10 cm.",
    ),
    "finding.crew.none": Name(
        zh="{place}：积水最深 {cm} 厘米，有移动泵位，但没有队伍到场。",
        en="{place}: {cm} cm of water and a place for a mobile pump, but no crew came.",
    ),
    "finding.alert.late": Name(
        zh="{place}：告警比规则允许的延时还晚 {minutes} 分钟。",
        en="{place}: its alert came {minutes} min later than its rule's own delay.",
    ),
    "finding.alert.unacknowledged": Name(
        zh="III 级及以上告警 {of} 条，其中 {n} 条始终无人确认。",
        en="{n} of {of} alerts of level III and above were never acknowledged by anybody.",
    ),
    "finding.alert.slow": Name(
        zh="{place}：{level} 级告警 {minutes} 分钟后才由{by}确认。",
        en="{place}: the level {level} alert was acknowledged by {by} only after {minutes} min.",
    ),
    "finding.deadline.late": Name(
        zh="{place}（案件 {case}）：{what}超时 {minutes} 分钟。", en="{place} (case {case}): {what} met "
        "{minutes} min late."
    ),
    "finding.deadline.missed": Name(
        zh="{place}（案件 {case}）：{what}至今未满足，已超 {minutes} 分钟。",
        en="{place} (case {case}): {what} not met, {minutes} min past it by the end.",
    ),
    "finding.expired": Name(
        zh="{n} 条调度建议无人决定而过期。", en="{n} proposals expired because nobody decided on them."
    ),
    "finding.device": Name(
        zh="{device}有 {n} 次未按指令动作（首次：要求 {wanted}%，回读 {seen}）。",
        en="{device} did not follow its orders {n} times (first: {wanted} % wanted, {seen} read back).",
    ),
    "finding.forecast.low": Name(
        zh="{n} 次六小时降雨预报合计偏低 {percent}%（偏差最大的一次：预报 {expected} 毫米，实降 {fell} 毫米）。",
        en="Forecasts of the next six hours were {percent} % too low over {n} issues (the worst: {expected} mm "
        "expected, "
        "{fell} mm fell).",
    ),
    "finding.forecast.high": Name(
        zh="{n} 次六小时降雨预报合计偏高 {percent}%（偏差最大的一次：预报 {expected} 毫米，实降 {fell} 毫米）。",
        en="Forecasts of the next six hours were {percent} % too high over {n} issues (the worst: {expected} mm "
        "expected, "
        "{fell} mm fell).",
    ),
    "finding.model.near": Name(
        zh="{stream}：一小时内的水位预判平均偏差 {m} 米（最大 {worst} 米），模型需要核对。",
        en="{stream}: levels expected within the hour were off by {m} m on average (worst {worst} m): the model wants "
        "looking at.",
    ),
    "finding.model.band": Name(
        zh="{of} 个测点中有 {n} 个，一半以上的实测值落在预判区间之外"
        "（最差的{stream}：区间内仅 {percent}%，远期平均偏差 {m} 米）。",
        en="At {n} of {of} gauges more than half of what came lay outside the expected band (the worst, {stream}: "
        "{percent} % within it, {m} m off on average at the far end).",
    ),
    "finding.model.running": Name(
        zh="{stream}：模型与实测中位偏差 {m} 米（最大 {worst} 米）。",
        en="{stream}: the running model was off by {m} m (median; worst {worst} m).",
    ),
    "finding.interlock": Name(
        zh="{device}：联锁（{interlock}）拦截 {n} 次，调度计划未顾及该限制。",
        en="{device}: refused by an interlock ({interlock}, times: {n}) that the plan had not reckoned with.",
    ),
    "finding.gauge.silence": Name(zh="{subject}：失联 {minutes} 分钟。", en="{subject}: silent for {minutes} min."),
    "finding.gauge.stuck": Name(
        zh="{subject}：读数卡滞告警持续 {minutes} 分钟。", en="{subject}: its reading counted as stuck for "
        "{minutes} min."
    ),
    "finding.band": Name(
        zh="{lake}：预降至 {low} 米，而最高只到 {peak} 米，距警戒水位尚余 {room} 米；超出控制水位 {hours} 小时。",
        en="{lake}: lowered to {low} m, though it rose to {peak} m only, {room} m under its warning level; "
        "{hours} h outside "
        "its band.",
    ),
    "finding.messages": Name(
        zh="{n} 条消息因“{reason}”被拒收（{percent}%）。", en="{n} messages were turned away as “{reason}” "
        "({percent} %)."
    ),
    "finding.false.rain": Name(
        zh="降雨预报告警落空：预报不低于 {limit} 毫米，实降 {fell} 毫米。",
        en="An alert on forecast rain was false: {limit} mm or more expected, {fell} mm fell.",
    ),
    "finding.false.expected": Name(
        zh="{place}：预判积水的告警落空，即使无人调度也不会积水。",
        en="{place}: its alert of expected ponding was false; it would have stayed dry with nobody acting, too.",
    ),
    "finding.false.dry": Name(
        zh="{place}：积水告警为误报，全程未积水。", en="{place}: its ponding alert was false, it stayed dry all "
        "the time."
    ),
}
