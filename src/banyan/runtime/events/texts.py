"""The sentences of the event log, in both languages."""

from banyan.model.text import Name

SENTENCES: dict[str, Name] = {
    "events.alert.raised": Name("{place}告警，{level}", "Alert at {place}, {level}"),
    "events.alert.graver": Name("{place}告警升为{level}", "Alert at {place} is graver now: {level}"),
    "events.alert.milder": Name("{place}告警降为{level}", "Alert at {place} is milder now: {level}"),
    "events.alert.again": Name("{place}告警再次出现，{level}", "Alert at {place} is back, {level}"),
    "events.alert.cleared": Name("{place}告警条件解除", "Alert at {place}: its condition is over"),
    "events.alert.acknowledged": Name("{who}确认{place}的告警", "{who} acknowledged the alert at {place}"),
    "events.alert.shelved": Name(
        "{who}搁置{place}的告警，到{until}为止", "{who} shelved the alert at {place} until {until}"
    ),
    "events.alert.unshelved": Name("{place}告警的搁置到期", "The shelf of the alert at {place} has ended"),
    "events.case.opened": Name("立案：{place}，{type}，由{owner}负责", "Case opened: {type} at {place}, with {owner}"),
    "events.case.graver": Name("{place}的案件升为{level}", "The case at {place} is graver now: {level}"),
    "events.case.fed_back": Name("{place}的案件处置完毕，等待结案", "The case at {place} is worked off, not closed"),
    "events.case.closed": Name("{place}的案件结案", "The case at {place} is closed"),
    "events.case.closed_by": Name("{who}将{place}的案件结案", "{who} closed the case at {place}"),
    "events.crew.sent": Name("{crew}前往{place}", "{crew} is sent to {place}"),
    "events.crew.sent_due": Name("{crew}前往{place}，预计{at}到达", "{crew} is sent to {place}, arrives {at}"),
    "events.crew.delayed": Name("{crew}改为{at}到达{place}", "{crew} now arrives at {place} at {at}"),
    "events.crew.arrived": Name("{crew}到达{place}", "{crew} has arrived at {place}"),
    "events.crew.arrived_late": Name(
        "{crew}到达{place}，比预计晚{minutes}分钟", "{crew} has arrived at {place}, {minutes} min late"
    ),
    "events.crew.working": Name("{crew}在{place}开始作业", "{crew} has begun to work at {place}"),
    "events.crew.done": Name("{crew}完成{place}的任务", "{crew} is done at {place}"),
    "events.crew.recalled": Name("{place}的任务取消", "The task at {place} is called off"),
    "events.crew.waits": Name("{place}没有队伍可派", "Nobody can go to {place}"),
    "events.crew.lost": Name("{place}的任务重新等待队伍", "The task at {place} waits for a crew again"),
    "events.proposal.made": Name("调度建议：{device} → {setting}", "Proposal: {device} → {setting}"),
    "events.proposal.made_many": Name(
        "调度建议：{device} → {setting}，另有 {n} 台设备", "Proposal: {device} → {setting}, and {n} more"
    ),
    "events.proposal.expired": Name("调度建议过期：{device} → {setting}", "Proposal expired: {device} → {setting}"),
    "events.proposal.superseded": Name(
        "调度建议被新建议取代：{device} → {setting}", "Proposal superseded: {device} → {setting}"
    ),
    "events.approval.yes": Name("{who}批准：{device} → {setting}", "{who} approved: {device} → {setting}"),
    "events.approval.no": Name("{who}驳回：{device} → {setting}", "{who} refused: {device} → {setting}"),
    "events.approval.standing": Name(
        "按常设授权批准（授权人：{who}）：{device} → {setting}",
        "Approved by standing authority (from {who}): {device} → {setting}",
    ),
    "events.order.begins": Name("{device}开始动作：{from} → {to}", "{device} begins to move: {from} → {to}"),
    "events.order.switched": Name("{device}指令：{to}", "{device} is ordered {to}"),
    "events.order.refused": Name("联锁拒绝：{device} → {setting}", "Refused by an interlock: {device} → {setting}"),
    "events.order.done": Name(
        "{device}已执行：{wanted}，回读 {seen}", "{device} has done its order, {wanted}: {seen} read back"
    ),
    "events.order.not_followed": Name(
        "{device}未执行指令：要求{wanted}，回读 {seen}", "{device} does not follow: {wanted} wanted, {seen} read back"
    ),
    "events.device.safe": Name(
        "{device}失去信号，转入安全状态", "{device} goes to its safe state: its signals are lost"
    ),
    "events.device.safe_over": Name("{device}信号恢复", "{device} has its signals again"),
    "events.device.local": Name("{device}被现场手动或浮子操作", "{device} is moved by hand or float on site"),
    "events.device.local_over": Name("{device}恢复远程控制", "{device} follows its orders again"),
    "events.interlock.head-difference": Name(
        "开闸需上游高于下游，现上游 {upstream} m，下游 {downstream} m",
        "opening needs water above the other side: {upstream} m against {downstream} m",
    ),
    "events.interlock.level-band": Name(
        "水位 {level} m 低于控制下限 {limit} m，不得开大",
        "{level} m is below the band's foot of {limit} m: it may not open further",
    ),
    "events.interlock.position": Name("实际开度 {seen}，与指令相差过大", "it stands at {seen}, too far from the order"),
    "events.interlock.ramp": Name(
        "{from} → {setting} 超过每分钟 {limit} %", "{from} → {setting} is more than {limit} % a minute"
    ),
    "events.interlock.range": Name("{setting}超出允许范围", "{setting} is outside the allowed range"),
    "events.interlock.minimum-on": Name(
        "运行时间不足，至少 {limit} 分钟", "it has run too short a time, at least {limit} min are required"
    ),
    "events.interlock.minimum-off": Name(
        "停机时间不足，至少 {limit} 分钟", "it has stood too short a time, at least {limit} min are required"
    ),
    "events.interlock.starts-per-hour": Name(
        "一小时内启动过多，最多 {limit} 次", "too many starts within the hour, at most {limit} are allowed"
    ),
    "events.interlock.staleness": Name(
        "所需读数超过 {limit} 分钟未更新", "a reading it needs is older than {limit} min"
    ),
    "events.interlock.mutual-exclusion": Name("与其互斥的设备正在运行", "a device that excludes it is open or running"),
    "events.interlock.expiry": Name("批准所依据的建议已过期", "the approved proposal had expired"),
    "events.interlock.emergency-stop": Name("紧急停止生效中", "the emergency stop is pulled"),
    "events.interlock.allowed-device": Name("该设备不可调度", "the device may not be moved"),
    "events.interlock.finite": Name("设定值不是有效数字", "the setting is no number"),
    "events.decision.made": Name(
        "预演：采用{plan}，预计街道积水 {with} m³，不调度为 {without} m³",
        "Look ahead: {plan}; {with} m³ on the streets expected, {without} m³ if nothing is done",
    ),
    "events.decision.failed": Name("预演未完成，继续按规则调度", "No look ahead this time: the rule goes on alone"),
    "events.gauge.distrusted": Name("{gauge}的读数不再采信", "{gauge} is no longer believed"),
    "events.gauge.believed": Name("{gauge}的读数恢复采信", "{gauge} is believed again"),
    "events.escalation.late": Name("{place}：{what}超时，上报{to}", "{place}: {what} is late, {to} is told"),
    "events.escalation.silent": Name("{place}：队伍失去联系，上报{to}", "{place}: its crew is silent, {to} is told"),
    "events.stop.pulled": Name("{who}启动紧急停止", "{who} pulled the emergency stop"),
    "events.stop.released": Name("{who}解除紧急停止", "{who} released the emergency stop"),
    "events.forecast": Name("收到预报：{hours} 小时内降雨 {mm} 毫米", "Forecast: {mm} mm of rain within {hours} h"),
    "events.reject": Name("报文被拒收：{reason}", "Message rejected: {reason}"),
    "events.intent.refused": Name("{who}的操作未执行：{action}", "Not done for {who}: {action}"),
    "events.handover.written": Name("{who}写了交班记录", "{who} wrote a handover note"),
    "events.handover.confirmed": Name("{who}确认接班", "{who} confirmed the handover"),
    "events.rule.out": Name("规则{rule}停用", "Rule {rule} is out of service"),
    "events.rule.back": Name("规则{rule}恢复", "Rule {rule} is back in service"),
    "events.clock": Name("停机：{left} 至 {on} 未运行", "Not running from {left} to {on}"),
    "events.control.on": Name("控制启用，指令可下发", "Control is on: orders leave"),
    "events.control.advisory": Name("控制转为仅建议，指令不下发", "Control is advisory: no order leaves"),
}

