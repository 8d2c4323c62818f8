"""What the after-action report says, in both languages."""

from banyan.model.text import Name

TEXTS: dict[str, Name] = {
    "measure.title.effect": Name(zh="成效：同一场雨的三种情形", en="Effect: one storm, three ways"),
    "measure.title.minutes": Name(
        zh="用时（分钟，自首个超限观测值起）", en="Minutes from the first reading over the limit"
    ),
    "measure.title.counts": Name(zh="统计", en="Counts"),
    "measure.head.passive": Name(zh="无人调度", en="Passive"),
    "measure.head.standing": Name(zh="固定开度", en="Standing settings"),
    "measure.head.banyan": Name(zh="城市大脑", en="City brain"),
    "measure.head.less_than_passive": Name(zh="较无人调度减少（%）", en="Less than passive (%)"),
    "measure.head.less_than_standing": Name(zh="较固定开度减少（%）", en="Less than standing (%)"),
    "measure.head.median": Name(zh="中位", en="Median"),
    "measure.head.worst": Name(zh="最长", en="Worst"),
    "measure.head.count": Name(zh="数量", en="Count"),
    "measure.flooding.total": Name(zh="漫溢总量（立方米）", en="Flooding in all (m³)"),
    "measure.flooding.street": Name(zh="其中：道路（立方米）", en="of it on streets (m³)"),
    "measure.flooding.bank": Name(zh="其中：漫堤（立方米）", en="of it over banks (m³)"),
    "measure.flooding": Name(zh="漫溢：{subject}（立方米）", en="Flooding: {subject} (m³)"),
    "measure.ponding_hours": Name(zh="内涝积水：{subject}（小时）", en="Ponding: {subject} (hours)"),
    "measure.band_hours_outside": Name(
        zh="超出控制水位范围：{subject}（小时）", en="Outside the level band: {subject} (hours)"
    ),
    "measure.gate_travel": Name(zh="闸门行程：{subject}（%）", en="Gate travel: {subject} (%)"),
    "measure.pump_starts": Name(zh="水泵启动：{subject}（次）", en="Pump starts: {subject}"),
    "measure.minutes.alert": Name(zh="到告警触发", en="to the alert"),
    "measure.minutes.case": Name(zh="到立案", en="to the case"),
    "measure.minutes.on_site": Name(zh="到抢险队伍抵达", en="to the crew on site"),
    "measure.minutes.cleared": Name(zh="到告警解除", en="to the alert cleared"),
    "measure.alerts.raised": Name(zh="告警：触发", en="Alerts raised"),
    "measure.alerts.cleared": Name(zh="告警：解除", en="Alerts cleared"),
    "measure.alerts.standing": Name(zh="告警：仍未解除", en="Alerts still standing"),
    "measure.cases.opened": Name(zh="案件：立案", en="Cases filed"),
    "measure.cases.closed": Name(zh="案件：结案", en="Cases closed"),
    "measure.cases.late": Name(zh="案件：超时", en="Cases overdue"),
    "measure.proposals.made": Name(zh="调度建议：提出", en="Proposals made"),
    "measure.proposals.approved": Name(zh="调度建议：批准", en="Proposals approved"),
    "measure.proposals.refused": Name(zh="调度建议：驳回", en="Proposals refused"),
    "measure.proposals.expired": Name(zh="调度建议：过期", en="Proposals expired"),
    "measure.interlocks.refusals": Name(zh="联锁：拦截", en="Refused by interlocks"),
    "measure.interlocks.violations": Name(zh="联锁：违反", en="Interlock violations"),
    "measure.readings.received": Name(zh="观测值：收到", en="Readings received"),
    "measure.readings.accepted": Name(zh="观测值：采用", en="Readings accepted"),
    "measure.readings.rejected": Name(zh="观测值：拒收", en="Readings rejected"),
}