WORDS: dict[str, Name] = {
    "events.group.alert": Name("告警", "Alerts"),
    "events.group.case": Name("案件", "Cases"),
    "events.group.crew": Name("队伍", "Crews"),
    "events.group.proposal": Name("调度建议", "Proposals"),
    "events.group.order": Name("指令", "Orders"),
    "events.group.decision": Name("预演", "Looks ahead"),
    "events.group.gauge": Name("测点", "Gauges"),
    "events.group.escalation": Name("升级上报", "Escalations"),
    "events.group.stop": Name("紧急停止", "Emergency stop"),
    "events.group.forecast": Name("预报", "Forecasts"),
    "events.group.reject": Name("拒收", "Rejected"),
    "events.group.handover": Name("交接班", "Handovers"),
    "events.group.system": Name("系统", "System"),
    "events.level.I": Name("Ⅰ级", "level I"),
    "events.level.II": Name("Ⅱ级", "level II"),
    "events.level.III": Name("Ⅲ级", "level III"),
    "events.level.IV": Name("Ⅳ级", "level IV"),
    "events.pump.on": Name("开启", "on"),
    "events.pump.off": Name("关闭", "off"),
    "events.unknown": Name("未知", "unknown"),
    "events.plan.rule": Name("按规则", "the rule's plan is kept"),
    "events.plan.hold": Name("维持不动", "nothing is moved"),
    "events.plan.other": Name("优化方案", "a better plan than the rule's is found"),
    "events.due.dispatch": Name("派遣", "dispatch"),
    "events.due.on-site": Name("到场", "arrival"),
    "events.due.close": Name("结案", "closing"),
    "events.reason.malformed": Name("格式错误", "malformed"),
    "events.reason.unknown-stream": Name("测点未登记", "unknown stream"),
    "events.reason.unknown-crew": Name("队伍未登记", "unknown crew"),
    "events.reason.unit": Name("单位不符", "another unit than declared"),
    "events.reason.not-finite": Name("不是有效数字", "not a number"),
    "events.reason.range": Name("超出量程", "outside its range"),
    "events.reason.future": Name("时间在未来", "from the future"),
    "events.reason.too-late": Name("迟到过久", "too late"),
    "events.reason.duplicate-delivery": Name("重复送达", "delivered twice"),
    "events.reason.duplicate-content": Name("内容重复", "said twice"),
    "events.action.alert.acknowledge": Name("确认告警", "acknowledge"),
    "events.action.alert.shelve": Name("搁置告警", "shelve an alert"),
    "events.action.proposal.approve": Name("批准调度建议", "approve a proposal"),
    "events.action.proposal.refuse": Name("驳回调度建议", "refuse a proposal"),
    "events.action.stop.pull": Name("紧急停止", "pull the emergency stop"),
    "events.action.stop.release": Name("解除紧急停止", "release the emergency stop"),
    "events.action.case.close": Name("结案", "close a case"),
    "events.action.handover.write": Name("写交班记录", "write a handover note"),
    "events.action.handover.confirm": Name("确认接班", "confirm a handover"),
}

TEXTS: dict[str, Name] = {**SENTENCES, **WORDS}
